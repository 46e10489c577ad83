"""**Lay out**: an observation as the cells of 明细, in the language of the session.

Columns are known by their Chinese names; ``headings`` says them on screen.

>>> shown(observations)[["机构", "原文", "数值"]]
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import amounts, data
from dashboard.bounds import words as bound_words
from dashboard.language import is_english, say
from dashboard.wording import label, period_text
from dashboard.written import unit_name

NUMBER = "序号"
#: The columns on offer: name → column of the tidy table.
COLUMN_NAMES: dict[str, str] = {
    "机构": "agency",
    "地区": "reference_area",
    "期间": "time_period",
    "指标": "indicator_name",
    "原文": "quote",
    "数值": "value",
    "基本单位数值": "value",
    "单位": "unit",
    "所量之事": "measured_property",
    "类别": "category",
    "平台": "system",
    "类型": "kind",
    "标记": "obs_status",
    "状态": "obs_status",
    "限定": "qualifier",
    "是否累计": "cumulative",
    "把握程度": "confidence",
    "所在句子": "sentence",
    "章节": "section",
    "识别规则": "rule",
    "备注": "note",
    "报告": "report_id",
}
USUAL = ("机构", "期间", "指标", "原文", "数值", "基本单位数值", "标记", "所在句子")
_CODES = {
    "类别": "category",
    "类型": "kind",
    "状态": "status",
    "限定": "qualifier",
    "是否累计": "cumulative",
}


def headings() -> dict[str, str]:
    """The columns' names as the screen says them, that of the rows' number first."""
    return {
        NUMBER: say("序号"),
        "机构": say("机构"),
        "地区": say("地区"),
        "期间": say("期间"),
        "指标": say("指标"),
        "原文": say("原文"),
        "数值": say("数值"),
        "基本单位数值": say("基本单位数值"),
        "单位": say("单位"),
        "所量之事": say("所量之事"),
        "类别": say("类别"),
        "平台": say("平台"),
        "类型": say("类型"),
        "标记": say("标记"),
        "状态": say("状态"),
        "限定": say("限定"),
        "是否累计": say("是否累计"),
        "把握程度": say("把握程度"),
        "所在句子": say("所在句子"),
        "章节": say("章节"),
        "识别规则": say("识别规则"),
        "备注": say("备注"),
        "报告": say("报告"),
    }


def shown(observations: pd.DataFrame) -> pd.DataFrame:
    """Every row as the page shows it, all columns of COLUMN_NAMES after a number from 1 on."""
    columns: dict[str, pd.Series] = {
        NUMBER: pd.Series(range(1, len(observations) + 1), dtype="str")
    }
    for name, column in COLUMN_NAMES.items():
        columns[name] = _cells(name, observations[column].reset_index(drop=True))
    columns["数值"] = pd.Series(_amounts(observations), dtype="str")
    columns["标记"] = pd.Series(_marks(observations), dtype="str")
    return pd.DataFrame(columns).rename(columns=headings())


def _cells(name: str, column: pd.Series) -> pd.Series:
    """A column in words: codes and periods by their names, unknown as 未写明."""
    if name in _CODES:
        known = {code: label(_CODES[name], str(code)) for code in column.unique()}
        return column.map(known).astype("str").replace("", say("未写明"))
    if name == "期间":
        return column.map({code: period_text(code) for code in column.unique()}).astype("str")
    if name == "把握程度":
        return (column * 100).round().astype("int64").astype("str") + "%"
    if name == "单位":
        column = column.map({unit: unit_name(unit) for unit in column.unique()}).astype("str")
    return column if column.dtype == "float64" else column.replace("", _blank(name))


def _blank(name: str) -> str:
    """What an empty cell of a column says."""
    said = {"机构": say("机构不明"), "地区": say("地区不明"), "指标": say("未归类")}
    return "" if name in ("平台", "备注") else said.get(name, say("未写明"))


def _amounts(observations: pd.DataFrame) -> list[str]:
    """The figures in 万 and 亿 (million) with the words of their bounds; each combination once."""
    parts = observations[["value", "unit", "qualifier", "quote"]]
    known: dict[tuple[Any, ...], str] = {}
    for row in parts.drop_duplicates().itertuples(index=False, name=None):
        value, unit, qualifier, quote = row
        known[row] = amounts.text(value, unit, *bound_words(qualifier, quote))
    return [known[row] for row in parts.itertuples(index=False, name=None)]


def texts(rows: pd.DataFrame) -> list[list[str]]:
    """Rows as ``shown`` gives them with their numbers written out: ``170,000``."""
    return [
        [f"{cell:,.10g}" if isinstance(cell, float) else str(cell) for cell in row]
        for row in rows.itertuples(index=False, name=None)
    ]


def _marks(observations: pd.DataFrame) -> list[str]:
    """What sets a figure apart from an actual one of its period: ``◇计划 ∑累计``, else —."""
    symbols = {row["flag"]: _symbol(row) for row in data.table("flags")}
    known = {}
    names = ["kind", "obs_status", "cumulative", "review"]
    parts = observations.reindex(columns=names, fill_value="")
    for row in parts.drop_duplicates().itertuples(index=False, name=None):
        kind, status, cumulative, review = row
        marks = [say("✕已拒绝")] if review == "rejected" else []
        marks += [symbols["t"]] if status == "target" else []
        marks += [symbols["c"]] if cumulative else []
        marks += [label("kind", kind)] if kind != "level" else []
        known[row] = " ".join(marks) or "—"
    return [known[row] for row in parts.itertuples(index=False, name=None)]


def _symbol(flag: Mapping[str, str]) -> str:
    name = flag["name_en"] if is_english() else flag["name_zh"]
    return say("{symbol}{name}", symbol=flag["symbol"], name=name)
