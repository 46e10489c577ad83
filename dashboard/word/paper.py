"""What stands on a page of paper, and how much room it takes, before any file is written.

Lengths are in points. Every line has a fixed height, so that a page can be filled to its end
whatever the fonts of the reader.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dashboard.books.book import Plot
from dashboard.excel.sheets import display_width

MM = 72 / 25.4
WIDTH, HEIGHT = 174 * MM, 267 * MM  # of A4, within margins of 18 and 15 mm
PAD = 4.0  # between the edge of a cell and its text
_LATIN = 0.58  # the width of a letter or digit as a share of the height of the font
_PIECE = re.compile(r"[\x21-\u2e7f]+|.", re.DOTALL)  # a word that is not broken, or a character


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks: height of the font, of a line, of the gaps before and after it."""

    size: float
    line: float
    before: float = 0.0
    after: float = 0.0
    bold: bool = False
    inset: float = 0.0


LOOKS = {
    "title": Look(17, 24, after=2, bold=True),
    "subtitle": Look(9, 13, after=4),
    "heading": Look(10.5, 15, before=6, after=2, bold=True),
    "body": Look(10, 15, after=1),
    "box": Look(10.5, 17, before=3, after=3, inset=6),
    "note": Look(8, 11.5, after=1),
    "foot": Look(8, 11.5, before=6, after=1),
    "cell": Look(9, 12.5, before=1.5, after=1.5),
    "small": Look(8, 11, before=0.5, after=0.5),
}


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a paragraph; ``ground`` is the colour behind them, where they are a mark."""

    text: str
    bold: bool = False
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in one of the LOOKS."""

    look: str
    parts: tuple[Part, ...]

    @property
    def plain(self) -> str:
        """The words of all parts."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Charts:
    """Charts in one row, all of one size; ``alts`` is what is read aloud for each."""

    plots: tuple[Plot, ...]
    height: float
    alts: tuple[str, ...]
    titled: bool = False

    @property
    def width(self) -> float:
        """The width of one."""
        return WIDTH / len(self.plots) - (0 if len(self.plots) == 1 else 1)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts with one header row; ``own`` are the rows to stand out."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    own: frozenset[int] = frozenset()
    right: frozenset[int] = frozenset()
    caption: str = ""
    look: str = "cell"

    @property
    def widths(self) -> tuple[float, ...]:
        """The widths of the columns: as wide as their words, together as wide as the page."""
        columns = list(zip(self.header, *self.rows, strict=True))
        wanted = [max(breadth(cell, self.look) for cell in column) for column in columns]
        return _shared([width * 1.1 + 2 * PAD + 2 for width in wanted])


Block = Text | Charts | Table


def said(look: str, text: str) -> Text:
    """A paragraph of plain words."""
    return Text(look, (Part(text),))


@lru_cache(maxsize=20_000)
def breadth(text: str, look: str) -> float:
    """The length of a text on one line."""
    return sum(_length(piece) for piece in _PIECE.findall(text)) * LOOKS[look].size


def _length(piece: str) -> float:
    """The length of a word or a character, in heights of the font."""
    wide = display_width(piece) - len(piece)
    return wide + (len(piece) - wide) * _LATIN


def _shared(wanted: Sequence[float]) -> tuple[float, ...]:
    """Widths that fill the page: what is left over goes to all, what lacks is taken from wide."""
    spare = WIDTH - sum(wanted)
    if spare >= 0:
        return tuple(width + spare / len(wanted) for width in wanted)
    limit, narrow = WIDTH / len(wanted), 0.0
    for _ in wanted:
        narrow = sum(width for width in wanted if width <= limit)
        wide = [width for width in wanted if width > limit]
        limit = (WIDTH - narrow) / max(len(wide), 1)
    return tuple(min(width, limit) for width in wanted)


def lines(text: str, look: str, width: float) -> int:
    """The lines that a text takes; a mark that may not begin a line is allowed for."""
    room = max((width / LOOKS[look].size - 1.0), 1.0)
    count, used = 1, 0.0
    for piece in _PIECE.findall(text):
        length = _length(piece)
        if piece == "\n" or used + length > room:
            count, used = count + 1, 0.0
        count += math.floor(length / room)
        used += length % room if length > room else length
    return count


def _text_height(text: str, look: str, width: float) -> float:
    shape = LOOKS[look]
    return lines(text, look, width - 2 * shape.inset) * shape.line + shape.before + shape.after


def _table_height(table: Table) -> float:
    widths = [width - 2 * PAD for width in table.widths]
    return sum(
        max(_text_height(cell, table.look, width) for cell, width in zip(row, widths, strict=True))
        + 0.75
        for row in (table.header, *table.rows)
    )


def height(block: Block) -> float:
    """The height of a block."""
    match block:
        case Text():
            return _text_height(block.plain, block.look, WIDTH)
        case Charts():
            return block.height + 3
        case Table():
            return _table_height(block)


def excerpt(text: str, quote: str, look: str, room: float) -> str:
    """The text cut to a length of ``room`` around a quote; … stands for what is left out."""
    if breadth(text, look) <= room:
        return text
    place, size = max(text.find(quote), 0), LOOKS[look].size
    after = place + len(quote)
    begin = 0 if breadth(text[:after], look) + size <= room else place
    # What is measured stands before the figure: 群众满意率98.5%.
    spare = max(min(8 * size, room / 5), 2 * size)
    while begin and breadth(text[begin - 1 : after], look) + spare <= room:
        begin -= 1
    end = after
    while end < len(text) and breadth(text[begin : end + 1], look) + 2 * size <= room:
        end += 1
    return ("…" if begin else "") + text[begin:end] + ("…" if end < len(text) else "")


def fits(blocks: Iterable[Block]) -> bool:
    """Whether the blocks stand on one page."""
    return sum(height(block) for block in blocks) <= HEIGHT - 8
