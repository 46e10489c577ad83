"""The one way from the dashboard to data: the front door of ``extract``, and nothing else.

Everything here returns plain frames; what is cached, and for how long, is the screen's business.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache, lru_cache

import pandas as pd

import extract
from dashboard.language import is_english
from dashboard.platforms import classifier
from dashboard.taxonomy import Indicator, Taxonomy


def observations() -> pd.DataFrame:
    """All observations of the store that ``duibiao serve`` filled.

    Columns as extract.COLUMNS, and ``corrected``: whether a person put value or unit right.
    """
    with closing(extract.Store()) as store:
        rows, made = store.observations(), store.corrections()
    stands = (made["status"] == "active") & made["field"].isin(["value", "unit"])
    return rows.assign(corrected=rows["observation_id"].isin(made.loc[stands, "observation_id"]))


def reports() -> pd.DataFrame:
    """All reports: report_id, title, agency, area, period, published, source_url, notes, text."""
    with closing(extract.Store()) as store:
        return store.reports()


def corrections() -> pd.DataFrame:
    """All corrections ever made: correction_id, observation_id, field, before, after, status …."""
    with closing(extract.Store()) as store:
        return store.corrections()


def correct(corrections: Sequence[extract.Correction]) -> tuple[int, ...]:
    """Stores corrections, all or none; raises DuibiaoError where one no longer fits."""
    with closing(extract.Store()) as store:
        return store.correct(corrections)


def undo(correction_id: int, author: str) -> None:
    """Takes a correction back; raises DuibiaoError where it is no longer active."""
    with closing(extract.Store()) as store:
        store.undo(correction_id, author)


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
