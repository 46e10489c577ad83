"""Writing one sheet: rows from top to bottom, so that any number of them needs little memory."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import date, datetime

from dashboard import amounts
from dashboard.excel.package import Package
from dashboard.excel.styles import BOLD, WRAPPED, Styles
from dashboard.language import say

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_CELL_LIMIT = 32_767  # UTF-16 units
LINKS = 65_000  # of one sheet: Excel takes 65,530
LINE, _TALLEST = 18, 400  # points of a line of text at 11 points, of a row
# What text takes of its column: a Chinese character is a little wider than two Latin ones.
_FILL, _BOLD = 0.93, 1.08
_NOTE = 150  # the widest text below a table: it stays on one page


def safe(text: object) -> str:
    """Text that a cell may hold: no control characters, not longer than Excel allows."""
    cleaned = str(text)
    if "\r" in cleaned:
        cleaned = cleaned.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = _CONTROL.sub("", cleaned)
    if len(cleaned) > _CELL_LIMIT // 2:
        units = cleaned.encode("utf-16-le")[: 2 * _CELL_LIMIT]
        cleaned = units.decode("utf-16-le", "ignore")
    if cleaned.startswith("<r>") and cleaned.endswith("</r>"):
        cleaned += " "  # else the library takes it for marked-up text of its own
    return cleaned


def display_width(text: str) -> int:
    """The width of a text in Latin characters: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def room_for(text: str) -> float:
    """The width of a column that shows a figure of that text in one line, with room beside it."""
    return display_width(text) * 1.1 + 3


def lines_of(text: str, width: float) -> int:
    """The lines that a text takes in a column of that width, by a quick measure."""
    room = max((width - 1) * _FILL, 1)
    # Three bytes of UTF-8 are a Chinese character, one is a Latin letter.
    return sum(
        max(1, -int(-(len(line) + len(line.encode())) // (2 * room))) for line in text.split("\n")
    )


class Sheet:
    """A sheet that is filled from top to bottom, left to right.

    ``page`` is the library's worksheet, ``row`` the line begun last (from 0), for what is not
    written cell by cell: charts, lists to choose from.
    """

    def __init__(self, book: Package, styles: Styles, name: str, rows: int = 0) -> None:
        self.page, self._styles, self.name = book.add_page(name, rows), styles, name
        self.row, self.column = -1, 0
        self._widths: list[float] = []
        self._lines, self._links = 1, 0
        self.page.set_default_row(LINE)
        self.page.set_landscape()
        self.page.set_paper(9)  # A4
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(0.5, 0.5, 0.6, 0.6)

    def widths(self, widths: Sequence[float]) -> None:
        """Column widths in Latin characters."""
        self._widths = list(widths)
        for column, width in enumerate(widths):
            self.page.set_column(column, column, width)

    def pages_across(self, pages: int) -> None:
        """A wide sheet prints on several pages side by side, so that it can be read."""
        self.page.fit_to_pages(pages, 0)

    def numbered_pages(self) -> None:
        """Every printed page says its number."""
        self.page.set_footer("&C&9" + say("第{page}页，共{pages}页", page="&P", pages="&N"))

    def title(self, text: str) -> None:
        """A row with the sheet's title."""
        self.begin()
        self.page.set_row(self.row, 34)
        self.cell(text, "title")

    def begin(self) -> None:
        """Starts the next row."""
        self.page.forget_row(self.row - 1)
        self.row, self.column, self._lines = self.row + 1, 0, 1

    def header(
        self,
        names: Sequence[str],
        freeze: int | None = None,
        right: Collection[int] = (),
        style: str = "column",
    ) -> None:
        """One header row, repeated on every printed page.

        ``freeze`` columns stay in view; the columns of ``right`` hold numbers.
        """
        styles = [f"{style}_right" if i in right else style for i in range(len(names))]
        self.line(names, styles)
        self.page.repeat_rows(self.row)
        if freeze is not None:
            self.page.freeze_panes(self.row + 1, freeze)

    def table(
        self, name: str, names: Sequence[str], rows: int, right: Collection[int] = ()
    ) -> None:
        """The header row of a native table at A1 that ``rows`` (1 or more) rows will follow."""
        self.page.declare_table(name, names, rows)
        self.header(names, right=right)

    def line(self, cells: Sequence[object], style: str | Sequence[str] = "text") -> None:
        """A whole row, in one style or one for each cell."""
        self.begin()
        styles = [style] * len(cells) if isinstance(style, str) else style
        for cell, name in zip(cells, styles, strict=True):
            self.cell(cell, name)

    def cell(self, value: object, style: str = "text") -> None:
        """The next cell: a date, a number, or text that can never be a formula or a link."""
        named = self._styles.named
        if isinstance(value, str):
            self._text(safe(value), style)
        elif isinstance(value, date):
            kind = style if style in ("moment", "date_own") else "date"
            day = value if isinstance(value, datetime) else datetime(*value.timetuple()[:3])
            self.page.write_datetime(self.row, self.column, day, named[kind])
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            self.page.write_number(self.row, self.column, value, named[style])
        else:
            self._text(safe(value), style)
        self.column += 1

    def _text(self, text: str, style: str) -> None:
        self.page.write_string(self.row, self.column, text, self._styles.named[style])
        if style in WRAPPED and self.column < len(self._widths):
            wide = _BOLD if style in BOLD else 1
            lines = lines_of(text, self._widths[self.column] / wide)
            if lines > self._lines:
                self._lines = lines
                self.page.set_row(self.row, min(LINE * lines, _TALLEST))

    def note(self, name: str, text: str, first: int = 0, page: float = _NOTE) -> None:
        """A row below a table: a name, and a text across the columns of the first page.

        ``first`` is the column of the name, ``page`` the width of all columns of the first page.
        """
        self.begin()
        text, last = safe(text), first + 1
        room = min(_NOTE, page - sum(self._widths[: first + 1]))
        self.column = first
        self.cell(name, "head_bare")
        while last + 1 < len(self._widths) and sum(self._widths[first + 1 : last + 2]) <= room:
            last += 1
        if last == first + 1:
            self.cell(text, "wrap_bare")
            return
        lines = lines_of(text, sum(self._widths[first + 1 : last + 1]))
        self.page.set_row(self.row, min(LINE * max(lines, self._lines), _TALLEST))
        style = self._styles.named["wrap_bare"]
        self.page.merge_range(self.row, first + 1, self.row, last, "", style)
        self.page.write_string(self.row, first + 1, text, style)

    def number(
        self,
        value: float,
        unit: str,
        before: str = "",
        after: str = "",
        look: str = "",
        formula: str = "",
        target: str = "",
    ) -> None:
        """The next cell as a number whose format shows 万 and 亿, the bound's word, the unit.

        With ``formula`` Excel recalculates it; with ``target`` it leads to a place of the book.
        """
        link = self._linked(target)
        shown = amounts.excel_value(value, unit)
        style = self._styles.number(value, unit, before, after, look, link)
        if link:  # the link's text goes below the number, as the library has it
            self.page.write_url(self.row, self.column, f"internal:{target}", style, "-")
        if formula:
            self.page.write_formula(self.row, self.column, formula, style, shown)
        else:
            self.page.write_number(self.row, self.column, shown, style)
        self.column += 1

    def link(self, target: str, text: str, style: str = "link") -> None:
        """The next cell as a link to a place of the book: ``'证据'!A5``; plain text for none."""
        if self._linked(target):
            named = self._styles.named[style]
            where = f"internal:{target}"
            self.page.write_url(self.row, self.column, where, named, safe(text))
            self.column += 1
        else:
            self.cell(text, style.replace("link_right", "right").replace("link", "wrap"))

    def _linked(self, target: str) -> bool:
        """Whether there is a target and room for one more link."""
        self._links += 1 if target else 0
        return bool(target) and self._links <= LINKS
