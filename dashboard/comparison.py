"""**Compare**: one indicator across agencies or periods, in one unit, with the verdict on it.

>>> compare(observations, "satisfaction_hotline", Scope(period="2022")).verdict
'谨慎'

A rank is given only where every pair is 可比. Elsewhere the order is that of the areas, and
``why_unranked`` says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import pandas as pd

from dashboard import data
from dashboard.conversions import Converted, converted, unit_text
from dashboard.data import Population
from dashboard.evidence import as_rows
from dashboard.language import say
from dashboard.readings import (
    Reading,
    Wanted,
    own_areas,
    preference,
    reading,
    represent,
    stated_by,
    with_conflicts,
)
from dashboard.rows import Cells, ordered, table
from dashboard.sentences import Standing, finding, sentence, why_unranked
from dashboard.taxonomy import Indicator, Taxonomy
from dashboard.units import same_dimension
from dashboard.verdicts import COMPARABLE, INCOMPARABLE, Ground, Pair, Reason, pair, severity, worst
from dashboard.wording import label


@dataclass(frozen=True, slots=True)
class Scope:
    """What is compared: agencies (none given: all), period ("" for the one most have), basis.

    ``kin`` takes in indicators that share a broader one; ``across`` is agencies or periods.
    """

    agencies: tuple[str, ...] = ()
    period: str = ""
    basis: str = "total"
    kin: bool = False
    across: str = "agencies"


@dataclass(frozen=True, slots=True)
class Reference:
    """What a comparison looks up: the taxonomy and the populations."""

    taxonomy: Taxonomy
    populations: Sequence[Population] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """One indicator side by side: a row a reading, the verdict, and why.

    ``rows`` and ``others`` have the columns of COLUMNS; ``others`` are readings of the same
    agencies that do not represent them. ``missing`` names agencies without a reading.
    ``verdict`` is "" where there are fewer than two rows.
    """

    indicator: Indicator
    scope: Scope
    period: str
    unit: str
    rows: pd.DataFrame
    others: pd.DataFrame
    pairs: tuple[Pair, ...]
    verdict: str
    reasons: tuple[Reason, ...]
    ranked: bool
    why_unranked: str
    finding: str
    sentence: str
    missing: tuple[str, ...] = ()

    def pair(self, one: str, other: str) -> Pair | None:
        """The verdict on two observations, in either order."""
        both = {one, other}
        return next((pair for pair in self.pairs if {pair.left, pair.right} == both), None)

    @property
    def comparable_groups(self) -> tuple[tuple[str, ...], ...]:
        """Groups of observations within which every pair is 可比, largest first."""
        return comparable_groups(tuple(self.rows["observation_id"]), self.pairs)

    @property
    def panels(self) -> tuple[tuple[str, ...], ...]:
        """The observations in groups that may share an axis: no pair within is 不可比."""
        return panels(tuple(self.rows["observation_id"]), self.pairs)

    @property
    def codes(self) -> str:
        """The codes of all reasons, in the table's order: ``CPB``."""
        found = {reason.code for reason in self.reasons}
        return "".join(code for code in "KTUDCPLBS" if code in found)


def reference() -> Reference:
    """The taxonomy and populations of ``data/``."""
    return Reference(data.taxonomy(), data.populations())


def comparable_groups(
    observations: Sequence[str], pairs: Sequence[Pair]
) -> tuple[tuple[str, ...], ...]:
    """Groups of two or more observations within which every pair is 可比, largest first."""
    alike = {frozenset((p.left, p.right)) for p in pairs if p.verdict == COMPARABLE}
    groups: set[tuple[str, ...]] = set()
    for first in observations:
        group = [first]
        for other in observations:
            if other != first and all(frozenset((other, one)) in alike for one in group):
                group.append(other)
        if len(group) > 1:
            groups.add(tuple(sorted(group)))
    return tuple(sorted(groups, key=lambda group: (-len(group), group)))


def panels(observations: Sequence[str], pairs: Sequence[Pair]) -> tuple[tuple[str, ...], ...]:
    """The observations in groups, in their order, such that no pair within one is 不可比."""
    apart = {frozenset((p.left, p.right)) for p in pairs if p.verdict == INCOMPARABLE}
    groups: list[list[str]] = []
    for one in observations:
        for group in groups:
            if not any(frozenset((one, other)) in apart for other in group):
                group.append(one)
                break
        else:
            groups.append([one])
    return tuple(tuple(group) for group in groups)


def indicators_of(indicator: str, kin: bool, taxonomy: Taxonomy) -> tuple[str, ...]:
    """The indicators to look for: itself and all narrower, with ``kin`` its kin too."""
    own = (indicator, *taxonomy.narrower(indicator))
    return tuple(dict.fromkeys(own + (taxonomy.kin(indicator) if kin else ())))


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


def _wanted(indicator: Indicator, readings: Sequence[Reading], period: str) -> Wanted:
    levels = [one for one in readings if one.kind == "level"]
    kind = "level" if levels else _most([one.kind for one in readings], "level")
    units = [one.unit for one in readings if one.kind == kind]
    fitting = [unit for unit in units if unit in indicator.units] or units
    unit = _most(fitting, next(iter(indicator.units), ""))
    return Wanted(indicator.id, kind, unit, period, own_areas(readings))


def _by_period(readings: Sequence[Reading], wanted: Wanted) -> tuple[tuple[Reading, ...], ...]:
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


def _figured(one: Reading, unit: str, result: Converted) -> Reading:
    """The reading as the checks see it: its bounds converted, 小时 become 分钟 where asked."""
    bounds = one.bounds if result.bounds is None else result.bounds
    return replace(one, bounds=bounds, unit=unit if same_dimension(one.unit, unit) else one.unit)


def _set_reasons(pairs: Sequence[Pair]) -> tuple[Reason, ...]:
    """Each reason once (its first pair's), worst first, in the table's order."""
    seen: dict[str, Reason] = {}
    for one in pairs:
        for reason in one.reasons:
            seen.setdefault(reason.key, reason)
    order = "KTUDCPLBS"
    return tuple(
        sorted(seen.values(), key=lambda r: (-severity(r.verdict), order.index(r.code), r.key))
    )


def _readings(
    observations: pd.DataFrame, indicator: str, scope: Scope, taxonomy: Taxonomy
) -> tuple[list[Reading], dict[str, dict[str, object]]]:
    """The readings that the scope asks for, and the rows of the table they come from."""
    wanted = indicators_of(indicator, scope.kin, taxonomy)
    frame = observations[observations["indicator"].isin(wanted)]
    if scope.agencies:
        frame = frame[frame["agency"].isin(scope.agencies)]
    records = {str(row["observation_id"]): row for row in as_rows(frame)}
    return with_conflicts([reading(row, taxonomy) for row in records.values()]), records


def _missing(
    observations: pd.DataFrame, scope: Scope, readings: Sequence[Reading]
) -> tuple[str, ...]:
    have = {"", *(one.agency for one in readings)}
    asked = scope.agencies or sorted(observations["agency"].unique())
    return tuple(agency for agency in asked if agency not in have)


def _rankable(chosen: Sequence[Reading], results: Mapping[str, Converted], across: str) -> bool:
    """Whether a rank makes sense where all is 可比: several agencies, all with a level drawn."""
    return (
        across == "agencies"
        and len(chosen) > 1
        and all(one.kind == "level" for one in chosen)
        and all(results[one.observation_id].value is not None for one in chosen)
    )


def _named(about: Indicator, basis: str) -> Indicator:
    """The indicator, of shares with that in its name, for their unit is a mere %."""
    if basis != "share":
        return about
    return replace(about, name=say("{name}（{note}）", name=about.name, note=label("basis", basis)))


def compare(
    observations: pd.DataFrame,
    indicator: str,
    scope: Scope | None = None,
    lookup: Reference | None = None,
) -> Comparison:
    """One indicator of the tidy table across agencies (or periods), with the verdict on it.

    An indicator that nobody reports gives a comparison without rows.
    """
    scope, lookup = scope or Scope(), lookup or reference()
    about = lookup.taxonomy.get(indicator) or Indicator(indicator, indicator)
    readings, records = _readings(observations, indicator, scope, lookup.taxonomy)
    period = scope.period or usual_period(readings)
    wanted = _wanted(about, readings, period)
    split = _by_period if scope.across == "periods" else represent
    chosen, others = split(readings, wanted)
    every = (*chosen, *others)
    results = {
        one.observation_id: converted(one, wanted.unit, scope.basis, lookup.populations, every)
        for one in every
    }
    wholes = {identity: result.whole for identity, result in results.items() if result.whole}
    ground = Ground(lookup.taxonomy, scope.basis, wholes)
    figured = [_figured(one, wanted.unit, results[one.observation_id]) for one in chosen]
    pairs = tuple(pair(a, b, ground) for a, b in combinations(figured, 2))
    verdict = worst(one.verdict for one in pairs) if pairs else ""
    ranked = verdict == COMPARABLE and _rankable(chosen, results, scope.across)
    cells = Cells(records, results, unit_text(wanted.unit, scope.basis), indicator, wanted.own_area)
    rows = ordered(table(chosen, cells), ranked, about.polarity)
    reasons = _set_reasons(pairs)
    named = _named(about, scope.basis)
    standing = Standing(named, period, cells.unit, rows, ranked, verdict, reasons)
    return Comparison(
        indicator=named,
        scope=scope,
        period=period,
        unit=cells.unit,
        rows=rows,
        others=table(others, cells),
        pairs=pairs,
        verdict=verdict,
        reasons=reasons,
        ranked=ranked,
        why_unranked=why_unranked(standing),
        finding=finding(standing if ranked else replace(standing, indicator=about)),
        sentence=sentence(standing),
        missing=_missing(observations, scope, readings),
    )
