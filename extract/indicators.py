"""**Map**: measured property → indicator, system, category; or none with the reason.

The longest words of data/indicators.csv win, then the narrower indicator, then the order
of the table; the unit must fit. The property's own words come first, then its clause, then,
for changes and rates, the clause before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from extract.categories import category_of
from extract.reference import Indicator, alike_units, indicators, tallies
from extract.systems import named_system, one_figure

_Pattern = tuple[int, str, tuple[str, ...], Indicator]
_Index = dict[str, dict[str, tuple[_Pattern, ...]]]

_RANKS = ("rank", "streak")
_END = "$"
_NEARBY = 60
_WORST = 1_000_000
_RATES = ("%", "‰", "个百分点", "倍", "番")


@dataclass(frozen=True, slots=True)
class Mapping:
    """The indicator, system and category of one figure, each "" where there is none.

    ``confidence`` runs from 0 to 1; ``note`` says, in Chinese, why there is no indicator
    or from what it was inferred.
    """

    indicator: str
    indicator_name: str
    system: str
    category: str
    confidence: float
    note: str


def map_indicator(
    measured_property: str,
    unit: str,
    kind: str,
    clause: str,
    sentence: str,
    section: str,
    area_short: str,
) -> Mapping:
    """The mapping of one figure from its words; ``unit`` is canonical, ``area_short`` 深圳.

    >>> map_indicator("市民满意率", "%", "level", "市民满意率98.48%",
    ...               "全年受理工单1101.46万件,市民满意率98.48%", "", "深圳").indicator
    'hotline_satisfaction'
    """
    name, clause, sentence = _plain(measured_property), _plain(clause), _plain(sentence)
    before = sentence[: sentence.find(clause) + len(clause)] if clause in sentence else sentence
    title = _plain(section.rpartition(" > ")[2])
    found, confidence, note = _indicator(name, unit, kind, clause, before, title)
    if kind in _RANKS:
        category = "rank_award"
    elif found is None:
        category = category_of(name, unit, clause, before)
    else:
        category = found.category
    system = named_system(name, clause, sentence, title, category, area_short)
    if found is None:
        return Mapping("", "", system, category, 0.3, _why_none(name, unit, kind))
    return Mapping(found.id, found.name, system, category, confidence, note)


def _plain(text: str) -> str:
    """The words without the marks that stand inside names: “i深圳”APP → i深圳APP."""
    for mark in "“”《》 ":
        if mark in text:
            text = text.replace(mark, "")
    return text


def _indicator(
    name: str, unit: str, kind: str, clause: str, before: str, title: str
) -> tuple[Indicator | None, float, str]:
    """The indicator of the property, else of its clause, else of the words before."""
    index = _index(kind, _unit_key(unit, kind))
    if (found := _find(name, index)) is not None:
        return _narrowed(found, name, index, clause, before, title)
    whole = kind in _RANKS or one_figure(clause)
    if whole and (found := _find(clause, index)) is not None:
        found = _narrowed(found, clause, index, clause, before, title)[0]
        return found, 0.75, "指标据所在分句推断"
    if kind in _RANKS:
        found = _find(before[-_NEARBY:], index)
    elif (kind == "change" or unit in _RATES) and name not in clause:
        found = _find(_previous(before, clause), index, 3)
    return found, 0.6 if found else 0.0, "指标据前文推断" if found else ""


def _previous(before: str, clause: str) -> str:
    """The clause before: 受理工单1101万件 of 受理工单1101万件,同比增长5%."""
    previous = before[: len(before) - len(clause)].rstrip(",，、;；:：")
    return previous[max(previous.rfind(mark) for mark in ",，;；") + 1 :]


def _unit_key(unit: str, kind: str) -> str:
    """The unit to look words up by: a change of 5% may be of anything, of 2个百分点 of a rate."""
    if kind in _RANKS or unit in ("", "倍", "番") or (kind == "change" and unit == "%"):
        return ""
    return "%" if unit == "个百分点" else unit


@cache
def _ranked(rates_first: bool) -> tuple[_Pattern, ...]:
    """All patterns, best first: rank, first part, the other parts, the row.

    Of a fall by 42% rates come first: 申请材料精简42% is no count of documents.
    """
    patterns = [
        (_weight(parts), rates_first and "%" not in row.units, -_depth(row), order, parts, row)
        for order, row in enumerate(indicators().values())
        for parts in row.synonyms
    ]
    patterns.sort(key=lambda pattern: pattern[:5])
    return tuple((rank, p[0], p[1:], row) for rank, (*_, p, row) in enumerate(patterns))


def _weight(parts: tuple[str, ...]) -> int:
    """The characters of a synonym, negative, so that the longest sorts first."""
    return -sum(len(part) for part in parts if part != _END)


@cache
def _index(kind: str, unit: str) -> _Index:
    """The patterns that fit a unit ("" for any) under their first, then second character."""
    fitting = {row.id for row in indicators().values() if _accepts(row, kind, unit)}
    index: _Index = {}
    for pattern in _ranked(kind == "change"):
        if pattern[3].id in fitting:
            seconds = index.setdefault(pattern[1][0], {})
            seconds[pattern[1][1]] = (*seconds.get(pattern[1][1], ()), pattern)
    return index


def _depth(row: Indicator) -> int:
    """How many broader indicators stand above one: of equal words the narrower wins."""
    return 1 + _depth(indicators()[row.broader]) if row.broader else 0


def _accepts(row: Indicator, kind: str, unit: str) -> bool:
    """Whether an indicator can be stated in a unit, or as a rank."""
    if kind in _RANKS:
        return row.category == "rank_award"
    if row.nature == "rank":
        return False
    return not unit or any(unit in alike_units().get(own, (own,)) for own in row.units)


def _find(text: str, index: _Index, least: int = 2) -> Indicator | None:
    """The indicator with the longest words in a text, of ``least`` characters at least."""
    best, found, at = _WORST, None, -1
    for first, second in pairwise(text):
        at += 1
        if first not in index:
            continue
        for rank, head, rest, row in index[first].get(second, ()):
            if rank >= best or (least > 2 and len(head) + sum(map(len, rest)) < least):
                break
            if (
                text.startswith(head, at)
                and (not rest or _in_order(text, at + len(head), rest))
                and _allowed(row, text)
            ):
                best, found = rank, row
                break
    return found


def _in_order(text: str, at: int, rest: tuple[str, ...]) -> bool:
    """Whether the other parts of a synonym follow each other; the part $ is the text's end."""
    for part in rest:
        if part == _END:
            return text[at:] in tallies()
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


@cache
def _narrower(broader: str) -> tuple[Indicator, ...]:
    return tuple(row for row in indicators().values() if row.broader == broader)


def _narrowed(
    found: Indicator, words: str, index: _Index, clause: str, before: str, title: str
) -> tuple[Indicator, float, str]:
    """A broad indicator made narrower by the clause's words, then by the words around."""
    if not _narrower(found.id):
        return found, 0.95, ""
    own = _find(clause, index) if one_figure(clause) else None
    if own is not None and _descends(own, found):
        found = own
    note = ""
    for _ in range(3):
        child = _by_context(found, words, (clause, before, title))
        if child is None:
            break
        found, note = child, f"按上下文归入“{child.name}”"
    return found, 0.85 if note else 0.95, note


def _descends(row: Indicator, ancestor: Indicator) -> bool:
    """Whether an indicator stands below another."""
    while row.broader:
        if row.broader == ancestor.id:
            return True
        row = indicators()[row.broader]
    return False


def _by_context(found: Indicator, words: str, places: tuple[str, ...]) -> Indicator | None:
    """The narrower indicator whose word stands nearest, by place, then by position."""
    children = [row for row in _narrower(found.id) if row.context and _allowed(row, words)]
    if not children:
        return None
    for place in places:
        _, chosen = max(
            ((place.rfind(word) + len(word), row) for row in children for word in row.context
             if word in place),
            key=lambda pair: pair[0], default=(-1, None),
        )  # fmt: skip
        if chosen is not None:
            return chosen
    return None


def _why_none(name: str, unit: str, kind: str) -> str:
    """Why a figure has no indicator."""
    if not name:
        return "原文未说明所量之事,未对应指标"
    other = _find(name, _index("level", "")) if kind not in _RANKS else None
    if other is None:
        return f"指标表中没有与“{name}”对应的说法"
    return f"“{name}”近于“{other.name}”,但单位“{unit}”不在其口径内"
