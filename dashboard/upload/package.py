"""**Unpack**: the parts of an .xlsx that matter, each read within bounds, whatever the file is.

Nothing in it is executed, no link is followed, no entity is expanded; what a file says of its
size need not be true. A file that cannot be used gives one sentence.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any
from xml.etree import ElementTree
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH
from openpyxl.worksheet._reader import WorkSheetParser

import extract
from dashboard.language import say

MOST_BYTES = 50_000_000
MOST_UNPACKED = 1_000_000_000
MOST_STRINGS = 300_000_000
MOST_OTHER = 8_000_000  # of a part that is held as a whole
MOST_PARTS = 2_000
# Signs < of a part: an element takes a microsecond and a hundred bytes of memory, or more.
MOST_MARKS, MOST_STRING_MARKS = 3_000_000, 4_000_000
_PROLOG = 65_536
_ZIP, _OLD = b"PK", b"\xd0\xcf\x11\xe0"
# What zip, XML and the workbook library say of a file that is broken in one of many ways.
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, LookupError,
    TypeError, AttributeError, SyntaxError, ArithmeticError, RuntimeError, expat.ExpatError,
)  # fmt: skip

#: A row: its number, and its cells (value, data_type, style_id) by the number of their column.
Row = tuple[int, dict[int, Mapping[str, Any]]]


class _Cells(WorkSheetParser):
    """The library's reader of a sheet; of a formula only that it is one."""

    def parse_formula(self, _element: object) -> str:
        return "="


class _Bounded:
    """A part that ends in a sentence where it has more elements than are held in memory."""

    def __init__(self, pieces: Callable[[int], bytes], most: int) -> None:
        self._pieces, self._left = pieces, most

    def read(self, size: int = -1) -> bytes:
        piece = self._pieces(size)
        self._left -= piece.count(b"<")
        if self._left < 0:
            raise extract.DuibiaoError(too_large())
        return piece


class Package:
    """The sheets of an uploaded .xlsx; raises DuibiaoError or BROKEN where it is none."""

    def __init__(self, content: bytes) -> None:
        _check_kind(content)
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        _check_parts(self._zip)
        main = next(iter(self._related("", "officeDocument").values()), "")
        root = self._whole(main) if main in self._zip.namelist() else None
        if root is None or _local(root) != "workbook":
            raise extract.DuibiaoError(not_ours())
        sheets = self._related(main, "worksheet")
        named = [(one.get("name", ""), _relation(one)) for one in _all(root, "sheet")]
        #: Name and part of each sheet in their order.
        self.sheets = [(name, sheets[about]) for name, about in named if about in sheets]
        mac = [one.get("date1904", "") for one in _all(root, "workbookPr")]
        self._epoch = MAC_EPOCH if mac and mac[0] in ("1", "true") else WINDOWS_EPOCH
        self._main = main
        self.formats = self._formats()
        self._strings: list[str] | None = None

    def part(self, name: str) -> IO[bytes]:
        """A part as it is, to be read piece by piece."""
        return self._zip.open(name)

    def rows(self, source: IO[bytes]) -> Iterator[Row]:
        """The rows in the XML of a sheet, one after the other."""
        if self._strings is None:
            self._strings = list(self._read_strings())
        dates = {i for i, one in enumerate(self.formats) if is_date_format(one)}
        spans = {i for i, one in enumerate(self.formats) if is_timedelta_format(one)}
        bounded = _Bounded(source.read, MOST_MARKS)
        for number, cells in _Cells(
            bounded, self._strings, False, self._epoch, dates, spans
        ).parse():
            yield number, {cell["column"]: cell for cell in cells}

    def _whole(self, name: str) -> ElementTree.Element:
        """A small part as a tree."""
        _check_size(self._zip.getinfo(name), MOST_OTHER)
        with self._zip.open(name) as part:
            return ElementTree.parse(_Bounded(part.read, MOST_MARKS)).getroot()

    def _related(self, part: str, kind: str) -> dict[str, str]:
        """The parts of a kind that another one names, by the relation's id."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in self._zip.namelist():
            return {}
        ours = [one for one in self._whole(listed) if one.get("TargetMode") != "External"]
        return {
            one.get("Id", ""): posixpath.normpath(
                posixpath.join("/", folder, one.get("Target", ""))
            ).lstrip("/")
            for one in ours
            if one.get("Type", "").endswith(f"/{kind}")
        }

    def _formats(self) -> list[str]:
        """The number format of each style of a cell."""
        known = {number: str(text) for number, text in BUILTIN_FORMATS.items()}
        found: list[str] = []
        for name in self._related(self._main, "styles").values():
            root = self._whole(name)
            for one in _all(root, "numFmt"):
                known[int(one.get("numFmtId", ""))] = one.get("formatCode", "")
            for styles in (one for one in root if _local(one) == "cellXfs"):
                found += [known.get(int(one.get("numFmtId", 0)), "General") for one in styles]
        return found

    def _read_strings(self) -> Iterator[str]:
        """The texts that cells share, in their order, escapes and all."""
        for name in self._related(self._main, "sharedStrings").values():
            _check_size(self._zip.getinfo(name), MOST_STRINGS)
            with self._zip.open(name) as part:
                events = ElementTree.iterparse(
                    _Bounded(part.read, MOST_STRING_MARKS), ("start", "end")
                )
                _, root = next(events)
                for event, element in events:
                    if event == "end" and _local(element) == "si":
                        yield "".join(_texts(element))
                        root.clear()


def _check_kind(content: bytes) -> None:
    """See that the bytes may be a package, and how many they are."""
    if len(content) > MOST_BYTES:
        raise extract.DuibiaoError(
            say("文件超过{n}兆字节；请只保留要更正的行。", n=MOST_BYTES // 1_000_000)
        )
    if content.startswith(_OLD):
        raise extract.DuibiaoError(
            say("文件有密码，或是旧的 .xls 格式；请另存为不加密的 .xlsx 再上传。")
        )
    if not content.startswith(_ZIP):
        raise extract.DuibiaoError(not_ours())


def _check_parts(package: zipfile.ZipFile) -> None:
    """See that the parts are of bounded size, without document type declarations."""
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise extract.DuibiaoError(too_large())
    for part in parts:
        if _declares(package, part):
            raise extract.DuibiaoError(say("文件里有不该有的声明，可能不安全；请重新导出工作簿。"))


def _check_size(part: zipfile.ZipInfo, most: int) -> None:
    if part.file_size > most:
        raise extract.DuibiaoError(too_large())


def _declares(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part has a document type declaration, where entities hide, or hides its start."""
    seen: list[bool] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: seen.append(True)
    parser.StartElementHandler = lambda *_: seen.append(False)
    named = part.filename.lower().endswith((".xml", ".rels"))
    with package.open(part) as file:
        try:
            parser.Parse(file.read(_PROLOG), False)
        except expat.ExpatError:
            if named and not seen:
                raise
            return bool(seen) and seen[0]
    return seen[0] if seen else part.file_size > _PROLOG


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _all(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (one for one in root.iter() if _local(one) == name)


def _relation(sheet: ElementTree.Element) -> str:
    """The id of the relation that leads to a sheet's part."""
    return next((text for name, text in sheet.items() if name.endswith("}id")), "")


def _texts(element: ElementTree.Element) -> Iterable[str]:
    """The texts of a string without the pronunciation that may stand beside it."""
    for one in element:
        if _local(one) == "t":
            yield one.text or ""
        elif _local(one) == "r":
            yield from _texts(one)


def not_ours() -> str:
    return say("这不是 .xlsx 工作簿；请上传由对标导出、填了更正的工作簿。")


def too_large() -> str:
    return say("文件展开后太大；请只保留要更正的行。")
