"""**Markup → lines**: paragraphs, list items and headings a line each, a table row a line.

The one walker for web pages and for DOCX; ``grids`` writes the rows of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from extract.formats.grids import WIDEST, Cell, join, row_lines

_SKIPPED = frozenset(
    (
        "script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg",
        "canvas", "select", "option", "button", "input", "textarea", "nav", "footer", "aside",
        "audio", "video", "map", "del", "s", "strike",
    )
)  # fmt: skip
_INLINE = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em",
        "font", "i", "img", "ins", "kbd", "label", "mark", "meter", "o:p", "output", "q", "ruby",
        "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "nobr",
        "st1:chsdate",
    )
)  # fmt: skip
_ROWS = frozenset(("thead", "tbody", "tfoot"))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_GAP = re.compile("[ \t\n\r\f\v\xa0\u2000-\u200a]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_LATIN = re.compile("[!-~]")
_BREAK = "\v"  # stands for <br> while a line is being gathered
# A cell with more is no cell of a table of figures: the table lays out a page.
_CELL_LINES = 8
_CELL_CHARACTERS = 600


def lines(root: Element) -> list[str]:
    """The lines of an element, without blank ones."""
    page = _Page()
    _walk(root, page)
    page.end_line()
    return page.lines


@dataclass(slots=True)
class _Page:
    """The lines gathered so far, and the one under way; ``inner`` takes those of tables apart."""

    lines: list[str] = field(default_factory=list)
    inner: list[str] | None = None
    pieces: list[str] = field(default_factory=list)

    def end_line(self) -> None:
        if self.pieces:
            for part in "".join(self.pieces).split(_BREAK):
                if line := tidy(part):
                    self.lines.append(line)
            self.pieces.clear()


def tidy(raw: str) -> str:
    """A line as a browser shows it: blanks run together, none where source lines were wrapped.

    >>> tidy("  受理工单3200\\n  万件,其中 Wi-Fi\\n报障 5 件")
    '受理工单3200万件,其中 Wi-Fi报障 5 件'
    """
    return _GAP.sub(_gap, _INVISIBLE.sub("", raw)).strip(" \u3000")


def _gap(found: re.Match[str]) -> str:
    """A blank; nothing where a line of Chinese source text was wrapped."""
    if "\n" not in found[0] and "\r" not in found[0]:
        return " "
    text = found.string
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    return " " if _LATIN.match(before) and _LATIN.match(after) else ""


def _walk(element: Element, page: _Page) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in _SKIPPED or _is_hidden(element):
        return
    if tag == "br":
        page.pieces.append(_BREAK)
        return
    if tag == "table":
        page.end_line()
        (page.lines if page.inner is None else page.inner).extend(_table(element))
        return
    if tag == "pre":
        page.pieces.append("".join(map(str, element.itertext())).replace("\n", _BREAK))
        return
    block = tag not in _INLINE
    if block:
        page.end_line()
    if element.text:
        page.pieces.append(element.text)
    for child in element:
        _walk(child, page)
        if child.tail:
            page.pieces.append(child.tail)
    if block:
        page.end_line()


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDDEN.search(style))


# --- tables -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Cell:
    """A cell: its lines, the lines of tables inside it, and how far it spans."""

    lines: list[str]
    inner: list[str]
    across: int
    down: int


def _table(table: Element) -> list[str]:
    """A table of figures a row a line; of a table that lays out a page, each cell's lines."""
    rows = [[_cell(cell) for cell in row if cell.tag in ("td", "th")] for row in _rows(table)]
    found = [line for part in table.iterchildren("caption") for line in lines(part)]
    cells = [cell for row in rows for cell in row]
    if _lays_out(rows, cells):
        return [*found, *(line for cell in cells for line in (*cell.lines, *cell.inner))]
    told = row_lines([[Cell(join(c.lines), c.across, c.down) for c in row] for row in rows])
    for row, line in zip(rows, told, strict=True):
        found.append(line)
        found.extend(line for cell in row for line in cell.inner)
    return [line for line in found if line]


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in _ROWS:
            yield from child.iterchildren("tr")


def _cell(cell: Element) -> _Cell:
    """A cell's own lines, and apart from them those of the tables inside it."""
    inner: list[str] = []
    page = _Page(inner=inner)
    _walk(cell, page)
    page.end_line()
    return _Cell(page.lines, inner, _span(cell, "colspan"), _span(cell, "rowspan"))


def _span(cell: Element, name: str) -> int:
    found = re.match(r"\s*(\d{1,4})", cell.get(name) or "")
    return min(max(1, int(found[1])), WIDEST) if found else 1


def _lays_out(rows: list[list[_Cell]], cells: list[_Cell]) -> bool:
    """Whether a table lays out a page: one column, prose in its cells, or mostly other tables."""
    if max(map(len, rows), default=0) < 2:
        return True
    if any(len(c.lines) > _CELL_LINES or sum(map(len, c.lines)) > _CELL_CHARACTERS for c in cells):
        return True
    inside = sum(len(line) for cell in cells for line in cell.inner)
    return inside > sum(len(line) for cell in cells for line in cell.lines)
