"""The words on screen for the codes of the table: one place, Chinese and English.

>>> period_text("2022-H1")
'2022年上半年'
"""

from __future__ import annotations

import re
from functools import cache

from dashboard import data

_HALF = {"H1": ("上半年", "first half of"), "H2": ("下半年", "second half of")}
_QUARTER = {"Q1": "第一季度", "Q2": "第二季度", "Q3": "第三季度", "Q4": "第四季度"}


@cache
def _labels() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (row["group"], row["code"]): (row["zh"], row["en"] or row["zh"])
        for row in data.table("labels")
    }


def label(group: str, code: str, language: str = "zh") -> str:
    """The word for a code of a group (``data/labels.csv``), the code itself where there is none."""
    zh, en = _labels().get((group, str(code)), (str(code), str(code)))
    return en if language == "en" else zh


def codes(group: str) -> tuple[str, ...]:
    """The codes of a group in the order of ``data/labels.csv``."""
    return tuple(code for (name, code) in _labels() if name == group)


def family(category: str) -> str:
    """The family of a category: quality, volume, services, assets, other."""
    return _labels().get(("category_family", category), ("other", ""))[0]


def period_text(period: str) -> str:
    """A time period in Chinese: ``2022-H1`` as 2022年上半年, "" as 期间不明."""
    if not period:
        return "期间不明"
    if "/" in period:
        first, last = period.split("/", 1)
        return f"{period_text(first)}至{period_text(last)}"
    if match := re.fullmatch(r"(\d{4})-(H[12]|Q[1-4])", period):
        year, part = match.groups()
        return f"{year}年" + (_HALF[part][0] if part in _HALF else _QUARTER[part])
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", period):
        return f"{match[1]}年{int(match[2])}月{int(match[3])}日"
    if match := re.fullmatch(r"(\d{4})-(\d{2})", period):
        return f"{match[1]}年{int(match[2])}月"
    return f"{period}年" if re.fullmatch(r"\d{4}", period) else period


def wrapped(text: str, width: int, breaker: str = "<br>") -> str:
    """The text broken into lines of at most ``width`` characters, for labels of a chart."""
    lines = [text[i : i + width] for i in range(0, len(text), width)]
    return breaker.join(lines)
