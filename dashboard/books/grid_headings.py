"""The columns of the tables of 对比: what each is called, and how wide it must be."""

from __future__ import annotations

import math
from collections.abc import Iterable

from dashboard import amounts
from dashboard.books.book import Heading
from dashboard.comparison import Comparison
from dashboard.excel.chart_series import short
from dashboard.excel.sheets import display_width, room_for
from dashboard.language import is_english, say

POINTS, PEOPLE, DAYS = "个百分点", "人", "天"  # units of gaps between rates, of divisors
MOST = 15  # characters of an agency's name that its column shows in one line
#: Columns that hold numbers.
NUMBERS = frozenset(
    {
        "rank",
        "published",
        "people",
        "days",
        "whole",
        "figure",
        "low",
        "high",
        "to_best",
        "to_median",
    }
)
#: The least width of a column in Latin characters, and what English words need beyond it.
_WIDTHS = {
    "rank": (6, 10),
    "agency": (20, 4),
    "own": (8, 8),
    "area": (9, 4),
    "period": (14, 0),
    "people": (13, 12),
    "days": (9, 4),
    "unit": (8, 4),
    "quote": (14, 0),
    "indicator": (16, 0),
    "property": (18, 0),
    "flags": (8, 4),
    "computed": (10, 4),
    "how": (24, 0),
    "beside": (34, 0),
    "evidence": (8, 4),
}


def letter(column: int) -> str:
    """The letters of a column of a worksheet, 0 is A: ``AA`` for 26."""
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def width_of(texts: Iterable[str], least: float) -> float:
    """The width that shows every figure: one that does not fit would be a row of #."""
    return max([least, *(room_for(text) for text in texts)])


def heading(key: str, found: Comparison) -> Heading:
    """The heading of a column of a comparison by its key."""
    least, more = _WIDTHS.get(key, (14, 4))
    width = float(least + (more if is_english() else 0))
    return Heading(_name(key, found), width_of(_texts(key, found), width), key in NUMBERS)


def _name(key: str, found: Comparison) -> str:
    """What a column is called."""
    neutral = found.indicator.polarity == "neutral"
    return {
        "rank": say("名次"),
        "agency": say("机构"),
        "own": say("本单位"),
        "area": say("地区"),
        "period": say("期间"),
        "published": say("公布数"),
        "people": say("常住人口"),
        "days": say("天数"),
        "whole": say("上级地区的数"),
        "figure": say("数值"),
        "low": say("下限"),
        "high": say("上限"),
        "unit": say("单位"),
        "to_best": say("与最高相差") if neutral else say("与最好相差"),
        "to_median": say("与中位数相差"),
        "quote": say("原文"),
        "indicator": say("指标口径"),
        "property": say("所量之事"),
        "flags": say("标记"),
        "computed": say("是否换算"),
        "how": say("换算公式"),
        "beside": say("与本单位相比"),
        "evidence": say("证据"),
    }[key]


def _texts(key: str, found: Comparison) -> list[str]:
    """The figures that a column shows, as they are shown."""
    rows = found.rows
    if key == "figure":
        return [str(text) for text in rows["figure_text"]]
    if key in ("low", "high"):
        bounds = [value for value in rows[f"figure_{key}"] if math.isfinite(value)]
        return [amounts.text(value, short(found.unit)) for value in bounds]
    if key == "published":
        columns = (rows[name] for name in ("published", "base_unit", "before", "after"))
        return [amounts.text(*cells) for cells in zip(*columns, strict=True)]
    if key == "agency":
        names = (*rows["agency"], *found.missing)
        return [max((str(name) for name in names), key=display_width, default="")[:MOST]]
    if key in ("people", "whole"):
        values = rows.loc[rows[key].notna(), [key, "base_unit"]].itertuples(index=False)
        return [amounts.text(v, PEOPLE if key == "people" else str(unit)) for v, unit in values]
    if key in ("to_best", "to_median"):
        widest = max(rows["figure"].abs(), default=0.0)
        unit = POINTS if amounts.is_percent(found.unit) else short(found.unit)
        return [f"-{amounts.text(widest, unit)}"]
    return []
