"""**Merged cells of a sheet**: where they are, and the cells that are left of a block of rows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from extract.formats import limits
from extract.formats.grids import Cell

_MERGE = re.compile(
    rb"<(?:[A-Za-z]+:)?mergeCell\b[^>]{0,80}?\bref=[\"']"
    rb"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']"
)
_MOST = 20_000
_MOST_CELLS = 200_000

Area = tuple[int, ...]
"""First and last row, first and last column, each counted from 1."""


@dataclass(frozen=True, slots=True)
class Merges:
    """The merged areas of a sheet, from top to bottom."""

    areas: Sequence[Area] = ()

    def cells(self, rows: Sequence[Sequence[str]], first: int) -> list[list[Cell]]:
        """The cells of rows from the row ``first`` on, without those that another one covers.

        They begin at the leftmost text; a row is as wide as the widest.
        """
        width = max(map(len, rows), default=0)
        left = min((i for row in rows for i, text in enumerate(row) if text), default=0)
        spans, covered = self._within(first, first + len(rows) - 1, left + 1, width)
        return [
            [
                Cell(row[column] if column < len(row) else "", *spans.get((number, column), (1, 1)))
                for column in range(left, width)
                if (number, column) not in covered
            ]
            for number, row in enumerate(rows, start=first)
        ]

    def _within(
        self, top: int, bottom: int, left: int, right: int
    ) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
        """How far the cells of an area span, and which are covered, by row and column from 0."""
        spans = {}
        covered: set[tuple[int, int]] = set()
        begin = bisect_left(self.areas, (top,))
        for first, last, start, end in self.areas[begin : bisect_left(self.areas, (bottom + 1,))]:
            if start < left or start > right:
                continue
            down, across = min(last, bottom) - first + 1, min(end, right) - start + 1
            if len(covered) + down * across > _MOST_CELLS:
                break
            spans[first, start - 1] = (across, down)
            covered |= {(first + r, start - 1 + c) for r in range(down) for c in range(across)}
            covered.discard((first, start - 1))
        return spans, covered


def merges(part: bytes) -> Merges:
    """The merged areas that the XML of a sheet names, so many as a table may have."""
    found: list[Area] = []
    for match in _MERGE.finditer(part):
        start, top, end, bottom = match.groups()
        area = (int(top), int(bottom), _column(start), _column(end))
        if area[0] <= area[1] and area[2] <= min(area[3], limits.SHEET_COLUMNS):
            found.append(area)
        if len(found) >= _MOST:
            break
    return Merges(tuple(sorted(found)))


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, AA 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number
