"""**Steps**: what changed between two figures of one agency, or why that is not computed.

A change is computed only where the verdict on the two figures allows it, both are exact, and
the definition is the same; a break in it is named instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import amounts, written
from dashboard.comparison import Comparison
from dashboard.language import listed, say
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


def _months(row: Mapping[str, Any]) -> int:
    """How long a period is."""
    days: int = (row["period_end"] - row["period_start"]).days
    return round(days / 30.4375)


def foregoing(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Which of some rows, oldest first, the last one stands beside.

    The last of a period as long, else the last of all the others.
    """
    *earlier, after = rows
    months = _months(after)
    return next((row for row in reversed(earlier) if _months(row) == months), earlier[-1])


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


def steps_of(rows: Sequence[Mapping[str, Any]], found: Comparison) -> tuple[Step, ...]:
    """Each figure of a comparison over periods, oldest first, with the one before it."""
    steps = []
    for number, after in enumerate(rows[1:], start=2):
        before = foregoing(rows[:number])
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
    change = None if why else _computed(before, after, found)
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


def _computed(
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
