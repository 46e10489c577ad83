"""**数据**: the tidy rows as a native table, with cells to correct a figure in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard import amounts
from dashboard.books.book import Book
from dashboard.bounds import words
from dashboard.excel import data_cells
from dashboard.excel.data_cells import (
    AMOUNTS,
    CORRECTED,
    INDICATOR,
    REASON,
    STAMP,
    UNIT,
    VALUE,
    Cells,
)
from dashboard.excel.sheets import LINE, Sheet, display_width, lines_of
from dashboard.excel.stamps import stamp
from dashboard.excel.styles import Styles
from dashboard.language import say
from dashboard.written import unit_name

NAME = "Data"  # of the native table
LISTS = {UNIT: "UnitList", INDICATOR: "IndicatorList"}  # defined names: what may be chosen
_PAGES = 4  # side by side on paper
# Columns whose text may be long: the width at which it wraps.
_LONG = {
    "report_id": 40,
    "agency": 36,
    "reference_area": 20,
    "indicator_name": 28,
    "category": 20,
    "system": 24,
    "measured_property": 36,
    "number": 16,
    "quote": 24,
    "sentence": 110,
    "section": 40,
    "note": 50,
}
_COUNTS = ("start", "end", "confidence")
_SAMPLE = 2_000  # different texts of a column that are measured
_CORRECTION_WIDTHS = {VALUE: 16, UNIT: 12, INDICATOR: 22, REASON: 30, STAMP: 14}
_ALLOWED = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}


def write(sheet: Sheet, styles: Styles, book: Book) -> None:
    """The rows behind the table, cells to fill in at their end, all else locked."""
    frame = book.observations
    shown = data_cells.columns_of(book.columns, frame)
    names = [*shown, *CORRECTED, STAMP]
    headings = data_cells.headings(names)
    rows = len(frame)
    sheet.pages_across(_PAGES)
    widths = _widths(frame, names, headings)
    sheet.widths(widths)
    right = {i for i, name in enumerate(names) if name in (*AMOUNTS, *_COUNTS)}
    sheet.table(NAME, headings, max(rows, 1), right)
    if rows:
        _rows(sheet, styles, book, shown, widths)
    else:
        empty = [say("没有数字"), *["—"] * (len(shown) - 1)]
        sheet.line(empty)
    _ask(sheet, names, max(rows, 1))
    sheet.page.protect("", _ALLOWED)


def _widths(frame: pd.DataFrame, names: Sequence[str], headings: Sequence[str]) -> list[float]:
    """The width of each column: what its heading and its cells need, long text wraps."""
    units = max((display_width(unit_name(str(unit))) for unit in frame["unit"].unique()), default=0)
    found: list[float] = []
    for name, heading in zip(names, headings, strict=True):
        least = max(max(map(display_width, heading.split())) + 5, 12)
        if name in AMOUNTS:
            wanted = float(max(display_width(amounts.digits(99_999_000)) + 8 + units, 14))
        else:
            wanted = _CORRECTION_WIDTHS.get(name) or _wanted(frame[name], name)
        found.append(max(least, wanted))
    return found


def _wanted(values: pd.Series, name: str) -> float:
    """The width of the longest text of a column, where it wraps that at most."""
    some = pd.Series(_different(values), dtype=values.dtype)
    cells = data_cells.column(some, name, [""] * len(some))
    texts = (str(cell.date() if isinstance(cell, datetime) else cell) for cell in cells)
    widest = max((display_width(line) for text in texts for line in text.split("\n")), default=0)
    return min(widest * 1.1 + 2, _LONG.get(name, 60))


def _different(values: pd.Series) -> list[Any]:
    """The first different values of a column; pandas would copy it whole to find them."""
    seen: dict[Any, None] = {}
    for first in range(0, len(values), data_cells.CHUNK):
        seen |= dict.fromkeys(values.iloc[first : first + data_cells.CHUNK].tolist())
        if len(seen) >= _SAMPLE:
            break
    return list(seen)[:_SAMPLE]


def _ask(sheet: Sheet, names: Sequence[str], rows: int) -> None:
    """What may be filled in: a number, a unit and an indicator of the lists, a reason."""
    told = {
        VALUE: say("可填32000000、3200万或98.5%，也可带单位，如3200万件；不改就留空。"),
        UNIT: say("从列表中选单位；不改就留空。"),
        INDICATOR: say("从列表中选指标，或填指标全称；不改就留空。"),
        REASON: say("更正的理由，必填。"),
    }
    for name, message in told.items():
        column = names.index(name)
        rule: dict[str, Any] = {"validate": "any"}
        if name == VALUE:
            rule = {"validate": "decimal", "criteria": "between"}
            rule |= {"minimum": -1e15, "maximum": 1e15, "error_type": "warning"}
        elif name in LISTS:
            rule = {"validate": "list", "source": f"={LISTS[name]}", "error_type": "warning"}
        rule |= {"input_title": data_cells.headings([name])[0], "input_message": message}
        rule |= {"error_title": rule["input_title"], "error_message": message}
        sheet.page.data_validation(1, column, rows, column, rule)


# --- rows -----------------------------------------------------------------------------------------

_Writer = Callable[[int, Any], None]


def _rows(
    sheet: Sheet, styles: Styles, book: Book, shown: Sequence[str], widths: Sequence[float]
) -> None:
    """Every row by the writers of its columns: 100,000 rows leave no time for a choice a cell."""
    page, frame = sheet.page, book.observations
    dressed = _dressed(page, styles, shown)
    plain = [
        (place, _writer(page, styles, name, place))
        for place, name in enumerate(shown)
        if name not in AMOUNTS
    ]
    long = [(place, widths[place]) for place, name in enumerate(shown) if name in _LONG]
    value, last = len(shown), len(shown) + len(CORRECTED)
    free, share, text = (styles.named[name] for name in ("open", "open_share", "text"))
    parts = zip(frame["unit"], frame["qualifier"], frame["quote"], strict=True)
    for (code, qualifier, quote), row in zip(parts, data_cells.cells(frame, shown), strict=True):
        sheet.begin()
        number = sheet.row
        height = _lines(row, long)
        if height > 1:
            page.set_row(number, min(LINE * height, 400))
        dressed(number, row, code, words(qualifier, quote))
        for place, put in plain:
            put(number, row[place])
        page.write_blank(number, value, None, share if amounts.is_percent(code) else free)
        for place in range(value + 1, last):
            page.write_blank(number, place, None, free)
        page.write_string(number, last, stamp(row), text)


def _lines(row: Cells, long: Sequence[tuple[int, float]]) -> int:
    """The lines that the longest text of a row takes."""
    return max(lines_of(row[place], width) for place, width in long)


def _dressed(page: Any, styles: Styles, shown: Sequence[str]) -> Callable[..., None]:
    """Writes the value with the words of its bound, and the bounds, each a number or 不限."""
    places = [(shown.index(name), name == "value") for name in AMOUNTS if name in shown]
    right = styles.named["right"]

    def put(number: int, row: Cells, unit: str, bound: tuple[str, str]) -> None:
        for place, worded in places:
            cell = row[place]
            if isinstance(cell, str):
                page.write_string(number, place, cell, right)
            else:
                whole = cell * 100 if amounts.is_percent(unit) else cell
                told = bound if worded else ("", "")
                page.write_number(number, place, cell, styles.number(whole, unit, *told))

    return put


def _writer(page: Any, styles: Styles, name: str, place: int) -> _Writer:
    """What writes the cells of one column."""
    named = styles.named
    text = named["wrap" if name in _LONG else "text"]
    number = named["share" if name == "confidence" else "right"]

    def put(row: int, cell: Any) -> None:
        if isinstance(cell, str):
            page.write_string(row, place, cell, text)
        elif isinstance(cell, (int, float)):
            page.write_number(row, place, cell, number)
        else:
            page.write_datetime(row, place, cell, named["date"])

    return put
