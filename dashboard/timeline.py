"""**Draw a trend**: figures over time with half-years marked, bounds, breaks and plans.

A total is drawn over the whole of its period, a stock at its end. A line joins two figures only
where a change was computed; where the definition broke a dashed line says what broke.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import amounts
from dashboard.calendar_axis import Drawing, half_years, span, upright
from dashboard.charts import (
    BLUE,
    FONT,
    GREY,
    GRID,
    INK,
    NEAR_FULL,
    OPEN_TAIL,
    ORANGE,
    PURPLE,
    Chart,
)
from dashboard.evidence import as_rows
from dashboard.language import listed, say
from dashboard.steps import Step
from dashboard.timeline_words import axis_title, hover, mark_words, notes, plan_words
from dashboard.trend import Trend
from dashboard.trend_words import finding, reported_words
from dashboard.written import Row, unit_name

HEIGHT = 430
TAGGED = 13  # pixels: the size of words within the chart
TAGS = 6  # figures between which there is room for the computed changes


@dataclass
class _Drawn:
    """What is drawn, gathered to be made a figure at once."""

    traces: list[Drawing] = field(default_factory=list)
    lines: list[Drawing] = field(default_factory=list)
    annotations: list[Drawing] = field(default_factory=list)

    def trace(self, **look: Any) -> None:
        self.traces.append({"type": "scatter", "showlegend": False, **look})

    def tag(self, x: pd.Timestamp, y: float, words: str, colour: str) -> None:
        """Words in a box below a place in the chart."""
        self.annotations.append(
            {
                "x": x,
                "y": y,
                "text": words,
                "showarrow": False,
                "yshift": -22,
                "font": {"size": TAGGED, "color": INK},
                "bgcolor": "#FFFFFF",
                "bordercolor": colour,
                "borderpad": 3,
            }
        )


def _middle(row: Row, stock: bool) -> pd.Timestamp:
    """Where a figure stands on the time axis: a stock at the end of its period."""
    start, end = row["period_start"], row["period_end"]
    middle: pd.Timestamp = end if stock else start + (end - start) / 2
    return middle


def _axis(rows: Sequence[Row], unit: str) -> tuple[float, float, tuple[float, ...]]:
    """The ends and the ticks of the value axis; only rates near 100% do not begin at zero."""
    names = ("figure", "figure_low", "figure_high")
    numbers = [row[name] for name in names for row in rows if math.isfinite(row[name])]
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    if amounts.is_percent(unit) and low >= NEAR_FULL and high <= 100:
        ticks = amounts.ticks(min(low, 99.0) - 0.01, 100.0)
        return ticks[0], 100.0 + (100.0 - ticks[0]) * 0.3, ticks
    ticks = amounts.ticks(min(low, 0.0), max(high, 0.0) or 1.0)
    return ticks[0], ticks[-1] + (ticks[-1] - ticks[0]) * 0.2, ticks


def _parted(ends: Iterable[tuple[Any, Any]]) -> list[Any]:
    """The ends of several lines in a row, a gap after each."""
    return [place for both in ends for place in (*both, None)]


def _figures(drawn: _Drawn, rows: Sequence[Row], stock: bool) -> None:
    """Each figure as a mark with its words, and the stretch of time that it covers."""
    drawn.trace(
        x=_parted((row["period_start"], row["period_end"]) for row in rows),
        y=_parted((row["figure"], row["figure"]) for row in rows),
        mode="lines",
        line={"color": BLUE, "width": 1 if stock else 6},
        opacity=0.35,
        hoverinfo="skip",
    )
    closed = [
        not math.isinf(row["figure_low"]) and not math.isinf(row["figure_high"]) for row in rows
    ]
    up = [row["figure_high"] - row["figure"] for row in rows]
    down = [row["figure"] - row["figure_low"] for row in rows]
    wide = any(both and (more or less) for both, more, less in zip(closed, up, down, strict=True))
    drawn.trace(
        x=[_middle(row, stock) for row in rows],
        y=[row["figure"] for row in rows],
        mode="markers+text",
        text=[mark_words(row) for row in rows],
        textposition="top left" if stock else "top center",
        textfont={"size": 14, "color": INK},
        marker={"size": 13, "color": BLUE},
        customdata=[[row["observation_id"]] for row in rows],
        hovertemplate=[hover(row) for row in rows],
        error_y={
            "type": "data",
            "array": [more if both else 0.0 for both, more in zip(closed, up, strict=True)],
            "arrayminus": [less if both else 0.0 for both, less in zip(closed, down, strict=True)],
            "color": INK,
            "thickness": 1.5,
            "width": 5 if wide else 0,
        },
        cliponaxis=False,
    )


def _open_ends(drawn: _Drawn, rows: Sequence[Row], stock: bool, height: float) -> None:
    """A dotted tail with an arrow head for each bound that the words leave open."""
    for row in rows:
        ends = ((row["figure_high"], 1, "triangle-up"), (row["figure_low"], -1, "triangle-down"))
        for bound, side, arrow in ends:
            if math.isinf(bound):
                drawn.trace(
                    x=[_middle(row, stock)] * 2,
                    y=[row["figure"], row["figure"] + side * height * OPEN_TAIL * 1.6],
                    mode="lines+markers",
                    line={"color": BLUE, "width": 3, "dash": "dot"},
                    marker={"symbol": arrow, "size": [0, 12], "color": BLUE},
                    customdata=[[row["observation_id"]]] * 2,
                    hoverinfo="skip",
                )


def _plans(drawn: _Drawn, plans: Sequence[Row], stock: bool) -> None:
    """Targets as hollow diamonds: planned, not done."""
    drawn.trace(
        x=[_middle(row, stock) for row in plans],
        y=[row["figure"] for row in plans],
        mode="markers+text",
        text=[plan_words(row) for row in plans],
        textposition="top left" if stock else "top center",
        marker={"symbol": "diamond-open", "size": 14, "color": PURPLE, "line": {"width": 2}},
        customdata=[[row["observation_id"]] for row in plans],
        hovertemplate=[hover(row) for row in plans],
        cliponaxis=False,
    )


def _by_id(rows: Iterable[Row]) -> dict[str, Row]:
    return {str(row["observation_id"]): row for row in rows}


def _joined(drawn: _Drawn, rows: Sequence[Row], steps: Sequence[Step], stock: bool) -> None:
    """A line with the computed change between each two figures that have one."""
    placed = _by_id(rows)
    ends = [
        (placed[step.before], placed[step.after], step.change)
        for step in steps
        if step.change and step.before in placed and step.after in placed
    ]
    if not ends:
        return
    drawn.trace(
        x=_parted((_middle(before, stock), _middle(after, stock)) for before, after, _ in ends),
        y=_parted((before["figure"], after["figure"]) for before, after, _ in ends),
        mode="lines",
        line={"color": GREY, "width": 2, "dash": "dash"},
        hoverinfo="skip",
    )
    for before, after, change in ends if len(rows) <= TAGS else ():
        here, there = _middle(before, stock), _middle(after, stock)
        middle = (before["figure"] + after["figure"]) / 2
        words = say("计算：{change}", change=change.short)
        drawn.tag(here + (there - here) / 2, middle, words, GREY)


def _breaks(drawn: _Drawn, found: Trend) -> None:
    """A line at the beginning of the later period where the definition broke, and what broke."""
    rows = _by_id(found.lines)
    for step in found.steps:
        if not step.broken:
            continue
        place = rows[step.after]["period_start"]
        drawn.lines.append(upright(place, {"color": ORANGE, "width": 3, "dash": "dash"}))
        drawn.annotations.append(
            {
                "x": place,
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "text": f"<b>{say('中断：{broken}', broken=listed(step.broken))}</b>",
                "showarrow": False,
                "font": {"size": TAGGED, "color": "#A8400B"},
            }
        )


def _reported(drawn: _Drawn, found: Trend, rows: Sequence[Row], stock: bool) -> None:
    """What reports themselves say of a change, in a box below the figure of the period."""
    for change in as_rows(found.reported):
        row = next((one for one in rows if one["time_period"] == change["time_period"]), None)
        if row is not None:
            words = say("报告：{change}", change=reported_words(change))
            drawn.tag(_middle(row, stock), row["figure"], words, BLUE)


def figure(found: Trend) -> go.Figure:
    """The plotly figure of a trend; every mark carries its observation_id."""
    rows = [row for row in found.lines if not math.isnan(row["figure"])]
    plans = [row for row in found.planned if not math.isnan(row["figure"])]
    if found.unit and {plan["unit"] for plan in plans} != {found.unit}:
        plans = []
    stock = found.indicator.nature == "stock"
    drawn = _Drawn()
    low, high, ticks = _axis([*rows, *plans], found.unit)
    drawn.lines, time_axis = half_years(*span([*found.lines, *plans]))
    _joined(drawn, rows, found.steps, stock)
    _open_ends(drawn, rows, stock, high - low)
    _figures(drawn, rows, stock)
    if plans:
        _plans(drawn, plans, stock)
    _breaks(drawn, found)
    _reported(drawn, found, rows, stock)
    value_axis = {
        "range": [low, high],
        "tickvals": list(ticks),
        "ticktext": list(amounts.tick_texts(ticks, found.unit)),
        "title": {"text": axis_title(low, found.unit), "font": {"size": 13}},
        "gridcolor": GRID,
        "zerolinecolor": INK,
        "automargin": True,
        "fixedrange": True,
    }
    return go.Figure(
        drawn.traces,
        {
            "xaxis": time_axis,
            "yaxis": value_axis,
            "shapes": drawn.lines,
            "annotations": drawn.annotations,
            **_LOOK,
        },
    )


_LOOK = {
    "height": HEIGHT,
    "margin": {"l": 8, "r": 16, "t": 40, "b": 56},
    "font": {"family": FONT, "size": 14, "color": INK},
    "separators": ".,",
    "plot_bgcolor": "#FFFFFF",
    "paper_bgcolor": "#FFFFFF",
    "hoverlabel": {"align": "left", "font": {"family": FONT, "size": 14}},
    "dragmode": False,
}


def chart(found: Trend, name: str) -> Chart:
    """A trend as a chart with its words; ``name`` is the agency's short name."""
    return Chart(
        figure=figure(found),
        title=finding(found, name),
        subtitle=say("，").join(p for p in (found.indicator.name, unit_name(found.unit)) if p),
        source=say(
            "来源：{agency}工作报告。{notes}。",
            agency=found.agency,
            notes=say("；").join(notes(found)),
        ),
        alt=say("{sentence}。", sentence=finding(found, name)),
    )
