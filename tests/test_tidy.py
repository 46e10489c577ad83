"""The tidy table: columns with dtype and meaning, ids, and the table of failures."""

from __future__ import annotations

import pandas as pd
import pytest

import extract
from extract.model import Report
from extract.tidy import COLUMNS, NAMES, failures, frame, observation_id

TEXT = "全年受理诉求超3200万件，满意率98.48%，办结时限3-5个工作日。"


@pytest.fixture
def table() -> pd.DataFrame:
    return frame(extract.observe(Report("x.txt", TEXT)))


def test_columns_are_named_once_and_explained_in_both_languages() -> None:
    assert len(set(NAMES)) == len(COLUMNS)
    assert all(column.zh and column.en and column.dtype for column in COLUMNS)
    assert any("一" <= char <= "鿿" for column in COLUMNS for char in column.zh)


def test_rows_take_the_dtypes_of_the_columns(table: pd.DataFrame) -> None:
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == {
        column.name: column.dtype for column in COLUMNS
    }
    assert list(table["value"]) == [32000000, 98.48, 3]
    assert table["value_high"].isna().tolist() == [True, False, False]
    assert pd.isna(table["period_start"]).all()


def test_no_rows_make_an_empty_table_of_the_same_shape(table: pd.DataFrame) -> None:
    pd.testing.assert_series_equal(frame([]).dtypes, table.dtypes)


def test_ids_depend_on_report_and_span_alone() -> None:
    assert observation_id("x.txt", 6, 14) == "6f3aeca0949f"
    assert observation_id("x.txt", 6, 14) != observation_id("y.txt", 6, 14)
    assert observation_id("x.txt", 1, 12) != observation_id("x.txt", 11, 2)


def test_a_sound_table_has_no_failures(table: pd.DataFrame) -> None:
    assert list(failures(table, {"x.txt": TEXT})) == []


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("quote", "超3200万宗", "text[start:end]"),
        ("qualifier", "more", "not of its list"),
        ("kind", "ratio", "not of its list"),
        ("obs_status", "done", "not of its list"),
        ("value_low", 99.0, "value_low exceeds value_high"),
    ],
)
def test_each_broken_promise_is_told(
    table: pd.DataFrame, column: str, value: object, says: str
) -> None:
    broken = table.copy()
    broken[column] = [broken[column][0], value, broken[column][2]]
    found = list(failures(broken, {"x.txt": TEXT}))
    assert [identity for identity, _ in found] == [table.loc[1, "observation_id"]]
    assert says in found[0][1]


def test_a_row_of_an_unknown_report_fails(table: pd.DataFrame) -> None:
    assert len(list(failures(table, {}))) == len(table)
