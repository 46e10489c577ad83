"""The nouns of reading: what a file gave, or why it gave nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from extract.model import File

_LONGEST_NAME = 200
_APART = re.compile(r"[/\\]+")


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one report, as read, and what its file says beside the text.

    ``title``, ``published``, ``source`` (who issued it) and ``source_url`` are what the head of a
    web page or the properties of a file say, "" or None where they say nothing. ``notes`` tell in
    Chinese what is uncertain about the text.
    """

    file: File
    text: str
    notes: tuple[str, ...] = ()
    title: str = ""
    published: date | None = None
    source: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that gave no text: its name, the stage, and a Chinese sentence with the cure.

    Stages: open (打开), kind (识别格式), unpack (解压), read (读取); skip tells of the files beside
    the reports of a folder or archive, which are none.
    """

    name: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of the bytes of one file; the fields are those of Document and File."""

    text: str
    notes: tuple[str, ...] = ()
    title: str = ""
    published: date | None = None
    source: str = ""
    source_url: str = ""
    kind: str = ""
    pages: tuple[int, ...] = ()
    confidence: float | None = None


def safe_name(name: str) -> str:
    """A file name as it may be shown and kept: no control or direction marks, no way upwards.

    Folders inside an archive stay; a name that is too long loses its middle.

    >>> safe_name("..\\\\..\\\\年报.zip/福\\u202e田.docx")
    '年报.zip/福田.docx'
    """
    plain = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    steps = [step.strip() for step in _APART.split(plain)]
    short = "/".join(_shortened(step) for step in steps if step not in ("", ".", ".."))
    return short[-4 * _LONGEST_NAME :] or "未命名文件"


def _shortened(step: str) -> str:
    return step if len(step) <= _LONGEST_NAME else f"{step[:150]}…{step[-40:]}"
