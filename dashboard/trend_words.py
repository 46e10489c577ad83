"""What a trend says in words and tables: the finding, the figures, the changes, the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.comparison import Reference
from dashboard.trend import Step, Trend, trend
from dashboard.wording import label, period_text

COMPUTED = "✎计算"
KEY = "indicator"


def reported_words(change: Mapping[str, object]) -> str:
    """A change as a report states it: ``上升80.79%``."""
    direction, quote = str(change["direction"]), str(change["quote"])
    word = label("direction", direction) if direction else ""
    return quote if not word or word in quote else f"{word}{quote}"


def finding(found: Trend, name: str) -> str:
    """The page in one sentence: the last step, or that there is only one period."""
    about = f"{name}{found.indicator.name}"
    if found.rows.empty:
        return f"{name}没有公布{found.indicator.name}的数值"
    if not found.steps:
        only = found.rows.iloc[0]
        return f"{about}只有{only['period_text']}一期：{only['quote']}"
    rows = found.rows.set_index("observation_id")
    last = found.steps[-1]
    before, after = rows.loc[last.before], rows.loc[last.after]
    seen = f"{before['period_text']}{before['quote']}，{after['period_text']}{after['quote']}"
    if last.change:
        return f"{about}：{seen}，计算得出{last.change.words}"
    if last.broken:
        return f"{about}：{seen}，{'、'.join(last.broken)}有变，不计算增减"
    if last.certain:
        return f"{about}：{seen}，可以确定{last.certain}，幅度不作计算"
    return f"{about}：{seen}，不计算增减"


def next_step(found: Trend) -> str:
    """What to do where there are fewer than two periods, in one sentence; "" where there are."""
    if len(found.rows) > 1:
        return ""
    return (
        "要看趋势，请在命令行运行 duibiao extract 加入这家机构其他年份的报告，"
        "再刷新本页；或换一个有两期以上的指标。"
    )


def renamed(found: Trend, step: Step) -> str:
    """That the two reports put the thing in other words, "" where they do not."""
    rows = found.rows.set_index("observation_id")["measured_property"]
    one, other = str(rows[step.before]), str(rows[step.after])
    return f"两期写法不同：{one} 对 {other}" if one != other else ""


def reported_in(found: Trend, period: str) -> str:
    """What reports say of the change up to a period, "" where they say nothing."""
    rows = found.reported[found.reported["time_period"] == period]
    return "；".join(reported_words({str(k): v for k, v in r.items()}) for _, r in rows.iterrows())


def shown(found: Trend) -> pd.DataFrame:
    """The figures as their table shows them, oldest first, in Chinese."""
    steps = {step.after: step for step in found.steps}
    names = dict(zip(found.rows["observation_id"], found.rows["period_text"], strict=True))
    lines = []
    for _, row in found.rows.iterrows():
        step = steps.get(str(row["observation_id"]))
        lines.append(
            {
                "期间": row["period_text"],
                "原文": row["quote"],
                "数值": row["figure_text"],
                "口径": row["indicator_name"],
                "所量之事": row["measured_property"],
                "对照前期": names[step.before] if step else "—",
                "结论": _verdict(step),
                COMPUTED: step.change.words if step and step.change else "—",
                "报告写明的变化": reported_in(found, str(row["time_period"])) or "—",
                "公式或不计算的理由": _how(found, step),
            }
        )
    return pd.DataFrame(lines)


def _verdict(step: Step | None) -> str:
    if step is None:
        return "—"
    names = dict.fromkeys(r.name for r in step.pair.reasons)
    return f"{step.pair.verdict}：{'、'.join(names)}" if names else step.pair.verdict


def _how(found: Trend, step: Step | None) -> str:
    """The formula, or why nothing is computed, with what to beware of; — for the first figure."""
    if step is None:
        return "—"
    said = step.change.formula if step.change else step.why
    return "；".join(part for part in (said, cautions(found, step)) if part)


def cautions(found: Trend, step: Step) -> str:
    """What to look at in the source although the verdict allows the comparison, "" for nothing."""
    look = "变化超过一倍，请核对原文" if step.change and step.change.large else ""
    return "；".join(part for part in (renamed(found, step), look) if part)


def explained(found: Trend, step: Step) -> list[tuple[str, str]]:
    """A step as (name, text): both figures, what was computed and how, what the report says."""
    rows = found.rows.set_index("observation_id")
    before, after = rows.loc[step.before], rows.loc[step.after]
    why = step.why + (f"，但可以确定{step.certain}" if step.certain else "")
    reported = reported_in(found, str(after["time_period"]))
    rest = [reason.text for reason in step.pair.reasons if reason.text not in step.why]
    pairs = [
        ("前期", f"{before['period_text']}：{before['quote']}（{before['indicator_name']}）"),
        ("本期", f"{after['period_text']}：{after['quote']}（{after['indicator_name']}）"),
        (
            COMPUTED,
            f"{step.change.words}：{step.change.formula}" if step.change else f"不计算：{why}",
        ),
        ("报告写明", reported or "报告没有写明变化"),
        ("注意", "；".join([*rest, cautions(found, step)])),
    ]
    return [(name, text.rstrip("；")) for name, text in pairs if text.rstrip("；")]


def changes_shown(found: Trend) -> pd.DataFrame:
    """The changes that reports state, as their table shows them."""
    rows = found.reported
    said = [reported_words({str(k): v for k, v in row.items()}) for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            "期间": [period_text(period) for period in rows["time_period"]],
            "报告写明": said,
            "指标": list(rows["indicator_name"]),
            "原句": list(rows["sentence"]),
        }
    )


def summary(
    observations: pd.DataFrame,
    agency: str,
    indicators: Sequence[str],
    lookup: Reference | None = None,
) -> pd.DataFrame:
    """The last step of several indicators, a line each: 指标, 前期, 本期, ✎计算, 结论."""
    lines = []
    for indicator in indicators:
        found = trend(observations, agency, indicator, lookup)
        if not found.steps:
            continue
        rows = found.rows.set_index("observation_id")
        step = found.steps[-1]
        before, after = rows.loc[step.before], rows.loc[step.after]
        lines.append(
            {
                KEY: indicator,
                "指标": found.indicator.name,
                "前期": f"{before['quote']}（{before['period_text']}）",
                "本期": f"{after['quote']}（{after['period_text']}）",
                COMPUTED: step.change.words if step.change else "不计算",
                "结论": _verdict(step),
            }
        )
    names = (KEY, "指标", "前期", "本期", COMPUTED, "结论")
    return pd.DataFrame(lines, columns=list(names))


def picked(event: Any, lines: pd.DataFrame) -> str:
    """The indicator of the line of the summary that was chosen, "" for none."""
    chosen = event.get("selection", {}).get("rows", []) if event else []
    if not chosen or not 0 <= int(chosen[0]) < len(lines):
        return ""
    return str(lines[KEY].iloc[int(chosen[0])])
