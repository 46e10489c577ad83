"""The axes of a native chart: where they begin, how 万 and 亿 stand on them, and their room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import amounts, chart_words
from dashboard.books.book import Plot
from dashboard.charts import GRID, INK
from dashboard.excel.sheets import display_width, safe
from dashboard.excel.styles import FONT

NAME, LEAST, MOST = 6.6, 70, 330  # pixels of a Latin character beside an axis, of all names
BAR, THIN, CROWDED = 34, 24, 14  # pixels for a bar, for one of many, and how many are many
HEAD, FOOT, RIGHT = 44, 62, 130  # pixels above, below and right of the marks
SMALLEST = 110  # pixels of the height of a few bars
LINE = 20  # pixels of a further line of the title, or of names below dots
DOTS, ABOVE = 310, 30  # pixels of the height of dots and lines, of a label above the highest
NEAR_FULL = 60.0  # rates above it stand on an axis that does not begin at zero


def font(size: int, bold: bool = False, colour: str = INK) -> dict[str, object]:
    """A font of the charts."""
    return {"name": FONT, "size": size, "bold": bold, "color": colour}


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis of figures: its ends (None where Excel finds one itself), its format, its title."""

    low: float | None
    high: float | None
    step: float | None
    pattern: str
    title: str


@dataclass(frozen=True, slots=True)
class Box:
    """The height of a chart in pixels, and where its marks lie as shares of it."""

    height: int
    layout: dict[str, float]


def axis(plot: Plot) -> Axis:
    """The axis of a plot: from zero, but rates near 100% from below the lowest, and said so."""
    numbers = [one.value for one in plot.amounts]
    ends = [bound for bound in (*plot.lows, *plot.highs) if math.isfinite(bound)]
    low, high = min(numbers + ends, default=0.0), max(numbers + ends, default=1.0)
    if not amounts.is_percent(plot.unit):
        zero = 0.0 if low >= 0 else None
        return Axis(zero, None, None, pattern(plot.unit, high), title(plot, None))
    if plot.shape != "bar" and low >= NEAR_FULL and high <= 100:
        ticks = amounts.ticks(min(low, 99.0) - 0.01, 100.0, 4)
        step = (ticks[1] - ticks[0]) / 100
        form = "0%" if step >= 0.01 else "0.0%" if step >= 0.001 else "0.00%"
        return Axis(ticks[0] / 100, 1.0, step, form, title(plot, ticks[0]))
    full = 1.0 if low >= 0 and 50 < high <= 100 else None
    return Axis(
        0.0 if low >= 0 else None, full, None, "0%" if high >= 5 else "0.0%", title(plot, None)
    )


def title(plot: Plot, first: float | None) -> str:
    """The unit, and where the axis begins unless that is zero."""
    return safe(chart_words.axis_title(plot.unit, first))


def pattern(unit: str, highest: float) -> str:
    """The number format of an axis: 万 and 亿 from 1万 on, decimals where figures are small."""
    if amounts.is_percent(unit):
        return "0.00%"
    plain = "#,##0" if highest >= 10 else "0.0" if highest >= 1 else "0.00"
    return amounts.excel_steps(plain)


def of_values(axis: Axis, across: bool) -> dict[str, object]:
    """The settings of the axis of figures, ``across`` the chart for bars."""
    found: dict[str, object] = {
        "name": axis.title,
        "name_font": font(11),
        "num_font": font(10),
        "num_format": axis.pattern,
        "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.75}},
        "line": {"color": "#8A949E"},
    }
    ends = {"min": axis.low, "max": axis.high, "major_unit": axis.step}
    return found | {key: value for key, value in ends.items() if value is not None}


def of_names(plot: Plot) -> dict[str, object]:
    """The settings of the axis of names: bars from top to bottom, as on screen."""
    shared: dict[str, object] = {
        "num_font": font(11),
        "label_position": "low",
        "line": {"color": INK},
        "major_gridlines": {"visible": False},
        "major_tick_mark": "none",
    }
    return shared | ({"reverse": True, "crossing": "max"} if plot.shape == "bar" else {})


def box(plot: Plot, names: Sequence[str], width: int) -> Box:
    """How high a chart must be for its marks, and the room for names, labels and title."""
    lines = math.ceil(display_width(plot.title) * 9.8 / (width * 0.92))
    head = HEAD + LINE * lines - LINE
    made = _bars if plot.shape == "bar" else _dots
    return made(names, width, head)


def _bars(names: Sequence[str], width: int, head: int) -> Box:
    """Bars below each other, their names on the left in at most two or three lines."""
    count = len(names)
    widest = max((display_width(name) for name in names), default=0) * NAME + 12
    left = min(max(widest, LEAST), MOST)
    high = BAR if count <= CROWDED else THIN
    rows = math.ceil(widest / MOST)
    inner = max(count * max(high, rows * 17 + 6), SMALLEST)
    height = head + inner + FOOT
    return Box(height, _layout(left, head, width - left - RIGHT, inner, width, height))


def _dots(names: Sequence[str], width: int, head: int) -> Box:
    """Dots beside each other, their names below in as many lines as they need."""
    room = (width - 130) / max(len(names), 1)
    widest = max((display_width(name) for name in names), default=0) * NAME + 8
    foot = FOOT + LINE * (min(math.ceil(widest / room), 5) - 1)
    height = head + DOTS + foot
    return Box(height, _layout(92, head + ABOVE, width - 130, DOTS - ABOVE, width, height))


def _layout(
    left: float, top: float, wide: float, high: float, width: int, height: int
) -> dict[str, float]:
    """A place in pixels as shares of a chart."""
    return {
        "x": round(left / width, 4),
        "y": round(top / height, 4),
        "width": round(wide / width, 4),
        "height": round(high / height, 4),
    }
