"""**Sieve**: the XML of a large sheet without the rows in which nobody wrote anything.

A sheet of 100,000 rows takes a minute to read cell by cell; of most rows only four cells matter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import IO

_PIECE, _LONGEST = 1 << 22, 1 << 24
_MOST = 1_100_000  # rows; a sheet has 1,048,576
_END = b"</row>"
# Each pattern begins at a < and ends before the next: the time grows with the file, no faster.
_ROW = re.compile(rb"<row\b[^<>]*>")
_NUMBER = re.compile(rb"""\br=["'](\d{1,9})["']""")
_PLACELESS = re.compile(rb"<c(?=[\s>])(?![^<>]*\br=)")


def sieved(part: IO[bytes], columns: Collection[str]) -> Iterator[bytes]:
    """The XML in pieces, with the first row and those that hold something in ``columns``.

    ``columns`` are letters (AG). Each row that is kept bears its number; rows whose cells do not
    say where they stand are kept. What does not look like rows passes as it is. Raises
    ValueError where there are more rows than a sheet can have.
    """
    letters = "|".join(sorted(columns)).encode()
    # A cell that is not closed at once: <c r="AG7" s="3"><v>12</v></c>, not <c r="AG7" s="3"/>.
    cell = rb"""<c(?=\s)(?=[^<>]*["'](?:%s)[0-9]+["'])[^<>]*(?<!/)>"""
    filled = re.compile(cell % letters)
    number, first, held, seen = 0, True, b"", 0
    while piece := part.read(_PIECE):
        *rows, held = (held + piece).split(_END)
        if (seen := seen + len(rows)) > _MOST:
            raise ValueError("more rows than a sheet can have")
        for text in rows:
            head, number = _numbered(text, number)
            if first or filled.search(text) or _PLACELESS.search(text):
                yield head + _END
            else:
                yield _before(text)
            first = False
        if len(held) > _LONGEST:  # no row is as long; it shall not be copied again and again
            yield held
            held = b""
    yield held


def _numbered(text: bytes, last: int) -> tuple[bytes, int]:
    """A row with the number that it bears, else the one behind the last; and that number."""
    tags = list(_ROW.finditer(text))
    if not tags:
        return text, last
    tag = tags[-1]
    if found := _NUMBER.search(tag[0]):
        return text, int(found[1])
    number = last + sum(1 for _ in tags)
    return text[: tag.start()] + b'<row r="%d"' % number + text[tag.start() + 4 :], number


def _before(text: bytes) -> bytes:
    """What stands before a row that is left out: the head of the sheet, rows without cells."""
    tags = list(_ROW.finditer(text))
    return text[: tags[-1].start()] if tags else text + _END
