"""**Trend**: one agency and one indicator over its periods, and what changed between them.

What a report says of a change (同比上升80.79%) is kept apart from the change computed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from dashboard.choosing import Chosen
from dashboard.comparison import (
    Comparison,
    Reference,
    Scope,
    chosen_of,
    compare,
    compared,
    indicators_of,
    reference,
)
from dashboard.evidence import as_rows, places_stating, stating, told_by
from dashboard.index import Numbers
from dashboard.kept import with_table
from dashboard.rows import table
from dashboard.steps import Step, foregoing, steps_of
from dashboard.taxonomy import Indicator, Taxonomy

Line = Mapping[str, Any]
_DAYS = ("period_end", "period_start")


@dataclass(frozen=True)
class Trend:
    """An agency's figures of one indicator by period: ``lines`` of a comparison, oldest first.

    They have period_start and period_end too, as their table ``rows``; ``planned`` are targets,
    ``reported`` the changes that reports state (columns of the tidy table), ``levels`` is the
    comparison of the lines.
    """

    agency: str
    indicator: Indicator
    unit: str
    lines: Sequence[Line]
    planned: Sequence[Line]
    reported: pd.DataFrame
    levels: Comparison
    steps: tuple[Step, ...]

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The table of the lines."""
        return _table(self.lines)

    @cached_property
    def plans(self) -> pd.DataFrame:
        """The table of the targets."""
        return _table(self.planned)

    @property
    def others(self) -> pd.DataFrame:
        """Further figures of the periods."""
        return self.levels.others


@dataclass(frozen=True, slots=True)
class Last:
    """The last step of an indicator: the comparison of its two figures, these, and the step."""

    found: Comparison
    before: Line
    after: Line
    step: Step


def periods_by_indicator(
    observations: pd.DataFrame, agency: str, taxonomy: Taxonomy
) -> dict[str, int]:
    """In how many periods an agency states each indicator, those of most periods first.

    A broader indicator counts where it gathers more periods than each narrower one.
    """
    own: dict[str, set[str]] = {}
    for row in as_rows(told_by(observations, agency)[["indicator", "obs_status", "time_period"]]):
        if row["indicator"] and row["time_period"] and row["obs_status"] == "actual":
            own.setdefault(row["indicator"], set()).add(row["time_period"])
    found = dict(own)
    for indicator, periods in own.items():
        for above in taxonomy.broader(indicator)[1:]:
            found[above] = found.get(above, set()) | periods

    def gathers(indicator: str) -> bool:
        below = [len(found[i]) for i in taxonomy.narrower(indicator) if i in found]
        return indicator in own or len(found[indicator]) > max(below, default=0)

    kept = {indicator: len(periods) for indicator, periods in found.items() if gathers(indicator)}
    order = sorted(kept, key=lambda i: (-kept[i], i not in own, taxonomy.name(i)))
    return {indicator: kept[indicator] for indicator in order}


def _table(lines: Sequence[Line]) -> pd.DataFrame:
    """Lines as a table with the days of their periods."""
    rows = table(lines)
    for name in _DAYS:
        rows[name] = pd.Series([line[name] for line in lines], dtype="datetime64[s]")
    return rows


@with_table
def _days(frame: pd.DataFrame) -> Mapping[str, tuple[pd.Timestamp, pd.Timestamp]]:
    """The last and the first day of the period of each observation."""
    columns = (frame[name].tolist() for name in ("observation_id", *_DAYS))
    return {str(identity): (last, first) for identity, last, first in zip(*columns, strict=True)}


def _oldest_first(frame: pd.DataFrame, found: Comparison) -> list[Line]:
    """The lines of a comparison of figures of a table, with the days of their periods."""
    days = _days(frame)
    dated = [
        {**line, **dict(zip(_DAYS, days[line["observation_id"]], strict=True))}
        for line in found.lines
    ]
    return sorted(dated, key=lambda line: (*(line[name] for name in _DAYS), line["start"]))


def trend(
    observations: pd.DataFrame, agency: str, indicator: str, lookup: Reference | None = None
) -> Trend:
    """The figures of an agency over its periods, and the steps between them."""
    own, lookup = told_by(observations, agency), lookup or reference()
    actual, planned, changed = _parts(own)
    scope = Scope(agencies=(agency,), across="periods")
    levels = compare(actual, indicator, scope, lookup)
    lines = _oldest_first(actual, levels)
    wanted = indicators_of(indicator, False, lookup.taxonomy)
    plans: Sequence[Line] = ()
    if len(places_stating(planned, wanted)):
        plans = _oldest_first(planned, compare(planned, indicator, scope, lookup))
    changes = stating(changed, wanted)
    return Trend(
        agency=agency,
        indicator=levels.indicator,
        unit=levels.unit,
        lines=lines,
        planned=plans,
        reported=changes.sort_values("period_end", ignore_index=True),
        levels=levels,
        steps=steps_of(lines, levels),
    )


@with_table
def _parts(own: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """What an agency states: actual figures, plans, changes."""
    dated = own[own["period_end"].notna() & (own["kind"] != "change")]
    actual = dated[dated["obs_status"] == "actual"]
    return actual, dated[dated["obs_status"] == "target"], own[own["kind"] == "change"]


def last_steps(
    observations: pd.DataFrame,
    agency: str,
    indicators: Sequence[str],
    lookup: Reference | None = None,
) -> Iterator[Last]:
    """The last step of each indicator of which an agency has figures of several periods."""
    lookup, scope = lookup or reference(), Scope(agencies=(agency,), across="periods")
    actual, _, _ = _parts(told_by(observations, agency))
    for indicator in indicators:
        chosen = chosen_of(actual, indicator, scope, lookup)
        last_two = replace(chosen, first=_last_two(actual, chosen))
        found = compared(actual, last_two, scope, lookup)
        lines = _oldest_first(actual, found)
        for step in steps_of(lines, found):
            yield Last(found, lines[0], lines[1], step)


def _last_two(frame: pd.DataFrame, chosen: Chosen) -> Numbers:
    """Of the figures that speak, the last and the one that it stands beside."""
    columns = [frame[name].array[chosen.places] for name in (*_DAYS, "start")]
    every = sorted(zip(*columns, np.flatnonzero(chosen.first).tolist(), strict=True))
    dated = [{**dict(zip(_DAYS, days, strict=False)), "at": days[-1]} for days in every]
    two = dated[-1:] if len(dated) < 2 else [foregoing(dated), dated[-1]]
    only = np.zeros(len(chosen.first), dtype=bool)
    only[[one["at"] for one in two]] = True
    return only
