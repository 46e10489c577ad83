"""**Tables in text**: cells on lines of their own, or beside each other on one line.

A web page or a document gives its tables as one cell a line, or with tabs between the
cells of a row. A figure in a cell takes its unit and its name from the headings of its
column and row; 序号 and the like name no quantity. A column or row headed by a period
(2021年) holds figures of that period.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from extract.grammar import CANONICAL
from extract.headings import (
    NUMERAL,
    PERIOD,
    TEXT,
    Headings,
    Told,
    are_headings,
    heading,
    is_figure,
    kind,
    labels,
    told,
    unit_column,
)
from extract.model import Mention
from extract.numerals import bounds, value_of

_LINE = re.compile(r"[^\n\r]+")
_BORDER = re.compile(r"[\t|]")
_CELL = re.compile(r"[^\t|]*[^\t| 　\xa0][^\t|]*")
_NUMBER = re.compile(r"[\s　]*([+-]?[0-9][0-9,]*(?:\.[0-9]+)?)[\s　]*")
_PROSE = re.compile(r"[。；;！？!?]")
_CAPTION = re.compile(r"单位\s*[:：]\s*([十百千万亿]*)([^\s()（）、,，;；]{1,8})")
_LONGEST_CELL = 24
_WIDEST = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in a table: its span, the headings of its column and row, the row's span.

    ``period`` are the words of ``column`` that name a period and nothing of the quantity.
    """

    start: int
    end: int
    column: str
    row: str
    row_start: int
    row_end: int
    mention: Mention | None
    period: str = ""


_Row = list[tuple[int, int]]


def cells(text: str) -> Iterator[Cell]:
    """The cells with figures of all tables in a text, in order.

    ``mention`` is set where the cell holds a bare number, whose unit the headings give.
    """
    for block in _blocks(text):
        flat = all(len(row) == 1 for row in block)
        rows = _folded(text, [row[0] for row in block]) if flat else block
        if rows:
            yield from _figures(text, rows)


def _blocks(text: str) -> Iterator[list[_Row]]:
    """Runs of lines that look like rows or single cells: short, no prose."""
    block: list[_Row] = []
    for line in _LINE.finditer(text):
        start, end = line.span()
        if end - start > _LONGEST_CELL and not _BORDER.search(text, start, end):
            # A long line without a border is prose, no row.
            yield from _if_long(block)
            block = []
            continue
        row = [cell.span() for cell in _CELL.finditer(text, start, end)]
        if not row:
            continue
        short = all(end - start <= _LONGEST_CELL for start, end in row)
        if short and not _PROSE.search(text, start, end):
            if block and (len(block[-1]) > 1) != (len(row) > 1):
                yield from _if_long(block)
                block = []
            block.append(row)
        else:
            yield from _if_long(block)
            block = []
    yield from _if_long(block)


def _if_long(block: list[_Row]) -> Iterator[list[_Row]]:
    if block and (len(block) >= 6 or (len(block[0]) > 1 and len(block) >= 2)):
        yield block


def _folded(text: str, spans: list[tuple[int, int]]) -> list[_Row]:
    """One-cell lines folded into rows: the width at which every column is of one kind."""
    kinds = [kind(text[slice(*span)]) for span in spans]
    if NUMERAL not in kinds:
        return []
    first = kinds.index(NUMERAL)
    best, chosen = 0, []
    for width in range(2, min(_WIDEST, len(spans) // 2) + 1):
        # The first row of data begins with a figure (序号) or with one or two names.
        for offset in range(max(0, first - width - 2), first - width + 1):
            if kinds[offset + width - 1] == kinds[offset + width] == PERIOD:
                continue  # the headings go on
            rows = _regular(kinds, offset, width)
            if rows * width > best:
                best = rows * width
                chosen = [
                    spans[offset + width * r : offset + width * (r + 1)] for r in range(rows + 1)
                ]
    return chosen


def _regular(kinds: list[int], offset: int, width: int) -> int:
    """How many rows of a width follow the headings with the same columns of figures."""
    pattern = kinds[offset + width : offset + 2 * width]
    rows, at = 0, offset + width
    while at + width <= len(kinds) and kinds[at : at + width] == pattern:
        rows, at = rows + 1, at + width
    figures = width - pattern.count(TEXT)
    return rows if rows >= 2 or (rows == 1 and figures * 2 >= width) else 0


def _figures(text: str, rows: list[_Row]) -> Iterator[Cell]:
    """The figures of one table, whose first row are the headings."""
    words = [[text[start:end].strip() for start, end in row] for row in rows]
    if not are_headings(words[0]):
        return
    head = _headings(text, rows, words)
    regular = [index for index, row in enumerate(rows) if index and len(row) == len(rows[0])]
    below = [words[index] for index in regular]
    for index, label in zip(regular, labels(below, head), strict=True):
        row = rows[index]
        own = words[index][head.units] if head.units >= 0 else ""
        for place, (start, end) in enumerate(row):
            opens = place == 0 and label.opens_with_period
            if place == head.units or opens or not is_figure(words[index][place]):
                continue
            if found := told(head, place, label, own):
                number = _NUMBER.fullmatch(text, start, end)
                mention = _mention(number, found) if number else None
                whole = row[0][0], row[-1][1]
                yield Cell(start, end, found.column, found.row, *whole, mention, found.period)


def _headings(text: str, rows: list[_Row], words: list[list[str]]) -> Headings:
    """The headings of a table, with the unit that its corner or the line above it says."""
    start = rows[0][0][0]
    caption = _CAPTION.search(words[0][0]) or _CAPTION.search(text, max(0, start - 60), start)
    unit = CANONICAL.get(caption[2], "") if caption else ""
    scale = caption[1] if caption and unit else ""
    return Headings(tuple(map(heading, words[0])), unit_column(words), scale, unit)


def _mention(found: re.Match[str], told: Told) -> Mention | None:
    """The mention of a bare number in a cell, scaled by the words of its heading."""
    value = value_of(found[1].lstrip("+-"))
    factor = value_of(f"1{told.scale}") if told.scale else None
    if value is None or (told.scale and factor is None):
        return None
    exact = value * factor if factor else value
    if found[1].startswith("-"):
        exact = -exact
    return Mention(
        found.start(1), found.end(1), found.start(1), found.end(1), bounds(exact, "exact"),
        told.unit, "exact", told.kind, "table_cell", 0.85 if told.unit else 0.7,
    )  # fmt: skip


def merged(mentions: list[Mention], found: list[Cell]) -> list[Mention]:
    """Mentions of the prose and of the cells together, in order, none overlapping another.

    What fills a cell is told by its headings, not by the lines before and after it.
    """
    starts = [mention.start for mention in mentions]
    made = list(mentions)
    extra = []
    for cell in found:
        if cell.mention is None:
            continue
        at = bisect_right(starts, cell.mention.start)
        before = mentions[at - 1].end > cell.mention.start if at else False
        after = at < len(mentions) and mentions[at].start < cell.mention.end
        if before and _fills(mentions[at - 1], cell.mention):
            made[at - 1] = cell.mention
        elif not before and not after:
            extra.append(cell.mention)
    return sorted([*made, *extra], key=lambda mention: mention.start) if extra else made


def _fills(mention: Mention, cell: Mention) -> bool:
    """Whether a mention of the prose is the bare number of a cell whose unit the headings tell."""
    return bool(cell.unit) and (mention.start, mention.end) == (cell.start, cell.end)


def cell_of(found: list[Cell], mention: Mention) -> Cell | None:
    """The cell that a mention stands in, None for one in prose."""
    if not found:
        return None
    at = bisect_right(found, mention.start, key=lambda cell: cell.start) - 1
    return found[at] if at >= 0 and mention.end <= found[at].end else None
