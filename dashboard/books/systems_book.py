"""The workbook of 同类系统: the platforms of a class side by side, and where they compare."""

from __future__ import annotations

from dataclasses import replace

from dashboard import systems
from dashboard.books import book_notes, plots
from dashboard.books.binding import (
    Content,
    behind_of,
    bound,
    compared,
    figures,
    marks,
)
from dashboard.books.book import Book, Cell, Grid, Heading
from dashboard.books.comparison_book import Behind, file_name
from dashboard.books.comparison_grid import unpublished
from dashboard.comparison import Comparison
from dashboard.language import is_english, listed, say
from dashboard.systems import SideBySide
from dashboard.wording import period_text
from dashboard.written import Row


def name(kind: str, year: str) -> str:
    """The file's name: 对标_同类系统_城市服务APP_2022年.xlsx."""
    when = say("{year}年", year=year) if year else say("全部年份")
    return file_name(say("同类系统"), systems.class_name(kind), when)


def book(side: SideBySide, year: str, asked: str, behind: Behind) -> Book:
    """Indicators by platforms, a chart for each indicator of several, every figure behind."""
    kind = systems.class_name(side.name)
    figures = [str(one) for one in side.figures["observation_id"]]
    content = Content(
        title=say("同类系统：{name}", name=kind),
        finding=systems.finding(side),
        asked=asked,
        name=name(side.name, year),
        grid=grid(side),
        observations=(*behind_of(side.comparisons), *figures),
        plots=tuple(
            replace(plot, title=systems.heading(one))
            for one in side.shared
            for plot in plots.of(one)
        ),
        facts=((say("平台"), listed(side.platforms)),),
        notes=book_notes.notes(side.shared),
        indicators=tuple(one.indicator.id for one in side.comparisons),
    )
    return bound(content, behind)


def grid(side: SideBySide) -> Grid:
    """Indicators by platforms: figures as numbers with their periods, the verdict in words."""
    lines = tuple(_line(one, side.platforms) for one in side.comparisons)
    headings = (
        Heading(say("指标"), 34 if is_english() else 24),
        *(
            figures(platform, (line[place] for line in lines))
            for place, platform in enumerate(side.platforms, start=1)
        ),
        Heading(say("结论"), 40 if is_english() else 26),
    )
    told = say("{marks}。未公布不等于零。", marks=systems.marks_told())
    return Grid(headings, lines, ((say("标记"), told),), fixed=1)


def _line(found: Comparison, platforms: tuple[str, ...]) -> tuple[Cell, ...]:
    """An indicator with the figure of each platform, and the verdict on them."""
    rows = {str(row["label"]): row for _, row in found.rows.iterrows()}
    cells = [
        compared(rows[platform], _before(rows[platform])) if platform in rows else unpublished()
        for platform in platforms
    ]
    verdict = systems.verdict_words(found) if found.verdict else say("不足两家，无从比较")
    return (found.indicator.name, *cells, verdict)


def _before(row: Row) -> str:
    """What stands before a figure: its period and its signs."""
    return f"{period_text(str(row['time_period']))} {marks(row)}"
