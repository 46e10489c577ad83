"""**What a file is**: by its content; the suffix must agree, else the file is refused."""

from __future__ import annotations

import re
from pathlib import PurePath

from extract.formats import zips
from extract.model import ReportError

# suffix → the kinds of content that it may stand for
SUFFIXES: dict[str, tuple[str, ...]] = {
    ".txt": ("txt", "html"),
    ".text": ("txt", "html"),
    ".html": ("html",),
    ".htm": ("html",),
    ".xhtml": ("html",),
    ".shtml": ("html",),
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
_NAMES = {
    "txt": "纯文本",
    "html": "网页",
    "docx": "Word 文档(DOCX)",
    "doc": "旧版 Word 或 WPS 文档",
    "pdf": "PDF",
    "image": "图片",
    "xlsx": "Excel 工作簿(XLSX)",
    "zip": "压缩包(ZIP)",
}
_ADVICE = {
    "xls": ("旧版 Excel 工作簿(.xls)", "请用 Excel 或 WPS 打开后另存为 .xlsx"),
    "xlsb": ("二进制 Excel 工作簿(.xlsb)", "请用 Excel 打开后另存为 .xlsx"),
    "ppt": ("演示文稿", "请另存为 PDF"),
    "rtf": ("RTF 文档", "请用 Word 或 WPS 打开后另存为 .docx"),
    "ofd": ("OFD 版式文档", "请用 OFD 阅读器打开后另存为 PDF,或打印为 PDF"),
    "odt": ("OpenDocument 文档", "请另存为 .docx"),
    "ods": ("OpenDocument 表格", "请另存为 .xlsx"),
    "mhtml": ("网页归档(.mht)", "请在浏览器里另存为“网页,仅 HTML”"),
    "locked": ("有密码的 Office 文档", "请去掉密码后另存再上传"),
    "program": ("程序", "请换成报告文件"),
    "archive": ("不支持的压缩包", "请解压后上传,或改用 .zip"),
    "media": ("音频或视频", "请换成报告文件"),
    "gif": ("GIF 图片", "请另存为 .png 或 .jpg"),
}
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
_ANYWHERE = re.compile(rb"<(?:html|body)[\s>]", re.IGNORECASE)


def kind_of(data: bytes, name: str) -> str:
    """The kind of a file: txt, html, docx, doc, pdf, image, xlsx or zip.

    Raises ReportError where it cannot be read, or where suffix and content do not agree.
    """
    kind = _content(data, name)
    if kind in _ADVICE:
        what, cure = _ADVICE[kind]
        raise ReportError(f"“{name}”是{what},不能读取;{cure}。")
    suffix = PurePath(name).suffix.lower()
    wanted = SUFFIXES.get(suffix)
    if wanted is None and suffix:
        raise ReportError(f"“{name}”的格式 {suffix} 还不支持;请另存为 {readable()} 之一。")
    if wanted and kind not in wanted:
        stands_for = _NAMES[wanted[0]]
        raise ReportError(
            f"“{name}”的后缀是 {suffix},内容却不是{stands_for}而是{_NAMES[kind]};"
            "请核对文件,或换成与内容相符的后缀(.txt、.docx、.pdf 等)。"
        )
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
    if head.startswith(b"From: <Saved by") or b"Content-Type: multipart/related" in head:
        return "mhtml"
    return "html" if _MARKUP.match(head) or _ANYWHERE.search(head) else "txt"


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
