"""**Download**: a Book as an .xlsx file in one language: 封面, 对比, 图表, 数据 to 修订.

Cells are numbers that a number format dresses (超3200.0万件); text from reports is never a
formula, a link or a control character; 100,000 rows need no more memory than a few.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import IO

from dashboard.books.book import Book
from dashboard.excel import (
    appendix,
    data_sheet,
    definitions_sheet,
    grid_sheet,
    native_charts,
    revised_sheet,
)
from dashboard.excel.clean_names import sheet_name
from dashboard.excel.package import Package
from dashboard.excel.sheet_words import names, not_applicable
from dashboard.excel.sheets import Sheet, lines_of, safe
from dashboard.excel.styles import Styles
from dashboard.language import is_english, say

_TEXT, _AIRY = 104, 20  # the width of the cover's text, points of a line of it


def workbook(book: Book) -> bytes:
    """The workbook as bytes of an .xlsx file."""
    buffer = BytesIO()
    write(book, buffer)
    return buffer.getvalue()


def write(book: Book, target: str | IO[bytes]) -> None:
    """Writes the workbook to a file or a stream, in the language of the session."""
    with Package(target, "en" if is_english() else "zh-CN", book.made) as package:
        _describe(package, book)
        _fill(package, book)


def _describe(package: Package, book: Book) -> None:
    """What the file says of itself."""
    package.set_custom_property(say("语言"), package.spoken)
    package.set_properties(
        {
            "title": safe(book.title)[:255],
            "subject": safe(book.finding)[:255],
            "author": say("对标"),
            "company": "",
            "keywords": say("对标, 指标对比"),
            "comments": say("由工作报告原文生成，各数字出处见“证据”表"),
            "created": book.made,
        }
    )


def _fill(package: Package, book: Book) -> None:
    """Writes every sheet, in their order."""
    told, styles = names(), Styles(package)
    rows, places = len(book.observations), grid_sheet.places(book.grid)
    lines = appendix.evidence_lines(book, places)
    taken: list[str] = []

    def sheet(name: str, rows: int = 0) -> Sheet:
        taken.append(sheet_name(name, taken))
        return Sheet(package, styles, taken[-1], rows)

    _cover(sheet(told.cover), book)
    grid_sheet.write(sheet(told.comparison, len(book.grid.rows)), book, lines)
    native_charts.draw(package, sheet(told.charts), book.plots)
    data_sheet.write(sheet(told.data, rows), styles, book)
    appendix.evidence(sheet(told.evidence, rows), book, places)
    definitions_sheet.write(package, sheet(told.definitions), book)
    appendix.notes(sheet(told.notes), book)
    revised_sheet.write(sheet(told.corrections, revised_sheet.count(book)), book, lines)


def _cover(sheet: Sheet, book: Book) -> None:
    """What is compared, what came out, when it was made, from where, and what is inside."""
    sheet.page.hide_gridlines(2)
    sheet.page.fit_to_pages(1, 1)
    sheet.widths((20, _TEXT))
    sheet.title(book.title)
    for number, (name, text) in enumerate(_told(book)):
        sheet.line([name, text or not_applicable()], ("head", "wrap" if number else "finding"))
        lines = lines_of(text, _TEXT * (1 if number else 0.75))
        sheet.page.set_row(sheet.row, min(_AIRY * lines + 6, 400))
    sheet.line([say("目录"), say("点表名到该表")], ("head", "wrap"))
    for name, text in _contents():
        sheet.begin()
        sheet.link(f"'{name}'!A1", name)
        sheet.cell(text, "wrap")


def _told(book: Book) -> Iterator[tuple[str, str]]:
    """The finding, the lines of the cover (two may bear one name), when it was made and where."""
    finding, known = say("结论"), {name for name, _ in book.cover}
    yield finding, book.finding
    yield from (line for line in book.cover if line[0] != finding)
    made = say("{made:%Y年%m月%d日 %H:%M}", made=book.made)
    last = ((say("制表时间"), made), (say("页面地址"), book.address or not_applicable()))
    yield from (line for line in last if line[0] not in known)


def _contents() -> tuple[tuple[str, str], ...]:
    """What stands on each sheet after the cover."""
    told = names()
    return (
        (told.comparison, say("数值表，数字可计算，点数字看原文")),
        (told.charts, say("可编辑的图，数据在图旁")),
        (told.data, say("全部数据行，末尾几列可填写更正")),
        (told.evidence, say("每个数字的原文句子、报告、位置")),
        (told.definitions, say("指标、单位、限定词、标记的含义")),
        (told.notes, say("方法、人口、不可比的原因")),
        (told.corrections, say("谁在何时更正、核对、选用了什么，为什么")),
    )
