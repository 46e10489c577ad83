"""**Tables in text**: cells on lines of their own, or beside each other on one line.

A web page or a document gives its tables as one cell a line, or with tabs between the
cells of a row. A figure in a cell takes its unit and its name from the headings of its
column and row; 序号 and the like name no quantity.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from extract.grammar import CANONICAL
from extract.model import Mention
from extract.numerals import bounds, value_of

_LINE = re.compile(r"[^\n\r]+")
_BORDER = re.compile(r"[\t|]")
_CELL = re.compile(r"[^\t|]*[^\t| 　\xa0][^\t|]*")
_NUMBER = re.compile(r"[\s　]*([+-]?[0-9][0-9,]*(?:\.[0-9]+)?)[\s　]*")
_FIGURE = re.compile(
    r"[\s　]*[+-]?[0-9][0-9,]*(?:\.[0-9]+)?\s*[^0-9\s,，。;；]{0,6}[\s　]*|[\s　]*[-—–/]+[\s　]*"
)
_PROSE = re.compile(r"[。；;！？!?]")
_UNIT_IN_HEADING = re.compile(
    r"[(（]\s*(?:单位[:：])?\s*([十百千万亿]*)([^()（）0-9]{1,8})\s*[)）]\s*$"
)
_CAPTION = re.compile(r"单位\s*[:：]\s*([十百千万亿]*)([^\s()（）、,，;；]{1,8})")
_NO_QUANTITY = re.compile(r"序号|编号|代码|电话|年份|日期|时间|备注|邮编|^年$")
_RANK = re.compile(r"名次|排名|排序|位次")
_LONGEST_CELL = 24
_WIDEST = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in a table: its span, the headings of its column and row, the row's span."""

    start: int
    end: int
    column: str
    row: str
    row_start: int
    row_end: int
    mention: Mention | None


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
    figures = [_FIGURE.fullmatch(text, *span) is not None for span in spans]
    if not any(figures):
        return []
    first = figures.index(True)
    best, chosen = 0, []
    for width in range(2, min(_WIDEST, len(spans) // 2) + 1):
        # The first row of data begins with a figure (序号) or with one or two names.
        for offset in range(max(0, first - width - 2), first - width + 1):
            if any(figures[offset : offset + width]):
                continue
            rows = _regular(figures, offset, width)
            if rows * width > best:
                best = rows * width
                chosen = [
                    spans[offset + width * r : offset + width * (r + 1)] for r in range(rows + 1)
                ]
    return chosen


def _regular(figures: list[bool], offset: int, width: int) -> int:
    """How many rows of a width follow the headings with the same columns of figures."""
    pattern = figures[offset + width : offset + 2 * width]
    rows, at = 0, offset + width
    while at + width <= len(figures) and figures[at : at + width] == pattern:
        rows, at = rows + 1, at + width
    return rows if rows >= 2 or (rows == 1 and sum(pattern) * 2 >= width) else 0


def _figures(text: str, rows: list[_Row]) -> Iterator[Cell]:
    """The figures of one table, whose first row are the headings."""
    headings = [text[start:end].strip() for start, end in rows[0]]
    if any(_FIGURE.fullmatch(heading) for heading in headings[1:]):
        return
    caption = _CAPTION.search(text, max(0, rows[0][0][0] - 60), rows[0][0][0])
    unit_column = next((i for i in range(len(headings)) if _holds_units(text, rows, i)), -1)
    for row in rows[1:]:
        if len(row) != len(headings):
            continue
        name = next(
            (w for s, e in row if (w := text[s:e].strip()) and not _FIGURE.fullmatch(w)), ""
        )
        for index, (start, end) in enumerate(row):
            found = _NUMBER.fullmatch(text, start, end)
            if index == unit_column or _FIGURE.fullmatch(text, start, end) is None:
                continue
            if _NO_QUANTITY.search(headings[index]):
                continue
            own = text[slice(*row[unit_column])].strip() if unit_column >= 0 else ""
            scale, unit = _unit(headings[index], own, caption)
            kind = "rank" if _RANK.search(headings[index]) else "level"
            unit = "名" if kind == "rank" else unit
            mention = _mention(found, scale, unit, kind) if found else None
            column = _UNIT_IN_HEADING.sub("", headings[index])
            yield Cell(start, end, column, name, row[0][0], row[-1][1], mention)


def _holds_units(text: str, rows: list[_Row], index: int) -> bool:
    """Whether a column headed 单位 says in what its rows are counted (项, 万件), not who."""
    if "单位" not in text[slice(*rows[0][index])]:
        return False
    units = [
        text[slice(*row[index])].strip().lstrip("十百千万亿")
        for row in rows[1:]
        if len(row) > index
    ]
    return all(unit in CANONICAL for unit in units)


def _unit(heading: str, own: str, caption: re.Match[str] | None) -> tuple[str, str]:
    """Scale word and canonical unit of a cell: its row's, its column's, the caption's."""
    if own:
        found = re.fullmatch(r"([十百千万亿]*)(.*)", own)
        if found:
            return found[1], CANONICAL.get(found[2], found[2])
    for match in (_UNIT_IN_HEADING.search(heading), caption):
        if match and match[2].strip() in CANONICAL:
            return match[1], CANONICAL[match[2].strip()]
    if heading.endswith("率") or "占比" in heading:
        return "", "%"
    return "", ""


def _mention(found: re.Match[str], scale: str, unit: str, kind: str) -> Mention | None:
    """The mention of a bare number in a cell, scaled by the words of its heading."""
    value = value_of(found[1].lstrip("+-"))
    factor = value_of(f"1{scale}") if scale else None
    if value is None or (scale and factor is None):
        return None
    exact = value * factor if factor else value
    if found[1].startswith("-"):
        exact = -exact
    return Mention(
        found.start(1), found.end(1), found.start(1), found.end(1), bounds(exact, "exact"), unit,
        "exact", kind, "table_cell", 0.85 if unit else 0.7,
    )  # fmt: skip


def merged(mentions: list[Mention], found: list[Cell]) -> list[Mention]:
    """Mentions of the prose and of the cells together, in order, none overlapping another."""
    starts = [mention.start for mention in mentions]
    extra = []
    for cell in found:
        if cell.mention is None:
            continue
        at = bisect_right(starts, cell.mention.start)
        before = mentions[at - 1].end > cell.mention.start if at else False
        after = at < len(mentions) and mentions[at].start < cell.mention.end
        if not before and not after:
            extra.append(cell.mention)
    return sorted([*mentions, *extra], key=lambda mention: mention.start) if extra else mentions


def cell_of(found: list[Cell], mention: Mention) -> Cell | None:
    """The cell that a mention stands in, None for one in prose."""
    if not found:
        return None
    at = bisect_right(found, mention.start, key=lambda cell: cell.start) - 1
    return found[at] if at >= 0 and mention.end <= found[at].end else None
