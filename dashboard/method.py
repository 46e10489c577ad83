"""**Explain**: indicators, units, words of bounds, flags, verdicts, population and quality.

Each table is a header and rows of text, ready to be read by a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

import extract
from dashboard import amounts, data, search
from dashboard.verdicts import CONFIDENT
from dashboard.wording import codes, label

ALL = "全部"
PAGE = 40  # indicators on a page
_WORDS_SHOWN = 12  # synonyms written out for an indicator


@dataclass(frozen=True, slots=True)
class Table:
    """A header, rows of text, what it is about, and the columns that hold numbers."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    right: tuple[str, ...] = ()


VERDICT = (
    "同一指标的每两个数字逐项核对下表各条；只要有一条“不可比”就是不可比，"
    f"没有“不可比”而有一条“谨慎”就是谨慎，一条都没有才是可比。几家放在一起，取其中最差的一对。"
    f"全部可比时才排名。读数的把握低于{CONFIDENT:.0%}且未经复核，按“来源”一条计。"
)
QUALITY = (
    "下列各数由本机现在的规则重新抽取自带的五份报告，与人工标注逐条核对得出。"
    "规则就是参照这五份报告写的，用在别的报告上会低一些：引用前请点开原文核对。"
)


def verdicts() -> Table:
    """How 可比, 谨慎 and 不可比 are reached: each reason with its verdict and an example."""
    order = {"不可比": 0, "谨慎": 1}
    rows = sorted(data.table("verdict_reasons"), key=lambda row: order.get(row["verdict"], 2))
    return Table(
        ("理由", "结论", "何时", "举例", "不算的例子"),
        tuple(
            (
                f"{row['code']} {row['name_zh']}",
                row["verdict"],
                row["zh"],
                row["example"],
                row["counter_example"],
            )
            for row in rows
        ),
        "可比性的理由",
    )


def categories() -> dict[str, str]:
    """The categories that have indicators, by their names, all of them first."""
    used = {row["category"] for row in data.table("indicators")}
    return {
        "": ALL,
        **{code: label("category", code) for code in codes("category") if code in used},
    }


def indicators(query: str = "", category: str = "") -> Table:
    """The indicators whose name, definition or synonyms hold every word of the query."""
    rows = [row for row in data.table("indicators") if category in ("", row["category"])]
    lines = [" ".join((r["name_zh"], r["name_en"], r["definition"], r["synonyms"])) for r in rows]
    held = search.matching(lines, search.words(query))
    names = {row["id"]: row["name_zh"] for row in data.table("indicators")}
    found = [row for row, holds in zip(rows, held, strict=True) if holds]
    return Table(
        ("指标", "口径", "单位", "性质", "高低", "上级指标", "认得的说法", "举例"),
        tuple(_indicator(row, names) for row in found),
        "指标",
    )


def _indicator(row: dict[str, str], names: dict[str, str]) -> tuple[str, ...]:
    return (
        row["name_zh"],
        row["definition"] or "未写明",
        row["unit"].replace("|", "、"),
        label("nature", row["nature"]),
        label("polarity", row["polarity"]),
        names.get(row["broader"], ""),
        _synonyms(row["synonyms"]),
        row["example"],
    )


def _synonyms(cell: str) -> str:
    """The words that lead to an indicator: ``工单+满意率`` as 工单…满意率, the first dozen."""
    words = [word.replace("+", "…") for word in cell.split("|") if word]
    rest = len(words) - _WORDS_SHOWN
    return "、".join(words[:_WORDS_SHOWN]) + (f" 等{len(words)}种" if rest > 0 else "")


def pages(table: Table) -> int:
    """How many pages a table fills, at least one."""
    return max(1, -(-len(table.rows) // PAGE))


def page(table: Table, number: int) -> Table:
    """One page of a table, the last one where there are fewer."""
    last = min(number, pages(table))
    rows = table.rows[(last - 1) * PAGE : last * PAGE]
    return Table(table.header, rows, table.caption, table.right)


def units() -> Table:
    """Units by what they measure, each with its spellings and an example."""
    spelt: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in data.table("units"):
        spelt.setdefault((row["dimension"], row["canonical"]), []).append(row)
    order = codes("dimension")
    keys = sorted(spelt, key=lambda key: order.index(key[0]) if key[0] in order else len(order))
    return Table(
        ("单位", "量的是", "换算", "也写作", "举例"),
        tuple(_unit(key, spelt[key]) for key in keys),
        "单位",
    )


def _unit(key: tuple[str, str], rows: Sequence[dict[str, str]]) -> tuple[str, ...]:
    dimension, unit = key
    factors = {row["unit"]: row for row in data.table("unit_factors")}
    exact = factors.get(unit)
    converts = exact is not None and exact["base"] != unit
    others = dict.fromkeys(row["unit"] for row in rows if row["unit"] != unit)
    return (
        unit,
        label("dimension", dimension),
        f"1{unit}＝{exact['factor']}{exact['base']}" if exact and converts else "",
        "、".join(others),
        rows[0]["example"],
    )


def qualifiers() -> Table:
    """The words 超, 近, 约, 余 …: what each allows."""
    rows = [row for row in data.table("qualifier_widths") if row["word"]]
    return Table(
        ("说法", "限定", "所允许的范围", "举例", "不算的例子"),
        tuple(
            (
                row["word"],
                label("qualifier", row["qualifier"]),
                row["meaning_zh"],
                row["example"],
                row["counter_example"],
            )
            for row in rows
        ),
        "限定词",
    )


def flags() -> Table:
    """The flags beside a figure, with where they come from."""
    return Table(
        ("标记", "名称", "含义", "代码出处", "举例"),
        tuple(
            (row["symbol"], row["name_zh"], row["meaning_zh"], row["source"], row["example"])
            for row in data.table("flags")
        ),
        "标记",
    )


def populations() -> Table:
    """The populations that 每万人 divides by, each with its day and source."""
    return Table(
        ("地区", "日期", "人口", "口径", "来源"),
        tuple(
            (one.area, one.date, amounts.text(one.value, "人"), one.kind, one.source)
            for one in data.populations()
        ),
        "人口",
        right=("人口",),
    )


_REPORTS = ("annotated", "found", "invented", "precision", "recall", "f1", "whole")
_FIELDS = (
    "value",
    "unit",
    "qualifier",
    "kind",
    "obs_status",
    "time_period",
    "reference_area",
    "cumulative",
    "category",
    "agency",
)


class Unmeasured(Exception):
    """The quality could not be measured; the text says why and what to do."""


def quality() -> pd.DataFrame:
    """How good the extraction is, as ``extract.quality`` measures it; raises Unmeasured."""
    try:
        return extract.quality()
    except extract.DuibiaoError as error:
        raise Unmeasured(str(error)) from error


def quality_by_report(quality: pd.DataFrame, titles: dict[str, str]) -> Table:
    """Found, missed and invented in each annotated report, and in all of them."""
    header = ("报告", *(label("quality", name) for name in _REPORTS))
    rows = tuple(
        (
            titles.get(str(row["report_id"]), str(row["report_id"])) or "合计",
            *(_figure(row[name]) for name in _REPORTS),
        )
        for row in quality.to_dict("records")
    )
    return Table(header, rows, "各报告的抽取质量", right=header[1:])


def quality_by_field(quality: pd.DataFrame) -> Table:
    """The share of the found figures that are right in each field."""
    total = quality.iloc[0]
    rows = tuple((label("quality", name), _figure(total[name])) for name in _FIELDS)
    return Table(
        ("字段", "正确的比例"),
        rows,
        "各字段的正确比例",
        right=("找到的数字中正确的比例",),
    )


def _figure(value: object) -> str:
    """A count as it is, a share (a float from 0 to 1) in percent, none as 无."""
    if isinstance(value, float):
        return "无" if pd.isna(value) else f"{value:.2%}"
    return str(value)
