"""**Show the source**: what is known about an observation, and its neighbours in the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard import amounts, written
from dashboard.kept import with_table
from dashboard.language import is_english, say
from dashboard.wording import label, period_text


def fields(observation: Mapping[str, object]) -> list[tuple[str, str]]:
    """What is known about an observation, as (name, text), unknown as 未写明."""
    always = [*_measured(observation), *_classed(observation)]
    told = [(name, text or say("未写明")) for name, text in always]
    return told + [(name, text) for name, text in _origins(observation) if text]


def _measured(observation: Mapping[str, object]) -> list[tuple[str, str]]:
    """What was written, how much it is, and of what; in English the figure first."""
    value, unit = float(str(observation["value"])), str(observation["unit"])
    quote = (say("原文"), str(observation["quote"]))
    figure = (say("数值"), written.amount(observation))
    first = [figure, quote] if is_english() else [quote, figure]
    return [
        *first,
        (say("基本单位"), amounts.full(value, unit)),
        (say("指标"), written.opened(str(observation["indicator_name"]))),
        (say("所量之事"), str(observation["measured_property"])),
    ]


def _classed(observation: Mapping[str, object]) -> list[tuple[str, str]]:
    """The dimensions of a figure."""
    return [
        (say("类别"), label("category", str(observation["category"]))),
        (say("地区"), str(observation["reference_area"])),
        (say("期间"), period_text(str(observation["time_period"]))),
        (say("类型"), label("kind", str(observation["kind"]))),
        (say("限定"), label("qualifier", str(observation["qualifier"]))),
        (say("状态"), label("status", str(observation["obs_status"]))),
        (say("是否累计"), label("cumulative", str(bool(observation["cumulative"])))),
    ]


def _origins(observation: Mapping[str, object]) -> list[tuple[str, str]]:
    """Where a figure stands and how it was read."""
    return [
        (say("平台"), str(observation["system"] or "")),
        (say("章节"), str(observation["section"] or "")),
        (say("识别规则"), str(observation["rule"]) or say("未写明")),
        (say("把握程度"), f"{float(str(observation['confidence'])):.0%}"),
        (say("备注"), str(observation["note"] or "")),
        *_reviewed(observation),
    ]


def _reviewed(observation: Mapping[str, object]) -> list[tuple[str, str]]:
    """What people found: that a figure is right, or which of two reports they trust."""
    accepted = observation.get("review") == "accepted"
    told = [(say("核对"), say("已接受"))] if accepted else []
    if reason := str(observation.get("chosen") or ""):
        return [*told, (say("报告不一致"), say("已选用：{reason}", reason=reason))]
    if observation.get("set_aside"):
        return [*told, (say("报告不一致"), say("未选用：另一份报告的数字被选用"))]
    return told


def as_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as mappings from column to value, sooner than ``to_dict``."""
    names = [str(column) for column in frame.columns]
    rows = frame.to_numpy(dtype=object).tolist()
    return [dict(zip(names, cells, strict=True)) for cells in rows]


#: The rows of a table that many look at: made once, and not to be written to.
shared_rows = with_table(as_rows)


@with_table
def _places(observations: pd.DataFrame) -> Mapping[str, Any]:
    """Where the rows of each indicator stand."""
    return {str(one): rows for one, rows in observations.groupby("indicator").indices.items()}


def stating(
    observations: pd.DataFrame, indicators: Iterable[str], columns: Sequence[str] = ()
) -> pd.DataFrame:
    """The rows that state one of some indicators, in their order; all columns unless named."""
    wanted = observations[list(columns)] if columns else observations
    return wanted.take(places_stating(observations, indicators))


def places_stating(observations: pd.DataFrame, indicators: Iterable[str]) -> Any:
    """Where the rows stand that state one of some indicators, in their order."""
    places = _places(observations)
    found = [places[one] for one in dict.fromkeys(indicators) if one in places]
    return np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


@with_table
def _told_by(observations: pd.DataFrame) -> Mapping[str, Any]:
    """Where the rows of each agency stand."""
    return {str(one): rows for one, rows in observations.groupby("agency").indices.items()}


def told_by(observations: pd.DataFrame, agency: str) -> pd.DataFrame:
    """What an agency states, in the order of the table."""
    return observations.take(_told_by(observations).get(agency, []))


@with_table
def agencies(observations: pd.DataFrame) -> Sequence[str]:
    """Who states anything, in the order of their names."""
    return sorted(observations["agency"].unique())


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
    return title or (_untitled(agency, report) if agency else str(report.get("report_id") or ""))


def _untitled(agency: str, report: Mapping[str, object]) -> str:
    """Who reported on what."""
    if not (period := str(report.get("period") or "")):
        return say("{agency}工作报告", agency=agency)
    return say("{agency}{period}工作报告", agency=agency, period=period_text(period))


def origin(observation: Mapping[str, object], report: Mapping[str, object]) -> str:
    """Where a sentence stands: title, date of publication, section."""
    title = report_name(report) or str(observation["report_id"])
    published = report.get("published")
    unknown = published is None or pd.isna(published)  # type: ignore[call-overload]
    date = "" if unknown else say("{date}发布", date=str(published)[:10])
    section = str(observation["section"] or "")
    return written.joined(part for part in (say("《{title}》", title=title), date, section) if part)


def about(report: Mapping[str, object]) -> str:
    """Who reports, for where and when, and what was inferred: the report's own line."""
    period = str(report.get("period") or "")
    parts = (
        str(report.get("agency") or say("机构不明")),
        str(report.get("area") or say("地区不明")),
        period_text(period),
        str(report.get("source_url") or ""),
        str(report.get("notes") or "").replace("\n", say("；")),
    )
    return written.joined(part for part in parts if part)
