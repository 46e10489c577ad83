"""The workbook of 总览: who publishes what, and the indicators that most publish with charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard import coverage
from dashboard.books import book_notes, plots
from dashboard.books.binding import Content, behind_of, bound, figure, figures, marks, rows_of
from dashboard.books.book import Amount, Book, Cell, Grid, Heading
from dashboard.books.comparison_book import Behind, file_name
from dashboard.books.grid_headings import letter
from dashboard.comparison import Comparison
from dashboard.coverage import HALF, PLAN, SINCE, Coverage
from dashboard.evidence import as_rows
from dashboard.language import is_english, say
from dashboard.wording import label
from dashboard.written import Row


def name(year: str) -> str:
    """The file's name: 对标_总览_2022年.xlsx; of all years where none is given."""
    return file_name(say("总览"), say("{year}年", year=year) if year else say("全部年份"))


def book(
    found: Coverage,
    headlines: Sequence[Comparison],
    year: str,
    asked: str,
    behind: Behind,
) -> Book:
    """The matrix as on screen and the headline comparisons, with every figure behind them."""
    shown = [str(one) for row in found.observations.to_numpy() for one in row if one]
    content = Content(
        title=say("总览：谁公布了什么"),
        finding=coverage.alt(found),
        asked=asked,
        name=name(year),
        grid=grid(found, year, behind.observations),
        observations=(*shown, *behind_of(headlines)),
        plots=tuple(plot for one in headlines for plot in plots.of(one)),
        facts=((say("公布机构最多的指标"), "\n".join(one.finding for one in headlines)),),
        notes=(
            (say("总览的标记"), legend()),
            *book_notes.notes(headlines),
        ),
        indicators=tuple(str(one) for one in found.cells.index),
    )
    return bound(content, behind)


def legend() -> str:
    """What the signs before figures and the words for what is missing mean."""
    return say(
        "数字前的 {half} 不足一年（半年、季度、月）；{since} 上线以来累计；{plan} 计划数。"
        "未公布：有报告而未写明；无报告：没有该年的报告。未公布不等于零。",
        half=HALF,
        since=SINCE,
        plan=PLAN,
    )


def grid(found: Coverage, year: str, observations: pd.DataFrame) -> Grid:
    """Indicators by agencies: each figure as a number, what is missing in words."""
    shown = rows_of(observations, (str(i) for row in found.observations.to_numpy() for i in row))
    known: dict[str, Row] = {str(row["observation_id"]): row for row in as_rows(shown)}
    lines = tuple(_line(found, number, known, year) for number in range(len(found.cells.index)))
    headings = (
        Heading(say("指标"), 36 if is_english() else 28),
        *(
            figures(short, (line[place] for line in lines))
            for place, short in enumerate(found.names.values(), start=1)
        ),
        Heading(say("家数"), 12 if is_english() else 8, right=True),
        Heading(say("类别"), 24 if is_english() else 14),
    )
    return Grid(headings, lines, ((say("说明"), legend()),), fixed=1)


def _line(found: Coverage, number: int, known: Mapping[str, Row], year: str) -> tuple[Cell, ...]:
    """An indicator with its figures, how many agencies state it, and its category."""
    texts = [str(one) for one in found.cells.iloc[number]]
    identities = [str(one) for one in found.observations.iloc[number]]
    cells = [
        figure(known[identity], _before(known[identity], year)) if identity in known else text
        for text, identity in zip(texts, identities, strict=True)
    ]
    count, line = int(found.counts.iloc[number]), number + 2
    formula = f"=COUNT(B{line}:{letter(len(cells))}{line})"
    counted = Amount(count, formula=formula) if _counts(cells) == count else count
    category = label("category", str(found.categories.iloc[number]))
    return (str(found.labels.iloc[number]), *cells, counted, category)


def _counts(cells: Sequence[Cell]) -> int:
    """How many cells are numbers, which is what Excel counts."""
    return sum(isinstance(cell, Amount) for cell in cells)


def _before(row: Row, year: str) -> str:
    """What stands before a figure: its year where the matrix is of no year, and its signs."""
    period = str(row["time_period"])
    if year or not period:
        return marks(row)
    return say("{year}年", year=period[:4]) + " " + marks(row)
