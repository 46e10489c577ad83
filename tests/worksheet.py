"""Recalculates the formulas of a workbook: by a few lines of Python, and by LibreOffice."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from dashboard import amounts
from dashboard.books.book import Amount, Grid

_RANGE = re.compile(r"(MAX|MIN|MEDIAN)\(([A-Z]+)\$(\d+):\2\$(\d+)\)")
_CELL = re.compile(r"\b([A-Z]+)(\d+)\b")
_OVER: Mapping[str, Callable[[list[float]], float]] = {
    "MAX": max,
    "MIN": min,
    "MEDIAN": statistics.median,
}
SOFFICE = shutil.which("soffice")


def _number(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def held(grid: Grid, letters: str, line: int) -> float:
    """What the cell of a table holds, once its own formula is computed."""
    cell = grid.rows[line - 2][_number(letters)]
    assert isinstance(cell, Amount), (letters, line, cell)
    return evaluated(grid, cell)


def evaluated(grid: Grid, cell: Amount) -> float:
    """What Excel would make of a cell: its formula over the other cells, else its number."""
    if not cell.formula:
        return amounts.excel_value(cell.value, cell.unit)

    def over(match: re.Match[str]) -> str:
        lines = range(int(match[3]), int(match[4]) + 1)
        return repr(_OVER[match[1]]([held(grid, match[2], line) for line in lines]))

    inner = _RANGE.sub(over, cell.formula.removeprefix("="))
    inner = _CELL.sub(lambda match: repr(held(grid, match[1], int(match[2]))), inner)
    assert re.fullmatch(r"[\d.eE+\-*/() ]+", inner), inner
    return float(eval(inner))


def formulas(grid: Grid) -> list[Amount]:
    """The cells of a table that are formulas."""
    return [cell for row in grid.rows for cell in row if isinstance(cell, Amount) and cell.formula]


def recalculated(content: bytes, folder: Path) -> Any:
    """The workbook as LibreOffice computes it: what was cached is thrown away before."""
    book = openpyxl.load_workbook(BytesIO(content))
    book.save(folder / "asked.xlsx")
    assert SOFFICE
    command = [SOFFICE, f"-env:UserInstallation=file://{folder}/office", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "done")]
    asked = [*command, str(folder / "asked.xlsx")]
    subprocess.run(asked, check=True, capture_output=True, timeout=120)
    return openpyxl.load_workbook(folder / "done" / "asked.xlsx", data_only=True)
