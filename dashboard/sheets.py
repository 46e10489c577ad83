"""Writing one sheet: rows from top to bottom, so that any number of them needs little memory."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from dashboard import amounts

FONT, INK, BLUE, RULE = "Microsoft YaHei", "#1D2733", "#12436D", "#C6CFD8"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CELL_LIMIT = 32_767
WRAPPED = ("wrap", "head", "column", "column_right")
_LINE = 18  # points of a line of text at 11 points


def safe(text: object) -> str:
    """Text that a cell may hold: no control characters, not longer than Excel allows."""
    cleaned = _CONTROL.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))
    return cleaned[:_CELL_LIMIT]


def display_width(text: str) -> int:
    """The width of a text in Latin characters: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        plain = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top"}
        self._book, self._plain = book, plain
        self._numbers: dict[str, Any] = {}
        column = {**plain, "bold": True, "text_wrap": True, "bottom": 1, "bottom_color": INK}
        self.named = {
            "text": book.add_format(plain),
            "right": book.add_format({**plain, "align": "right", "indent": 1}),
            "wrap": book.add_format({**plain, "text_wrap": True}),
            "head": book.add_format({**plain, "bold": True, "text_wrap": True}),
            "title": book.add_format({**plain, "bold": True, "font_size": 18, "font_color": BLUE}),
            "column": book.add_format(column),
            "column_right": book.add_format({**column, "align": "right", "indent": 1}),
            "date": book.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "left"}),
            "link": book.add_format({**plain, "font_color": BLUE, "underline": 1}),
        }

    def number(self, pattern: str) -> Any:
        """The format for a number pattern."""
        if pattern not in self._numbers:
            self._numbers[pattern] = self._book.add_format(
                {**self._plain, "num_format": pattern, "align": "right", "indent": 1}
            )
        return self._numbers[pattern]


class Sheet:
    """A sheet that is filled from top to bottom, left to right."""

    def __init__(self, book: Any, styles: Styles, name: str) -> None:
        self._sheet, self._styles = book.add_worksheet(name), styles
        self._row, self._column = -1, 0
        self._widths: list[float] = []
        self._lines = 1
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_margins(0.5, 0.5, 0.6, 0.6)

    def widths(self, widths: Sequence[float]) -> None:
        """Column widths in Latin characters."""
        self._widths = list(widths)
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)

    def pages_across(self, pages: int) -> None:
        """A wide sheet prints on several pages side by side, so that it can be read."""
        self._sheet.fit_to_pages(pages, 0)

    def title(self, text: str) -> None:
        """A row with the sheet's title."""
        self.begin()
        self._sheet.set_row(self._row, 30)
        self.cell(text, "title")

    def begin(self) -> None:
        """Starts the next row."""
        self._row, self._column, self._lines = self._row + 1, 0, 1

    def header(
        self, names: Sequence[str], freeze: int | None = None, right: Collection[int] = ()
    ) -> None:
        """One header row, repeated on every printed page.

        ``freeze`` columns stay in view; the columns of ``right`` hold numbers.
        """
        styles = ["column_right" if i in right else "column" for i in range(len(names))]
        self.line(names, styles)
        self._sheet.repeat_rows(self._row)
        if freeze is not None:
            self._sheet.freeze_panes(self._row + 1, freeze)

    def line(self, cells: Sequence[object], style: str | Sequence[str] = "text") -> None:
        """A whole row, in one style or one for each cell."""
        self.begin()
        styles = [style] * len(cells) if isinstance(style, str) else style
        for cell, name in zip(cells, styles, strict=True):
            self.cell(cell, name)

    def cell(self, value: object, style: str = "text") -> None:
        """The next cell: a date, a number, or text that can never be a formula or a link."""
        named = self._styles.named
        if isinstance(value, datetime):
            self._sheet.write_datetime(self._row, self._column, value, named["date"])
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            self._sheet.write_number(self._row, self._column, value, named[style])
        else:
            self._text(safe(value), style)
        self._column += 1

    def _text(self, text: str, style: str) -> None:
        self._sheet.write_string(self._row, self._column, text, self._styles.named[style])
        if style in WRAPPED and self._column < len(self._widths):
            width = max(self._widths[self._column] - 1, 1)
            lines = sum(max(1, -(-display_width(line) // int(width))) for line in text.split("\n"))
            if lines > self._lines:
                self._lines = lines
                self._sheet.set_row(self._row, min(_LINE * lines, 400))

    def note(self, name: str, text: str) -> None:
        """A row below a table: a name, and a text across all further columns."""
        self.begin()
        last = len(self._widths) - 1
        width = int(sum(self._widths[1:]))
        self._sheet.set_row(self._row, _LINE * max(1, -(-display_width(text) // width)))
        self.cell(name, "head")
        style = self._styles.named["wrap"]
        self._sheet.merge_range(self._row, 1, self._row, last, "", style)
        self._sheet.write_string(self._row, 1, safe(text), style)

    def number(self, value: float, unit: str, before: str = "", after: str = "") -> None:
        """The next cell as a number whose format shows 万 and 亿, the bound's word, the unit."""
        pattern = amounts.excel_format(value, unit, before, after)
        shown = amounts.excel_value(value, unit)
        self._sheet.write_number(self._row, self._column, shown, self._styles.number(pattern))
        self._column += 1

    def link(self, target: str, text: str) -> None:
        """The next cell as a link to a place in this workbook."""
        style = self._styles.named["link"]
        self._sheet.write_url(self._row, self._column, target, style, safe(text))
        self._column += 1
