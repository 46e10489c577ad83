"""The time axis of a chart: years and half-years divided and named."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import GREY, GRID

_HALVES = ((4, "上半年"), (10, "下半年"))
MOST_YEARS = 3  # beyond it only the years are named


def span(rows: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """From the first of January before the first figure to the last of December after the last."""
    first, last = rows["period_start"].min(), rows["period_end"].max()
    return pd.Timestamp(first.year, 1, 1), pd.Timestamp(last.year + 1, 1, 1)


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
    halves = [(pd.Timestamp(y, m, 1), y, name) for y in years for m, name in _HALVES]
    places = [place for place, _, _ in halves]
    names = [f"{year}年<br>{name}" for _, year, name in halves]
    if len(years) > MOST_YEARS:
        places = [pd.Timestamp(year, 7, 1) for year in years]
        names = [f"{year}年" for year in years]
    figure.update_xaxes(
        type="date",
        range=[first, last],
        tickvals=places,
        ticktext=names,
        tickangle=0,
        showgrid=False,
        fixedrange=True,
    )
