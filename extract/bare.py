"""Rules for numbers that leave their unit out: the context names what is counted."""

from __future__ import annotations

import re
from string import ascii_letters

from extract import grammar as g
from extract.guards import CALENDAR
from extract.model import Mention
from extract.numerals import value_of
from extract.qualifiers import mention_of, prefix_of

_MEASURE_END = re.compile(r"(?:[数量额率为达至到共计有分值比]|指数|系数|比例|[:：=])[ 　]*$")
_INDEX = re.compile(
    r"(?:指数|系数|得分|评分|分值|PMI|CPI|PPI|总分|均分|综合分)(?:为|达|达到|是|:|:)?[ 　]*$"
)
_INDEX_CLAUSE = re.compile(
    r"(?:指数|系数|得分|评分|总分|均分|死亡率|[^占]比(?![对武例较赛])|综合分|比例|PMI|CPI|PPI)[^,，。;；、%]{0,16}$"
)
_SCORE = re.compile(r"(?:得分|评分|总分|均分|综合分)[^,，。;；、%]{0,16}$")
_POINTED = re.compile(r"(?:[为达到至的分率比]|指数|系数|提升|提高|上升|下降|增加|降低)[ 　]*$")
#: What shows that the number before it counts nothing: 10月, 3号, 5G.
NOT_A_COUNT = frozenset("年月日号號时時点點版比:：.．/-—–~～%％+×*至到室楼路线弄巷" + ascii_letters)
_NOT_A_COUNT = re.compile(f"[ 　]?[{re.escape(''.join(sorted(NOT_A_COUNT)))}]")
PLAIN_END = re.compile(r"[ 　]*(?:[,，。;；、!！?？)）(（]|$|\n|左右|以上|以下|以内)")
_LEADS_ON = re.compile(rf"{PLAIN_END.pattern}|[^,，。;；\n]{{0,4}}[到至]")
_PUNCTUATION = re.compile(r"[,，。;；、!！?？:：()（）\n“”《》]")
BIG_SCALE = re.compile(r"[百千万亿萬億]")


def digits_of_noun(text: str, at: int, floor: int, found: re.Match[str]) -> Mention | None:
    """Digits without a unit where the context names what is counted: 用户突破860万."""
    if found["unit"]:
        # A unit here has been looked at and is none: 50万市民, 3年级.
        bare = g.BARE_ARABIC.match(text, at)
        if bare is None or not g.NOUN.match(text, bare.end()):
            return None
        found = bare
    number, end = found["number"], found.end()
    if _NOT_A_COUNT.match(text, end) or CALENDAR.fullmatch(number):
        return None
    value = value_of(number)
    if (
        value is None
        or (len(number) >= 7 and number.isdigit())
        or (number[0] == "0" and "." not in number)
    ):
        return None
    start, prefix = prefix_of(text, at, floor)
    loose = bool(BIG_SCALE.search(number) or found["vague"] or prefix)
    unit, near = _unit_ahead(text, end), False
    if unit is None:
        unit = _unit_behind(text, start, floor)
    else:
        near = g.NOUN.match(text, end) is not None
    if near and not loose and ("." in number or text[at - 1 : at] in '“"'):
        # 2.0平台 is a version.
        return None
    if _INDEX_CLAUSE.search(text, max(floor, start - 22), start):
        unit = "分" if _SCORE.search(text, max(floor, start - 22), start) else ""
        near = near or bool(
            _LEADS_ON.match(text, end) and _POINTED.search(text, max(0, start - 6), start)
        )
    if not loose and not near:
        if not PLAIN_END.match(text, end) or not _MEASURE_END.search(
            text, max(0, start - 8), start
        ):
            return None
        if unit is None and not _INDEX.search(text, max(0, start - 10), start):
            return None
    confidence = 0.85 if unit and loose else 0.6
    return mention_of(
        text, at, floor, found, value, unit or "", "digits_of_noun", "level", confidence
    )


def _unit_ahead(text: str, end: int) -> str | None:
    """Unit of the first counted noun right of a number, before any punctuation."""
    stop = _PUNCTUATION.search(text, end, end + 10)
    limit = stop.start() if stop else end + 10
    noun = g.NOUN.search(text, end, limit)
    return g.unit_of_noun(noun[0]) if noun else None


def _unit_behind(text: str, start: int, floor: int) -> str | None:
    """Unit of the last counted noun left of a number within its clause."""
    nouns = g.NOUN.findall(text, max(floor, start - 18), start)
    if not nouns and _GROWN.search(text, max(floor, start - 4), start):
        # APP用户突破5700万,较去年底净增312万
        nouns = g.NOUN.findall(_SENTENCE_END.split(text[max(0, start - 45) : start])[-1])
    return g.unit_of_noun(nouns[-1]) if nouns else None


_GROWN = re.compile(r"(?:净增|增加|增长|减少|新增|增|减)(?:了|约|近|超)?$")
_SENTENCE_END = re.compile(r"[。;；\n]")


def words_of_noun(text: str, at: int, floor: int, found: re.Match[str]) -> Mention | None:
    """Chinese numerals without a unit, loose and before a counted noun: 百余企业, 两万三."""
    number = found["number"]
    start, _ = prefix_of(text, at, floor)
    if not (found["vague"] or start != at or "几" in number or "数" in number):
        return None
    value = value_of(number)
    if value is None or value < 10:
        return None
    unit = _unit_ahead(text, found.end()) or _unit_behind(text, start, floor)
    if unit is None:
        return None
    return mention_of(text, at, floor, found, value, unit, "words_of_noun", "level", 0.6)
