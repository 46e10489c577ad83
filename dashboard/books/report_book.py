"""The workbook of 原文依据: every figure of one report in the order of its text."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.books import book_notes
from dashboard.books.binding import Content, bound, figure
from dashboard.books.book import Book, Cell, Grid, Heading, Link
from dashboard.books.comparison_book import Behind, file_name
from dashboard.evidence import about, as_rows, report_name
from dashboard.language import is_english, say
from dashboard.wording import label, period_text


def name(report: Mapping[str, object]) -> str:
    """The file's name: 对标_原文依据_深圳市政务服务数据管理局2022年工作总结.xlsx."""
    return file_name(say("原文依据"), report_name(report))


def book(report: Mapping[str, object], claims: pd.DataFrame, behind: Behind) -> Book:
    """All figures of a report, each with its sentence."""
    title = report_name(report)
    mapped = int((claims["indicator"] != "").sum())
    content = Content(
        title=say("原文依据：{title}", title=title),
        finding=say("报告中有{n}个数字，其中{mapped}个已归入指标", n=len(claims), mapped=mapped),
        asked=say("报告 {title}", title=title),
        name=name(report),
        grid=grid(claims),
        observations=tuple(str(one) for one in claims["observation_id"]),
        facts=((say("报告"), about(report)),),
        notes=book_notes.notes(()),
    )
    return bound(content, behind)


def grid(claims: pd.DataFrame) -> Grid:
    """The figures in the order of the text."""
    more = 8 if is_english() else 0
    headings = (
        Heading(say("序号"), 8, right=True),
        Heading(say("数值"), 18 + more, right=True),
        Heading(say("原文"), 16),
        Heading(say("指标"), 20 + more),
        Heading(say("所量之事"), 24),
        Heading(say("类别"), 14 + more),
        Heading(say("地区"), 12 + more),
        Heading(say("期间"), 14),
        Heading(say("状态"), 10 + more),
        Heading(say("是否累计"), 10 + more),
        Heading(say("所在句子"), 90),
        Heading(say("证据"), 10 + more),
    )
    lines = tuple(_line(number, row) for number, row in enumerate(as_rows(claims), start=1))
    return Grid(headings, lines, fixed=3)


def _line(number: int, row: Mapping[str, object]) -> tuple[Cell, ...]:
    unknown = say("未写明")
    return (
        number,
        figure(row),
        str(row["quote"]),
        str(row["indicator_name"]) or say("未归入指标"),
        str(row["measured_property"]) or unknown,
        label("category", str(row["category"])),
        str(row["reference_area"]) or say("地区不明"),
        period_text(str(row["time_period"])),
        label("status", str(row["obs_status"])),
        label("cumulative", str(bool(row["cumulative"]))),
        str(row["sentence"]),
        Link(str(row["observation_id"])),
    )
