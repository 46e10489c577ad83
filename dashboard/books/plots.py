"""**What 图表 draws**: a comparison or a trend as plots, one for each group that shares an axis."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from dashboard import amounts, chart_words, trend_words, written
from dashboard.books.book import Amount, Plot
from dashboard.charts import NEAR_FULL
from dashboard.comparison import Comparison
from dashboard.evidence import as_rows
from dashboard.language import listed, say
from dashboard.trend import Trend
from dashboard.verdicts import INCOMPARABLE
from dashboard.written import Row


def of(found: Comparison, own: str = "", together: bool = False) -> tuple[Plot, ...]:
    """A comparison as plots: what may not share an axis stands apart, unless asked otherwise."""
    drawn = found.rows[found.rows["figure"].notna()]
    groups: Sequence[tuple[str, ...]] = found.panels
    if together:
        groups = (tuple(drawn["observation_id"]),)
    tables = [drawn[drawn["observation_id"].isin(group)] for group in groups]
    tables = [rows for rows in tables if len(rows)]
    return tuple(_panel(found, rows, own, len(tables) > 1) for rows in tables)


def _panel(found: Comparison, rows: pd.DataFrame, own: str, one_of_several: bool) -> Plot:
    """The plot of some rows of a comparison; one of several says what its rows share."""
    records = as_rows(rows)
    mine = frozenset(n for n, row in enumerate(records) if own and row["agency"] == own)
    named = chart_words.subtitle(found.indicator.name, found.unit)
    if one_of_several:
        named = written.joined((named, chart_words.heading(rows)))
    return Plot(
        title=found.finding,
        subtitle=named,
        unit=found.unit,
        labels=tuple(_named(row, found.period, own) for row in records),
        amounts=tuple(_amount(row) for row in records),
        lows=tuple(float(row["figure_low"]) for row in records),
        highs=tuple(float(row["figure_high"]) for row in records),
        shape="dot" if near_full(rows, found.unit) else "bar",
        own=mine,
        quiet=not mine and own in set(found.rows["agency"]),
        source=_source(found, rows),
    )


def _source(found: Comparison, rows: pd.DataFrame) -> str:
    """Whose reports, and how to read the marks."""
    agencies = listed(dict.fromkeys(rows["agency"]))
    notes = say("；").join((*_read(rows), *_undrawn(found)))
    if not notes:
        return say("来源：{agencies}工作报告。", agencies=agencies)
    return say("来源：{agencies}工作报告。{notes}。", agencies=agencies, notes=notes)


def _read(rows: pd.DataFrame) -> list[str]:
    """How to read bounds, where there are any."""
    low, high = rows["figure_low"], rows["figure_high"]
    notes = []
    if low.map(math.isinf).any() or high.map(math.isinf).any():
        notes.append(say("“超、近、以上、以内”等字样表示原文只给出一端"))
    if (low.map(math.isfinite) & high.map(math.isfinite) & (low != high)).any():
        notes.append(say("横线段表示“约、余、近”所允许的范围"))
    return notes


def _undrawn(found: Comparison) -> list[str]:
    """Which figures of the comparison are not drawn, and why."""
    undrawn = as_rows(found.rows[found.rows["figure"].isna()])
    return [
        say("{name}未画出：{problem}", name=row["label"], problem=row["problem"]) for row in undrawn
    ]


def near_full(rows: pd.DataFrame, unit: str) -> bool:
    """Whether the figures are rates near 100%, whose axis does not begin at zero."""
    names = ("figure", "figure_low", "figure_high")
    numbers = [value for name in names for value in rows[name] if math.isfinite(value)]
    return amounts.is_percent(unit) and min(numbers) >= NEAR_FULL and max(numbers) <= 100


def _amount(row: Row) -> Amount:
    words = (str(row["before"]), str(row["after"]))
    observation = str(row["observation_id"])
    return Amount(float(row["figure"]), str(row["unit"]), *words, observation=observation)


def _named(row: Row, period: str, own: str) -> str:
    """Who a mark stands for, with what sets it apart: 龙岗区（2022年上半年，累计）."""
    marks = [say("本单位")] if own and row["agency"] == own else []
    marks += written.marks(row, period)
    marks += [say("经换算")] if row["computed"] else []
    name = str(row["label"])
    return say("{name}（{note}）", name=name, note=written.joined(marks)) if marks else name


def of_trends(trends: Sequence[Trend], names: Mapping[str, str]) -> tuple[Plot, ...]:
    """Trends as plots; the last one's source names what no plot shows.

    ``names`` are the short ones of agencies.
    """
    drawn: list[Plot] = []
    lost: list[str] = []
    for one in trends:
        name = names.get(one.agency, one.agency)
        found = over_time(one, name)
        drawn += found
        if not found and (why := _apart(one)):
            lost.append(say("{name}：{text}", name=name, text=why))
    if drawn and lost:
        told = say("{source}{notes}。", source=drawn[-1].source, notes=say("；").join(lost))
        drawn[-1] = replace(drawn[-1], source=told)
    return tuple(drawn)


def over_time(found: Trend, name: str = "") -> tuple[Plot, ...]:
    """A trend as plots by period, each of figures that may stand side by side.

    Figures are joined by a line where each change between them was computed, else they are
    bars. ``name`` is what the agency is called, its own name where none is given.
    """
    drawn = found.rows[found.rows["figure"].notna()]
    groups = _stretches(found, [str(one) for one in drawn["observation_id"]])
    tables = [drawn[drawn["observation_id"].isin(group)] for group in groups]
    title = trend_words.finding(found, name or found.agency)
    drawn_plots = tuple(_stretch(found, rows, title) for rows in tables)
    if undrawn := _apart(found):
        return tuple(
            replace(plot, source=say("{source}{notes}。", source=plot.source, notes=undrawn))
            for plot in drawn_plots
        )
    return drawn_plots


def _apart(found: Trend) -> str:
    """Which figures of a trend are not drawn, and why: they do not convert, or are plans."""
    lost = as_rows(found.rows[found.rows["figure"].isna()])
    told = [
        say("{name}未画出：{problem}", name=row["period_text"], problem=row["problem"])
        for row in lost
    ]
    if plans := [str(row["period_text"]) for row in as_rows(found.plans)]:
        told.append(say("计划数未画出：{periods}", periods=listed(plans)))
    return say("；").join(told)


def _stretches(found: Trend, drawn: Sequence[str]) -> list[list[str]]:
    """The figures in groups, one group where steps lead from each to the next and nothing broke."""
    groups = {identity: [identity] for identity in drawn}
    for step in found.steps:
        apart = step.broken or step.pair.verdict == INCOMPARABLE
        if apart or step.before not in groups or step.after not in groups:
            continue
        one, other = groups[step.before], groups[step.after]
        if one is not other:
            one.extend(other)
            groups.update(dict.fromkeys(other, one))
    return list({id(group): group for group in groups.values()}.values())


def _stretch(found: Trend, rows: pd.DataFrame, title: str) -> Plot:
    """The plot of figures between which nothing broke, oldest first."""
    records, within = as_rows(rows), set(rows["observation_id"])
    steps = [step for step in found.steps if {step.before, step.after} <= within]
    joined = len(records) > 1 and len(steps) >= len(records) - 1
    line = joined and all(step.change for step in steps)
    notes = say("；").join(_read(rows))
    source = say("来源：{agencies}工作报告。", agencies=found.agency)
    if notes:
        source = say("来源：{agencies}工作报告。{notes}。", agencies=found.agency, notes=notes)
    return Plot(
        title=title,
        subtitle=chart_words.subtitle(found.indicator.name, found.unit),
        unit=found.unit,
        labels=_periods(records),
        amounts=tuple(_amount(row) for row in records),
        lows=tuple(float(row["figure_low"]) for row in records),
        highs=tuple(float(row["figure_high"]) for row in records),
        shape="line" if line else "dot" if near_full(rows, found.unit) else "bar",
        source=source,
    )


def _periods(records: Sequence[Row]) -> tuple[str, ...]:
    """The periods of figures, with what sets a figure apart."""
    return tuple(
        written.joined((str(row["period_text"]), *written.marks(row, str(row["time_period"]))))
        for row in records
    )
