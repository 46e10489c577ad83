"""**Download**: a comparison as a workbook: 封面, 对比, 数据, 证据, 口径.

Cells are numbers that a number format dresses (超3200.0万件); text from reports is never a
formula, a link or a control character.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from io import BytesIO

import pandas as pd
import xlsxwriter

from dashboard import appendix
from dashboard.appendix import NOT_APPLICABLE, OPEN, UNKNOWN, UNPUBLISHED, Book
from dashboard.comparison import Comparison
from dashboard.sheets import Sheet, Styles, safe
from dashboard.wording import label, period_text

LARGE = 20_000  # rows from which the workbook is written in constant memory, without filters
NO_VERDICT = "不足两家，无从比较"
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "default_date_format": "yyyy-mm-dd",
}


def file_name(comparison: Comparison) -> str:
    """A file name that says what is inside, without characters that a system refuses."""
    parts = ("对标", comparison.indicator.name, period_text(comparison.period))
    return "_".join(re.sub(r'[\\/:*?"<>|\s]+', "", part) for part in parts if part) + ".xlsx"


def workbook(book: Book) -> bytes:
    """The workbook as bytes of an .xlsx file."""
    buffer = BytesIO()
    options = {**_OPTIONS, "constant_memory": len(book.observations) >= LARGE}
    with xlsxwriter.Workbook(buffer, options) as made:
        name = book.comparison.indicator.name
        made.set_properties(
            {
                "title": f"{safe(name)}对比",
                "subject": safe(book.comparison.finding),
                "author": "对标",
                "company": "",
                "keywords": "对标, 指标对比",
                "comments": "由工作报告原文生成，各数字出处见“证据”表",
                "created": book.made,
                "language": "zh-CN",
            }
        )
        made.set_custom_property("语言", "zh-CN")
        styles = Styles(made)
        evidence = appendix.evidence_lines(book)
        _cover(Sheet(made, styles, "封面"), book)
        _comparison(Sheet(made, styles, "对比"), book, evidence)
        appendix.tidy(Sheet(made, styles, "数据"), book)
        appendix.evidence(Sheet(made, styles, "证据"), book, evidence)
        appendix.definitions(Sheet(made, styles, "口径"), book)
    return buffer.getvalue()


def _cover(sheet: Sheet, book: Book) -> None:
    """What is compared, the verdict and why, when made, and from what."""
    comparison = book.comparison
    scope = comparison.scope
    sheet.widths((16, 92))
    sheet.title(f"{comparison.indicator.name}对比")
    reasons = "\n".join(reason.text for reason in comparison.reasons)
    facts = (
        ("结论", comparison.finding),
        ("可比性", comparison.verdict or NO_VERDICT),
        ("理由", reasons or ("各项均可比" if comparison.verdict else NOT_APPLICABLE)),
        ("名次", "见“对比”表" if comparison.ranked else comparison.why_unranked),
        ("一句话", comparison.sentence),
        ("指标", comparison.indicator.name),
        ("口径", comparison.indicator.definition or UNKNOWN),
        ("期间", period_text(comparison.period)),
        ("单位", comparison.unit or UNKNOWN),
        ("换算", label("basis", scope.basis)),
        ("机构", "、".join(dict.fromkeys(comparison.rows["agency"])) or "无"),
        ("未公布的机构", "、".join(comparison.missing) or "无"),
        ("制表时间", book.made.strftime("%Y年%m月%d日 %H:%M")),
        ("页面地址", book.address or NOT_APPLICABLE),
        (
            "说明",
            "工作报告中的数字为初步数，以统计年鉴为准。部分数据因四舍五入，分项合计与总计可能不等。",
        ),
    )
    for name, text in facts:
        sheet.line([name, text], ("head", "wrap"))


_COMPARISON = (
    ("名次", 6),
    ("机构", 20),
    ("地区", 9),
    ("期间", 14),
    ("数值", 15),
    ("下限", 13),
    ("上限", 13),
    ("单位", 8),
    ("原文", 14),
    ("指标口径", 16),
    ("标记", 8),
    ("是否换算", 10),
    ("换算公式", 22),
    ("证据", 8),
)


def _comparison(sheet: Sheet, book: Book, evidence: Mapping[str, int]) -> None:
    """Agencies by rows, numbers as numbers, a link from each to its sentence; verdict below."""
    comparison = book.comparison
    sheet.widths([width for _, width in _COMPARISON])
    sheet.header([name for name, _ in _COMPARISON], freeze=2, right={4, 5, 6})
    for _, row in comparison.rows.iterrows():
        _comparison_row(sheet, row, evidence)
    for agency in comparison.missing:
        blanks = [NOT_APPLICABLE] * (len(_COMPARISON) - 7)
        cells = ["—", agency, NOT_APPLICABLE, NOT_APPLICABLE, UNPUBLISHED, *[NOT_APPLICABLE] * 2]
        styles = ["text", "wrap", "text", "text", *["right"] * 3, *["text"] * len(blanks)]
        sheet.line([*cells, *blanks], styles)
    sheet.begin()
    sheet.note("可比性", comparison.verdict or NO_VERDICT)
    sheet.note("说明", comparison.sentence)
    for reason in comparison.reasons:
        sheet.note(reason.verdict, reason.text)


def _comparison_row(sheet: Sheet, row: pd.Series, evidence: Mapping[str, int]) -> None:
    unit = str(row["unit"])
    words = (str(row["before"]), str(row["after"]))
    sheet.begin()
    sheet.cell("—" if pd.isna(row["rank"]) else int(row["rank"]))
    sheet.cell(row["agency"] or "机构不明", "wrap")
    sheet.cell(row["reference_area"] or "地区不明")
    sheet.cell(row["period_text"], "wrap")
    if math.isnan(row["figure"]):
        for _ in range(3):
            sheet.cell(NOT_APPLICABLE, "right")
    else:
        sheet.number(row["figure"], unit, *words)
        for name in ("figure_low", "figure_high"):
            _bound(sheet, float(row[name]), unit)
    sheet.cell(unit or UNKNOWN)
    sheet.cell(row["quote"], "wrap")
    sheet.cell(row["indicator_name"], "wrap")
    sheet.cell(row["flags"])
    sheet.cell("换算" if row["computed"] else "原文公布")
    sheet.cell(_formula(row), "wrap")
    line = evidence[str(row["observation_id"])]
    sheet.link(f"internal:'证据'!A{line}", f"证据{line}")


def _bound(sheet: Sheet, value: float, unit: str) -> None:
    if math.isfinite(value):
        sheet.number(value, unit)
    else:
        sheet.cell(OPEN, "right")


def _formula(row: pd.Series) -> str:
    if row["problem"]:
        return str(row["problem"])
    return "；".join(part for part in (row["formula"], row["source"]) if part) or NOT_APPLICABLE
