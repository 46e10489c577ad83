"""**What a file is**: by its content; the suffix must agree, else the file is refused."""

from __future__ import annotations

import re
from pathlib import PurePath

from extract.formats import zips
from extract.formats.refusals import refused

# suffix → the kinds of content that it may stand for
SUFFIXES: dict[str, tuple[str, ...]] = {
    ".txt": ("txt", "html"),
    ".text": ("txt", "html"),
    ".html": ("html",),
    ".htm": ("html",),
    ".xhtml": ("html",),
    ".shtml": ("html",),
    ".mht": ("mhtml", "html"),
    ".mhtml": ("mhtml", "html"),
    ".docx": ("docx",),
    ".docm": ("docx",),
    ".doc": ("doc",),
    ".wps": ("doc",),
    ".pdf": ("pdf",),
    ".png": ("image",),
    ".jpg": ("image",),
    ".jpeg": ("image",),
    ".tif": ("image",),
    ".tiff": ("image",),
    ".bmp": ("image",),
    ".webp": ("image",),
    ".xlsx": ("xlsx",),
    ".xlsm": ("xlsx",),
    ".zip": ("zip",),
}
"""What can be read."""

_USUAL = (".txt", ".html", ".docx", ".doc", ".wps", ".pdf", ".jpg", ".png", ".xlsx", ".zip")
_NOT_READ = frozenset(
    (
        "xls", "xlsb", "ppt", "rtf", "ofd", "odt", "ods", "locked", "program", "archive", "media",
        "gif",
    )
)  # fmt: skip
_MAGIC = (
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"GIF8", "gif"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"ID3", "media"),
    (b"OggS", "media"),
)
_BITMAP_HEADERS = tuple(bytes((size, 0, 0, 0)) for size in (12, 40, 108, 124))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# names of streams in an OLE file, which stand in UTF-16 in its directory
_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
_PARTS = (
    ("OFD.xml", "ofd"),
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ppt/presentation.xml", "ppt"),
)
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p)\b",
    re.IGNORECASE | re.DOTALL,
)
# the head of a mail whose parts, or only one, are a page
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_HEADER = re.compile(rb"[!-9;-~]{1,40}:")
_OF_A_PAGE = re.compile(
    rb"^(?:content-type:\s*(?:multipart/|text/html)|from:\s*<saved by)",
    re.IGNORECASE | re.MULTILINE,
)
_ANYWHERE = re.compile(rb"<(?:html|body)[\s>]", re.IGNORECASE)


def kind_of(data: bytes, name: str) -> str:
    """The kind of a file: txt, html, mhtml, docx, doc, pdf, image, xlsx or zip.

    Raises ReportError where it cannot be read, or where suffix and content do not agree.
    """
    kind = _content(data, name)
    if kind in _NOT_READ:
        raise refused(f"not_read:{kind}", name=name)
    suffix = PurePath(name).suffix.lower()
    wanted = SUFFIXES.get(suffix)
    if wanted is None and suffix:
        raise refused("unknown_suffix", name=name, suffix=suffix, suffixes=readable())
    if wanted and kind not in wanted:
        raise refused("other_content", name=name, suffix=suffix, kind=wanted[0], kind2=kind)
    return "txt" if wanted and wanted[0] == "txt" else kind


def readable() -> str:
    """The usual suffixes that can be read, for a sentence."""
    return "、".join(_USUAL)


def _content(data: bytes, name: str) -> str:
    if data.startswith(_OLE):
        return _stream(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _package(data, name)
    if data.startswith(b"RIFF") and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "image" if data[8:12] == b"WEBP" else "media"
    if data.startswith(b"BM") and data[14:18] in _BITMAP_HEADERS:
        return "image"
    if data[4:8] == b"ftyp":
        return "media"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if b"%PDF-" in data[:1024]:
        return "pdf"
    head = data[:4096].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe")
    if _is_archived_page(head.lstrip()):
        return "mhtml"
    return "html" if _MARKUP.match(head) or _ANYWHERE.search(head) else "txt"


def _is_archived_page(head: bytes) -> bool:
    mail = _HEAD_END.split(head, 1)[0]
    return _HEADER.match(mail) is not None and _OF_A_PAGE.search(mail) is not None


def _stream(data: bytes) -> str:
    """What an OLE file holds; one that holds none of the known streams is taken for a program."""
    for name, kind in _STREAMS:
        if name.encode("utf-16-le") in data:
            return kind
    return "program"


def _package(data: bytes, name: str) -> str:
    """What a zip file holds, by the names in its directory."""
    with zips.opened(data, name) as archive:
        names = frozenset(archive.namelist())
    for part, kind in _PARTS:
        if part in names:
            return kind
    if "mimetype" in names and "content.xml" in names:
        return "ods" if b"opendocument.spreadsheet" in data[:200] else "odt"
    return "zip"
