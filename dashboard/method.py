"""**Explain**: indicators, units, words of bounds, flags, verdicts, population and quality.

Each table is a header and rows of text, ready to be read by a person. Words that are looked
for in reports, and examples of them, stay as reports write them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

import extract
from dashboard import amounts, data, english, search
from dashboard.language import is_english, listed, say
from dashboard.verdicts import CONFIDENT, severity
from dashboard.wording import codes, label
from dashboard.written import unit_name

PAGE = 40  # indicators on a page
_WORDS_SHOWN = 12  # synonyms written out for an indicator
_SEARCHED = ("name_zh", "name_en", "definition", "definition_en", "synonyms")


@dataclass(frozen=True, slots=True)
class Table:
    """A header, rows of text, what it is about, and the columns that hold numbers."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    right: tuple[str, ...] = ()


def verdict_words() -> str:
    """How a verdict is reached."""
    return say(
        "同一指标的每两个数字逐项核对下表各条；只要有一条“不可比”就是不可比，"
        "没有“不可比”而有一条“谨慎”就是谨慎，一条都没有才是可比。"
        "几家放在一起，取其中最差的一对。全部可比时才排名。"
        "读数的把握低于{confident:.0%}且未经复核，按“来源”一条计。",
        confident=CONFIDENT,
    )


def quality_words() -> str:
    """What the figures of the quality are figures of."""
    return say(
        "下列各数由本机现在的规则重新抽取自带的五份报告，与人工标注逐条核对得出。"
        "规则就是参照这五份报告写的，用在别的报告上会低一些：引用前请点开原文核对。"
    )


def _own(row: Mapping[str, str], column: str) -> str:
    """A cell in the language of the session: ``name_zh`` or ``name_en``."""
    return row[f"{column}_en" if is_english() else f"{column}_zh"]


def verdicts() -> Table:
    """How 可比, 谨慎 and 不可比 are reached: each reason with its verdict and an example."""
    rows = sorted(data.table("verdict_reasons"), key=lambda row: -severity(row["verdict"]))
    return Table(
        (say("理由"), say("结论"), say("何时"), say("举例"), say("不算的例子")),
        tuple(
            (
                f"{row['code']} {_own(row, 'name')}",
                label("verdict", row["verdict"]),
                row["en"] if is_english() else row["zh"],
                row["example"],
                row["counter_example"],
            )
            for row in rows
        ),
        say("可比性的理由"),
    )


def categories() -> dict[str, str]:
    """The categories that have indicators, by their names, all of them first."""
    used = {row["category"] for row in data.table("indicators")}
    return {
        "": say("全部"),
        **{code: label("category", code) for code in codes("category") if code in used},
    }


def indicators(query: str = "", category: str = "") -> Table:
    """The indicators whose name, definition or synonyms hold every word of the query."""
    rows = [row for row in data.table("indicators") if category in ("", row["category"])]
    held = search.matching(map(_searched, rows), search.words(query))
    names = {row["id"]: _own(row, "name") for row in data.table("indicators")}
    found = [row for row, holds in zip(rows, held, strict=True) if holds]
    return Table(
        (
            say("指标"),
            say("口径"),
            say("单位"),
            say("性质"),
            say("高低"),
            say("上级指标"),
            say("认得的说法"),
            say("举例"),
        ),
        tuple(_indicator(row, names) for row in found),
        say("指标"),
    )


def _searched(row: Mapping[str, str]) -> str:
    """What is searched of an indicator, in both languages."""
    return " ".join(row.get(name, "") for name in _SEARCHED)


def _indicator(row: Mapping[str, str], names: Mapping[str, str]) -> tuple[str, ...]:
    definition = row.get("definition_en", "") if is_english() else row["definition"]
    return (
        _own(row, "name"),
        definition or say("未写明"),
        listed(unit_name(unit) for unit in row["unit"].split("|")),
        label("nature", row["nature"]),
        label("polarity", row["polarity"]),
        names.get(row["broader"], ""),
        _synonyms(row["synonyms"]),
        row["example"],
    )


def _synonyms(cell: str) -> str:
    """The words that lead to an indicator: ``工单+满意率`` as 工单…满意率, the first dozen."""
    words = [word.replace("+", "…") for word in cell.split("|") if word]
    shown = listed(words[:_WORDS_SHOWN])
    if len(words) <= _WORDS_SHOWN:
        return shown
    return say("{words} 等{n}种", words=shown, n=len(words))


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
        (say("单位"), say("量的是"), say("换算"), say("也写作"), say("举例")),
        tuple(_unit(key, spelt[key]) for key in keys),
        say("单位"),
    )


def _unit(key: tuple[str, str], rows: Sequence[dict[str, str]]) -> tuple[str, ...]:
    dimension, unit = key
    factors = {row["unit"]: row for row in data.table("unit_factors")}
    exact = factors.get(unit)
    converts = exact is not None and exact["base"] != unit
    others = dict.fromkeys(row["unit"] for row in rows if row["unit"] != unit)
    return (
        _spoken(unit),
        label("dimension", dimension),
        _exchange(exact) if exact and converts else "",
        listed(others),
        rows[0]["example"],
    )


def _spoken(unit: str) -> str:
    """A unit as it is written; in English its name, with the written word where it differs."""
    name = unit_name(unit)
    return unit if name == unit else say("{name}（{note}）", name=name, note=unit)


def _exchange(exact: Mapping[str, str]) -> str:
    """What a unit is in its base unit: 1小时＝3600秒."""
    if not is_english():
        return f"1{exact['unit']}＝{exact['factor']}{exact['base']}"
    return (
        f"{amounts.text(1, exact['unit'])} = {amounts.text(float(exact['factor']), exact['base'])}"
    )


def qualifiers() -> Table:
    """The words 超, 近, 约, 余 …: what each allows."""
    rows = [row for row in data.table("qualifier_widths") if row["word"]]
    return Table(
        (say("说法"), say("限定"), say("所允许的范围"), say("举例"), say("不算的例子")),
        tuple(
            (
                row["word"],
                label("qualifier", row["qualifier"]),
                _own(row, "meaning"),
                row["example"],
                row["counter_example"],
            )
            for row in rows
        ),
        say("限定词"),
    )


def flags() -> Table:
    """The flags beside a figure, with where they come from."""
    return Table(
        (say("标记"), say("名称"), say("含义"), say("代码出处"), say("举例")),
        tuple(
            (
                row["symbol"],
                _own(row, "name"),
                _own(row, "meaning"),
                {"对标": say("对标")}.get(row["source"], row["source"]),
                row["example"],
            )
            for row in data.table("flags")
        ),
        say("标记"),
    )


def populations() -> Table:
    """The populations that 每万人 divides by, each with its day and source."""
    return Table(
        (say("地区"), say("日期"), say("人口"), say("口径"), say("来源")),
        tuple(
            (
                english.area(row["area"]) if is_english() else row["area"],
                row["date"],
                amounts.text(float(row["value"]), row["unit"]),
                row["kind_en"] if is_english() else row["kind"],
                row["source_en"] if is_english() else row["source"],
            )
            for row in data.table("population")
        ),
        say("人口"),
        right=(say("人口"),),
    )


_REPORTS = ("annotated", "found", "invented", "precision", "recall", "f1", "whole")


class Unmeasured(Exception):
    """The quality could not be measured; the text says why and what to do."""


def quality() -> pd.DataFrame:
    """How good the extraction is, as ``extract.quality`` measures it; raises Unmeasured."""
    try:
        return extract.quality()
    except extract.DuibiaoError as error:
        cure = say("参考标注读不出来，请重新安装 duibiao。") if is_english() else str(error)
        raise Unmeasured(cure) from error


def quality_by_report(quality: pd.DataFrame, titles: dict[str, str]) -> Table:
    """Found, missed and invented in each annotated report, and in all of them."""
    header = (say("报告"), *(label("quality", name) for name in _REPORTS))
    rows = tuple(
        (
            titles.get(str(row["report_id"]), str(row["report_id"])) or say("合计"),
            *(_figure(row[name]) for name in _REPORTS),
        )
        for row in quality.to_dict("records")
    )
    return Table(header, rows, say("各报告的抽取质量"), right=header[1:])


def quality_by_field(quality: pd.DataFrame) -> Table:
    """The share of the found figures that are right in each field."""
    total = quality.iloc[0]
    fields = (name for name in codes("quality") if name not in _REPORTS)
    rows = tuple((label("quality", name), _figure(total[name])) for name in fields)
    header = (say("字段"), say("正确的比例"))
    return Table(header, rows, say("各字段的正确比例"), right=header[1:])


def _figure(value: object) -> str:
    """A count as it is, a share (a float from 0 to 1) in percent, none as 无."""
    if isinstance(value, float):
        return say("无") if pd.isna(value) else f"{value:.2%}"
    return str(value)
