"""**图表**: charts that Excel draws from cells of the sheet, so that a reader may edit both.

Each plot has its finding as a heading, the chart, and the table that feeds it. Bounds are error
bars over cells; an open bound stands in the words of its label.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from dashboard import amounts
from dashboard.books.book import Plot
from dashboard.books.grid_headings import width_of
from dashboard.charts import INK
from dashboard.excel import chart_axes, chart_kinds
from dashboard.excel.chart_axes import Axis, Box, font
from dashboard.excel.chart_series import (
    Feed,
    figure_name,
    label_of,
    names_of,
    reach,
    reaching,
    series,
    short,
)
from dashboard.excel.sheet_words import open_end
from dashboard.excel.sheets import LINE, Sheet, lines_of, safe
from dashboard.excel.styles import FONT
from dashboard.language import listed, say

NAMES, WORDS, FIGURE, REACH = 30, 20, 14, 12  # columns of the tables in Latin characters
FULL, SCALE = 112, 94  # of all columns together: what one A4 page takes, at how many per cent
SMALL = 80  # per cent at which two charts of a few bars stand on one page
PAGE = 640  # pixels of a printed page at 100%: A4 landscape less its margins and its footer
ROW = LINE * 4 // 3  # pixels of a row


def draw(book: xlsxwriter.Workbook, sheet: Sheet, plots: Sequence[Plot], room: bool = True) -> None:
    """Fills the sheet with a heading, a native chart and its table for each plot.

    Without ``room`` the table follows the heading: for a chart that is shown elsewhere.
    """
    widths = _widths(plots)
    sheet.widths(widths)
    if not plots:
        sheet.line([say("没有可画的数字，所以没有图表。")])
        return
    scale = min(SCALE if len(plots) == 1 else SMALL, int(SCALE * FULL / sum(widths)))
    sheet.page.set_print_scale(scale)
    page, filled = PAGE * 100 // scale, 0  # pixels of a page, and those taken so far
    breaks: list[int] = []
    for plot in plots:
        first, box = sheet.row + 1, chart_axes.box(plot, names_of(plot), pixels(widths) - 4)
        high = _height(plot, box, widths)
        if filled and filled + high > page:
            breaks.append(first)
            filled = 0
        within = _block(book, sheet, plot, widths, box, room)
        breaks += [within] if high > page and room else []
        filled += high
    sheet.page.set_h_pagebreaks(breaks)


def _widths(plots: Sequence[Plot]) -> tuple[float, ...]:
    """The columns of the tables: wide enough for every figure, together about a page."""
    texts = [label_of(one) for plot in plots for one in plot.amounts]
    figure = width_of(texts, FIGURE)
    bound, reach = max(figure - 4, FIGURE), max(figure - 4, REACH)
    return (NAMES, figure, max(WORDS, figure), bound, bound, reach, reach)


def pixels(widths: Sequence[float]) -> int:
    """The width of columns on a screen."""
    return sum(int(7 * width) + 5 for width in widths)


def _block(
    book: xlsxwriter.Workbook,
    sheet: Sheet,
    plot: Plot,
    widths: Sequence[float],
    box: Box,
    room: bool,
) -> int:
    """One plot: heading, subtitle, room for the chart, table, source; the row of the table."""
    _across(book, sheet, widths, plot.title, {"bold": True, "font_size": 14, "font_color": INK})
    heading = sheet.row
    _across(book, sheet, widths, plot.subtitle, {"font_size": 11, "font_color": INK})
    sheet.begin()
    top = sheet.row
    for _ in range(math.ceil(box.height / ROW) if room else 0):
        sheet.begin()
    below = sheet.row + 1
    feed = _table(sheet, plot, heading)
    if plot.source:
        _across(book, sheet, widths, plot.source, {"font_size": 10, "font_color": INK})
    sheet.begin()
    chart = _chart(book, plot, feed, chart_axes.axis(plot), box)
    chart.set_size({"width": pixels(widths) - 4, "height": box.height})
    place = {"description": safe(alt(plot)), "object_position": 2, "x_offset": 2, "y_offset": 2}
    sheet.page.insert_chart(top, 0, chart, place)
    return below


def _height(plot: Plot, box: Box, widths: Sequence[float]) -> int:
    """The pixels of a block: headings, chart, table and source, a blank row behind."""
    wide = sum(widths)
    titles = lines_of(plot.title, wide * 11 / 14) + lines_of(plot.source, wide * 1.1)
    header = max(lines_of(figure_name(plot), widths[1]), 1)
    names = sum(lines_of(name, widths[0]) for name in names_of(plot))
    return box.height + ROW * (titles + header + names + 3)


def _across(
    book: xlsxwriter.Workbook,
    sheet: Sheet,
    widths: Sequence[float],
    text: str,
    look: dict[str, object],
) -> None:
    """A row with a text over all columns, in as many lines as it needs."""
    sheet.begin()
    size = int(str(look["font_size"]))
    lines = lines_of(text, sum(widths) * 11 / size)
    sheet.page.set_row(sheet.row, lines * math.ceil(size * 1.65))
    style = book.add_format({"font_name": FONT, "text_wrap": True, "valign": "vcenter", **look})
    sheet.page.merge_range(sheet.row, 0, sheet.row, len(widths) - 1, "", style)
    sheet.page.write_string(sheet.row, 0, safe(text), style)


def alt(plot: Plot) -> str:
    """The chart in words: its finding, what is drawn, and each label with its figure."""
    texts = (amounts.text(one.value, one.unit, one.before, one.after) for one in plot.amounts)
    figures = listed(f"{name} {text}" for name, text in zip(plot.labels, texts, strict=True))
    facts = {"title": plot.title, "subtitle": plot.subtitle, "figures": figures}
    return say("{title}。{subtitle}：{figures}。", **facts)


def _exact(plot: Plot) -> bool:
    return plot.lows == plot.highs


def _table(sheet: Sheet, plot: Plot, heading: int) -> Feed:
    """The cells that feed a chart: name, figure, words, and the bounds where there are any."""
    names = [say("图中名称"), figure_name(plot), say("图中文字")]
    if not _exact(plot):
        names += [say("下限"), say("上限")]
    if reaching(plot):
        names += [say("向下误差"), say("向上误差")]
    right = [name if n in (0, 2) else "" for n, name in enumerate(names)]
    sheet.line(names, ["banner" if name else "banner_right" for name in right])
    first = sheet.row + 1
    for number, (name, amount) in enumerate(zip(names_of(plot), plot.amounts, strict=True)):
        look = "_own" if number in plot.own else ""
        sheet.begin()
        sheet.cell(name, f"wrap{look}")
        sheet.number(amount.value, short(amount.unit), amount.before, amount.after, look=look)
        sheet.cell(label_of(amount), f"wrap{look}")
        if not _exact(plot):
            _bounds(sheet, plot, number, look)
    return Feed(sheet.name, heading, first, sheet.row)


def _bounds(sheet: Sheet, plot: Plot, number: int, look: str) -> None:
    """The bounds of a figure, and how far the error bars reach: none where a bound is open."""
    amount, line = plot.amounts[number], sheet.row + 1
    for bound in (plot.lows[number], plot.highs[number]):
        if math.isfinite(bound):
            sheet.number(bound, short(amount.unit), look=look)
        else:
            sheet.cell(open_end(), f"right{look}")
    if not reaching(plot):
        return
    down, up = reach(plot, number)
    below = f"=IF(ISNUMBER(D{line}),B{line}-D{line},0)"
    above = f"=IF(ISNUMBER(E{line}),E{line}-B{line},0)"
    sheet.number(down, short(amount.unit), look=look, formula=below)
    sheet.number(up, short(amount.unit), look=look, formula=above)


def _chart(book: xlsxwriter.Workbook, plot: Plot, feed: Feed, axis: Axis, box: Box) -> Any:
    """The chart: one series over the cells of its table, no legend, both axes in view."""
    bar = plot.shape == "bar"
    chart = chart_kinds.new(book, bar)
    chart.add_series(series(plot, feed))
    chart.set_title(
        {
            "name": feed.cell(feed.heading, 0),
            "data": [safe(plot.title)],
            "name_font": font(14, bold=True),
            "layout": {"x": 0.015, "y": 12 / box.height},
        }
    )
    values, names = chart_axes.of_values(axis, bar), chart_axes.of_names(plot)
    chart.set_x_axis(values if bar else names)
    chart.set_y_axis(names if bar else values)
    chart.set_legend({"none": True})
    chart.set_plotarea({"layout": box.layout})
    chart.set_chartarea({"border": {"color": "#C6CFD8"}, "fill": {"color": "#FFFFFF"}})
    chart.show_blanks_as("gap")
    return chart
