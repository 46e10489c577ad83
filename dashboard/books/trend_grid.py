"""**The table of 对比 over time**: a line a figure, the change from an earlier one as a formula.

A change stands only where ``trend`` computes one; elsewhere the reason stands in its place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from dashboard import amounts, trend_words, written
from dashboard.books.book import Amount, Cell, Grid, Heading, Link
from dashboard.books.comparison_grid import FIRST, absent, difference, figure, judged
from dashboard.books.grid_headings import letter, width_of
from dashboard.evidence import as_rows
from dashboard.language import is_english, say
from dashboard.steps import Step
from dashboard.trend import Trend
from dashboard.wording import label
from dashboard.written import Row


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of a trend on its line, with the step that leads to it and the line before it."""

    found: Trend
    row: Row
    line: int
    step: Step | None = None
    before: int = 0
    first: float = math.nan


def grid(
    trends: Sequence[Trend], own: str = "", names: Mapping[str, str] = MappingProxyType({})
) -> Grid:
    """Figures by periods, oldest first, plans after them; one trend after another.

    ``names`` are the short ones of agencies.
    """
    lines = list(_lines(trends))
    keys = _keys(trends)
    letters = {key: letter(n) for n, key in enumerate(keys)}
    cells = tuple(tuple(_MAKERS[key](one, letters) for key in keys) for one in lines)
    marked = frozenset(n for n, one in enumerate(lines) if own and one.found.agency == own)
    return Grid(
        _headings(keys, lines), cells, _notes(trends, names), marked, keys.index("period") + 1
    )


def _keys(trends: Sequence[Trend]) -> list[str]:
    """The columns: what is the same on every line is told by the title."""
    same = set() if _bounded(trends) else {"low", "high"}
    same |= {"agency"} if len({one.agency for one in trends}) == 1 else set()
    same |= {"indicator"} if len({one.indicator.id for one in trends}) == 1 else set()
    same |= set() if any(len(one.plans) for one in trends) else {"status"}
    return [key for key in _MAKERS if key not in same]


def _bounded(trends: Sequence[Trend]) -> bool:
    """Whether the words of some figure leave room for another value."""
    tables = chain.from_iterable((one.rows, one.plans) for one in trends)
    return any((table["figure_low"] != table["figure_high"]).any() for table in tables)


def _lines(trends: Sequence[Trend]) -> list[Line]:
    """All figures in their order, each with what leads to it."""
    lines: list[Line] = []
    for found in trends:
        steps = {step.after: step for step in found.steps}
        placed: dict[str, Line] = {}
        for row in (*as_rows(found.rows), *as_rows(found.plans)):
            identity, number = str(row["observation_id"]), FIRST + len(lines)
            step = steps.get(identity)
            before = placed.get(step.before) if step else None
            made = Line(found, row, number)
            if step and before:
                first = float(before.row["figure"])
                made = Line(found, row, number, step, before.line, first)
            placed[identity] = made
            lines.append(made)
    return lines


def _headings(keys: Sequence[str], lines: Sequence[Line]) -> tuple[Heading, ...]:
    """What the columns are called and how wide they are."""
    more = 4 if is_english() else 0
    texts = [str(one.row["figure_text"]) for one in lines]
    known = {
        "indicator": (say("指标"), 20),
        "agency": (say("机构"), 20 + more),
        "period": (say("期间"), 15),
        "status": (say("状态"), 9 + more),
        "figure": (say("数值"), width_of(texts, 15 + more)),
        "low": (say("下限"), width_of(texts, 13 + more)),
        "high": (say("上限"), width_of(texts, 13 + more)),
        "unit": (say("单位"), 8 + more),
        "against": (say("对照前期"), 15),
        "change": (say("增减"), width_of([f"-{text}" for text in texts], 15 + more)),
        "share": (say("增减幅度"), 13 + more),
        "how": (say("公式或不计算的理由"), 34),
        "beside": (say("结论"), 28),
        "reported": (say("报告写明的变化"), 18),
        "quote": (say("原文"), 14),
        "meaning": (say("指标口径"), 16),
        "property": (say("所量之事"), 18),
        "flags": (say("标记"), 8 + more),
        "evidence": (say("证据"), 8 + more),
    }
    numbers = ("figure", "low", "high", "change", "share")
    return tuple(Heading(known[key][0], float(known[key][1]), key in numbers) for key in keys)


def _change(one: Line, letters: Mapping[str, str]) -> Cell:
    """The difference from the figure before, between percentages in points."""
    if one.step is None or one.step.change is None:
        return absent()
    column = letters["figure"]
    gap = round(float(one.row["figure"]) - one.first, 10)
    inner = f"{column}{one.line}-{column}{one.before}"
    return difference(gap, str(one.row["unit"]), inner)


def _share(one: Line, letters: Mapping[str, str]) -> Cell:
    """The change as a share of the figure before, of totals and stocks."""
    unit, nature = str(one.row["unit"]), one.found.indicator.nature
    counted = nature in ("flow", "stock") and not amounts.is_percent(unit)
    if one.step is None or one.step.change is None or not counted or not one.first > 0:
        return absent()
    column = letters["figure"]
    share = round((float(one.row["figure"]) / one.first - 1) * 100, 10)
    return Amount(share, "%", formula=f"={column}{one.line}/{column}{one.before}-1")


def _how(one: Line, letters: Mapping[str, str]) -> str:
    """The change in words with its figures, or why there is none."""
    if one.step is None:
        return absent()
    said = one.step.change.formula if one.step.change else one.step.why
    if one.step.certain:
        said = say("不计算：{why}，但可以确定{certain}", why=said, certain=one.step.certain)
    parts = (said, trend_words.cautions(one.found, one.step))
    return say("；").join(part for part in parts if part)


def _against(one: Line, letters: Mapping[str, str]) -> str:
    """The period of the figure before, — for the first."""
    if one.step is None:
        return "—"
    rows = one.found.rows
    return str(rows.loc[rows["observation_id"] == one.step.before, "period_text"].iloc[0])


def _bound(one: Line, name: str) -> Cell:
    value = float(one.row[name])
    if math.isnan(value):
        return absent()
    return Amount(value, str(one.row["unit"])) if math.isfinite(value) else amounts.text(None)


def _reported(one: Line, letters: Mapping[str, str]) -> str:
    """What the report itself says of a change in the period."""
    if one.row["obs_status"] != "actual":
        return absent()
    return trend_words.reported_in(one.found, str(one.row["time_period"])) or say("未写明")


_MAKERS: Mapping[str, Callable[[Line, Mapping[str, str]], Cell]] = {
    "indicator": lambda one, _: written.opened(one.found.indicator.name),
    "agency": lambda one, _: one.found.agency or say("机构不明"),
    "period": lambda one, _: str(one.row["period_text"]),
    "status": lambda one, _: label("status", str(one.row["obs_status"])),
    "figure": lambda one, _: figure(one.row),
    "low": lambda one, _: _bound(one, "figure_low"),
    "high": lambda one, _: _bound(one, "figure_high"),
    "unit": lambda one, _: written.unit_name(str(one.row["unit"])) or say("未写明"),
    "against": _against,
    "change": _change,
    "share": _share,
    "how": _how,
    "beside": lambda one, _: judged(one.step.pair) if one.step else "—",
    "reported": _reported,
    "quote": lambda one, _: str(one.row["quote"]),
    "meaning": lambda one, _: written.opened(str(one.row["indicator_name"])),
    "property": lambda one, _: str(one.row["measured_property"]) or say("未写明"),
    "flags": lambda one, _: str(one.row["flags"]) or "—",
    "evidence": lambda one, _: Link(str(one.row["observation_id"])),
}


def _notes(trends: Sequence[Trend], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What each trend says in one sentence, and that changes stated elsewhere are not these."""
    said = tuple(
        (
            written.opened(one.indicator.name),
            trend_words.finding(one, names.get(one.agency, one.agency)),
        )
        for one in trends
    )
    told = say(
        "“增减”和“增减幅度”由本表计算，改动数值后自动重算；报告写明的变化另列一栏，两者不混用。"
    )
    return (*said, (say("说明"), told))
