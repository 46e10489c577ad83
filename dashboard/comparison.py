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
from typing import Any

import numpy as np
import pandas as pd

from dashboard import data
from dashboard.choosing import Chosen, choose
from dashboard.conversions import Converted, converted, unit_text
from dashboard.evidence import agencies, places_stating
from dashboard.groups import comparable_groups, panels
from dashboard.index import Numbers, index
from dashboard.language import say
from dashboard.pairs import Judged
from dashboard.readings import Reading
from dashboard.rows import Cells, lines, ordered, table
from dashboard.sentences import Standing, finding, sentence, why_unranked
from dashboard.taxonomy import Indicator, Population, Taxonomy
from dashboard.told import told
from dashboard.units import same_dimension
from dashboard.verdicts import CODES, COMPARABLE, Ground, Pair, Reason
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
    """One indicator side by side: a line a reading, the verdict, and why.

    ``rows``, the table of the ``lines``, and ``others`` have the columns of COLUMNS; ``others``
    are readings of the same agencies that do not represent them, ``left_out`` says how many and
    ``lay_others`` makes their table. ``missing`` names agencies without a reading. ``verdict``
    is "" where there are fewer than two lines.
    """

    indicator: Indicator
    scope: Scope
    period: str
    unit: str
    lines: Sequence[Mapping[str, Any]]
    left_out: int
    lay_others: Callable[[], pd.DataFrame]
    judged: Judged
    verdict: str
    reasons: tuple[Reason, ...]
    ranked: bool
    about: Indicator  # as the taxonomy has it, where ``indicator`` is of shares
    missing: tuple[str, ...] = ()

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The table of the lines, made when it is asked for."""
        return table(self.lines)

    @cached_property
    def standing(self) -> Standing:
        """What the words are about."""
        told = (self.indicator, self.period, self.unit, self.rows)
        return Standing(*told, self.ranked, self.verdict, self.reasons)

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
        return self.judged.pair(one, other)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The verdict on each two of the rows."""
        return self.judged.all

    @cached_property
    def comparable_groups(self) -> tuple[tuple[str, ...], ...]:
        """Groups of observations within which every pair is 可比, largest first."""
        return comparable_groups(tuple(self.rows["observation_id"]), self.judged)

    @cached_property
    def panels(self) -> tuple[tuple[str, ...], ...]:
        """The observations in groups that may share an axis: no pair within is 不可比."""
        return panels(tuple(self.rows["observation_id"]), self.judged)

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
    unit = unit if same_dimension(one.unit, unit) else one.unit
    if (bounds, unit) == (one.bounds, one.unit):
        return one
    return replace(one, bounds=bounds, unit=unit)


def places_of(
    observations: pd.DataFrame, indicator: str, scope: Scope, taxonomy: Taxonomy
) -> Numbers:
    """Where the rows stand that a scope asks for, in the order of the table."""
    places: Numbers = places_stating(observations, indicators_of(indicator, scope.kin, taxonomy))
    if not scope.agencies:
        return places
    who = index(observations).agency
    asked = np.array([agency in scope.agencies for agency in who.known], dtype=bool)
    among: Numbers = places[asked[who.numbers[places]]]
    return among


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
) -> Judged:
    """The verdict on each two of the readings as they were converted."""
    wholes = {identity: result.whole for identity, result in results.items() if result.whole}
    figured = [_figured(one, unit, results[one.observation_id]) for one in chosen]
    return Judged(figured, replace(ground, wholes=wholes))


def _others(
    observations: pd.DataFrame, chosen: Chosen, scope: Scope, lookup: Reference
) -> pd.DataFrame:
    """The table of the readings that represent nobody: made anew, so that none of it is kept."""
    wanted = chosen.wanted
    others, records = told(observations, chosen.others, lookup.taxonomy)
    beside = _beside(observations, chosen, scope.basis, lookup.taxonomy)
    results = _converted(beside, wanted.unit, scope.basis, lookup.populations, others)
    unit = unit_text(wanted.unit, scope.basis)
    cells = Cells(records, results, unit, wanted.indicator.id, wanted.own_area)
    return table(lines(others, cells))


def _beside(
    observations: pd.DataFrame, chosen: Chosen, basis: str, taxonomy: Taxonomy
) -> Sequence[Reading]:
    """The readings one of which a share may be of; for other bases nobody looks at them."""
    if basis != "share":
        return ()
    return told(observations, chosen.every, taxonomy)[0]


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
    return compared(observations, chosen_of(observations, indicator, scope, lookup), scope, lookup)


def chosen_of(
    observations: pd.DataFrame, indicator: str, scope: Scope, lookup: Reference
) -> Chosen:
    """The rows of a table that speak in a comparison of an indicator."""
    about = lookup.taxonomy.get(indicator) or Indicator(indicator, indicator)
    places = places_of(observations, indicator, scope, lookup.taxonomy)
    return choose(observations, places, about, scope.period, scope.across, lookup.taxonomy)


def compared(
    observations: pd.DataFrame, chosen: Chosen, scope: Scope, lookup: Reference
) -> Comparison:
    """The chosen rows of a table side by side."""
    wanted, about = chosen.wanted, chosen.wanted.indicator
    readings, records = told(observations, chosen.places, lookup.taxonomy)
    beside = _beside(observations, chosen, scope.basis, lookup.taxonomy)
    results = _converted(beside, wanted.unit, scope.basis, lookup.populations, readings)
    judged = _judged(readings, results, wanted.unit, Ground(lookup.taxonomy, scope.basis))
    verdict, reasons = judged.verdict, judged.reasons
    ranked = verdict == COMPARABLE and _rankable(readings, results, scope.across)
    unit = unit_text(wanted.unit, scope.basis)
    cells = Cells(records, results, unit, about.id, wanted.own_area)
    return Comparison(
        indicator=_named(about, scope.basis),
        scope=scope,
        period=wanted.period,
        unit=unit,
        lines=ordered(lines(readings, cells), ranked, about.polarity),
        left_out=len(chosen.every) - len(readings),
        lay_others=partial(_others, observations, chosen, scope, lookup),
        judged=judged,
        verdict=verdict,
        reasons=reasons,
        ranked=ranked,
        about=about,
        missing=_missing(observations, scope, readings),
    )
