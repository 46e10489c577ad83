"""**Read back**: the filled rows of 数据 from a workbook that somebody uploads, whatever it is.

A file that is no workbook of ours, broken, hostile or too large gives one sentence. Nothing in
it is executed, no link is followed, no entity is expanded.
"""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

import extract
from dashboard import data
from dashboard.excel import data_cells, sheet_words
from dashboard.language import LANGUAGES, listed, say, spoken
from dashboard.upload import sieve

MOST_BYTES = 50_000_000
MOST_UNPACKED = 1_000_000_000
MOST_FILLED = 200_000_000
MOST_STRINGS = 300_000_000
MOST_PARTS = 2_000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
_SHEET_END = 1_048_576
_ZIP, _OLD = b"PK", b"\xd0\xcf\x11\xe0"
# What zip, XML and the workbook library say of a file that is broken in one of many ways.
_BROKEN = (
    InvalidFileException, TokenizerError, zipfile.BadZipFile, zlib.error, struct.error, EOFError,
    OSError, ValueError, LookupError, TypeError, AttributeError, SyntaxError, ArithmeticError,
    RuntimeError, expat.ExpatError,
)  # fmt: skip
_QUOTED = re.compile(r'"[^"]*"|\\.')
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a cell: its value, whether it is a formula, whether it shows as percent."""

    value: Any = None
    formula: bool = False
    percent: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.formula and (self.value is None or not str(self.value).strip())


@dataclass(frozen=True, slots=True)
class Line:
    """A row of 数据 whose corrections are filled: its line, and its cells by the column's code."""

    number: int
    cells: Mapping[str, Typed]

    def typed(self, name: str) -> Typed:
        """A cell, an empty one where the sheet has no such column."""
        return self.cells.get(name, Typed())


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet 数据 of a workbook: its language, its tidy columns in order, its filled rows."""

    language: str
    names: tuple[str, ...]
    lines: tuple[Line, ...]


def read(content: bytes) -> Sheet:
    """The filled rows of an uploaded .xlsx; raises DuibiaoError where it cannot be used."""
    _check_package(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what the library leaves out: styles, charts
            return _read(content)
    except _BROKEN as error:
        raise extract.DuibiaoError(say("这个文件已损坏，读不出来；请重新导出工作簿。")) from error


def _check_package(content: bytes) -> None:
    """See that the bytes are a package of bounded size without document type declarations."""
    if len(content) > MOST_BYTES:
        raise extract.DuibiaoError(
            say("文件超过{n}兆字节；请只保留要更正的行。", n=MOST_BYTES // 1_000_000)
        )
    if content.startswith(_OLD):
        raise extract.DuibiaoError(
            say("文件有密码，或是旧的 .xls 格式；请另存为不加密的 .xlsx 再上传。")
        )
    if not content.startswith(_ZIP):
        raise extract.DuibiaoError(say("这不是 .xlsx 工作簿；请上传由对标导出、填了更正的工作簿。"))
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            _check_parts(package)
    except _BROKEN as error:
        raise extract.DuibiaoError(say("这个文件已损坏，读不出来；请重新导出工作簿。")) from error


def _check_parts(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    strings = sum(part.file_size for part in parts if "sharedStrings" in part.filename)
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or strings > MOST_STRINGS:
        raise extract.DuibiaoError(_too_large())
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")) and _declares(package, part):
            raise extract.DuibiaoError(say("文件里有不该有的声明，可能不安全；请重新导出工作簿。"))


def _declares(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether an XML part has a document type declaration, where entities hide."""
    seen: list[bool] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: seen.append(True)
    parser.StartElementHandler = lambda *_: seen.append(False)
    with package.open(part) as file:
        while not seen and (piece := file.read(16_384)):
            parser.Parse(piece, False)
    return bool(seen) and seen[0]


def _read(content: bytes) -> Sheet:
    book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
    try:
        found = [(code, name) for code, name in _sheet_names() if name in book.sheetnames]
        if not found:
            raise extract.DuibiaoError(
                say("工作簿里没有“数据”表；请上传由对标导出、没有改过表名的工作簿。")
            )
        language, name = found[0]
        sheet = book[name]
        sheet.reset_dimensions()  # what a file says of its size need not be true
        columns = _columns(next(_rows(sheet), ()), language)
        _sieve(sheet, columns)
        rows = _rows(sheet)
        next(rows, None)
        names = tuple(name for name in data.columns() if name in columns)
        return Sheet(language, names, tuple(_lines(rows, columns)))
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[Sequence[Any]]:
    rows: Iterator[Sequence[Any]] = sheet.iter_rows(min_row=1, max_col=MOST_COLUMNS)
    return rows


def _sieve(sheet: Any, columns: Mapping[str, int]) -> None:
    """From here on the sheet has only those rows in which a correction is filled."""
    letters = {get_column_letter(columns[name] + 1) for name in data_cells.CORRECTED}
    kept = BytesIO()
    with sheet._get_source() as part:
        for piece in sieve.sieved(part, letters):
            kept.write(piece)
            if kept.tell() > MOST_FILLED:
                raise extract.DuibiaoError(_too_large())
    sheet._get_source = lambda: BytesIO(kept.getvalue())


def _too_large() -> str:
    return say("文件展开后太大；请只保留要更正的行。")


def _sheet_names() -> list[tuple[str, str]]:
    """What 数据 is called in each language."""
    found = []
    for code in LANGUAGES:
        with spoken(code):
            found.append((code, sheet_words.names().data))
    return found


def _columns(header: Sequence[Any], language: str) -> dict[str, int]:
    """The place of each column that we know by its heading; all of the round trip must be there."""
    with spoken(language):
        codes = [*data.columns(), *data_cells.CORRECTED, data_cells.STAMP]
        told = dict(zip(data_cells.headings(codes), codes, strict=True))
    texts = [str(cell.value or "").strip() for cell in header]
    if double := sorted({text for text in texts if text in told and texts.count(text) > 1}):
        raise extract.DuibiaoError(
            say("“数据”表有重复的列：{names}；请重新导出。", names=listed(double))
        )
    places = {told[text]: place for place, text in enumerate(texts) if text in told}
    needed = ("observation_id", *data_cells.CORRECTED, data_cells.STAMP)
    headings = {code: heading for heading, code in told.items()}
    if missing := [headings[code] for code in needed if code not in places]:
        raise extract.DuibiaoError(
            say("“数据”表缺少列：{names}；请重新导出，不要删列或改列名。", names=listed(missing))
        )
    return places


def _lines(rows: Iterator[Sequence[Any]], columns: Mapping[str, int]) -> Iterator[Line]:
    """The rows in which a correction is filled."""
    corrected = [columns[name] for name in data_cells.CORRECTED]
    for number, row in enumerate(rows, start=2):
        if not any(place < len(row) and row[place].value is not None for place in corrected):
            if number > _SHEET_END:
                raise ValueError("more rows than a sheet can have")
            continue
        if number > MOST_ROWS:
            raise extract.DuibiaoError(say("“数据”表超过{n}行；请只保留要更正的行。", n=MOST_ROWS))
        line = Line(number, {name: _typed(row, place) for name, place in columns.items()})
        if not all(line.typed(name).empty for name in data_cells.CORRECTED):
            yield line


def _typed(row: Sequence[Any], place: int) -> Typed:
    """A cell as it was typed; what the package writes as ``_x000D_`` is a character."""
    if place >= len(row) or row[place].value is None:
        return Typed()
    cell = row[place]
    if cell.data_type == "f":
        return Typed(formula=True)
    if isinstance(cell.value, str):
        text = cell.value
        return Typed(_ESCAPED.sub(_character, text) if "_x" in text else text)
    percent = isinstance(cell.value, int | float) and "%" in _QUOTED.sub("", cell.number_format)
    return Typed(cell.value, percent=percent)


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))
