"""The workbook of 明细 for corrections: the rows that were asked for, in every column."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.books import book_notes
from dashboard.books.binding import Content, bound
from dashboard.books.book import Book, Cell, Grid, Heading
from dashboard.books.comparison_book import Behind, file_name
from dashboard.coverage import short_names
from dashboard.language import is_english, listed, say
from dashboard.wording import period_text


def name(rows: int) -> str:
    """The file's name: 对标_明细更正_208条.xlsx."""
    return file_name(say("明细更正"), say("{rows}条", rows=rows))


def book(rows: pd.DataFrame, asked: str, counted: str, behind: Behind) -> Book:
    """The found rows, counted by agency; ``asked`` and ``counted`` as the page says them."""
    content = Content(
        title=say("明细"),
        finding=counted,
        asked=asked,
        name=name(len(rows)),
        grid=grid(rows, behind.observations),
        observations=tuple(map(str, rows["observation_id"])),
        notes=book_notes.notes(()),
    )
    return bound(content, behind)


def grid(rows: pd.DataFrame, observations: pd.DataFrame) -> Grid:
    """How many figures each agency has among the rows, how many have an indicator, of when."""
    names = short_names(observations)
    more = 8 if is_english() else 0
    headings = (
        Heading(say("机构"), 16 + more),
        Heading(say("机构全称"), 36 + more),
        Heading(say("报告数"), 10 + more, right=True),
        Heading(say("数字"), 10 + more, right=True),
        Heading(say("已归入指标"), 12 + more, right=True),
        Heading(say("期间"), 48),
    )
    groups = rows.groupby("agency", sort=False)
    lines = tuple(_line(str(agency), own, names) for agency, own in groups)
    return Grid(headings, lines, fixed=1)


def _line(agency: str, own: pd.DataFrame, names: Mapping[str, str]) -> tuple[Cell, ...]:
    periods = sorted({str(period) for period in own["time_period"]})
    return (
        names.get(agency) or say("机构不明"),
        agency or say("机构不明"),
        int(own["report_id"].nunique()),
        len(own),
        int((own["indicator"] != "").sum()),
        listed(map(period_text, periods)),
    )
