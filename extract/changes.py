"""Level or change: whether a figure states a rise or fall against something, and which way."""

from __future__ import annotations

import re

from extract import grammar as g
from extract.model import Mention
from extract.words import alternation

_RISES = g.cues("change")
# 新增, 最高 and 高新 hold a word of change and tell none.
_NO_CHANGE = g.cues("no_change")
_CHANGE = re.compile(alternation([*_RISES, *_NO_CHANGE]))
_REACHED = re.compile(r"(?<!达)到(?!期)|至(?!少)")
_NOMINAL = frozenset(g.cues("change_name"))
_AGAINST = frozenset(g.cues("against"))
_AVERAGE = re.compile(alternation(g.cues("against_what")))
_FILLER = re.compile(rf"(?:{alternation(g.cues('change_link'))}|[:：“”\"（( ]){{0,3}}$")
_NAMED_RATE = re.compile(alternation(g.cues("no_change_before")))
_OTHER_RATE = re.compile(r"(?<!效)率[^,，]{0,3}$|比重|占比")
_COMPARES = g.cues("compare")
_COMPARE = re.compile(alternation(_COMPARES))
_RIGHT_AFTER_COMPARE = re.compile(
    rf"{alternation(cue for cue, value in _COMPARES.items() if value)}(?:实际|名义)?[+＋\-－]?$"
)
_PLUS = re.compile(r"(?:^|[^0-9A-Za-z])[+＋]$")
# What the two above end in: they are tried only behind one of these.
_COMPARE_ENDS = frozenset("际义+＋-－") | {cue[-1] for cue, value in _COMPARES.items() if value}


def change_of(text: str, before: int, clause: int, mention: Mention) -> str:
    """Direction of the rise or fall that a figure states: up, down, none; "" for a level."""
    if mention.kind != "level":
        return ""
    left = text[max(before, clause, mention.start - 26) : mention.start]
    ratio = mention.unit in ("%", "‰", "倍", "番")
    always = mention.unit in ("个百分点", "番")
    word, between = _last_change(left)
    if always:
        return _RISES.get(word, "none")
    if word in _AGAINST and len(between) <= 12 and _AVERAGE.search(between):
        return _RISES[word]
    compared = left[-1:] in _COMPARE_ENDS
    if compared and (_RIGHT_AFTER_COMPARE.search(left) or _PLUS.search(left)):
        return "down" if mention.quantity.value < 0 else "up"
    if not word:
        return ""
    if _REACHED.search(between) or _NAMED_RATE.match(between):
        return ""
    if between.startswith("为") and word not in _NOMINAL:
        return ""
    if len(word) == 1:
        if ratio and word in "减降" and len(between) <= 5 and not _OTHER_RATE.search(between):
            return _RISES[word]
        if word in "增减" and not between and left[: -len(word)].endswith(("月", "年", "日", "均")):
            return _RISES[word]
        near = len(between) <= 2 and _FILLER.fullmatch(between)
        floor = max(clause, mention.start - 40)
        if not (near and (ratio or _COMPARE.search(text, floor, mention.start))):
            return ""
        return _RISES[word]
    if ratio:
        short = len(between) <= 9 and not _OTHER_RATE.search(between)
        return _RISES[word] if short or _FILLER.fullmatch(between) else ""
    if mention.unit == "位" or _FILLER.fullmatch(between):
        return _RISES[word] if _FILLER.fullmatch(between) else ""
    return ""


def _last_change(left: str) -> tuple[str, str]:
    """The last word of rise or fall in a stretch, and what stands behind it."""
    last = None
    for found in _CHANGE.finditer(left):
        if found[0] not in _NO_CHANGE:
            last = found
    if last is None:
        return "", ""
    return last[0], left[last.end() :]


_STATES = re.compile(r"[率比达占为是到至,，。;；]")
_LIST_JOIN = re.compile(r"[、,，]?(?:和|及|与|以及|、)?[约近超]?")


def listed(text: str, previous: Mention, mention: Mention) -> bool:
    """Whether a mention goes on a list of the same unit: 分别增长5.2%、3.1%."""
    gap = text[previous.end : mention.start]
    if 1 < len(gap) <= 7 and gap[0] == "、" and gap[-1] not in "约近超" and not _STATES.search(gap):
        # 平均压减材料46.3%、时限71.8%
        return mention.unit == previous.unit == "%"
    return (
        len(gap) <= 3
        and (mention.unit == previous.unit or {mention.unit, previous.unit} <= {"%", "倍", "‰"})
        and ("、" in gap or "和" in gap or "及" in gap or "与" in gap)
        and _LIST_JOIN.fullmatch(gap) is not None
    )
