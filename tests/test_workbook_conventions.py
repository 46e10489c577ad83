"""What holds for the workbook of every page, in both languages, with corrections in the store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import page_books
import pages
import pytest
from openpyxl.utils import get_column_letter
from page_books import ALL

import extract
from dashboard import amounts, language
from dashboard.books.book import Amount, Book, Link
from dashboard.excel import revised_sheet, workbook

DECORATED = {"封面", "对比", "图表", "Cover", "Comparison", "Charts"}
MERGED = {"对比", "图表", "Comparison", "Charts"}
SPOKEN = ("zh", "en")
SHEETS = {
    "zh": ["封面", "对比", "图表", "数据", "证据", "口径", "说明", "修订"],
    "en": [
        *("Cover", "Comparison", "Charts", "Data", "Evidence", "Definitions", "Notes"),
        "Corrections",
    ],
}
PLACES = [(name, spoken) for name in ALL for spoken in SPOKEN]


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a store with the five reports and corrections."""
    url = pages.filled(tmp_path_factory.mktemp("conventions"))
    kept = extract.Store(url)
    first = page_books.correct(kept)
    page_books.judge(kept, first)
    kept.close()
    return url


@pytest.fixture(scope="module", autouse=True)
def store(corrected: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        yield from pages.reading(corrected, patch)


@pytest.fixture(scope="module", params=PLACES, ids=["-".join(place) for place in PLACES])
def written(request: pytest.FixtureRequest, store: None) -> tuple[Book, bytes, str]:
    """The book of a page, its bytes and its language; all tests of one follow each other."""
    name, spoken = request.param
    with language.spoken(spoken):
        book = ALL[name](page_books.behind())
        return book, workbook.workbook(book), spoken


@lru_cache(maxsize=1)
def opened(content: bytes) -> Any:
    """The workbook as openpyxl reads it, once for all tests of it; not to be changed."""
    return openpyxl.load_workbook(BytesIO(content))


def test_the_sheets_have_different_names_in_their_order(written: Any) -> None:
    _, content, spoken = written
    assert opened(content).sheetnames == SHEETS[spoken]


def test_the_document_says_what_it_is(written: Any) -> None:
    book, content, spoken = written
    found = opened(content).properties
    assert found.title == book.title and found.subject == book.finding[:255]
    assert found.language == ("en" if spoken == "en" else "zh-CN")
    assert found.creator == ("Duibiao" if spoken == "en" else "对标")
    assert found.created == book.made


def test_every_sheet_prints_on_a4_landscape_with_its_header(written: Any) -> None:
    for sheet in opened(written[1]):
        setup = sheet.page_setup
        assert (setup.orientation, str(setup.paperSize)) == ("landscape", "9"), sheet.title
        if sheet.title not in ("封面", "图表", "Cover", "Charts"):
            assert sheet.print_title_rows == "$1:$1", sheet.title


def test_only_the_table_and_the_charts_are_frozen_coloured_or_merged(written: Any) -> None:
    for sheet in opened(written[1]):
        frozen = sheet.freeze_panes
        assert not frozen or sheet.title in ("对比", "Comparison"), sheet.title
        filled = {c.fill.fill_type for row in sheet.iter_rows() for c in row} - {None}
        assert not filled or sheet.title in MERGED, sheet.title
        assert not sheet.merged_cells.ranges or sheet.title in MERGED, sheet.title
    assert opened(written[1]).worksheets[1].freeze_panes


def test_one_native_table_a_sheet_begins_at_its_first_cell(written: Any) -> None:
    for sheet in opened(written[1]).worksheets[3:]:
        (table,) = sheet.tables.values()
        end = f"{get_column_letter(sheet.max_column)}{sheet.max_row}"
        assert table.ref == f"A1:{end}", sheet.title
        header = [cell.value for cell in sheet[1]]
        assert len(set(header)) == len(header) and all(header), sheet.title


def test_no_cell_of_a_table_is_blank_but_those_to_fill_in(written: Any) -> None:
    book, content, _ = written
    made = opened(content)
    for sheet in made.worksheets[3:]:
        header = [cell.value for cell in sheet[1]]
        asked = range(len(header) - 5, len(header) - 1) if sheet is made.worksheets[3] else ()
        for row in sheet.iter_rows(min_row=2):
            blank = [c.column - 1 for c in row if c.value in (None, "")]
            if len(book.observations):
                assert set(blank) <= set(asked), (sheet.title, row[0].row)
    for row in made.worksheets[1].iter_rows(max_row=len(book.grid.rows) + 1):
        assert all(cell.value not in (None, "") for cell in row[: len(book.grid.headings)])


def test_no_figure_is_wider_than_its_column(written: Any) -> None:
    """Digits and letters of the Chinese font are up to a tenth wider than Excel's own."""
    book, content, spoken = written
    sheet = opened(content).worksheets[1]
    with language.spoken(spoken):
        for row in book.grid.rows:
            for place, cell in enumerate(row):
                if not isinstance(cell, Amount):
                    continue
                shown = amounts.text(cell.value, cell.unit, cell.before, cell.after)
                width = _width(sheet, place + 1)
                wide = sum(2 if ord(c) > 0x2E80 else 1.1 for c in shown)
                assert wide + 1 <= width, shown


def _width(sheet: Any, column: int) -> float:
    """The width of a column; columns alike are kept together."""
    kept = sheet.column_dimensions.values()
    return float(next(one.width for one in kept if one.min <= column <= one.max))


def test_every_link_leads_to_a_cell_that_is_there_and_back(written: Any) -> None:
    made = opened(written[1])
    for sheet in made:
        for cell in (c for row in sheet.iter_rows() for c in row if c.hyperlink):
            assert cell.hyperlink.target is None, "nothing outside of the workbook"
            name, place = re.fullmatch(r"'(.+)'!([A-Z]+\d+)", cell.hyperlink.location).groups()
            assert made[name][place].value not in (None, ""), cell.hyperlink.location
    comparison, evidence = made.worksheets[1], made.worksheets[4]
    for cell in (c for row in comparison.iter_rows() for c in row if c.hyperlink):
        line = int(cell.hyperlink.location.rsplit("A", 1)[1])
        assert evidence.cell(line, evidence.max_column).hyperlink.location


def test_no_text_is_a_formula_and_no_number_is_text(written: Any) -> None:
    book, content, _ = written
    made = opened(content)
    cells = ((sheet.title, c) for sheet in made for row in sheet.iter_rows() for c in row)
    formulas = {title for title, cell in cells if cell.data_type == "f"}
    assert formulas <= set(made.sheetnames[1:3])
    for number, row in enumerate(book.grid.rows, start=2):
        for place, cell in enumerate(row, start=1):
            found = made.worksheets[1].cell(number, place)
            if isinstance(cell, Amount):
                assert found.data_type == ("f" if cell.formula else "n")
            elif isinstance(cell, str | Link):
                assert found.data_type == "s"


def test_no_rank_stands_where_none_is_allowed(written: Any) -> None:
    book, content, spoken = written
    header = [cell.value for cell in opened(content).worksheets[1][1]]
    rank = "Rank" if spoken == "en" else "名次"
    if rank in header and dict(book.cover)["Comparability" if spoken == "en" else "可比性"] in (
        *("不可比", "谨慎", "not comparable", "with caution"),
    ):
        assert {row[header.index(rank)] for row in book.grid.rows} == {"—"}


def test_corrections_are_told_where_the_figure_stands(written: Any) -> None:
    book, content, spoken = written
    rows = opened(content).worksheets[7]
    cells = [[cell.value for cell in row] for row in rows.iter_rows(min_row=2)]
    assert len(cells) == max(revised_sheet.count(book), 1)
    told = "Corrected" if spoken == "en" else "已更正"
    held = (book.corrections["status"] == "active").any()
    assert (told in dict(book.cover)) == held == (told in dict(book.grid.notes))
    if held:
        assert "32,000,000" in dict(book.cover)[told] and "32,500,000" in dict(book.cover)[told]
        assert cells[0][5:7] == [33_000_000, 32_500_000], "newest first, as numbers"


def test_in_english_our_own_sheets_have_no_chinese(written: Any) -> None:
    book, content, spoken = written
    if spoken == "zh" or book.observations.empty:
        return
    made = opened(content)
    with language.spoken("en"):
        words = pages.wording(page_books.behind().observations)
    words += [str(one) for one in extract.Store().reports()["title"]]
    texts = [str(c.value) for sheet in made for c in sheet[1]]
    texts += [str(c.value) for row in made["Charts"].iter_rows() for c in row]
    texts += [str(c.value) for row in made["Cover"].iter_rows() for c in row]
    texts += [str(c.value) for row in made["Notes"].iter_rows() for c in row]
    assert pages.chinese(texts, words) == []


def test_every_chart_has_a_title_names_and_both_axes(written: Any) -> None:
    with ZipFile(BytesIO(written[1])) as package:
        names = [n for n in package.namelist() if re.match(r"xl/charts/chart\d+\.xml", n)]
        assert len(names) == len(written[0].plots)
        for name in names:
            xml = package.read(name).decode()
            assert "<c:title>" in xml and "<c:cat>" in xml
            assert xml.count('<c:delete val="1"/>') == 0
            labels = re.findall(r"<c:dLbls>.*?</c:dLbls>", xml, re.DOTALL)
            assert all("<a:bodyPr/>" not in one for one in labels), "labels never wrap"
