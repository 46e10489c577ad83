"""The one reading that speaks for an agency and an indicator in a matrix of many."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.kept import with_table
from dashboard.readings import ADDITIVE
from dashboard.taxonomy import Taxonomy

_BEST_FIRST = (
    *("_target", "_kind", "_unit", "_area", "_recent", "_narrow"),
    *("cumulative", "_part", "_doubt", "start"),
)
#: The columns that a cell and the choice of its reading are made of.
_NEEDED = (
    *("observation_id", "agency", "reference_area", "time_period", "period_end", "indicator"),
    *("category", "value", "unit", "quote", "qualifier", "kind", "obs_status", "cumulative"),
    *("start", "confidence", "corrected"),
)


@with_table
def own_areas(observations: pd.DataFrame) -> Mapping[str, str]:
    """The area each agency speaks of most."""
    counts = observations.groupby(["agency", "reference_area"]).size().sort_values()
    return {str(agency): str(area) for agency, area in counts.index}


def best_readings(observations: pd.DataFrame, taxonomy: Taxonomy, year: str) -> pd.DataFrame:
    """One observation for each agency and indicator: actual, level, own area, fitting unit."""
    mapped = observations["indicator"] != ""
    if year:
        mapped &= observations["time_period"].str[:4] == year
    frame = _with_broader(
        observations.loc[mapped, [name for name in _NEEDED if name in observations]], taxonomy
    )
    areas = own_areas(observations)
    keys = frame.assign(
        _target=frame["obs_status"] != "actual",
        _kind=frame["kind"] != "level",
        _unit=[not _fits(taxonomy, i, u) for i, u in zip(frame.indicator, frame.unit, strict=True)],
        _area=frame["reference_area"] != frame["agency"].map(areas),
        _recent=-frame["period_end"].astype("int64"),
        _part=[
            _part(taxonomy, *cells)
            for cells in zip(frame.indicator, frame.kind, frame.value, strict=True)
        ],
        _doubt=-frame["confidence"],
    )
    return keys.sort_values(list(_BEST_FIRST)).drop_duplicates(["agency", "indicator"])


def _part(taxonomy: Taxonomy, indicator: str, kind: str, value: float) -> float:
    """Of several parts of a total the largest comes first: it is closest to the whole."""
    about = taxonomy.get(indicator)
    return -value if about and kind == "level" and about.nature in ADDITIVE else 0.0


def _fits(taxonomy: Taxonomy, indicator: str, unit: str) -> bool:
    """Whether a unit is one of the indicator's own."""
    about = taxonomy.get(indicator)
    return about is None or not about.units or unit in about.units


def _with_broader(frame: pd.DataFrame, taxonomy: Taxonomy) -> pd.DataFrame:
    """The rows, and those of narrower indicators once more under each broader one.

    Only a broader indicator that gathers two or more is worth a row of its own.
    """
    copies = [frame.assign(_narrow=False)]
    for above in {b for i in frame["indicator"].unique() for b in taxonomy.broader(i)[1:]}:
        below = frame[frame["indicator"].isin(taxonomy.narrower(above))]
        own = frame[frame["indicator"] == above]
        if below["indicator"].nunique() + bool(len(own)) > 1:
            copies.append(below.assign(indicator=above, _narrow=True))
    return pd.concat(copies, ignore_index=True)
