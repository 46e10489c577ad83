"""The workbook of every page: its sheets, figures as on screen, formulas, links, both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pages
import pandas as pd
import pytest
import streamlit as st
from page_books import (
    ADDRESS,
    BOOKS,
    behind,
    detail,
    district,
    explained,
    one_report,
    over_time,
    overview,
    platforms,
    profile,
)

from dashboard import (
    amounts,
    coverage,
    data,
    language,
    method,
    portrait,
    selection,
    systems,
    trend,
    trend_words,
)
from dashboard.books import (
    method_book,
    portrait_book,
    trend_book,
)
from dashboard.books.binding import figure, rows_of
from dashboard.books.book import Amount, Book
from dashboard.books.comparison_book import Behind
from dashboard.excel import workbook

filled, store, nothing = pages.stores("page_books")
pytestmark = pytest.mark.usefixtures("store")

SHEETS = ["封面", "对比", "图表", "数据", "证据", "口径", "说明", "修订"]
PAGES = {
    "views/overview.py": "对标_总览_2022年.xlsx",
    "views/comparing.py": "对标_受理诉求工单量_2022年.xlsx",
    "views/systems.py": "对标_同类系统_",
    "views/trend.py": "对标_趋势_",
    "views/portrait.py": "对标_机构画像_",
    "views/detail.py": "对标_明细_",
    "views/source.py": "对标_原文依据_",
    "views/method.py": "对标_口径与方法.xlsx",
    "views/reviewing.py": "对标_待核对_",
}


def shown_by(path: str, offered: list[dict[str, Any]], **parameters: Any) -> list[dict[str, Any]]:
    """The buttons of a page; 总览 may have run before, so that the app knows its pages."""
    pages.page(path, **parameters)
    mine = [one for one in offered if not re.search("总览|Overview", one["file_name"])]
    return offered if path == "views/overview.py" else mine


def opened(book: Book, values: bool = False) -> Any:
    return openpyxl.load_workbook(BytesIO(workbook.workbook(book)), data_only=values)


def table(sheet: Any, rows: int) -> pd.DataFrame:
    """The first lines of a sheet as a table of cells."""
    header = [cell.value for cell in sheet[1]]
    lines = list(sheet.iter_rows(min_row=2, max_row=rows + 1))
    return pd.DataFrame([list(line) for line in lines], columns=header)


# ---- every book ------------------------------------------------------------------------------


@pytest.mark.parametrize("make", BOOKS.values(), ids=BOOKS)
def test_every_book_has_its_sheets_cover_and_rows(make: Callable[[Behind], Book]) -> None:
    book = make(behind())
    made = opened(book)
    assert made.sheetnames == SHEETS
    cover = [[cell.value for cell in row] for row in made["封面"].iter_rows()]
    told = {line[0]: line[1] for line in cover[1:] if line[1]}
    assert cover[0][0] == book.title == made.properties.title
    assert told["结论"] == book.finding
    assert told["筛选"] and told["页面地址"] == ADDRESS
    assert told["制表时间"].startswith("2026年11月22日")
    assert [cell.value for cell in made["对比"][1]] == [one.name for one in book.grid.headings]
    shown = {str(cell.observation) for row in book.grid.rows for cell in row if _links(cell)}
    assert shown <= set(book.observations["observation_id"])
    assert len(set(book.observations["observation_id"])) == len(book.observations)


def _links(cell: object) -> bool:
    return bool(getattr(cell, "observation", ""))


@pytest.mark.parametrize("make", BOOKS.values(), ids=BOOKS)
def test_no_cell_of_a_table_is_empty_and_none_is_broken(make: Callable[[Behind], Book]) -> None:
    book = make(behind())
    for row in book.grid.rows:
        assert len(row) == len(book.grid.headings)
        assert all(cell != "" for cell in row), row
    values = opened(book, values=True)
    for sheet in values:
        cells = [cell.value for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if str(cell).startswith("#")], sheet.title


@pytest.mark.parametrize("make", BOOKS.values(), ids=BOOKS)
def test_in_english_only_evidence_stays_chinese(make: Callable[[Behind], Book]) -> None:
    with pages.in_english() as rows:
        book = make(behind())
    titles = [str(one) for one in data.reports()["title"]]
    table = [name for row in data.table("indicators") for name in row["synonyms"].split("|")]
    words = [*pages.wording(rows), *titles, *table]
    said = [
        *(cell for row in book.grid.rows for cell in row if isinstance(cell, str)),
        *(heading.name for heading in book.grid.headings),
        *(text for line in (*book.cover, *book.notes, *book.grid.notes) for text in line),
        *(text for plot in book.plots for text in (plot.title, plot.subtitle, *plot.labels)),
    ]
    if make is not explained:  # it shows words and examples as reports write them
        assert pages.chinese(said, words) == []
    assert not pages.chinese([one.name for one in book.grid.headings])
    assert book.name.endswith(".xlsx") and book.name.startswith("Duibiao_")


@pytest.mark.parametrize("make", BOOKS.values(), ids=BOOKS)
def test_every_book_is_written_in_english(make: Callable[[Behind], Book]) -> None:
    with language.spoken("en"):
        made = openpyxl.load_workbook(BytesIO(workbook.workbook(make(behind()))))
    assert made.sheetnames[1] == "Comparison" and len(made.sheetnames) == 8


# ---- 总览 ------------------------------------------------------------------------------------


def test_the_overview_shows_what_the_screen_shows() -> None:
    back = behind()
    matrix = coverage.coverage(back.observations, back.reports, data.taxonomy(), "2022")
    book = overview(back)
    assert [row[0] for row in book.grid.rows] == list(matrix.labels)
    known = back.observations.set_index("observation_id")
    for row, texts in zip(book.grid.rows, matrix.cells.to_numpy(), strict=True):
        for cell, text in zip(row[1:-2], texts, strict=True):
            if isinstance(cell, Amount):
                behind_it = known.loc[cell.observation]
                assert text.startswith(behind_it["quote"]) and cell.value == behind_it["value"]
                assert ("◐" in text) == ("◐" in cell.before)
            else:
                assert cell == text and text in ("未公布", "无报告")


def test_the_overview_counts_by_formula() -> None:
    book = overview(behind())
    made, values = opened(book)["对比"], opened(book, values=True)["对比"]
    counts = table(made, len(book.grid.rows))["家数"]
    assert all(re.fullmatch(r"=COUNT\(B\d+:E\d+\)", cell.value) for cell in counts)
    for row in values.iter_rows(min_row=2, max_row=len(book.grid.rows) + 1):
        stated = [cell.value for cell in row[1:5] if not isinstance(cell.value, str)]
        assert row[5].value == len(stated)


def test_the_overview_of_all_years_names_the_year() -> None:
    book = overview(behind(), "")
    cells = [cell for row in book.grid.rows for cell in row[1:-2] if isinstance(cell, Amount)]
    assert all(re.match(r"20\d\d年 ", cell.before) for cell in cells)
    assert book.name == "对标_总览_全部年份.xlsx"


# ---- 同类系统 --------------------------------------------------------------------------------


def test_platforms_stand_side_by_side_with_their_periods() -> None:
    back = behind()
    kind = next(iter(systems.classes(back.observations)))
    side = systems.side_by_side(back.observations, kind)
    book = platforms(back)
    assert [h.name for h in book.grid.headings] == ["指标", *side.platforms, "结论"]
    screen = systems.matrix(side)
    assert [row[0] for row in book.grid.rows] == list(screen["指标"])
    for row, one in zip(book.grid.rows, side.comparisons, strict=True):
        figures = [cell for cell in row if isinstance(cell, Amount)]
        assert len(figures) == len(one.rows)
        assert all("年" in cell.before for cell in figures)
    assert set(side.figures["observation_id"]) <= set(book.observations["observation_id"])
    assert {plot.title for plot in book.plots} == {systems.heading(one) for one in side.shared}


# ---- 机构画像 --------------------------------------------------------------------------------


def test_the_range_of_the_others_is_worked_out_by_excel() -> None:
    book = profile(behind())
    made, values = opened(book)["对比"], opened(book, values=True)["对比"]
    lines = len(book.grid.rows)
    cells, shown = table(made, lines), table(values, lines)
    names, counted = list(cells.columns), 0
    others_named = names[names.index("类别") + 1 : names.index("对照家数")]
    for number, cell in enumerate(cells["其他机构最低"]):
        if not str(cell.value).startswith("="):
            assert cell.value == "不适用"
            continue
        counted += 1
        others = [
            shown[name][number].value
            for name in others_named
            if not isinstance(shown[name][number].value, str)
        ]
        assert re.fullmatch(rf"=MIN\(E\d+:{'EFGH'[len(others_named) - 1]}\d+\)", cell.value)
        assert shown["其他机构最低"][number].value == pytest.approx(min(others))
        assert shown["其他机构最高"][number].value == pytest.approx(max(others))
        assert shown["对照家数"][number].value == len(others)
    agency, _ = district(data.observations())
    found = portrait.portrait(data.observations(), agency, "2022")
    assert counted == len(found.places) and lines == counted + len(found.apart)
    assert set(shown["结论"].map(lambda cell: cell.value)) >= {"只有本机构公布", "不可比"}


def test_the_median_stands_only_where_the_screen_has_one() -> None:
    back = behind()
    for agency in [one for one in back.observations["agency"].unique() if one]:
        for year in portrait.years_of(back.observations, agency):
            found = portrait.portrait(back.observations, agency, year)
            book = portrait_book.book(found, "甲", "", back)
            names = [heading.name for heading in book.grid.headings]
            for row, place in zip(book.grid.rows, found.places, strict=False):
                cell = row[names.index("其他机构中位数")]
                if place.median is None:
                    assert cell == "不计算"
                else:
                    assert isinstance(cell, Amount) and cell.formula.startswith("=MEDIAN(")
                    assert cell.value == place.median


# ---- 趋势 ------------------------------------------------------------------------------------


def test_changes_are_formulas_and_those_reported_stand_apart() -> None:
    back = behind()
    agency, short = district(back.observations)
    counts = trend.periods_by_indicator(back.observations, agency, data.taxonomy())
    changed = 0
    for indicator in [one for one, count in counts.items() if count > 1]:
        found = trend.trend(back.observations, agency, indicator)
        book = trend_book.book(found, short, pd.DataFrame(), back)
        formulas = [
            cell
            for row in book.grid.rows
            for cell in row
            if isinstance(cell, Amount) and cell.formula
        ]
        steps = [step for step in found.steps if step.change]
        changed += len(steps)
        assert bool(formulas) == bool(steps), indicator
        assert all(plot.title == trend_words.finding(found, short) for plot in book.plots)
    assert changed


def test_the_trend_names_what_reports_say_and_the_other_indicators() -> None:
    book = over_time(behind())
    assert book.name.startswith("对标_趋势_福田区_")
    assert any("→" in text for _, text in book.notes)


# ---- 原文依据, 明细, 口径与方法 ---------------------------------------------------------------


def test_a_report_has_every_figure_with_its_sentence() -> None:
    book = one_report(behind())
    made = opened(book)
    cells = table(made["对比"], len(book.grid.rows))
    assert len(cells) == len(book.observations)
    for number, row in book.observations.iterrows():
        assert cells["原文"][number].value == row["quote"]
        link = cells["证据"][number].hyperlink.location
        line = int(re.fullmatch(r"'证据'!A(\d+)", link)[1])  # type: ignore[index]
        assert row["sentence"] in [cell.value for cell in made["证据"][line]]


def test_a_rank_is_a_number_in_words() -> None:
    back = behind()
    ranks = back.observations[back.observations["kind"] == "rank"]
    cell = figure(ranks.iloc[0])
    assert isinstance(cell, Amount) and amounts.text(cell.value, cell.unit, cell.before) == "第1名"
    with language.spoken("en"):
        cell = figure(ranks.iloc[0])
        assert isinstance(cell, Amount)
        assert amounts.text(cell.value, cell.unit, cell.before) == "No. 1"


def test_the_details_for_correction_hold_the_found_rows() -> None:
    back = behind()
    book = detail(back)
    assert list(book.observations["observation_id"]) == list(
        back.observations["observation_id"].iloc[10:40]
    )
    made = opened(book)
    header = [cell.value for cell in made["数据"][1]]
    assert {"更正值", "更正单位", "更正指标", "更正说明"} <= set(header)
    assert made["数据"].max_row == 31
    assert sum(row[3] for row in book.grid.rows) == 30


def test_methods_have_every_part_and_numbers_are_numbers() -> None:
    back = behind()
    book = method_book.book(method.quality(), selection.report_titles(back.reports), back)
    lines = {row[0] for row in book.grid.rows}
    assert lines == {"可比性", "指标", "单位", "限定词", "标记", "人口", "抽取质量"}
    people = [row[2] for row in book.grid.rows if row[0] == "人口"]
    assert all(isinstance(cell, Amount) and cell.unit == "人" for cell in people)
    shares = [row[2] for row in book.grid.rows if row[0] == "抽取质量"]
    assert {cell.unit for cell in shares if isinstance(cell, Amount)} == {"", "%"}
    assert "没有测出" in str(explained(back).grid.rows[-1])


def test_rows_are_taken_once_and_in_order() -> None:
    observations = data.observations()
    first, second = (str(one) for one in observations["observation_id"].iloc[[5, 2]])
    found = rows_of(observations, [first, second, first, "gone"])
    assert list(found["observation_id"]) == [first, second]


# ---- the pages -------------------------------------------------------------------------------


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """The download buttons that a page shows."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(
        st, "download_button", lambda label, **told: found.append({"label": label, **told})
    )
    yield found


@pytest.mark.parametrize("path", PAGES)
def test_every_page_gives_a_workbook_and_makes_none_before(
    path: str, offered: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Book] = []
    write = workbook.workbook

    def counted(book: Book) -> bytes:
        made.append(book)
        return write(book)

    monkeypatch.setattr(workbook, "workbook", counted)
    buttons = shown_by(path, offered)
    assert not made, "a page makes no workbook before it is asked for"
    first = buttons[0]
    assert (first["label"], first["type"], first["on_click"]) == ("下载 Excel", "primary", "ignore")
    assert first["file_name"].startswith(PAGES[path]) and first["file_name"].endswith(".xlsx")
    for button in buttons:
        content = button["data"]()
        if button["file_name"].endswith(".xlsx"):
            sheets = openpyxl.load_workbook(BytesIO(content)).sheetnames
            assert sheets == (
                ["明细", "说明"]
                if button["label"] == "下载 Excel" and "明细_" in button["file_name"]
                else SHEETS
            )
    assert all(book.name in {one["file_name"] for one in offered} for book in made)


@pytest.mark.parametrize("path", PAGES)
def test_in_english_the_file_is_english_too(path: str, offered: list[dict[str, Any]]) -> None:
    first = shown_by(path, offered, lang="English")[0]
    assert first["label"] == "Download Excel"
    assert first["file_name"].casefold().startswith("duibiao_")
    content = first["data"]()  # whatever language the thread speaks that writes it
    sheets = openpyxl.load_workbook(BytesIO(content)).sheetnames
    assert not pages.chinese(sheets)


def test_a_comparison_is_offered_as_a_brief_too(offered: list[dict[str, Any]]) -> None:
    buttons = shown_by("views/comparing.py", offered)
    button = next(one for one in buttons if one["file_name"].endswith(".docx"))
    with ZipFile(BytesIO(button["data"]())) as package:
        assert "word/document.xml" in package.namelist()


def test_the_book_of_a_page_has_its_filters(offered: list[dict[str, Any]]) -> None:
    asked = {"agency": "福田区", "year": "2022", "peers": "同级", "categories": ["满意度"]}
    button = shown_by("views/portrait.py", offered, **asked)[0]
    made = openpyxl.load_workbook(BytesIO(button["data"]()))
    told = {row[0].value: row[1].value for row in made["封面"].iter_rows() if row[1].value}
    assert "福田区" in told["筛选"] and "2022" in told["筛选"] and "同级" in told["筛选"]
    assert told["类别"] == "满意度"
    assert "categories=" in told["页面地址"] and "year=2022" in told["页面地址"]
