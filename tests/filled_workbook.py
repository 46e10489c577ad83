"""A workbook as the writer lays it, filled in as a reader would, for the tests of corrections."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pandas as pd

from dashboard import data, english
from dashboard.excel import data_cells
from dashboard.language import spoken
from dashboard.upload.round_trip import Review, review

SHEET = {"zh": "数据", "en": "Data"}
REASON = "见年鉴第3页"


def exported(rows: pd.DataFrame, spoken_: str = "zh") -> openpyxl.Workbook:
    """A workbook whose 数据 is as it is exported, with the percent formats of its cells."""
    book = openpyxl.Workbook()
    with spoken(spoken_):
        names = data_cells.columns_of(data.columns(), rows)
        turned = english.observations(rows)
        sheet = book.active
        sheet.title = SHEET[spoken_]
        sheet.append(data_cells.headings([*names, *data_cells.CORRECTED, data_cells.STAMP]))
        marks = data_cells.stamps(turned, names)
        for cells, mark, unit in zip(
            data_cells.cells(turned, names), marks, rows["unit"], strict=True
        ):
            sheet.append([*cells, None, None, None, None, mark])
            if unit == "%":
                for name in (*data_cells.AMOUNTS, data_cells.VALUE):
                    place = (*names, *data_cells.CORRECTED).index(name) + 1
                    sheet.cell(sheet.max_row, place).number_format = "0.00%"
    return book


def column(sheet: Any, name: str, spoken_: str = "zh") -> int:
    with spoken(spoken_):
        (heading,) = data_cells.headings([name])
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def fill(book: openpyxl.Workbook, line: int, spoken_: str = "zh", **cells: Any) -> None:
    """Types into cells of a row of 数据: ``value``, ``unit``, ``indicator``, ``reason``, others."""
    sheet = book[SHEET[spoken_]]
    for name, typed in ({"reason": REASON} | cells).items():
        code = {"value": "new_value", "unit": "new_unit", "reason": "new_reason"}.get(name, name)
        code = {"indicator": "new_indicator"}.get(code, code)
        sheet.cell(line, column(sheet, code, spoken_)).value = typed


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def figures() -> pd.DataFrame:
    """Four figures: a count in line 2, a rate in 3, a plain rate in 4, a count in line 5."""
    frame = data.observations().set_index("quote", drop=False)
    picked = [frame.loc[[quote]].iloc[[0]] for quote in ("超3200万件", "98.48%", "98%", "127113件")]
    return pd.concat(picked).reset_index(drop=True)


def told(book: openpyxl.Workbook) -> Review:
    return review(saved(book), data.figures)


def only(book: openpyxl.Workbook) -> str:
    """Why the one filled row is refused."""
    found = told(book)
    assert not found.changes and len(found.refused) == 1
    return found.refused[0].why
