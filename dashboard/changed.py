"""Corrections in words: as tables for the screen, the terminal and the reader's eye.

>>> shown("value", "32000000", "件"), shown("value", "98.48", "%"), shown("indicator", "")
('32,000,000件', '98.48%', '未归类')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

import extract
from dashboard import amounts, data
from dashboard.language import is_english, say
from dashboard.wording import unit_text

if TYPE_CHECKING:
    from dashboard.upload.round_trip import Change, Refusal

#: A table in words: its headings, and its rows.
Table = tuple[tuple[str, ...], list[tuple[str, ...]]]
TOLD = 3  # changes that a sentence names one by one


def field(code: str) -> str:
    """What was corrected: 数值, 单位, 指标."""
    return {"value": say("数值"), "unit": say("单位"), "indicator": say("指标")}.get(code, code)


def status(code: str) -> str:
    """Whether a correction holds."""
    told = {
        "active": say("有效"),
        "superseded": say("已被取代"),
        "undone": say("已撤销"),
        "moot": say("原文已变，暂不适用"),
    }
    return told.get(code, code)


def trouble(error: extract.DuibiaoError) -> str:
    """Why the store did not take something: in its own words, in English in ours.

    What ails the database itself is in ours always: its address is nobody's business.
    """
    told = {
        "changed": say("有数字已被别人改过；请重新导出后再更正。"),
        "gone": say("有数字已不在库中；请重新导出后再更正。"),
        "ended": say("这条更正已被撤销或取代；请刷新后再试。"),
    }
    ails = {
        "locked": say("数据库正被另一个程序占用；请稍后再试。"),
        "readonly": say("数据库是只读的；请检查文件和文件夹的权限。"),
        "full": say("磁盘已满；请腾出空间后再试。"),
        "damaged": say("数据库已损坏；请把它移开后重试。"),
        "unopened": say("数据库打不开；请检查所在文件夹是否存在、可写。"),
        "failed": say("数据库出错；请检查地址、权限和网络。"),
    }
    kind = getattr(error, "kind", "")
    return ails.get(kind) or (told.get(kind, str(error)) if is_english() else str(error))


def held(row: Mapping[Any, Any], unit: str = "") -> str:
    """Whether a correction of the ledger holds, who ended it, what the rules read there by now."""
    told = status(row["status"])
    if row["status"] in ("undone", "superseded") and row["ended_by"]:
        return say("{status}（{who}）", status=told, who=row["ended_by"])
    if row.get("drifted"):
        now = shown(row["field"], row["reads"], unit)
        return say("{status}；规则现在读作{now}", status=told, now=now)
    return told


def shown(code: str, text: str, unit: str = "") -> str:
    """What stood or stands in a field, every digit of a figure; ``unit`` is the figure's."""
    match code:
        case "value":
            return amounts.full(float(text), unit) if text else say("未写明")
        case "unit":
            return unit_text(text) or say("无")
        case "indicator":
            return data.taxonomy().name(text) if text else say("未归类")
    return text


def changes(found: Iterable[Change]) -> Table:
    """What a workbook changes, a line each, by its row in 数据."""
    header = (
        say("行号"), say("机构"), say("指标"), say("原文"),
        say("更正项"), say("更正前"), say("更正后"), say("更正说明"),
    )  # fmt: skip
    return header, [
        (_line(one), *_figure(one), *_step(one), one.correction.reason) for one in found
    ]


def _line(one: Change | Refusal) -> str:
    return say("第{n:d}行", n=one.line)


def _figure(one: Change | Refusal) -> tuple[str, str, str]:
    return one.agency, one.indicator, one.quote


def _step(one: Change) -> tuple[str, str, str]:
    """What is changed, before and after."""
    made = one.correction
    before = shown(made.field, made.before, one.unit_before)
    return field(made.field), before, shown(made.field, made.after, one.unit_after)


def refusals(found: Iterable[Refusal]) -> Table:
    """What of a workbook is refused, a line each, by its row in 数据, and why."""
    header = (say("行号"), say("机构"), say("指标"), say("原文"), say("没有采纳的原因"))
    return header, [(_line(one), *_figure(one), one.why) for one in found]


def adopted(found: Sequence[Change]) -> str:
    """What was changed, in a sentence that names the first few."""
    named = say("；").join(_in_words(one) for one in found[:TOLD])
    if len(found) > TOLD:
        return say("已采纳{n}处更正：{named}等。图表和导出已更新。", n=len(found), named=named)
    return say("已采纳{n}处更正：{named}。图表和导出已更新。", n=len(found), named=named)


def _in_words(one: Change) -> str:
    what, before, after = _step(one)
    return say(
        "{agency}的{indicator}：{what}{before} → {after}",
        agency=one.agency,
        indicator=one.indicator,
        what=what,
        before=before,
        after=after,
    )


def made(corrections: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """All corrections in words, newest first; ``observations`` in the language of the session."""
    wanted = observations["observation_id"].isin(corrections["observation_id"])
    known = {row["observation_id"]: row for row in observations[wanted].to_dict("records")}
    newest = corrections.iloc[::-1]
    rows = [_made(row, known.get(row["observation_id"], {})) for row in newest.to_dict("records")]
    columns = [
        say("编号"), say("时间"), say("更正人"), say("指标"), say("更正项"), say("更正前"),
        say("更正后"), say("更正说明"), say("状态"), say("机构"), say("原文"), say("来源"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _made(row: Mapping[Any, Any], about: Mapping[Any, Any]) -> tuple[str, ...]:
    agency, indicator = str(row["report_id"]), "—"  # where the figure is not there any more
    if about:
        agency = about["agency"] or say("机构不明")
        indicator = about["indicator_name"] or say("未归类")
    code, unit = row["field"], str(about.get("unit", ""))
    return (
        str(row["correction_id"]),
        moment(row["made"]),
        row["author"],
        indicator,
        field(code),
        shown(code, row["before"], unit),
        shown(code, row["after"], unit),
        row["reason"],
        held(row, unit),
        agency,
        row["quote"],
        row["origin"] or "—",
    )


def moment(made: Any) -> str:
    """A moment in UTC as the clock on the wall shows it: ``2026-11-22 09:30``."""
    local = pd.Timestamp(made).tz_localize("UTC").to_pydatetime().astimezone()
    return local.strftime("%Y-%m-%d %H:%M")


def active(corrections: pd.DataFrame, number: int) -> bool:
    """Whether the correction of that number can be taken back."""
    row = corrections[corrections["correction_id"] == number]
    return len(row) == 1 and row["status"].iloc[0] in ("active", "moot")


def picked(event: Any, table: pd.DataFrame) -> int:
    """The number of the correction that a reader chose in the table of ``made``, 0 for none."""
    chosen = event.get("selection", {}).get("rows", []) if event else []
    if not chosen or not 0 <= int(chosen[0]) < len(table):
        return 0
    return int(str(table.iloc[int(chosen[0]), 0]))


def touched(ledger: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """The observations that the corrections of a ledger are about, in their order."""
    return observations[observations["observation_id"].isin(ledger["observation_id"])]
