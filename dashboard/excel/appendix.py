"""What lies behind a table in its workbook: 证据 and 说明, each one plain native table.

Every sheet speaks the reader's language; what a report says stays as it was written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from dashboard.books.book import Book
from dashboard.evidence import as_rows, report_name
from dashboard.excel.sheet_words import not_applicable, unknown
from dashboard.excel.sheets import Sheet
from dashboard.language import say


def evidence_lines(book: Book, shown: Collection[str]) -> dict[str, int]:
    """The line of 证据 (1 is the header) of each observation that is ``shown`` or on 修订."""
    said = (book.corrections, book.reviews, book.choices)
    wanted = {*shown, *(str(one) for ledger in said for one in ledger["observation_id"])}
    identities = enumerate(book.observations["observation_id"], start=2)
    return {identity: line for line, identity in identities if identity in wanted}


# --- 证据 -----------------------------------------------------------------------------------------


def _columns() -> tuple[tuple[str, float], ...]:
    """The columns of 证据, each with its width."""
    return (
        (say("编号"), 16),
        (say("机构"), 22),
        (say("指标"), 18),
        (say("原文"), 16),
        (say("所在句子"), 70),
        (say("章节"), 40),
        (say("报告"), 36),
        (say("发布日期"), 14),
        (say("起点"), 10),
        (say("终点"), 10),
        (say("来源网址"), 24),
        (say("返回"), 14),
    )


_FACTS = ("observation_id", "agency", "indicator_name", "quote", "sentence", "section")


def evidence(sheet: Sheet, book: Book, places: Mapping[str, str]) -> None:
    """Each figure's sentence, report, section, offsets and address, and the way back."""
    columns, rows = _columns(), len(book.observations)
    sheet.widths([width for _, width in columns])
    sheet.pages_across(2)
    sheet.table("Evidence", [name for name, _ in columns], max(rows, 1), right={8, 9})
    if not rows:
        sheet.line([say("没有数字"), *["—"] * (len(columns) - 1)])
    back, elsewhere = say("返回对比"), say("其他读数")
    reports = _reports(book.reports)
    frame = book.observations
    blanks = ("", say("机构不明"), say("未归类"), "", "", unknown())
    wanted = [*_FACTS, "report_id", "start", "end"]
    for *facts, report_id, start, end in zip(*(frame[name] for name in wanted), strict=True):
        title, published, address = reports.get(report_id) or (report_id, unknown(), unknown())
        sheet.begin()
        for fact, blank in zip(facts, blanks, strict=True):
            sheet.cell(fact or blank, "wrap")
        sheet.cell(title, "wrap")
        sheet.cell(published)
        sheet.cell(start, "right")
        sheet.cell(end, "right")
        sheet.cell(address, "wrap")
        if where := places.get(facts[0]):
            sheet.link(where, back)
        else:
            sheet.cell(elsewhere, "wrap")


def _reports(frame: pd.DataFrame) -> dict[str, tuple[str, Any, str]]:
    """Title, day of publication and address of each report, unknown in words."""
    found: dict[str, tuple[str, Any, str]] = {}
    for row in as_rows(frame.drop(columns="text", errors="ignore")):
        day = row.get("published")
        known = unknown() if pd.isna(day) else pd.Timestamp(str(day)).to_pydatetime()
        name = report_name(row) or str(row["report_id"])
        found[str(row["report_id"])] = (name, known, str(row.get("source_url") or unknown()))
    return found


# --- 说明 -----------------------------------------------------------------------------------------


def notes(sheet: Sheet, book: Book) -> None:
    """What is to be said of the table, then how the workbook is read and corrected."""
    said = {name for name, _ in book.notes}
    rows = [*book.notes, *(line for line in _reading() if line[0] not in said)]
    sheet.widths((20, 110))
    sheet.table("Notes", [say("项目"), say("说明")], len(rows))
    for name, text in rows:
        sheet.line([name, text or not_applicable()], ("head", "wrap"))


def _reading() -> tuple[tuple[str, str], ...]:
    """How any workbook of ours is read."""
    return (
        (
            say("数字"),
            say(
                "数字可直接计算：32000000显示为3200.0万，百分比存为小数，日期存为日期。"
                "“原文”列是报告的写法。"
            ),
        ),
        (
            say("初步数"),
            say(
                "工作报告中的数字为初步数，以统计年鉴为准。"
                "部分数据因四舍五入，分项合计与总计可能不等。"
            ),
        ),
        (
            say("空缺"),
            say("“未公布”：报告没有这个数字；“未写明”：报告没有交代；“不适用”：不存在这一项。"),
        ),
        (
            say("如何更正"),
            say(
                "在“数据”表的“更正值”“更正单位”“更正指标”“更正说明”列填写，其余单元格已锁定；"
                "存盘后在网页上传，核对差异后生效。改过其他单元格的行不予采用。"
            ),
        ),
    )
