"""**Compare**: one indicator across agencies or periods, in one unit, with the verdict on it.

>>> compare(observations, "satisfaction_hotline", Scope(period="2022")).verdict
'谨慎'

A rank is given only where every pair is 可比. Elsewhere the order is that of the areas, and
``why_unranked`` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import pandas as pd

from dashboard import data
from dashboard.conversions import Converted, converted, unit_text
from dashboard.data import Population
from dashboard.evidence import agencies, rows_stating
from dashboard.groups import comparable_groups, panels
from dashboard.language import say
from dashboard.pairs import pairs
from dashboard.readings import (
    Reading,
    by_period,
    reading,
    represent,
    usual_period,
    wanted_of,
    with_conflicts,
)
from dashboard.rows import Cells, ordered, table
from dashboard.sentences import Standing, finding, sentence, why_unranked
from dashboard.taxonomy import Indicator, Taxonomy
from dashboard.units import same_dimension
from dashboard.verdicts import (
    CODES,
    COMPARABLE,
    Ground,
    Pair,
    Reason,
    severity,
    worst,
)
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


@dataclass(frozen=True)
class Comparison:
    """One indicator side by side: a row a reading, the verdict, and why.

    ``rows`` and ``others`` have the columns of COLUMNS; ``others`` are readings of the same
    agencies that do not represent them, ``left_out`` says how many and ``lay_others`` makes
    their table. ``missing`` names agencies without a reading. ``verdict`` is "" where there are
    fewer than two rows.
    """

    indicator: Indicator
    scope: Scope
    period: str
    unit: str
    rows: pd.DataFrame
    left_out: int
    lay_others: Callable[[], pd.DataFrame]
    pairs: tuple[Pair, ...]
    verdict: str
    reasons: tuple[Reason, ...]
    ranked: bool
    standing: Standing
    about: Indicator  # as the taxonomy has it, where ``indicator`` is of shares
    missing: tuple[str, ...] = ()

    @cached_property
    def why_unranked(self) -> str:
        """Why there is no rank, in one sentence; "" where there is one."""
        return why_unranked(self.standing)

    @cached_property
    def finding(self) -> str:
        """What came out, as a title says it."""
        plain = replace(self.standing, indicator=self.about)
        return finding(self.standing if self.ranked else plain)

    @cached_property
    def sentence(self) -> str:
        """One sentence ready to paste, with every figure as written and the verdict."""
        return sentence(self.standing)

    @cached_property
    def others(self) -> pd.DataFrame:
        """The readings that are not in ``rows``: their table is made when it is asked for."""
        return self.lay_others()

    def pair(self, one: str, other: str) -> Pair | None:
        """The verdict on two observations, in either order."""
        return self._pairs.get((one, other)) or self._pairs.get((other, one))

    @cached_property
    def _pairs(self) -> Mapping[tuple[str, str], Pair]:
        return {(pair.left, pair.right): pair for pair in self.pairs}

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
        return "".join(code for code in CODES if code in found)


def reference() -> Reference:
    """The taxonomy and populations of ``data/``."""
    return Reference(data.taxonomy(), data.populations())


def indicators_of(indicator: str, kin: bool, taxonomy: Taxonomy) -> tuple[str, ...]:
    """The indicators to look for: itself and all narrower, with ``kin`` its kin too."""
    own = (indicator, *taxonomy.narrower(indicator))
    return tuple(dict.fromkeys(own + (taxonomy.kin(indicator) if kin else ())))


def _figured(one: Reading, unit: str, result: Converted) -> Reading:
    """The reading as the checks see it: its bounds converted, 小时 become 分钟 where asked."""
    bounds = one.bounds if result.bounds is None else result.bounds
    return replace(one, bounds=bounds, unit=unit if same_dimension(one.unit, unit) else one.unit)


def _set_reasons(pairs: Sequence[Pair]) -> tuple[Reason, ...]:
    """Each reason once (its first pair's), worst first, in the table's order."""
    seen: dict[str, Reason] = {}
    for reasons in {id(one.reasons): one.reasons for one in pairs}.values():
        for reason in reasons:
            seen.setdefault(reason.key, reason)
    return tuple(
        sorted(seen.values(), key=lambda r: (-severity(r.verdict), CODES.index(r.code), r.key))
    )


def _readings(
    observations: pd.DataFrame, indicator: str, scope: Scope, taxonomy: Taxonomy
) -> tuple[list[Reading], dict[str, dict[str, object]]]:
    """The readings that the scope asks for, and the rows of the table they come from."""
    wanted = indicators_of(indicator, scope.kin, taxonomy)
    rows = rows_stating(observations, wanted)
    asked = [row for row in rows if not scope.agencies or row["agency"] in scope.agencies]
    records = {str(row["observation_id"]): row for row in asked}
    return with_conflicts([reading(row, taxonomy) for row in records.values()]), records


def _missing(
    observations: pd.DataFrame, scope: Scope, readings: Sequence[Reading]
) -> tuple[str, ...]:
    have = {"", *(one.agency for one in readings)}
    asked = scope.agencies or agencies(observations)
    return tuple(agency for agency in asked if agency not in have)


def _rankable(chosen: Sequence[Reading], results: Mapping[str, Converted], across: str) -> bool:
    """Whether a rank makes sense where all is 可比: several agencies, all with a level drawn."""
    return (
        across == "agencies"
        and len(chosen) > 1
        and all(one.kind == "level" for one in chosen)
        and all(results[one.observation_id].value is not None for one in chosen)
    )


def _converted(
    beside: Sequence[Reading],
    unit: str,
    basis: str,
    populations: Sequence[Population],
    readings: Sequence[Reading],
) -> dict[str, Converted]:
    """Some readings in the comparison's unit, by observation."""
    return {
        one.observation_id: converted(one, unit, basis, populations, beside) for one in readings
    }


def _judged(
    chosen: Sequence[Reading], results: Mapping[str, Converted], unit: str, ground: Ground
) -> tuple[Pair, ...]:
    """The verdict on each two of the readings as they were converted."""
    wholes = {identity: result.whole for identity, result in results.items() if result.whole}
    figured = [_figured(one, unit, results[one.observation_id]) for one in chosen]
    return pairs(figured, replace(ground, wholes=wholes))


def _others(
    observations: pd.DataFrame, indicator: str, scope: Scope, lookup: Reference
) -> pd.DataFrame:
    """The table of the readings that represent nobody: made anew, so that none of it is kept."""
    about = lookup.taxonomy.get(indicator) or Indicator(indicator, indicator)
    readings, records = _readings(observations, indicator, scope, lookup.taxonomy)
    wanted = wanted_of(about, readings, scope.period or usual_period(readings))
    split = by_period if scope.across == "periods" else represent
    chosen, others = split(readings, wanted)
    every = (*chosen, *others)
    results = _converted(every, wanted.unit, scope.basis, lookup.populations, others)
    unit = unit_text(wanted.unit, scope.basis)
    return table(others, Cells(records, results, unit, indicator, wanted.own_area))


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
    wanted = wanted_of(about, readings, period)
    split = by_period if scope.across == "periods" else represent
    chosen, others = split(readings, wanted)
    every = (*chosen, *others)
    results = _converted(every, wanted.unit, scope.basis, lookup.populations, chosen)
    judged = _judged(chosen, results, wanted.unit, Ground(lookup.taxonomy, scope.basis))
    verdict = worst(one.verdict for one in judged) if judged else ""
    ranked = verdict == COMPARABLE and _rankable(chosen, results, scope.across)
    cells = Cells(records, results, unit_text(wanted.unit, scope.basis), indicator, wanted.own_area)
    rows = ordered(table(chosen, cells), ranked, about.polarity)
    reasons = _set_reasons(judged)
    named = _named(about, scope.basis)
    standing = Standing(named, period, cells.unit, rows, ranked, verdict, reasons)
    return Comparison(
        indicator=named,
        scope=scope,
        period=period,
        unit=cells.unit,
        rows=rows,
        left_out=len(others),
        lay_others=partial(_others, observations, indicator, scope, lookup),
        pairs=judged,
        verdict=verdict,
        reasons=reasons,
        ranked=ranked,
        standing=standing,
        about=about,
        missing=_missing(observations, scope, readings),
    )
