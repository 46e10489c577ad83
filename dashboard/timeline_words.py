"""What a drawn trend says: the words at its marks, its axis, and how to read the marks."""

from __future__ import annotations

import math

from dashboard import amounts, written
from dashboard.language import say
from dashboard.trend import Trend


def _figure(row: written.Row) -> str:
    return written.told(row, written.compared(row))


def plan_words(row: written.Row) -> str:
    """The words at a target: ``计划420项``."""
    return say("计划{quote}", quote=_figure(row))


def mark_words(row: written.Row) -> str:
    """The words at a mark: the figure, and that it runs since launch where it does."""
    figure = f"<b>{_figure(row)}</b>"
    return say("{figure}（累计）", figure=figure) if row["cumulative"] else figure


def hover(row: written.Row) -> str:
    """What a mark tells of itself under the pointer."""
    lines = (
        f"<b>{row['period_text']}</b>",
        say("原文：{quote}", quote=row["quote"]),
        say("数值：{figure}", figure=row["figure_text"]),
        say("指标：{name}", name=row["indicator_name"]),
        say("所量之事：{property}", property=row["measured_property"]),
    )
    return "<br>".join(lines) + "<extra></extra>"


def axis_title(low: float, unit: str) -> str:
    """The unit, and where the axis begins unless that is zero."""
    shown = written.unit_name(unit) or say("未写明")
    if low <= 0:
        return say("单位：{unit}", unit=shown)
    return say("单位：{unit}（自{start}起）", unit=shown, start=amounts.tick_text(low, unit))


def notes(found: Trend) -> list[str]:
    """How to read the marks that occur."""
    stock = found.indicator.nature == "stock"
    said = [say("圆点为时点数") if stock else say("粗线为数字所覆盖的期间")]
    if any(step.change for step in found.steps):
        said.append(say("灰色虚线与“计算”为本系统换算得出，非报告公布"))
    if any(step.broken for step in found.steps):
        said.append(say("橙色竖线表示自该期起口径、单位、累计或层级有变，前后不相连"))
    if any(math.isinf(value) for value in _bounds(found)):
        said.append(say("虚线箭头表示原文只给出一端（超、以上、以内）"))
    if found.planned:
        said.append(say("空心菱形为计划数"))
    for row in found.lines:
        if not math.isnan(row["figure"]):
            continue
        what, why = row["period_text"], row["problem"]
        said.append(say("{what}未画出：{why}", what=what, why=why))
    return said


def _bounds(found: Trend) -> list[float]:
    """What the words of the figures allow at most and at least."""
    return [row[name] for row in found.lines for name in ("figure_low", "figure_high")]
