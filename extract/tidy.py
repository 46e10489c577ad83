"""**Tidy table**: the columns of an observation, with dtype and meaning, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from extract.model import Area, Mention, Period, Report

if TYPE_CHECKING:
    import pandas as pd

#: The values of one observation, in the order of COLUMNS.
Values = tuple[Any, ...]


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
    Column(
        "measured_property", "str", "所量之事(原文用词)", "what is measured, in the text's words"
    ),
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


NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)
QUALIFIERS = ("exact", "over", "nearly", "about", "at_least", "at_most")
KINDS = ("level", "change", "rank", "streak")
STATUSES = ("actual", "target")


class Findings(NamedTuple):
    """What the stages found out about one mention, ready to become a row."""

    kind: str
    direction: str
    obs_status: str
    cumulative: bool
    period: Period | None
    area: Area | None
    measured_property: str
    indicator: str
    indicator_name: str
    category: str
    system: str
    confidence: float
    note: str


class Place(NamedTuple):
    """Where a mention stands: the span of its sentence or row, and the path of its headings."""

    start: int
    end: int
    section: str


def observation(report: Report, place: Place, mention: Mention, found: Findings) -> Values:
    """One row of the tidy table; its id depends on report and span alone."""
    text, period, area, quantity = report.text, found.period, found.area, mention.quantity
    value, start, end = float(quantity.value), mention.start, mention.end
    return (
        observation_id(report.report_id, start, end),
        report.report_id,
        report.agency,
        area.name if area else "",
        area.code if area else "",
        area.level if area else "",
        period.text if period else "",
        period.start if period else None,
        period.end if period else None,
        found.indicator,
        found.indicator_name,
        found.category,
        found.system,
        found.measured_property,
        value,
        value if quantity.low is quantity.value else _float(quantity.low),
        value if quantity.high is quantity.value else _float(quantity.high),
        mention.unit,
        text[mention.number_start : mention.number_end],
        text[start:end],
        mention.qualifier,
        found.kind,
        found.direction,
        found.obs_status,
        found.cumulative,
        start,
        end,
        text[place.start : place.end].strip(),
        place.section,
        mention.rule,
        found.confidence,
        found.note,
    )


def _float(bound: Decimal | None) -> float | None:
    return None if bound is None else float(bound)


def observation_id(report_id: str, start: int, end: int) -> str:
    """Twelve hexadecimal digits that name a span of a report, the same on every run."""
    return blake2b(f"{report_id}:{start}:{end}".encode(), digest_size=6).hexdigest()


def frame(rows: Iterable[Values]) -> pd.DataFrame:
    """The tidy table of rows, with the dtypes of COLUMNS."""
    import pandas as pd

    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    series = {
        column.name: pd.Series(list(values), dtype=cast(Any, column.dtype))
        for column, values in zip(COLUMNS, columns, strict=True)
    }
    return pd.DataFrame(series)


def failures(table: pd.DataFrame, texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Rows that break a promise of the tidy table: (observation_id, what is wrong)."""
    ids = list(table["observation_id"])
    places = zip(ids, table["report_id"], table["start"], table["end"], table["quote"], strict=True)
    for name, report_id, start, end, quote in places:
        if texts.get(report_id, "")[start:end] != quote:
            yield name, "quote is not text[start:end]"
    for column, allowed in (("qualifier", QUALIFIERS), ("kind", KINDS), ("obs_status", STATUSES)):
        for name in table.loc[~table[column].isin(allowed), "observation_id"]:
            yield name, f"{column} is not of its list"
    for name in table.loc[table["value_low"] > table["value_high"], "observation_id"]:
        yield name, "value_low exceeds value_high"
    for name in table.loc[table["observation_id"].duplicated(), "observation_id"]:
        yield name, "observation_id stands twice"
