"""**XLSX → text**: each visible sheet's rows as lines, cells with tabs between them, as shown."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from extract.formats import limits, zips
from extract.formats.document import Reading
from extract.formats.grids import row_lines
from extract.formats.merges import Merges, merges
from extract.formats.refusals import refused
from extract.formats.shown import shown
from extract.formats.word import MACROS, refuse_entities

_PLAIN_NAME = re.compile(r"(?:Sheet|工作表|表)\s*\d*", re.IGNORECASE)
_NOT_COMPUTED = re.compile(rb"<f[^>]*>[^<]*</f>\s*(?:</c>|<v\s*/>|<v></v>)")
_MOST_NAMED = 20
_BLANK_ROWS = 5_000  # in a row: the sheet ends here, whatever size it claims


def read(data: bytes, name: str) -> Reading:
    """The tables of a workbook: values as shown, formulas with the results saved in the file.

    Raises ReportError where it is broken, locked, a bomb, too large or empty.
    """
    notes, merged = _checked(data, name)
    import openpyxl  # it takes time to load

    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        found, more = _sheets(book, name, merged)
        book.close()
    except (zipfile.BadZipFile, ParseError, SyntaxError, KeyError, IndexError, ValueError,
            TypeError, AttributeError, OSError, EOFError, ArithmeticError,
            AssertionError):  # fmt: skip
        raise refused("broken_xlsx", name=name) from None
    if not found:
        raise refused("no_text:xlsx", name=name)
    return Reading(text="\n".join(found), notes=(*notes, *more))


def _checked(data: bytes, name: str) -> tuple[list[str], dict[str, Merges]]:
    """Notes on macros and formulas, and the merged cells of each sheet's part.

    Raises ReportError where it must not be unpacked.
    """
    notes = []
    missing = 0
    merged = {}
    with zips.opened(data, name) as archive:
        zips.check(archive, name, len(data))
        for entry in archive.infolist():
            if entry.filename.endswith((".xml", ".rels")):
                part = zips.member(archive, entry, name)
                refuse_entities(part, name)
                if entry.filename.startswith("xl/worksheets/"):
                    missing += sum(1 for _ in _NOT_COMPUTED.finditer(part))
                    merged[entry.filename] = merges(part)
            if entry.filename == "xl/vbaProject.bin":
                notes.append(MACROS)
    if missing:
        notes.append(f"有 {missing} 个公式没有保存计算结果,读不到数值")
    return notes, merged


def _sheets(book: Any, name: str, merged: dict[str, Merges]) -> tuple[list[str], list[str]]:
    """The lines of the visible sheets, and notes on the hidden ones."""
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    found: list[str] = []
    for sheet in visible:
        path = str(sheet._worksheet_path).lstrip("/")
        rows = _lines(_rows(sheet, name), merged.get(path, Merges()))
        if rows and not _PLAIN_NAME.fullmatch(sheet.title):
            found.append(sheet.title)
        found.extend(rows)
    quoted = "".join(f"“{title}”" for title in hidden[:_MOST_NAMED])
    notes = [f"隐藏的工作表没有读取:{quoted}"] if hidden else []
    return found, notes


def _rows(sheet: Any, name: str) -> Iterator[list[str]]:
    """The rows of a sheet as texts; where many blank rows follow one another, it ends."""
    sheet.reset_dimensions()
    blank = count = 0
    for row in sheet.iter_rows():
        texts = [
            shown(cell.value, cell.number_format or "General") if cell.value is not None else ""
            for cell in row[: limits.SHEET_COLUMNS]
        ]
        while texts and not texts[-1]:
            texts.pop()
        blank = 0 if texts else blank + 1
        count += bool(texts)
        if blank > _BLANK_ROWS:
            return
        if count > limits.SHEET_ROWS:
            raise refused("long_sheet", name=name, sheet=sheet.title, limit=limits.SHEET_ROWS)
        yield texts


def _lines(rows: Iterable[list[str]], merged: Merges) -> list[str]:
    """Rows as lines; those of one table, between blank rows, are equally wide."""
    found: list[str] = []
    block: list[list[str]] = []
    for number, row in enumerate((*rows, []), start=1):
        if row:
            block.append(row)
            continue
        found += filter(None, row_lines(merged.cells(block, number - len(block))))
        block = []
    return found
