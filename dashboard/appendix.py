"""What lies behind a comparison in its workbook: 数据, 证据, 口径, each one plain table.

Every sheet speaks the reader's language; what a report says stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard import amounts, data, language
from dashboard.comparison import Comparison
from dashboard.evidence import as_rows, report_name
from dashboard.language import is_english, listed, say
from dashboard.sheets import Sheet, display_width
from dashboard.taxonomy import Indicator
from dashboard.wording import label
from dashboard.written import unit_name


@dataclass(frozen=True, slots=True)
class Names:
    """What the sheets are called: 封面, 对比, 数据, 证据, 口径."""

    cover: str
    comparison: str
    data: str
    evidence: str
    definitions: str


def names() -> Names:
    """The names of the sheets in the language of the session."""
    return Names(say("封面"), say("对比"), say("数据"), say("证据"), say("口径"))


def not_applicable() -> str:
    """What stands where a cell makes no sense."""
    return label("missing", "not_applicable")


def unknown() -> str:
    """What stands where the report does not say."""
    return say("未写明")


def open_end() -> str:
    """What stands where the words set no bound."""
    return amounts.text(None)


@dataclass(frozen=True, slots=True)
class Book:
    """What goes into a workbook: the comparison, the tidy rows behind it, reports, and when.

    ``columns`` name the tidy table's columns, in their order; ``address`` is the link to the
    view.
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
        return open_end() if name in _AMOUNTS else unknown()
    if dtype == "bool":
        return say("是") if value else say("否")
    if dtype.startswith("datetime"):
        return pd.Timestamp(value).to_pydatetime()
    if dtype in ("float64", "int64"):
        return value
    if name in _CODES and value:
        return label(_CODES[name], str(value))
    shown = unit_name(str(value)) if name == "unit" else str(value)
    return shown or ("—" if name == "direction" else unknown())


def _short(heading: str) -> str:
    """A column's name without its explanation: 下限 of 下限,空为不限."""
    return re.split(r"[,(]", heading)[0]


def tidy(sheet: Sheet, book: Book) -> None:
    """The tidy rows behind the comparison, one header row, in the order of the columns."""
    frame = book.observations
    shown = [name for name in book.columns if name in frame]
    dtypes = {name: str(frame[name].dtype) for name in shown}
    headings = [_short(book.columns[name]) for name in shown]
    sheet.pages_across(3)
    figure = _figure_width(str(unit) for unit in frame["unit"].unique())
    sheet.widths(
        [
            figure if name in _AMOUNTS else _WIDE.get(name, max(display_width(heading) + 3, 14))
            for name, heading in zip(shown, headings, strict=True)
        ]
    )
    right = {i for i, name in enumerate(shown) if name in _AMOUNTS}
    sheet.header(headings, right=right)
    for values in frame[shown].itertuples(index=False, name=None):
        sheet.begin()
        unit = str(values[shown.index("unit")])
        for name, value in zip(shown, values, strict=True):
            if name in _AMOUNTS and not pd.isna(value):
                sheet.number(float(value), unit)
            else:
                style = "right" if name in _AMOUNTS else "text"
                sheet.cell(_value(name, value, dtypes[name]), style)


def _figure_width(units: Iterable[str]) -> int:
    """The width that shows every figure with its unit: ``9999.9万件``, ``100.0 million cases``."""
    number = display_width(amounts.digits(99_999_000)) + 4
    return max([14, *(number + display_width(unit_name(unit)) for unit in units)])


def _columns() -> tuple[tuple[str, float], ...]:
    """The columns of 证据, each with its width."""
    return (
        (say("编号"), 20),
        (say("机构"), 20),
        (say("指标"), 16),
        (say("原文"), 14),
        (say("所在句子"), 70),
        (say("章节"), 22),
        (say("报告"), 28),
        (say("发布日期"), 14),
        (say("起点"), 9),
        (say("终点"), 9),
        (say("来源网址"), 20),
        (say("返回"), 10),
    )


def evidence(sheet: Sheet, book: Book, lines: Mapping[str, int]) -> None:
    """Each figure's sentence, report, section, offsets and address."""
    reports = {str(row["report_id"]): row for row in as_rows(book.reports.drop(columns="text"))}
    columns, target = _columns(), names().comparison
    sheet.widths([width for _, width in columns])
    sheet.header([name for name, _ in columns])
    compared = {str(i): n for n, i in enumerate(book.comparison.rows["observation_id"], start=2)}
    for _, row in book.observations.iterrows():
        report = reports.get(str(row["report_id"]), {})
        published = report.get("published")
        sheet.begin()
        sheet.cell(row["observation_id"], "wrap")
        sheet.cell(row["agency"] or say("机构不明"), "wrap")
        sheet.cell(row["indicator_name"] or say("未归类"), "wrap")
        sheet.cell(row["quote"], "wrap")
        sheet.cell(row["sentence"], "wrap")
        sheet.cell(row["section"] or unknown(), "wrap")
        sheet.cell(report_name(report) or row["report_id"], "wrap")
        sheet.cell(unknown() if pd.isna(published) else pd.Timestamp(published).to_pydatetime())
        sheet.cell(int(row["start"]))
        sheet.cell(int(row["end"]))
        sheet.cell(report.get("source_url") or unknown(), "wrap")
        line = compared.get(str(row["observation_id"]))
        if line:
            sheet.link(f"internal:'{target}'!A{line}", target)
        else:
            sheet.cell(say("其他读数"))


def definitions(sheet: Sheet, book: Book) -> None:
    """Indicators, qualifiers, flags and reasons in one table: 类别, 名称, 含义, 举例."""
    sheet.widths((12, 26, 80, 44))
    sheet.header([say("类别"), say("名称"), say("含义"), say("举例")])
    for kind, name, meaning, example in _meanings(book):
        sheet.line([kind, name, meaning or unknown(), example or "—"], "wrap")


def _meanings(book: Book) -> Sequence[tuple[str, str, str, str]]:
    """What is explained, indicators first: kind, name, meaning, example as a report words it."""
    taxonomy, spoken = data.taxonomy(), language.current()
    used = dict.fromkeys([book.comparison.indicator.id, *book.observations["indicator"]])
    found = [taxonomy.get(indicator) for indicator in used]
    rows = [(say("指标"), about.name, _defined(about), "") for about in found if about is not None]
    rows += [
        (say("限定词"), _qualifier(row), row[f"meaning_{spoken}"], row["example"])
        for row in data.table("qualifier_widths")
    ]
    rows += [
        (
            say("标记"),
            f"{row['flag']} {row[f'name_{spoken}']}",
            row[f"meaning_{spoken}"],
            row["example"],
        )
        for row in data.table("flags")
    ]
    rows += [
        (
            say("理由 {code}", code=row["code"]),
            say(
                "{name}（{note}）",
                name=row[f"name_{spoken}"],
                note=label("verdict", row["verdict"]),
            ),
            row[spoken],
            row["example"],
        )
        for row in data.table("verdict_reasons")
    ]
    return rows


def _defined(about: Indicator) -> str:
    """An indicator's definition with what it is and in which units it is counted."""
    return say(
        "{definition}（{nature}，{polarity}，单位{units}）",
        definition=about.definition,
        nature=label("nature", about.nature),
        polarity=label("polarity", about.polarity),
        units=listed(unit_name(unit) for unit in about.units) or say("无"),
    )


def _qualifier(row: Mapping[str, str]) -> str:
    """A word such as 超, in English with its meaning behind it; without a word the meaning."""
    meant = label("qualifier", row["qualifier"])
    if not row["word"]:
        return meant
    return f"{row['word']} ({meant})" if is_english() else row["word"]
