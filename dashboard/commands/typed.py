"""**Understand what was typed**: names and codes in either language; what is near where unknown.

>>> indicator("12345热线诉求受理量"), basis("每万人", ("hotline_requests",), observations)
('hotline_requests', 'per_capita')
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

import pandas as pd

import extract
from dashboard import data, english, language, selection, wording
from dashboard.comparison import indicators_of
from dashboard.coverage import short_names
from dashboard.language import listed, say

NEAR, LEAST = 3, 0.3  # how many names are offered where one is not known, and how alike they are
SHOWN = 8  # names offered of a short list


def indicator(word: str) -> str:
    """The id of an indicator by its name in either language, or by its id."""
    known = _spelt(lambda: {i: one.name for i, one in data.taxonomy().indicators.items()})
    ids = {one: one for one in known.values()}
    advice = say("可用 {listing} 列出全部指标", listing="duibiao export --list")
    return _understood(word, say("指标"), known, ids, advice)


def agency(word: str, observations: pd.DataFrame) -> str:
    """An agency by its full or short name in either language; ``observations`` as stored."""

    def full() -> dict[str, str]:
        return {one: english.named("agency", one) for one in agencies}

    def short() -> dict[str, str]:
        names = short_names(english.observations(observations))
        return {english.original(one): name for one, name in names.items() if one}

    agencies = [str(one) for one in observations["agency"].unique() if one]
    known = {**_spelt(full), **_spelt(short)}
    names = listed(list(short().values())[:SHOWN])
    advice = say("请写机构的全称或简称，如 {names}", names=names)
    return _understood(word, say("机构"), known, {}, advice)


def period(word: str, indicators: Sequence[str], observations: pd.DataFrame) -> str:
    """A period of some indicators, as 2022-H1 or as 2022年上半年."""
    taxonomy = data.taxonomy()
    wanted = [one for i in indicators for one in indicators_of(i, True, taxonomy)]
    periods = selection.periods_of(observations, wanted)
    known = _spelt(lambda: {one: wording.period_text(one) for one in periods})
    ids = {one: one for one in periods}
    advice = say("请写成 {names} 之一", names=listed(periods[:SHOWN]) or say("无"))
    return _understood(word, say("期间"), known, ids, advice)


def basis(word: str, indicators: Sequence[str], observations: pd.DataFrame) -> str:
    """A conversion that makes sense for every one of some indicators, by name or by code."""
    codes = wording.codes("basis")
    known = _spelt(lambda: {one: wording.label("basis", one) for one in codes})
    ids = {one: one for one in codes}
    advice = say("请写成 {names} 之一", names=listed(wording.label("basis", one) for one in codes))
    found = _understood(word, say("换算"), known, ids, advice)
    taxonomy = data.taxonomy()
    for one in indicators:
        about = observations[observations["indicator"].isin(indicators_of(one, True, taxonomy))]
        allowed = selection.bases_of(one, about, taxonomy)
        if found not in allowed:
            could = listed(wording.label("basis", code) for code in allowed)
            facts = {"name": taxonomy.name(one), "word": word, "could": could}
            told = say("指标“{name}”不能换算为“{word}”；请改用 {could}。", **facts)
            raise extract.DuibiaoError(told)
    return found


def _spelt(names: Callable[[], Mapping[str, str]]) -> dict[str, str]:
    """What names by id are in each language, each leading to its id."""
    known: dict[str, str] = {}
    for code in language.LANGUAGES[::-1]:
        with language.spoken(code):
            known |= {name: one for one, name in names().items()}
    return known


def _understood(
    word: str, kind: str, known: Mapping[str, str], ids: Mapping[str, str], advice: str
) -> str:
    """What a word stands for; raises DuibiaoError with what is near and the advice."""
    folded = {_folded(name): one for name, one in (*known.items(), *ids.items())}
    if (found := folded.get(_folded(word))) is not None:
        return found
    facts = {"kind": kind.lower(), "word": word, "advice": advice}
    if not (close := near(word, known)):
        raise extract.DuibiaoError(say("不认识{kind}“{word}”；{advice}。", **facts))
    told = say("不认识{kind}“{word}”；最接近的有 {close}；{advice}。", close=listed(close), **facts)
    raise extract.DuibiaoError(told)


def _folded(word: str) -> str:
    return "".join(word.split()).casefold()


def near(word: str, names: Iterable[str]) -> list[str]:
    """The names most like a word: first those that hold it, then those alike."""
    asked = _folded(word)

    def alike(name: str) -> float:
        folded = _folded(name)
        held = asked in folded or folded in asked
        return SequenceMatcher(None, asked, folded).ratio() + held

    scored = sorted(((alike(name), name) for name in names), key=lambda pair: -pair[0])
    return [name for score, name in scored[:NEAR] if asked and score >= LEAST]
