"""The room of a chart on a page: where its marks lie, and the steps of its axis, in points."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dashboard import amounts
from dashboard.books.book import Plot
from dashboard.excel.chart_series import label_of, names_of
from dashboard.word.paper import breadth

_EDGE, _TITLE, _FOOT = 8.0, 17.0, 38.0  # around the chart, a line of its title, axis and its title
_UNIT, _MARK = 58.0, 16.0  # beside dots the unit and the axis, above them a figure


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a chart, and whether it has a title of its own."""

    width: float
    height: float
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """Where the marks lie, as shares of a chart: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float


def room(plot: Plot, frame: Frame) -> Room:
    """The room that names, figures, title and axis leave to the marks."""
    top = _EDGE
    if frame.titled:
        top += _TITLE * math.ceil(breadth(plot.title, "box") * 1.15 / (frame.width * 0.8)) + 4
    names = max((breadth(name, "cell") for name in names_of(plot)), default=0.0)
    if plot.shape == "bar":
        figures = max(breadth(label_of(one), "cell") for one in plot.amounts)
        left, right = (
            min(names * 1.08 + 16, frame.width * 0.42),
            min(figures + 16, frame.width * 0.34),
        )
        return _room(frame, left, top, right, _FOOT)
    across = (frame.width - _UNIT - 24) / max(len(plot.labels), 1)
    foot = 26.0 if names < across - 4 else min(names * 0.72 + 24, frame.height * 0.4)
    return _room(frame, _UNIT, top + _MARK, 24.0, foot)


def _room(frame: Frame, left: float, top: float, right: float, foot: float) -> Room:
    """What is left within margins, as shares."""
    wide, high = frame.width - left - right, max(frame.height - top - foot, 20.0)
    return Room(left / frame.width, top / frame.height, wide / frame.width, high / frame.height)


def steps(plot: Plot, frame: Frame) -> tuple[float, ...]:
    """The values named on the axis of bars from zero, few on a narrow chart; () where it has own.

    They are those of cells: a percentage is a fraction.
    """
    numbers = [one.value for one in plot.amounts]
    numbers += [bound for bound in (*plot.lows, *plot.highs) if math.isfinite(bound)]
    if plot.shape != "bar" or min(numbers, default=-1.0) < 0:
        return ()
    ticks = amounts.ticks(0.0, max(numbers), 4 if frame.width > 300 else 2)
    return tuple(amounts.excel_value(tick, plot.unit) for tick in ticks)
