"""A workbook goes out, is edited, comes back: what is taken, what is refused, in which words."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pages
import pandas as pd
import pytest
from filled_workbook import REASON, SHEET, column, exported, figures, fill, only, saved, told

from dashboard import changed, data
from dashboard.excel import data_cells
from dashboard.language import spoken
from dashboard.upload.round_trip import Review, review
from extract import Store
from extract.__main__ import main

filled, store, nothing = pages.stores("round_trip")


@pytest.fixture
def rows(store: None) -> pd.DataFrame:
    """A count in line 2, a rate in line 3, a plain rate in line 4, a count in line 5."""
    return figures()


# ---- what is taken ----------------------------------------------------------------------------


def test_an_untouched_workbook_changes_nothing(rows: pd.DataFrame) -> None:
    assert told(exported(rows)) == Review()


def test_a_value_a_unit_and_an_indicator_are_taken(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 2, value=33000000, unit="件次", indicator="满意率")
    fill(book, 3, value=0.985)
    found = told(book)
    assert not found.refused
    taken = [(one.line, one.correction.field, one.correction.after) for one in found.changes]
    assert sorted(taken) == [
        (2, "indicator", "satisfaction_rate"),
        (2, "unit", "件次"),
        (2, "value", "33000000"),
        (3, "value", "98.5"),
    ]
    rate = next(one for one in found.changes if one.line == 3)
    assert rate.correction.before == "98.48" and rate.correction.reason == REASON
    assert rate.quote == "98.48%" and rate.agency.startswith("深圳市")
    (given, *_) = found.corrections("张三", "改.xlsx")
    assert (given.author, given.origin) == ("张三", "改.xlsx")


def test_what_is_taken_can_be_stored_and_then_nothing_is_left_to_correct(
    rows: pd.DataFrame, filled: str
) -> None:
    book = exported(rows)
    fill(book, 3, value=0.985)
    found = told(book)
    kept = Store(filled)
    numbers = kept.correct(found.corrections("张三", "改.xlsx"))
    try:
        assert "与库里现在的内容相同" in only(book)
        again = exported(data.observations())
        assert told(again) == Review(), "a new workbook has the new stamps"
    finally:
        for number in numbers:
            kept.undo(number, "张三")
        kept.close()


@pytest.mark.parametrize(
    ("line", "typed", "after"),
    [
        (2, 33000000, "33000000"),
        (2, 33000000.5, "33000000.5"),
        (2, "33,000,000", "33000000"),
        (2, "3300万", "33000000"),
        (2, "超3300万件", "33000000"),
        (2, "３３００万", "33000000"),
        (3, 0.985, "98.5"),
        (3, "98.5%", "98.5"),
        (3, "98.5", "98.5"),
        (3, "九成", "90"),
        (3, 1.1, "110"),
        (3, 0, "0"),
        (3, -0.031, "-3.1"),
    ],
)
def test_a_value_counts_as_it_is_shown(
    rows: pd.DataFrame, line: int, typed: object, after: str
) -> None:
    book = exported(rows)
    fill(book, line, value=typed)
    found = told(book)
    assert not found.refused, found.refused
    assert [one.correction.after for one in found.changes] == [after]


def test_a_percentage_without_percent_format_is_taken_as_it_stands(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 3, value=98.5)
    sheet = book["数据"]
    sheet.cell(3, column(sheet, "new_value")).number_format = "General"
    assert [one.correction.after for one in told(book).changes] == ["98.5"]
    fill(book, 3, value=0.985)
    assert "看不出更正值0.985是0.985%还是98.5%" in only(book)


@pytest.mark.parametrize("unit", ["无", "None", " 人次 ", "person-times"])
def test_units_are_known_in_both_languages(rows: pd.DataFrame, unit: str) -> None:
    book = exported(rows)
    fill(book, 2, unit=unit)
    found = told(book)
    with spoken("en"):
        known = set(data_cells.unit_choices())
    if unit.strip() in known | {"无", "None", "人次"}:
        assert not found.refused and found.changes[0].correction.field == "unit"
    else:
        assert "不认识更正单位" in found.refused[0].why


@pytest.mark.parametrize(
    "name", ["回访满意率", "callback_satisfaction", "call-back satisfaction rate"]
)
def test_indicators_are_known_by_name_in_both_languages_and_by_id(
    rows: pd.DataFrame, name: str
) -> None:
    book = exported(rows)
    fill(book, 3, indicator=name)
    assert told(book).changes[0].correction.after == "callback_satisfaction"


def test_no_indicator_is_said_in_words(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 3, indicator="未归类")
    assert told(book).changes[0].correction.after == ""


def test_a_workbook_in_english_is_understood(rows: pd.DataFrame) -> None:
    book = exported(rows, "en")
    fill(book, 3, "en", value=0.985, indicator="Call-back satisfaction rate")
    fill(book, 2, "en", unit="%", value=5)
    with spoken("en"):
        found = told(book)
        assert {one.correction.field for one in found.changes} == {"value", "indicator", "unit"}
        texts = [*changed.changes(found.changes)[0], changed.adopted(found.changes)]
        texts += [one.agency + one.indicator for one in found.changes]
    assert pages.chinese(texts) == []
    assert not found.refused


def test_columns_may_be_moved_and_rows_sorted(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 3, value=0.985)
    sheet = book["数据"]
    values = [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
    turned = [values[0], *reversed(values[1:])]
    for line, row in enumerate(turned, start=1):
        for place, (value, pattern) in enumerate(reversed(row), start=1):
            sheet.cell(line, place).value = value
            sheet.cell(line, place).number_format = pattern
    found = told(book)
    assert [(one.line, one.correction.after) for one in found.changes] == [(4, "98.5")]


@pytest.mark.parametrize("spoken_", ["zh", "en"])
@pytest.mark.parametrize("office", [False, True], ids=["as_written", "saved_by_libreoffice"])
def test_an_exported_workbook_comes_back_whole(
    store: None, tmp_path: Path, spoken_: str, office: bool
) -> None:
    """Every row of a real export is taken, also after another program saved it."""
    place = tmp_path / "对比.xlsx"
    asked = ["export", "--indicator", "满意率", "--lang", spoken_, "-o", str(place)]
    assert main(asked) == 0
    if office:
        place = saved_by_libreoffice(place, tmp_path / "again")
    book = openpyxl.load_workbook(place)
    sheet = book[SHEET[spoken_]]
    lines = [cell.row for cell in sheet["A"][1:] if cell.value]
    for line in lines:
        fill(book, line, spoken_, value=0.5)
    found = told(book)
    assert len(lines) > 2 and not found.refused
    assert [(one.line, one.correction.after) for one in found.changes] == [
        (line, "50") for line in lines
    ]


def saved_by_libreoffice(place: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it, with a profile of its own."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder)]
    subprocess.run([*command, str(place)], capture_output=True, check=True, timeout=180)
    return folder / place.name


# ---- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "cells", "words"),
    [
        (2, {"value": "很多"}, "更正值“很多”不是看得懂的数字"),
        (2, {"value": True}, "不是数字"),
        (2, {"value": datetime(2022, 3, 5)}, "不是数字"),
        (2, {"value": "=1+1"}, "更正值是公式"),
        (2, {"value": "3300万人"}, "更正值写的单位是人，本行的单位是件"),
        (2, {"value": "近3300万件"}, "改了限定词"),
        (2, {"value": "3-5万"}, "不是看得懂的数字"),
        (2, {"value": 1e22}, "太大"),
        (2, {"value": "5%"}, "更正值带百分号，而单位是件"),
        (3, {"value": 3200, "unit": "件"}, "更正值带百分号，而单位是件"),
        (2, {"unit": "没有的单位"}, "不认识更正单位“没有的单位”"),
        (2, {"unit": "=A1"}, "更正单位是公式"),
        (2, {"indicator": "没有的指标"}, "不认识更正指标“没有的指标”"),
        (2, {"indicator": "=A1"}, "更正指标是公式"),
        (2, {"value": 1, "reason": None}, "没有写更正说明"),
        (2, {"value": 1, "reason": " \n"}, "没有写更正说明"),
        (2, {"value": 1, "reason": "=A1"}, "更正说明是公式"),
        (2, {}, "只写了说明"),
        (2, {"value": 32000000}, "与库里现在的内容相同"),
        (3, {"value": 0.9848, "unit": "%"}, "与库里现在的内容相同"),
        (2, {"value": 1, "sentence": "另一句话"}, "更正各列以外的“所在句子”被改过"),
        (2, {"value": 1, "new_value": 1, "value_low": 5, "unit": "人"}, "“下限”被改过"),
        (2, {"value": 1, "stamp": "bcdfghjkmn"}, "“行校验”被改过"),
        (2, {"value": 1, "stamp": None}, "“行校验”被改过"),
        (2, {"value": 1, "observation_id": "没有这个"}, "库里没有这个数字"),
        (2, {"value": 1, "observation_id": None}, "库里没有这个数字"),
    ],
)
def test_a_row_is_refused_with_its_reason(
    rows: pd.DataFrame, line: int, cells: Mapping[str, Any], words: str
) -> None:
    book = exported(rows)
    fill(book, line, **cells)
    assert words in only(book)
    assert told(book).refused[0].line == line


def test_every_problem_of_a_row_is_named(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 2, value="很多", unit="没有", indicator="没有", reason=None)
    why = only(book)
    assert all(word in why for word in ("更正值", "更正单位", "更正指标", "更正说明"))


def test_one_bad_row_stops_no_other(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 2, value="很多")
    fill(book, 3, value=0.985)
    found = told(book)
    assert [one.line for one in found.changes] == [3]
    assert [one.line for one in found.refused] == [2]


def test_the_same_figure_twice_is_refused_in_both_rows(rows: pd.DataFrame) -> None:
    book = exported(pd.concat([rows, rows.iloc[[1]]]))
    fill(book, 3, value=0.985)
    fill(book, 6, value=0.99)
    found = told(book)
    assert not found.changes
    assert [(one.line, one.why) for one in found.refused] == [
        (3, "与第6行是同一个数字；请只留一行"),
        (6, "与第3行是同一个数字；请只留一行"),
    ]


def test_a_row_that_changed_in_the_store_since_is_stale_and_says_where(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 3, value=0.985)
    now = data.observations()
    mine = now["observation_id"] == rows.iloc[1]["observation_id"]
    now.loc[mine, ["value", "note"]] = [97.0, "已更正(数值原为98.48)"]
    (refused,) = review(saved(book), lambda _: now).refused
    assert refused.why == "导出之后库里的“数值”已经变了；请重新导出再更正"


def test_what_new_rules_remark_on_a_row_makes_it_not_stale(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 3, value=0.985)
    now = data.observations()
    now["confidence"], now["rule"], now["note"] = 0.5, "another_rule", "另一条备注"
    assert len(review(saved(book), lambda _: now).changes) == 1


def test_a_refusal_in_english_has_no_chinese_of_ours(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 2, value="many", unit="furlongs", indicator="none such")
    fill(book, 3, value=1, sentence="x")
    fill(book, 4, observation_id="gone")
    with spoken("en"):
        found = told(book)
        header, lines = changed.refusals(found.refused)
        texts = [*header, *(cell for line in lines for cell in line)]
    assert len(found.refused) == 3
    assert pages.chinese(texts, pages.wording(rows)) == []
