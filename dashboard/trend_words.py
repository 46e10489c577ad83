"""What a trend says in words and tables: the finding, the figures, the changes, the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import written
from dashboard.comparison import Reference
from dashboard.evidence import shared_rows
from dashboard.language import listed, say
from dashboard.steps import Step
from dashboard.trend import Trend, last_steps
from dashboard.wording import label, period_text

KEY = "indicator"


def computed_name() -> str:
    """The heading of what was computed here, with its sign."""
    return say("✎计算")


def reported_words(change: Mapping[str, object]) -> str:
    """A change as a report states it: ``上升80.79%``."""
    direction, quote = str(change["direction"]), str(change["quote"])
    said = written.beside(quote, written.amount(change))
    word = label("direction", direction) if direction else ""
    if not word or word in quote:
        return said
    return say("{word}{quote}", word=word, quote=said)


def finding(found: Trend, name: str) -> str:
    """The page in one sentence: the last step, or that there is only one period."""
    indicator = found.indicator.name
    if not found.lines:
        return say("{name}没有公布{indicator}的数值", name=name, indicator=indicator)
    if not found.steps:
        only = found.lines[0]
        return say(
            "{name}{indicator}只有{period}一期：{quote}",
            name=name,
            indicator=indicator,
            period=only["period_text"],
            quote=_figure(only),
        )
    last = found.steps[-1]
    said = say("{name}{indicator}：{seen}", name=name, indicator=indicator, seen=_seen(found, last))
    if last.change:
        return say("{said}，计算得出{change}", said=said, change=last.change.words)
    if last.broken:
        return say("{said}，{broken}有变，不计算增减", said=said, broken=listed(last.broken))
    if last.certain:
        return say("{said}，可以确定{certain}，幅度不作计算", said=said, certain=last.certain)
    return say("{said}，不计算增减", said=said)


def _figure(row: written.Row) -> str:
    """A figure of a trend as written, in English as an amount."""
    return written.told(row, written.compared(row))


def _ends(found: Trend, step: Step) -> tuple[written.Row, written.Row]:
    """The earlier and the later row of a step."""
    rows = {str(row["observation_id"]): row for row in found.lines}
    return rows[step.before], rows[step.after]


def _seen(found: Trend, step: Step) -> str:
    """Both figures of a step as written, with their periods."""
    before, after = _ends(found, step)
    return say(
        "{before}{first}，{after}{last}",
        before=before["period_text"],
        first=_figure(before),
        after=after["period_text"],
        last=_figure(after),
    )


def next_step(found: Trend) -> str:
    """What to do where there are fewer than two periods, in one sentence; "" where there are."""
    if len(found.lines) > 1:
        return ""
    return say("要看趋势，请到“导入”页加入这家机构其他年份的报告；或换一个有两期以上的指标。")


def renamed(found: Trend, step: Step) -> str:
    """That the two reports put the thing in other words, "" where they do not."""
    one, other = (str(row["measured_property"]) for row in _ends(found, step))
    return say("两期写法不同：{one} 对 {other}", one=one, other=other) if one != other else ""


def reported_in(found: Trend, period: str) -> str:
    """What reports say of the change up to a period, "" where they say nothing."""
    rows = (row for row in shared_rows(found.reported) if row["time_period"] == period)
    return say("；").join(map(reported_words, rows))


def shown(found: Trend) -> pd.DataFrame:
    """The figures as their table shows them, oldest first."""
    steps = {step.after: step for step in found.steps}
    names = {line["observation_id"]: line["period_text"] for line in found.lines}
    lines = []
    for row in found.lines:
        step = steps.get(str(row["observation_id"]))
        lines.append(
            {
                say("期间"): row["period_text"],
                say("原文"): row["quote"],
                say("数值"): row["figure_text"],
                say("口径"): row["indicator_name"],
                say("所量之事"): row["measured_property"],
                say("对照前期"): names[step.before] if step else "—",
                say("结论"): _verdict(step),
                computed_name(): step.change.words if step and step.change else "—",
                say("报告写明的变化"): reported_in(found, str(row["time_period"])) or "—",
                say("公式或不计算的理由"): _how(found, step),
            }
        )
    return pd.DataFrame(lines)


def _verdict(step: Step | None) -> str:
    if step is None:
        return "—"
    verdict = label("verdict", step.pair.verdict)
    names = dict.fromkeys(r.name for r in step.pair.reasons)
    return say("{verdict}：{names}", verdict=verdict, names=listed(names)) if names else verdict


def _how(found: Trend, step: Step | None) -> str:
    """The formula, or why nothing is computed, with what to beware of; — for the first figure."""
    if step is None:
        return "—"
    said = step.change.formula if step.change else step.why
    return say("；").join(part for part in (said, cautions(found, step)) if part)


def cautions(found: Trend, step: Step) -> str:
    """What to look at in the source although the verdict allows the comparison, "" for nothing."""
    look = say("变化超过一倍，请核对原文") if step.change and step.change.large else ""
    return say("；").join(part for part in (renamed(found, step), look) if part)


def explained(found: Trend, step: Step) -> list[tuple[str, str]]:
    """A step as (name, text): both figures, what was computed and how, what the report says."""
    before, after = _ends(found, step)
    reported = reported_in(found, str(after["time_period"]))
    rest = [reason.text for reason in step.pair.reasons if reason.text not in step.why]
    notes = [text for text in (*rest, cautions(found, step)) if text]
    pairs = [
        (say("前期"), _placed(before)),
        (say("本期"), _placed(after)),
        (computed_name(), _computed(step)),
        (say("报告写明"), reported or say("报告没有写明变化")),
        (say("注意"), say("；").join(notes)),
    ]
    return [(name, text) for name, text in pairs if text]


def _placed(row: written.Row) -> str:
    """A figure with its period and its indicator: ``2022年：105个（通办大厅数）``."""
    return say(
        "{period}：{quote}（{indicator}）",
        period=row["period_text"],
        quote=written.told_beside(row, written.compared(row)),
        indicator=row["indicator_name"],
    )


def _computed(step: Step) -> str:
    """What was computed and how, or why it was not."""
    if step.change:
        return say("{words}：{formula}", words=step.change.words, formula=step.change.formula)
    if step.certain:
        return say("不计算：{why}，但可以确定{certain}", why=step.why, certain=step.certain)
    return say("不计算：{why}", why=step.why)


def changes_shown(found: Trend) -> pd.DataFrame:
    """The changes that reports state, as their table shows them."""
    rows = found.reported
    said = [reported_words(row) for row in shared_rows(rows)]
    return pd.DataFrame(
        {
            say("期间"): [period_text(period) for period in rows["time_period"]],
            say("报告写明"): said,
            say("指标"): list(rows["indicator_name"]),
            say("原句"): list(rows["sentence"]),
        }
    )


def summary(
    observations: pd.DataFrame,
    agency: str,
    indicators: Sequence[str],
    lookup: Reference | None = None,
) -> pd.DataFrame:
    """The last step of several indicators, a line each: 指标, 前期, 本期, ✎计算, 结论."""
    names = (KEY, say("指标"), say("前期"), say("本期"), computed_name(), say("结论"))
    lines = [
        (
            last.found.about.id,
            last.found.indicator.name,
            _dated(last.before),
            _dated(last.after),
            last.step.change.words if last.step.change else say("不计算"),
            _verdict(last.step),
        )
        for last in last_steps(observations, agency, indicators, lookup)
    ]
    return pd.DataFrame(lines, columns=list(names))


def _dated(row: written.Row) -> str:
    return say("{figure}（{period}）", figure=_figure(row), period=row["period_text"])


def picked(event: Any, lines: pd.DataFrame) -> str:
    """The indicator of the line of the summary that was chosen, "" for none."""
    chosen = event.get("selection", {}).get("rows", []) if event else []
    if not chosen or not 0 <= int(chosen[0]) < len(lines):
        return ""
    return str(lines[KEY].iloc[int(chosen[0])])
