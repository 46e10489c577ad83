"""The flags of a figure: Eurostat's letters and our own marks (``data/flags.csv``)."""

from __future__ import annotations

from dashboard.readings import Reading
from dashboard.verdicts import CONFIDENT

_BOUNDS = {"over": "≥", "at_least": "≥", "nearly": "≤", "at_most": "≤", "about": "≈"}


def flags(one: Reading, indicator: str, computed: bool) -> tuple[str, ...]:
    """The flags of a reading beside an indicator: p preliminary, ≥ bound, c since launch …"""
    found = ["r" if one.review == "accepted" else "p"]
    if one.qualifier in _BOUNDS:
        found.append(_BOUNDS[one.qualifier])
    if one.cumulative:
        found.append("c")
    if one.status == "target":
        found.append("t")
    if one.indicator != indicator:
        found.append("d")
    if one.ocr or (one.confidence < CONFIDENT and one.review != "accepted"):
        found.append("u")
    if computed:
        found.append("x")
    return tuple(found)
