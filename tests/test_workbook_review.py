"""What a manager stumbled over in a workbook: each stays mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import agencies
import gold_book
import openpyxl
import page_books
import pages
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter

import extract
from dashboard import language, trend
from dashboard.books import comparison_book, plots
from dashboard.books.book import Book, Link
from dashboard.comparison import Scope, compare
from dashboard.excel import workbook
from dashboard.word import word_chart

filled, _, nothing = pages.stores("review")


@pytest.fixture(autouse=True)
def store(filled: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from pages.reading(filled, monkeypatch)


def opened(book: Book) -> Any:
    return openpyxl.load_workbook(BytesIO(workbook.workbook(book)))


def texts(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def book_of(indicator: str, **scope: Any) -> Book:
    back = page_books.behind()
    return comparison_book.book(compare(back.observations, indicator, Scope(**scope)), back)


# ---- corrections ------------------------------------------------------------------------------


def test_a_correction_whose_text_has_changed_says_so_and_who_ended_another() -> None:
    book = gold_book.corrected()
    one = book.corrections.iloc[[0]]
    both = pd.concat([one.assign(status="moot"), one.assign(status="undone", ended_by="李四")])
    made = opened(replace(book, corrections=both.assign(ended_by=["", "李四"])))["修订"]
    header = [cell.value for cell in made[1]]
    held = [line[header.index("状态")] for line in texts(made)[1:]]
    assert held == ["已撤销（李四）", "原文已变，暂不适用"]


def test_a_value_in_words_may_be_typed() -> None:
    name, made = "更正值", opened(page_books.compared(page_books.behind()))["数据"]
    column = get_column_letter([cell.value for cell in made[1]].index(name) + 1)
    (rule,) = (r for r in made.data_validations.dataValidation if f"{column}2" in r.sqref)
    assert (rule.type, rule.errorStyle) == ("decimal", "warning")
    assert rule.promptTitle == name and "3200万" in rule.prompt and len(rule.prompt) <= 255
    assert rule.showInputMessage and rule.error == rule.prompt


def test_a_corrected_figure_is_told_beside_the_table_and_from_the_report_on() -> None:
    kept = extract.Store()
    identity = page_books.correct(kept)
    try:
        book = page_books.compared(page_books.behind())
    finally:
        for number in kept.corrections().query("status == 'active'")["correction_id"]:
            kept.undo(int(number), "乙")
        for number in kept.corrections().query("status == 'active'")["correction_id"]:
            kept.undo(int(number), "乙")
        kept.close()
    told = dict(book.grid.notes)["已更正"]
    assert told == (
        "广州市政务服务数据管理局“超3200万件”的数值：32,000,000件 → 32,500,000件。详见“修订”。"
    )
    assert identity in set(book.observations["observation_id"])
    assert "已更正" not in dict(page_books.compared(page_books.behind()).cover)


# ---- words ------------------------------------------------------------------------------------


def test_two_lines_of_the_cover_may_bear_one_name() -> None:
    book = page_books.compared(page_books.behind())
    twice = replace(book, cover=(("注", "甲"), ("注", "乙"), *book.cover))
    lines = texts(opened(twice)["封面"])
    assert [line[1] for line in lines if line[0] == "注"] == ["甲", "乙"]
    assert [line[0] for line in lines].count("结论") == 1
    assert lines[1][0] == "结论"


def test_in_english_the_cover_of_a_trend_keeps_its_caution() -> None:
    with language.spoken("en"):
        back = page_books.behind()
        agency, _ = page_books.district(back.observations)
        found = trend.trend(back.observations, agency, "citywide_transactions")
        book = page_books.trend_book.book(found, "Futian", pd.DataFrame(), back)
        lines = texts(opened(book)["Cover"])
    names = [name for name, _ in book.cover]
    assert names.count("Note") == 2, "a caution, and what holds for every workbook"
    assert set(book.cover) <= {(line[0], line[1]) for line in lines}


def test_a_trend_speaks_of_the_agency_by_its_short_name() -> None:
    back = page_books.behind()
    agency, short = page_books.district(back.observations)
    found = trend.trend(back.observations, agency, "citywide_transactions")
    book = page_books.trend_book.book(found, short, pd.DataFrame(), back)
    below = [text for name, text in book.grid.notes if name != "说明"]
    assert below == [book.finding] and short in below[0]
    assert not any(agency in text for _, text in (*book.notes, *book.grid.notes))


@pytest.mark.parametrize(
    ("scope", "title", "name"),
    [
        ({}, "受理诉求工单量对比", "对标_受理诉求工单量_2022年.xlsx"),
        (
            {"basis": "per_capita"},
            "受理诉求工单量对比（每万人）",
            "对标_受理诉求工单量_每万人_2022年.xlsx",
        ),
        (
            {"basis": "share"},
            "受理诉求工单量（占上级比重）对比",
            "对标_受理诉求工单量（占上级比重）_2022年.xlsx",
        ),
    ],
)
def test_a_conversion_is_in_the_title_and_in_the_name(
    scope: dict[str, str], title: str, name: str
) -> None:
    book = book_of("appeals_received", **scope)
    assert (book.title, book.name) == (title, name)


def test_a_rate_is_not_called_a_total() -> None:
    assert dict(book_of("satisfaction_rate").cover)["换算"] == "不换算"


def test_what_does_not_convert_is_not_called_inapplicable() -> None:
    book = book_of("app_service_volume")
    header = [heading.name for heading in book.grid.headings]
    cells = [row[header.index("数值")] for row in book.grid.rows]
    assert "无法换算" in cells
    several = page_books.several(page_books.behind())
    links = [cell for row in several.grid.rows for cell in row if isinstance(cell, Link)]
    assert [cell.text for cell in links] == ["超45亿次"]
    assert all(cell.observation for cell in links)


# ---- charts -----------------------------------------------------------------------------------


def observed(book: Book) -> set[str]:
    return {one.observation for plot in book.plots for one in plot.amounts}


@pytest.mark.parametrize(
    "indicator", ["hotline_appeals", "callback_satisfaction", "satisfaction_rate"]
)
def test_over_periods_every_related_figure_is_drawn(indicator: str) -> None:
    back = page_books.behind()
    found = compare(back.observations, indicator, Scope(kin=True, across="periods"))
    book = comparison_book.book(found, back)
    figures = found.rows[found.rows["figure"].notna()]
    assert set(figures["observation_id"]) <= observed(book)
    shown = {getattr(cell, "observation", "") for row in book.grid.rows for cell in row}
    assert set(found.rows["observation_id"]) <= shown


def test_the_plans_of_an_agency_without_a_chart_are_named() -> None:
    back = page_books.behind()
    found = compare(back.observations, "application_scenes", Scope(across="periods"))
    book = comparison_book.book(found, back)
    assert book.plots[-1].source.endswith("龙岗区：计划数未画出：2022年下半年。")


def test_a_figure_of_a_trend_that_is_not_drawn_is_named() -> None:
    table = agencies.stating([100, 200], "requests", "件")
    table["agency"] = table["agency"].iloc[0]
    table["time_period"] = ["2021", "2022"]
    table["period_start"] = pd.to_datetime(["2021-01-01", "2022-01-01"])
    table["period_end"] = pd.to_datetime(["2021-12-31", "2022-12-31"])
    table["obs_status"] = ["actual", "target"]
    found = trend.trend(table, str(table["agency"].iloc[0]), "requests")
    assert len(found.rows) == len(found.plans) == 1
    (plot,) = plots.over_time(found)
    assert "计划数未画出：2022年" in plot.source


def test_two_small_charts_share_a_page_and_none_is_parted() -> None:
    sheet = opened(book_of("appeals_received"))["图表"]
    cuts = [one.id for one in sheet.row_breaks.brk]
    heads = [
        cell.row for cell in sheet["A"] if str(cell.value).startswith("4家机构公布了受理诉求工单量")
    ]
    assert len(heads) == 3 and cuts == [heads[2] - 1]


def test_the_own_agency_stands_out_in_the_table_of_a_chart() -> None:
    sheet = opened(page_books.compared(page_books.behind()))["图表"]
    marked = [c.value for c in sheet["A"] if c.fill.fgColor.rgb == "FFDCE8F2"]
    assert marked == ["福田区（本单位）"]


def test_the_table_behind_a_chart_of_word_has_no_room_for_the_chart() -> None:
    book = book_of("appeals_received")
    made = word_chart.drawn(book.plots[0], book.made)
    (sheet,) = openpyxl.load_workbook(BytesIO(made.workbook))
    lines = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert lines.index("图中名称") == 3


# ---- paper ------------------------------------------------------------------------------------


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_notes_of_a_wide_table_are_not_below_columns_that_are_repeated(spoken: str) -> None:
    with language.spoken(spoken):
        book = page_books.per_head(page_books.behind())
        made = opened(book).worksheets[1]
    assert made.print_title_cols == "$A:$B" and made.page_setup.fitToWidth == 2
    last = len(book.grid.rows) + 1
    below = [c for row in made.iter_rows(min_row=last + 1) for c in row if c.value]
    assert {c.column for c in below} == {book.grid.fixed + 1, book.grid.fixed + 2}
    kept = made.column_dimensions.values()
    widths = {i: one.width for one in kept for i in range(one.min, one.max + 1)}
    half = sum(widths.values()) / 2
    for merged in made.merged_cells.ranges:
        assert sum(widths[i] for i in range(1, merged.max_col + 1)) <= half
