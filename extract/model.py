"""The nouns of the extraction: frozen, small, and free of behaviour.

Those that a long report has by the ten thousand are named tuples, which are made faster.
All offsets are half-open character positions ``[start, end)`` in ``Report.text``,
which is never rewritten.

The errors form one small tree::

    DuibiaoError            one clear Chinese sentence for the screen
    ├── ReportError         a file that cannot be read as a report
    │   └── NoClaims        a report that was read but states no quantity
    └── ReferenceDataError  a row of data/ that is wrong: file, row, cure
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class DuibiaoError(Exception):
    """What went wrong, where, and what to do, in one Chinese sentence."""


class ReportError(DuibiaoError):
    """A file that cannot be read as a report."""


class NoClaims(ReportError):
    """A report that was read, but states no quantity."""


class ReferenceDataError(DuibiaoError):
    """A row of data/ that breaks the rules of its file."""


@dataclass(frozen=True, slots=True)
class Area:
    """A reference area: official name, GB/T 2260 code (six digits, "" if none), level.

    Levels: country, province, city, district (county), subdistrict (street, town).
    """

    name: str
    code: str
    level: str


@dataclass(frozen=True, slots=True)
class Period:
    """A time period: ISO-like text (``2022-H1``) and its first and last day."""

    text: str
    start: date
    end: date

    def __hash__(self) -> int:
        return hash(self.text)


@dataclass(frozen=True, slots=True)
class File:
    """Where a report's text was read from.

    ``name`` is as given, inside an archive with its path: ``年报.zip/福田.docx``. ``kind`` is one
    of txt, html, docx, doc, pdf, scan, image, xlsx. ``sha256`` and ``size`` are of the file's
    bytes. ``pages`` tells the character at which each page begins, () where there are none;
    ``confidence`` is the mean certainty (0 to 1) of recognised characters, None where the text
    was not recognised from a picture.
    """

    name: str
    kind: str
    sha256: str
    size: int
    pages: tuple[int, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A source document of an agency, as read.

    ``notes`` tell, in Chinese, what stayed unknown or was inferred, and from what.
    ``agency`` is the full official name, "" where unknown; ``area`` and ``period``
    are None where unknown. ``file`` is None for a text that came from no file.
    """

    report_id: str
    text: str
    title: str = ""
    agency: str = ""
    area: Area | None = None
    period: Period | None = None
    published: date | None = None
    source_url: str = ""
    notes: tuple[str, ...] = ()
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a report with its heading path, outermost heading first.

    ``plan`` is True under a heading that announces plans; ``line`` is where the paragraph
    of the sentence begins.
    """

    start: int
    end: int
    section: tuple[str, ...] = ()
    plan: bool = False
    line: int = 0


class Quantity(NamedTuple):
    """What a number's own words say, before any context.

    ``low`` and ``high`` are the bounds the words allow, None where open.
    """

    value: Decimal
    low: Decimal | None
    high: Decimal | None


class Mention(NamedTuple):
    """A span that states a quantity: number, unit, qualifier, kind, and the rule that saw it."""

    start: int
    end: int
    number_start: int
    number_end: int
    quantity: Quantity
    unit: str
    qualifier: str
    kind: str
    rule: str
    confidence: float
