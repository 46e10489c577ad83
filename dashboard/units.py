"""Units side by side: what converts exactly, and which counting words count much the same.

Factors are rows of ``data/unit_factors.csv``, families of counting words the groups of
``data/units.csv``.
"""

from __future__ import annotations

from functools import cache

from dashboard import data


@cache
def _factors() -> dict[str, tuple[str, float]]:
    return {row["unit"]: (row["base"], float(row["factor"])) for row in data.table("unit_factors")}


@cache
def _groups() -> dict[str, str]:
    counted = (row for row in data.table("units") if row["dimension"] == "count")
    return {row["canonical"]: row["group"] for row in counted if row["group"]}


def same_dimension(one: str, other: str) -> bool:
    """Whether one unit converts exactly into the other: 小时 and 分钟."""
    factors = _factors()
    return one in factors and other in factors and factors[one][0] == factors[other][0]


def same_thing(one: str, other: str) -> bool:
    """Whether two counting words count much the same: 件 and 宗, 个 and 项."""
    group = _groups().get(one, "")
    return bool(group) and group == _groups().get(other, "")


def factor(unit: str, into: str) -> float | None:
    """By what to multiply to get from one unit into another, None where it does not convert.

    Counting words of one thing convert one to one; an unnamed unit is taken as the other.
    """
    if unit == into or same_thing(unit, into) or not unit or not into:
        return 1.0
    if not same_dimension(unit, into):
        return None
    return _factors()[unit][1] / _factors()[into][1]
