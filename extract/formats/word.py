"""**DOCX → text**: paragraphs, headings, lists and tables by mammoth, lines by the block walker.

Tracked insertions count, deletions do not; text boxes and content controls are read; headers and
footers repeat on each page and are left out. Macros and links are never followed.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.parsers.expat import ExpatError

from lxml import html

from extract.formats import zips
from extract.formats.blocks import lines
from extract.formats.document import Reading
from extract.model import ReportError

MACROS = "文件含宏,没有运行,只读了文字"
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MACRO_PART = "word/vbaProject.bin"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='标题'] => h1:fresh
"""


def read(data: bytes, name: str) -> Reading:
    """The text of a DOCX file. Raises ReportError where it is broken, locked or a bomb."""
    macros = _checked(data, name)
    import mammoth  # it takes time to load

    try:
        made = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda _image: {"src": ""}),
        )
    except (zipfile.BadZipFile, ExpatError, KeyError, IndexError, ValueError, TypeError,
            AttributeError, OSError, EOFError, NotImplementedError, AssertionError):  # fmt: skip
        raise ReportError(
            f"“{name}”已损坏,Word 内容读不出来;请用 Word 打开后另存再上传。"
        ) from None
    found = lines(html.fromstring(f"<div>{made.value}</div>")) if made.value else []
    if not found:
        pictures = "(只有图片,请导出为 PDF 再上传)" if "<img" in made.value else ""
        raise ReportError(f"“{name}”里没有文字{pictures};请换一个有正文的文件。")
    return Reading(text="\n".join(found), notes=(MACROS,) if macros else ())


def _checked(data: bytes, name: str) -> bool:
    """Whether a DOCX holds macros. Raises ReportError where it must not be unpacked."""
    with zips.opened(data, name) as archive:
        zips.check(archive, name, len(data))
        entries = archive.infolist()
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels")):
                refuse_entities(zips.member(archive, entry, name), name)
        return any(entry.filename == _MACRO_PART for entry in entries)


def refuse_entities(part: bytes, name: str) -> None:
    """Raise ReportError where a part of an Office file declares entities, which none needs."""
    plain = part.replace(b"\0", b"") if b"\0" in part[:64] else part  # UTF-16
    if _DOCTYPE.search(plain):
        raise ReportError(
            f"“{name}”的 XML 里有实体声明,疑为恶意文件,没有读取;"
            "请用 Word 或 Excel 打开后另存再上传。"
        )
