"""**Ruled tables on a PDF page**: where the lines of a grid cross, cells stand between them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extract.formats.grids import join, row_line
from extract.formats.layout import Line, Run
from extract.formats.layout import lines as lines_of

_FEWEST_PATHS = 4
_MOST_PATHS = 3_000  # a drawing or a map, no table

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: its box and those of its cells (left, top, right, bottom), row by row."""

    box: Box
    rows: tuple[tuple[Box | None, ...], ...]

    @property
    def top(self) -> float:
        return self.box[1]

    def holds(self, run: Run) -> bool:
        """Whether a run stands inside the table."""
        return _inside(run, self.box)

    def lines(self, runs: list[Run]) -> list[Line]:
        """The rows as lines, cells with tabs between them."""
        found = []
        for row in self.rows:
            text = row_line([_text(runs, cell) for cell in row])
            box = next((cell for cell in row if cell), self.box)
            if text:
                found.append(Line(box[0], self.box[2], box[1], box[3], text, row=True))
        return found


def _inside(run: Run, box: Box) -> bool:
    x0, top, x1, bottom = box
    return x0 - 1 <= (run.x0 + run.x1) / 2 <= x1 + 1 and top - 1 <= run.middle <= bottom + 1


def _text(runs: list[Run], cell: Box | None) -> str:
    if cell is None:
        return ""
    return join([line.text for line in lines_of(run for run in runs if _inside(run, cell))])


def has_rules(page: pypdfium2.PdfPage) -> bool:
    """Whether a page has so many drawn lines that a grid is among them."""
    count = 0
    for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3):
        count += 1
        if count > _MOST_PATHS:
            return False
    return count >= _FEWEST_PATHS


def tables(page: pypdfium2.PdfPage, data: bytes, number: int) -> list[Table]:
    """The ruled tables of a page with two columns or more, from top to bottom."""
    import pdfplumber  # it takes time to load
    from pdfminer.pdfexceptions import PDFException

    try:
        with pdfplumber.open(io.BytesIO(data), pages=[number + 1]) as pdf:
            found = [_table(table) for table in pdf.pages[0].find_tables()]
    except (PDFException, AttributeError, ArithmeticError, AssertionError, LookupError, OSError,
            TypeError, ValueError, RecursionError):  # fmt: skip
        return []
    grids = [table for table in found if max(map(len, table.rows), default=0) > 1]
    return sorted(grids, key=lambda table: table.top)


def _table(table: Any) -> Table:
    return Table(tuple(table.bbox), tuple(tuple(row.cells) for row in table.rows))
