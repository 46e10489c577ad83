"""Where two reports of one agency state different figures of the same thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from dashboard.bounds import Interval
from dashboard.evidence import as_rows
from dashboard.index import Numbers, alike, index
from dashboard.kept import with_table
from dashboard.readings import figure_of

_FIGURE = ["value", "value_low", "value_high", "qualifier", "quote", "kind", "direction"]


class _Stated(NamedTuple):
    """What a report says of a subject: both by number, where in the table, what it allows."""

    subject: int
    report: int
    place: int
    allows: Interval


@with_table
def contradicted(observations: pd.DataFrame) -> Numbers:
    """Which rows of a table another report of the same agency contradicts."""
    told = index(observations)
    about = (
        *(told.agency, told.indicator, told.period, told.area, told.system),
        *(told.kind, told.status, told.unit),
    )
    subject = alike([*(one.numbers for one in about), told.cumulative])
    report = told.report.numbers
    places = _of_several(np.where(told.indicator.are(""), -1, subject), report)
    rows = as_rows(observations[_FIGURE].take(places))
    numbers = (column[places].tolist() for column in (subject, report))
    stated = map(_Stated, *numbers, places.tolist(), (figure_of(row)[1] for row in rows))
    found = np.zeros(len(observations), dtype=bool)
    for _, group in groupby(stated, key=lambda one: one.subject):
        found[[one.place for one in _torn(list(group))]] = True
    return found


def _of_several(subject: Numbers, report: Numbers) -> Numbers:
    """The rows whose subject several reports speak of, those of one subject together."""
    _, first = np.unique(alike([subject + 1, report]), return_index=True)
    spoken = subject[first][subject[first] >= 0]
    several = np.flatnonzero(np.bincount(spoken) > 1)
    places = np.flatnonzero(np.isin(subject, several))
    return np.asarray(places[np.argsort(subject[places], kind="stable")])


def _torn(group: Sequence[_Stated]) -> Iterator[_Stated]:
    """Those that exclude what another report says.

    Of all the others only the one that begins last and the one that ends first matter.
    """
    begins = _foremost(group, lambda one: (-one.allows.low, one.allows.low_closed))
    ends = _foremost(group, lambda one: (one.allows.high, one.allows.high_closed))
    for one in group:
        others = [next((o for o in some if o.report != one.report), one) for some in (begins, ends)]
        if not all(one.allows.overlaps(other.allows) for other in others):
            yield one


def _foremost(group: Sequence[_Stated], key: Callable[[_Stated], Any]) -> list[_Stated]:
    """The first by a key, and the first of another report."""
    first = min(group, key=key)
    return [first, min((o for o in group if o.report != first.report), key=key)]
