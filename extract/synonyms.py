"""The words of data/indicators.csv, kept so that a short phrase is looked up quickly.

Patterns lie under their first two characters, apart for each unit: no walk over the whole
taxonomy. The longest words win, then the narrower indicator, then the order of the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

from extract.reference import Indicator, alike_units, indicators, tallies

_Rest = tuple[int, int, tuple[str, ...], Indicator]
_Heads = dict[str, list[_Rest]]
Index = dict[str, dict[str, list[tuple[int, _Heads]]]]
JointIndex = tuple[Callable[[str], Iterator[re.Match[str]]], Index]
Found = tuple[Indicator, float]

RANKS = ("rank", "streak")
_END = "$"
_WORDS = re.compile("[^0-9]+")


def unit_key(unit: str, kind: str) -> str:
    """The unit to look words up by: a change of 5% may be of anything, of 2个百分点 of a rate."""
    if kind in RANKS or unit in ("", "倍", "番") or (kind == "change" and unit == "%"):
        return ""
    return "%" if unit == "个百分点" else unit


@cache
def index_of(kind: str, unit: str) -> Index:
    """The patterns that fit a kind and a unit key ("" for any), best first."""
    return _indexed(kind, unit, several_parts=False)


@cache
def joint_index_of(kind: str, unit: str) -> JointIndex:
    """Those of several parts, whose first parts may stand before the property.

    With them goes what finds the places in a text where a first part may begin.
    """
    index = _indexed(kind, unit, several_parts=True)
    if not index:
        return re.compile("(?!)").finditer, index
    second = "".join({char for seconds in index.values() for char in seconds})
    pattern = f"[{re.escape(''.join(index))}](?=[{re.escape(second)}])"
    return re.compile(pattern).finditer, index


@cache
def few_fit(unit: str) -> bool:
    """Whether a unit is so special that few indicators take it: 省, 皮长公里, TB."""
    return 0 < sum(_accepts(row, "level", unit) for row in indicators().values()) <= 8


def longest(text: str, index: Index) -> Found | None:
    """The indicator with the longest words in a text, and their number of characters."""
    best, weight, found, at = 1_000_000, 0, None, -1
    for first, second in pairwise(text):
        at += 1
        if first not in index:
            continue
        for length, heads in index[first].get(second, ()):
            for rank, size, rest, row in heads.get(text[at : at + length], ()):
                if rank >= best:
                    break
                if (not rest or _in_order(text, at + length, rest)) and _allowed(row, text):
                    best, weight, found = rank, size, row
                    break
    return (found, float(weight)) if found else None


def longest_beside(earlier: str, own: str, text: str, joint: JointIndex) -> Found | None:
    """The indicator whose last words are in a text and whose first stand before it.

    ``own`` are the words of the figure's own clause before it, ``earlier`` those of the
    clauses before, where two characters are too few. Words before count half: 受理业务量
    after 实现“全市域通办” is 全市域通办业务量. Of equals the nearest wins.
    """
    candidates, index = joint
    before = earlier + own
    best: Found | None = None
    for seen in candidates(before):
        at = seen.start()
        for length, heads in index[before[at]].get(before[at + 1], ()):
            if length < 3 and at < len(earlier):
                continue
            for _, size, rest, row in heads.get(before[at : at + length], ()):
                inside = _inside(before, text, at + length, rest)
                score = inside + (size - inside) / 2
                if inside > 1 and (best is None or score >= best[1]) and _allowed(row, text):
                    best = (row, score)
    return best


def _inside(before: str, text: str, at: int, rest: tuple[str, ...]) -> int:
    """How many characters of the other parts are in the text, the last of them must be; else 0."""
    count, inside, place = 0, 0, before
    for part in rest:
        if part == _END:
            return count if _ends(text, inside) else 0
        found = before.find(part, at) if place is before and part is not rest[-1] else -1
        if found >= 0:
            at = found + len(part)
            continue
        place = text
        if (found := text.find(part, inside)) < 0:
            return 0
        inside, count = found + len(part), count + len(part)
    return count


def _indexed(kind: str, unit: str, several_parts: bool) -> Index:
    """The patterns that fit: by two characters, then by length and words of the first part."""
    fitting = {row.id for row in indicators().values() if _accepts(row, kind, unit)}
    index: Index = {}
    for rank, parts, row in _ranked(kind == "change"):
        if row.id in fitting and (not several_parts or parts[1:] not in ((), (_END,))):
            head = parts[0]
            lengths = index.setdefault(head[0], {}).setdefault(head[1], [])
            heads = dict(lengths).get(len(head))
            if heads is None:
                heads = {}
                lengths.append((len(head), heads))
            heads.setdefault(head, []).append((rank, _size(parts), parts[1:], row))
    return index


@cache
def _ranked(rates_first: bool) -> tuple[tuple[int, tuple[str, ...], Indicator], ...]:
    """All synonyms, best first: rank, parts, row.

    Of a fall by 42% rates come first: 申请材料精简42% is no count of documents.
    """
    patterns = [
        (-_size(parts), rates_first and "%" not in row.units, -_depth(row), order, parts, row)
        for order, row in enumerate(indicators().values())
        for parts in row.synonyms
    ]
    patterns.sort(key=lambda pattern: pattern[:5])
    return tuple((rank, parts, row) for rank, (*_, parts, row) in enumerate(patterns))


def _size(parts: tuple[str, ...]) -> int:
    return sum(len(part) for part in parts if part != _END)


def _depth(row: Indicator) -> int:
    """How many broader indicators stand above one: of equal words the narrower wins."""
    return 1 + _depth(indicators()[row.broader]) if row.broader else 0


def _accepts(row: Indicator, kind: str, unit: str) -> bool:
    """Whether an indicator can be stated in a unit, or as a rank."""
    if kind in RANKS:
        return row.category == "rank_award"
    if row.nature == "rank":
        return False
    return not unit or any(unit in alike_units().get(own, (own,)) for own in row.units)


def _ends(text: str, at: int) -> bool:
    """Whether a phrase ends at a place, but for a tally (项目[总数]) and the figure."""
    found = _WORDS.match(text, at)
    return found is None or found.group() in tallies()


def _in_order(text: str, at: int, rest: tuple[str, ...]) -> bool:
    """Whether the other parts of a synonym follow each other; $ is the end of the phrase."""
    for part in rest:
        if part == _END:
            return _ends(text, at)
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _allowed(row: Indicator, text: str) -> bool:
    """Whether a text has none of the words that forbid a row."""
    for word in row.exclude:  # noqa: SIM110 - a generator costs as much as the whole scan
        if word in text:
            return False
    return True
