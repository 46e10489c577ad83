"""A workbook's Book made of the reference annotations, so that the writer is tested by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import gold_frame
import openpyxl
import pandas as pd

from dashboard import data
from dashboard.books.book import Amount, Book, Cell, Grid, Heading, Link, Plot
from dashboard.bounds import words
from dashboard.excel import workbook
from dashboard.language import say

MADE = datetime(2026, 11, 22, 9, 30)
ADDRESS = "http://127.0.0.1/compare"
PEOPLE = 17_661_800


def book(observations: pd.DataFrame | None = None, indicator: str = "requests") -> Book:
    """The rows of one indicator as a comparison, with its conversion, a date and a note."""
    table = gold_frame.observations() if observations is None else observations
    rows = table[table["indicator"] == indicator]
    finding = say("没有更正") if rows.empty else say("各项均可比")
    return Book(
        title=say("{name}对比", name=say("指标")),
        finding=finding,
        cover=((say("可比性"), say("不足两家，无从比较")),),
        grid=grid(rows),
        plots=(plot(rows),) if len(rows) else (),
        notes=((say("口径"), say("无")),),
        indicators=(indicator,),
        observations=table,
        reports=gold_frame.reports(),
        columns=data.columns(),
        corrections=corrections().head(0),
        made=MADE,
        name="对标_诉求受理量_2022年.xlsx",
        address=ADDRESS,
    )


def grid(rows: pd.DataFrame) -> Grid:
    """A line a reading: agency, day, figure, people, per 10,000 people, wording, evidence."""
    headings = (
        Heading(say("机构"), 36),
        Heading(say("日期"), 14),
        Heading(say("数值"), 16, right=True),
        Heading(say("人口"), 16, right=True),
        Heading(say("换算"), 16, right=True),
        Heading(say("原文"), 16),
        Heading(say("证据"), 14),
    )
    lines = tuple(_line(row, number) for number, (_, row) in enumerate(rows.iterrows(), start=2))
    return Grid(headings, lines, ((say("可比性"), say("无")),), frozenset({0}), fixed=1)


def _line(row: pd.Series, number: int) -> tuple[Cell, ...]:
    identity, unit = str(row["observation_id"]), str(row["unit"])
    figure = Amount(
        row["value"], unit, *words(row["qualifier"], row["quote"]), observation=identity
    )
    share = row["value"] / PEOPLE * 10_000
    formula = f"=C{number}/D{number}*10000"
    return (
        str(row["agency"]),
        date(2022, 12, 31),
        figure,
        Amount(PEOPLE, "人"),
        Amount(share, f"{unit}/万人", formula=formula) if unit != "%" else "",
        str(row["quote"]),
        Link(identity),
    )


def plot(rows: pd.DataFrame) -> Plot:
    """The figures as bars."""
    unit = str(rows["unit"].iloc[0])
    rows = rows[rows["unit"] == unit]
    figures = tuple(Amount(value, unit) for value in rows["value"])
    values = tuple(rows["value"])
    labels = tuple(f"{number} {who}" for number, who in enumerate(rows["agency"]))
    return Plot(say("各项均可比"), say("数值"), unit, labels, figures, values, values)


def corrections() -> pd.DataFrame:
    """A value, a unit and an indicator put right, as ``extract.Store.corrections`` gives them."""
    first = gold_frame.observations().query("indicator == 'requests'").iloc[0]
    made = pd.Timestamp("2026-11-20 01:00:00")
    fields = (("value", "150000", "160000"), ("unit", "件", "宗"), ("indicator", "", "requests"))
    rows = [
        {
            "correction_id": str(number),
            "observation_id": first["observation_id"],
            "report_id": first["report_id"],
            "field": field,
            "before": before,
            "after": after,
            "reason": "=原文为16万件",
            "author": "李四",
            "made": made + pd.Timedelta(hours=number),
            "origin": "对标.xlsx",
            "status": "active",
        }
        for number, (field, before, after) in enumerate(fields)
    ]
    return pd.DataFrame(rows).astype({"made": "datetime64[s]"})


def corrected() -> Book:
    """A book with corrections."""
    return replace(book(), corrections=corrections())


def written(made: Book | None = None) -> bytes:
    """The bytes of a workbook."""
    return workbook.workbook(book() if made is None else made)


def opened(content: bytes) -> Any:
    """The workbook as openpyxl reads it."""
    return openpyxl.load_workbook(BytesIO(content))


def column(sheet: Any, name: str) -> list[Any]:
    """The cells of a column below its heading."""
    header = [cell.value for cell in sheet[1]]
    return [row[header.index(name)] for row in sheet.iter_rows(min_row=2)]


def lines(sheet: Any) -> dict[str, Any]:
    """What stands beside each name of a sheet of names and texts."""
    return {row[0].value: row[1].value for row in sheet.iter_rows()}
