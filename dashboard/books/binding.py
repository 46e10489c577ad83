"""**Bind**: a page's table and charts with the rows behind them, and figures as cells."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from dashboard import amounts, data
from dashboard.books import book_notes
from dashboard.books.book import Amount, Book, Cell, Grid, Heading, Link, Plot
from dashboard.books.comparison_book import Behind, about, rows_behind
from dashboard.books.grid_headings import width_of
from dashboard.bounds import words
from dashboard.comparison import Comparison
from dashboard.coverage import HALF, PLAN, SINCE
from dashboard.excel.sheets import display_width
from dashboard.language import is_english, say
from dashboard.written import Row


@dataclass(frozen=True, slots=True)
class Content:
    """What a page shows: its title, its finding, the filters in words, its table and charts.

    ``observations`` are the ids of the figures shown and of their other readings, in order;
    ``facts`` (on the cover) and ``notes`` are names with texts; ``name`` is the file's.
    """

    title: str
    finding: str
    asked: str
    name: str
    grid: Grid
    observations: tuple[str, ...]
    plots: tuple[Plot, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    indicators: tuple[str, ...] = ()


def bound(content: Content, behind: Behind) -> Book:
    """What a page shows together with the tidy rows behind it."""
    rows = rows_of(behind.observations, content.observations)
    told = behind.said_of(rows)
    revised = book_notes.revised(told.corrections, rows)
    found = ((say("结论"), content.finding), *content.facts)
    facts = tuple(fact for fact in found if fact[1])
    asked = (say("筛选"), content.asked or say("未筛选"))
    return Book(
        title=content.title,
        finding=content.finding,
        cover=(*facts, asked, *revised, *about(behind.made, behind.address)),
        grid=replace(content.grid, notes=(*content.grid.notes, *revised)),
        plots=content.plots,
        notes=content.notes,
        indicators=tuple(i for i in dict.fromkeys([*content.indicators, *rows["indicator"]]) if i),
        observations=rows,
        reports=behind.reports,
        columns=data.columns(),
        corrections=told.corrections,
        made=behind.made,
        name=content.name,
        address=behind.address,
        reviews=told.reviews,
        choices=told.choices,
    )


def rows_of(observations: pd.DataFrame, identities: Iterable[str]) -> pd.DataFrame:
    """The tidy rows of some observations, in their order and each once."""
    return rows_behind(observations, [pd.DataFrame({"observation_id": list(identities)})])


def behind_of(comparisons: Iterable[Comparison]) -> list[str]:
    """The figures of comparisons and their other readings, by id."""
    tables = [table for one in comparisons for table in (one.rows, one.others)]
    return [str(identity) for table in tables for identity in table["observation_id"]]


def figure(row: Row, before: str = "") -> Cell:
    """A figure of the tidy table as it was stated, in base units, leading to its sentence.

    ``before`` are words to stand in front of it.
    """
    value, identity = float(row["value"]), str(row["observation_id"])
    if not math.isfinite(value):
        return Link(identity, str(row["quote"]))
    unit, (first, last) = str(row["unit"]), words(str(row["qualifier"]), str(row["quote"]))
    if row["kind"] == "rank":
        first, unit = first or _nth(), "" if is_english() else unit
    return Amount(value, unit, f"{before}{first}", last, observation=identity)


def compared(row: Row, before: str = "") -> Cell:
    """A figure of a comparison in its unit, as it was stated where it does not convert."""
    value, unit, identity = float(row["figure"]), str(row["unit"]), str(row["observation_id"])
    if not math.isfinite(value):
        value, unit = float(row["value"]), str(row["base_unit"])
    if not math.isfinite(value):
        return Link(identity, str(row["quote"]))
    first = str(row["before"])
    if row["kind"] == "rank":
        first, unit = first or _nth(), "" if is_english() else unit
    return Amount(value, unit, f"{before}{first}", str(row["after"]), observation=identity)


def _nth() -> str:
    """The word before a rank: 第1名, No. 1."""
    return say("第")


def marks(row: Row) -> str:
    """What sets a figure apart, as signs to stand in front of it: ``◐ `` for half a year."""
    period = str(row["time_period"])
    found = PLAN if row["obs_status"] == "target" else ""
    found += SINCE if row["cumulative"] else ""
    found += HALF if len(period) > 4 and "/" not in period else ""
    return f"{found} " if found else ""


def figures(name: str, cells: Iterable[Cell]) -> Heading:
    """A column of figures, as wide as the widest of them is shown."""
    told = (
        amounts.text(cell.value, cell.unit, cell.before, cell.after)
        for cell in cells
        if isinstance(cell, Amount)
    )
    return Heading(name, width_of(told, min(max(12, display_width(name) + 3), 24)), right=True)
