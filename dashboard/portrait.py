"""**Portrait**: one agency, all its indicators, each against the range of the other agencies.

An agency stands beside those whose figure is not 不可比 with its own; the rest is listed with
the reason. Better and worse are told only where every pair is 可比 and the indicator has a good
side; a median only where all figures are exact too.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from dashboard import written
from dashboard.comparison import Comparison, Reference, reference
from dashboard.evidence import as_rows
from dashboard.language import say
from dashboard.peers import ALL_PEERS, Known, comparisons, line_of, rows_of
from dashboard.rows import table
from dashboard.verdicts import COMPARABLE, INCOMPARABLE, Pair, worst
from dashboard.wording import codes, label, period_text

KEYS = ("category", "observation_id", "lone")  # columns that no table shows


@dataclass(frozen=True)
class Place:
    """One indicator of the agency beside others.

    ``own`` and those ``beside`` it are lines of a comparison, ``peers`` is the table of those;
    ``verdict`` is the worst between own and peers and ``reasons`` name what made it so;
    ``standing`` is neutral, better, worse, between, same or caution.
    """

    comparison: Comparison
    category: str
    own: written.Row
    beside: Sequence[written.Row]
    verdict: str
    reasons: tuple[str, ...]
    standing: str
    median: float | None

    @property
    def position(self) -> str:
        """Where the agency's figure stands: high, low, same, or between (a tie at an end too)."""
        own, figures = float(self.own["figure"]), [float(one["figure"]) for one in self.beside]
        if set(figures) == {own}:
            return "same"
        return "high" if own > max(figures) else "low" if own < min(figures) else "between"

    @cached_property
    def peers(self) -> pd.DataFrame:
        """The others as a table, made when it is asked for."""
        return table(self.beside)


@dataclass(frozen=True, slots=True)
class Portrait:
    """An agency's indicators of a year: ``places`` on the scale, ``apart`` with the reason.

    ``apart`` has the columns of KEYS and of its table; ``lone`` is what no other agency states.
    """

    agency: str
    year: str
    places: tuple[Place, ...]
    apart: pd.DataFrame


def years_of(observations: pd.DataFrame, agency: str) -> tuple[str, ...]:
    """The years of which the agency has actual figures, newest first."""
    rows = observations[(observations["agency"] == agency) & (observations["indicator"] != "")]
    rows = rows[rows["obs_status"] == "actual"]
    return tuple(sorted({str(period)[:4] for period in rows["time_period"] if period})[::-1])


def portrait(
    observations: pd.DataFrame,
    agency: str,
    year: str,
    peers: str = ALL_PEERS,
    lookup: Reference | None = None,
    known: Known | None = None,
) -> Portrait:
    """The agency's indicators of a year, by category, each beside the figures of its peers.

    Most portraits of a year are made of the same comparisons: ``known`` keeps them.
    """
    lookup = lookup or reference()
    own, _ = rows_of(observations, agency, year, peers)
    mine = observations[own]
    places: list[Place] = []
    apart: list[dict[str, object]] = []
    told_of: set[str] = set()
    for found in comparisons(observations, (agency, year, peers), lookup, known):
        row = line_of(found, agency)
        told_of.add(str(row["observation_id"]))
        placed = _placed(found, row)
        places += [placed] if placed else []
        apart += [] if placed else [_apart(found, row)]
    lone = mine[~mine["observation_id"].isin(told_of)]
    apart += [_lone(row) for row in as_rows(_first_of_each(lone, told_of, mine))]
    return Portrait(
        agency,
        year,
        tuple(sorted(places, key=lambda one: (_rank(one.category), -len(one.beside)))),
        _sorted(apart),
    )


def _sorted(lines: list[dict[str, object]]) -> pd.DataFrame:
    """The lines as a table: first what others state too, each part by category."""
    shown = (say("类别"), say("指标"), say("本机构"), say("期间"), say("其他机构"), say("理由"))
    order = sorted(lines, key=lambda line: (bool(line["lone"]), _rank(str(line["category"]))))
    return pd.DataFrame(order, columns=[*KEYS, *shown])


def _first_of_each(lone: pd.DataFrame, told: set[str], own: pd.DataFrame) -> pd.DataFrame:
    """The surest figure of each indicator that no comparison has told of."""
    known = set(own.loc[own["observation_id"].isin(told), "indicator"])
    rows = lone[~lone["indicator"].isin(known)]
    rows = rows.assign(_target=rows["obs_status"] != "actual", _doubt=-rows["confidence"])
    order = ["_target", "cumulative", "_doubt", "start"]
    return rows.sort_values(order).drop_duplicates("indicator").sort_values("start")


def _rank(category: str) -> int:
    known = codes("category")
    return known.index(category) if category in known else len(known)


def _placed(found: Comparison, own: written.Row) -> Place | None:
    """The agency's figure beside those it may share an axis with, None where there are none."""
    if own["kind"] != "level" or pd.isna(own["figure"]) or own["obs_status"] != "actual":
        return None
    pairs = _pairs(found, str(own["observation_id"]))
    beside = [
        line
        for line in found.lines
        if (pair := pairs.get(str(line["observation_id"])))
        and pair.verdict != INCOMPARABLE
        and not pd.isna(line["figure"])
    ]
    if not beside:
        return None
    near = [pairs[str(other["observation_id"])] for other in beside]
    verdict = worst(pair.verdict for pair in near)
    names = (reason.name for pair in near for reason in pair.reasons if reason.verdict == verdict)
    why = tuple(dict.fromkeys(names))
    middle = _median(found, own, beside)
    place = Place(found, found.indicator.category, own, beside, verdict, why, "", middle)
    return replace(place, standing=_standing(place))


def _pairs(found: Comparison, own: str) -> dict[str, Pair]:
    """The verdict on the agency's figure with each other, by the other's observation."""
    others = (str(line["observation_id"]) for line in found.lines)
    pairs = {other: found.pair(own, other) for other in others}
    return {other: pair for other, pair in pairs.items() if pair}


def _standing(place: Place) -> str:
    polarity = place.comparison.indicator.polarity
    if polarity not in ("good_high", "good_low"):
        return "neutral"
    if place.verdict != COMPARABLE:
        return "caution"
    if place.position in ("same", "between"):
        return place.position
    return "better" if (place.position == "high") == (polarity == "good_high") else "worse"


def _median(found: Comparison, own: written.Row, beside: Sequence[written.Row]) -> float | None:
    """The median of the peers where all pairs are 可比 and all figures exact, else None."""
    if len(beside) < 2 or any(one["figure_low"] != one["figure_high"] for one in beside):
        return None
    every = [str(one["observation_id"]) for one in (own, *beside)]
    if not found.judged.all_are(COMPARABLE, every):
        return None
    return statistics.median(float(one["figure"]) for one in beside)


def _line(
    own: written.Row, category: str, figure: str, others: str, reason: str
) -> dict[str, object]:
    if own["cumulative"]:
        figure = say("{figure}（累计）", figure=figure)
    if own["obs_status"] == "target":
        figure = say("{figure}（计划）", figure=figure)
    return {
        "category": category,
        "observation_id": own["observation_id"],
        "lone": False,
        say("类别"): label("category", category),
        say("指标"): own["indicator_name"],
        say("本机构"): figure,
        say("期间"): period_text(str(own["time_period"])),
        say("其他机构"): others,
        say("理由"): reason,
    }


def as_written(row: written.Row) -> str:
    """The wording of a row of a comparison, in English after its amount."""
    return written.told_beside(row, written.compared(row))


def _apart(found: Comparison, own: written.Row) -> dict[str, object]:
    """An indicator that others state too but that cannot stand beside theirs, and why."""
    stated = [
        say("{name}{figure}", name=line["label"], figure=as_written(line))
        for line in found.lines
        if line["observation_id"] != own["observation_id"]
    ]
    reasons = [
        reason.text
        for pair in _pairs(found, str(own["observation_id"])).values()
        for reason in pair.reasons
        if reason.verdict == INCOMPARABLE
    ]
    if not reasons and own["kind"] != "level":
        reasons = [say("{kind}不画在同一尺上", kind=label("kind", str(own["kind"])))]
    told = say("；").join(dict.fromkeys(reasons))
    why = told or str(own["problem"]) or say("计划数不与已完成数相比")
    return _line(own, found.indicator.category, as_written(own), say("；").join(stated), why)


def _lone(own: written.Row) -> dict[str, object]:
    """An indicator that no other agency states."""
    figure = written.told_beside(own, written.amount(own))
    line = _line(own, str(own["category"]), figure, say("未公布"), say("只有本机构公布"))
    return {**line, "lone": True}
