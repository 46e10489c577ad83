"""The workbook, reopened: sheets, numbers with 万 and 亿, links, and text that stays text."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import gold_frame
import openpyxl
import pandas as pd
import pytest

from dashboard import amounts, data, language
from dashboard.appendix import Book
from dashboard.comparison import Reference, Scope, compare
from dashboard.sheets import display_width, safe
from dashboard.taxonomy import Indicator, Taxonomy
from dashboard.workbook import file_name, workbook

MADE = datetime(2026, 11, 22, 9, 30)
SHEETS = ["封面", "对比", "数据", "证据", "口径"]


def made(table: pd.DataFrame, indicator: str = "requests", basis: str = "total") -> bytes:
    rows = gold_frame.indicators().to_dict("records")
    taxonomy = Taxonomy({row["id"]: Indicator.of(row) for row in rows})
    lookup = Reference(taxonomy, data.populations())
    found = compare(table, indicator, Scope(basis=basis), lookup)
    wanted = [*found.rows["observation_id"], *found.others["observation_id"]]
    behind = table.set_index("observation_id", drop=False).loc[wanted]
    return workbook(
        Book(found, behind, gold_frame.reports(), data.columns(), MADE, "http://127.0.0.1/compare")
    )


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content))


@pytest.fixture(scope="module")
def content() -> bytes:
    return made(gold_frame.observations())


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    return opened(content)


def column(sheet: Any, name: str) -> list[Any]:
    header = [cell.value for cell in sheet[1]]
    return [row[header.index(name)] for row in sheet.iter_rows(min_row=2)]


def test_sheets_in_their_order(book: Any) -> None:
    assert book.sheetnames == SHEETS


def test_figures_are_numbers_in_a_dress(book: Any) -> None:
    cells = column(book["对比"], "数值")[:4]
    assert [cell.value for cell in cells] == [32000000, 11014600, 150000, 127113]
    assert cells[0].number_format.startswith('"超"0\\.0,"万件"')
    assert cells[3].number_format.startswith('0\\.0,"万件"')
    assert [cell.value for cell in column(book["对比"], "上限")[:2]] == ["不限", 11014600]
    assert column(book["对比"], "原文")[0].value == "超3200万件"


def test_percentages_are_fractions() -> None:
    book = opened(made(gold_frame.observations(), "satisfaction_hotline"))
    cell = column(book["对比"], "数值")[0]
    assert cell.value == 0.9848 and cell.number_format.startswith("0.00%")


def test_computed_figures_say_how() -> None:
    book = opened(made(gold_frame.observations(), basis="per_capita"))
    assert column(book["对比"], "是否换算")[0].value == "换算"
    formula = column(book["对比"], "换算公式")[0].value
    assert "÷" in formula and "统计公报" in formula


def test_the_format_shows_what_the_screen_shows() -> None:
    """The pattern for a value holds the digits and words that ``amounts.text`` prints."""
    for value in (32e6, 11014600, 7.61e9, 9848, 1.5e12, 2.645, 0):
        pattern = amounts.excel_format(value, "件", "超").split(";")[0]
        shown = amounts.text(value, "件", "超")
        words = "".join(re.findall(r'"([^"]*)"', pattern))
        assert words == re.sub(r"[\d.,]", "", shown), pattern
        commas = len(re.search(r",*$", re.sub(r'"[^"]*"', "", pattern))[0])  # type: ignore[index]
        scaled = value / 1000**commas
        literal = "\\." in pattern
        decimals = len((re.findall(r"\.(0+)", pattern) or [""])[0])
        number = scaled / 10**decimals if literal else scaled
        assert f"{number:.{decimals}f}" == re.sub(r"[^\d.]", "", shown)


def test_a_fall_keeps_its_sign() -> None:
    positive, negative = amounts.excel_format(-12345, "件").split(";")
    assert negative == "-" + positive


def test_dates_are_dates(book: Any) -> None:
    cell = column(book["数据"], "期间首日")[0]
    assert isinstance(cell.value, datetime) and cell.number_format == "yyyy-mm-dd"


def test_each_row_links_to_its_sentence_and_back(book: Any) -> None:
    for number, cell in enumerate(column(book["对比"], "证据")[:4], start=2):
        place = re.fullmatch(r"'证据'!A(\d+)", cell.hyperlink.location)
        assert place
        row = int(place[1])
        quote = column(book["对比"], "原文")[number - 2].value
        assert column(book["证据"], "原文")[row - 2].value == quote
        assert quote in column(book["证据"], "所在句子")[row - 2].value
        back = column(book["证据"], "返回")[row - 2]
        assert back.hyperlink.location == f"'对比'!A{number}"


def test_no_rank_and_the_reason(book: Any) -> None:
    assert [cell.value for cell in column(book["对比"], "名次")[:4]] == ["—"] * 4
    cover = {row[0].value: row[1].value for row in book["封面"].iter_rows()}
    assert cover["可比性"] == "不可比" and "不排名" in cover["名次"]
    assert cover["页面地址"] == "http://127.0.0.1/compare"
    assert "2026年11月22日" in cover["制表时间"]


def test_missing_is_in_words_never_blank_or_zero() -> None:
    book = opened(made(gold_frame.observations(), "satisfaction_hotline"))
    lines = {row[1].value: row[4].value for row in book["对比"].iter_rows(min_row=2)}
    assert lines["广州市政务服务数据管理局"] == "未公布"
    for name in ("数据", "证据", "口径"):
        blank = [
            c.coordinate for row in book[name].iter_rows() for c in row if c.value in (None, "")
        ]
        assert blank == []


def test_plain_tables_have_one_header_and_no_merged_cells(book: Any) -> None:
    for name in ("数据", "证据", "口径"):
        sheet = book[name]
        header = [cell.value for cell in sheet[1]]
        assert len(set(header)) == len(header) and sheet.merged_cells.ranges == set()
        assert sheet.freeze_panes is None and sheet.print_title_rows == "$1:$1"
    assert book["对比"].freeze_panes == "C2"


def test_printing_and_properties(book: Any, content: bytes) -> None:
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
    assert book.properties.title == "诉求受理量对比" and book.properties.creator == "对标"
    core = ZipFile(BytesIO(content)).read("docProps/core.xml").decode()
    assert "2026-11-22" in core


def test_chinese_fits_its_column(book: Any) -> None:
    """Cells that do not wrap are not wider than their column (headers may wrap)."""
    for name in ("对比", "数据"):
        sheet = book[name]
        for cell in (c for row in sheet.iter_rows(min_row=2) for c in row):
            if (
                isinstance(cell.value, str)
                and not cell.alignment.wrap_text
                and cell.hyperlink is None
            ):
                width = sheet.column_dimensions[cell.column_letter].width
                if cell.column_letter not in ("A", "B") and sheet.title == "对比":
                    assert display_width(cell.value) <= width + 1, (
                        name,
                        cell.coordinate,
                        cell.value,
                    )


NASTY = [
    '=HYPERLINK("http://example.org","点")',
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "{=1}",
    "http://example.org",
    "mailto:a@example.org",
    "internal:'数据'!A1",
    "_x000D_",
    "<b>&amp;",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_text_of_a_report_stays_text(nasty: str) -> None:
    table = gold_frame.observations()
    chosen = table["indicator"] == "requests"
    for name in ("quote", "sentence", "agency", "measured_property", "note", "section", "system"):
        table.loc[chosen, name] = nasty
    content = made(table)
    with ZipFile(BytesIO(content)) as package:
        sheets = [n for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
        parts = [package.read(name).decode() for name in sheets]
        links = [n for n in package.namelist() if "externalLink" in n]
        related = [package.read(n).decode() for n in package.namelist() if n.endswith(".rels")]
    assert not any("<f>" in part for part in parts), "no formula"
    assert not any('TargetMode="External"' in part for part in related) and links == []
    book = opened(content)
    assert column(book["对比"], "原文")[0].value == nasty
    assert column(book["证据"], "所在句子")[0].value == nasty


def test_control_characters_are_dropped() -> None:
    assert safe("受理\x0b工单\x00\x1f件\ud800") == "受理工单件"
    assert len(safe("长" * 40_000)) == 32_767
    table = gold_frame.observations()
    table.loc[table["indicator"] == "requests", "sentence"] = "受理\x0b工单超3200万件"
    assert column(opened(made(table))["证据"], "所在句子")[0].value == "受理工单超3200万件"


def test_an_empty_comparison_is_a_workbook_too() -> None:
    table = gold_frame.observations()
    book = opened(made(table[table["indicator"] != "requests"]))
    cover = {row[0].value: row[1].value for row in book["封面"].iter_rows()}
    assert cover["结论"] == "没有机构公布诉求受理量" and cover["可比性"] == "不足两家，无从比较"


def test_many_rows_are_written_in_constant_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.workbook.LARGE", 1)
    book = opened(made(gold_frame.observations()))
    assert book.sheetnames == SHEETS
    assert column(book["对比"], "数值")[0].value == 32000000


def test_the_file_is_named_for_what_is_inside() -> None:
    rows = gold_frame.indicators().to_dict("records")
    lookup = Reference(Taxonomy({row["id"]: Indicator.of(row) for row in rows}))
    found = compare(gold_frame.observations(), "requests", Scope(), lookup)
    assert file_name(found) == "对标_诉求受理量_2022年.xlsx"


def test_no_figure_is_wider_than_its_column() -> None:
    """A number that does not fit would be shown as a row of #."""
    for spoken, shown in (("zh", "超3200.0万件"), ("en", "over 32.0 million cases")):
        with language.spoken(spoken):
            book = opened(made(gold_frame.observations()))
        sheet = book.worksheets[1]
        assert len(shown) + 3 <= sheet.column_dimensions["E"].width, spoken
