"""The one way from the dashboard to data: the front door of ``extract``, and nothing else.

Everything here returns plain frames; what is cached, and for how long, is the screen's business.
Whoever writes is asked first whether they may: here, in Python, whatever a screen shows or hides.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

import pandas as pd

import extract
from dashboard import remarks, rights
from dashboard.language import is_english, say
from dashboard.platforms import classifier
from dashboard.rights import Denied, Person
from dashboard.taxonomy import Indicator, Population, Taxonomy

FIRST_ADMINS = "DUIBIAO_ADMIN"
DATASET = "DUIBIAO_OBSERVATIONS"
Cells = str | Sequence[str]


def archive() -> extract.Archive:
    """What the pages read: the dataset that the server was given, else the store."""
    if folder := os.environ.get(DATASET):
        return _dataset(folder)
    return _opened(os.environ.get("DUIBIAO_DATABASE_URL"))


def read_only() -> bool:
    """Whether a dataset is shown, to which nobody can write."""
    return bool(os.environ.get(DATASET))


def observations(*, rejected: bool = False, **asked: Cells) -> pd.DataFrame:
    """The observations of the archive that fit; all of them where nothing is asked.

    Columns as extract.COLUMNS and as remarks.beside; ``asked`` as extract.Archive is asked.
    """
    kept = archive()
    rows = kept.observations(rejected=rejected, **asked)
    return remarks.beside(rows, *_said(id(kept), kept.revision()))


@lru_cache(maxsize=1)
def _said(_archive: int, _revision: str) -> tuple[pd.DataFrame, ...]:
    """Corrections, reviews and choices of a revision, which many questions need."""
    kept = archive()
    return kept.corrections(), kept.reviews(), kept.choices()


def figures(identities: Collection[str]) -> pd.DataFrame:
    """The observations of some ids, columns as ``observations``."""
    return observations(observation_id=tuple(identities))


def count(**asked: Cells) -> int:
    """How many observations fit."""
    return archive().count(**asked)


def summary(by: Sequence[str], **asked: Cells) -> pd.DataFrame:
    """How many observations and reports there are of each kind, as Archive.summary."""
    return archive().summary(by, **asked)


def reports(texts: bool = True, **asked: Cells) -> pd.DataFrame:
    """The reports that fit: report_id, title, agency, area, period, published, text …."""
    return archive().reports(texts, **asked)


def alike(report: extract.Report) -> pd.DataFrame:
    """The stored reports that may be the same one, columns as Store.alike: because, report_id …."""
    with closing(extract.Store()) as store:
        return store.alike(report)


def corrections() -> pd.DataFrame:
    """All corrections ever made: correction_id, observation_id, field, before, after, status …."""
    return archive().corrections()


def reviews() -> pd.DataFrame:
    """All reviews ever made: review_id, observation_id, verdict, author, made, status …."""
    return archive().reviews()


def choices() -> pd.DataFrame:
    """All choices between figures: choice_id, observation_id, over, reason, author, status …."""
    return archive().choices()


def queue(
    limit: int = 100, readers: int = 1, author: str = "", report_id: str = ""
) -> pd.DataFrame:
    """The figures to review first, columns as Store.queue: COLUMNS, priority, because …."""
    with closing(extract.Store()) as store:
        return store.queue(limit, readers, author, report_id)


def audit(limit: int = 200, before: int | None = None, **asked: str) -> pd.DataFrame:
    """The newest lines of the audit log: audit_id when who action target before after detail."""
    with closing(extract.Store()) as store:
        return store.audit(limit, before, **asked)


def put(
    report: extract.Report,
    frame: pd.DataFrame,
    by: Person,
    note: str = "",
    seen: Mapping[str, str] | None = None,
) -> None:
    """Stores a report with its observations, or replaces it; ``seen`` as in Store.put."""
    with _writing(by, "import", report.report_id) as store:
        store.put(report, frame, by.name, note, seen=seen)


def remove(report_id: str, by: Person, reason: str) -> None:
    """Takes a report out."""
    with _writing(by, "remove", report_id) as store:
        store.remove(report_id, by.name, reason)


def correct(corrections: Sequence[extract.Correction], by: Person) -> tuple[int, ...]:
    """Stores corrections, all or none; raises DuibiaoError where one no longer fits."""
    with _writing(by, "correct") as store:
        return store.correct([replace(made, author=by.name) for made in corrections])


def undo(correction_id: int, by: Person) -> None:
    """Takes a correction back; raises DuibiaoError where it is no longer active."""
    with _writing(by, "correct", f"#{correction_id}") as store:
        store.undo(correction_id, by.name)


def review(
    observation_id: str,
    verdict: str,
    by: Person,
    note: str = "",
    seen: Mapping[Any, Any] | None = None,
) -> int:
    """Stores that a figure is accepted or rejected, and gives the review's number.

    Raises DuibiaoError where it is gone, or is no longer as ``seen``.
    """
    with _writing(by, "review", observation_id) as store:
        return store.review(observation_id, verdict, by.name, note, seen)


def unreview(review_id: int, by: Person) -> None:
    """Takes a review back."""
    with _writing(by, "review", f"#{review_id}") as store:
        store.unreview(review_id, by.name)


def choose(observation_id: str, over: Sequence[str], reason: str, by: Person) -> int:
    """Stores which of several figures holds, and gives the choice's number."""
    with _writing(by, "choose", observation_id) as store:
        return store.choose(observation_id, over, reason, by.name)


def unchoose(choice_id: int, by: Person) -> None:
    """Takes a choice back."""
    with _writing(by, "choose", f"#{choice_id}") as store:
        store.unchoose(choice_id, by.name)


def set_role(user: str, role: str, by: Person) -> None:
    """Gives somebody a role, "" to take it away; raises DuibiaoError for the last admin."""
    with _writing(by, "manage", user[: rights.LONGEST]) as store:
        store.set_role(user, role, by.name)


@contextmanager
def _writing(by: Person, action: str, target: str = "") -> Iterator[extract.Store]:
    """The store for one write by somebody who may; a refusal is written down, and raised.

    Raises DuibiaoError where a dataset is shown.
    """
    if read_only():
        raise extract.DuibiaoError(
            say("现在打开的是只读的数据集，不能改动。请先用 duibiao load 把它收入数据库。")
        )
    try:
        by.must(action)
    except Denied:
        with suppress(extract.DuibiaoError):  # refused it is, whether or not that can be noted
            note(by.name, "denied", target, action)
        raise
    with closing(extract.Store()) as store:
        yield store


def note(name: str, action: str, target: str = "", detail: str = "") -> None:
    """Adds a line to the audit log about what happens outside the store: login, denied."""
    with closing(extract.Store()) as store:
        store.record(name, action, target, detail)


def roles() -> pd.DataFrame:
    """Everybody whom the store gives a role: user, role, given_by, given."""
    with closing(extract.Store()) as store:
        return store.roles()


def role(name: str) -> str:
    """The role of somebody: whom the server's environment names is admin, else as stored."""
    if any(rights.same(name, first) for first in first_admins()):
        return rights.ADMIN
    return _opened(os.environ.get("DUIBIAO_DATABASE_URL")).role(name)


def first_admins() -> tuple[str, ...]:
    """The admins whom the server's environment names."""
    return rights.first_admins(os.environ.get(FIRST_ADMINS, ""))


def revision() -> str:
    """A word that is another one once anybody has written to the store; half a millisecond."""
    return archive().revision()


@lru_cache(maxsize=1)
def _opened(address: str | None) -> extract.Store:
    """The store of an address, opened once: its tables need not be looked at again."""
    return extract.Store(address)


@lru_cache(maxsize=1)
def _dataset(folder: str) -> extract.Archive:
    """The dataset of a folder, opened once for all who read."""
    return extract.Dataset(folder)


def columns() -> dict[str, str]:
    """The columns of the tidy table with their names on screen, in order."""
    if is_english():
        return {column.name: _heading(column.name) for column in extract.COLUMNS}
    return {column.name: column.zh for column in extract.COLUMNS}


def _heading(column: str) -> str:
    """A column's name as a heading: ``Reference area``, ``Observation ID``."""
    words = column.replace("_", " ").capitalize()
    return f"{words[:-3]} ID" if words.endswith(" id") else words


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``data/<name>.csv`` as dicts of text, an empty cell as ""."""
    rows = extract.reference_table(name).to_dict("records")
    return tuple({str(column): str(cell) for column, cell in row.items()} for row in rows)


def taxonomy() -> Taxonomy:
    """The indicators of ``data/indicators.csv`` and the classes of ``data/systems.csv``.

    Names and definitions are in the language of the session, classes are in Chinese.
    """
    return _taxonomy(is_english())


@cache
def _taxonomy(english: bool) -> Taxonomy:
    indicators = {row["id"]: Indicator.of(row, english) for row in table("indicators")}
    return Taxonomy(indicators, classifier(table("systems")))


@cache
def populations() -> tuple[Population, ...]:
    """The rows of ``data/population.csv``."""
    return tuple(
        Population(
            area_code=row["area_code"],
            area=row["area"],
            date=row["date"],
            value=float(row["value"]),
            kind=row["kind"],
            source=row["source"],
            kind_en=row["kind_en"],
            source_en=row["source_en"],
        )
        for row in table("population")
    )
