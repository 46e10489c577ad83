"""Traditional and full-width characters read as everyday ones, one for one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import extract
from extract.model import Report
from extract.reference import SEEDS, table
from extract.variants import fold

steady = settings(deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("滿意率達９８．５％", "满意率达98.5%"),
        ("受理訴求３２萬餘件,這個滿意率為歷年最高", "受理诉求32万余件,这个满意率为历年最高"),
        ("受理诉求３２万件", "受理诉求32万件"),
        ("", ""),
        ("受理诉求32万件", "受理诉求32万件"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_simplified_text_keeps_its_rare_traditional_character() -> None:
    """A name in traditional characters does not turn a simplified report."""
    text = "黃埔区受理诉求32万件，群众满意率98.48%，比上年提高1.2个百分点，排名全市前列。"
    assert fold(text) == text


def test_the_quote_stays_in_the_report_s_own_characters() -> None:
    text = "全年受理訴求３２萬餘件，滿意率達98.5%。"
    rows = list(extract.observe(Report("", text)))
    names = [column.name for column in extract.COLUMNS]
    assert [dict(zip(names, row, strict=True))["quote"] for row in rows] == ["３２萬餘件", "98.5%"]


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
def test_the_five_reports_change_nothing_but_width(path) -> None:  # type: ignore[no-untyped-def]
    text = extract.read(path).text
    narrow = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
    assert fold(text) == text.translate(narrow)


def test_each_row_is_one_character_for_one_other() -> None:
    rows = [(row["traditional"], row["simplified"]) for row in table("variants")]
    assert all(len(old) == len(new) == 1 and old != new for old, new in rows)
    assert len({old for old, _ in rows}) == len(rows)


@steady
@given(st.text(max_size=200))
def test_the_length_never_changes(text: str) -> None:
    assert len(fold(text)) == len(text)


@steady
@given(st.text(st.sampled_from("訴求滿意率這個３２萬件,。的我"), max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
