"""A reading: one observation as the comparison looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboard.bounds import Figure, Interval, interval
from dashboard.taxonomy import Taxonomy

#: Natures whose narrower figures are parts of the broader one.
ADDITIVE = ("flow", "stock")


@dataclass(frozen=True, slots=True)
class Reading:
    """One observation: whose figure, where, when, in what, how certain.

    ``value`` and ``bounds`` are in ``unit``, negative for a fall; ``review`` is "", accepted or
    rejected; ``conflict`` is True where another report of the agency says otherwise and nobody
    chose this figure.
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


def figure_of(row: Mapping[str, Any]) -> tuple[float, Interval]:
    """The value of a row and what its words allow, both negative for a fall."""
    value = float(row["value"])
    qualifier, quote = _text(row["qualifier"]) or "exact", _text(row["quote"])
    low, high = _number(row["value_low"]), _number(row["value_high"])
    allowed = interval(Figure(value, qualifier, quote, low, high))
    if _text(row["kind"]) == "change" and _text(row["direction"]) == "down" and value > 0:
        return -value, allowed.mirrored
    return value, allowed


def reading(row: Mapping[str, Any], taxonomy: Taxonomy, conflict: bool = False) -> Reading:
    """A reading from a row of the tidy table; ``conflict``: another report contradicts it."""
    value, allowed = figure_of(row)
    unit, kind = _text(row["unit"]), _text(row["kind"])
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
        value=value,
        bounds=allowed,
        unit=unit,
        quote=_text(row["quote"]),
        qualifier=_text(row["qualifier"]) or "exact",
        kind=kind,
        direction=_text(row["direction"]),
        status=_text(row["obs_status"]),
        cumulative=bool(row["cumulative"]),
        confidence=float(row["confidence"]),
        start=int(row["start"]),
        ocr="OCR" in _text(row["note"]),
        review=_text(row.get("review", "")) or ("accepted" if row.get("corrected") else ""),
        corrected=bool(row.get("corrected", False)),
        conflict=conflict and not _text(row.get("chosen", "")),
    )
