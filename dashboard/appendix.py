"""What lies behind a comparison in its workbook: 数据, 证据, 口径, each one plain table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard import data
from dashboard.comparison import Comparison
from dashboard.evidence import as_rows, report_name
from dashboard.sheets import Sheet, display_width
from dashboard.wording import label

UNPUBLISHED, NOT_APPLICABLE, OPEN, UNKNOWN = "未公布", "不适用", "不限", "未写明"


@dataclass(frozen=True, slots=True)
class Book:
    """What goes into a workbook: the comparison, the tidy rows behind it, reports, and when.

    ``columns`` name the tidy table's columns in Chinese, in their order; ``address`` is the
    link to the view.
    """

    comparison: Comparison
    observations: pd.DataFrame
    reports: pd.DataFrame
    columns: Mapping[str, str]
    made: datetime
    address: str = ""


def evidence_lines(book: Book) -> dict[str, int]:
    """The line of 证据 (1 is the header) on which each observation stands."""
    return {str(i): n for n, i in enumerate(book.observations["observation_id"], start=2)}


_CODES = {
    "area_level": "level",
    "category": "category",
    "qualifier": "qualifier",
    "kind": "kind",
    "obs_status": "status",
    "direction": "direction",
}
_AMOUNTS = ("value", "value_low", "value_high")
_WIDE = {"sentence": 60, "section": 30, "note": 40, "agency": 32, "report_id": 28}


def _value(name: str, value: Any, dtype: str) -> Any:
    """A cell of the tidy table: numbers and dates as such, codes in words, unknown as 未写明."""
    if pd.isna(value):
        return OPEN if name in _AMOUNTS else UNKNOWN
    if dtype == "bool":
        return "是" if value else "否"
    if dtype.startswith("datetime"):
        return pd.Timestamp(value).to_pydatetime()
    if dtype in ("float64", "int64"):
        return value
    if name in _CODES and value:
        return label(_CODES[name], str(value))
    return str(value) or ("—" if name == "direction" else UNKNOWN)


def _short(heading: str) -> str:
    """A column's name without its explanation: 下限 of 下限,空为不限."""
    return re.split(r"[,，(（]", heading)[0]


def tidy(sheet: Sheet, book: Book) -> None:
    """The tidy rows behind the comparison, one header row, in the order of the columns."""
    frame = book.observations
    names = [name for name in book.columns if name in frame]
    dtypes = {name: str(frame[name].dtype) for name in names}
    headings = [_short(book.columns[name]) for name in names]
    sheet.pages_across(3)
    sheet.widths(
        [
            _WIDE.get(name, max(display_width(heading) + 3, 14))
            for name, heading in zip(names, headings, strict=True)
        ]
    )
    right = {i for i, name in enumerate(names) if name in _AMOUNTS}
    sheet.header(headings, right=right)
    for values in frame[names].itertuples(index=False, name=None):
        sheet.begin()
        unit = str(values[names.index("unit")])
        for name, value in zip(names, values, strict=True):
            if name in _AMOUNTS and not pd.isna(value):
                sheet.number(float(value), unit)
            else:
                style = "right" if name in _AMOUNTS else "text"
                sheet.cell(_value(name, value, dtypes[name]), style)


_EVIDENCE = (
    ("编号", 20),
    ("机构", 20),
    ("指标", 16),
    ("原文", 14),
    ("所在句子", 70),
    ("章节", 22),
    ("报告", 28),
    ("发布日期", 14),
    ("起点", 9),
    ("终点", 9),
    ("来源网址", 20),
    ("返回", 10),
)


def evidence(sheet: Sheet, book: Book, lines: Mapping[str, int]) -> None:
    """Each figure's sentence, report, section, offsets and address."""
    reports = {str(row["report_id"]): row for row in as_rows(book.reports.drop(columns="text"))}
    sheet.widths([width for _, width in _EVIDENCE])
    sheet.header([name for name, _ in _EVIDENCE])
    compared = {str(i): n for n, i in enumerate(book.comparison.rows["observation_id"], start=2)}
    for _, row in book.observations.iterrows():
        report = reports.get(str(row["report_id"]), {})
        published = report.get("published")
        sheet.begin()
        sheet.cell(row["observation_id"], "wrap")
        sheet.cell(row["agency"] or "机构不明", "wrap")
        sheet.cell(row["indicator_name"] or "未归类", "wrap")
        sheet.cell(row["quote"], "wrap")
        sheet.cell(row["sentence"], "wrap")
        sheet.cell(row["section"] or UNKNOWN, "wrap")
        sheet.cell(report_name(report) or row["report_id"], "wrap")
        sheet.cell(UNKNOWN if pd.isna(published) else pd.Timestamp(published).to_pydatetime())
        sheet.cell(int(row["start"]))
        sheet.cell(int(row["end"]))
        sheet.cell(report.get("source_url") or UNKNOWN, "wrap")
        line = compared.get(str(row["observation_id"]))
        if line:
            sheet.link(f"internal:'对比'!A{line}", "对比")
        else:
            sheet.cell("其他读数")


def definitions(sheet: Sheet, book: Book) -> None:
    """Indicators, qualifiers, flags and reasons in one table: 类别, 名称, 含义, 举例."""
    sheet.widths((12, 26, 80, 44))
    sheet.header(["类别", "名称", "含义", "举例"])
    for kind, name, meaning, example in _meanings(book):
        sheet.line([kind, name, meaning or UNKNOWN, example or "—"], "wrap")


def _meanings(book: Book) -> Sequence[tuple[str, str, str, str]]:
    taxonomy = data.taxonomy()
    used = dict.fromkeys([book.comparison.indicator.id, *book.observations["indicator"]])
    found = [taxonomy.get(indicator) for indicator in used]
    rows = [
        (
            "指标",
            about.name,
            f"{about.definition}（{label('nature', about.nature)}，"
            f"{label('polarity', about.polarity)}，单位{'、'.join(about.units) or '无'}）",
            "",
        )
        for about in found
        if about is not None
    ]
    rows += [
        (
            "限定词",
            row["word"] or label("qualifier", row["qualifier"]),
            row["meaning_zh"],
            row["example"],
        )
        for row in data.table("qualifier_widths")
    ]
    rows += [
        ("标记", f"{row['flag']} {row['name_zh']}", row["meaning_zh"], row["example"])
        for row in data.table("flags")
    ]
    rows += [
        (f"理由 {row['code']}", f"{row['name_zh']}（{row['verdict']}）", row["zh"], row["example"])
        for row in data.table("verdict_reasons")
    ]
    return rows
