"""Figures in another unit, per 万人, per day, as a share: marked as computed, with the formula."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard import amounts
from dashboard.bounds import Interval, words
from dashboard.language import is_english, say
from dashboard.readings import ADDITIVE, Reading
from dashboard.taxonomy import Population
from dashboard.units import factor
from dashboard.verdicts import lies_within
from dashboard.wording import label
from dashboard.written import unit_name

PER = 10_000


@dataclass(frozen=True, slots=True)
class Operands:
    """What a figure was multiplied with and divided by: ``value × times ÷ whole ÷ people ÷ days``.

    ``times`` is how many of the new unit the old one is (60 of 小时 in 分钟), 1万 per 万人 and 100
    of a share; the others are None where nothing was divided by them. ``stated`` is the
    observation that states the whole, "" for none.
    """

    times: float = 1.0
    people: float | None = None
    days: int | None = None
    whole: float | None = None
    stated: str = ""

    def of(self, value: float) -> float:
        """The figure that comes out, by the same steps as a formula of a worksheet."""
        for divisor in (self.whole, self.people, self.days):
            value = value if divisor is None else value / divisor
        return value * self.times


@dataclass(frozen=True, slots=True)
class Converted:
    """A reading's figure in the comparison's unit, None where it cannot be had.

    ``formula`` and ``source`` are "" for a figure as reported; ``problem`` says in one
    clause why there is none. ``whole`` is the area that a share is of, "" for all else.
    ``operands`` are the numbers of the formula.
    """

    value: float | None
    bounds: Interval | None
    computed: bool = False
    formula: str = ""
    source: str = ""
    problem: str = ""
    whole: str = ""
    operands: Operands = Operands()


def unit_text(unit: str, basis: str) -> str:
    """The unit after a conversion: ``件/万人``, ``件/天``, ``%`` of a share."""
    if basis == "share":
        return "%"
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
    if one.kind != "level" or one.nature not in ADDITIVE or amounts.is_percent(one.unit):
        return say(
            "{kind}、比率和时长不作{basis}换算",
            kind=label("kind", one.kind),
            basis=label("basis", basis),
        )
    if basis.endswith("day") and (one.nature != "flow" or one.cumulative):
        return say("存量数和累计数不能折算为日均")
    return ""


def _computed(one: Reading, operands: Operands, formula: str, source: str) -> Converted:
    """The figure and its bounds, each by the same steps."""
    low, high = operands.of(one.bounds.low), operands.of(one.bounds.high)
    bounds = replace(one.bounds, low=low, high=high)
    value = operands.of(one.value)
    return Converted(value, bounds, True, formula, source, operands=operands)


def _per(one: Reading, basis: str, populations: Sequence[Population]) -> Converted:
    """The figure per head, per day, or both, with the formula in words."""
    operands, formula, sources = Operands(), amounts.text(one.value, one.unit), []
    if "per_capita" in basis:
        people = population_of(one, populations)
        if people is None:
            return Converted(None, None, problem=say("缺少{area}的常住人口", area=one.area))
        operands = replace(operands, times=float(PER), people=people.value)
        shown = amounts.text(people.value, "人")
        formula = say("{formula} ÷ {people} × 1万", formula=formula, people=shown)
        sources.append(_counted(people, one.area))
    if basis.endswith("day"):
        days = days_of(one)
        if days is None:
            return Converted(None, None, problem=say("期间不明，不能折算为日均"))
        operands = replace(operands, days=days)
        formula = say("{formula} ÷ {days}天", formula=formula, days=days)
    return _computed(one, operands, formula, say("；").join(sources))


def _counted(people: Population, area: str) -> str:
    """Which population was taken: whose, of which day, from where."""
    return say(
        "{area}{kind}（{date}）：{source}",
        area=area if is_english() else people.area,
        kind=people.kind_en if is_english() else people.kind,
        date=people.date,
        source=people.source_en if is_english() else people.source,
    )


def _can_be_whole(one: Reading, other: Reading) -> bool:
    """Whether a figure counts the same as another, of an area that holds the other's area."""
    return (
        lies_within(one.area_code, other.area_code)
        and (other.kind, other.status, other.nature) == (one.kind, one.status, one.nature)
        and (other.period, other.cumulative) == (one.period, one.cumulative)
        and (other.unit == one.unit or not other.unit or not one.unit)
        and other.review != "rejected"
        and other.value > 0
        and bool(one.period)
    )


def whole_of(one: Reading, beside: Sequence[Reading]) -> Reading | None:
    """The figure that another is a share of: the nearest area's, of its own indicator first."""
    wholes = [other for other in beside if _can_be_whole(one, other)]
    own = [other for other in wholes if other.indicator == one.indicator] or wholes
    return max(own, key=lambda other: len(other.area_code.rstrip("0")), default=None)


def _bounded(one: Reading, whole: Reading) -> bool:
    """Whether a share has the bounds of its part: 超15万 of 1101.46万 or of 近1200万, not of 超."""
    part, full = one.bounds, whole.bounds
    if full.exact:
        return True
    over = part.low == one.value and math.isinf(part.high) and full.high == whole.value
    return over or (part.high == one.value and math.isinf(part.low) and full.low == whole.value)


def _written(one: Reading, unit: str) -> str:
    """The figure as a formula has it: as written, with its unit where the text leaves it out."""
    if is_english():
        return amounts.text(one.value, one.unit or unit, *words(one.qualifier, one.quote))
    return one.quote + (one.unit or unit) if one.quote[-1:].isnumeric() else one.quote


def _share(one: Reading, unit: str, beside: Sequence[Reading]) -> Converted:
    """The figure in per cent of that of the area above: 超15万件 ÷ 1101.46万件（深圳市）."""
    whole = whole_of(one, beside)
    if whole is None:
        return Converted(None, None, problem=say("没有上级地区的同期数"))
    above = {"area": whole.area, "figure": _written(whole, unit)}
    if not _bounded(one, whole):
        problem = say("{area}的{figure}不是确数，占比无从确定", **above)
        return Converted(None, None, problem=problem)
    if one.value > whole.value:
        return Converted(None, None, problem=say("大于{area}的{figure}，不是其中一部分", **above))
    formula = say("{part} ÷ {figure}（{area}）", part=_written(one, unit), **above)
    source = say("{agency}工作报告", agency=whole.agency)
    operands = Operands(times=100.0, whole=whole.value, stated=whole.observation_id)
    return replace(_computed(one, operands, formula, source), whole=whole.area)


def _exchange(own: str, unit: str, times: float) -> str:
    """How many of the smaller unit the larger one is."""
    return _units(own, times, unit) if times >= 1 else _units(unit, 1 / times, own)


def _units(one: str, many: float, other: str) -> str:
    """What a unit is in another: 1小时 = 60分钟."""
    if is_english():
        return f"{amounts.text(1, one)} = {amounts.text(many, other)}"
    return f"1{one} = {many:g}{other}"


def converted(
    one: Reading,
    unit: str,
    basis: str,
    populations: Sequence[Population],
    beside: Sequence[Reading] = (),
) -> Converted:
    """A reading's figure in ``unit`` and on a basis (a code of ``data/labels.csv``).

    ``beside`` are the readings of the same comparison: one of them is what a share is of.
    """
    times = factor(one.unit, unit)
    if times is None:
        names = {"unit": unit_name(one.unit), "into": unit_name(unit)}
        return Converted(None, None, problem=say("单位是{unit}，不能换算为{into}", **names))
    if problem := allowed(one, basis):
        return Converted(None, None, problem=problem)
    if basis == "total":
        if times == 1.0:
            return Converted(one.value, one.bounds)
        return _computed(one, Operands(times=times), _exchange(one.unit, unit, times), "")
    if basis == "share":
        return _share(one, unit, beside)
    return _per(one, basis, populations)
