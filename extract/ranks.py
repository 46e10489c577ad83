"""Rules for ranks and streaks: 第一, 第3位, 前三, 榜首, 连续三年, 四连冠."""

from __future__ import annotations

import re
from decimal import Decimal

from extract import grammar as g
from extract.guards import CALENDAR
from extract.model import Mention
from extract.numerals import bounds, value_of
from extract.qualifiers import mention_of
from extract.words import alternation

_RANK_END = re.compile(
    r"[ \t]*(?:$|[,，。;；、!！?？)）】”\"\n升跃提的和与并且]|以及)|(?:好|佳)?成绩|水平"
)
_RANK_CUE = re.compile(alternation(g.cues("rank")))
_TOP_STOP = re.compile(
    r"[个年月季天期述款项次批步提往瞻沿后来端进方言景场台途夕例所任面台世沿置列]|[十百千]强"
)


def rank(text: str, at: int, floor: int) -> Mention | None:
    """A rank in digits or words: 第3位, 第一, 前十名."""
    return ordinal_rank(text, at, floor) or top_rank(text, at, floor)


def streak(text: str, at: int, floor: int) -> Mention | None:
    """A streak: 连续三年, 连续12个月."""
    if "续" not in text[max(0, at - 3) : at]:
        return None
    begin = at - 2 if text.startswith("连续", at - 2) else at - 3
    found = g.STREAK.match(text, max(begin, 0)) if at >= 2 else None
    if found is None or found.start() < floor:
        return None
    value = value_of(found["number"])
    if value is None or CALENDAR.fullmatch(found["number"]):
        return None
    qualifier = "over" if found["vague"] else "exact"
    unit = g.CANONICAL.get(found["unit"], found["unit"])
    return Mention(
        found.start(), found.end(), found.start("number"), found.end("number"),
        bounds(value, qualifier), unit, qualifier, "streak", "streak", 0.95,
    )  # fmt: skip


def run_of_wins(text: str, at: int, floor: int) -> Mention | None:
    """A run named by its length: 四连冠, 三连增."""
    found = g.RUN.match(text, at) if "连" in text[at + 1 : at + 3] else None
    if found is None:
        return None
    value = value_of(found["number"])
    if value is None:
        return None
    return mention_of(text, at, at, found, value, "次", "run_of_wins", "streak")


def ordinal_rank(text: str, at: int, floor: int) -> Mention | None:
    """A place in an order: 第一, 第3位, where the clause speaks of a ranking."""
    begin = at - 1 if text[at - 1 : at] == "第" else at - 2
    if at < 1 or begin < floor or text[begin] != "第":
        return None
    found = g.ORDINAL_RANK.match(text, begin)
    if found is None:
        return None
    value = value_of(found["number"])
    if value is None or value > 3000:
        return None
    if not found["unit"].strip():
        if not _RANK_END.match(text, found.end()):
            return None
        if not _RANK_CUE.search(text, _clause_start(text, begin, floor), begin):
            return None
    end = found.end() if found["unit"].strip() else found.end("number")
    return Mention(
        begin, end, found.start("number"), found.end("number"), bounds(value, "exact"), "名",
        "exact", "rank", "ordinal_rank", 0.9,
    )  # fmt: skip


def _clause_start(text: str, at: int, floor: int) -> int:
    """Where the clause before ``at`` begins, at most 30 characters back."""
    limit = max(0, at - 30)
    for index in range(at - 1, limit - 1, -1):
        if text[index] in "，,。;；\n":
            return index + 1
    return limit


def top_rank(text: str, at: int, floor: int) -> Mention | None:
    """A place among the first: 前三, 前10名."""
    if at < 1 or text[at - 1] != "前" or at - 1 < floor:
        return None
    found = g.TOP_RANK.match(text, at - 1)
    if found is None or found["unit"] == "强" or "%" in found["number"]:
        return None
    if not found["unit"]:
        if _TOP_STOP.match(text, found.end()):
            return None
        if not _RANK_CUE.search(text, _clause_start(text, at - 1, floor), at - 1):
            return None
    value = value_of(found["number"])
    if value is None:
        return None
    return Mention(
        at - 1, found.end(), found.start("number"), found.end("number"), bounds(value, "at_most"),
        "名", "at_most", "rank", "top_rank", 0.9,
    )  # fmt: skip


def first_place(text: str, at: int, floor: int) -> Mention | None:
    """The first place in words: 首位, 榜首."""
    if text[at] != "首":
        return None
    begin = at - 1 if text[at - 1 : at] == "榜" else at
    found = g.FIRST.match(text, begin)
    if found is None or begin < floor:
        return None
    if found[0] != "榜首" and not _RANK_CUE.search(text, _clause_start(text, begin, floor), begin):
        return None
    return Mention(
        begin, found.end(), at, at + 1, bounds(Decimal(1), "exact"), "名", "exact", "rank",
        "first_place", 0.9,
    )  # fmt: skip
