"""What a comparison says in words: the finding for the title, one sentence to copy, why no rank."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard import amounts
from dashboard.taxonomy import Indicator
from dashboard.verdicts import INCOMPARABLE, Reason
from dashboard.wording import period_text


@dataclass(frozen=True, slots=True)
class Standing:
    """What the words are about: indicator, period, unit, ordered rows, and the verdict."""

    indicator: Indicator
    period: str
    unit: str
    rows: pd.DataFrame
    ranked: bool
    verdict: str
    reasons: tuple[Reason, ...]


def _figure(row: pd.Series, period: str) -> str:
    """``龙岗区（2022年上半年，累计）127113件``: the figure as written, what differs in brackets."""
    marks = []
    if row["time_period"] != period and row["period_text"] not in str(row["label"]):
        marks.append(str(row["period_text"]))
    if row["cumulative"]:
        marks.append("累计")
    if row["obs_status"] == "target":
        marks.append("计划")
    shown = f"{row['figure_text']}（换算）" if row["computed"] else str(row["quote"])
    return f"{row['label']}{'（' + '，'.join(marks) + '）' if marks else ''}{shown}"


def _subject(standing: Standing) -> str:
    period = period_text(standing.period) if standing.period else ""
    return f"{period}{standing.indicator.name}"


def _words_for(indicator: Indicator) -> tuple[str, str]:
    """What the first and the last of a rank are called: 最多 and 最少, 最短 and 最长 …"""
    counted, timed = ("最多", "最少"), ("最长", "最短")
    high, low = {"flow": counted, "stock": counted, "duration": timed}.get(
        indicator.nature, ("最高", "最低")
    )
    return (low, high) if indicator.polarity == "good_low" else (high, low)


def finding(standing: Standing) -> str:
    """The title of the chart: who leads where there is a rank, else that there is none."""
    rows = standing.rows
    if rows.empty:
        return f"没有机构公布{standing.indicator.name}"
    if len(rows) == 1:
        return (
            f"只有{rows.iloc[0]['label']}公布了{standing.indicator.name}：{rows.iloc[0]['quote']}"
        )
    if not standing.ranked:
        can = "不能直接比较" if standing.verdict == INCOMPARABLE else "不宜排名"
        return f"{len(rows)}家机构公布了{standing.indicator.name}，{can}"
    first, last = rows.iloc[0], rows.iloc[-1]
    if first["figure"] == last["figure"]:
        return f"{_subject(standing)}：{len(rows)}家相同，均为{first['figure_text']}"
    first_word, _ = _words_for(standing.indicator)
    return f"{_subject(standing)}：{first['label']}{first_word}，为{first['quote']}"


def _exact(standing: Standing) -> bool:
    """Whether every figure is an exact number, so that gaps and a median can be told."""
    return bool((standing.rows["figure_low"] == standing.rows["figure_high"]).all())


def _gap(standing: Standing) -> str:
    """Who is first and last, with gap and median where every figure is exact."""
    figures = standing.rows["figure"]
    first, last = standing.rows.iloc[0]["label"], standing.rows.iloc[-1]["label"]
    if figures.iloc[0] == figures.iloc[-1]:
        return "各家相同。"
    first_word, last_word = _words_for(standing.indicator)
    ends = f"{first}{first_word}，{last}{last_word}"
    if not _exact(standing):
        return f"{ends}（原文含“超、近、约”等字样，差距不作计算）。"
    gap = abs(float(figures.iloc[0]) - float(figures.iloc[-1]))
    unit = "个百分点" if amounts.is_percent(standing.unit) else standing.unit
    shown = f"{gap:.2f}{unit}" if amounts.is_percent(standing.unit) else amounts.text(gap, unit)
    middle = amounts.text(float(figures.median()), standing.unit)
    return f"{ends}，相差{shown}，中位数{middle}。"


def sentence(standing: Standing) -> str:
    """One Chinese sentence ready to paste, with every figure as written and the verdict."""
    if standing.rows.empty:
        return f"{finding(standing)}。"
    parts = "，".join(_figure(row, standing.period) for _, row in standing.rows.iterrows())
    said = f"{_subject(standing)}：{parts}。"
    if len(standing.rows) == 1:
        return said
    return said + (_gap(standing) if standing.ranked else why_unranked(standing))


def why_unranked(standing: Standing) -> str:
    """Why there is no rank, in one sentence with the worst reasons; "" where there is one."""
    if standing.ranked:
        return ""
    if len(standing.rows) < 2:
        return "不足两家，不排名。"
    worst = (r for r in standing.reasons if r.verdict == standing.verdict)
    why = "；".join(dict.fromkeys(f"{reason.name}：{reason.clause}" for reason in worst))
    if not why:
        return "所比的不是各家的数值，不另排名。"
    return f"结论为“{standing.verdict}”，不排名（{why}）。"
