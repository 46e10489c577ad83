"""**Map**: measured property → indicator, system, category; or none with the reason.

The words of data/indicators.csv are kept by their first two characters, apart for each
unit, so that a short phrase is looked up without a walk over the taxonomy. The longest
words win, then the order of the table. The property's own words come first, then its
clause, then, for changes and rates, the clause before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import add

from extract.reference import (
    Indicator,
    System,
    alike_units,
    category_cues,
    indicators,
    systems,
)

_Pattern = tuple[int, str, tuple[str, ...], Indicator]
_Index = dict[str, tuple[_Pattern, ...]]
_Alias = tuple[str, str, System]

_RANKS = ("rank", "streak")
_RANK_LIKE = ("awards", "people_honoured")
_RATES = ("%", "‰", "个百分点", "倍", "番")
_FAR_RATES = frozenset(_RATES)
_ANONYMOUS = ("XX", "××", "xx", "**")
_LABELS = re.compile(r"12345|12333|12366|12315|5G|110")
_FIGURES = re.compile(r"[0-9０-９][0-9０-９.,，．]*")


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
    name, clause = _plain(measured_property), _plain(clause)
    before, segment = _before(_plain(sentence), clause)
    title = _plain(section.rpartition(" > ")[2])
    found, confidence, note = _indicator(name, unit, kind, clause, before, title)
    if kind in _RANKS:
        category = "rank_award"
    elif found is None:
        category = _category(name, unit, clause, segment)
    else:
        category = found.category
    system = _system(name, clause, segment, title, category, area_short)
    if found is None:
        return Mapping("", "", system, category, 0.3, _why_none(name, unit, kind))
    return Mapping(found.id, found.name, system, category, confidence, note)


def _plain(text: str) -> str:
    """The words without the marks that stand inside names: “i深圳”APP → i深圳APP."""
    for mark in "“”《》 ":
        if mark in text:
            text = text.replace(mark, "")
    return text


def _before(sentence: str, clause: str) -> tuple[str, str]:
    """The sentence up to the end of the clause, and its last stretch between semicolons."""
    at = sentence.find(clause) if clause else -1
    before = sentence[: at + len(clause)] if at >= 0 else sentence
    start = max(before.rfind(";", 0, at), before.rfind("；", 0, at)) + 1 if at >= 0 else 0
    return before, before[start:]


# --- indicator ------------------------------------------------------------------------------


def _indicator(
    name: str, unit: str, kind: str, clause: str, before: str, title: str
) -> tuple[Indicator | None, float, str]:
    """The indicator of the property, else of its clause, else of the clause before."""
    index = _index(kind if kind in _RANKS else "", _unit_key(unit, kind))
    found = _find(name, index)
    if found is not None:
        return _narrowed(found, name, index, clause, before, title)
    if (found := _find(clause, index, 3)) is not None:
        found = _narrowed(found, clause, index, clause, before, title)[0]
        return found, 0.75, "指标据所在分句推断"
    if kind in ("change", *_RANKS) or unit in _FAR_RATES:
        previous = before[: len(before) - len(clause)].rstrip(",，、;；:：")
        previous = previous[max(previous.rfind(mark) for mark in ",，;；") + 1 :]
        if previous and (found := _find(previous, index, 3)) is not None:
            return found, 0.6, "指标据前一分句推断"
    return None, 0.0, ""


def _unit_key(unit: str, kind: str) -> str:
    """The unit to look words up by: a change of 5% may be of anything, of 2个百分点 of a rate."""
    if kind in _RANKS or unit in ("", "倍", "番") or (kind == "change" and unit == "%"):
        return ""
    return "%" if unit == "个百分点" else unit


@cache
def _index(kind: str, unit: str) -> _Index:
    """The patterns that fit a unit ("" for any), best first under their first two characters."""
    patterns = []
    for order, row in enumerate(indicators().values()):
        if _accepts(row, kind, unit):
            for parts in row.synonyms:
                patterns.append((-sum(map(len, parts)), -_depth(row), order, parts, row))
    patterns.sort(key=lambda pattern: pattern[:4])
    buckets: dict[str, list[_Pattern]] = {}
    for rank, (*_, parts, row) in enumerate(patterns):
        buckets.setdefault(parts[0][:2], []).append((rank, parts[0], parts[1:], row))
    return {start: tuple(bucket) for start, bucket in buckets.items()}


def _depth(row: Indicator) -> int:
    """How many broader indicators stand above one: of equal words the narrower wins."""
    return 1 + _depth(indicators()[row.broader]) if row.broader else 0


def _accepts(row: Indicator, kind: str, unit: str) -> bool:
    """Whether an indicator can be stated in a unit, or as a rank."""
    if kind in _RANKS:
        return row.nature == "rank" or row.id in _RANK_LIKE
    if row.nature == "rank":
        return False
    return not unit or any(unit in alike_units().get(own, (own,)) for own in row.units)


def _find(text: str, index: _Index, least: int = 2) -> Indicator | None:
    """The indicator with the longest words in a text, of ``least`` characters at least."""
    best, found = len(text) * 1_000_000, None
    for pair in map(add, text, text[1:]):
        for rank, head, rest, row in index.get(pair, ()):
            if rank >= best:
                break
            if len(head) + sum(map(len, rest)) < least:
                break
            if head in text and (not rest or _in_order(text, head, rest)) and _allowed(row, text):
                best, found = rank, row
                break
    return found


def _in_order(text: str, head: str, rest: tuple[str, ...]) -> bool:
    """Whether the parts of a synonym follow each other in a text."""
    at = text.find(head) + len(head)
    for part in rest:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _allowed(row: Indicator | System, text: str) -> bool:
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
    own = _find(clause, index) if _FIGURES.subn("", clause, 2)[1] < 2 else None
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
    other = _find(name, _index("", "")) if kind not in _RANKS else None
    if other is None:
        return f"指标表中没有与“{name}”对应的说法"
    return f"“{name}”近于“{other.name}”,但单位“{unit}”不在其口径内"


# --- category -------------------------------------------------------------------------------


def _category(name: str, unit: str, clause: str, segment: str) -> str:
    """The category with the most weight of cues, "other" where there is none."""
    scores: dict[str, float] = {}
    for category, weight in category_cues("unit").get(unit, ()):
        scores[category] = scores.get(category, 0.0) + weight
    _weigh(scores, name, "property", 1.0)
    if not scores or max(scores.values()) < 2:
        _weigh(scores, clause, "property", 0.6)
    if not scores or max(scores.values()) < 2:
        _weigh(scores, segment, "sentence", 1.0)
    return max(scores, key=scores.__getitem__) if scores else "other"


def _weigh(scores: dict[str, float], text: str, where: str, share: float) -> None:
    """Add the weights of the cues in a text, the later half counting more: 项目总[投资]."""
    cues = _cue_index(where)
    for at, start in enumerate(text):
        for term, pairs in cues.get(start, ()):
            if text.startswith(term, at):
                factor = share * (1.3 if at + len(term) == len(text) else 1.0)
                for category, weight in pairs:
                    scores[category] = scores.get(category, 0.0) + weight * factor
                break


@cache
def _cue_index(where: str) -> dict[str, list[tuple[str, tuple[tuple[str, float], ...]]]]:
    """The cues of a place under their first character, longest first."""
    index: dict[str, list[tuple[str, tuple[tuple[str, float], ...]]]] = {}
    for term, pairs in sorted(category_cues(where).items(), key=lambda cue: -len(cue[0])):
        index.setdefault(term[0], []).append((term, pairs))
    return index


# --- system ---------------------------------------------------------------------------------


def _system(
    name: str, clause: str, segment: str, title: str, category: str, area_short: str
) -> str:
    """The system in the property, the clause, the stretch before or the heading, else ""."""
    index = _aliases(area_short)
    hits = _named(segment, index)
    if hits:
        near = [hit for hit in hits if hit[0] in name] or _beside(clause, hits, category)
        if near:
            return max(near, key=lambda hit: len(hit[0]))[1]
    own = () if name in segment else _named(name, index)
    if own:
        return max(own, key=lambda hit: len(hit[0]))[1]
    far = [hit for hit in hits if category in hit[2].fits]
    if far:
        return max(far, key=lambda hit: (segment.rfind(hit[0]) + len(hit[0]), len(hit[0])))[1]
    above = [hit for hit in _headed(title, area_short) if category in hit[2].fits]
    return max(above, key=lambda hit: len(hit[0]))[1] if above else ""


def _beside(clause: str, hits: list[_Alias], category: str) -> list[_Alias]:
    """The systems named in a figure's clause; among several figures, those that fit it."""
    near = [hit for hit in hits if hit[0] in clause]
    if near and _FIGURES.subn("", _LABELS.sub("", clause), 2)[1] > 1:
        return [hit for hit in near if category in hit[2].fits]
    return near


@lru_cache(maxsize=4096)
def _headed(title: str, area_short: str) -> tuple[_Alias, ...]:
    return tuple(_named(title, _aliases(area_short)))


@lru_cache(maxsize=512)
def _aliases(area_short: str) -> dict[str, tuple[_Alias, ...]]:
    """Alias, name and system under the alias's first two characters, for reports of an area."""
    index: dict[str, list[_Alias]] = {}
    taken: set[str] = set()
    for system in systems():
        full = system.name.replace("{area}", area_short or "XX")
        if system.generic and "{area}" not in system.name:
            full = area_short + full
        for alias in system.aliases:
            for area in (area_short, *_ANONYMOUS) if "{area}" in alias else ("",):
                word = alias.replace("{area}", area)
                if len(word) < 2 or word in taken or (not area and "{area}" in alias):
                    continue
                taken.add(word)
                index.setdefault(word[:2], []).append((word, full, system))
    return {start: tuple(group) for start, group in index.items()}


def _named(text: str, index: dict[str, tuple[_Alias, ...]]) -> list[_Alias]:
    """The aliases in a text that no exclude word forbids."""
    hits = []
    for pair in map(add, text, text[1:]):
        if pair in index:
            for hit in index[pair]:
                if hit[0] in text and _allowed(hit[2], text):
                    hits.append(hit)
    return hits
