"""The nouns of reading: what a file gave, or why it gave nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
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
    the reports of a folder or archive, which are none. ``code`` and ``about`` say the same for
    other languages: a row of data/refusals.csv and what fills its blanks.
    """

    name: str
    stage: str
    reason: str
    code: str = ""
    about: Mapping[str, str | int] = field(default_factory=dict, hash=False)

    def said(self, sentences: Mapping[str, str], between: str) -> str:
        """The reason in the sentences of another language, "" where they do not have it."""
        known = self.code in sentences
        return filled(sentences, self.code, self.about, between) if known else ""


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


def filled(
    sentences: Mapping[str, str], code: str, about: Mapping[str, str | int], between: str = "、"
) -> str:
    """The sentence of a code, its blanks filled; a sentence ``kind:pdf`` is the word for ``pdf``.

    Raises KeyError where there is none, or a blank is left.

    >>> filled({"odd": "它是{kind}。", "kind:pdf": "PDF"}, "odd", {"kind": "pdf"})
    '它是PDF。'
    """
    words: dict[str, str | int] = {}
    for blank, value in about.items():
        kind = blank.rstrip("2")  # {kind} and {kind2}
        words[blank] = sentences.get(f"{kind}:{value}", value)
        if kind == "suffixes":
            parts = (sentences.get(f"{kind}:{one}", one) for one in str(value).split("、"))
            words[blank] = between.join(parts)
    return sentences[code].format(**words)


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
