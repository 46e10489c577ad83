"""**Stamp**: a short mark of a row's cells, the same after Excel, WPS or LibreOffice saved it.

A row whose cells give another stamp than the one written beside them was altered; one whose
stamp is not that of the store's row any more is stale.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import blake2b

# No digits: a stamp is never taken for a number; no vowels: it is never a word.
_LETTERS = str.maketrans("0123456789abcdef", "bcdfghjkmnpqrstv")


def stamp(cells: Sequence[object]) -> str:
    """Ten letters for the cells of a row as a spreadsheet gives them back.

    Numbers count to 12 significant digits, 3 and 3.0 are one; dates are ISO, at midnight without
    the time; text is stripped and its line breaks are one kind; None and NaN are "".

    >>> stamp(["超3200万件", 32000000, None]) == stamp([" 超3200万件", 32000000.0, ""])
    True
    >>> stamp(["超3200万件"]) == stamp(["超3300万件"])
    False
    """
    told = "\x1f".join([_told(cell) for cell in cells])
    return blake2b(told.encode(), digest_size=5).hexdigest().translate(_LETTERS)


def _told(cell: object) -> str:
    """A cell as text, the same for what spreadsheets hold to be the same."""
    if isinstance(cell, str):
        told = cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell
        return told.strip()
    if cell is None or cell != cell:  # NaN and NaT are not themselves
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime):
        whole = cell.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
        return whole.removesuffix(" 00:00:00")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float):
        return format(float(cell) + 0.0, ".12g")  # -0.0 + 0.0 is 0.0
    return str(cell)
