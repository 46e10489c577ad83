"""A reading: one observation as the comparison looks at it, and which one speaks for an agency.

An agency often states an indicator several times. One reading represents it; the others stay
in view as other readings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboard.bounds import Figure, Interval, interval
from dashboard.taxonomy import Indicator, Taxonomy


@dataclass(frozen=True, slots=True)
class Reading:
    """One observation: whose figure, where, when, in what, how certain.

    ``value`` and ``bounds`` are in ``unit``, negative for a fall; ``review`` is "", accepted or
    rejected; ``conflict`` is True where another report of the agency says otherwise.
    """

    observation_id: str
    report_id: str
    agency: str
    area: str
    area_code: str
    area_level: str
    period: str
    period_start: date | None
    period_end: date | None
    indicator: str
    nature: str
    system: str
    value: float
    bounds: Interval
    unit: str
    quote: str
    qualifier: str
    kind: str
    direction: str
    status: str
    cumulative: bool
    confidence: float
    start: int
    ocr: bool = False
    review: str = ""
    corrected: bool = False
    conflict: bool = False


@lru_cache(maxsize=4096)
def _date(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _text(value: Any) -> str:
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)


def nature(indicator: str, unit: str, kind: str, taxonomy: Taxonomy) -> str:
    """flow, stock, rate, duration or rank: from the taxonomy, else from kind and unit."""
    if kind in ("rank", "streak"):
        return "rank"
    if unit in ("%", "‰", "个百分点"):
        return "rate"
    found = taxonomy.get(indicator)
    return found.nature if found else "flow"


def reading(row: Mapping[str, Any], taxonomy: Taxonomy) -> Reading:
    """A reading from a row of the tidy table."""
    value, unit, kind = float(row["value"]), _text(row["unit"]), _text(row["kind"])
    qualifier, quote = _text(row["qualifier"]) or "exact", _text(row["quote"])
    figure = Figure(value, qualifier, quote, _number(row["value_low"]), _number(row["value_high"]))
    fall = kind == "change" and _text(row["direction"]) == "down" and value > 0
    allowed = interval(figure)
    return Reading(
        observation_id=_text(row["observation_id"]),
        report_id=_text(row["report_id"]),
        agency=_text(row["agency"]),
        area=_text(row["reference_area"]),
        area_code=_text(row["area_code"]),
        area_level=_text(row["area_level"]),
        period=_text(row["time_period"]),
        period_start=_date(row["period_start"]),
        period_end=_date(row["period_end"]),
        indicator=_text(row["indicator"]),
        nature=nature(_text(row["indicator"]), unit, kind, taxonomy),
        system=_text(row["system"]),
        value=-value if fall else value,
        bounds=allowed.mirrored if fall else allowed,
        unit=unit,
        quote=quote,
        qualifier=qualifier,
        kind=kind,
        direction=_text(row["direction"]),
        status=_text(row["obs_status"]),
        cumulative=bool(row["cumulative"]),
        confidence=float(row["confidence"]),
        start=int(row["start"]),
        ocr="OCR" in _text(row["note"]),
        review=_text(row.get("review", "")) or ("accepted" if row.get("corrected") else ""),
        corrected=bool(row.get("corrected", False)),
    )


def own_areas(readings: Iterable[Reading]) -> dict[str, str]:
    """The area that each agency speaks of most: its own."""
    counts: dict[str, dict[str, int]] = {}
    for one in readings:
        areas = counts.setdefault(one.agency, {})
        areas[one.area] = areas.get(one.area, 0) + 1
    return {agency: max(areas, key=lambda area: areas[area]) for agency, areas in counts.items()}


#: Natures whose narrower figures are parts of the broader one.
ADDITIVE = ("flow", "stock")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reading of an agency should be like: indicator, kind, unit, period, own area."""

    indicator: str
    kind: str
    unit: str
    period: str
    own_area: Mapping[str, str]


def _distance(one: Reading, period: str) -> tuple[int, int]:
    """0 for the wanted period, 1 for one in the same year, 2 for another; then the newest."""
    newest = -one.period_end.toordinal() if one.period_end else 0
    if not period:
        return 0, newest
    rank = 0 if one.period == period else 1 if one.period[:4] == period[:4] else 2
    return rank, newest


def preference(one: Reading, wanted: Wanted, shared: Mapping[str, int]) -> tuple[Any, ...]:
    """Smaller is better: actual, own area, wanted kind, indicator and period, not cumulative.

    Of several parts of a total the largest comes closest to it; of several narrower rates the
    one that most others state too (``shared``) says most beside them.
    """
    return (
        one.review == "rejected",
        one.status != "actual",
        one.kind != wanted.kind,
        one.unit != wanted.unit,
        one.area != wanted.own_area.get(one.agency, one.area),
        _distance(one, wanted.period),
        one.indicator != wanted.indicator,
        one.cumulative,
        -one.value if one.kind == "level" and one.nature in ADDITIVE else 0,
        -shared.get(one.indicator, 0),
        -round(one.confidence, 2),
        one.start,
    )


def stated_by(readings: Iterable[Reading]) -> Counter[str]:
    """How many agencies state each indicator."""
    return Counter(indicator for indicator, _ in {(one.indicator, one.agency) for one in readings})


def represent(
    readings: Iterable[Reading], wanted: Wanted
) -> tuple[tuple[Reading, ...], tuple[Reading, ...]]:
    """One reading for each agency, and the others, each group in the order of preference."""
    given = list(readings)
    shared = stated_by(given)
    chosen: dict[str, Reading] = {}
    others: list[Reading] = []
    for one in sorted(given, key=lambda one: preference(one, wanted, shared)):
        if one.agency in chosen:
            others.append(one)
        else:
            chosen[one.agency] = one
    return tuple(chosen.values()), tuple(others)


def _most(values: Sequence[str], fallback: str = "") -> str:
    counts = Counter(value for value in values if value)
    return counts.most_common(1)[0][0] if counts else fallback


def usual_period(readings: Sequence[Reading]) -> str:
    """The period for which most agencies have a reading, the newest of several."""
    agencies: dict[str, set[str]] = {}
    for one in readings:
        if one.status == "actual" and one.period:
            agencies.setdefault(one.period, set()).add(one.agency)
    return max(agencies, key=lambda period: (len(agencies[period]), period), default="")


def wanted_of(indicator: Indicator, readings: Sequence[Reading], period: str) -> Wanted:
    """What a reading should be like: a level where there is one, in the unit that most use."""
    levels = [one for one in readings if one.kind == "level"]
    kind = "level" if levels else _most([one.kind for one in readings], "level")
    units = [one.unit for one in readings if one.kind == kind]
    fitting = [unit for unit in units if unit in indicator.units] or units
    unit = _most(fitting, next(iter(indicator.units), ""))
    return Wanted(indicator.id, kind, unit, period, own_areas(readings))


def by_period(readings: Sequence[Reading], wanted: Wanted) -> tuple[tuple[Reading, ...], ...]:
    """One reading for each agency and period, and the others."""
    chosen: dict[tuple[str, str], Reading] = {}
    others = []
    shared = stated_by(readings)
    for one in sorted(
        readings, key=lambda one: preference(one, replace(wanted, period=one.period), shared)
    ):
        if (one.agency, one.period) in chosen:
            others.append(one)
        else:
            chosen[one.agency, one.period] = one
    return tuple(chosen.values()), tuple(others)


def _subject(one: Reading) -> tuple[object, ...]:
    """What a reading is about: two reports of one agency should say the same of it."""
    about = (one.agency, one.indicator, one.period, one.area, one.system)
    return (*about, one.kind, one.status, one.cumulative, one.unit)


def with_conflicts(readings: Sequence[Reading]) -> list[Reading]:
    """The readings, marked where another report of the agency states something else."""
    alike: dict[tuple[object, ...], list[Reading]] = {}
    for one in readings:
        alike.setdefault(_subject(one), []).append(one)
    torn = {
        one.observation_id
        for group in alike.values()
        if len({one.report_id for one in group}) > 1
        for one in _contradicted(group)
    }
    return [replace(one, conflict=True) if one.observation_id in torn else one for one in readings]


def _contradicted(group: Sequence[Reading]) -> Iterator[Reading]:
    """The readings that exclude what another report says.

    Of all the others only the one that begins last and the one that ends first matter.
    """
    begins = _foremost(group, lambda one: (-one.bounds.low, one.bounds.low_closed))
    ends = _foremost(group, lambda one: (one.bounds.high, one.bounds.high_closed))
    for one in group:
        others = [
            next((o for o in some if o.report_id != one.report_id), one) for some in (begins, ends)
        ]
        if not all(one.bounds.overlaps(other.bounds) for other in others):
            yield one


def _foremost(group: Sequence[Reading], key: Callable[[Reading], Any]) -> list[Reading]:
    """The first reading by a key, and the first of another report."""
    first = min(group, key=key)
    return [first, min((o for o in group if o.report_id != first.report_id), key=key)]
