"""**Cells that span → rows of text**: a row of a table is a line, its cells parted by tabs.

The one place that knows what a merged cell is of: a heading belongs to each of its columns,
headings above each other are one, the label of several rows is the label of each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

BLANK = "—"
WIDEST = 200

_FIGURE = re.compile(r"\s*[+-]?[0-9][0-9,.]*%?\s*")
_COUNTED = re.compile(r"\s*[+-]?[0-9][0-9,.]*\s*[^0-9年月季]{1,3}\s*")
_HINT = re.compile(r"[(（][^()（）]{1,12}[)）]$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DIGIT = re.compile("[0-9０-９]")
_LATIN = re.compile("[!-~]")
_LONGEST_LABEL = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, and how many columns and rows it spans."""

    text: str
    across: int = 1
    down: int = 1


_NONE = Cell("")

Rows = Sequence[Sequence[Cell]]
"""Rows from top to bottom; what a cell above or to the left spans is left out of a row."""


def row_lines(rows: Rows) -> list[str]:
    """A line for each row, "" for one that is blank or a heading told by the line above it.

    >>> row_lines([[Cell("指标", down=2), Cell("2022年", across=2)], [Cell("数量"), Cell("比重")],
    ...            [Cell("办件"), Cell("5"), Cell("8%")]])
    ['指标\\t2022年数量\\t2022年比重', '', '办件\\t5\\t8%']
    """
    if not rows:
        return []
    heads = _headings(rows)
    heading = [_stacked(column) for column in zip_longest(*_spread(rows[heads.start : heads.stop]))]
    return [
        *map(row_line, _grid(rows[: heads.start])),
        row_line(heading),
        *("" for _ in heads[1:]),
        *map(row_line, _grid(rows, heads.stop)[heads.stop :]),
    ]


def row_line(cells: Sequence[str]) -> str:
    """A row as a line: cells with tabs between them, a blank one as ``—``.

    A row with one text only (单位:万件) is that text alone.

    >>> row_line(["办件量", "", "3,200", ""])
    '办件量\\t—\\t3,200\\t—'
    """
    told = [cell for cell in cells if cell.strip()]
    if len(told) < 2:
        return "".join(told)
    return "\t".join(cell.strip() or BLANK for cell in cells)


def join(parts: Sequence[str]) -> str:
    """Lines of one cell as one, a blank only between Latin words."""
    text = ""
    for part in parts:
        text += " " + part if _LATIN.match(text[-1:]) and _LATIN.match(part) else part
    return text.replace("\t", " ")


# --- headings ---------------------------------------------------------------------------------


def _headings(rows: Rows) -> range:
    """The rows of the headings: more than one where a heading stands over several columns."""
    first = next((i for i, row in enumerate(rows) if sum(bool(c.text) for c in row) > 1), 0)
    row = rows[first]
    if all(cell.across == 1 for cell in row):
        return range(first, first + 1)
    deep = max(2, *(cell.down for cell in row))
    below = [cell.text for other in rows[first + 1 : first + deep] for cell in other if cell.text]
    if len(rows) <= first + deep or not below or _are_figures(below):
        deep = 1
    return range(first, first + deep)


def _are_figures(texts: Sequence[str]) -> bool:
    """Whether texts are figures; years alone are headings (2021, 2022), 12345热线 among others."""
    figures = {text for text in texts if _FIGURE.fullmatch(text)}
    if figures:
        return len(figures) == 1 or not all(map(_YEAR.fullmatch, figures))
    return 2 * sum(_COUNTED.fullmatch(text) is not None for text in texts) >= len(texts)


def _stacked(column: Sequence[str | None]) -> str:
    """One heading of those that stand above each other, its unit at the end.

    数量(件) over 2022 is 数量2022年(件).
    """
    parts = list(dict.fromkeys(part for part in column if part))
    if len(parts) < 2:
        return "".join(parts)
    parts = [f"{part}年" if _YEAR.fullmatch(part) else part for part in parts]
    for index in reversed(range(len(parts))):
        if hint := _HINT.search(parts[index]):
            parts[index] = parts[index][: hint.start()]
            parts.append(hint[0])
            break
    return "".join(parts)


# --- what spans -------------------------------------------------------------------------------


def _spread(rows: Rows) -> list[list[str]]:
    """The texts of headings, each in all the columns that it stands over."""
    return [
        [text for cell, text in row for text in [text] * cell.across][:WIDEST]
        for row in _placed(rows, 0)
    ]


def _grid(rows: Rows, labels_from: int = 0) -> list[list[str]]:
    """The texts by row and column; labels of several rows, from a row on, in each of them.

    Where a cell spans columns, the places after its first are blank.
    """
    return [
        [text for cell, told in row for text in [told, *[""] * (cell.across - 1)]][:WIDEST]
        for row in _placed(rows, labels_from)
    ]


def _placed(rows: Rows, labels_from: int) -> list[list[tuple[Cell, str]]]:
    """The cells of each row with those that reach down into it, and the text of each there."""
    found: list[list[tuple[Cell, str]]] = []
    reaching: dict[int, tuple[Cell, int, bool]] = {}  # column → cell, rows left, a label
    for index, row in enumerate(rows):
        placed: list[tuple[Cell, str]] = []
        column = 0
        own = iter(row)
        while True:
            if column in reaching:
                cell, left, label = reaching.pop(column)
                placed.append((cell, cell.text if label else ""))
            elif (cell := next(own, _NONE)) is not _NONE:
                left, label = cell.down, index >= labels_from and _is_label(cell.text, column)
                placed.append((cell, cell.text))
            else:
                break
            if left > 1:
                reaching[column] = (cell, left - 1, label)
            column += cell.across
        found.append(placed)
    return found


def _is_label(text: str, column: int) -> bool:
    """Whether a text may head several rows; a figure told once must not be told again."""
    if not _DIGIT.search(text):
        return True
    return column == 0 and len(text) <= _LONGEST_LABEL and not _FIGURE.fullmatch(text)
