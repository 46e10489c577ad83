"""**Show the source**: what is known about an observation, and its neighbours in the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import amounts
from dashboard.bounds import words
from dashboard.wording import label, period_text


def fields(observation: Mapping[str, object]) -> list[tuple[str, str]]:
    """What is known about an observation, as (name, text) in Chinese, unknown as 未写明."""
    quote, unit = str(observation["quote"]), str(observation["unit"])
    before, after = words(str(observation["qualifier"]), quote)
    value = float(str(observation["value"]))
    known = [
        ("原文", quote),
        ("数值", amounts.text(value, unit, before, after)),
        ("基本单位", f"{value:,.10g}{unit}"),
        ("指标", observation["indicator_name"]),
        ("所量之事", observation["measured_property"]),
        ("类别", label("category", str(observation["category"]))),
        ("地区", observation["reference_area"]),
        ("期间", period_text(str(observation["time_period"]))),
        ("类型", label("kind", str(observation["kind"]))),
        ("限定", label("qualifier", str(observation["qualifier"]))),
        ("状态", label("status", str(observation["obs_status"]))),
        ("是否累计", label("cumulative", str(bool(observation["cumulative"])))),
        ("平台", observation["system"]),
        ("章节", observation["section"]),
        ("识别规则", observation["rule"]),
        ("把握程度", f"{float(str(observation['confidence'])):.0%}"),
        ("备注", observation["note"]),
    ]
    optional = ("平台", "备注", "章节")
    return [(name, str(text) or "未写明") for name, text in known if text or name not in optional]


def as_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as mappings from column to value."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def report_claims(observations: pd.DataFrame, report: str, category: str = "") -> pd.DataFrame:
    """The observations of a report in the order of its text, of one category where given."""
    rows = observations[observations["report_id"] == report]
    if category:
        rows = rows[rows["category"] == category]
    return rows.sort_values(["start", "end"]).reset_index(drop=True)


def neighbours(claims: pd.DataFrame, identity: str) -> tuple[str, str]:
    """The ids before and after an observation in its report, "" at the ends.

    An id that is not among the claims has the first one after it.
    """
    order = [str(one) for one in claims["observation_id"]]
    if identity not in order:
        return "", order[0] if order else ""
    place = order.index(identity)
    before = order[place - 1] if place else ""
    after = order[place + 1] if place + 1 < len(order) else ""
    return before, after


def report_name(report: Mapping[str, object]) -> str:
    """A report's title, else who reported on what, else its file name."""
    title, agency = str(report.get("title") or ""), str(report.get("agency") or "")
    period = str(report.get("period") or "")
    untitled = f"{agency}{period_text(period) if period else ''}工作报告" if agency else ""
    return title or untitled or str(report.get("report_id") or "")


def origin(observation: Mapping[str, object], report: Mapping[str, object]) -> str:
    """Where a sentence stands: title, date of publication, section."""
    title = report_name(report) or str(observation["report_id"])
    published = report.get("published")
    date = "" if published is None or pd.isna(published) else f"{str(published)[:10]}发布"  # type: ignore[call-overload]
    section = str(observation["section"] or "")
    return "，".join(part for part in (f"《{title}》", date, section) if part)


def about(report: Mapping[str, object]) -> str:
    """Who reports, for where and when, and what was inferred: the report's own line."""
    period = str(report.get("period") or "")
    parts = (
        str(report.get("agency") or "机构不明"),
        str(report.get("area") or "地区不明"),
        period_text(period),
        str(report.get("source_url") or ""),
        str(report.get("notes") or "").replace("\n", "；"),
    )
    return "，".join(part for part in parts if part)
