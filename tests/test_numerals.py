"""Number text → exact value: the cases of cases/numerals.tsv, and what must hold of any number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.numerals import bounds, fraction_of, value_of

steady = settings(deadline=None, derandomize=True)


@pytest.mark.parametrize(("text", "expected"), cases("numerals", 2))
def test_values(text: str, expected: str) -> None:
    below, separator, above = text.partition("分之")
    found = fraction_of(above, below) if separator else value_of(text)
    assert found == (Decimal(expected) if expected else None)


@steady
@given(st.integers(0, 10**12))
def test_plain_and_grouped_digits(number: int) -> None:
    assert value_of(str(number)) == number
    assert value_of(f"{number:,}") == number


@steady
@given(st.decimals(0, 10**6, places=3), st.sampled_from([("万", 10**4), ("亿", 10**8)]))
def test_scale_words_multiply_exactly(number: Decimal, scale: tuple[str, int]) -> None:
    """0.1万 is 1000, not 1000.0000000000001: values are decimal."""
    assert value_of(f"{number:f}{scale[0]}") == number * scale[1]


@steady
@given(st.integers(0, 10**9))
def test_full_width_digits_read_as_narrow_ones(number: int) -> None:
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert value_of(wide) == number


@steady
@given(st.integers(1, 99), st.integers(1, 99))
def test_fractions_are_percentages(above: int, below: int) -> None:
    share = fraction_of(str(above), str(below))
    assert share is not None
    assert abs(share - Decimal(100 * above) / below) <= Decimal("0.005")


def test_a_share_of_nothing_is_unknown() -> None:
    assert fraction_of("三", "零") is None


@pytest.mark.parametrize(
    ("qualifier", "low", "high"),
    [
        ("exact", 7, 7),
        ("over", 7, None),
        ("at_least", 7, None),
        ("nearly", None, 7),
        ("at_most", None, 7),
        ("about", None, None),
    ],
)
def test_bounds(qualifier: str, low: int | None, high: int | None) -> None:
    quantity = bounds(Decimal(7), qualifier)
    assert [quantity.value, quantity.low, quantity.high] == [7, low, high]
