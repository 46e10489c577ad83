"""**Read back**: the filled rows of 数据 from a workbook that somebody uploads, whatever it is.

A file that is no workbook of ours, broken, hostile or too large gives one sentence.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

import extract
from dashboard import data
from dashboard.excel import data_cells, sheet_words
from dashboard.language import LANGUAGES, listed, say, spoken
from dashboard.upload import sieve
from dashboard.upload.package import BROKEN, Package, Row, too_large

MOST_FILLED = 100_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
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
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what the library leaves out
            return _read(Package(content))
    except BROKEN as error:
        raise extract.DuibiaoError(say("这个文件已损坏，读不出来；请重新导出工作簿。")) from error


def _read(package: Package) -> Sheet:
    part, language, columns = _chosen(package)
    names = tuple(name for name in data.columns() if name in columns)
    rows = package.rows(_sieved(package, part, columns))
    next(rows, None)  # the headings
    return Sheet(language, names, tuple(_lines(rows, columns, package.formats)))


def _chosen(package: Package) -> tuple[str, str, dict[str, int]]:
    """The part that is 数据, its language, the place of each of its columns; there is one."""
    known = _sheet_names()
    named = [(part, known[name]) for name, part in package.sheets if name in known]
    if not named:
        raise extract.DuibiaoError(
            say("工作簿里没有“数据”表；请上传由对标导出、没有改过表名的工作簿。")
        )
    found, wrong = [], []
    for part, language in named:
        try:
            found.append((part, language, _columns(_header(package, part), language)))
        except extract.DuibiaoError as error:
            wrong.append(error)
    if len(found) > 1:
        raise extract.DuibiaoError(
            say("工作簿里有{n}张“数据”表，不知道该读哪一张；请只留一张。", n=len(found))
        )
    if not found:
        raise wrong[0]
    return found[0]


def _sheet_names() -> dict[str, str]:
    """What 数据 is called in each language, and the language."""
    found = {}
    for code in LANGUAGES:
        with spoken(code):
            found[sheet_words.names().data] = code
    return found


def _header(package: Package, part: str) -> dict[int, str]:
    """The texts of the first row by the number of their column."""
    with package.part(part) as source:
        number, cells = next(package.rows(source), (1, {}))
    texts = {place: _typed(cell, package.formats).value for place, cell in cells.items()}
    return {place: str(text or "").strip() for place, text in texts.items() if number == 1}


def _sieved(package: Package, part: str, columns: Mapping[str, int]) -> io.BytesIO:
    """The sheet with only those rows in which a correction is filled."""
    letters = {get_column_letter(columns[name]) for name in data_cells.CORRECTED}
    filled = io.BytesIO()
    with package.part(part) as source:
        for piece in sieve.sieved(source, letters):
            filled.write(piece)
            if filled.tell() > MOST_FILLED:
                raise extract.DuibiaoError(too_large())
    filled.seek(0)
    return filled


def _columns(header: Mapping[int, str], language: str) -> dict[str, int]:
    """The number of each column that we know by its heading; those of the round trip are there."""
    with spoken(language):
        codes = [*data.columns(), *data_cells.CORRECTED, data_cells.STAMP]
        told = dict(zip(data_cells.headings(codes), codes, strict=True))
    ours = [text for text in header.values() if text in told]
    if double := sorted({text for text in ours if ours.count(text) > 1}):
        raise extract.DuibiaoError(
            say("“数据”表有重复的列：{names}；请重新导出。", names=listed(double))
        )
    places = {
        told[text]: place
        for place, text in header.items()
        if text in told and place <= MOST_COLUMNS
    }
    needed = ("observation_id", *data_cells.CORRECTED, data_cells.STAMP)
    headings = {code: heading for heading, code in told.items()}
    if missing := [headings[code] for code in needed if code not in places]:
        raise extract.DuibiaoError(
            say("“数据”表缺少列：{names}；请重新导出，不要删列或改列名。", names=listed(missing))
        )
    return places


def _lines(rows: Iterator[Row], columns: Mapping[str, int], formats: list[str]) -> Iterator[Line]:
    """The rows in which a correction is filled."""
    corrected = [columns[name] for name in data_cells.CORRECTED]
    for number, cells in rows:
        if all(_typed(cells[place], formats).empty for place in corrected if place in cells):
            continue
        if number > MOST_ROWS:
            raise extract.DuibiaoError(say("“数据”表超过{n}行；请只保留要更正的行。", n=MOST_ROWS))
        known = {name: cells[place] for name, place in columns.items() if place in cells}
        yield Line(number, {name: _typed(cell, formats) for name, cell in known.items()})


def _typed(cell: Mapping[str, Any], formats: list[str]) -> Typed:
    """A cell as it was typed; what the package writes as ``_x000D_`` is a character."""
    value = cell["value"]
    if cell["data_type"] == "f":
        return Typed(formula=True)
    if isinstance(value, str):
        return Typed(_ESCAPED.sub(_character, value) if "_x" in value else value)
    percent = isinstance(value, int | float) and "%" in _QUOTED.sub("", _format(cell, formats))
    return Typed(value, percent=percent)


def _format(cell: Mapping[str, Any], formats: list[str]) -> str:
    """The number format of a cell; a workbook need not have any."""
    return formats[cell["style_id"]] if formats else ""


def _character(found: re.Match[str]) -> str:
    """The character that an escape stands for; half a character is none."""
    number = int(found[1], 16)
    return "" if 0xD800 <= number <= 0xDFFF else chr(number)
