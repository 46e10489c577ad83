"""Figures in another unit, per 万人, per day: always marked as computed, with the formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import amounts
from dashboard.bounds import Interval
from dashboard.data import Population
from dashboard.language import is_english, say
from dashboard.readings import Reading
from dashboard.units import factor
from dashboard.wording import label
from dashboard.written import unit_name

PER = 10_000


@dataclass(frozen=True, slots=True)
class Converted:
    """A reading's figure in the comparison's unit, None where it cannot be had.

    ``formula`` and ``source`` are "" for a figure as reported; ``problem`` says in one
    clause why there is none.
    """

    value: float | None
    bounds: Interval | None
    computed: bool = False
    formula: str = ""
    source: str = ""
    problem: str = ""


def unit_text(unit: str, basis: str) -> str:
    """The unit after a conversion: ``件/万人``, ``件/天``."""
    return unit + {"per_capita": "/万人", "per_day": "/天", "per_capita_day": "/万人·天"}.get(
        basis, ""
    )


def population_of(one: Reading, populations: Sequence[Population]) -> Population | None:
    """The population of a reading's area, of the day nearest to the end of its period."""
    own = [row for row in populations if row.area_code and row.area_code == one.area_code]
    if not own:
        return None
    end = one.period_end or date.today()
    return min(own, key=lambda row: abs((date.fromisoformat(row.date) - end).days))


def days_of(one: Reading) -> int | None:
    """The days of a reading's period, None where it is unknown."""
    if one.period_start is None or one.period_end is None:
        return None
    return (one.period_end - one.period_start).days + 1


def allowed(one: Reading, basis: str) -> str:
    """Why a basis makes no sense for a reading, "" where it does."""
    if basis == "total":
        return ""
    if one.kind != "level" or one.nature not in ("flow", "stock") or amounts.is_percent(one.unit):
        return say(
            "{kind}、比率和时长不作{basis}换算",
            kind=label("kind", one.kind),
            basis=label("basis", basis),
        )
    if basis.endswith("day") and (one.nature != "flow" or one.cumulative):
        return say("存量数和累计数不能折算为日均")
    return ""


def _divided(one: Reading, times: float, formula: str, source: str) -> Converted:
    return Converted(one.value * times, one.bounds.scaled(times), True, formula, source)


def _per(one: Reading, basis: str, populations: Sequence[Population]) -> Converted:
    """The figure per head, per day, or both, with the formula in words."""
    times, formula, sources = 1.0, amounts.text(one.value, one.unit), []
    if "per_capita" in basis:
        people = population_of(one, populations)
        if people is None:
            return Converted(None, None, problem=say("缺少{area}的常住人口", area=one.area))
        times *= PER / people.value
        shown = amounts.text(people.value, "人")
        formula = say("{formula} ÷ {people} × 1万", formula=formula, people=shown)
        sources.append(_counted(people, one.area))
    if basis.endswith("day"):
        days = days_of(one)
        if days is None:
            return Converted(None, None, problem=say("期间不明，不能折算为日均"))
        times /= days
        formula = say("{formula} ÷ {days}天", formula=formula, days=days)
    return _divided(one, times, formula, say("；").join(sources))


def _counted(people: Population, area: str) -> str:
    """Which population was taken: whose, of which day, from where."""
    return say(
        "{area}{kind}（{date}）：{source}",
        area=area if is_english() else people.area,
        kind=people.kind_en if is_english() else people.kind,
        date=people.date,
        source=people.source_en if is_english() else people.source,
    )


def _exchange(own: str, unit: str, times: float) -> str:
    """How many of the smaller unit the larger one is."""
    return _units(own, times, unit) if times >= 1 else _units(unit, 1 / times, own)


def _units(one: str, many: float, other: str) -> str:
    """What a unit is in another: 1小时 = 60分钟."""
    if is_english():
        return f"{amounts.text(1, one)} = {amounts.text(many, other)}"
    return f"1{one} = {many:g}{other}"


def converted(one: Reading, unit: str, basis: str, populations: Sequence[Population]) -> Converted:
    """A reading's figure in ``unit`` and on a basis: total, per_capita, per_day, per_capita_day."""
    times = factor(one.unit, unit)
    if times is None:
        names = {"unit": unit_name(one.unit), "into": unit_name(unit)}
        return Converted(None, None, problem=say("单位是{unit}，不能换算为{into}", **names))
    if problem := allowed(one, basis):
        return Converted(None, None, problem=problem)
    if basis == "total":
        if times == 1.0:
            return Converted(one.value, one.bounds)
        return _divided(one, times, _exchange(one.unit, unit, times), "")
    return _per(one, basis, populations)
