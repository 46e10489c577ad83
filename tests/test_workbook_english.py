"""The workbook in English: sheets, headings, formats and links; evidence stays as written."""

from __future__ import annotations

import re
from typing import Any

import gold_frame
import pages
import pytest
from test_workbook import MADE, column, opened

from dashboard import amounts, data, language
from dashboard import english as turned
from dashboard.appendix import Book
from dashboard.comparison import Reference, Scope, compare
from dashboard.taxonomy import Indicator, Taxonomy
from dashboard.workbook import file_name, workbook

filled, store, nothing = pages.stores("workbook")
AS_WRITTEN = {"As written", "Sentence", "Section", "Report", "Example as written"}
AS_WRITTEN |= {"Measured property", "Number", "Quote", "Report ID"}


@pytest.fixture
def english(store: None) -> Any:
    """The workbook of the satisfaction rate per head, of the store, in English."""
    with pages.in_english() as rows:
        found = compare(rows, "satisfaction_rate", Scope(basis="total"))
        wanted = [*found.rows["observation_id"], *found.others["observation_id"]]
        behind = rows.set_index("observation_id", drop=False).loc[wanted]
        reports = turned.reports(data.reports())
        content = workbook(Book(found, behind, reports, data.columns(), MADE, "http://127.0.0.1/"))
    return content, pages.wording(behind)


def test_in_english_the_sheets_are_english(english: Any) -> None:
    content, evidence = english
    book = opened(content)
    assert book.sheetnames == ["Cover", "Comparison", "Data", "Evidence", "Definition"]
    for sheet in book:
        header = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows():
            said = [c.value for c in row if header[c.column - 1] not in AS_WRITTEN]
            if said[0] == "Qualifier":  # the word itself stands before its meaning
                continue
            assert not pages.chinese(said, evidence), (sheet.title, row[0].row)


def test_in_english_links_lead_to_the_english_sheets(english: Any) -> None:
    book = opened(english[0])
    first = column(book["Comparison"], "Evidence")[0]
    place = re.fullmatch(r"'Evidence'!A(\d+)", first.hyperlink.location)
    assert place and first.value == f"Evidence {place[1]}"
    back = column(book["Evidence"], "Back")[int(place[1]) - 2]
    assert back.hyperlink.location == "'Comparison'!A2" and back.value == "Comparison"


def test_in_english_the_properties_say_so(english: Any) -> None:
    book = opened(english[0])
    assert book.properties.title.endswith(": comparison")
    assert [(p.name, p.value) for p in book.custom_doc_props.props] == [("Language", "en")]
    parts = (book.properties.subject, book.properties.keywords, book.properties.description)
    assert not pages.chinese(parts, english[1])


def test_in_english_text_fits_its_column(english: Any) -> None:
    """Cells of 对比 that do not wrap are not wider than their column, of others no word is."""
    sheet = opened(english[0])["Comparison"]
    for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
        width = next(
            found.width
            for found in sheet.column_dimensions.values()
            if found.min <= cell.column <= found.max
        )
        wraps = cell.alignment.wrap_text
        longest = max(re.split(r"[ \n-]", cell.value), key=len) if wraps else cell.value
        assert len(longest) <= width, cell.value


def test_in_english_the_format_shows_what_the_screen_shows() -> None:
    with language.spoken("en"):
        pattern = amounts.excel_format(32e6, "件", "over ").split(";")[0]
        assert pattern == '"over "0.0,,"' + " million cases" + '"'
        assert amounts.text(32e6, "件", "over ") == "over 32.0 million cases"


def test_in_english_the_file_is_named_for_what_is_inside() -> None:
    rows = gold_frame.indicators().assign(name_zh="hotline requests").to_dict("records")
    lookup = Reference(Taxonomy({row["id"]: Indicator.of(row) for row in rows}))
    with language.spoken("en"):
        found = compare(gold_frame.observations(), "requests", Scope(), lookup)
        assert file_name(found) == "Duibiao_hotline-requests_2022.xlsx"
