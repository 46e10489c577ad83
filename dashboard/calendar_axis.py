"""The time axis of a chart: years and half-years divided and named."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import GREY, GRID
from dashboard.language import say

MOST_YEARS = 3  # beyond it only the years are named


def span(rows: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """From the first of January before the first figure to the last of December after the last."""
    first, last = rows["period_start"].min(), rows["period_end"].max()
    return pd.Timestamp(first.year, 1, 1), pd.Timestamp(last.year + 1, 1, 1)


def _halves(year: str) -> tuple[str, str]:
    return say("{year}年<br>上半年", year=year), say("{year}年<br>下半年", year=year)


def half_years(figure: go.Figure, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """The time axis: years divided by full lines, half-years by dotted ones, both named."""
    years = range(first.year, last.year)
    for year in years:
        figure.add_vline(
            x=pd.Timestamp(year, 7, 1), line={"color": GRID, "dash": "dot"}, layer="below"
        )
        figure.add_vline(
            x=pd.Timestamp(year, 1, 1), line={"color": GREY, "width": 1}, layer="below"
        )
    places = [pd.Timestamp(year, month, 1) for year in years for month in (4, 10)]
    names = [name for year in years for name in _halves(str(year))]
    if len(years) > MOST_YEARS:
        places = [pd.Timestamp(year, 7, 1) for year in years]
        names = [say("{year}年", year=str(year)) for year in years]
    figure.update_xaxes(
        type="date",
        range=[first, last],
        tickvals=places,
        ticktext=names,
        tickangle=0,
        showgrid=False,
        fixedrange=True,
    )
