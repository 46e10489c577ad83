"""The words of a chart: who stands at a mark, its box, heading, axis, source and notes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from dashboard import amounts, written
from dashboard.comparison import Comparison
from dashboard.evidence import shared_rows
from dashboard.language import is_english, listed, say
from dashboard.wording import label, wrapped

LINE = 9  # characters of a line beside a mark


def names(rows: pd.DataFrame, period: str) -> list[str]:
    """Two lines for each mark: who (and which period), and the figure as written."""
    made = []
    for row in shared_rows(rows):
        who = wrapped(str(row["label"]), LINE)
        if marks := written.marks(row, period):
            who += f"<br>{wrapped(written.joined(marks), LINE)}"
        made.append(f"{who}<br><b>{_shown(row)}</b>")
    return made


def _shown(row: written.Row) -> str:
    """The figure as written, in English its amount; what was computed says so."""
    if not row["computed"]:
        told = written.told(row, written.compared(row))
        return wrapped(told, LINE) if is_english() else told
    unit = "%" if amounts.is_percent(str(row["unit"])) else ""
    figure = amounts.text(row["figure"], unit, row["before"], row["after"])
    return say("{figure}（换算）", figure=figure)


def lines(names: Sequence[str]) -> int:
    """The most lines that a mark's name has."""
    return max((name.count("<br>") + 1 for name in names), default=1)


def ticks(values: Sequence[float], unit: str) -> list[str]:
    """The texts of an axis, in English with the scale word on a line of its own."""
    return [text.replace(" ", "<br>") for text in amounts.tick_texts(values, unit)]


def hover(rows: pd.DataFrame) -> list[str]:
    """The box beside each mark."""
    return ["<br>".join(_told(row)) + "<extra></extra>" for row in shared_rows(rows)]


def _told(row: written.Row) -> list[str]:
    """The lines of the box beside a mark."""
    lines = [
        f"<b>{row['label']}</b> {row['period_text']}",
        say("原文：{quote}", quote=row["quote"]),
        say("数值：{figure}", figure=row["figure_text"]),
        say("指标：{name}", name=row["indicator_name"]),
    ]
    return lines + ([say("换算：{formula}", formula=row["formula"])] if row["computed"] else [])


def heading(rows: pd.DataFrame) -> str:
    """What the rows of a panel share: level, period, cumulative or plan."""
    words = []
    for name, group in (("area_level", "level"), ("kind", "kind")):
        values = set(rows[name])
        if len(values) == 1 and not (name == "kind" and values == {"level"}):
            words.append(label(group, values.pop()))
    periods = list(dict.fromkeys(rows["period_text"]))
    words.append(listed(periods) if len(periods) <= 2 else say("各期"))
    if rows["cumulative"].all():
        words.append(label("cumulative", "True"))
    if (rows["obs_status"] == "target").all():
        words.append(label("status", "target"))
    return written.opened(" · ".join(word for word in words if word))


def axis_title(unit: str, first: float | None) -> str:
    """The unit, and the ``first`` tick of an axis that does not begin at zero."""
    named = written.unit_name(unit) or say("未写明")
    if first is None:
        return say("单位：{unit}", unit=named)
    begin = amounts.tick_text(first, unit)
    return say("单位：{unit}（坐标轴自{first}起）", unit=named, first=begin)


def _notes(comparison: Comparison) -> str:
    """How to read the marks that occur: open ends, whiskers, what is not drawn."""
    rows = comparison.rows
    notes = []
    if any(math.isinf(value) for value in [*rows["figure_low"], *rows["figure_high"]]):
        notes.append(say("虚线箭头表示原文只给出一端（超、以上、以内）"))
    finite = rows["figure_low"].abs().lt(math.inf) & rows["figure_high"].abs().lt(math.inf)
    if (finite & (rows["figure_low"] != rows["figure_high"])).any():
        notes.append(say("横线段表示“约、余、近”所允许的范围"))
    for row in shared_rows(rows[rows["figure"].isna()]):
        notes.append(say("{name}未画出：{problem}", name=row["label"], problem=row["problem"]))
    return say("；").join(notes)


def source(comparison: Comparison) -> str:
    """Whose reports, and how to read the marks."""
    agencies = listed(dict.fromkeys(comparison.rows["agency"]))
    notes = _notes(comparison)
    if not notes:
        return say("来源：{agencies}工作报告。", agencies=agencies)
    return say("来源：{agencies}工作报告。{notes}。", agencies=agencies, notes=notes)


def subtitle(name: str, unit: str) -> str:
    """What is drawn, in which unit: 满意率，单位：%."""
    if not unit:
        return written.opened(name)
    return written.opened(say("{name}，单位：{unit}", name=name, unit=written.unit_name(unit)))


def settings() -> dict[str, object]:
    """What plotly is told about every chart: no bar of tools, its words in the session's tongue."""
    return {"displayModeBar": False, "locale": "en" if is_english() else "zh-CN"}
