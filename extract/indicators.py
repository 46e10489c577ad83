"""**Map**: measured property → indicator, system, category; or none with the reason.

The property's own words come first, with those that stand right at the figure and those
before it that complete them; then the clause; then, for changes, rates and special units,
the words before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from extract.categories import category_of
from extract.reference import Indicator, indicators
from extract.synonyms import (
    RANKS,
    Found,
    few_fit,
    index_of,
    joint_index_of,
    longest,
    longest_beside,
    unit_key,
)
from extract.systems import figures, named_system

_MEASURED = (
    "%",
    "‰",
    "个百分点",
    "倍",
    "番",
    "元",
    "小时",
    "分钟",
    "秒",
    "天",
    "个工作日",
    "工作日",
)
_RATES = _MEASURED[:5]
_NEARBY = 48
_CLEAR = 5
_COMMA = re.compile("(?<=[,，])")
_STRETCH = re.compile("[,，、;；。0-9]")


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


class _Words(NamedTuple):
    """The words of and around one figure, without quotation marks.

    ``after`` is what follows the figure in its clause up to the next figure; ``lead`` the
    sentence up to the figure, ``before`` up to the end of the clause.
    """

    name: str
    after: str
    clause: str
    lead: str
    before: str
    title: str
    unit: str
    kind: str


def map_indicator(
    measured_property: str,
    unit: str,
    kind: str,
    clause: str,
    sentence: str,
    section: str,
    area_short: str,
    quote: str = "",
) -> Mapping:
    """The mapping of one figure from its words; ``unit`` is canonical, ``area_short`` 深圳.

    ``quote``, the figure as written, tells what stands right behind it in the clause.

    >>> map_indicator("市民满意率", "%", "level", "市民满意率98.48%",
    ...               "全年受理工单1101.46万件,市民满意率98.48%", "", "深圳").indicator
    'hotline_satisfaction'
    """
    clause, sentence = _plain(clause), _plain(sentence)
    title = _plain(section.rpartition(" > ")[2])
    words = _words(_plain(measured_property), unit, kind, clause, sentence, title, _plain(quote))
    found, confidence, note = _indicator(words, sentence)
    category = _category(words, found)
    system = named_system(words.name, clause, sentence, title, category, area_short)
    if found is None:
        return Mapping("", "", system, category, 0.3, _why_none(words))
    return Mapping(found.id, found.name, system, category, confidence, note)


def _words(
    name: str, unit: str, kind: str, clause: str, sentence: str, title: str, quote: str
) -> _Words:
    """The words around a figure, cut at its clause and, where it is known, at its quote."""
    at = sentence.find(clause)
    before = sentence[: at + len(clause)] if at >= 0 else sentence
    figure = clause.find(quote) if quote else -1
    return _Words(
        name=name,
        after=_after(clause, figure + len(quote)) if figure >= 0 else "",
        clause=clause,
        lead=sentence[: at + figure] if at >= 0 and figure >= 0 else before,
        before=before,
        title=title,
        unit=unit,
        kind=kind,
    )


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """The words without the marks that stand inside names: “i深圳”APP → i深圳APP."""
    for mark in "“”《》 ":
        if mark in text:
            text = text.replace(mark, "")
    return text


def _after(clause: str, at: int) -> str:
    """What follows a figure, up to the next: 8个部门[18个]应用; 103类50万城市部件 → 城市部件."""
    end = len(clause)
    for start, stop in figures(clause):
        if start >= at:
            if start - at >= 2:
                end = start
                break
            at = stop
    after = clause[at:end].lstrip("余多 的")
    if after.startswith("、"):
        return ""
    return after[: after.find("、")] if "、" in after[2:] else after


def _indicator(words: _Words, sentence: str) -> tuple[Indicator | None, float, str]:
    """The indicator of the property, else of its clause, else of the words around."""
    key = (words.kind, unit_key(words.unit, words.kind))
    headed = words.name in words.title and words.name not in words.before
    found = _named(words._replace(name="") if headed else words, key)
    if found is not None:
        return _narrowed(found, words)
    index = index_of(*key)
    whole = words.kind in RANKS or words.unit in _MEASURED or len(figures(words.clause)) < 2
    if whole and (inferred := longest(words.clause, index)):
        return _narrowed(inferred[0], words)[0], 0.75, "指标据所在分句推断"
    text = _around(words, sentence) or (words.name if headed else "")
    inferred = longest(text, index) if text else None
    return (inferred[0], 0.6, "指标据前后文推断") if inferred else (None, 0.0, "")


def _around(words: _Words, sentence: str) -> str:
    """The words outside the clause that may name its figure, "" where none may."""
    if words.kind in RANKS:
        return words.before[-_NEARBY:]
    own = words.name and words.name in words.clause
    if (words.kind == "change" or words.unit in _RATES) and not own:
        return _previous(words)
    return sentence if few_fit(words.unit) else ""


def _named(words: _Words, key: tuple[str, str]) -> Indicator | None:
    """The indicator of the property or of what follows a counted figure, whichever says more."""
    index = index_of(*key)
    best = longest(words.name, index)
    if words.after != words.name and words.unit not in _MEASURED and words.kind == "level":
        best = _better(longest(words.after, index), best)
    if best is None or best[1] < _CLEAR:
        stretch = _STRETCH.split(words.lead[-_NEARBY:])[-1]
        if stretch not in words.name:
            best = _better(best, longest(stretch, index))
    if best and best[1] >= _CLEAR:
        return best[0]
    text = words.name if words.name in words.after else f"{words.after}\n{words.name}"
    beside = longest_beside(*_clauses(words.lead), text, joint_index_of(*key))
    if beside and (best is None or beside[1] > best[1]):
        best = beside
    return best[0] if best else None


def _clauses(lead: str) -> tuple[str, str]:
    """The two clauses before that of a figure, and its own words up to it."""
    lead = lead[max(lead.rfind(";"), lead.rfind("；"), len(lead) - _NEARBY) + 1 :]
    *earlier, own = _COMMA.split(lead)
    return "".join(earlier[-2:]), own


def _better(one: Found | None, other: Found | None) -> Found | None:
    """The one that says more, the first of two that say as much."""
    if one is None or other is None:
        return one or other
    return one if one[1] >= other[1] else other


def _previous(words: _Words) -> str:
    """The clause before: 受理工单1101万件 of 受理工单1101万件,同比增长5%."""
    previous = words.before[: len(words.before) - len(words.clause)].rstrip(",，、;；:：")
    return previous[max(previous.rfind(mark) for mark in ",，;；") + 1 :]


@cache
def _below(broader: str) -> tuple[Indicator, ...]:
    """All indicators under a broader one, the nearest first."""
    children = tuple(row for row in indicators().values() if row.broader == broader)
    return children + tuple(row for child in children for row in _below(child.id))


def _narrowed(found: Indicator, words: _Words) -> tuple[Indicator, float, str]:
    """A broad indicator made narrower by the words around it."""
    note = ""
    while child := _by_context(found, words):
        found, note = child, f"按上下文归入“{child.name}”"
    return found, 0.85 if note else 0.95, note


def _by_context(found: Indicator, words: _Words) -> Indicator | None:
    """The narrower indicator whose word stands nearest, by place, then by position."""
    rows = [row for row in _below(found.id) if row.context and _fits_name(row, words.name)]
    for place in (words.clause, words.before, words.title) if rows else ():
        hits = [
            (place.rfind(word) + len(word), len(word), -order)
            for order, row in enumerate(rows)
            for word in row.context
            if word in place
        ]
        if hits:
            return rows[-max(hits)[2]]
    return None


def _fits_name(row: Indicator, name: str) -> bool:
    return not any(word in name for word in row.exclude)


def _category(words: _Words, found: Indicator | None) -> str:
    """The category of a figure: that of its indicator, else by its words."""
    if words.kind in RANKS:
        return "rank_award"
    if found is not None:
        return found.category
    extended = words.after if words.name and words.after.startswith(words.name) else words.name
    return category_of(extended, words.unit, words.clause, words.before)


def _why_none(words: _Words) -> str:
    """Why a figure has no indicator."""
    if not words.name:
        return "原文未说明所量之事,未对应指标"
    other = longest(words.name, index_of("level", "")) if words.kind not in RANKS else None
    if other is None:
        return f"指标表中没有与“{words.name}”对应的说法"
    return f"“{words.name}”近于“{other[0].name}”,但单位“{words.unit}”不在其口径内"
