"""A row keeps its stamp through a spreadsheet, and loses it when a cell is edited."""

from __future__ import annotations

import re
from datetime import date, datetime

import pandas as pd
import pytest

from dashboard.excel.stamps import stamp


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (3, 3.0),
        (0.1 + 0.2, 0.3),
        (0.0, -0.0),
        (123456789.123456, 123456789.1234561),
        (None, ""),
        (float("nan"), None),
        (pd.NaT, None),
        (date(2022, 1, 31), datetime(2022, 1, 31)),
        (pd.Timestamp("2022-01-31"), datetime(2022, 1, 31)),
        ("一\r\n二\r三", "一\n二\n三"),
        (" 超3200万件\n", "超3200万件"),
        (2022, "2022"),
    ],
)
def test_what_a_spreadsheet_holds_to_be_the_same_has_one_stamp(one: object, other: object) -> None:
    assert stamp(["甲", one]) == stamp(["甲", other])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["甲", "乙"], ["甲乙", ""]),
        (["甲", ""], ["", "甲"]),
        ([32000000], [32000001]),
        ([0.9848], [98.48]),
        ([True], [1]),
        (["98%"], ["98％"]),
        ([date(2022, 1, 31)], [date(2022, 2, 1)]),
    ],
)
def test_what_differs_has_another_stamp(one: list[object], other: list[object]) -> None:
    assert stamp(one) != stamp(other)


def test_a_stamp_is_ten_letters_that_no_spreadsheet_takes_for_a_number() -> None:
    marks = {stamp([number]) for number in range(2000)}
    assert len(marks) == 2000
    assert all(re.fullmatch("[bcdfghjkmnpqrstv]{10}", mark) for mark in marks)
