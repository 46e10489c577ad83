"""**Take home**: the rows of 明细 exactly as seen, as CSV or as a workbook.

In the workbook figures are numbers that a format dresses (超3200.0万件). Text from reports is
never a formula: a cell that begins like one gets a ``'`` in the CSV and stays text in Excel.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

import pandas as pd
import xlsxwriter

from dashboard.bounds import words
from dashboard.sheets import Sheet, Styles

ROWS = 1_000_000  # of one sheet: Excel takes 1,048,576
AMOUNT, NUMBER = "数值", "基本单位数值"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_WIDTHS = {"所在句子": 70, "机构": 30, "章节": 30, "备注": 30, "报告": 28, "指标": 20}
_SETTINGS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


@dataclass(frozen=True, slots=True)
class Listing:
    """What is taken home: rows as shown, the tidy rows behind them, and how they were found.

    ``rows`` and ``observations`` have the same length and order; ``asked`` are the filters in
    words, ``counted`` the number of rows in words, ``address`` the link to the view.
    """

    rows: pd.DataFrame
    observations: pd.DataFrame
    asked: str
    counted: str
    made: datetime
    address: str = ""


def file_name(rows: int, made: datetime, ending: str) -> str:
    """A file name that says what is inside and when it was made."""
    return f"对标_明细_{rows}条_{made:%Y%m%d_%H%M}.{ending}"


def csv_bytes(listing: Listing) -> bytes:
    """The rows as CSV that Excel opens with its Chinese intact."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(listing.rows.columns)
    for row in listing.rows.itertuples(index=False, name=None):
        writer.writerow([plain(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def plain(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers, unknown is empty."""
    if isinstance(cell, float):
        return "" if pd.isna(cell) else f"{cell:.15g}"
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def xlsx_bytes(listing: Listing) -> bytes:
    """The rows as a workbook: 明细 (more sheets beyond a million rows) and 说明."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _SETTINGS) as made:
        made.set_properties(
            {
                "title": "明细",
                "subject": listing.asked[:200],
                "author": "对标",
                "created": listing.made,
                "language": "zh-CN",
            }
        )
        styles = Styles(made)
        for number, first in enumerate(range(0, max(len(listing.rows), 1), ROWS), start=1):
            sheet = Sheet(made, styles, "明细" if number == 1 else f"明细{number}")
            _lines(sheet, listing, slice(first, first + ROWS))
        _notes(Sheet(made, styles, "说明"), listing)
    return buffer.getvalue()


def _lines(sheet: Sheet, listing: Listing, part: slice) -> None:
    """One header row, then a row an observation."""
    names = list(listing.rows.columns)
    sheet.widths([_WIDTHS.get(name, 14) for name in names])
    sheet.header(names, freeze=0, right={i for i, n in enumerate(names) if n in (AMOUNT, NUMBER)})
    figures = _figures(listing.observations.iloc[part])
    rows = listing.rows.iloc[part].itertuples(index=False, name=None)
    for row, figure in zip(rows, figures, strict=True):
        sheet.begin()
        for name, cell in zip(names, row, strict=True):
            if name == AMOUNT and not pd.isna(figure[0]):
                sheet.number(*figure)
            elif name == NUMBER and not pd.isna(cell):
                sheet.cell(float(cell), "right")
            else:
                sheet.cell(str(cell), "wrap" if name in ("所在句子", "备注") else "text")


def _figures(observations: pd.DataFrame) -> Iterator[tuple[float, str, str, str]]:
    """Value, unit and the words before and after of each row."""
    columns = (observations[name] for name in ("value", "unit", "qualifier", "quote"))
    for value, unit, qualifier, quote in zip(*columns, strict=True):
        yield (float(value), str(unit), *words(str(qualifier), str(quote)))


def _notes(sheet: Sheet, listing: Listing) -> None:
    """How the rows were found, when, and what to keep in mind."""
    sheet.widths((16, 92))
    sheet.title("明细说明")
    facts = (
        ("筛选", listing.asked),
        ("条数", listing.counted),
        ("列", "、".join(str(name) for name in listing.rows.columns)),
        ("制表时间", listing.made.strftime("%Y年%m月%d日 %H:%M")),
        ("页面地址", listing.address or "不适用"),
        ("说明", "工作报告中的数字为初步数，以统计年鉴为准。百分比的“数值”按Excel惯例存为小数。"),
    )
    for name, text in facts:
        sheet.line([name, text], ("head", "wrap"))
