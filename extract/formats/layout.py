"""**Runs on a page → lines**: what a PDF page or a recognised picture shows, in reading order.

Runs of characters with their places become visual lines; columns are read one after another;
wide white between words of a line parts the cells of a row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median


@dataclass(frozen=True, slots=True)
class Run:
    """Characters side by side: left, right, top, bottom (down the page), and the text."""

    x0: float
    x1: float
    top: float
    bottom: float
    text: str

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the eye sees it; a row of a table stays a line of its own.

    ``left`` and ``right`` are the margins of the column that it stands in.
    """

    x0: float
    x1: float
    top: float
    bottom: float
    text: str
    row: bool = False
    left: float = 0.0
    right: float = 0.0

    @property
    def size(self) -> float:
        return self.bottom - self.top

    @property
    def em(self) -> float:
        """The width of a Chinese letter in this line; Latin ones count half."""
        letters = sum(0.5 if c < "\x7f" else 1.0 for c in self.text)
        return (self.x1 - self.x0) / max(1.0, letters)


_LATIN = re.compile("[A-Za-z]")
_GAP = 1.8  # of the height of the letters: between the cells of a row
_FEWEST_IN_COLUMN = 5
_FEWEST_AT_MARGIN = 3


# --- runs → lines -----------------------------------------------------------------------------


def lines(runs: Iterable[Run], width: float = 0.0) -> list[Line]:
    """The lines of a page of a width in reading order, column after column."""
    rows = _rows(runs)
    if not rows:
        return []
    gutter = _gutter(rows)
    if gutter is None:
        return _with_margins([_line(row) for row in rows], width)
    return _by_columns(rows, gutter)


def _rows(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs at one height together, from left to right, rows from top to bottom."""
    rows: list[list[Run]] = []
    for run in sorted((r for r in runs if r.text.strip()), key=lambda r: r.middle):
        if rows and _beside(rows[-1], run):
            rows[-1].append(run)
        else:
            rows.append([run])
    for row in rows:
        row.sort(key=lambda run: run.x0)
    return rows


def _beside(row: list[Run], run: Run) -> bool:
    """Whether a run stands at the height of a row."""
    first = max(row, key=lambda r: r.height)
    return abs(first.middle - run.middle) < 0.5 * max(first.height, run.height) * 0.9


def _line(row: Sequence[Run]) -> Line:
    """The runs of one line as text: wide gaps are tabs, narrow ones blanks or nothing."""
    text = row[0].text
    wide = False
    for before, run in pairwise(row):
        gap = run.x0 - before.x1
        size = max(before.height, run.height)
        if gap > _GAP * size:
            text, wide = f"{text.rstrip()}\t{run.text.lstrip()}", True
        elif gap > 0.25 * size and _LATIN.search(text[-1:]) and _LATIN.match(run.text):
            text = f"{text.rstrip()} {run.text.lstrip()}"
        else:
            text += run.text
    return Line(
        row[0].x0,
        row[-1].x1,
        min(run.top for run in row),
        max(run.bottom for run in row),
        text.strip(" \u3000"),
        row=wide,
    )


def _gutter(rows: list[list[Run]]) -> float | None:
    """Where the white between two columns lies, None for a page of one column.

    Cells of a table have white between them too, but are short: a column's lines fill it.
    """
    left = min(row[0].x0 for row in rows)
    right = max(row[-1].x1 for row in rows)
    width = right - left
    parts = [part for row in rows for part in _parts(row)]
    if len(parts) < 2 * _FEWEST_IN_COLUMN or width <= 0:
        return None
    for step in range(30, 71, 2):
        at = left + width * step / 100
        one = [p for p in parts if p[1] <= at]
        other = [p for p in parts if p[0] >= at]
        across = len(parts) - len(one) - len(other)
        if min(len(one), len(other)) < _FEWEST_IN_COLUMN or across > 0.25 * len(parts):
            continue
        if _fills(one, at - left) and _fills(other, right - at):
            return at
    return None


def _parts(row: list[Run]) -> list[tuple[float, float]]:
    """The stretches of a row that no wide gap parts."""
    parts: list[tuple[float, float]] = []
    for run in row:
        if parts and run.x0 - parts[-1][1] <= 0.9 * run.height:
            parts[-1] = (parts[-1][0], max(parts[-1][1], run.x1))
        else:
            parts.append((run.x0, run.x1))
    return parts


def _fills(parts: list[tuple[float, float]], width: float) -> bool:
    return median(x1 - x0 for x0, x1 in parts) > 0.7 * width


def _by_columns(rows: list[list[Run]], gutter: float) -> list[Line]:
    """Lines of a page of two columns: between lines across the page, left before right."""
    found: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []

    def finish() -> None:
        found.extend((*_with_margins(left), *_with_margins(right)))
        left.clear()
        right.clear()

    for row in rows:
        if any(run.x0 < gutter < run.x1 for run in row):
            finish()
            found.extend(_with_margins([_line(row)]))
            continue
        for side, runs in (
            (left, [run for run in row if run.x1 <= gutter]),
            (right, [run for run in row if run.x0 >= gutter]),
        ):
            if runs:
                side.append(_line(runs))
    finish()
    return found


def _with_margins(found: list[Line], width: float = 0.0) -> list[Line]:
    """Lines of one column with the margins that most of them keep.

    Where too few lines reach one right margin, it is as far from the page's edge as the left.
    """
    if not found:
        return []
    prose = [line for line in found if not line.row] or found
    left = _usual([line.x0 for line in prose], median(line.size for line in prose))
    right = max(line.x1 for line in prose)
    if sum(right - line.x1 < line.em for line in prose) < _FEWEST_AT_MARGIN:
        right = max(right, width - left)
    return [replace(line, left=min(left, line.x0), right=right) for line in found]


def _usual(places: list[float], size: float) -> float:
    """The left margin: the leftmost place at which several lines begin."""
    counts = Counter(round(place / (size / 2)) for place in places)
    several = [place for place, count in counts.items() if count >= max(2, len(places) // 10)]
    if not several:
        return min(places)
    best = min(several)
    return min(place for place in places if round(place / (size / 2)) == best)
