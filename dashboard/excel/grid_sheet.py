"""**对比**: the table as on screen, its figures numbers that lead to their sentences."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date

from xlsxwriter.utility import xl_rowcol_to_cell

from dashboard import amounts
from dashboard.books.book import Amount, Book, Cell, Grid, Link
from dashboard.excel.sheet_words import names, not_applicable
from dashboard.excel.sheets import Sheet, room_for
from dashboard.language import say

# References, numbers, operators, capital functions; no text, no sheet, no file, no link.
_FORMULA = re.compile(r"=[A-Z0-9$.()+\-*/^,:<>=%]+")
_WIDEST = 60
_FIRST = 0.9  # what of an equal share the first page of a wide table takes for certain
_PAPER = 200  # Latin characters that can still be read on one A4 page


def places(grid: Grid) -> dict[str, str]:
    """Where 对比 shows an observation first, as ``'对比'!E2``."""
    sheet, found = names().comparison, dict[str, str]()
    for number, row in enumerate(grid.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, (Amount, Link)) and cell.observation:
                where = f"'{sheet}'!{xl_rowcol_to_cell(number, column)}"
                found.setdefault(cell.observation, where)
    return found


def write(sheet: Sheet, book: Book, lines: Mapping[str, int]) -> None:
    """The table and what is to be said of it; ``lines`` are those of 证据 by observation."""
    grid = book.grid
    sheet.page.hide_gridlines(2)
    sheet.numbered_pages()
    wide = widths(grid)
    sheet.widths(wide)
    noted, page = 0, sum(wide)  # notes begin behind repeated columns, which would cut them off
    if (pages := math.ceil(sum(wide) / _PAPER)) > 1:
        sheet.pages_across(pages)
        sheet.page.repeat_columns(0, max(grid.fixed - 1, 0))
        noted, page = grid.fixed, _FIRST * sum(wide) / pages
    right = {i for i, heading in enumerate(grid.headings) if heading.right}
    shown = [heading.name for heading in grid.headings]
    sheet.header(shown, freeze=grid.fixed, right=right, style="banner")
    for number, row in enumerate(grid.rows):
        sheet.begin()
        look = "_own" if number in grid.own else ""
        for heading, cell in zip(grid.headings, row, strict=True):
            _cell(sheet, cell, heading.right, look, lines)
    if grid.notes:
        sheet.begin()
    for name, text in grid.notes:
        sheet.note(name, text, noted, page)


def widths(grid: Grid) -> list[float]:
    """The width of each column, more than asked for where a figure would be a row of #."""
    found = []
    for column, heading in enumerate(grid.headings):
        figures = [room_for(_shown(row[column])) + 1 for row in grid.rows]
        found.append(max([heading.width, *figures]))
    return [min(width, max(_WIDEST, grid.headings[i].width)) for i, width in enumerate(found)]


def _shown(cell: Cell) -> str:
    """What a cell that cannot wrap shows, "" for others."""
    if isinstance(cell, Amount):
        return amounts.text(cell.value, cell.unit, cell.before, cell.after)
    if isinstance(cell, Link):
        return cell.text
    return "" if isinstance(cell, str) else str(cell)


def _cell(sheet: Sheet, cell: Cell, right: bool, look: str, lines: Mapping[str, int]) -> None:
    """One cell of the table; what nobody filled in says so."""
    match cell:
        case Amount():
            target = _target(cell.observation, lines)
            words = (cell.before, cell.after)
            formula = _checked(cell.formula)
            sheet.number(cell.value, cell.unit, *words, look=look, formula=formula, target=target)
        case Link():
            line = lines.get(cell.observation)
            text = cell.text or (say("证据{line:d}", line=line) if line else not_applicable())
            style = f"link_right{look}" if right else f"link{look}"
            sheet.link(_target(cell.observation, lines), text, style)
        case date():
            sheet.cell(cell, f"date{look}")
        case int():
            sheet.cell(cell, f"right{look}" if right else f"text{look}")
        case str():
            sheet.cell(cell or not_applicable(), f"right{look}" if right else f"wrap{look}")


def _target(observation: str, lines: Mapping[str, int]) -> str:
    """Where the sentence of an observation stands, "" where the book does not have it."""
    line = lines.get(observation) if observation else None
    return f"'{names().evidence}'!A{line}" if line else ""


def _checked(formula: str) -> str:
    """A formula that computes and nothing else; no text, no other sheet, no file, no link."""
    if formula and not _FORMULA.fullmatch(formula):
        raise ValueError(f"formula {formula!r}: only cells of its sheet, numbers and functions")
    return formula
