"""**Map**: measured property → indicator, system, category; or none with the reason.

The property's own words come first, with those that stand right at the figure and those
before it that complete them; then the clause; then, for changes, rates and special units,
the words before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from extract.categories import category_of, is_honour
from extract.synonyms import (
    RANKS,
    Lexicon,
    better,
    ends,
    few_fit,
    index_of,
    lexicon,
    longest,
    longest_beside,
    narrowed,
    narrower,
)
from extract.systems import figures, named_system
from extract.taxonomy import Indicator

_RATES = ("%", "‰", "个百分点", "倍", "番")
_MEASURED = frozenset((*_RATES, "元", "小时", "分钟", "秒", "天", "个工作日", "工作日"))
_NEARBY = 48
_CLEAR = 5
_LOOK_BACK = 4
_PART = re.compile("占|其中|日均|月均|单日|当月|峰值|累计|总量|分别|办结|压减率|精简率|倍")
_MARKS = re.compile("[“”《》 ]")
_STRETCH = re.compile("[,，、;；。0-9]")


class Mapping(NamedTuple):
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

    ``behind`` is where the figure ends in its clause, -1 where it is not known; ``after`` what
    follows it there up to the next figure; ``lead`` the sentence up to the figure, ``before``
    up to the end of the clause.
    """

    name: str
    clause: str
    behind: int
    after: str
    lead: str
    before: str
    section: str
    title: str
    topic: str
    unit: str
    kind: str

    @property
    def places(self) -> tuple[str, ...]:
        """Where the words stand that may narrow an indicator, the nearest first."""
        return self.clause, self.before, self.section, self.topic


def map_indicator(
    measured_property: str,
    unit: str,
    kind: str,
    clause: str,
    sentence: str,
    section: str,
    area_short: str,
    quote: str = "",
    topic: str = "",
) -> Mapping:
    """The mapping of one figure from its words; ``unit`` is canonical, ``area_short`` 深圳.

    ``quote``, the figure as written, tells what stands right behind it in the clause;
    ``topic``, the agency and title of the report, what it is about where all else is silent.

    >>> map_indicator("市民满意率", "%", "level", "市民满意率98.48%",
    ...               "全年受理工单1101.46万件,市民满意率98.48%", "", "深圳").indicator
    'hotline_satisfaction'
    """
    name, (section, title) = _plain(measured_property), _headings(section)
    plain = _unmarked(sentence)
    if not sentence or len(plain) < len(sentence):
        clause, sentence, quote = _plain(clause), plain, _plain(quote)
    at = sentence.find(clause)
    before = sentence[: at + len(clause)] if at >= 0 else sentence
    figure = clause.find(quote) if quote else -1
    behind = figure + len(quote) if figure >= 0 else -1
    words = _Words(
        name,
        clause,
        behind,
        _after(clause, behind) if 0 <= behind < len(clause) else "",
        sentence[: at + figure] if at >= 0 and figure >= 0 else before,
        before,
        section,
        title,
        topic,
        unit,
        kind,
    )
    found, confidence, note = _indicator(words, sentence)
    category = _category(words, found)
    system = named_system(name, clause, sentence, title, category, area_short)
    if found is None:
        return Mapping("", "", system, category, 0.3, _why_none(words))
    return Mapping(found.id, found.name, system, category, confidence, note)


def _plain(text: str) -> str:
    """The words without the marks that stand inside names: “i深圳”APP → i深圳APP."""
    return _MARKS.sub("", text) if _MARKS.search(text) else text


# A sentence is asked for once for each of its figures.
_unmarked = lru_cache(maxsize=256)(_plain)


@lru_cache(maxsize=256)
def _headings(section: str) -> tuple[str, str]:
    """The path of headings without marks, and the innermost of them."""
    path = _plain(section)
    return path, path.rpartition(">")[2]


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
    lexis = lexicon(words.kind, words.unit)
    headed = words.name not in words.before and words.name in words.title
    found = _named(words._replace(name="") if headed else words, lexis)
    if found is not None:
        return _in_context(found, words)
    index = lexis.whole
    whole = words.kind in RANKS or words.unit in _MEASURED or len(figures(words.clause)) < 2
    if whole and (inferred := longest(words.clause, index)):
        return _in_context(inferred[0], words)[0], 0.75, "指标据所在分句推断"
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


def _named(words: _Words, lexis: Lexicon) -> Indicator | None:
    """The indicator of the property or of what follows a counted figure, whichever says more."""
    index, name = lexis.whole, words.name
    best = longest(name, index)
    counted = words.kind == "level" and words.unit not in _MEASURED
    after = words.after if counted or best is None or best[1] < _CLEAR else ""
    if counted and after != name:
        best = better(longest(after, index), best)
    if best is None or best[1] < _CLEAR:
        stretch = _stretch(words.lead)
        if stretch not in name:
            # What the name itself says is known: only what stands before it is new.
            new = len(stretch) - len(name) if name and stretch.endswith(name) else None
            best = better(best, longest(stretch, index, new))
    if best and best[1] >= _CLEAR:
        return best[0]
    text = name if name in after else f"{after}\n{name}"
    if ends().search(text) is None:
        return best[0] if best else None
    beside = longest_beside(*_clauses(words.lead), text, lexis.joint)
    if beside and (best is None or beside[1] > best[1]):
        best = beside
    return best[0] if best else None


def _stretch(lead: str) -> str:
    """The words right before a figure, back to a mark or another figure."""
    mark = _STRETCH.search(lead[: -_NEARBY - 1 : -1])
    return lead[len(lead) - mark.start() :] if mark else lead[-_NEARBY:]


def _clauses(lead: str) -> tuple[str, str]:
    """The two clauses before that of a figure, and its own words up to it."""
    start = max(lead.rfind(";"), lead.rfind("；"), len(lead) - _NEARBY) + 1
    *earlier, own = lead[start:].replace("，", ",").split(",")
    return ",".join((*earlier[-2:], "")) if earlier else "", own


def _previous(words: _Words) -> str:
    """The clause before: 受理工单1101万件 of 受理工单1101万件,同比增长5%."""
    previous = words.before[: len(words.before) - len(words.clause)].rstrip(",，、;；:：")
    return previous[max(previous.rfind(mark) for mark in ",，;；") + 1 :]


def _in_context(found: Indicator, words: _Words) -> tuple[Indicator, float, str]:
    """A broad indicator made narrower by the words around it, with what was inferred."""
    child = narrowed(found, words.name, words.places) if narrower(found.id) else found
    if child is found:
        return found, 0.95, ""
    return child, 0.85, f"按上下文归入“{child.name}”"


def _category(words: _Words, found: Indicator | None) -> str:
    """The category of a figure: that of its indicator, else by its words."""
    if words.kind in RANKS:
        trend = words.after if words.behind >= 0 else words.clause
        if words.kind == "rank" or is_honour(trend):
            return "rank_award"
    elif found is not None and not found.by_thing:
        return found.category
    after = words.after
    extended = after if words.name and after.startswith(words.name) else words.name
    return category_of(
        extended, words.unit, words.clause, _subjects(words), words.before, words.section,
        words.topic,
        lambda text: _category_in(text, words),
    )  # fmt: skip


def _subjects(words: _Words) -> Iterator[str]:
    """The clauses before that name what a change, a share or a part is of, nearest first."""
    if words.kind not in ("change", "streak") and not _PART.search(words.clause):
        return
    at = len(words.before) - len(words.clause)
    for _ in range(_LOOK_BACK):
        start = max(words.before.rfind(mark, 0, max(at - 1, 0)) for mark in ",，;；:：")
        if at <= 0:
            return
        yield words.before[start + 1 : at]
        at = start + 1


def _category_in(text: str, words: _Words) -> str:
    """The category of what a clause measures, "" where it names no indicator."""
    counted = words.kind == "level" and words.unit not in _RATES
    found = longest(text, index_of("level", words.unit if counted else ""))
    return narrowed(found[0], words.name, words.places).category if found else ""


def _why_none(words: _Words) -> str:
    """Why a figure has no indicator."""
    if not words.name:
        return "原文未说明所量之事,未对应指标"
    other = longest(words.name, index_of("level", "")) if words.kind not in RANKS else None
    if other is None:
        return f"指标表中没有与“{words.name}”对应的说法"
    return f"“{words.name}”近于“{other[0].name}”,但单位“{words.unit}”不在其口径内"
