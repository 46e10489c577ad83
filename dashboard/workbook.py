"""**Download**: a comparison as a workbook in one language: 封面, 对比, 数据, 证据, 口径.

Cells are numbers that a number format dresses (超3200.0万件); text from reports is never a
formula, a link or a control character.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

import pandas as pd
import xlsxwriter

from dashboard import amounts, appendix
from dashboard.appendix import Book, not_applicable, open_end, unknown
from dashboard.comparison import Comparison
from dashboard.language import is_english, listed, say
from dashboard.sheets import Sheet, Styles, display_width, safe
from dashboard.wording import label, period_text
from dashboard.written import unit_name

LARGE = 20_000  # rows from which the workbook is written in constant memory, without filters
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "default_date_format": "yyyy-mm-dd",
}


def _verdict(comparison: Comparison) -> str:
    """The verdict, or that there are too few figures for one."""
    if not comparison.verdict:
        return say("不足两家，无从比较")
    return label("verdict", comparison.verdict)


def file_name(comparison: Comparison) -> str:
    """A file name that says what is inside, without characters that a system refuses."""
    parts = (say("对标"), comparison.indicator.name, period_text(comparison.period))
    gap = "-" if is_english() else ""
    return "_".join(re.sub(r'[\\/:*?"<>|\s]+', gap, part) for part in parts if part) + ".xlsx"


def workbook(book: Book) -> bytes:
    """The workbook as bytes of an .xlsx file."""
    buffer = BytesIO()
    options = {**_OPTIONS, "constant_memory": len(book.observations) >= LARGE}
    with xlsxwriter.Workbook(buffer, options) as made:
        made.set_properties(_properties(book))
        made.set_custom_property(say("语言"), _spoken())
        styles, names = Styles(made), appendix.names()
        evidence = appendix.evidence_lines(book)
        _cover(Sheet(made, styles, names.cover), book)
        _comparison(Sheet(made, styles, names.comparison), book, evidence)
        appendix.tidy(Sheet(made, styles, names.data), book)
        appendix.evidence(Sheet(made, styles, names.evidence), book, evidence)
        appendix.definitions(Sheet(made, styles, names.definitions), book)
    return buffer.getvalue()


def _spoken() -> str:
    """The language of the document as its properties name it."""
    return "en" if is_english() else "zh-CN"


def _properties(book: Book) -> dict[str, Any]:
    """What the file says of itself."""
    return {
        "title": say("{name}对比", name=safe(book.comparison.indicator.name)),
        "subject": safe(book.comparison.finding),
        "author": say("对标"),
        "company": "",
        "keywords": say("对标, 指标对比"),
        "comments": say("由工作报告原文生成，各数字出处见“证据”表"),
        "created": book.made,
    }


def _cover(sheet: Sheet, book: Book) -> None:
    """What is compared, the verdict and why, when made, and from what."""
    sheet.widths((16, 92))
    sheet.title(say("{name}对比", name=book.comparison.indicator.name))
    for name, text in (*_found(book.comparison), *_scope(book.comparison), *_about(book)):
        sheet.line([name, text], ("head", "wrap"))


def _found(comparison: Comparison) -> tuple[tuple[str, str], ...]:
    """What came out, in words."""
    reasons = "\n".join(reason.text for reason in comparison.reasons)
    none = say("各项均可比") if comparison.verdict else not_applicable()
    ranks = say("见“对比”表") if comparison.ranked else comparison.why_unranked
    return (
        (say("结论"), comparison.finding),
        (say("可比性"), _verdict(comparison)),
        (say("理由"), reasons or none),
        (say("名次"), ranks),
        (say("一句话"), comparison.sentence),
    )


def _scope(comparison: Comparison) -> tuple[tuple[str, str], ...]:
    """What was compared, in words."""
    return (
        (say("指标"), comparison.indicator.name),
        (say("口径"), comparison.indicator.definition or unknown()),
        (say("期间"), period_text(comparison.period)),
        (say("单位"), unit_name(comparison.unit) or unknown()),
        (say("换算"), label("basis", comparison.scope.basis)),
        (say("机构"), listed(dict.fromkeys(comparison.rows["agency"])) or say("无")),
        (say("未公布的机构"), listed(comparison.missing) or say("无")),
    )


def _about(book: Book) -> tuple[tuple[str, str], ...]:
    """When the workbook was made, where from, and what to keep in mind."""
    return (
        (say("制表时间"), say("{made:%Y年%m月%d日 %H:%M}", made=book.made)),
        (say("页面地址"), book.address or not_applicable()),
        (
            say("说明"),
            say(
                "工作报告中的数字为初步数，以统计年鉴为准。"
                "部分数据因四舍五入，分项合计与总计可能不等。"
            ),
        ),
    )


def _columns(rows: pd.DataFrame) -> tuple[tuple[str, float], ...]:
    """The columns of 对比, each with its width; English words need some more room."""
    more = 4 if is_english() else 0
    unit = "" if rows.empty else str(rows["unit"].iloc[0])
    bounds = [*rows["figure_low"], *rows["figure_high"]]
    texts = [amounts.text(bound, unit) for bound in bounds if math.isfinite(bound)]
    return (
        (say("名次"), 6 + 2 * more),
        (say("机构"), 20 + more),
        (say("地区"), 9 + more),
        (say("期间"), 14),
        (say("数值"), _wide(rows["figure_text"], 15 + more)),
        (say("下限"), _wide(texts, 13 + more)),
        (say("上限"), _wide(texts, 13 + more)),
        (say("单位"), 8 + more),
        (say("原文"), 14),
        (say("指标口径"), 16),
        (say("标记"), 8 + more),
        (say("是否换算"), 10 + more),
        (say("换算公式"), 22),
        (say("证据"), 8 + more),
    )


def _wide(texts: Iterable[str], least: int) -> int:
    """The width that shows every figure: one that does not fit would be a row of #."""
    return max([least, *(display_width(text) + 3 for text in texts)])


def _comparison(sheet: Sheet, book: Book, evidence: Mapping[str, int]) -> None:
    """Agencies by rows, numbers as numbers, a link from each to its sentence; verdict below."""
    comparison, columns, absent = book.comparison, _columns(book.comparison.rows), not_applicable()
    sheet.widths([width for _, width in columns])
    sheet.header([name for name, _ in columns], freeze=2, right={4, 5, 6})
    for _, row in comparison.rows.iterrows():
        _comparison_row(sheet, row, evidence)
    for agency in comparison.missing:
        blanks = [absent] * (len(columns) - 7)
        unpublished = label("missing", "unpublished")
        cells = ["—", agency, absent, absent, unpublished, absent, absent]
        styles = [*["text", "wrap", "wrap", "wrap"], *["right"] * 3, *["wrap"] * len(blanks)]
        sheet.line([*cells, *blanks], styles)
    sheet.begin()
    sheet.note(say("可比性"), _verdict(comparison))
    sheet.note(say("说明"), comparison.sentence)
    for reason in comparison.reasons:
        sheet.note(label("verdict", reason.verdict), reason.text)


def _comparison_row(sheet: Sheet, row: pd.Series, evidence: Mapping[str, int]) -> None:
    unit = str(row["unit"])
    words = (str(row["before"]), str(row["after"]))
    sheet.begin()
    sheet.cell("—" if pd.isna(row["rank"]) else int(row["rank"]))
    sheet.cell(row["agency"] or say("机构不明"), "wrap")
    sheet.cell(row["reference_area"] or say("地区不明"), "wrap")
    sheet.cell(row["period_text"], "wrap")
    if math.isnan(row["figure"]):
        for _ in range(3):
            sheet.cell(not_applicable(), "right")
    else:
        sheet.number(row["figure"], unit, *words)
        for name in ("figure_low", "figure_high"):
            _bound(sheet, float(row[name]), unit)
    sheet.cell(unit_name(unit) or unknown(), "wrap")
    sheet.cell(row["quote"], "wrap")
    sheet.cell(row["indicator_name"], "wrap")
    sheet.cell(row["flags"])
    sheet.cell(say("换算") if row["computed"] else say("原文公布"), "wrap")
    sheet.cell(_formula(row), "wrap")
    line = evidence[str(row["observation_id"])]
    target = appendix.names().evidence
    sheet.link(f"internal:'{target}'!A{line}", say("证据{line:d}", line=line))


def _bound(sheet: Sheet, value: float, unit: str) -> None:
    if math.isfinite(value):
        sheet.number(value, unit)
    else:
        sheet.cell(open_end(), "right")


def _formula(row: pd.Series) -> str:
    if row["problem"]:
        return str(row["problem"])
    parts = [part for part in (row["formula"], row["source"]) if part]
    return say("；").join(parts) or not_applicable()
