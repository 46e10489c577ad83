"""**A table in numbers**: what a choice among many observations looks at, a cell a row.

Names are numbered once for a table, so that thousands of rows can be sifted and put in order
without making an object of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.kept import with_table

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Names:
    """A column of names: ``numbers`` has one for each row, ``known`` the name of each."""

    numbers: Numbers
    known: Sequence[str]

    def __getitem__(self, places: Numbers) -> Names:
        """The column of some rows."""
        return Names(self.numbers[places], self.known)

    def are(self, name: str) -> Numbers:
        """Which rows have a name."""
        number = self.known.index(name) if name in self.known else -1
        return np.asarray(self.numbers == number)

    def of_rows(self) -> list[str]:
        """The name of each row."""
        return [self.known[number] for number in self.numbers.tolist()]


@dataclass(frozen=True, slots=True)
class Index:
    """A table in numbers; ``end`` is the ordinal of the period's last day, 0 where unknown.

    ``doubt`` is smaller the surer a figure is; ``set_aside``: somebody chose what another report
    says of the same thing.
    """

    agency: Names
    area: Names
    period: Names
    indicator: Names
    unit: Names
    kind: Names
    system: Names
    report: Names
    status: Names
    rejected: Numbers
    set_aside: Numbers
    cumulative: Numbers
    value: Numbers
    doubt: Numbers
    end: Numbers
    start: Numbers

    def at(self, places: Numbers) -> Index:
        """Some rows, in the order of the places."""
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        return Index(**{name: column[places] for name, column in columns.items()})


@with_table
def index(observations: pd.DataFrame) -> Index:
    """A table of observations in numbers."""
    told = observations
    aside = told["set_aside"] if "set_aside" in told else pd.Series(False, told.index)
    review = told["review"].to_numpy(dtype=object) if "review" in told else np.full(len(told), "")
    return Index(
        agency=_names(told["agency"]),
        area=_names(told["reference_area"]),
        period=_names(told["time_period"]),
        indicator=_names(told["indicator"]),
        unit=_names(told["unit"]),
        kind=_names(told["kind"]),
        system=_names(told["system"]),
        report=_names(told["report_id"]),
        status=_names(told["obs_status"]),
        rejected=np.asarray(review == "rejected"),
        set_aside=aside.to_numpy(dtype=bool),
        cumulative=told["cumulative"].to_numpy(dtype=bool),
        value=told["value"].to_numpy(dtype=float),
        doubt=-told["confidence"].to_numpy(dtype=float).round(2),
        end=_days(told["period_end"]),
        start=told["start"].to_numpy(dtype=np.int64),
    )


def _names(column: pd.Series) -> Names:
    numbers, known = pd.factorize(column.fillna("") if column.hasnans else column)
    return Names(numbers, [str(name) for name in known])


def _days(column: pd.Series) -> Numbers:
    """Days as numbers, later ones greater; 0 where there is none."""
    days = pd.to_datetime(column).to_numpy("datetime64[D]")
    return np.where(np.isnat(days), 0, days.astype(np.int64) + 1_000_000)


def alike(columns: Sequence[Numbers]) -> Numbers:
    """One number for each combination of what the columns have in a row."""

    def both(one: Numbers, other: Numbers) -> Numbers:
        numbers, _ = pd.factorize(one.astype(np.int64) * (int(other.max(initial=0)) + 1) + other)
        return numbers

    return reduce(both, columns)
