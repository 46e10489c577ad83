"""**A comparison as a workbook**: its cover, table, charts and notes, and the rows behind them.

>>> file_name("诉求受理量", "2022年")
'对标_诉求受理量_2022年.xlsx'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pandas as pd

from dashboard import data, trend
from dashboard.books import book_notes, comparison_grid, indicator_grid, plots, said, trend_grid
from dashboard.books.book import Book, Grid, Plot, nothing_said
from dashboard.comparison import Comparison
from dashboard.coverage import short_names
from dashboard.excel import clean_names
from dashboard.excel.sheet_words import not_applicable, unknown
from dashboard.language import is_english, listed, say
from dashboard.reviewing_history import Ledgers
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
    """What stands behind a workbook: the tidy table, the reports, and what people said of them.

    ``address`` is the link to the view; a book takes of the table the rows that it shows.
    """

    observations: pd.DataFrame
    reports: pd.DataFrame
    made: datetime
    address: str = ""
    corrections: pd.DataFrame = field(default_factory=_no_corrections)
    reviews: pd.DataFrame = field(default_factory=nothing_said)
    choices: pd.DataFrame = field(default_factory=nothing_said)

    def said_of(self, rows: pd.DataFrame) -> Ledgers:
        """The corrections, reviews and choices that concern some rows of the table."""
        whole = Ledgers(self.corrections, self.reviews, self.choices)
        return said.about(rows, whole, self.observations, self.reports)


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
    cover = (*outcome(found), *scope(found, own))
    subject = Subject(title(found), found.finding, cover, name(found))
    return _bound([found], subject, behind, rows, drawn)


def title(found: Comparison) -> str:
    """What a comparison is called: 受理诉求工单量对比, with its conversion 对比（每万人）."""
    told = say("{name}对比", name=found.indicator.name)
    return say("{name}（{note}）", name=told, note=_basis(found)) if _told_apart(found) else told


def name(found: Comparison) -> str:
    """The file's name: 对标_受理诉求工单量_每万人_2022年.xlsx."""
    basis = _basis(found) if _told_apart(found) else ""
    return file_name(found.indicator.name, basis, period_text(found.period))


def _told_apart(found: Comparison) -> bool:
    """Whether the figures are converted and the indicator's name does not say so."""
    return found.scope.basis != "total" and _basis(found) not in found.indicator.name


def _basis(found: Comparison) -> str:
    """What the figures are converted to."""
    return label("basis", found.scope.basis) if found.scope.basis != "total" else say("不换算")


def _laid_out(
    found: Comparison, behind: Behind, own: str, together: bool
) -> tuple[Grid, tuple[Plot, ...]]:
    """The table of a comparison and its plots."""
    if found.scope.across != "periods" or found.scope.basis != "total":
        return comparison_grid.grid(found, own), plots.of(found, own, together)
    trends, names = _trends(found, behind.observations), short_names(behind.observations)
    return trend_grid.grid(trends, own, names), plots.of_trends(trends, names)


def _trends(found: Comparison, observations: pd.DataFrame) -> list[trend.Trend]:
    """Each agency over its periods, related indicators that the comparison takes in apart."""
    trends: list[trend.Trend] = []
    for agency, rows in found.rows.groupby("agency", sort=False):
        for indicator in dict.fromkeys([found.indicator.id, *rows["indicator"]]):
            told = {str(i) for one in trends for i in one.rows["observation_id"]}
            missing = rows[~rows["observation_id"].isin(told)]
            if indicator == found.indicator.id or indicator in set(missing["indicator"]):
                trends.append(trend.trend(observations, str(agency), str(indicator)))
    return [one for one in trends if len(one.rows) or len(one.plans)]


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
    names = short_names(behind.observations)
    drawn = plots.of_trends(trends, names)
    return _made(
        subject,
        behind,
        trend_grid.grid(trends, names=names),
        drawn,
        book_notes.of_trends(trends, names),
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
    told = behind.said_of(rows)
    revised = book_notes.revised(told.corrections, rows)
    return Book(
        title=subject.title,
        finding=subject.finding,
        cover=(*subject.cover, *revised, *about(behind.made, behind.address)),
        grid=replace(table, notes=(*table.notes, *revised)),
        plots=drawn,
        notes=notes,
        indicators=tuple(one for one in dict.fromkeys([*indicators, *rows["indicator"]]) if one),
        observations=rows,
        reports=behind.reports,
        columns=data.columns(),
        corrections=told.corrections,
        made=behind.made,
        name=subject.name or file_name(subject.title),
        address=behind.address,
        reviews=told.reviews,
        choices=told.choices,
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
        (say("换算"), _basis(found)),
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
