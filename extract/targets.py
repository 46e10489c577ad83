"""Actual or target: what the clause, the period it names and its heading say."""

from __future__ import annotations

import re

from extract import grammar as g
from extract.model import Mention, Period, Sentence
from extract.periods import PeriodMention
from extract.where import clause_start
from extract.words import alternation

_CUES = g.cues("target")
_TARGET = re.compile(alternation(_CUES))
# 目标为90%, 要求达90% are firm; (目标90%)的, 任务10个) need the words behind the figure too.
_ASKED = re.compile(
    r"(?P<firm>(?:目标|任务)(?:数|值|任务)?(?:为|是|[:：])|(?:要求|必须|不得|须|将|拟)(?:在)?)$"
    r"|(?:目标|任务)(?:数|值|任务)?[（(是]?$"
)
# What it ends in: most figures stand behind something else.
_ASKED_ENDS = frozenset("为是:：求须得将拟在标务数值(（")
_DONE = re.compile(r"实际|已|完成了|获批|实现了|截至|达到了")
_ENSURED = re.compile(r"确保")
_OF_GOAL = re.compile(r"[)）]?的|[)）]")
_GOAL_AFTER = re.compile(r"(?:的)?(?:预期|年度|控制|规划|工作|发展)?目标(?!任务的|的[0-9])")
_GOAL_STARTS = frozenset("的预年控规工发目")
_FROM_END = re.compile(r"[由从](?:原来的?|目前的?|现在的?|去年的?|上年的?|法定的?)?$")
_TO_AFTER = re.compile(r"[^,，。;；]{0,6}(?:到|至|为)")


def status_of(
    text: str, sentence: Sentence, clause: int, mention: Mention, named: PeriodMention | None,
    own: Period | None, planned: Period | None,
) -> str:  # fmt: skip
    """actual or target, from the clause's own words, the period it names and its heading."""
    if named and named.period and own and named.role in ("span", "asof"):
        if named.period.start > own.end:
            return "target"
        if planned and named.period.end < planned.start:
            return "actual"
    floor = max(sentence.start, mention.start - 14)
    before = text[mention.start - 1 : mention.start]
    asked = _ASKED.search(text, floor, mention.start) if before in _ASKED_ENDS else None
    if asked and (asked["firm"] or _OF_GOAL.match(text, mention.end)):
        return "target"
    if text[mention.end : mention.end + 1] in _GOAL_STARTS and _GOAL_AFTER.match(text, mention.end):
        return "target"
    if sentence.plan:
        if _FROM_END.search(text, clause, mention.start) and _TO_AFTER.match(text, mention.end):
            return "actual"
        return "target"
    if mention.qualifier == "at_least" and _ENSURED.search(text, clause, mention.start):
        return "target"
    # 力争新建学校10所,改造20所: the cue of the clause before holds on until something is done.
    start = clause_start(text, sentence.start, max(clause - 1, sentence.start))
    if _TARGET.search(text, start, mention.start) is None:
        return "actual"
    if _DONE.search(text, clause, mention.start):
        start = clause
    # 争取到资金 has happened: such a row names its own status.
    said = [_CUES[found[0]] or "target" for found in _TARGET.finditer(text, start, mention.start)]
    return said[-1] if said else "actual"
