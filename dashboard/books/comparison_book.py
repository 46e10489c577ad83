"""**A comparison as a workbook**: its cover, table, charts and notes, and the rows behind them.

>>> file_name("诉求受理量", "2022年")
'对标_诉求受理量_2022年.xlsx'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from dashboard import data, trend
from dashboard.books import book_notes, comparison_grid, indicator_grid, plots, trend_grid
from dashboard.books.book import Book, Grid, Plot
from dashboard.comparison import Comparison
from dashboard.excel import clean_names
from dashboard.excel.sheet_words import not_applicable, unknown
from dashboard.language import is_english, listed, say
from dashboard.wording import label, period_text
from dashboard.written import unit_name

Lines = tuple[tuple[str, str], ...]


#: The columns of ``extract.Store.corrections``.
_CORRECTED = (
    *("correction_id", "observation_id", "report_id", "field", "before", "after"),
    *("reason", "author", "made", "origin", "status"),
)


def _no_corrections() -> pd.DataFrame:
    columns = {name: pd.Series(dtype="str") for name in _CORRECTED}
    return pd.DataFrame(columns).astype({"made": "datetime64[s, UTC]"})


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a workbook: the tidy table, the reports, and the corrections made.

    ``address`` is the link to the view; a book takes of the table the rows that it shows.
    """

    observations: pd.DataFrame
    reports: pd.DataFrame
    made: datetime
    address: str = ""
    corrections: pd.DataFrame = field(default_factory=_no_corrections)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a workbook of several comparisons is called, its finding, cover lines and file name."""

    title: str
    finding: str
    cover: Lines = ()
    name: str = ""


def book(found: Comparison, behind: Behind, own: str = "", together: bool = False) -> Book:
    """One comparison as a workbook; ``own`` is the agency to stand out.

    ``together`` puts on one axis what is not comparable. Over periods (``across``) the table
    has the changes.
    """
    rows, drawn = _laid_out(found, behind, own, together)
    subject = Subject(
        say("{name}对比", name=found.indicator.name),
        found.finding,
        (*outcome(found), *scope(found, own)),
        file_name(found.indicator.name, period_text(found.period)),
    )
    return _bound([found], subject, behind, rows, drawn)


def _laid_out(
    found: Comparison, behind: Behind, own: str, together: bool
) -> tuple[Grid, tuple[Plot, ...]]:
    """The table of a comparison and its plots."""
    if found.scope.across != "periods" or found.scope.basis != "total":
        return comparison_grid.grid(found, own), plots.of(found, own, together)
    agencies = list(dict.fromkeys(found.rows["agency"]))
    trends = [trend.trend(behind.observations, one, found.indicator.id) for one in agencies]
    drawn = tuple(plot for one in trends for plot in plots.over_time(one))
    return trend_grid.grid(trends, own), drawn


def several(
    comparisons: Sequence[Comparison],
    subject: Subject,
    behind: Behind,
    own: str = "",
    together: bool = False,
) -> Book:
    """Several comparisons as a workbook: agencies by indicators, the plots of each."""
    table = indicator_grid.grid(comparisons, own)
    drawn = tuple(plot for found in comparisons for plot in plots.of(found, own, together))
    return _bound(comparisons, subject, behind, table, drawn)


def over_time(trends: Sequence[trend.Trend], subject: Subject, behind: Behind) -> Book:
    """Agencies and indicators over their periods as a workbook, with the changes."""
    tables = [table for one in trends for table in (one.rows, one.plans, one.reported, one.others)]
    drawn = tuple(plot for one in trends for plot in plots.over_time(one))
    return _made(
        subject,
        behind,
        trend_grid.grid(trends),
        drawn,
        book_notes.of_trends(trends),
        [one.indicator.id for one in trends],
        rows_behind(behind.observations, tables),
    )


def _bound(
    comparisons: Sequence[Comparison],
    subject: Subject,
    behind: Behind,
    table: Grid,
    drawn: tuple[Plot, ...],
) -> Book:
    """Comparisons with their rows and other readings, and the notes on them."""
    tables = [rows for found in comparisons for rows in (found.rows, found.others)]
    return _made(
        subject,
        behind,
        table,
        drawn,
        book_notes.notes(comparisons),
        [found.indicator.id for found in comparisons],
        rows_behind(behind.observations, tables),
    )


def _made(
    subject: Subject,
    behind: Behind,
    table: Grid,
    drawn: tuple[Plot, ...],
    notes: Lines,
    indicators: list[str],
    rows: pd.DataFrame,
) -> Book:
    """A workbook of rows of the tidy table; 口径 explains all indicators that occur."""
    corrections = behind.corrections
    if len(corrections):
        corrections = corrections[corrections["observation_id"].isin(rows["observation_id"])]
    return Book(
        title=subject.title,
        finding=subject.finding,
        cover=(*subject.cover, *about(behind.made, behind.address)),
        grid=table,
        plots=drawn,
        notes=notes,
        indicators=tuple(one for one in dict.fromkeys([*indicators, *rows["indicator"]]) if one),
        observations=rows,
        reports=behind.reports,
        columns=data.columns(),
        corrections=corrections,
        made=behind.made,
        name=subject.name or file_name(subject.title),
        address=behind.address,
    )


def rows_behind(observations: pd.DataFrame, tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The rows of the tidy table that some tables show, each once, in their order."""
    wanted = dict.fromkeys(str(i) for table in tables for i in table["observation_id"])
    places = pd.Index(observations["observation_id"]).get_indexer(list(wanted))
    rows: pd.DataFrame = observations.iloc[places[places >= 0]]
    return rows.reset_index(drop=True)


def file_name(*parts: str) -> str:
    """A file name that says what is inside, without characters that a system refuses."""
    named = "_".join(part for part in (say("对标"), *parts) if part)
    return clean_names.file_name(named, gap="-" if is_english() else "")


def outcome(found: Comparison) -> Lines:
    """What came out of a comparison, in words."""
    reasons = "\n".join(reason.text for reason in found.reasons)
    none = say("各项均可比") if found.verdict else not_applicable()
    ranks = say("见“对比”表") if found.ranked else found.why_unranked
    return (
        (say("结论"), found.finding),
        (say("可比性"), book_notes.verdict(found)),
        (say("理由"), reasons or none),
        (say("名次"), ranks),
        (say("一句话"), found.sentence),
    )


def scope(found: Comparison, own: str = "") -> Lines:
    """What was compared, in words."""
    marked = ((say("本单位"), own),) if own else ()
    return (
        (say("指标"), found.indicator.name),
        (say("口径"), found.indicator.definition or unknown()),
        (say("期间"), period_text(found.period)),
        (say("单位"), unit_name(found.unit) or unknown()),
        (say("换算"), label("basis", found.scope.basis)),
        (say("机构"), listed(dict.fromkeys(found.rows["agency"])) or say("无")),
        (say("未公布的机构"), listed(found.missing) or say("无")),
        *marked,
    )


def about(made: datetime, address: str = "") -> Lines:
    """When a workbook was made, where from, and what to keep in mind."""
    return (
        (say("制表时间"), say("{made:%Y年%m月%d日 %H:%M}", made=made)),
        (say("页面地址"), address or not_applicable()),
        (
            say("说明"),
            say(
                "工作报告中的数字为初步数，以统计年鉴为准。"
                "部分数据因四舍五入，分项合计与总计可能不等。"
            ),
        ),
    )
