"""The workbook of 导入: the reports that wait to be confirmed, with every figure found in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from dashboard import english, incoming, incoming_words
from dashboard.books import book_notes
from dashboard.books.binding import Content, bound
from dashboard.books.book import Book, Grid, Heading
from dashboard.books.comparison_book import Behind, file_name
from dashboard.incoming import Candidate
from dashboard.language import is_english, say

_WIDTHS = (30, 16, 36, 18, 16, 14, 20, 26, 22)  # of the columns of incoming_words.summary
_REPORT = ("report_id", "title", "agency", "area", "period", "published", "source_url", "notes")


def name(reports: int) -> str:
    """The file's name: 对标_等待确认的报告_3份.xlsx."""
    return file_name(say("等待确认的报告"), say("{n}份", n=reports))


def book(waiting: Sequence[Candidate], behind: Behind) -> Book:
    """The candidates as they stand; their figures are worked out now, and are not in the store."""
    figures = _figures(waiting)
    header, lines = incoming_words.summary(waiting)
    more = 8 if is_english() else 0
    headings = tuple(
        Heading(title, width + more) for title, width in zip(header, _WIDTHS, strict=True)
    )
    title = say("等待确认的报告")
    content = Content(
        title=title,
        finding=say("{n}份报告等待确认，找到{figures}处数字；都还没有入库",
                    n=len(waiting), figures=len(figures)),
        asked=title,
        name=name(len(waiting)),
        grid=Grid(headings, tuple(tuple(line) for line in lines), fixed=1),
        observations=tuple(str(one) for one in figures["observation_id"]),
        notes=book_notes.notes(()),
    )  # fmt: skip
    return bound(content, replace(behind, observations=figures, reports=_reports(waiting)))


def _figures(waiting: Sequence[Candidate]) -> pd.DataFrame:
    """All figures of the candidates, least certain first in each; every id stands but once."""
    found = [incoming.least_certain(one.report) for one in waiting if not one.trouble]
    whole = pd.concat(found, ignore_index=True) if found else incoming.nothing()
    ids = whole["observation_id"]
    again = whole.groupby("observation_id").cumcount()  # two files may bear one name
    unique = ids.where(again == 0, ids + "-" + (again + 1).astype("str"))
    return english.observations(whole.assign(observation_id=unique.astype("str")))


def _reports(waiting: Sequence[Candidate]) -> pd.DataFrame:
    """The candidates as the store lists reports, without their texts."""
    rows = [
        {
            "report_id": one.report.report_id,
            "title": one.report.title,
            "agency": one.report.agency,
            "area": one.report.area.name if one.report.area else "",
            "period": one.report.period.text if one.report.period else "",
            "published": pd.Timestamp(one.report.published) if one.report.published else pd.NaT,
            "source_url": one.report.source_url or "",
            "notes": "\n".join(one.report.notes),
        }
        for one in waiting
    ]
    return english.reports(pd.DataFrame(rows, columns=list(_REPORT)))
