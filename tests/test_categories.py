"""The category of the figures in whole sentences, of bureaus of every kind."""

from __future__ import annotations

import pytest
from case_files import cases, expectations

import extract
from extract.model import Report
from extract.taxonomy import CATEGORIES
from extract.tidy import NAMES


def categories(text: str, agency: str) -> dict[str, str]:
    """The category of each figure of a sentence by its quote: {"486.3万件": "work_orders"}."""
    report = Report("", text, title=f"{agency}2022年工作总结", agency=agency)
    rows = (dict(zip(NAMES, values, strict=True)) for values in extract.observe(report))
    return {row["quote"]: row["category"] for row in rows}


@pytest.mark.parametrize(("text", "expected", "agency"), cases("category_sentences", 3))
def test_category_in_a_sentence(text: str, expected: str, agency: str) -> None:
    found = categories(text, agency)
    wanted = {quote: words[0] for quote, words in expectations(expected)}
    assert set(wanted.values()) <= set(CATEGORIES)
    assert {quote: found.get(quote) for quote in wanted} == wanted
