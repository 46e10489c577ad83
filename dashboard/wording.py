"""The words on screen for the codes of the table: one place, in the language of the session.

>>> period_text("2022-H1"), label("polarity", "good_high"), unit_text("件/万人")
('2022年上半年', '越高越好', '件/万人')
>>> from dashboard.language import spoken
>>> with spoken("en"):
...     period_text("2022-H1"), label("polarity", "good_high"), unit_text("件/万人")
('H1 2022', 'higher is better', 'cases per 10,000 people')
"""

from __future__ import annotations

import math
import re
import textwrap
from functools import cache

from dashboard import data
from dashboard.language import is_english, say
from dashboard.names import unit_en

_PERIOD = re.compile(r"(\d{4})(?:-(H[12]|Q[1-4])|-(\d{2})(?:-(\d{2}))?)?")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# What ``conversions.unit_text`` writes behind a unit, longer ones first.
_PER = (
    ("/万人·天", "per 10,000 people a day"),
    ("/万人", "per 10,000 people"),
    ("/天", "per day"),
)


@cache
def _labels() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (row["group"], row["code"]): (row["zh"], row["en"] or row["zh"])
        for row in data.table("labels")
    }


def label(group: str, code: str) -> str:
    """The word for a code of a group (``data/labels.csv``), the code itself where there is none."""
    zh, en = _labels().get((group, str(code)), (str(code), str(code)))
    return en if is_english() else zh


def codes(group: str) -> tuple[str, ...]:
    """The codes of a group in the order of ``data/labels.csv``."""
    return tuple(code for (name, code) in _labels() if name == group)


def family(category: str) -> str:
    """The family of a category: quality, volume, services, assets, other."""
    return _labels().get(("category_family", category), ("other", ""))[0]


def period_text(period: str) -> str:
    """A time period in words: ``2022-H1`` as 2022年上半年 or H1 2022, "" as 期间不明."""
    if not period:
        return say("期间不明")
    if "/" in period:
        first, last = period.split("/", 1)
        return say("{first}至{last}", first=period_text(first), last=period_text(last))
    match = _PERIOD.fullmatch(period)
    if match is None:
        return period
    year, part, month, day = match.groups("")
    return _part(year, part) if part else _dated(year, month, day)


def _part(year: str, part: str) -> str:
    """A half or a quarter: 2022年上半年, H1 2022."""
    return {
        "H1": say("{year}年上半年", year=year),
        "H2": say("{year}年下半年", year=year),
        "Q1": say("{year}年第一季度", year=year),
        "Q2": say("{year}年第二季度", year=year),
        "Q3": say("{year}年第三季度", year=year),
        "Q4": say("{year}年第四季度", year=year),
    }[part]


def _dated(year: str, month: str, day: str) -> str:
    """A year, month or day: 2022年10月1日, 1 October 2022."""
    if not month:
        return say("{year}年", year=year)
    number = int(month)
    name = _MONTHS[number - 1] if is_english() and 1 <= number <= 12 else number
    if not day:
        return say("{year}年{month}月", year=year, month=name)
    return say("{year}年{month}月{day}日", year=year, month=name, day=int(day))


def unit_text(unit: str, value: float = math.nan) -> str:
    """A unit as the screen shows it: ``件/万人`` as it is, in English ``cases per 10,000 people``.

    English has one word for a ``value`` of 1 and another for every other; "" where there is none.
    """
    if not is_english() or not unit:
        return unit
    for end, words in _PER:
        if unit.endswith(end):
            return f"{unit_text(unit.removesuffix(end), value)} {words}".strip()
    return unit_en(unit, value)


def wrapped(text: str, width: int, breaker: str = "<br>") -> str:
    """The text broken into lines for labels of a chart.

    ``width`` is in Chinese characters; English breaks between words, at twice as many letters.
    """
    if is_english():
        return breaker.join(textwrap.wrap(text, 2 * width))
    lines = [text[i : i + width] for i in range(0, len(text), width)]
    return breaker.join(lines)
