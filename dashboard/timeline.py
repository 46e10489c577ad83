"""**Draw a trend**: figures over time with half-years marked, bounds, breaks and plans.

A total is drawn over the whole of its period, a stock at its end. A line joins two figures only
where a change was computed; where the definition broke a dashed line says what broke.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard import amounts
from dashboard.calendar_axis import half_years, span
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
from dashboard.language import listed, say
from dashboard.timeline_words import axis_title, hover, mark_words, notes, plan_words
from dashboard.trend import Step, Trend
from dashboard.trend_words import finding, reported_words
from dashboard.written import unit_name

HEIGHT = 430
TAGGED = 13  # pixels: the size of words within the chart


def _middle(row: pd.Series, stock: bool) -> pd.Timestamp:
    """Where a figure stands on the time axis: a stock at the end of its period."""
    start, end = pd.Timestamp(row["period_start"]), pd.Timestamp(row["period_end"])
    return end if stock else start + (end - start) / 2


def _axis(rows: pd.DataFrame, unit: str) -> tuple[float, float, tuple[float, ...]]:
    """The ends and the ticks of the value axis; only rates near 100% do not begin at zero."""
    names = ("figure", "figure_low", "figure_high")
    numbers = [value for name in names for value in rows[name] if math.isfinite(value)]
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    if amounts.is_percent(unit) and low >= NEAR_FULL and high <= 100:
        ticks = amounts.ticks(min(low, 99.0) - 0.01, 100.0)
        return ticks[0], 100.0 + (100.0 - ticks[0]) * 0.3, ticks
    ticks = amounts.ticks(min(low, 0.0), max(high, 0.0) or 1.0)
    return ticks[0], ticks[-1] + (ticks[-1] - ticks[0]) * 0.2, ticks


def _figures(figure: go.Figure, rows: pd.DataFrame, stock: bool) -> None:
    """Each figure as a mark with its words, and the stretch of time that it covers."""
    for _, row in rows.iterrows():
        ends = [row["period_start"], row["period_end"]]
        figure.add_trace(
            go.Scatter(
                x=ends,
                y=[row["figure"]] * 2,
                mode="lines",
                line={"color": BLUE, "width": 1 if stock else 6},
                opacity=0.35,
                hoverinfo="skip",
                showlegend=False,
            )
        )
    both = rows["figure_low"].abs().lt(math.inf) & rows["figure_high"].abs().lt(math.inf)
    figure.add_trace(
        go.Scatter(
            x=[_middle(row, stock) for _, row in rows.iterrows()],
            y=list(rows["figure"]),
            mode="markers+text",
            text=[mark_words(row) for _, row in rows.iterrows()],
            textposition="top left" if stock else "top center",
            textfont={"size": 14, "color": INK},
            marker={"size": 13, "color": BLUE},
            customdata=[[identity] for identity in rows["observation_id"]],
            hovertemplate=[hover(row) for _, row in rows.iterrows()],
            error_y={
                "type": "data",
                "array": list((rows["figure_high"] - rows["figure"]).where(both, 0.0)),
                "arrayminus": list((rows["figure"] - rows["figure_low"]).where(both, 0.0)),
                "color": INK,
                "thickness": 1.5,
                "width": 5 if (both & (rows["figure_low"] != rows["figure_high"])).any() else 0,
            },
            cliponaxis=False,
            showlegend=False,
        )
    )


def _open_ends(figure: go.Figure, rows: pd.DataFrame, stock: bool, height: float) -> None:
    """A dotted tail with an arrow head for each bound that the words leave open."""
    for _, row in rows.iterrows():
        ends = ((row["figure_high"], 1, "triangle-up"), (row["figure_low"], -1, "triangle-down"))
        for bound, side, arrow in ends:
            if not math.isinf(bound):
                continue
            figure.add_trace(
                go.Scatter(
                    x=[_middle(row, stock)] * 2,
                    y=[row["figure"], row["figure"] + side * height * OPEN_TAIL * 1.6],
                    mode="lines+markers",
                    line={"color": BLUE, "width": 3, "dash": "dot"},
                    marker={"symbol": arrow, "size": [0, 12], "color": BLUE},
                    customdata=[[row["observation_id"]]] * 2,
                    hoverinfo="skip",
                    showlegend=False,
                )
            )


def _plans(figure: go.Figure, plans: pd.DataFrame, stock: bool) -> None:
    """Targets as hollow diamonds: planned, not done."""
    figure.add_trace(
        go.Scatter(
            x=[_middle(row, stock) for _, row in plans.iterrows()],
            y=list(plans["figure"]),
            mode="markers+text",
            text=[plan_words(row) for _, row in plans.iterrows()],
            textposition="top left" if stock else "top center",
            marker={"symbol": "diamond-open", "size": 14, "color": PURPLE, "line": {"width": 2}},
            customdata=[[identity] for identity in plans["observation_id"]],
            hovertemplate=[hover(row) for _, row in plans.iterrows()],
            cliponaxis=False,
            showlegend=False,
        )
    )


def _by_id(rows: pd.DataFrame) -> dict[str, pd.Series]:
    return {str(row["observation_id"]): row for _, row in rows.iterrows()}


def _joined(figure: go.Figure, rows: pd.DataFrame, steps: Sequence[Step], stock: bool) -> None:
    """A line with the computed change, or a dashed one across the time where something broke."""
    placed = _by_id(rows)
    for step in steps:
        if step.before not in placed or step.after not in placed:
            continue
        before, after = placed[step.before], placed[step.after]
        here, there = _middle(before, stock), _middle(after, stock)
        if step.change:
            figure.add_trace(
                go.Scatter(
                    x=[here, there],
                    y=[before["figure"], after["figure"]],
                    mode="lines",
                    line={"color": GREY, "width": 2, "dash": "dash"},
                    hoverinfo="skip",
                    showlegend=False,
                )
            )
            middle = (float(before["figure"]) + float(after["figure"])) / 2
            words = say("计算：{change}", change=step.change.short)
            _tag(figure, here + (there - here) / 2, middle, words, GREY)


def _tag(figure: go.Figure, x: pd.Timestamp, y: float, words: str, colour: str) -> None:
    figure.add_annotation(
        x=x,
        y=y,
        text=words,
        showarrow=False,
        yshift=-22,
        font={"size": TAGGED, "color": INK},
        bgcolor="#FFFFFF",
        bordercolor=colour,
        borderpad=3,
    )


def _breaks(figure: go.Figure, found: Trend) -> None:
    """A line at the beginning of the later period where the definition broke, and what broke."""
    rows = _by_id(found.rows)
    for step in found.steps:
        if not step.broken:
            continue
        place = pd.Timestamp(rows[step.after]["period_start"])
        figure.add_vline(x=place, line={"color": ORANGE, "width": 3, "dash": "dash"})
        figure.add_annotation(
            x=place,
            y=1,
            yref="paper",
            yanchor="bottom",
            text=f"<b>{say('中断：{broken}', broken=listed(step.broken))}</b>",
            showarrow=False,
            font={"size": TAGGED, "color": "#A8400B"},
        )


def _reported(figure: go.Figure, found: Trend, drawn: pd.DataFrame, stock: bool) -> None:
    """What reports themselves say of a change, in a box below the figure of the period."""
    for _, change in found.reported.iterrows():
        own = drawn[drawn["time_period"] == change["time_period"]]
        if own.empty:
            continue
        said = reported_words({str(key): value for key, value in change.items()})
        row, words = own.iloc[0], say("报告：{change}", change=said)
        _tag(figure, _middle(row, stock), float(row["figure"]), words, BLUE)


def figure(found: Trend) -> go.Figure:
    """The plotly figure of a trend; every mark carries its observation_id."""
    rows = found.rows[found.rows["figure"].notna()]
    plans = found.plans[found.plans["figure"].notna()]
    if found.unit and len(plans) and set(plans["unit"]) != {found.unit}:
        plans = plans.iloc[:0]
    stock = found.indicator.nature == "stock"
    made = go.Figure()
    every = pd.concat([found.rows, plans]) if len(plans) else found.rows
    first, last = span(every)
    low, high, ticks = _axis(pd.concat([rows, plans]) if len(plans) else rows, found.unit)
    half_years(made, first, last)
    _joined(made, rows, found.steps, stock)
    _open_ends(made, rows, stock, high - low)
    _figures(made, rows, stock)
    if len(plans):
        _plans(made, plans, stock)
    _breaks(made, found)
    _reported(made, found, rows, stock)
    made.update_yaxes(
        range=[low, high],
        tickvals=list(ticks),
        ticktext=list(amounts.tick_texts(ticks, found.unit)),
        title={"text": axis_title(low, found.unit), "font": {"size": 13}},
        gridcolor=GRID,
        zerolinecolor=INK,
        automargin=True,
        fixedrange=True,
    )
    made.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 16, "t": 40, "b": 56},
        font={"family": FONT, "size": 14, "color": INK},
        separators=".,",
        plot_bgcolor="#FFFFFF",
        paper_bgcolor="#FFFFFF",
        hoverlabel={"align": "left", "font": {"family": FONT, "size": 14}},
        dragmode=False,
    )
    return made


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
