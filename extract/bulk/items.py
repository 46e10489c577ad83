"""The nouns of bulk work: an item of an input, a part of the work, what a part gave."""

from __future__ import annotations

from dataclasses import asdict, astuple, dataclass
from hashlib import blake2b
from typing import Any, Literal

from extract.model import Report
from extract.tidy import Values

_DIGEST_BYTES = 8
#: How long the rules may take over one report.
SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to read: a file, a member of a zip file, or a row of a parquet of texts.

    ``report_id`` is its path from the input on: ``归档/福田/2022.txt``, ``年报.zip/福田.docx``, or
    the id in the parquet. ``path`` is the file on disk, ``place`` the number of the member or
    row in it. ``size`` and ``stamp`` (time of change in ns, CRC of a member) tell when it has
    changed. ``refusal`` is the Chinese sentence that says why it is not read, "" where it is.
    """

    report_id: str
    path: str
    holder: Literal["file", "zip", "texts"] = "file"
    place: int = 0
    size: int = 0
    stamp: int = 0
    refusal: str = ""

    def digest(self, rules: str) -> bytes:
        """Eight bytes that name this item as it is now, read by these rules."""
        told = f"{self.report_id}\0{self.size}\0{self.stamp}\0{self.refusal}\0{rules}"
        return blake2b(told.encode(errors="replace"), digest_size=_DIGEST_BYTES).digest()


@dataclass(frozen=True, slots=True)
class Part:
    """Items that are worked on and laid down together.

    ``key`` is a function of the items (their ids, sizes and stamps) and of the rules, so the
    same inputs give the same keys. ``digests`` are those of the items. ``texts`` is the parquet
    file that holds the rows of a part of texts, "" for others.
    """

    key: str
    items: tuple[Item, ...]
    digests: tuple[str, ...]
    texts: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a part, or many, gave: items done, reports kept (``silent`` ones state no number)."""

    items: int = 0
    reports: int = 0
    silent: int = 0
    rows: int = 0
    failed: int = 0
    characters: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def told(self) -> dict[str, Any]:
        """The counts by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Extracted:
    """A report with its observations, each a tuple in the order of COLUMNS; () where silent."""

    report: Report
    rows: tuple[Values, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that gave no report; stages: read (读取), extract (抽取), process (进程)."""

    file: str
    stage: Literal["read", "extract", "process"]
    reason: str


Result = Extracted | Failed


@dataclass(frozen=True, slots=True)
class Job:
    """What all parts share: the dataset's folder, the rules' fingerprint, seconds a report."""

    folder: str
    rules: str
    seconds: float = SECONDS
