"""**Draw a portrait**: a spine chart, each indicator on a scale of its own from low to high.

Grey is the range of the other agencies; the agency's mark tells by colour and by shape whether
it does better or worse, whether high is neither (blue), or whether nothing may be said (hollow).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go

from dashboard import spine_words, written
from dashboard.charts import BLUE, FONT, GREEN, GREY, GRID, INK, PURPLE, Chart
from dashboard.language import is_english, say
from dashboard.portrait import Place, Portrait
from dashboard.portrait_words import alt, finding, part, verdict_words
from dashboard.verdicts import COMPARABLE
from dashboard.wording import label, wrapped

EVERY = slice(None)
ROW, HEADING = 74, 38  # pixels for an indicator, for the name of a category
LINE = 18  # pixels for a line of a name
WIDE = 9  # characters in a line of a name
TAIL = 0.06  # how far an open end reaches, as a share of the scale
MARKS = {
    "better": ("triangle-up", GREEN),
    "worse": ("triangle-down", PURPLE),
    "neutral": ("circle", BLUE),
    "between": ("diamond", INK),
    "same": ("diamond", INK),
    "caution": ("circle", INK),
}


def _scaled(place: Place, values: Sequence[float]) -> list[float]:
    """Where values stand between the lowest (0) and the highest (1) of all, 0.5 for equals."""
    every = [float(one["figure"]) for one in (place.own, *place.beside)]
    low, high = min(every), max(every)
    return [0.5 if high == low else (value - low) / (high - low) for value in values]


def _anchor(at: float) -> str:
    return "left" if at < 0.4 else "right" if at > 0.6 else "center"


def _hover(row: written.Row, verdict: str) -> str:
    lines = [
        f"<b>{row['label']}</b> {row['period_text']}",
        say("原文：{quote}", quote=row["quote"]),
        say("指标：{name}", name=row["indicator_name"]),
        say("结论：{verdict}", verdict=verdict),
    ]
    if is_english():
        lines.insert(1, say("数值：{figure}", figure=written.compared(row)))
    return "<br>".join(lines) + "<extra></extra>"


@dataclass(slots=True)
class _Marks:
    """Marks of one sort, of all indicators: plotly takes them in one, each trace costs time."""

    x: list[float | None] = field(default_factory=list)
    y: list[float | None] = field(default_factory=list)
    identity: list[str] = field(default_factory=list)
    hover: list[str] = field(default_factory=list)
    look: list[tuple[Any, ...]] = field(default_factory=list)

    def looks(self, number: int) -> list[Any]:
        """One trait of the look of each mark."""
        return [look[number] for look in self.look]


@dataclass(slots=True)
class _Drawn:
    """What is drawn so far; ``tails`` are the open ends of the agency's own figures."""

    ranges: _Marks = field(default_factory=_Marks)
    peers: _Marks = field(default_factory=_Marks)
    medians: _Marks = field(default_factory=_Marks)
    tails: list[go.Scatter] = field(default_factory=list)
    own: _Marks = field(default_factory=_Marks)
    annotations: list[dict[str, Any]] = field(default_factory=list)

    def annotate(self, **words: Any) -> None:
        self.annotations.append(words)


def _figure(row: written.Row) -> str:
    """The figure beside a mark: as written, in English its amount."""
    return written.told(row, written.compared(row))


def _peers(drawn: _Drawn, place: Place, y: float) -> None:
    """The range of the others with its ends named, lowest below the line, highest above."""
    rows = sorted(place.beside, key=lambda one: float(one["figure"]))
    at = _scaled(place, [float(row["figure"]) for row in rows])
    for number, side in {0: -1, len(rows) - 1: 1 if len(rows) > 1 else -1}.items():
        row = rows[number]
        drawn.annotate(
            x=at[number],
            y=y,
            text=say("{name} {figure}", name=row["label"], figure=_figure(row)),
            showarrow=False,
            yshift=side * 20,
            xanchor=_anchor(at[number]),
            font={"size": 13, "color": "#4B5661"},
        )
    drawn.ranges.x += [at[0], at[-1], None]
    drawn.ranges.y += [y, y, None]
    verdict = verdict_words(place)
    drawn.peers.x += at
    drawn.peers.y += [y] * len(at)
    drawn.peers.identity += [str(row["observation_id"]) for row in rows]
    drawn.peers.hover += [_hover(row, verdict) for row in rows]


def _median(drawn: _Drawn, place: Place, y: float) -> None:
    if place.median is not None:
        drawn.medians.x += _scaled(place, [place.median])
        drawn.medians.y.append(y)


def _own(drawn: _Drawn, place: Place, y: float) -> None:
    """The agency's own mark, with an arrow for each bound that the words leave open."""
    (at,) = _scaled(place, [float(place.own["figure"])])
    symbol, colour = MARKS[place.standing]
    hollow = place.verdict != COMPARABLE
    for bound, side, arrow in (
        (place.own["figure_high"], 1, "triangle-right"),
        (place.own["figure_low"], -1, "triangle-left"),
    ):
        if math.isinf(float(bound)):
            drawn.tails.append(
                go.Scatter(
                    x=[at, at + side * TAIL],
                    y=[y, y],
                    mode="lines+markers",
                    line={"color": colour, "width": 3, "dash": "dot"},
                    marker={"symbol": arrow, "size": [0, 11], "color": colour},
                    hoverinfo="skip",
                    cliponaxis=False,
                    showlegend=False,
                )
            )
    drawn.own.x.append(at)
    drawn.own.y.append(y)
    drawn.own.identity.append(str(place.own["observation_id"]))
    drawn.own.hover.append(_hover(place.own, verdict_words(place)))
    drawn.own.look.append((symbol, "#FFFFFF" if hollow else colour, colour))


def _traces(drawn: _Drawn) -> list[go.Scatter]:
    """What was drawn as a trace for each sort of mark, those in front last."""
    ranges, peers, medians, own = drawn.ranges, drawn.peers, drawn.medians, drawn.own
    bar = {"symbol": "line-ns", "size": 22, "line": {"color": INK, "width": 3}}
    edge = {"width": 3, "color": own.looks(2)}
    traces = [
        _trace(ranges, mode="lines", line={"color": GREY, "width": 9}, hoverinfo="skip"),
        _trace(peers, marker={"symbol": "square", "size": 11, "color": GREY}),
        _trace(medians, marker=bar, hovertemplate=say("其他机构中位数") + "<extra></extra>"),
        *drawn.tails,
        _trace(
            own, marker={"symbol": own.looks(0), "size": 17, "color": own.looks(1), "line": edge}
        ),
    ]
    return [trace for trace in traces if len(trace.x or ())]


def _trace(marks: _Marks, **look: Any) -> go.Scatter:
    """Marks of one sort as a trace; those of observations carry their ids."""
    told = {
        "customdata": [[identity] for identity in marks.identity],
        "hovertemplate": marks.hover,
    }
    return go.Scatter(
        x=marks.x,
        y=marks.y,
        cliponaxis=False,
        showlegend=False,
        **{"mode": "markers", **(told if marks.identity else {}), **look},
    )


def _heights(found: Portrait) -> tuple[list[float], list[tuple[float, str]], float]:
    """Where each indicator stands from the top, where each category is named, and the whole."""
    down, places, headings, last = 0.0, [], [], ""
    for place in found.places:
        if place.category != last:
            headings.append((down + HEADING / 2, place.category))
            down, last = down + HEADING, place.category
        row = max(ROW, (_name(place).count("<br>") + 1) * LINE)
        places.append(down + row / 2)
        down += row
    return places, headings, down


def _name(place: Place) -> str:
    """The indicator, and the agency's own figure below it."""
    figure = _figure(place.own)
    told = f"<b>{wrapped(figure, WIDE) if is_english() else figure}</b>"
    if place.own["cumulative"]:
        told = say("{figure}（累计）", figure=told)
    return f"{wrapped(place.comparison.indicator.name, WIDE)}<br>{told}"


def figure(found: Portrait) -> go.Figure:
    """The plotly figure of a portrait; every mark carries its observation_id."""
    heights, headings, total = _heights(found)
    drawn = _Drawn()
    for place, y in zip(found.places, heights, strict=True):
        _peers(drawn, place, y)
        _median(drawn, place, y)
        _own(drawn, place, y)
    for y, category in headings:
        drawn.annotate(
            x=0,
            xref="x",
            y=y,
            text=f"<b>{label('category', category)}</b>",
            showarrow=False,
            xanchor="left",
            font={"size": 15, "color": INK},
        )
    layout = _layout(total) | {"annotations": drawn.annotations, "yaxis": _down(found, heights)}
    return go.Figure(data=_traces(drawn), layout=layout)


def _down(found: Portrait, heights: Sequence[float]) -> dict[str, Any]:
    """The axis of indicators."""
    _, _, total = _heights(found)
    return {
        "range": [total, 0],
        "tickvals": list(heights),
        "ticktext": [_name(place) for place in found.places],
        "showgrid": False,
        "zeroline": False,
        "automargin": True,
        "ticks": "outside",
        "ticklen": 8,
        "tickcolor": "#FFFFFF",
        "fixedrange": True,
    }


def _layout(total: float) -> dict[str, Any]:
    """The axis from lowest to highest, fonts and colours."""
    return {
        "xaxis": {
            "range": [-0.08, 1.08],
            "tickvals": [0, 1],
            "ticktext": [say("最低"), say("最高")],
            "gridcolor": GRID,
            "zeroline": False,
            "fixedrange": True,
        },
        "height": int(total) + 60,
        "margin": {"l": 8, "r": 16, "t": 8, "b": 40},
        "font": {"family": FONT, "size": 14, "color": INK},
        "plot_bgcolor": "#FFFFFF",
        "paper_bgcolor": "#FFFFFF",
        "hoverlabel": {"align": "left", "font": {"family": FONT, "size": 14}},
        "dragmode": False,
    }


def chart(found: Portrait, name: str, places: slice = EVERY) -> Chart:
    """A portrait, or some of its places, as a chart with its words; ``name`` is a short name."""
    drawn = part(found, places)
    scale = say("每行自成一尺，左为本行最低，右为本行最高")
    return Chart(
        figure=figure(drawn),
        title=finding(found, name),
        subtitle=scale,
        source=say(
            "{scale}。{notes}。来源：{agencies}工作报告。",
            scale=scale,
            notes=spine_words.notes(drawn),
            agencies=spine_words.sources(drawn),
        ),
        alt=alt(found, name),
    )
