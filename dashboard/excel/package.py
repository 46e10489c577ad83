"""The .xlsx file itself: xlsxwriter with what it lacks for large, safe, spoken workbooks.

Sheets may stream their rows (constant memory) beside sheets that charts read, native tables are
declared on either, and the document says its language.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.core import Core
from xlsxwriter.packager import Packager
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

STREAMED = 2_000  # rows from which a sheet is written in constant memory
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "default_date_format": "yyyy-mm-dd",
}


class Page(Worksheet):  # type: ignore[misc]
    """A worksheet on which a native table can be declared, whether it streams or not."""

    constant_memory: bool

    def declare_table(self, name: str, headings: Sequence[str], rows: int) -> None:
        """Declares a native table at A1 over cells that are written as any others.

        The header cells must say ``headings``, all different; ``rows`` (1 or more) follow.
        The library's own method writes the header itself and notes each cell of the table, so
        that it takes neither streamed sheets nor 100,000 rows: it gets the first two rows, the
        range is set afterwards.
        """
        streams, self.constant_memory = self.constant_memory, False
        columns = [{"header": heading} for heading in headings]
        settings: dict[str, Any] = {"name": name, "columns": columns, "header_row": False}
        settings |= {"style": "Table Style Light 1", "banded_rows": False}
        done = self.add_table(0, 0, 1, len(headings) - 1, settings)
        self.constant_memory = streams
        if done != 0:
            raise ValueError(f"table {name}: headings must be different from each other")
        reach = xl_range(0, 0, rows, len(headings) - 1)
        self.tables[-1] |= {"range": reach, "a_range": reach, "autofilter": reach}
        self.tables[-1]["header_row_count"] = 1

    def forget_row(self, row: int) -> None:
        """Drops the height of a streamed row that stands on disk already."""
        if self.constant_memory:
            self.row_info.pop(row, None)
            self.row_sizes.pop(row, None)


class Package(Workbook):  # type: ignore[misc]
    """An .xlsx file in the making; ``language`` (zh-CN, en) is a property of the document."""

    def __init__(self, target: str | IO[bytes], language: str, made: datetime) -> None:
        self.spoken = language
        super().__init__(target, dict(_OPTIONS))
        self.doc_properties = {"created": made}

    def add_page(self, name: str, rows: int = 0) -> Any:
        """A new sheet; with many ``rows`` it is written in constant memory, from top to bottom."""
        # The library asks for one way for all sheets, but sets it sheet by sheet.
        self.constant_memory = rows >= STREAMED
        try:
            return self.add_worksheet(name, Page)
        finally:
            self.constant_memory = False

    def _get_packager(self) -> Packager:
        """The library's hook for a packager of one's own."""
        return _Packager(self.spoken)


class _Packager(Packager):  # type: ignore[misc]
    """Writes the properties of the document with its language, which the library leaves out."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def _write_core_file(self) -> None:
        core = _Core(self._language)
        core._set_properties(self.workbook.doc_properties)
        core._set_xml_writer(self._filename("docProps/core.xml"))
        core._assemble_xml_file()


class _Core(Core):  # type: ignore[misc]
    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def _write_dc_description(self) -> None:
        super()._write_dc_description()
        self._xml_data_element("dc:language", self._language)
