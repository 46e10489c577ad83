"""Tables of every format: merged headings, columns and rows of periods, units in headings."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import report_files as files

from extract.formats.grids import Cell, row_lines
from extract.formats.merges import Merges, merges
from extract.formats.sheets import read as read_sheets
from extract.headings import Heading, heading
from extract.tables import cells

TITLE = "深圳市政务服务数据管理局2022年工作总结"
Table = list[list[str]]


def as_text(table: Table) -> bytes:
    return "\n".join([TITLE, *("\t".join(row) for row in table)]).encode()


def as_lines(table: Table) -> bytes:
    return "\n".join([TITLE, "以下是办件情况。", *(c for row in table for c in row)]).encode()


def as_html(table: Table) -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in table)
    return f"<html><body><h1>{TITLE}</h1><table>{rows}</table></body></html>".encode()


def as_docx(table: Table) -> bytes:
    document = files.blank_document()
    document.add_paragraph(TITLE)
    made = document.add_table(rows=len(table), cols=len(table[0]))
    for row, texts in zip(made.rows, table, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(file := io.BytesIO())
    return file.getvalue()


def number(text: str) -> Any:
    return float(text) if text.replace(".", "", 1).isdigit() else text


def as_xlsx(table: Table) -> bytes:
    return files.xlsx([[TITLE], [], *([number(text) for text in row] for row in table)])


FORMATS: dict[str, tuple[str, Callable[[Table], bytes]]] = {
    "text": (".txt", as_text),
    "cells on lines": (".txt", as_lines),
    "page": (".html", as_html),
    "DOCX": (".docx", as_docx),
    "XLSX": (".xlsx", as_xlsx),
}

# --- columns and rows of periods --------------------------------------------------------------

Figures = set[tuple[str, str, str]]


def figures(data: bytes, name: str) -> Figures:
    """Value, unit and period of each figure."""
    claims = files.claims(files.read_back(data, name))
    return {(claim[1], claim[4], claim[-1]) for claim in claims}


PERIODS: dict[str, tuple[Table, Figures]] = {
    "columns of years": (
        [["指标", "2021年", "2022年"], ["受理工单(万件)", "5.2", "6.3"], ["满意率", "98%", "99%"]],
        {("52000.0", "件", "2021"), ("63000.0", "件", "2022"),
         ("98.0", "%", "2021"), ("99.0", "%", "2022")},
    ),
    "units in the headings": (
        [["指标", "2021年(万件)", "2022年(万件)"], ["受理工单", "5", "6"], ["网上办件", "7", "8"]],
        {("50000.0", "件", "2021"), ("60000.0", "件", "2022"),
         ("70000.0", "件", "2021"), ("80000.0", "件", "2022")},
    ),
    "a unit in the corner": (
        [["指标(单位:万件)", "2021年", "2022年"], ["受理工单", "5", "6"], ["满意率", "97", "98"]],
        {("50000.0", "件", "2021"), ("60000.0", "件", "2022"),
         ("97.0", "%", "2021"), ("98.0", "%", "2022")},
    ),
    "a column of units": (
        [["指标", "单位", "2021年", "增长(%)"], ["受理工单", "万件", "5", "6"],
         ["网上办件", "件", "7", "8"]],
        {("50000.0", "件", "2021"), ("6.0", "%", "2022"), ("7.0", "件", "2021"),
         ("8.0", "%", "2022")},
    ),
    "months": (
        [["指标", "1月", "1-6月"], ["受理工单(件)", "5", "30"], ["投诉(件)", "1", "6"]],
        {("5.0", "件", "2022-01"), ("30.0", "件", "2022-H1"), ("1.0", "件", "2022-01"),
         ("6.0", "件", "2022-H1")},
    ),
    "years and more words": (
        [["指标", "2021年数量(件)", "2022年占比"], ["受理工单", "5", "8"], ["投诉", "6", "7"]],
        {("5.0", "件", "2021"), ("8.0", "%", "2022"), ("6.0", "件", "2021"), ("7.0", "%", "2022")},
    ),
    "rows of years": (
        [["年份", "受理工单(万件)", "满意率"], ["2021年", "5.2", "98%"], ["2022年", "6.3", "99%"]],
        {("52000.0", "件", "2021"), ("98.0", "%", "2021"), ("63000.0", "件", "2022"),
         ("99.0", "%", "2022")},
    ),
    "rows of months": (
        [["月份", "受理工单(件)", "投诉(件)"], ["1月", "5", "8"], ["2月", "6", "7"]],
        {("5.0", "件", "2022-01"), ("8.0", "件", "2022-01"), ("6.0", "件", "2022-02"),
         ("7.0", "件", "2022-02")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", FORMATS)
@pytest.mark.parametrize("case", PERIODS)
def test_a_figure_is_of_the_period_that_heads_it(case: str, shape: str) -> None:
    table, expected = PERIODS[case]
    suffix, make = FORMATS[shape]
    assert figures(make(table), f"报告{suffix}") == expected


@pytest.mark.parametrize("shape", [shape for shape in FORMATS if shape != "cells on lines"])
def test_a_year_without_its_word_heads_too(shape: str) -> None:
    suffix, make = FORMATS[shape]
    across = [["指标", "2021", "2022"], ["受理工单(件)", "5", "6"]]
    down = [["年份", "受理工单(件)"], ["2021", "5"], ["2022", "6"]]
    for table in (across, down):
        assert figures(make(table), f"报告{suffix}") == {
            ("5.0", "件", "2021"), ("6.0", "件", "2022")
        }  # fmt: skip


def told(*rows: str) -> list[tuple[str, str, str]]:
    """Text, column and row of the figures of a table."""
    text = "\n".join(row.replace(" ", "\t") for row in rows)
    return [(text[c.start : c.end], c.column, c.row) for c in cells(text)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("指标 2021年", "办件 5"), [("5", "2021年办件", "")]),
        (("区 2021年", "南山区 5"), [("5", "2021年", "南山区")]),
        (("指标 去年 今年", "办件 5 6"), [("5", "去年办件", ""), ("6", "今年办件", "")]),
        (("年份 办件", "2021年 5"), [("5", "2021年办件", "")]),
        (("指标 上年同期 本期", "办件 5 6"), [("5", "上年同期", "办件"), ("6", "本期", "办件")]),
        (("区 事项 数量", "南山区 办件 5", "南山区 投诉 6"),
         [("5", "办件数量", "南山区"), ("6", "投诉数量", "南山区")]),
        (("类 事项 数量", "政务 办件 5", "政务 投诉 6"),
         [("5", "数量", "政务办件"), ("6", "数量", "政务投诉")]),
        (("月份 2021年 2022年", "1月 5 6"), [("5", "2021年1月", ""), ("6", "2022年1月", "")]),
        (("年份 1月 2月", "2021年 5 6"), [("5", "2021年1月", ""), ("6", "2021年2月", "")]),
        (("年份 2021年 2022年", "2020年 5 6"), [("5", "2021年", ""), ("6", "2022年", "")]),
        (("指标 数量", "2021年受理 5", "去年投诉 6"),
         [("5", "2021年数量", "受理"), ("6", "去年数量", "投诉")]),
        (("指标 2021年 2022年", "联系电话 82001234 82001235"), []),
        # lists, not tables: what stands in the first line is no heading
        (("上线时间 2019年", "办件 3200件"), []),
        (("办件 2010", "热线 3200"), []),
        (("办件 5件", "热线 6件"), []),
        (("办件 5件 2019年", "热线 6件 2020年"), []),
    ],
)  # fmt: skip
def test_what_heads_a_figure(rows: tuple[str, ...], expected: list[tuple[str, str, str]]) -> None:
    assert told(*rows) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受理工单(万件)", Heading("受理工单", "", "万", "件")),
        ("2021年", Heading("", "2021年")),
        ("2021", Heading("", "2021年")),
        ("2021年上半年受理量(单位:件)", Heading("受理量", "2021年上半年", "", "件")),
        ("较2021年增长", Heading("较2021年增长")),
        ("上年同期", Heading("上年同期")),
        ("负责人(签字)", Heading("负责人")),
        ("3200", Heading("3200")),
        ("年报", Heading("年报")),
    ],
)
def test_a_heading_taken_apart(text: str, expected: Heading) -> None:
    assert heading(text) == expected


# --- merged cells -----------------------------------------------------------------------------


def book(rows: list[list[Any]], *merged: str) -> list[str]:
    """The lines of a workbook with merged cells."""
    made = openpyxl.Workbook()
    sheet: Any = made.active
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    made.save(file := io.BytesIO())
    return read_sheets(file.getvalue(), "a.xlsx").text.splitlines()


def test_a_heading_over_several_columns_is_of_each() -> None:
    found = book([["指标", "办件量", None], ["受理", 5, 6], ["热线", 7, 8]], "B1:C1")
    assert found == ["指标\t办件量\t办件量", "受理\t5\t6", "热线\t7\t8"]


def test_headings_above_each_other_are_one() -> None:
    rows = [["2022年办件情况", None, None, None, None], ["指标", "2021年", None, "2022年", None],
            [None, "数量(件)", "占比", "数量(件)", "占比"], ["受理", 5, "8%", 6, "9%"]]  # fmt: skip
    merged = ("A1:E1", "A2:A3", "B2:C2", "D2:E2")
    heads = "指标\t2021年数量(件)\t2021年占比\t2022年数量(件)\t2022年占比"
    assert book(rows, *merged) == ["2022年办件情况", heads, "受理\t5\t8%\t6\t9%"]
    assert book(rows, "B2:C2", "D2:E2")[1] == heads  # the corner is not merged


def test_years_below_a_heading_are_headings() -> None:
    rows = [["指标", "受理工单(件)", None], [None, 2021, 2022], ["全市", 5, 6]]
    found = book(rows, "A1:A2", "B1:C1")
    assert found == ["指标\t受理工单2021年(件)\t受理工单2022年(件)", "全市\t5\t6"]
    assert book(rows, "B1:C1") == found


def test_the_label_of_several_rows_is_of_each_a_figure_is_not() -> None:
    rows = [["类别", "事项", "数量(件)", "合计"],
            ["政务服务", "办件", 5, 11], [None, "投诉", 6, None],
            ["12345热线", "来电", 7, 15], [None, "转办", 8, None]]  # fmt: skip
    assert book(rows, "A2:A3", "D2:D3", "A4:A5", "D4:D5") == [
        "类别\t事项\t数量(件)\t合计",
        "政务服务\t办件\t5\t11",
        "政务服务\t投诉\t6\t—",
        "12345热线\t来电\t7\t15",
        "12345热线\t转办\t8\t—",
    ]


def test_merged_cells_of_a_workbook_name_its_figures() -> None:
    made = openpyxl.Workbook()
    sheet: Any = made.active
    for row in (
        ["深圳市2022年办件情况", None, None, None],
        ["区", "事项", "数量(件)", None],
        [None, None, 2021, 2022],
        ["南山区", "受理工单", 5, 6],
        [None, "投诉工单", 7, 8],
    ):
        sheet.append(row)  # fmt: skip
    for area in ("A1:D1", "A2:A3", "B2:B3", "C2:D2", "A4:A5"):
        sheet.merge_cells(area)
    made.save(file := io.BytesIO())
    claims = files.claims(files.read_back(file.getvalue(), "a.xlsx"))
    assert {(claim[1], claim[4], claim[-2], claim[-1]) for claim in claims} == {
        ("5.0", "件", "南山区", "2021"), ("6.0", "件", "南山区", "2022"),
        ("7.0", "件", "南山区", "2021"), ("8.0", "件", "南山区", "2022"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        ([[]], [""]),
        # prose below a heading, not a second one
        ([[Cell("事项", 1, 2), Cell("说明")], [Cell("甲办理3件")]], ["事项\t说明", "甲办理3件"]),
        # figures with their units are no headings
        ([[Cell("指标"), Cell("办件", 2)], [Cell("受理"), Cell("5件"), Cell("6件")],
          [Cell("热线"), Cell("7件"), Cell("8件")]],
         ["指标\t办件\t办件", "受理\t5件\t6件", "热线\t7件\t8件"]),
        # a cell that reaches below the last row, or beside another one
        ([[Cell("甲"), Cell("乙")], [Cell("丙", 1, 9), Cell("1")]], ["甲\t乙", "丙\t1"]),
        ([[Cell("甲"), Cell("乙")], [Cell("丙", 1, 2), Cell("1")], [Cell("2"), Cell("3")]],
         ["甲\t乙", "丙\t1", "丙\t2\t3"]),
        # prose in a merged cell is told once
        ([[Cell("事项"), Cell("说明")], [Cell("甲"), Cell("共3件", 1, 2)], [Cell("乙")]],
         ["事项\t说明", "甲\t共3件", "乙"]),
    ],
)  # fmt: skip
def test_rows_of_cells_that_span(rows: list[list[Cell]], expected: list[str]) -> None:
    assert row_lines(rows) == expected


def test_where_cells_are_merged() -> None:
    xml = b"<x:mergeCell ref='B2:C3'/><mergeCell foo='1' ref=\"A1:AB1\" /><mergeCell ref='C2:B1'/>"
    assert merges(xml) == Merges(((1, 1, 1, 28), (2, 3, 2, 3)))
    rows = [["甲", "乙", "", ""], ["丙", "", "", "丁"]]
    assert merges(xml).cells(rows, 2) == [
        [Cell("甲"), Cell("乙", 2, 2), Cell("")],
        [Cell("丙"), Cell("丁")],
    ]
