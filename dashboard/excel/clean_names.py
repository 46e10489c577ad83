"""**Clean names**: of sheets and of files, whatever characters they were asked to bear.

>>> sheet_name("[2022]:诉求/受理"), file_name("../诉求?受理量", "xlsx")
('2022 诉求 受理', '诉求_受理量.xlsx')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

SHEET_LENGTH, FILE_BYTES = 31, 200  # in UTF-16 units, in bytes of UTF-8 with the ending
_SHEET = re.compile(r"[\[\]:*?/\\]+")
_FILE = re.compile(r'[\\/:*?"<>|\s]+')
_DEVICES = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])(\..*)?", re.I)
_RESERVED = ("history",)  # Excel keeps it for itself


def sheet_name(asked: str, taken: Collection[str] = (), otherwise: str = "Sheet") -> str:
    """A name that Excel takes for a sheet: at most 31 characters, different from those taken.

    Case does not tell two names apart. ``otherwise`` stands where nothing is left.
    """
    plain = " ".join(_SHEET.sub(" ", _visible(asked)).split())
    plain = _cut(plain.strip("' "), SHEET_LENGTH).strip("' ") or otherwise
    used = {*(name.casefold() for name in taken), *_RESERVED}
    name, number = plain, 1
    while name.casefold() in used:
        number += 1
        ending = f" ({number})"
        name = _cut(plain, SHEET_LENGTH - len(ending)).rstrip("' ") + ending
    return name


def file_name(asked: str, ending: str = "xlsx", gap: str = "_") -> str:
    """A name that every system takes for a file, without folders and with its ending.

    What a system refuses becomes ``gap``; a name of a device (CON, LPT1) gets one in front.
    """
    stem = _visible(asked).removesuffix(f".{ending}")
    stem = re.sub(rf"(?:{re.escape(gap)}){{2,}}", gap, _FILE.sub(gap, stem)) if gap else stem
    stem = (_FILE.sub(gap, stem)).strip(". _-") or "duibiao"
    if _DEVICES.fullmatch(stem):
        stem = f"_{stem}"
    room = FILE_BYTES - len(ending) - 1
    while len(stem.encode()) > room:
        stem = stem[:-1].rstrip(". ")
    return f"{stem}.{ending}"


def _visible(text: str) -> str:
    """The text without control and format characters (directions, joiners), in composed form."""
    composed = unicodedata.normalize("NFC", text.encode("utf-16", "ignore").decode("utf-16"))
    turned = re.sub(r"\s", " ", composed)
    return "".join(c for c in turned if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn"))


def _cut(text: str, length: int) -> str:
    """The text cut to a length in UTF-16 units, never within a character."""
    while len(text.encode("utf-16-le")) // 2 > length:
        text = text[:-1]
    return text
