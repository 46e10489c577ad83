"""**DOCX → text**: paragraphs, headings, lists and tables by mammoth, lines by the block walker.

Automatic numbers (一、 1.) are written out first, as the document shows them. Tracked insertions
count, deletions do not; text boxes and content controls are read; headers and footers repeat on
each page and are left out. Macros and links are never followed.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.parsers.expat import ExpatError

from lxml import html

from extract.formats import numbering, zips
from extract.formats.blocks import lines
from extract.formats.document import Reading
from extract.formats.refusals import refused

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
            io.BytesIO(_numbered(data, name)),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda _image: {"src": ""}),
        )
    except (zipfile.BadZipFile, ExpatError, KeyError, IndexError, ValueError, TypeError,
            AttributeError, OSError, EOFError, NotImplementedError, AssertionError):  # fmt: skip
        raise refused("broken_docx", name=name) from None
    found = lines(html.fromstring(f"<div>{made.value}</div>")) if made.value else []
    if not found:
        raise refused(f"no_text:{'pictures' if '<img' in made.value else 'docx'}", name=name)
    return Reading(text="\n".join(found), notes=(MACROS,) if macros else ())


def _numbered(data: bytes, name: str) -> bytes:
    """A DOCX with its automatic numbers written into its paragraphs."""
    with zips.opened(data, name) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        if not {numbering.DOCUMENT, numbering.NUMBERING} <= entries.keys():
            return data

        def part(label: str) -> bytes:
            return zips.member(archive, entries[label], name) if label in entries else b""

        parts = map(part, (numbering.DOCUMENT, numbering.STYLES, numbering.NUMBERING))
        if (written := numbering.numbered(*parts)) is None:
            return data
        instead = {numbering.DOCUMENT: written, numbering.NUMBERING: numbering.NO_LISTS}
        with zipfile.ZipFile(file := io.BytesIO(), "w", zipfile.ZIP_STORED) as target:
            for label in entries:  # pictures are not looked at
                if label.endswith((".xml", ".rels")):
                    target.writestr(label, instead.get(label) or part(label))
        return file.getvalue()


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
        raise refused("entities", name=name)
