"""Level or change: whether a figure states a rise or fall against something, and which way."""

from __future__ import annotations

import re

from extract import grammar as g
from extract.model import Mention
from extract.words import alternation

_RISES = g.cues("change")
_CHANGE = re.compile(alternation(_RISES))
_REACHED = re.compile(r"(?<!达)到(?!期)|至(?!少)")
_NOMINAL = frozenset(
    ("增幅", "降幅", "涨幅", "升幅", "增速", "跌幅", "减幅", "增长", "下降", "年均增")
)
_AGAINST = frozenset(
    ("高于", "低于", "高出", "多于", "少于", "快于", "慢于", "领先", "落后于", "优于", "超出")
)
_AVERAGE = re.compile(r"平均|均值|水平|均分|全[国省市区县]|上年|去年|同期|城镇|农村|第二")
_FILLER = re.compile(
    r"(?:了|的?幅度|率?约|近乎?|超过?|逾|为|达到?|高达|[:：“”\"（( ]|均|各|整|将|左右|提速){0,3}$"
)
_NAMED_RATE = re.compile(r"^(?:率(?!约|达|为)|率|比例|比率|比|值|点|量|额|面|数|力|潜)")
_OTHER_RATE = re.compile(r"(?<!效)率[^,，]{0,3}$|比重|占比")
_COMPARE = re.compile(alternation(g.cues("compare")))
_RIGHT_AFTER_COMPARE = re.compile(r"(?:同比|环比|較?上年|比上年|较上年)(?:实际|名义)?[+＋\-－]?$")
_PLUS = re.compile(r"(?:^|[^0-9A-Za-z])[+＋]$")


def change_of(text: str, before: int, clause: int, mention: Mention) -> str:
    """Direction of the rise or fall that a figure states: up, down, none; "" for a level."""
    if mention.kind != "level":
        return ""
    left = text[max(before, clause, mention.start - 26) : mention.start]
    ratio = mention.unit in ("%", "‰", "倍", "番")
    always = mention.unit in ("个百分点", "番")
    word, between = _last_change(left)
    if always:
        return (_RISES[word] if word else _plain_direction(left)) or "none"
    if _RIGHT_AFTER_COMPARE.search(left) or _PLUS.search(left):
        return "down" if mention.quantity.value < 0 else "up"
    if not word:
        return ""
    if word in _AGAINST and len(between) <= 12 and _AVERAGE.search(between):
        return _RISES[word]
    if _REACHED.search(between) or _NAMED_RATE.match(between):
        return ""
    if between.startswith("为") and word not in _NOMINAL:
        return ""
    if len(word) == 1:
        if ratio and word in "减降压" and len(between) <= 5 and not _OTHER_RATE.search(between):
            return _RISES[word]
        if word in "增减" and not between and left[: -len(word)].endswith(("月", "年", "日", "均")):
            return _RISES[word]
        compared = _COMPARE.search(text, max(clause, mention.start - 40), mention.start)
        near = len(between) <= 2 and _FILLER.fullmatch(between)
        if not (near and (compared or (word in "增降升减涨跌翻" and ratio))):
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
        # 新增 and 增加值 speak of no rise against something.
        if found.start() and left[found.start() - 1] in "新":
            continue
        if left.startswith(
            ("增加值", "增值", "减灾", "高新", "高质", "高频", "降水", "升级"), found.start()
        ):
            continue
        last = found
    if last is None:
        return "", ""
    return last[0], left[last.end() :]


def _plain_direction(left: str) -> str:
    return "down" if any(char in left for char in "降减低少缩") else ""


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
