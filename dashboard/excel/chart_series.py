"""The series of a native chart: its cells and what they hold, colours, labels and error bars."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dashboard import amounts, written
from dashboard.books.book import Amount, Plot
from dashboard.charts import BLUE, GREY, INK
from dashboard.excel.chart_axes import font
from dashboard.excel.sheets import display_width, safe
from dashboard.language import say

LONGEST_UNIT = 8  # Latin characters; a longer unit stands on the axis alone


@dataclass(frozen=True, slots=True)
class Feed:
    """Where a plot's cells stand: the sheet, the row of its heading, first and last row."""

    sheet: str
    heading: int
    first: int
    last: int

    def column(self, number: int) -> list[object]:
        """The cells of a column of the table as the library names a range."""
        return [self.sheet, self.first, number, self.last, number]

    def cell(self, row: int, column: int) -> str:
        """One cell as a formula: ``='图表'!$C$5``."""
        return f"={self._quoted}!${chr(65 + column)}${row + 1}"

    def area(self, column: int) -> str:
        """The cells of a column as a formula: ``='图表'!$F$5:$F$9``."""
        letter = chr(65 + column)
        return f"={self._quoted}!${letter}${self.first + 1}:${letter}${self.last + 1}"

    @property
    def _quoted(self) -> str:
        return "'" + self.sheet.replace("'", "''") + "'"


def figure_name(plot: Plot) -> str:
    """What the column of figures is called, with the unit that its cells leave out."""
    if short(plot.unit) == plot.unit:
        return say("数值")
    return safe(say("{name}（{note}）", name=say("数值"), note=written.unit_name(plot.unit)))


def label_of(amount: Amount) -> str:
    """The words beside a mark: ``超3200.0万件``; a long unit is left to the axis."""
    return amounts.text(amount.value, short(amount.unit), amount.before, amount.after)


def short(unit: str) -> str:
    """The unit where there is room for it beside a figure: 件, not 件/万人."""
    if amounts.is_percent(unit):
        return unit
    return unit if display_width(written.unit_name(unit)) <= LONGEST_UNIT else ""


def names_of(plot: Plot) -> list[str]:
    """The names beside the marks, with their words where error bars take the labels' place."""
    if not reaching(plot):
        return [safe(name) for name in plot.labels]
    texts = map(label_of, plot.amounts)
    return [
        safe(say("{name} {figure}", name=name, figure=text))
        for name, text in zip(plot.labels, texts, strict=True)
    ]


def reaching(plot: Plot) -> bool:
    """Whether some figure has two different bounds, which are drawn as error bars."""
    return any(sum(reach(plot, number)) for number in range(len(plot.labels)))


def reach(plot: Plot, number: int) -> tuple[float, float]:
    """How far the bounds lie below and above a figure, 0 where open."""
    value, low, high = plot.amounts[number].value, plot.lows[number], plot.highs[number]
    down = value - low if math.isfinite(low) else 0.0
    up = high - value if math.isfinite(high) else 0.0
    return max(down, 0.0), max(up, 0.0)


def series(plot: Plot, feed: Feed) -> dict[str, object]:
    """The series of a plot: its cells and what they hold, its colours, labels and error bars."""
    values = [amounts.excel_value(one.value, one.unit) for one in plot.amounts]
    series: dict[str, object] = {
        "name": feed.cell(feed.first - 1, 1),
        "name_data": [figure_name(plot)],
        "categories": feed.column(0),
        "categories_data": names_of(plot),
        "values": feed.column(1),
        "values_data": values,
        **_look(plot),
    }
    if reaching(plot):
        return series | {"y_error_bars": _error_bars(plot, feed)}
    return series | {"data_labels": _labels(plot, feed)}


def _labels(plot: Plot, feed: Feed) -> dict[str, object]:
    """The words of each mark, from their cells; a viewer without those shows the dressed figure."""
    words = [safe(label_of(one)) for one in plot.amounts]
    custom = [
        {"value": feed.cell(feed.first + n, 2), "data": [text]} for n, text in enumerate(words)
    ]
    position = "outside_end" if plot.shape == "bar" else "above"
    return {"value": True, "custom": custom, "font": font(11), "position": position}


def _colours(plot: Plot) -> list[str]:
    """The colour of each mark: 本单位 in blue and all others grey, all blue where none is own."""
    marks = range(len(plot.labels))
    return [BLUE if n in plot.own or not (plot.own or plot.quiet) else GREY for n in marks]


def _look(plot: Plot) -> dict[str, object]:
    """Bars, dots or points on a line, in their colours."""
    colours = _colours(plot)
    if plot.shape == "bar":
        bars = [{"fill": {"color": colour}, "border": {"none": True}} for colour in colours]
        return {"fill": {"color": BLUE}, "points": bars, "gap": 70}
    own = {"fill": {"color": BLUE}, "border": {"color": BLUE}}
    usual = GREY if plot.own or plot.quiet else BLUE
    marker = {"type": "circle", "size": 11, "fill": {"color": usual}, "border": {"color": usual}}
    line = {"color": usual, "width": 2.25} if plot.shape == "line" else {"none": True}
    marks = range(len(plot.labels))
    points: list[object] = [own if n in plot.own else None for n in marks]
    return {"marker": marker, "line": line, **({"points": points} if plot.own else {})}


def _error_bars(plot: Plot, feed: Feed) -> dict[str, object]:
    """Error bars over the cells of the bounds."""
    reached = [reach(plot, number) for number in range(len(plot.labels))]
    scale = 100 if amounts.is_percent(plot.unit) else 1
    return {
        "type": "custom",
        "minus_values": feed.area(5),
        "minus_data": [down / scale for down, _ in reached],
        "plus_values": feed.area(6),
        "plus_data": [up / scale for _, up in reached],
        "line": {"color": INK, "width": 1.25},
    }
