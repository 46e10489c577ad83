"""**Choose**: which of an agency's many observations speaks for it in a comparison.

An agency often states an indicator several times. One observation represents it, or one for
each period; the others stay in view as further figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard.index import Index, Numbers, alike, index
from dashboard.readings import ADDITIVE, nature
from dashboard.taxonomy import Indicator, Taxonomy


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the observation of an agency should be like: kind, unit, period, own area."""

    indicator: Indicator
    kind: str
    unit: str
    period: str
    own_area: Mapping[str, str]


@dataclass(frozen=True)
class Chosen:
    """Rows of a table by their places, in the order of preference: those that speak, the rest."""

    wanted: Wanted
    every: Numbers
    first: Numbers  # of ``every``, which are the first of their agency (and period)

    @property
    def places(self) -> Numbers:
        return self.every[self.first]

    @cached_property
    def others(self) -> Numbers:
        return self.every[~self.first]


def choose(
    observations: pd.DataFrame,
    places: Numbers,
    indicator: Indicator,
    period: str,
    across: str,
    taxonomy: Taxonomy,
) -> Chosen:
    """One row for each agency (``across`` agencies) or for each agency and period.

    ``places`` are the rows to choose from, in the order of the table; ``period`` is "" for the
    one of which most agencies have an actual figure.
    """
    given = index(observations).at(places)
    wanted = _wanted(given, indicator, period or _usual_period(given))
    one_each = [given.agency.numbers]
    if across == "periods":
        one_each.append(given.period.numbers)
    order = np.lexsort(_preference(given, wanted, across, taxonomy)[::-1])
    _, foremost = np.unique(alike(one_each)[order], return_index=True)
    first = np.zeros(len(order), dtype=bool)
    first[foremost] = True
    return Chosen(wanted, places[order], first)


def _most(names: Iterable[str], fallback: str) -> str:
    counts = Counter(name for name in names if name)
    return counts.most_common(1)[0][0] if counts else fallback


def _wanted(given: Index, indicator: Indicator, period: str) -> Wanted:
    """A level where there is one, in the unit that most use."""
    level = bool(given.kind.are("level").any())
    kind = "level" if level else _most(given.kind.of_rows(), "level")
    of_kind = given.kind.are(kind).tolist()
    units = [unit for unit, wanted in zip(given.unit.of_rows(), of_kind, strict=True) if wanted]
    fitting = [unit for unit in units if unit in indicator.units] or units
    unit = _most(fitting, next(iter(indicator.units), ""))
    return Wanted(indicator, kind, unit, period, _own_areas(given))


def _own_areas(given: Index) -> dict[str, str]:
    """The area that each agency speaks of most, the first of several."""
    areas: dict[str, tuple[int, str]] = {}
    counts = Counter(zip(given.agency.of_rows(), given.area.of_rows(), strict=True))
    for (agency, area), times in counts.items():
        if times > areas.get(agency, (0, ""))[0]:
            areas[agency] = times, area
    return {agency: area for agency, (_, area) in areas.items()}


def _usual_period(given: Index) -> str:
    """The period for which most agencies have an actual figure, the newest of several."""
    actual = given.status.are("actual").tolist()
    rows = zip(given.period.of_rows(), given.agency.numbers.tolist(), actual, strict=True)
    stated = {(period, agency) for period, agency, is_actual in rows if is_actual and period}
    counts = Counter(period for period, _ in stated)
    return max(counts, key=lambda period: (counts[period], period), default="")


def _preference(given: Index, wanted: Wanted, across: str, taxonomy: Taxonomy) -> list[Numbers]:
    """What rows are put in order by, smaller before greater, the most important first.

    Actual, of the wanted kind, of the agency's own area, the wanted indicator and period, not
    cumulative, not set aside for what another report says of the same. Of several parts of a
    total the largest comes closest to it; of several narrower rates the one that most others
    state too says most beside them.
    """
    return [
        given.rejected,
        ~given.status.are("actual"),
        ~given.kind.are(wanted.kind),
        ~given.unit.are(wanted.unit),
        _elsewhere(given, wanted.own_area),
        _distance(given, "" if across == "periods" else wanted.period),
        -given.end,
        ~given.indicator.are(wanted.indicator.id),
        given.cumulative,
        given.set_aside,
        np.where(_additive(given, taxonomy), -given.value, 0.0),
        -_shared(given),
        given.doubt,
        given.start,
    ]


def _elsewhere(given: Index, own_area: Mapping[str, str]) -> Numbers:
    """Which rows are of another area than their agency's own."""
    rows = zip(given.agency.of_rows(), given.area.of_rows(), strict=True)
    return np.array([own_area[agency] != area for agency, area in rows], dtype=bool)


def _distance(given: Index, period: str) -> Numbers:
    """0 for the wanted period, 1 for one in the same year, 2 for another."""
    if not period:
        return np.zeros(len(given.start), dtype=np.int64)
    far = [0 if one == period else 1 if one[:4] == period[:4] else 2 for one in given.period.known]
    return np.array(far)[given.period.numbers]


def _additive(given: Index, taxonomy: Taxonomy) -> Numbers:
    """Which rows are levels whose narrower figures are parts of the broader one."""
    names = list(zip(given.indicator.of_rows(), given.unit.of_rows(), strict=True))
    adds = {both: nature(*both, "level", taxonomy) in ADDITIVE for both in set(names)}
    return np.array([adds[both] for both in names], dtype=bool) & given.kind.are("level")


def _shared(given: Index) -> Numbers:
    """How many agencies state the indicator of each row."""
    kind = given.indicator.numbers
    _, first = np.unique(alike([kind, given.agency.numbers]), return_index=True)
    return np.bincount(kind[first], minlength=int(kind.max(initial=0)) + 1)[kind]
