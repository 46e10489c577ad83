"""Rows taken out of a table: as readings, and as what the table says of each observation."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.conflicts import contradicted
from dashboard.index import Numbers
from dashboard.readings import Reading, reading
from dashboard.records import rows_at
from dashboard.taxonomy import Taxonomy


def told(
    observations: pd.DataFrame, places: Numbers, taxonomy: Taxonomy
) -> tuple[list[Reading], dict[str, Mapping[str, object]]]:
    """The readings at some places of a table, in their order, and the rows by observation."""
    rows, torn = rows_at(observations, places), contradicted(observations)[places].tolist()
    readings = [reading(row, taxonomy, one) for row, one in zip(rows, torn, strict=True)]
    return readings, {one.observation_id: row for one, row in zip(readings, rows, strict=True)}
