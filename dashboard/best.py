"""The one observation that speaks for an agency and an indicator in a matrix of many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.index import Index, Numbers, alike, index
from dashboard.kept import with_table
from dashboard.readings import ADDITIVE
from dashboard.taxonomy import Taxonomy


@with_table
def own_areas(observations: pd.DataFrame) -> Mapping[str, str]:
    """The area each agency speaks of most."""
    counts = observations.groupby(["agency", "reference_area"]).size().sort_values()
    return {str(agency): str(area) for agency, area in counts.index}


@dataclass(frozen=True, slots=True)
class Stating:
    """Rows of a table by their places, each with an indicator that it states.

    ``narrow`` are those that state it because they state a narrower one.
    """

    places: Numbers
    indicators: list[str]
    narrow: Numbers


def best(observations: pd.DataFrame, taxonomy: Taxonomy, year: str) -> Stating:
    """One row for each agency and indicator: actual, level, own area, fitting unit, newest."""
    every = _stating(index(observations), taxonomy, year)
    given = index(observations).at(every.places)
    kinds, codes = np.unique(np.array(every.indicators, dtype=object), return_inverse=True)
    keys = (
        ~given.status.are("actual"),
        ~given.kind.are("level"),
        ~_fits(given, kinds, codes, taxonomy),
        _elsewhere(observations, given),
        -given.end,
        every.narrow,
        given.cumulative,
        _part(given, kinds, codes, taxonomy),
        given.doubt,
        given.start,
    )
    order = np.lexsort(keys[::-1])
    _, first = np.unique(alike([codes, given.agency.numbers])[order], return_index=True)
    chosen = order[np.sort(first)]
    named = [every.indicators[place] for place in chosen.tolist()]
    return Stating(every.places[chosen], named, every.narrow[chosen])


def _part(given: Index, kinds: Numbers, codes: Numbers, taxonomy: Taxonomy) -> Numbers:
    """Of several parts of a total the largest comes first: it is closest to the whole."""
    natures = [about.nature if (about := taxonomy.get(one)) else "" for one in kinds]
    adds = np.array([nature in ADDITIVE for nature in natures], dtype=bool)
    return np.where(adds[codes] & given.kind.are("level"), -given.value, 0.0)


def _fits(given: Index, kinds: Numbers, codes: Numbers, taxonomy: Taxonomy) -> Numbers:
    """Whether the unit of each row is one of its indicator's own."""
    fits = np.ones((len(kinds), len(given.unit.known)), dtype=bool)
    for line, indicator in enumerate(kinds):
        about = taxonomy.get(indicator)
        if about and about.units:
            fits[line] = [unit in about.units for unit in given.unit.known]
    return np.asarray(fits[codes, given.unit.numbers])


def _elsewhere(observations: pd.DataFrame, given: Index) -> Numbers:
    """Which rows are of another area than their agency's own."""
    areas = own_areas(observations)
    number = {area: n for n, area in enumerate(given.area.known)}
    own = np.array([number.get(areas.get(one, ""), -1) for one in given.agency.known])
    return np.asarray(given.area.numbers != own[given.agency.numbers])


def _stating(seen: Index, taxonomy: Taxonomy, year: str) -> Stating:
    """The rows of a year, and those of narrower indicators once more under each broader one.

    Only a broader indicator that gathers two or more is worth a row of its own.
    """
    mapped = ~seen.indicator.are("")
    if year:
        of_year = np.array([period[:4] == year for period in seen.period.known], dtype=bool)
        mapped &= of_year[seen.period.numbers]
    rows = np.flatnonzero(mapped)
    of_row = seen.indicator.numbers[rows]
    known = {seen.indicator.known[n]: n for n in np.unique(of_row).tolist()}
    places = [rows]
    names = [seen.indicator.known[n] for n in of_row.tolist()]
    for above in sorted({broad for one in known for broad in taxonomy.broader(one)[1:]}):
        below = [known[one] for one in taxonomy.narrower(above) if one in known]
        if len(below) + (above in known) > 1:
            places.append(rows[np.isin(of_row, below)])
            names += [above] * len(places[-1])
    every = np.concatenate(places)
    return Stating(every, names, np.arange(len(every)) >= len(rows))
