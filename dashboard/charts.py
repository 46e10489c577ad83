"""**Draw**: a comparison as a plotly figure, with title, source and one sentence for the ear.

What may not share an axis (不可比) stands in panels of its own unless the reader asks otherwise.
Bounds are drawn as bounds: an open end fades out into an arrow, two bounds are a whisker.
Every mark carries its observation_id in ``customdata``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import amounts, chart_words
from dashboard.comparison import Comparison
from dashboard.evidence import shared_rows
from dashboard.language import is_english

BLUE, GREEN, PURPLE, ORANGE, GREY = "#12436D", "#28A197", "#801650", "#F46A25", "#7F8A96"
INK, GRID = "#1D2733", "#D9E0E6"
FONT = (
    "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, Source Han Sans SC, "
    "WenQuanYi Micro Hei, sans-serif"
)
BAR, HEAD, AXIS = 52, 30, 46  # pixels for a bar, a panel's heading, its axis
RIGHT = 34  # beside the last tick, whose label is wider than its place
LINE, SECOND = 18, 16  # pixels for a line of a bar's name, for the scale word of an axis
OPEN_TAIL = 0.07  # how far an open end reaches, as a share of the axis
NEAR_FULL = 60.0  # rates above it are drawn as dots on an axis that does not begin at zero


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure with its words: finding, subtitle, source and notes, alt (one sentence)."""

    figure: go.Figure
    title: str
    subtitle: str
    source: str
    alt: str


@dataclass(frozen=True, slots=True)
class _Axis:
    """The value axis of a panel: its ends, its ticks, and whether it begins at zero."""

    low: float
    high: float
    ticks: tuple[float, ...]
    dots: bool

    @property
    def tail(self) -> float:
        return (self.high - self.low) * OPEN_TAIL


def _ends(rows: pd.DataFrame) -> tuple[float, float]:
    numbers = [
        value
        for name in ("figure", "figure_low", "figure_high")
        for value in rows[name]
        if math.isfinite(value)
    ]
    return min(numbers, default=0.0), max(numbers, default=1.0)


def _axis(rows: pd.DataFrame, unit: str) -> _Axis:
    low, high = _ends(rows)
    dots = amounts.is_percent(unit) and low >= NEAR_FULL and high <= 100
    if dots:
        ticks = amounts.ticks(min(low, 99.0) - 0.01, 100.0, 3)
        return _Axis(ticks[0], 100.0 + (100.0 - ticks[0]) * 0.06, ticks, True)
    # With more steps the labels touch on a screen of 390 pixels: 3000万, 100,000.
    steps = 2 if is_english() and not amounts.is_percent(unit) else 3
    ticks = amounts.ticks(min(low, 0.0), max(high * 1.08, 0.0) or 1.0, steps)
    return _Axis(ticks[0], ticks[-1], ticks, False)


def _colours(rows: pd.DataFrame, own: str) -> list[str]:
    return [GREY if own and agency != own else BLUE for agency in rows["agency"]]


def _whiskers(rows: pd.DataFrame) -> dict[str, object]:
    """Error bars for rows whose bounds are both known and differ."""
    up, down = [], []
    for row in shared_rows(rows):
        both = math.isfinite(row["figure_low"]) and math.isfinite(row["figure_high"])
        up.append(max(row["figure_high"] - row["figure"], 0.0) if both else 0.0)
        down.append(max(row["figure"] - row["figure_low"], 0.0) if both else 0.0)
    return {
        "type": "data",
        "array": up,
        "arrayminus": down,
        "color": INK,
        "thickness": 1.5,
        "width": 5 if any(up) or any(down) else 0,
    }


def _mark(rows: pd.DataFrame, axis: _Axis, own: str) -> go.Bar | go.Scatter:
    shared = {
        "x": list(rows["figure"]),
        "y": list(rows["observation_id"]),
        "customdata": [[identity] for identity in rows["observation_id"]],
        "hovertemplate": chart_words.hover(rows),
        "error_x": _whiskers(rows),
        "showlegend": False,
    }
    colours = _colours(rows, own)
    if axis.dots:
        return go.Scatter(**shared, mode="markers", marker={"size": 15, "color": colours})
    open_below = [value == -math.inf for value in rows["figure_low"]]
    pattern = {"shape": ["/" if below else "" for below in open_below], "fillmode": "replace"}
    marker = {"color": colours, "pattern": pattern}
    return go.Bar(**shared, orientation="h", marker=marker, width=0.5)


def _open_ends(rows: pd.DataFrame, axis: _Axis, own: str) -> list[go.Scatter]:
    """A dotted tail with an arrow head for each bound that the words leave open."""
    tails = []
    for row, colour in zip(shared_rows(rows), _colours(rows, own), strict=True):
        ends = ((row["figure_high"], 1, "triangle-right"), (row["figure_low"], -1, "triangle-left"))
        for bound, side, arrow in ends:
            if not math.isinf(bound):
                continue
            tail = row["figure"] + side * axis.tail
            if amounts.is_percent(str(row["unit"])) and axis.dots:
                tail = min(tail, 100.0)
            tails.append(
                go.Scatter(
                    x=[row["figure"], tail],
                    y=[row["observation_id"]] * 2,
                    mode="lines+markers",
                    line={"color": colour, "width": 3, "dash": "dot"},
                    marker={"symbol": arrow, "size": [0, 12], "color": colour},
                    customdata=[[row["observation_id"]]] * 2,
                    hoverinfo="skip",
                    showlegend=False,
                )
            )
    return tails


def _panels(comparison: Comparison, together: bool) -> list[pd.DataFrame]:
    """The rows that can be drawn, in panels that may share an axis."""
    known = comparison.rows["figure"].notna()
    drawn = comparison.rows if known.all() else comparison.rows[known]
    groups = comparison.panels
    if together or len(groups) < 2:
        return [drawn] if len(drawn) else []
    tables = [drawn[drawn["observation_id"].isin(group)] for group in groups]
    return [rows for rows in tables if len(rows)]


def _bar(rows: pd.DataFrame, period: str) -> int:
    """The pixels that a bar of a panel needs beside its name."""
    return max(BAR, chart_words.lines(chart_words.names(rows, period)) * LINE)


def figure(comparison: Comparison, own: str = "", together: bool = False) -> go.Figure:
    """The plotly figure of a comparison; ``own`` is the agency to stand out, all else grey.

    Put together as plain dicts and handed to plotly at once: each later update of a figure
    costs milliseconds.
    """
    parts = _panels(comparison, together)
    if not parts:
        return go.Figure()
    shown = own if own in set(comparison.rows["agency"]) else ""
    marks: list[Any] = []
    layout = _layout(parts, comparison.period)
    for number, (rows, domain) in enumerate(zip(parts, layout.pop("domains"), strict=True), 1):
        one = str(number) if number > 1 else ""
        axis = _axis(rows, comparison.unit)
        for mark in (_mark(rows, axis, shown), *_open_ends(rows, axis, shown)):
            mark.xaxis, mark.yaxis = f"x{one}", f"y{one}"
            marks.append(mark)
        layout[f"xaxis{one}"] = _across(axis, comparison.unit) | {"anchor": f"y{one}"}
        layout[f"yaxis{one}"] = _down(rows, axis, comparison.period) | {
            "anchor": f"x{one}",
            "domain": domain,
        }
    return go.Figure(data=marks, layout=layout)


def _layout(parts: Sequence[pd.DataFrame], period: str) -> dict[str, Any]:
    """A panel for each table below the other, as high as its bars need: ``domains`` are theirs."""
    heights = [len(rows) * _bar(rows, period) for rows in parts]
    foot = AXIS + (SECOND if is_english() else 0)
    inner = sum(heights) + (HEAD + foot) * (len(parts) - 1) + 12
    scale = (inner - (HEAD + foot) * (len(parts) - 1)) / sum(heights)
    tops = accumulate((scale * high + HEAD + foot for high in heights[:-1]), initial=0.0)
    domains = [
        (max(0.0, 1 - (top + scale * high) / inner), 1 - top / inner)
        for top, high in zip(tops, heights, strict=True)
    ]
    return {
        "domains": domains,
        "height": inner + HEAD + foot,
        "margin": {"l": 8, "r": RIGHT, "t": HEAD, "b": foot},
        "font": {"family": FONT, "size": 14, "color": INK},
        "separators": ".,",
        "plot_bgcolor": "#FFFFFF",
        "paper_bgcolor": "#FFFFFF",
        "hoverlabel": {"align": "left", "font": {"family": FONT, "size": 14}},
        "dragmode": False,
        "bargap": 0.3,
        "annotations": [
            _heading(chart_words.heading(rows), top)
            for rows, (_, top) in zip(parts, domains, strict=True)
            if len(parts) > 1
        ],
    }


def _heading(text: str, top: float) -> dict[str, Any]:
    """What stands above a panel."""
    place = {"x": 0, "y": top, "xref": "paper", "yref": "paper"}
    anchors = {"xanchor": "left", "yanchor": "bottom", "showarrow": False}
    return place | anchors | {"text": text, "font": {"size": 14, "color": INK}}


def _across(axis: _Axis, unit: str) -> dict[str, Any]:
    """The axis of figures of a panel."""
    first = axis.ticks[0] if axis.dots else None
    return {
        "range": [axis.low, axis.high],
        "tickvals": list(axis.ticks),
        "ticktext": chart_words.ticks(axis.ticks, unit),
        "tickangle": 0,
        "title": {
            "text": chart_words.axis_title(unit, first),
            "font": {"size": 13},
            "standoff": 4,
        },
        "gridcolor": GRID,
        "zeroline": not axis.dots,
        "zerolinecolor": INK,
        "fixedrange": True,
    }


def _down(rows: pd.DataFrame, axis: _Axis, period: str) -> dict[str, Any]:
    """The axis of agencies of a panel."""
    return {
        "type": "category",
        "tickvals": list(rows["observation_id"]),
        "ticktext": chart_words.names(rows, period),
        "autorange": "reversed",
        "automargin": True,
        "ticks": "outside",
        "ticklen": 8,
        "tickcolor": "#FFFFFF",
        "showgrid": axis.dots,
        "gridcolor": GRID,
        "fixedrange": True,
    }


def chart(comparison: Comparison, own: str = "", together: bool = False) -> Chart:
    """A comparison as a chart with its words: title = finding, source = the reports."""
    return Chart(
        figure=figure(comparison, own, together),
        title=comparison.finding,
        subtitle=chart_words.subtitle(comparison.indicator.name, comparison.unit),
        source=chart_words.source(comparison),
        alt=comparison.sentence,
    )
