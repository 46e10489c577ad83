"""**Take in**: files → candidates, which a person confirms, corrects, accepts or leaves.

A candidate is a report that is read but not kept: what it says of itself, how many figures it
states, and which reports of the store may be the same. Its figures are worked out when they are
looked at, so that two hundred candidates weigh little more than their texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import pandas as pd

import extract
from dashboard import data
from dashboard.evidence import as_rows
from dashboard.incoming_facts import NOTHING_SAID, Facts, stated
from dashboard.language import say
from dashboard.rights import Person

ADD, SKIP, BOTH, REPLACE = "add", "skip", "both", "replace"
READY, UNKNOWN, ASK, THERE, SILENT, TROUBLE = (
    "ready",
    "unknown",
    "ask",
    "there",
    "silent",
    "trouble",
)
UNSURE = 0.8  # a figure less certain than that is to be looked at
MOST = 500  # candidates that wait at the same time
MOST_CHARACTERS = 30_000_000  # of their texts together

# What a text that nobody foresaw may make the rules raise; it must not stop the other files.
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Alike:
    """A report of the store that may be the same; ``because``: bytes text name agency_period."""

    because: str
    report_id: str
    title: str
    agency: str
    period: str
    file_name: str
    added: Any
    added_by: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A report that waits: as it was read, as a person corrected it, and what came of that.

    ``count`` figures were found, ``doubtful`` of them less certain than UNSURE; ``trouble`` is
    why there are none where the rules failed over the text.
    """

    document: extract.Document
    detected: extract.Report
    report: extract.Report
    facts: Facts = NOTHING_SAID
    count: int = 0
    doubtful: int = 0
    trouble: str = ""
    alike: tuple[Alike, ...] = ()

    @property
    def key(self) -> str:
        """Names the file by its bytes: the same file is one candidate."""
        return self.document.file.sha256[:16]

    @property
    def state(self) -> str:
        """ready unknown ask there silent trouble: what stands between it and the store."""
        if self.trouble:
            return TROUBLE
        if not self.count:
            return SILENT
        if any(one.because in ("bytes", "text") for one in self.alike):
            return THERE
        if self.alike:
            return ASK
        known = self.report.agency and self.report.area and self.report.period
        return READY if known else UNKNOWN

    @property
    def answers(self) -> tuple[str, ...]:
        """What may be done with it, the proposal first where there is one.

        ``add``; or ``skip``, ``both``, and ``replace:`` with the id of a report that is there.
        The same text a second time would count every figure twice: that is not offered.
        """
        if self.state in (TROUBLE, SILENT):
            return (SKIP,)
        if not self.alike:
            return (ADD, SKIP)
        instead = tuple(f"{REPLACE}:{one.report_id}" for one in self.alike)
        return (SKIP, *instead) if self.state == THERE else (SKIP, BOTH, *instead)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A report that is in the store now; ``first`` names its least certain figure."""

    report_id: str
    count: int
    first: str


class Moved(extract.DuibiaoError):
    """The store has changed since the candidate was looked at; ``candidate`` as it is now."""

    def __init__(self, candidate: Candidate) -> None:
        super().__init__(say("库里刚收下了相近的报告；请看过之后再决定。"))
        self.candidate = candidate


# --- files → candidates -----------------------------------------------------------------------


def opened(
    sources: Iterable[Any], progress: Progress | None = None
) -> Iterator[Candidate | extract.Broken]:
    """A candidate for each report in files, folders and archives; a Broken for what gave none.

    One file is read at a time, and nothing is kept of it here. Sources are as those of
    ``extract.documents``.
    """
    for document in extract.documents(sources, progress):
        yield document if isinstance(document, extract.Broken) else read(document)


def read(document: extract.Document, facts: Facts = NOTHING_SAID) -> Candidate:
    """The candidate of a document, with what is known of it by the store."""
    detected = extract.report(document)
    return known(_looked_into(Candidate(document, detected, stated(document, facts), facts)))


def correct(candidate: Candidate, facts: Facts) -> Candidate:
    """The candidate with what a person says of it: its figures are read anew in that light.

    Raises DuibiaoError where an area, period or date is not understood.
    """
    return candidate if facts == candidate.facts else read(candidate.document, facts)


def known(candidate: Candidate) -> Candidate:
    """The candidate with the reports of the store that may be the same, as of now."""
    return replace(candidate, alike=_alike(candidate.report))


def room(waiting: Mapping[str, Candidate]) -> bool:
    """Whether one more candidate may wait beside those that do."""
    characters = sum(len(one.report.text) for one in waiting.values())
    return len(waiting) < MOST and characters < MOST_CHARACTERS


def _looked_into(candidate: Candidate) -> Candidate:
    try:
        confidence = found(candidate.report)["confidence"]
    except _FAULTS as error:
        why = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        return replace(candidate, trouble=why)
    unsure = int((confidence < UNSURE).sum())
    return replace(candidate, count=len(confidence), doubtful=unsure)


@lru_cache(maxsize=8)
def found(report: extract.Report) -> pd.DataFrame:
    """The figures of a report in the order of its text, columns as COLUMNS; not to be changed."""
    return _table(list(extract.observe(report)))


def nothing() -> pd.DataFrame:
    """The figures of no report."""
    return _table([])


def _table(found: Sequence[Any]) -> pd.DataFrame:
    names = [column.name for column in extract.COLUMNS]
    rows = pd.DataFrame(found, columns=names, dtype=object)
    return rows.astype({column.name: column.dtype for column in extract.COLUMNS})


def least_certain(report: extract.Report) -> pd.DataFrame:
    """The figures of a report, least certain first."""
    return found(report).sort_values(["confidence", "start"], ignore_index=True)


def page_of(report: extract.Report, start: int) -> int:
    """The page on which a character stands, from 1; 0 where the file has no pages."""
    pages = report.file.pages if report.file else ()
    return sum(begin <= start for begin in pages)


# --- into the store ---------------------------------------------------------------------------


def accept(candidate: Candidate, answer: str, by: Person) -> Accepted:
    """Keeps a candidate with its figures, in one transaction, as ``answer`` says.

    The store itself looks, in that transaction, whether something like it has come in meanwhile.

    Raises Moved where the store has changed since, Denied where the person may not, DuibiaoError
    where the store cannot take it.
    """
    if answer == SKIP or answer not in candidate.answers:
        raise extract.DuibiaoError(say("还没有决定怎样处理这份报告；请先选定。"))
    now = known(candidate)
    if _ids(now) != _ids(candidate):
        raise Moved(now)
    report = replace(candidate.report, report_id=_name(candidate, answer))
    rows = found(report)
    seen = {one.report_id: one.sha256 for one in candidate.alike}
    try:
        data.put(report, rows, by, note=_note(candidate), seen=seen)
    except extract.DuibiaoError as error:
        if getattr(error, "kind", "") == "changed":  # somebody accepted one like it meanwhile
            raise Moved(known(candidate)) from error
        raise
    return Accepted(
        report.report_id, len(rows), str(least_certain(report)["observation_id"].iloc[0])
    )


def _ids(candidate: Candidate) -> set[tuple[str, str]]:
    return {(one.because, one.report_id) for one in candidate.alike}


def _name(candidate: Candidate, answer: str) -> str:
    """The id under which a candidate is kept: its own, a new one, or that which it replaces."""
    own = candidate.report.report_id
    if answer.startswith(f"{REPLACE}:"):
        return answer.removeprefix(f"{REPLACE}:")
    if answer == ADD:
        return own
    stem, dot, suffix = own.rpartition(".")
    number, free = 1, own
    while any(one.report_id == free for one in _alike(replace(candidate.report, report_id=free))):
        number += 1
        free = f"{stem} ({number}){dot}{suffix}" if stem else f"{own} ({number})"
    return free


def _note(candidate: Candidate) -> str:
    """What the audit log says of it: the file, and what a person said of it."""
    told = [f"{name}={text}" for name, text in candidate.facts.said().items()]
    return " ".join((candidate.document.file.name, *told))[:1000]


def _alike(report: extract.Report) -> tuple[Alike, ...]:
    names = [field.name for field in fields(Alike)]
    return tuple(Alike(*(row[name] for name in names)) for row in as_rows(data.alike(report)))
