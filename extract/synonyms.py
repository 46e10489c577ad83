"""The words of data/indicators.csv, kept so that a short phrase is looked up quickly.

Patterns lie under their first two characters, apart for each unit: no walk over the whole
taxonomy. The longest words win, then the narrower indicator, then the order of the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from extract.taxonomy import Indicator, alike_units, indicators, tallies
from extract.words import alternation

_Entry = tuple[int, int, tuple[str, ...], Indicator]
_Starts = dict[str, tuple[int, list[int]]]


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """The patterns that fit a kind and a unit, best first.

    ``starts`` leads from two characters to the best rank and the lengths of the first parts
    that begin so, ``heads`` from a first part to its patterns: rank, size, other parts, row.
    """

    starts: _Starts
    heads: dict[str, list[_Entry]]


class Lexicon(NamedTuple):
    """What to look words up in for a kind and a unit: all patterns, those of several parts."""

    whole: Index
    joint: Index


Found = tuple[Indicator, float]

RANKS = ("rank", "streak")
_END = "$"
_WORST = 1_000_000
_WORDS = re.compile("[^0-9]+")


def unit_key(unit: str, kind: str) -> str:
    """The unit to look words up by: a change of 5% may be of anything, of 2个百分点 of a rate."""
    if kind in RANKS or unit in ("", "倍", "番") or (kind == "change" and unit == "%"):
        return ""
    return "%" if unit == "个百分点" else unit


@cache
def lexicon(kind: str, unit: str) -> Lexicon:
    """The patterns for a kind and a unit as written; apart, those of several parts."""
    return _lexicon(kind == "change", _fitting(kind, unit_key(unit, kind)))


@cache
def index_of(kind: str, unit: str) -> Index:
    """The patterns that fit a kind and a unit key ("" for any), best first."""
    return _lexicon(kind == "change", _fitting(kind, unit)).whole


@cache
def ends() -> re.Pattern[str]:
    """What finds one of the last parts of synonyms of several, or what stands before it."""
    words: set[str] = set()
    for row in indicators().values():
        for parts in row.synonyms:
            words.update(part for part in parts[1:] if part != _END)
    return re.compile(alternation(word for word in words if len(word) > 1))


@cache
def few_fit(unit: str) -> bool:
    """Whether a unit is so special that few indicators take it: 省, 皮长公里, TB."""
    return 0 < len(_fitting("level", unit)) <= 8


@lru_cache(maxsize=16384)
def longest(text: str, index: Index, before: int | None = None) -> Found | None:
    """The indicator with the longest words in a text, and their number of characters.

    ``before``: only words that begin before that place.
    """
    if not text:
        return None
    starts, heads = index.starts, index.heads
    best, weight, found = _WORST, 0, None
    for at in range(len(text) - 1 if before is None else before):
        start = starts.get(text[at : at + 2])
        if start is None or start[0] >= best:
            continue
        for length in start[1]:
            entries = heads.get(text[at : at + length])
            if entries is None:
                continue
            for rank, size, rest, row in entries:
                if rank >= best:
                    break
                if rest and not (
                    (rest[0] in text or rest[0] is _END) and _in_order(text, at + length, rest)
                ):
                    continue
                if not row.exclude or _allowed(row, text):
                    best, weight, found = rank, size, row
                    break
    return (found, float(weight)) if found else None


@lru_cache(maxsize=4096)
def longest_beside(earlier: str, own: str, text: str, index: Index) -> Found | None:
    """The indicator whose last words are in a text and whose first stand before it.

    ``own`` are the words of the figure's own clause before it, ``earlier`` those of the
    clauses before, where two characters are too few. Words before count half: 受理业务量
    after 实现“全市域通办” is 全市域通办业务量. Of equals the nearest wins.
    """
    before, starts, heads = earlier + own, index.starts, index.heads
    best: Found | None = None
    for at in range(len(before) - 1):
        start = starts.get(before[at : at + 2])
        if start is None:
            continue
        for length in start[1]:
            if length < 3 and at < len(earlier):
                continue
            for _, size, rest, row in heads.get(before[at : at + length], ()):
                inside = _inside(before, text, at + length, rest)
                score = inside + (size - inside) / 2
                if inside > 1 and (best is None or score >= best[1]) and _allowed(row, text):
                    best = (row, score)
    return best


def better(one: Found | None, other: Found | None) -> Found | None:
    """The one that says more, the first of two that say as much."""
    if one is None or other is None:
        return one or other
    return one if one[1] >= other[1] else other


def narrowed(found: Indicator, name: str, places: tuple[str, ...]) -> Indicator:
    """A broad indicator made narrower by the words around its figure, the nearest place first."""
    while rows := narrower(found.id):
        child = _by_context(rows, name, places)
        if child is None:
            break
        found = child
    return found


@cache
def narrower(broader: str) -> tuple[Indicator, ...]:
    """All indicators under a broader one that words around may call for, the nearest first."""
    children = tuple(
        row for row in indicators().values() if broader in (row.broader, row.takes_over)
    )
    rows = children + tuple(row for child in children for row in narrower(child.id))
    return tuple(row for row in rows if row.context)


def _by_context(
    rows: tuple[Indicator, ...], name: str, places: tuple[str, ...]
) -> Indicator | None:
    """The narrower indicator whose word stands nearest, by place, then by position."""
    fitting = [row for row in rows if not any(word in name for word in row.exclude)]
    for place in places if fitting else ():
        hits = [
            (place.rfind(word) + len(word), len(word), -order)
            for order, row in enumerate(fitting)
            for word in row.context
            if word in place
        ]
        if hits:
            return fitting[-max(hits)[2]]
    return None


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


@cache
def _lexicon(rates_first: bool, fitting: frozenset[str]) -> Lexicon:
    """The patterns of some indicators; units that the same indicators take share them."""
    found = (entry for name in fitting for entry in _ranked(rates_first).get(name, ()))
    entries = sorted(found, key=lambda entry: entry[1][0])
    joint = [entry for entry in entries if entry[1][2] not in ((), (_END,))]
    return Lexicon(_indexed(entries), _indexed(joint))


def _indexed(entries: Iterable[tuple[str, _Entry]]) -> Index:
    """Patterns under their first part and its first two characters."""
    starts: _Starts = {}
    heads: dict[str, list[_Entry]] = {}
    for head, entry in entries:
        lengths = starts.setdefault(head[:2], (entry[0], []))[1]
        if len(head) not in lengths:
            lengths.append(len(head))
        heads.setdefault(head, []).append(entry)
    return Index(starts, heads)


@cache
def _ranked(rates_first: bool) -> dict[str, list[tuple[str, _Entry]]]:
    """The synonyms of each indicator: the first part, and rank, size, other parts, row.

    Of a fall by 42% rates come first: 申请材料精简42% is no count of documents.
    """
    patterns = [
        (-_size(parts), rates_first and "%" not in row.units, -_depth(row), order, parts, row)
        for order, row in enumerate(indicators().values())
        for parts in row.synonyms
    ]
    patterns.sort(key=lambda pattern: pattern[:5])
    ranked: dict[str, list[tuple[str, _Entry]]] = {}
    for rank, (size, *_, (head, *rest), row) in enumerate(patterns):
        parts = tuple(_END if part == _END else part for part in rest)
        ranked.setdefault(row.id, []).append((head, (rank, -size, parts, row)))
    return ranked


def _size(parts: tuple[str, ...]) -> int:
    return sum(len(part) for part in parts if part != _END)


def _depth(row: Indicator) -> int:
    """How many broader indicators stand above one: of equal words the narrower wins."""
    return 1 + _depth(indicators()[row.broader]) if row.broader else 0


@cache
def _fitting(kind: str, unit: str) -> frozenset[str]:
    """The indicators that can be stated in a unit ("" for any), or as a rank."""
    if kind in RANKS:
        return frozenset(row.id for row in indicators().values() if row.category == "rank_award")
    return _by_unit().get(unit, frozenset())


@cache
def _by_unit() -> dict[str, frozenset[str]]:
    """The indicators that each unit, or one alike, states; under "" all but ranks."""
    ids: dict[str, set[str]] = {"": set()}
    for row in indicators().values():
        if row.nature == "rank":
            continue
        ids[""].add(row.id)
        for own in row.units:
            for unit in alike_units().get(own, (own,)):
                ids.setdefault(unit, set()).add(row.id)
    return {unit: frozenset(found) for unit, found in ids.items()}


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
