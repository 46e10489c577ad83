"""**Trend**: one agency and one indicator over its periods, and what changed between them.

What a report says of a change (同比上升80.79%) is kept apart from the change computed here.
A change is computed only where the verdict on the two figures allows it, both are exact, and
the definition is the same; a break in it is named instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard import amounts, written
from dashboard.comparison import (
    Comparison,
    Reference,
    Scope,
    compare,
    indicators_of,
    reference,
)
from dashboard.evidence import as_rows, places_stating, stating, told_by
from dashboard.kept import with_table
from dashboard.language import listed, say
from dashboard.taxonomy import Indicator, Taxonomy
from dashboard.verdicts import INCOMPARABLE, Pair
from dashboard.wording import label

BREAKING = "DUCL"  # codes of reasons that say that something else is measured
MINUS = "−"


@dataclass(frozen=True, slots=True)
class Change:
    """What was computed between two figures: ``减少1个（−0.95%）`` and how.

    ``large`` is True where the figure more than doubled or halved: worth a look at the source.
    """

    words: str
    short: str
    formula: str
    large: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """From one figure (by its id) to a later one: the verdict, the change or why there is none.

    ``broken`` names what broke: 口径, 单位, 累计, 层级; ``certain`` is 增加 or 减少 where that is
    sure although the figures are not exact.
    """

    before: str
    after: str
    pair: Pair
    change: Change | None
    broken: tuple[str, ...]
    why: str
    certain: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """An agency's figures of one indicator by period: ``rows`` as comparison.rows, oldest first.

    ``rows`` has period_start and period_end too; ``plans`` are targets, ``reported`` the changes
    that reports state (columns of the tidy table), ``levels`` are the rows compared.
    """

    agency: str
    indicator: Indicator
    unit: str
    rows: pd.DataFrame
    plans: pd.DataFrame
    reported: pd.DataFrame
    levels: Comparison
    steps: tuple[Step, ...]

    @property
    def others(self) -> pd.DataFrame:
        """Further figures of the periods."""
        return self.levels.others


def periods_by_indicator(
    observations: pd.DataFrame, agency: str, taxonomy: Taxonomy
) -> dict[str, int]:
    """In how many periods an agency states each indicator, those of most periods first.

    A broader indicator counts where it gathers more periods than each narrower one.
    """
    own: dict[str, set[str]] = {}
    for row in as_rows(told_by(observations, agency)[["indicator", "obs_status", "time_period"]]):
        if row["indicator"] and row["time_period"] and row["obs_status"] == "actual":
            own.setdefault(row["indicator"], set()).add(row["time_period"])
    found = dict(own)
    for indicator, periods in own.items():
        for above in taxonomy.broader(indicator)[1:]:
            found[above] = found.get(above, set()) | periods

    def gathers(indicator: str) -> bool:
        below = [len(found[i]) for i in taxonomy.narrower(indicator) if i in found]
        return indicator in own or len(found[indicator]) > max(below, default=0)

    kept = {indicator: len(periods) for indicator, periods in found.items() if gathers(indicator)}
    order = sorted(kept, key=lambda i: (-kept[i], i not in own, taxonomy.name(i)))
    return {indicator: kept[indicator] for indicator in order}


@with_table
def _days(frame: pd.DataFrame) -> Mapping[str, tuple[pd.Timestamp, pd.Timestamp]]:
    """The last and the first day of the period of each observation."""
    columns = (frame[name].tolist() for name in ("observation_id", "period_end", "period_start"))
    return {str(identity): (last, first) for identity, last, first in zip(*columns, strict=True)}


def _compared(
    frame: pd.DataFrame, indicator: str, agency: str, lookup: Reference
) -> tuple[Comparison, pd.DataFrame]:
    """The comparison over periods, and its rows with their dates, oldest first."""
    found = compare(frame, indicator, Scope(agencies=(agency,), across="periods"), lookup)
    days = [_days(frame)[str(identity)] for identity in found.rows["observation_id"]]
    keys = list(zip(days, found.rows["start"], strict=True))
    order = sorted(range(len(keys)), key=keys.__getitem__)
    rows = found.rows.iloc[order].reset_index(drop=True)
    for place, name in enumerate(("period_end", "period_start")):
        rows[name] = pd.Series([days[line][place] for line in order], dtype="datetime64[s]")
    return found, rows


def trend(
    observations: pd.DataFrame, agency: str, indicator: str, lookup: Reference | None = None
) -> Trend:
    """The figures of an agency over its periods, and the steps between them."""
    return trend_of(told_by(observations, agency), agency, indicator, lookup)


@with_table
def _parts(own: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """What an agency states: actual figures, plans, changes."""
    dated = own[own["period_end"].notna() & (own["kind"] != "change")]
    actual = dated[dated["obs_status"] == "actual"]
    return actual, dated[dated["obs_status"] == "target"], own[own["kind"] == "change"]


def trend_of(
    own: pd.DataFrame, agency: str, indicator: str, lookup: Reference | None = None
) -> Trend:
    """The same of a table that holds nothing but what the agency states."""
    lookup = lookup or reference()
    actual, planned, changed = _parts(own)
    levels, rows = _compared(actual, indicator, agency, lookup)
    wanted = indicators_of(indicator, False, lookup.taxonomy)
    plans = rows.head(0)
    if len(places_stating(planned, wanted)):
        _, plans = _compared(planned, indicator, agency, lookup)
    changes = stating(changed, wanted)
    return Trend(
        agency=agency,
        indicator=levels.indicator,
        unit=levels.unit,
        rows=rows,
        plans=plans,
        reported=changes.sort_values("period_end", ignore_index=True),
        levels=levels,
        steps=_steps(rows, levels),
    )


def _months(row: Mapping[str, object]) -> int:
    days = pd.Timestamp(str(row["period_end"])) - pd.Timestamp(str(row["period_start"]))
    return round(days.days / 30.4375)


def _several(row: Mapping[str, object], found: Comparison) -> str:
    """Other figures that the agency gives of the same thing in the period, as written."""
    others = found.others
    alike = others[
        (others["time_period"] == row["time_period"])
        & (others["indicator"] == row["indicator"])
        & (others["kind"] == row["kind"])
        & (others["cumulative"] == row["cumulative"])
        & (others["value"] != row["value"])
    ]
    said = (written.told(row, written.compared(row)) for _, row in alike.iterrows())
    return listed(dict.fromkeys(said))


def _steps(rows: pd.DataFrame, found: Comparison) -> tuple[Step, ...]:
    """Each figure with the one before it: the last of a period as long, else the last."""
    records = as_rows(rows)
    steps = []
    for number, after in enumerate(records[1:], start=1):
        earlier = records[:number]
        alike = [row for row in earlier if _months(row) == _months(after)]
        before = (alike or earlier)[-1]
        pair = found.pair(str(before["observation_id"]), str(after["observation_id"]))
        if pair is not None:
            steps.append(
                _step(before, after, _oriented(pair, str(before["observation_id"])), found)
            )
    return tuple(steps)


def _oriented(pair: Pair, before: str) -> Pair:
    """The pair with the earlier figure on the left, in the reasons too."""
    if pair.left == before:
        return pair
    turned = tuple(one._replace(sides=(one.sides[1], one.sides[0])) for one in pair.reasons)
    return Pair(pair.right, pair.left, pair.verdict, turned)


def _step(
    before: Mapping[str, object], after: Mapping[str, object], pair: Pair, found: Comparison
) -> Step:
    broken = tuple(dict.fromkeys(r.name for r in pair.reasons if r.code in BREAKING))
    why = _obstacle(before, after, pair) or _ambiguous(before, after, found)
    change = None if why else computed(before, after, found)
    return Step(
        str(before["observation_id"]),
        str(after["observation_id"]),
        pair,
        change,
        broken,
        why,
        "" if change or broken else _direction(before, after, pair),
    )


def _obstacle(before: Mapping[str, object], after: Mapping[str, object], pair: Pair) -> str:
    """Why no change is computed between two figures, "" where one is."""
    breaking = [r for r in pair.reasons if r.verdict == INCOMPARABLE or r.code in BREAKING]
    if breaking:
        return say("；").join(dict.fromkeys(reason.text for reason in breaking))
    if before["kind"] != "level":
        return say("{kind}不计算增减", kind=label("kind", str(before["kind"])))
    for row in (before, after):
        if pd.isna(row["figure"]):  # type: ignore[call-overload]
            return str(row["problem"])
    if any(row["figure_low"] != row["figure_high"] for row in (before, after)):
        return say("原文含“超、近、约”等字样，幅度不作计算")
    return ""


def _ambiguous(before: Mapping[str, object], after: Mapping[str, object], found: Comparison) -> str:
    """That a period has several figures and the two are not put in the same words, else ""."""
    if before["measured_property"] == after["measured_property"]:
        return ""
    for row in (before, after):
        if others := _several(row, found):
            period = row["period_text"]
            return say(
                "{period}还写有{others}，所指不一，请看原文后再比", period=period, others=others
            )
    return ""


def _direction(before: Mapping[str, object], after: Mapping[str, object], pair: Pair) -> str:
    """That a figure rose or fell whatever the words allow, "" where that is not certain."""
    if pair.verdict == INCOMPARABLE or "B" in pair.codes or before["kind"] != "level":
        return ""
    first, last = float(str(before["figure"])), float(str(after["figure"]))
    return say("增加") if last > first else say("减少") if last < first else ""


def _signed(value: float, words: str) -> str:
    return f"+{words}" if value > 0 else f"{MINUS}{words}" if value < 0 else words


def _moved(gap: float, size: str) -> str:
    """What became of a figure in words: 增加50件."""
    if not gap:
        return say("没有变化")
    return say("增加{size}", size=size) if gap > 0 else say("减少{size}", size=size)


def computed(
    before: Mapping[str, object], after: Mapping[str, object], found: Comparison
) -> Change:
    """The difference of two figures in one unit; of totals and stocks the share too."""
    first, last = float(str(before["figure"])), float(str(after["figure"]))
    gap = round(last - first, 10)
    percent = amounts.is_percent(found.unit)
    points = say("{gap:.2f}个百分点", gap=abs(gap))
    size = points if percent else amounts.text(abs(gap), found.unit)
    shown = [amounts.text(value, found.unit) for value in (last, first)]
    formula = f"{shown[0]} {MINUS} {shown[1]} = {_signed(gap, size)}"
    words = _moved(gap, size)
    short = _signed(gap, size) if gap else say("持平")
    if gap and first > 0 and not percent and found.indicator.nature in ("flow", "stock"):
        share = _signed(gap, f"{abs(gap) / first * 100:.2f}%")
        words, short = say("{words}（{share}）", words=words, share=share), share
        formula += say("；") + f"{_signed(gap, size)} ÷ {shown[1]} = {share}"
    large = first > 0 and not 0.5 <= last / first <= 2
    return Change(words, short, formula, large)
