"""The workbooks of 核对: what waits for review, what reports say otherwise, what was reviewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard import changed, reviewing, reviewing_history
from dashboard.books import book_notes
from dashboard.books.binding import Content, bound, figure
from dashboard.books.book import Book, Cell, Grid, Heading, Link
from dashboard.books.comparison_book import Behind, file_name
from dashboard.evidence import as_rows, report_name
from dashboard.excel.sheet_words import unknown
from dashboard.language import is_english, say
from dashboard.reviewing_conflicts import Conflict
from dashboard.wording import period_text

Line = tuple[Cell, ...]
_NONE = "—"


# --- what waits -----------------------------------------------------------------------------------


def queue_name(figures: int) -> str:
    """The file's name: 对标_待核对_207个.xlsx."""
    return file_name(say("待核对"), say("{n}个", n=figures))


def queue(found: pd.DataFrame, told: str, behind: Behind) -> Book:
    """The figures of a queue, most urgent first; ``told`` is how far the work is.

    Those that one person rejected and another did not are among them.
    """
    rows, queued = as_rows(found), replace(behind, observations=found)
    return _bound(say("待核对"), told, queue_name(len(rows)), _queue_grid(rows), rows, queued)


def _queue_grid(rows: Sequence[Mapping[str, Any]]) -> Grid:
    more = 8 if is_english() else 0
    headings = (
        Heading(say("序号"), 8, right=True),
        Heading(say("数值"), 18 + more, right=True),
        Heading(say("原文"), 16),
        Heading(say("指标"), 20 + more),
        Heading(say("所量之事"), 24),
        Heading(say("机构"), 30 + more),
        Heading(say("期间"), 14),
        Heading(say("把握程度"), 10 + more, right=True),
        Heading(say("为什么要核对"), 30 + more),
        Heading(say("所在句子"), 90),
        Heading(say("证据"), 10 + more),
    )
    return Grid(headings, tuple(_queued(n, row) for n, row in enumerate(rows, 1)), fixed=3)


def _queued(number: int, row: Mapping[str, Any]) -> Line:
    return (
        number,
        figure(row),
        str(row["quote"]),
        str(row["indicator_name"]) or say("未归入指标"),
        str(row["measured_property"]) or unknown(),
        str(row["agency"]) or say("机构不明"),
        period_text(str(row["time_period"])),
        f"{float(row['confidence']):.0%}",
        say("；").join(reviewing.because(row)) or _NONE,
        str(row["sentence"]),
        Link(str(row["observation_id"])),
    )


# --- two reports, two figures ---------------------------------------------------------------------


def conflicts_name(groups: int) -> str:
    """The file's name: 对标_两份报告不一致_3组.xlsx."""
    return file_name(say("两份报告不一致"), say("{n}组", n=groups))


def conflicts(found: Sequence[Conflict], told: str, behind: Behind) -> Book:
    """The groups, every figure with its report, and which was chosen and why."""
    reports = _reports(behind)
    headings = (
        Heading(say("组"), 8, right=True),
        Heading(say("事项"), 44),
        Heading(say("数值"), 18, right=True),
        Heading(say("原文"), 16),
        Heading(say("报告"), 40),
        Heading(say("发布日期"), 14),
        Heading(say("选用"), 12),
        Heading(say("理由"), 30),
        Heading(say("操作人"), 12),
        Heading(say("所在句子"), 90),
        Heading(say("证据"), 12),
    )
    lines = tuple(
        _torn(number, one, row, reports.get(str(row["report_id"]), {}))
        for number, one in enumerate(found, 1)
        for row in one.rows
    )
    rows = [row for one in found for row in one.rows]
    grid = Grid(headings, lines)
    return _bound(say("两份报告不一致"), told, conflicts_name(len(found)), grid, rows, behind)


def _torn(number: int, one: Conflict, row: Mapping[str, Any], report: Mapping[str, Any]) -> Line:
    published = report.get("published")
    taken = str(row["observation_id"]) == one.chosen
    undecided = say("还没有选用")
    return (
        number,
        one.title,
        figure(row),
        str(row["quote"]),
        report_name(report) or str(row["report_id"]),
        unknown() if published is None or pd.isna(published) else pd.Timestamp(published).date(),
        (say("已选用") if taken else say("未选用")) if one.choice else undecided,
        (one.reason if taken else "") or _NONE,
        (one.author if taken else "") or _NONE,
        str(row["sentence"]),
        Link(str(row["observation_id"])),
    )


# --- what was done --------------------------------------------------------------------------------


def history_name(reviews: int) -> str:
    """The file's name: 对标_核对记录_12条.xlsx."""
    return file_name(say("核对记录"), say("{n}条", n=reviews))


def history(reviews: pd.DataFrame, behind: Behind) -> Book:
    """All reviews ever made, newest first; a rejected figure has no row in 数据."""
    reports, rows = _reports(behind), list(reversed(as_rows(reviews)))
    there = set(behind.observations["observation_id"])
    headings = (
        Heading(say("编号"), 8, right=True),
        Heading(say("时间"), 18),
        Heading(say("操作人"), 14),
        Heading(say("做了什么"), 12),
        Heading(say("原文"), 18),
        Heading(say("机构"), 36),
        Heading(say("报告"), 40),
        Heading(say("理由"), 40),
        Heading(say("状态"), 24),
        Heading(say("证据"), 12),
    )
    lines = tuple(_reviewed(row, reports.get(str(row["report_id"]), {}), there) for row in rows)
    told = say("共{n}次核对", n=len(rows))
    grid = Grid(headings, lines)
    whole = replace(behind, reviews=reviews)
    return _bound(say("核对记录"), told, history_name(len(rows)), grid, rows, whole)


def _reviewed(row: Mapping[str, Any], report: Mapping[str, Any], there: set[str]) -> Line:
    step = reviewing_history.review(row)
    return (
        step.number,
        changed.moment(step.made),
        step.who,
        step.what,
        step.after,
        str(report.get("agency") or say("机构不明")),
        report_name(report) or str(row["report_id"]),
        step.why or _NONE,
        step.held,
        Link(step.observation_id) if step.observation_id in there else _NONE,
    )


def _reports(behind: Behind) -> dict[str, Mapping[str, Any]]:
    """The reports by id, without their texts."""
    rows = as_rows(behind.reports.drop(columns="text", errors="ignore"))
    return {str(row["report_id"]): row for row in rows}


def _bound(
    title: str, told: str, name: str, grid: Grid, rows: Sequence[Mapping[str, Any]], behind: Behind
) -> Book:
    content = Content(
        title=title,
        finding=told,
        asked=title,
        name=name,
        grid=grid,
        observations=tuple(str(row["observation_id"]) for row in rows),
        notes=book_notes.notes(()),
    )
    return bound(content, behind)
