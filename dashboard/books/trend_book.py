"""The workbook of 趋势: one agency and one indicator over its periods, and what reports say."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboard import trend_words
from dashboard.books import comparison_book
from dashboard.books.book import Book
from dashboard.books.comparison_book import Behind, Lines, Subject, file_name
from dashboard.evidence import as_rows
from dashboard.language import say
from dashboard.trend import Trend
from dashboard.wording import period_text


def name(short: str, indicator: str) -> str:
    """The file's name: 对标_趋势_福田区_通办大厅数.xlsx."""
    return file_name(say("趋势"), short, indicator)


def book(found: Trend, short: str, summary: pd.DataFrame, behind: Behind) -> Book:
    """The figures by period with the changes computed, and apart those that reports state.

    ``summary`` are the last steps of all indicators of the agency, as the page shows them.
    """
    indicator = found.indicator.name
    subject = Subject(
        title=say("趋势：{name}{indicator}", name=short, indicator=indicator),
        finding=trend_words.finding(found, short),
        cover=_cover(found, short),
        name=name(short, indicator),
    )
    made = comparison_book.over_time([found], subject, behind)
    drawn = tuple(replace(plot, title=subject.finding) for plot in made.plots)
    notes = (*made.notes, *_reported(found), *_others(summary))
    return replace(made, plots=drawn, notes=notes)


def _cover(found: Trend, short: str) -> Lines:
    """What came out of the last two periods, and what was asked for."""
    asked = say("机构 {agency}；指标 {indicator}", agency=short, indicator=found.indicator.name)
    last = [line for step in found.steps[-1:] for line in trend_words.explained(found, step)]
    return (
        (say("结论"), trend_words.finding(found, short)),
        *last,
        (say("筛选"), asked),
        (say("机构"), found.agency),
        (say("口径"), found.indicator.definition or say("未写明")),
    )


def _reported(found: Trend) -> Lines:
    """What reports themselves say of changes, each with its sentence."""
    return tuple(
        (
            say("报告写明"),
            say(
                "{period}：{change}（{sentence}）",
                period=period_text(str(row["time_period"])),
                change=trend_words.reported_words(row),
                sentence=row["sentence"],
            ),
        )
        for row in as_rows(found.reported)
    )


def _others(summary: pd.DataFrame) -> Lines:
    """The last step of each indicator of the agency, a line each."""
    first, last = say("前期"), say("本期")
    return tuple(
        (
            str(line[say("指标")]),
            say(
                "{before} → {after}：{change}；{verdict}",
                before=line[first],
                after=line[last],
                change=line[trend_words.computed_name()],
                verdict=line[say("结论")],
            ),
        )
        for line in as_rows(summary)
    )
