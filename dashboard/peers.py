"""**Beside its peers**: each indicator of an agency that others state too, compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from dashboard.best import own_areas
from dashboard.choosing import choose
from dashboard.comparison import Comparison, Reference, Scope, compared, places_of
from dashboard.index import Numbers, index
from dashboard.kept import with_table
from dashboard.taxonomy import Indicator, Taxonomy
from dashboard.written import Row

ALL_PEERS, SAME_LEVEL = "全部", "同级"
Known = Callable[[str], Comparison]
"""Gives the comparison of an indicator, in the year of the portrait, of all who state it."""


@with_table
def _levels(observations: pd.DataFrame) -> Mapping[str, str]:
    """The level of the area that each agency speaks of most."""
    areas = own_areas(observations)
    rows = observations[["agency", "reference_area", "area_level"]]
    own = rows[rows["reference_area"] == rows["agency"].map(areas)]
    return {
        str(agency): str(level)
        for agency, level in own.groupby("agency")["area_level"].first().items()
    }


def rows_of(
    observations: pd.DataFrame, agency: str, year: str, peers: str
) -> tuple[Numbers, Numbers]:
    """Which rows are the agency's figures of the year, and which its peers' figures of any."""
    seen = index(observations)
    in_year = np.array([period[:4] == year for period in seen.period.known], dtype=bool)
    mine = seen.agency.are(agency)
    own = mine & ~seen.indicator.are("") & in_year[seen.period.numbers]
    if peers != SAME_LEVEL:
        return own, ~mine & ~seen.agency.are("")
    levels = _levels(observations)
    level = levels.get(agency, "")
    alike = [bool(one) and levels.get(one) == level for one in seen.agency.known]
    return own, ~mine & np.array(alike, dtype=bool)[seen.agency.numbers]


def _shared(own: Iterable[str], others: Collection[str], taxonomy: Taxonomy) -> Iterator[str]:
    """Each indicator of the agency, or the nearest broader one, that others state too."""
    seen: set[str] = set()
    for indicator in own:
        chain = taxonomy.broader(indicator) or (indicator,)
        found = next((one for one in chain if one in others), "")
        if found and found not in seen:
            seen.add(found)
            yield found


def _stated(observations: pd.DataFrame, rows: Numbers, taxonomy: Taxonomy) -> set[str]:
    """The indicators that some rows state; what states a narrower one states the broader too."""
    named = index(observations).indicator
    stated = {named.known[number] for number in np.unique(named.numbers[rows]).tolist()} - {""}
    return {above for one in stated for above in (one, *taxonomy.broader(one))}


def comparisons(
    observations: pd.DataFrame,
    whose: tuple[str, str, str],
    lookup: Reference,
    known: Known | None = None,
) -> Iterator[Comparison]:
    """Each indicator that the agency shares with its peers, but none whose figure came before.

    A known comparison of all will do where the agency speaks in it with a figure of the year.
    """
    agency, year, group = whose
    own, peers = rows_of(observations, *whose)
    named, taxonomy = index(observations).indicator, lookup.taxonomy
    mine = dict.fromkeys(named.known[number] for number in named.numbers[own].tolist())
    told_of: set[str] = set()
    for indicator in _shared(mine, _stated(observations, peers, taxonomy), taxonomy):
        found = known(indicator) if known and group != SAME_LEVEL else None
        if found is None or not _will_do(found, agency, year):
            found = _compared(observations, own | peers, indicator, year, lookup)
        speaks = str(line_of(found, agency)["observation_id"])
        if speaks not in told_of:
            told_of.add(speaks)
            yield found


def line_of(found: Comparison, agency: str) -> Row:
    """The first line of an agency in a comparison."""
    return next(line for line in found.lines if line["agency"] == agency)


def _will_do(found: Comparison, agency: str, year: str) -> bool:
    """Whether a comparison of all is that of the agency's figure of the year with its peers."""
    periods = [str(line["time_period"])[:4] for line in found.lines if line["agency"] == agency]
    return periods == [year] and all(line["agency"] for line in found.lines)


def _compared(
    observations: pd.DataFrame, rows: Numbers, indicator: str, year: str, lookup: Reference
) -> Comparison:
    """An indicator of some rows of a table."""
    scope, about = Scope(period=year), lookup.taxonomy.get(indicator)
    places = places_of(observations, indicator, scope, lookup.taxonomy)
    chosen = choose(
        observations,
        places[rows[places]],
        about or Indicator(indicator, indicator),
        year,
        scope.across,
        lookup.taxonomy,
    )
    return compared(observations, chosen, scope, lookup)
