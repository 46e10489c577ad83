"""What a comparison says in words: the finding for the title, one sentence to copy, why no rank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import pandas as pd

from dashboard import amounts, written
from dashboard.evidence import shared_rows
from dashboard.language import is_english, say
from dashboard.taxonomy import Indicator
from dashboard.verdicts import INCOMPARABLE, Reason
from dashboard.wording import label, period_text


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


def _figure(row: written.Row, period: str) -> str:
    """``龙岗区（2022年上半年，累计）127113件``: the figure as written, what differs in brackets."""
    figure = written.shown(row)
    if marks := written.joined(written.marks(row, period)):
        return say("{name}（{marks}）{figure}", name=row["label"], marks=marks, figure=figure)
    return say("{name}{figure}", name=row["label"], figure=figure)


def _subject(standing: Standing) -> str:
    """What is compared, and when: 2022年满意率."""
    name = standing.indicator.name
    if not standing.period:
        return name
    return say("{period}{name}", period=period_text(standing.period), name=name)


def _words_for(indicator: Indicator) -> tuple[str, str]:
    """What the first and the last of a rank are called: 最多 and 最少, 最短 and 最长 …"""
    counted, timed = (say("最多"), say("最少")), (say("最长"), say("最短"))
    high, low = {"flow": counted, "stock": counted, "duration": timed}.get(
        indicator.nature, (say("最高"), say("最低"))
    )
    return (low, high) if indicator.polarity == "good_low" else (high, low)


def finding(standing: Standing) -> str:
    """The title of the chart: who leads where there is a rank, else that there is none."""
    rows, name = standing.rows, standing.indicator.name
    if rows.empty:
        return written.opened(say("没有机构公布{name}", name=name))
    if len(rows) == 1:
        return _only(rows.iloc[0], name)
    return written.opened(_leading(standing) if standing.ranked else _unranked(standing))


def _only(row: written.Row, name: str) -> str:
    """Who alone has a figure."""
    facts = {"agency": row["label"], "name": name, "figure": _plainly(row)}
    return written.opened(say("只有{agency}公布了{name}：{figure}", **facts))


def _plainly(row: written.Row) -> str:
    """The figure as a title shows it: as written, in English its amount."""
    if row["computed"]:
        return written.shown(row)
    return written.told(row, written.compared(row))


def _unranked(standing: Standing) -> str:
    """How many have a figure, and that there is no rank."""
    facts = {"n": len(standing.rows), "name": standing.indicator.name}
    if standing.verdict == INCOMPARABLE:
        return say("{n}家机构公布了{name}，不能直接比较", **facts)
    return say("{n}家机构公布了{name}，不宜排名", **facts)


def _leading(standing: Standing) -> str:
    """Who is first."""
    rows, subject = standing.rows, _subject(standing)
    first, last = rows.iloc[0], rows.iloc[-1]
    if first["figure"] == last["figure"]:
        n, figure = len(rows), first["figure_text"]
        return say("{subject}：{n}家相同，均为{figure}", subject=subject, n=n, figure=figure)
    return say(
        "{subject}：{agency}{most}，为{figure}",
        subject=subject,
        agency=first["label"],
        most=_words_for(standing.indicator)[0],
        figure=_plainly(first),
    )


def _exact(standing: Standing) -> bool:
    """Whether every figure is an exact number, so that gaps and a median can be told."""
    return bool((standing.rows["figure_low"] == standing.rows["figure_high"]).all())


def _ends(standing: Standing) -> dict[str, object]:
    """Who is first and last, and what that is called."""
    most, least = _words_for(standing.indicator)
    rows = standing.rows
    first, last = rows.iloc[0]["label"], rows.iloc[-1]["label"]
    return {"first": first, "most": most, "last": last, "least": least}


def _difference(gap: float, unit: str) -> str:
    """A gap in its unit, between percentages in points."""
    if amounts.is_percent(unit):
        return say("{gap:.2f}个百分点", gap=gap)
    return amounts.text(gap, unit)


def _gap(standing: Standing) -> str:
    """Who is first and last, with gap and median where every figure is exact."""
    figures, unit = standing.rows["figure"], standing.unit
    if figures.iloc[0] == figures.iloc[-1]:
        return say("各家相同。")
    ends = _ends(standing)
    if not _exact(standing):
        return say(
            "{first}{most}，{last}{least}（原文含“超、近、约”等字样，差距不作计算）。", **ends
        )
    return say(
        "{first}{most}，{last}{least}，相差{gap}，中位数{middle}。",
        **ends,
        gap=_difference(abs(float(figures.iloc[0]) - float(figures.iloc[-1])), unit),
        middle=amounts.text(float(figures.median()), unit),
    )


def _said(standing: Standing) -> str:
    """Every figure beside the agency that states it."""
    parts = [_figure(row, standing.period) for row in shared_rows(standing.rows)]
    figures = reduce(_and, parts)
    said = say("{subject}：{figures}。", subject=_subject(standing), figures=figures)
    return written.opened(said)


def _and(figures: str, figure: str) -> str:
    """One figure after others; English parts them further, for its names have commas."""
    return say("{figures}，{figure}", figures=figures, figure=figure)


def sentence(standing: Standing) -> str:
    """One sentence ready to paste, with every figure as written and the verdict."""
    if standing.rows.empty:
        return say("{finding}。", finding=finding(standing))
    said = _said(standing)
    if len(standing.rows) == 1:
        return said
    rest = _gap(standing) if standing.ranked else why_unranked(standing)
    return f"{said} {rest}" if is_english() else said + rest


def why_unranked(standing: Standing) -> str:
    """Why there is no rank, in one sentence with the worst reasons; "" where there is one."""
    if standing.ranked:
        return ""
    if len(standing.rows) < 2:
        return say("不足两家，不排名。")
    if not (why := _worst(standing)):
        return say("所比的不是各家的数值，不另排名。")
    verdict = label("verdict", standing.verdict)
    return say("结论为“{verdict}”，不排名（{why}）。", verdict=verdict, why=why)


def _worst(standing: Standing) -> str:
    """The reasons of the verdict: 口径：指标相近而口径不同."""
    worst = (r for r in standing.reasons if r.verdict == standing.verdict)
    told = [say("{reason}：{why}", reason=reason.name, why=reason.clause) for reason in worst]
    return say("；").join(dict.fromkeys(told))
