"""Rows taken out of a table: each as a reading, and as what the table says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.conflicts import contradicted
from dashboard.evidence import rows_at
from dashboard.index import Numbers
from dashboard.readings import Reading, reading
from dashboard.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Told:
    """Rows of a table by their places: each as a reading and as a mapping of its columns."""

    readings: Mapping[int, Reading]
    rows: Mapping[int, Mapping[str, object]]

    def at(self, places: Numbers) -> list[Reading]:
        """The readings at some of the places."""
        return [self.readings[place] for place in places.tolist()]

    def records(self, places: Numbers) -> dict[str, Mapping[str, object]]:
        """The rows at some of the places, by observation."""
        return {self.readings[n].observation_id: self.rows[n] for n in places.tolist()}


def told(observations: pd.DataFrame, places: Numbers, taxonomy: Taxonomy) -> Told:
    """The rows at some places of a table."""
    rows, torn = rows_at(observations, places), contradicted(observations)[places].tolist()
    where = places.tolist()
    readings = [reading(row, taxonomy, one) for row, one in zip(rows, torn, strict=True)]
    return Told(dict(zip(where, readings, strict=True)), dict(zip(where, rows, strict=True)))
