"""**Several comparisons in one table**: agencies by indicators, the verdict on each below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from dashboard import amounts, written
from dashboard.books import book_notes
from dashboard.books.book import Cell, Grid, Heading, Link
from dashboard.books.comparison_grid import absent, figure, own_word, unpublished
from dashboard.books.grid_headings import width_of
from dashboard.comparison import Comparison
from dashboard.evidence import as_rows
from dashboard.excel.sheets import room_for
from dashboard.language import is_english, say
from dashboard.wording import period_text
from dashboard.written import Row

_HEADED = 26  # the width up to which a heading stands on one line


def grid(comparisons: Sequence[Comparison], own: str = "") -> Grid:
    """Agencies by indicators: each figure leads to its sentence, what is missing is in words.

    The last two lines tell the period and the verdict of each indicator; ranks are in none.
    """
    found = [_by_agency(one) for one in comparisons]
    agencies = list(dict.fromkeys(agency for rows in found for agency in rows))
    silent = (agency for one in comparisons for agency in one.missing)
    agencies = list(dict.fromkeys([*agencies, *silent]))
    own = own if own in agencies else ""
    named = [[own_word(agency == own)] if own else [] for agency in agencies]
    lines: list[tuple[Cell, ...]] = [
        (agency or say("机构不明"), *word, *(_cell(rows, agency) for rows in found))
        for agency, word in zip(agencies, named, strict=True)
    ]
    gap = [absent()] if own else []
    lines.append((say("期间"), *gap, *(period_text(one.period) for one in comparisons)))
    lines.append((say("可比性"), *gap, *(book_notes.verdict(one) for one in comparisons)))
    marked = frozenset(n for n, agency in enumerate(agencies) if own and agency == own)
    first = (Heading(say("机构"), 28),)
    second = (Heading(say("本单位"), 16 if is_english() else 8),) if own else ()
    headings = (*first, *second, *_headings(comparisons))
    notes = tuple((written.opened(one.indicator.name), one.sentence) for one in comparisons)
    return Grid(headings, tuple(lines), notes, marked, fixed=1)


def _by_agency(found: Comparison) -> dict[str, Row]:
    """The row of each agency; of several periods that of the comparison, else the last."""
    rows = sorted(as_rows(found.rows), key=lambda row: row["time_period"] == found.period)
    return {str(row["agency"]): row for row in rows}


def _cell(rows: Mapping[str, Row], agency: str) -> Cell:
    """The figure of an agency; one that does not convert as it was written."""
    row = rows.get(agency)
    if row is None:
        return unpublished()
    if row["problem"]:
        return Link(str(row["observation_id"]), str(row["quote"]))
    return figure(row)


def _headings(comparisons: Sequence[Comparison]) -> list[Heading]:
    """A heading for each indicator with its unit, no two alike."""
    names = [_named(one) for one in comparisons]
    seen: Counter[str] = Counter()
    made = []
    for one, name in zip(comparisons, names, strict=True):
        seen[name] += 1
        if seen[name] > 1:
            name = say("{name}（{note}）", name=name, note=seen[name])
        figures = [str(text) for text in one.rows["figure_text"]]
        least = min(max(18 if is_english() else 15, room_for(name)), _HEADED)
        made.append(Heading(name, width_of(figures, least), True))
    return made


def _named(found: Comparison) -> str:
    name = written.opened(found.indicator.name)
    unit = "%" if amounts.is_percent(found.unit) else written.unit_name(found.unit)
    return say("{name}（{note}）", name=name, note=unit) if unit else name
