"""What shows that a number is no quantity: the characters before it, the words behind its unit."""

from __future__ import annotations

import re

from extract import grammar as g
from extract.words import alternation

ASCII_DIGITS = frozenset("0123456789０１２３４５６７８９")
# “10分钟响应”, “369人才工程”: a quoted name that only begins with a number.
_NAMED = re.compile(r"[0-9][^”\"“\n]{0,4}[一-鿿+\-—][^”\"“\n]{1,9}[”\"]")
_CLOCK = re.compile(r"[时時点點:：]$")
CALENDAR = re.compile(r"(?:19|20)[0-9]{2}|[１][９].{2}|[２][０].{2}")


# The counter of a page, not a figure of its report: 浏览次数:705
_FURNITURE = re.compile(
    rf"{alternation(g.cues('page_counter'))}(?:次数|量|数|率)?[ 　]*[:：][ 　]*$"
)


def bad_left(text: str, at: int) -> bool:
    """Whether the character before a number makes it a part of something else."""
    before = text[at - 1 : at]
    if not before:
        return False
    if before in ":： " and _FURNITURE.search(text, max(0, at - 10), at):
        return True
    if before in "〕】]" and at > 5 and text[at - 2].isdigit():
        return True
    if before in '“"' and _NAMED.match(text, at):
        return True
    if before in "第×xX*〔#№¥" or (before in "VvNn" and text[at - 2 : at - 1].isascii()):
        return True
    if before in ".．-－—–/+:：~～" and at >= 2:
        other = text[at - 2]
        return other.isdigit() or (other.isascii() and other.isalnum() and before != "+")
    return before == "每" or (before == "隔" and text[at - 2 : at - 1] == "每")


def bad_unit(text: str, number: str, unit: str, unit_end: int, at: int) -> bool:
    """Whether what follows a unit, or the number before it, shows that it is none."""
    # 36所学校 counts, 所学 is a word: Arabic digits leave little doubt.
    digits = number[0] in ASCII_DIGITS
    if digits and unit not in _DOUBTED:
        return False
    guard = g.NOT_BEFORE.get(unit) if not digits or unit in g.DOUBTFUL else None
    if text.startswith(("之间", "之内", "以"), unit_end):
        guard = None
    if guard is not None and guard.match(text, unit_end):
        return True
    if unit in ("个月", "个季度") and text[at - 1 : at] == "前":
        return True
    if unit == "年":
        if CALENDAR.fullmatch(number):
            return True
        if takes_time(text, at):
            return False
        # 五年内全国毕业生1300万人: a span in which something happens
        return (
            text.startswith("内", unit_end)
            or text[at - 1 : at] in _SPANS
            or text[at - 2 : at] in _SPANS
        )
    if unit == "页" and text[at - 1 : at] == "共":
        return True
    if unit == "日":
        spent = "." in number or text.startswith(("内", "以内", "左右"), unit_end)
        return _in_a_date(text, at) or not (spent or takes_time(text, at))
    if unit == "分" and _CLOCK.search(text, max(0, at - 1), at):
        return True
    return (
        unit.isascii()
        and unit.isalpha()
        and text[unit_end : unit_end + 1].isascii()
        and text[unit_end : unit_end + 1].isalnum()
    )


# The units that are looked at even behind Arabic digits: all others are beyond doubt there.
_DOUBTED = (
    frozenset(unit for unit in g.CANONICAL if unit.isascii() and unit.isalpha())
    | frozenset(("个月", "个季度", "年", "页", "日", "分"))
    | g.DOUBTFUL
)


def _in_a_date(text: str, at: int) -> bool:
    """Whether a number of 日 belongs to a date: 3月4日."""
    return text[at - 1 : at] == "月"


def takes_time(text: str, at: int) -> bool:
    """Whether the words before a number of years or days say that so long something takes."""
    return _TAKES_TIME.search(text, max(0, at - 6), at) is not None


_TAKES_TIME = re.compile(rf"{alternation(g.cues('takes_time'))}(?:为|至|了)?$")
_SPANS = frozenset(g.cues("span_of_years"))
