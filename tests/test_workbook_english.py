"""The workbook in English: sheets, headings, formats and links; evidence stays as written."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import gold_book
import pages
import pytest
from gold_book import column, opened

from dashboard import amounts, data, language
from dashboard import english as turned
from dashboard.excel import data_cells
from dashboard.excel.sheets import display_width
from dashboard.excel.stamps import stamp

filled, store, nothing = pages.stores("workbook")
SHEETS = ["Cover", "Comparison", "Charts", "Data", "Evidence", "Definitions", "Notes"]
SHEETS += ["Corrections"]
AS_WRITTEN = {"As written", "Sentence", "Section", "Report", "Example as written"}
AS_WRITTEN |= {"Measured property", "Number", "Quote", "Report ID", "Reason for correction", "Note"}
AS_WRITTEN |= {"By", "Reason", "Source"}


@pytest.fixture(scope="module")
def english(filled: str) -> Any:
    """The workbook of the store's satisfaction rates with corrections, in English."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUIBIAO_DATABASE_URL", filled)
        with pages.in_english() as rows:
            indicator = rows[rows["unit"] == "%"]["indicator"].value_counts().index[0]
            made = gold_book.book(rows, str(indicator))
            first = rows["observation_id"].iloc[0]
            corrections = gold_book.corrections().assign(observation_id=first)
            reports = turned.reports(data.reports())
            made = replace(made, reports=reports, corrections=corrections)
            return gold_book.written(made), pages.wording(rows), rows


def test_in_english_the_sheets_are_english(english: Any) -> None:
    content, evidence, _ = english
    book = opened(content)
    assert book.sheetnames == SHEETS
    for sheet in book:
        header = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows():
            said = [c.value for c in row if header[c.column - 1] not in AS_WRITTEN or c.row == 1]
            if said[0] == "Qualifier":  # the word itself stands before its meaning
                continue
            assert not pages.chinese(said, evidence), (sheet.title, row[0].row)
    prompts = [rule.prompt for rule in book["Data"].data_validations.dataValidation]
    assert len(prompts) == 4 and not pages.chinese(prompts)


def test_in_english_links_lead_to_the_english_sheets(english: Any) -> None:
    book = opened(english[0])
    first = column(book["Comparison"], "Evidence")[0]
    place = re.fullmatch(r"'Evidence'!A(\d+)", first.hyperlink.location)
    assert place and first.value == f"Evidence {place[1]}"
    back = column(book["Evidence"], "Back")[int(place[1]) - 2]
    assert back.hyperlink.location == "'Comparison'!C2" and back.value == "To the table"
    assert book["Cover"]["A9"].hyperlink.location.endswith("'!A1")


def test_in_english_the_properties_say_so(english: Any) -> None:
    found = opened(english[0]).properties
    assert found.language == "en" and found.title.endswith(": comparison")
    parts = (found.title, found.subject, found.keywords, found.description)
    assert not pages.chinese(parts, english[1])


def test_in_english_rows_keep_their_stamps(english: Any) -> None:
    content, _, rows = english
    sheet = opened(content)["Data"]
    with language.spoken("en"):
        names = data_cells.columns_of(data.columns(), rows)
        marks = list(data_cells.stamps(rows, names))
        headings = data_cells.headings([*names, *data_cells.CORRECTED, data_cells.STAMP])
    assert [cell.value for cell in sheet[1]] == headings
    for row, mark in zip(sheet.iter_rows(min_row=2, values_only=True), marks, strict=True):
        assert stamp(row[: len(names)]) == mark == row[-1]


def test_in_english_text_fits_its_column(english: Any) -> None:
    """Text that does not wrap is not wider than its column, else no word of it is."""
    book = opened(english[0])
    for name in SHEETS[1:2] + SHEETS[3:]:
        sheet = book[name]
        for cell in (c for row in sheet.iter_rows() for c in row if isinstance(c.value, str)):
            width = next(
                found.width
                for found in sheet.column_dimensions.values()
                if found.min <= cell.column <= found.max
            )
            header = [one.value for one in sheet[1]]
            words = re.split(r"[ \n/-]", cell.value)
            ours = header[cell.column - 1] not in AS_WRITTEN and "=" not in cell.value
            if not cell.alignment.wrap_text:
                assert display_width(cell.value) <= width, (name, cell.coordinate, cell.value)
            elif ours:
                assert max(map(display_width, words)) <= width, (name, cell.coordinate, cell.value)


def test_in_english_the_format_shows_what_the_screen_shows() -> None:
    with language.spoken("en"):
        pattern = amounts.excel_format(32e6, "件", "over ").split(";")[0]
        assert pattern == '"over "0.0,,"' + " million cases" + '"'
        assert amounts.text(32e6, "件", "over ") == "over 32.0 million cases"
