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

from dashboard.bounds import words
from dashboard.cells import headings
from dashboard.excel.package import Package
from dashboard.excel.sheets import Sheet, safe
from dashboard.excel.styles import Styles
from dashboard.language import is_english, listed, say

ROWS = 1_000_000  # of one sheet: Excel takes 1,048,576
AMOUNT, NUMBER = "数值", "基本单位数值"
SENTENCE, NOTE = "所在句子", "备注"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_WIDTHS = {SENTENCE: 70, "机构": 30, "章节": 30, NOTE: 30, "报告": 28, "指标": 20}


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
    name = say("对标_明细_{rows}条_{made:%Y%m%d_%H%M}", rows=str(rows), made=made)
    return f"{name}.{ending}"


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
    with Package(buffer, "en" if is_english() else "zh-CN", listing.made) as made:
        made.set_properties(
            {
                "title": say("明细"),
                "subject": safe(listing.asked)[:200],
                "author": say("对标"),
                "created": listing.made,
            }
        )
        styles = Styles(made)
        for number, first in enumerate(range(0, max(len(listing.rows), 1), ROWS), start=1):
            name = say("明细") if number == 1 else say("明细{number}", number=number)
            part = slice(first, first + ROWS)
            sheet = Sheet(made, styles, name, len(listing.rows.iloc[part]))
            _lines(sheet, listing, part, f"Figures{number}")
        _notes(Sheet(made, styles, say("说明")), listing)
    return buffer.getvalue()


def _lines(sheet: Sheet, listing: Listing, part: slice, table: str) -> None:
    """A native table: one header row, then a row an observation."""
    known = {said: name for name, said in headings().items()}
    names = [known.get(said, said) for said in listing.rows.columns]
    sheet.widths([_WIDTHS.get(name, 14) for name in names])
    figured = {i for i, name in enumerate(names) if name in (AMOUNT, NUMBER)}
    figures = _figures(listing.observations.iloc[part])
    if len(listing.rows):
        sheet.page.declare_table(table, list(listing.rows.columns), len(listing.rows.iloc[part]))
    sheet.header(list(listing.rows.columns), freeze=0, right=figured)
    rows = listing.rows.iloc[part].itertuples(index=False, name=None)
    for row, figure in zip(rows, figures, strict=True):
        sheet.begin()
        for name, cell in zip(names, row, strict=True):
            if name == AMOUNT and not pd.isna(figure[0]):
                sheet.number(*figure)
            elif name == NUMBER and not pd.isna(cell):
                sheet.cell(float(cell), "right")
            else:
                sheet.cell(str(cell), "wrap" if name in (SENTENCE, NOTE) else "text")


def _figures(observations: pd.DataFrame) -> Iterator[tuple[float, str, str, str]]:
    """Value, unit and the words before and after of each row."""
    columns = (observations[name] for name in ("value", "unit", "qualifier", "quote"))
    for value, unit, qualifier, quote in zip(*columns, strict=True):
        yield (float(value), str(unit), *words(str(qualifier), str(quote)))


def _notes(sheet: Sheet, listing: Listing) -> None:
    """How the rows were found, when, and what to keep in mind."""
    sheet.widths((16, 92))
    sheet.title(say("明细说明"))
    facts = (
        (say("筛选"), listing.asked),
        (say("条数"), listing.counted),
        (say("列"), listed(listing.rows.columns)),
        (say("制表时间"), say("{made:%Y年%m月%d日 %H:%M}", made=listing.made)),
        (say("页面地址"), listing.address or say("不适用")),
        (
            say("说明"),
            say("工作报告中的数字为初步数，以统计年鉴为准。百分比的“数值”按Excel惯例存为小数。"),
        ),
    )
    for name, text in facts:
        sheet.line([name, text], ("head", "wrap"))
