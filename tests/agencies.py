"""Comparisons of many agencies made up for the tests of workbooks: exact figures or with words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

import gold_frame
import pandas as pd

from dashboard import data
from dashboard.books.comparison_book import Behind
from dashboard.comparison import Reference
from dashboard.taxonomy import Indicator, Taxonomy

MADE = datetime(2026, 11, 22, 9, 30)
DISTRICTS = {
    "罗湖区": "440303",
    "福田区": "440304",
    "南山区": "440305",
    "盐田区": "440308",
    "宝安区": "440306",
    "龙岗区": "440307",
    "龙华区": "440309",
    "坪山区": "440310",
    "光明区": "440311",
    "黄埔区": "440112",
    "天河区": "440106",
    "越秀区": "440104",
    "海珠区": "440105",
    "荔湾区": "440103",
    "白云区": "440111",
    "番禺区": "440113",
}
_WORDS = {"": "exact", "超": "over", "约": "about", "近": "nearly"}


def lookup() -> Reference:
    """The provisional taxonomy and the populations."""
    rows = gold_frame.indicators().to_dict("records")
    return Reference(Taxonomy({row["id"]: Indicator.of(row) for row in rows}), data.populations())


def behind(table: pd.DataFrame) -> Behind:
    """What stands behind a workbook of that tidy table."""
    return Behind(table, gold_frame.reports(), MADE, "http://127.0.0.1/compare")


def stating(
    values: Sequence[float],
    indicator: str = "requests",
    unit: str = "件",
    words: Sequence[str] = (),
    periods: Sequence[str] = (),
) -> pd.DataFrame:
    """A tidy table in which each district states one value, with a word of ``words`` before it.

    With ``periods`` one district states them all, a year each.
    """
    table = gold_frame.observations()
    first = table[table["indicator"] == indicator].iloc[0]
    rows = []
    for number, value in enumerate(values):
        place = 0 if periods else number
        area, code = list(DISTRICTS.items())[place]
        word = words[number] if words else ""
        year = periods[number] if periods else "2022"
        rows.append(
            {
                **first.to_dict(),
                "observation_id": f"made-{number}",
                "agency": f"{area}政务服务数据管理局",
                "reference_area": area,
                "area_code": code,
                "area_level": "district",
                "time_period": year,
                "period_start": pd.Timestamp(f"{year}-01-01"),
                "period_end": pd.Timestamp(f"{year}-12-31"),
                "value": value,
                "value_low": value if word in ("", "超") else math.nan,
                "value_high": value if word in ("", "近") else math.nan,
                "qualifier": _WORDS[word],
                "quote": f"{word}{value:.10g}{unit}",
                "unit": unit,
                "cumulative": False,
                "kind": "level",
                "system": "",
            }
        )
    return pd.DataFrame(rows, columns=list(table.columns)).astype(table.dtypes.to_dict())
