"""The time axis of a chart: years and half-years divided and named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.charts import GREY, GRID
from dashboard.language import say
from dashboard.written import Row

Drawing = dict[str, Any]
MOST_YEARS = 3  # beyond it only the years are named


def span(rows: Sequence[Row]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """From the first of January before the first figure to the last of December after the last."""
    first = min(row["period_start"] for row in rows)
    last = max(row["period_end"] for row in rows)
    return pd.Timestamp(first.year, 1, 1), pd.Timestamp(last.year + 1, 1, 1)


def _halves(year: str) -> tuple[str, str]:
    return say("{year}年<br>上半年", year=year), say("{year}年<br>下半年", year=year)


def half_years(first: pd.Timestamp, last: pd.Timestamp) -> tuple[list[Drawing], Drawing]:
    """The lines and the time axis: years divided by full lines, half-years by dotted ones."""
    years = range(first.year, last.year)
    places = [pd.Timestamp(year, month, 1) for year in years for month in (4, 10)]
    names = [name for year in years for name in _halves(str(year))]
    if len(years) > MOST_YEARS:
        places = [pd.Timestamp(year, 7, 1) for year in years]
        names = [say("{year}年", year=str(year)) for year in years]
    lines = [
        upright(pd.Timestamp(year, month, 1), line, layer="below")
        for year in years
        for month, line in ((7, {"color": GRID, "dash": "dot"}), (1, {"color": GREY, "width": 1}))
    ]
    axis = {
        "type": "date",
        "range": [first, last],
        "tickvals": places,
        "ticktext": names,
        "tickangle": 0,
        "showgrid": False,
        "fixedrange": True,
    }
    return lines, axis


def upright(at: pd.Timestamp, line: Drawing, **more: str) -> Drawing:
    """A line from the bottom to the top of a chart."""
    ends = {"x0": at, "x1": at, "y0": 0, "y1": 1, "xref": "x", "yref": "y domain"}
    return {"type": "line", **ends, "line": line, **more}
