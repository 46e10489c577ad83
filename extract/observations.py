"""**Tidy table**: the columns of an observation, with dtype and meaning, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the tidy table: its name, pandas dtype and meaning (zh, en)."""

    name: str
    dtype: str
    zh: str
    en: str


COLUMNS: tuple[Column, ...] = (
    Column("observation_id", "str", "观测编号,重复抽取保持不变", "id, the same on every re-run"),
    Column("report_id", "str", "报告文件名", "the report's file name"),
    Column("agency", "str", "发布机构全称", "who reports: full official name"),
    Column("reference_area", "str", "数字所说的地区", "the place that the figure is about"),
    Column("area_code", "str", "地区代码(GB/T 2260)", "GB/T 2260 code of the area"),
    Column("area_level", "str", "地区层级", "country, province, city, district, subdistrict"),
    Column("time_period", "str", "数字所说的期间", "ISO-like period: 2022, 2022-H1, 2022-10"),
    Column("period_start", "datetime64[s]", "期间首日", "first day of the period"),
    Column("period_end", "datetime64[s]", "期间末日", "last day of the period"),
    Column("indicator", "str", "指标代码", "id in our taxonomy, empty where none"),
    Column("indicator_name", "str", "指标名称", "the indicator's Chinese name"),
    Column("category", "str", "类别", "category of the claim"),
    Column("system", "str", "平台或服务", "the named platform the figure is about"),
    Column("measured_property", "str", "所量之事(原文用词)", "what is measured, in the text's words"),
    Column("value", "float64", "数值(基本单位)", "the number in base units, percent in percent"),
    Column("value_low", "float64", "下限,空为不限", "lower bound the words allow, empty if open"),
    Column("value_high", "float64", "上限,空为不限", "upper bound the words allow, empty if open"),
    Column("unit", "str", "单位", "canonical unit without scale words"),
    Column("number", "str", "数字原文", "the number as written, scale word included"),
    Column("quote", "str", "原文", "verbatim span: text[start:end]"),
    Column("qualifier", "str", "限定", "exact, over, nearly, about, at_least, at_most"),
    Column("kind", "str", "类型", "level, change, rank, streak"),
    Column("direction", "str", "升降", "up or down for a change, else empty"),
    Column("obs_status", "str", "状态", "actual or target"),
    Column("cumulative", "bool", "是否累计", "true where the figure runs since launch or to date"),
    Column("start", "int64", "起点", "first character of the quote in the report's text"),
    Column("end", "int64", "终点", "one past the last character of the quote"),
    Column("sentence", "str", "所在句子", "the sentence around the quote"),
    Column("section", "str", "所在章节", "heading path, joined by ' > '"),
    Column("rule", "str", "识别规则", "the rule that saw the quantity"),
    Column("confidence", "float64", "置信度", "0 to 1"),
    Column("note", "str", "备注", "what was inferred or stayed unknown, and from what"),
)
