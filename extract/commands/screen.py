"""Text for a terminal: Chinese characters take two places, columns still line up."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence


def say(message: str) -> None:
    """One sentence to the person at the terminal, apart from the data on standard output."""
    print(message, file=sys.stderr, flush=True)


def columns_of_terminal() -> int:
    """How many places a line of this terminal has; 120 where the output is no terminal."""
    return shutil.get_terminal_size((120, 24)).columns if sys.stdout.isatty() else 120


def width(text: str) -> int:
    """The places that a text takes: ``width("超3万件") == 7``."""
    return sum(_places(character) for character in text)


def fit(text: str, places: int) -> str:
    """The text in exactly ``places`` places: filled with blanks or cut with ``…``."""
    if (taken := width(text)) <= places:
        return text + " " * (places - taken)
    kept, taken = "", 0
    for character in text:
        if taken + _places(character) > places - 1:
            break
        kept += character
        taken += _places(character)
    return kept + "…" + " " * (places - 1 - taken)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], places: int) -> str:
    """Rows under their header in aligned columns, no line wider than ``places``."""
    cells = [tuple(header), *(tuple(_one_line(cell) for cell in row) for row in rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    room = places - 2 * (len(widths) - 1)
    while sum(widths) > room and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1
    lines = ("  ".join(map(fit, row, widths)).rstrip() for row in cells)
    return "\n".join(lines)


def _places(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def number(value: float) -> str:
    """A value for reading: ``number(32000000.0) == "32,000,000"``, ``number(98.48) == "98.48"``."""
    return f"{value:,.10f}".rstrip("0").rstrip(".")
