"""The one way from the dashboard to data: the front door of ``extract``, and nothing else.

Everything here returns plain frames; what is cached, and for how long, is the screen's business.
Whoever writes is asked first whether they may: here, in Python, whatever a screen shows or hides.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

import pandas as pd

import extract
from dashboard import rights
from dashboard.language import is_english
from dashboard.platforms import classifier
from dashboard.rights import Denied, Person
from dashboard.taxonomy import Indicator, Taxonomy

FIRST_ADMINS = "DUIBIAO_ADMIN"


def observations(*, rejected: bool = False, **asked: str) -> pd.DataFrame:
    """All observations of the store that ``duibiao serve`` filled.

    Columns as extract.COLUMNS, and what people said of a figure: ``corrected`` (value or unit),
    ``review`` ("" or accepted, with ``rejected`` also rejected), ``chosen`` (why it was, ""),
    ``set_aside`` (another one was). ``asked`` are cells that rows must have: ``report_id=…``.
    """
    with closing(extract.Store()) as store:
        rows, made = store.observations(rejected=rejected, **asked), store.corrections()
        reviewed, choices = _standing(store.reviews()), _standing(store.choices())
    stands = (made["status"] == "active") & made["field"].isin(["value", "unit"])
    ids = rows["observation_id"]
    latest = reviewed.sort_values("review_id").drop_duplicates("observation_id", keep="last")
    taken = choices.drop_duplicates("observation_id", keep="last")
    return rows.assign(
        corrected=ids.isin(made.loc[stands, "observation_id"]),
        review=_told(ids, latest, "verdict"),
        chosen=_told(ids, taken, "reason"),
        set_aside=ids.isin(set(" ".join(choices["over"]).split())),
    )


def _standing(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["status"] == "active"]


def _told(ids: pd.Series, of: pd.DataFrame, column: str) -> pd.Series:
    """The cell of a column for each figure, "" where it has none."""
    if of.empty:
        return pd.Series("", index=ids.index, dtype="str")
    told = dict(zip(of["observation_id"], of[column], strict=True))
    return pd.Series([told.get(one, "") for one in ids], index=ids.index, dtype="str")


def reports() -> pd.DataFrame:
    """All reports: report_id, title, agency, area, period, published, source_url, notes, text …."""
    with closing(extract.Store()) as store:
        return store.reports()


def alike(report: extract.Report) -> pd.DataFrame:
    """The stored reports that may be the same one, columns as Store.alike: because, report_id …."""
    with closing(extract.Store()) as store:
        return store.alike(report)


def corrections() -> pd.DataFrame:
    """All corrections ever made: correction_id, observation_id, field, before, after, status …."""
    with closing(extract.Store()) as store:
        return store.corrections()


def reviews() -> pd.DataFrame:
    """All reviews ever made: review_id, observation_id, verdict, author, made, status …."""
    with closing(extract.Store()) as store:
        return store.reviews()


def choices() -> pd.DataFrame:
    """All choices between figures: choice_id, observation_id, over, reason, author, status …."""
    with closing(extract.Store()) as store:
        return store.choices()


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


def put(report: extract.Report, frame: pd.DataFrame, by: Person, note: str = "") -> None:
    """Stores a report with its observations, or replaces it."""
    with _writing(by, "import", report.report_id) as store:
        store.put(report, frame, by.name, note)


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
    """The store for one write by somebody who may; a refusal is written down, and raised."""
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
    return _opened(os.environ.get("DUIBIAO_DATABASE_URL")).revision()


@lru_cache(maxsize=1)
def _opened(address: str | None) -> extract.Store:
    """The store of an address, opened once: its tables need not be looked at again."""
    return extract.Store(address)


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


@dataclass(frozen=True, slots=True)
class Population:
    """Inhabitants of an area on a day, with where the figure stands."""

    area_code: str
    area: str
    date: str
    value: float
    kind: str
    source: str
    kind_en: str = ""
    source_en: str = ""


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
