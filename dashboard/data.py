"""The one way from the dashboard to data: the front door of ``extract``, and nothing else.

Everything here returns plain frames; what is cached, and for how long, is the screen's business.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import cache

import pandas as pd

import extract
from dashboard.taxonomy import Indicator, Taxonomy


def observations() -> pd.DataFrame:
    """All observations of the store that ``duibiao serve`` filled, columns as extract.COLUMNS."""
    with closing(extract.Store()) as store:
        return store.observations()


def reports() -> pd.DataFrame:
    """All reports: report_id, title, agency, area, period, published, source_url, notes, text."""
    with closing(extract.Store()) as store:
        return store.reports()


def columns() -> dict[str, str]:
    """The columns of the tidy table with their Chinese names, in order."""
    return {column.name: column.zh for column in extract.COLUMNS}


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``data/<name>.csv`` as dicts of text, an empty cell as ""."""
    rows = extract.reference_table(name).to_dict("records")
    return tuple({str(column): str(cell) for column, cell in row.items()} for row in rows)


@cache
def taxonomy() -> Taxonomy:
    """The indicators of ``data/indicators.csv`` and the classes of ``data/systems.csv``."""
    indicators = {row["id"]: Indicator.of(row) for row in table("indicators")}
    classes = {row["name"]: row["class"] for row in table("systems")}
    return Taxonomy(indicators, classes)


@dataclass(frozen=True, slots=True)
class Population:
    """Inhabitants of an area on a day, with where the figure stands."""

    area_code: str
    area: str
    date: str
    value: float
    kind: str
    source: str


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
        )
        for row in table("population")
    )
