"""Every file that leaves the house against the schema of its format, by another validator."""

from __future__ import annotations

from pathlib import Path

import pages
import pytest
from openxml_audit import OpenXmlValidator
from test_page_books import BOOKS, behind

from dashboard import language
from dashboard.books import comparison_book
from dashboard.comparison import Scope, compare
from dashboard.excel import workbook
from dashboard.word import brief

filled, store, nothing = pages.stores("schema")
pytestmark = pytest.mark.usefixtures("store")
CASES = (
    ("hotline_satisfaction", "total"),
    ("appeals_received", "per_capita"),
    ("nothing", "total"),
)


def complaints(path: Path, content: bytes) -> list[str]:
    """What the validator has against a file, where each stands and what it says."""
    path.write_bytes(content)
    found = OpenXmlValidator(security_validation=True).validate(path)
    return [str(error) for error in found.errors]


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_the_workbook_of_a_page_follows_its_schema(name: str, spoken: str, tmp_path: Path) -> None:
    with language.spoken(spoken):
        content = workbook.workbook(BOOKS[name](behind()))
    assert complaints(tmp_path / "book.xlsx", content) == []


@pytest.mark.parametrize(("indicator", "basis"), CASES)
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_a_comparison_follows_its_schema(
    indicator: str, basis: str, spoken: str, tmp_path: Path
) -> None:
    with language.spoken(spoken):
        back = behind()
        found = compare(back.observations, indicator, Scope(basis=basis))
        book = comparison_book.book(found, back)
        files = {
            "book.xlsx": workbook.workbook(book),
            "brief.docx": brief.brief(book, found),
        }
    for name, content in files.items():
        assert complaints(tmp_path / name, content) == [], name


def test_the_validator_sees_what_is_wrong(tmp_path: Path) -> None:
    with language.spoken("zh"):
        content = workbook.workbook(BOOKS["method"](behind()))
    broken = content.replace(b"worksheets/sheet1.xml", b"worksheets/sheet9.xml")
    assert broken != content and complaints(tmp_path / "book.xlsx", broken)
