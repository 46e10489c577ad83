"""A comparison as a workbook: formulas that give what is shown, no gap without a rank, words."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import agencies
import gold_frame
import openpyxl
import pages
import pandas as pd
import pytest
import worksheet

from dashboard import language, trend
from dashboard.books import book_notes, comparison_book
from dashboard.books.book import Amount, Book, Grid, Link
from dashboard.comparison import Comparison, Reference, Scope, compare
from dashboard.conversions import Operands
from dashboard.excel import workbook
from dashboard.taxonomy import Indicator, Taxonomy

OWN = "深圳市福田区政务服务数据管理局"
BASES = ("per_capita", "per_day", "per_capita_day", "share")


def compared(table: pd.DataFrame, indicator: str = "requests", **scope: Any) -> Comparison:
    return compare(table, indicator, Scope(**scope), agencies.lookup())


def made(table: pd.DataFrame, indicator: str = "requests", own: str = "", **scope: Any) -> Book:
    return comparison_book.book(
        compared(table, indicator, **scope), agencies.behind(table), own=own
    )


def column(grid: Grid, name: str) -> list[Any]:
    place = [heading.name for heading in grid.headings].index(name)
    return [row[place] for row in grid.rows]


def names(grid: Grid) -> list[str]:
    return [heading.name for heading in grid.headings]


def texts(book: Book) -> list[str]:
    """All words of a book that are not evidence."""
    evidence = {"原文", "所量之事", "As written", "Measured property"}
    keep = [n for n, name in enumerate(names(book.grid)) if name not in evidence]
    cells = [row[n] for row in book.grid.rows for n in keep if isinstance(row[n], str)]
    lines = [text for pair in (*book.cover, *book.grid.notes, *book.notes) for text in pair]
    drawn = [
        text
        for plot in book.plots
        for text in (plot.title, plot.subtitle, plot.source, *plot.labels)
    ]
    return [book.title, book.finding, *names(book.grid), *cells, *lines, *drawn]


@pytest.mark.parametrize("basis", BASES)
def test_a_computed_figure_is_a_formula_that_gives_it(basis: str) -> None:
    book = made(gold_frame.observations(), basis=basis)
    cells = [cell for cell in column(book.grid, "数值") if isinstance(cell, Amount)]
    assert cells and all(cell.formula for cell in cells)
    for cell in worksheet.formulas(book.grid):
        shown = cell.value / 100 if cell.unit == "%" else cell.value
        assert worksheet.evaluated(book.grid, cell) == pytest.approx(shown, rel=1e-14)


def test_the_divisor_stands_beside_the_figure() -> None:
    grid = made(gold_frame.observations(), basis="per_capita_day").grid
    first = column(grid, "数值")[0]
    assert first.formula == "=E2/F2/G2*10000"
    assert names(grid)[4:8] == ["公布数", "常住人口", "天数", "数值"]
    assert column(grid, "公布数")[0] == Amount(32000000, "件", "超", observation=first.observation)
    assert column(grid, "常住人口")[0].value == 18734100
    assert column(grid, "天数")[0].value == 365


def test_a_share_leads_to_the_sentence_of_the_whole() -> None:
    book = made(gold_frame.observations(), basis="share")
    wholes = [cell for cell in column(book.grid, "上级地区的数") if isinstance(cell, Amount)]
    assert [cell.value for cell in wholes] == [11014600]
    assert wholes[0].observation in set(book.observations["observation_id"])
    share = next(cell for cell in column(book.grid, "数值") if isinstance(cell, Amount))
    assert share.formula == "=E4/F4" and share.unit == "%"
    assert column(book.grid, "数值").count("无法换算") == 3


def test_what_converts_exactly_is_a_formula_too() -> None:
    table = agencies.stating([0.5, 40], "response", "小时")
    table["unit"] = ["小时", "分钟"]
    grid = made(table, "response").grid
    computed = list(worksheet.formulas(grid))
    assert computed
    for cell in computed:
        assert worksheet.evaluated(grid, cell) == pytest.approx(cell.value, abs=1e-9)


def test_nothing_is_a_formula_where_nothing_is_computed() -> None:
    grid = made(gold_frame.observations()).grid
    assert worksheet.formulas(grid) == []
    assert "公布数" not in names(grid) and "是否换算" not in names(grid)
    assert ("换算", "各数均为原文公布，没有换算。") in grid.notes


def test_gaps_only_where_there_is_a_rank() -> None:
    ranked = made(agencies.stating([300, 100, 250, 120])).grid
    assert [cell.value for cell in column(ranked, "与最高相差")] == [0, -50, -180, -200]
    assert [cell.value for cell in column(ranked, "与中位数相差")] == [115, 65, -65, -85]
    assert column(ranked, "名次") == [1, 2, 3, 4]
    for cell in worksheet.formulas(ranked):
        assert worksheet.evaluated(ranked, cell) == pytest.approx(cell.value)
    for table in (gold_frame.observations(), agencies.stating([300, 100], words=["超", ""])):
        grid = made(table).grid
        assert not any("相差" in name for name in names(grid))
    assert ("差距", "原文含“超、近、约”等字样，差距不作计算。") in grid.notes


def test_the_best_of_what_should_be_low_is_the_lowest() -> None:
    grid = made(agencies.stating([30, 10, 20], "response", "小时"), "response").grid
    cells = column(grid, "与最好相差")
    assert [cell.value for cell in cells] == [0, 10, 20]
    assert cells[1].formula == "=E3-MIN(E$2:E$4)"


def test_gaps_between_percentages_are_points() -> None:
    table = agencies.stating([98.48, 97, 99.2], "satisfaction_hotline", "%")
    grid = made(table, "satisfaction_hotline").grid
    cells = column(grid, "与最好相差")
    assert [(cell.value, cell.unit) for cell in cells[:2]] == [(0, "个百分点"), (-0.72, "个百分点")]
    assert worksheet.evaluated(grid, cells[1]) == pytest.approx(-0.72)


def test_own_agency_stands_out_by_row_and_word() -> None:
    grid = made(gold_frame.observations(), own=OWN).grid
    assert list(grid.own) == [2]
    assert column(grid, "本单位") == ["—", "—", "本单位", "—"]
    beside = column(grid, "与本单位相比")
    assert beside[2] == "本单位" and beside[0].startswith("不可比：层级")
    assert "本单位" not in names(made(gold_frame.observations(), own="没有这家").grid)


def test_what_is_missing_is_in_words() -> None:
    grid = made(gold_frame.observations(), "satisfaction_hotline").grid
    lines = {str(row[1]): row for row in grid.rows}
    assert "未公布" in lines["广州市政务服务数据管理局"]
    assert all(cell not in ("", None) for row in grid.rows for cell in row)


def test_each_figure_leads_to_its_sentence() -> None:
    book = made(gold_frame.observations())
    known = set(book.observations["observation_id"])
    for row in book.grid.rows:
        led = [cell.observation for cell in row if isinstance(cell, (Amount, Link))]
        assert {one for one in led if one} <= known and led


def test_changes_over_periods_keep_their_signs() -> None:
    table = agencies.stating([200, 150, 300], periods=["2020", "2021", "2022"])
    book = made(table, across="periods")
    assert next(iter(column(book.grid, "增减"))) == "不适用"
    changes = column(book.grid, "增减")[1:]
    assert [(cell.value, cell.formula) for cell in changes] == [(-50, "=B3-B2"), (150, "=B4-B3")]
    shares = column(book.grid, "增减幅度")[1:]
    assert [cell.value for cell in shares] == [-25, 100]
    for cell in worksheet.formulas(book.grid):
        shown = cell.value / 100 if cell.unit == "%" else cell.value
        assert worksheet.evaluated(book.grid, cell) == pytest.approx(shown)
    assert [plot.shape for plot in book.plots] == ["line"]


def test_no_change_is_computed_where_trend_computes_none() -> None:
    table = agencies.stating([200, 150], words=["超", ""], periods=["2021", "2022"])
    book = made(table, across="periods")
    assert column(book.grid, "增减") == ["不适用"] * 2
    assert "幅度不作计算" in column(book.grid, "公式或不计算的理由")[1]
    assert [plot.shape for plot in book.plots] == ["bar"]


def test_several_comparisons_are_agencies_by_indicators() -> None:
    table = gold_frame.observations()
    found = [compared(table, one) for one in ("requests", "satisfaction_hotline")]
    subject = comparison_book.Subject("总览", "两项指标")
    book = comparison_book.several(found, subject, agencies.behind(table), OWN)
    assert names(book.grid) == ["机构", "本单位", "诉求受理量（件）", "热线满意率（%）"]
    lines = {str(row[0]): row[2:] for row in book.grid.rows}
    assert lines["可比性"] == ("不可比", "谨慎")
    assert lines["期间"] == ("2022年", "2022年")
    assert lines["广州市政务服务数据管理局"][1] == "未公布"
    assert lines["深圳市政务服务数据管理局"][1] == Amount(
        98.48, "%", observation=found[1].rows["observation_id"][0]
    )
    assert book.indicators[:2] == ("requests", "satisfaction_hotline")
    assert book.name == "对标_总览.xlsx"


def test_the_notes_say_what_is_not_comparable_and_which_populations() -> None:
    notes = dict(book_notes.notes([compared(gold_frame.observations(), basis="per_capita")]))
    assert "广州市与龙岗区" in notes["不可比"] and "期间长短不同" in notes["不可比"]
    assert "2022-12-31" in notes["所用人口"] and "18,734,100人" in notes["所用人口"]
    for name in ("怎样比较", "结论怎样得出", "初步数", "四舍五入", "抽取质量", "如何更正", "标记"):
        assert notes[name], name
    assert "更正值" in notes["如何更正"]


def test_reasons_of_many_pairs_are_counted() -> None:
    words = ["约", "超", "近", ""] * 4
    notes = dict(book_notes.notes([compared(agencies.stating([100] * 16, words=words))]))
    assert "对）" in notes["谨慎"] and len(notes["谨慎"]) < 200


def test_a_book_keeps_the_corrections_of_its_rows() -> None:
    table = gold_frame.observations()
    found = compared(table)
    mine, other = str(found.rows["observation_id"][0]), "elsewhere"
    told = {"field": "value", "before": "1", "after": "2", "status": "active"}
    corrections = pd.DataFrame({"observation_id": [mine, other]}).assign(**told)
    behind = replace(agencies.behind(table), corrections=corrections)
    book = comparison_book.book(found, behind)
    assert list(book.corrections["observation_id"]) == [mine]
    assert book.name == "对标_诉求受理量_2022年.xlsx"
    assert book.observations["observation_id"].is_unique


def test_operands_give_the_figure_in_the_order_of_the_formula() -> None:
    assert Operands(10000.0, people=17661800, days=365).of(11014600) == (
        11014600 / 17661800 / 365 * 10000
    )
    assert Operands().of(5.0) == 5.0


def test_an_empty_comparison_is_a_book_too() -> None:
    table = gold_frame.observations()
    table = table[table["indicator"] != "requests"]
    book = made(table)
    assert book.plots == () and dict(book.cover)["可比性"] == "不足两家，无从比较"
    assert set(column(book.grid, "数值")) == {"未公布"}
    assert workbook.workbook(book)


@pytest.mark.skipif(not worksheet.SOFFICE, reason="LibreOffice is not here")
def test_libreoffice_recalculates_what_viewers_show(tmp_path: Path) -> None:
    first = made(gold_frame.observations(), basis="per_capita_day")
    ranked = made(
        agencies.stating([98.48, 97, 99.2], "satisfaction_hotline", "%"), "satisfaction_hotline"
    )
    for number, book in enumerate((first, ranked)):
        content = workbook.workbook(book)
        folder = tmp_path / str(number)
        folder.mkdir()
        sheet = worksheet.recalculated(content, folder)["对比"]
        checked = 0
        for line, row in enumerate(book.grid.rows, start=2):
            for place, cell in enumerate(row, start=1):
                if isinstance(cell, Amount) and cell.formula:
                    shown = cell.value / 100 if cell.unit == "%" else cell.value
                    assert sheet.cell(line, place).value == pytest.approx(shown, abs=1e-9)
                    checked += 1
        assert checked


def english(table: pd.DataFrame) -> tuple[pd.DataFrame, Reference]:
    """The tidy table and the provisional taxonomy in English."""
    from dashboard import data, english

    rows = gold_frame.indicators().assign(name_zh=lambda frame: frame["name_en"])
    rows["definition"] = rows["name_en"]
    taxonomy = Taxonomy({row["id"]: Indicator.of(row) for row in rows.to_dict("records")})
    turned = english.observations(table)
    turned["indicator_name"] = turned["indicator"].map(taxonomy.name)
    return turned, Reference(taxonomy, data.populations())


@pytest.mark.parametrize("basis", ["total", *BASES])
def test_in_english_nothing_is_chinese_but_evidence(basis: str) -> None:
    with language.spoken("en"):
        table, lookup = english(gold_frame.observations())
        found = compare(table, "requests", Scope(basis=basis), lookup)
        own = str(found.rows["agency"].iloc[0])
        book = comparison_book.book(found, agencies.behind(table), own=own)
        assert not pages.chinese(texts(book), pages.wording(book.observations))
        for cell in worksheet.formulas(book.grid):
            shown = cell.value / 100 if cell.unit == "%" else cell.value
            assert worksheet.evaluated(book.grid, cell) == pytest.approx(shown, rel=1e-14)


def test_in_english_ranks_and_changes_are_english() -> None:
    with language.spoken("en"):
        table, lookup = english(agencies.stating([300, 100, 250]))
        found = compare(table, "requests", Scope(), lookup)
        several = comparison_book.several(
            [found], comparison_book.Subject("Overview", "One"), agencies.behind(table)
        )
        ranked = comparison_book.book(found, agencies.behind(table))
        table, _ = english(agencies.stating([200, 150], periods=["2021", "2022"]))
        seen = trend.trend(table, str(table["agency"].iloc[0]), "requests", lookup)
        over = comparison_book.over_time(
            [seen], comparison_book.Subject("Trend", "Down"), agencies.behind(table)
        )
        assert "Gap to the highest" in names(ranked.grid)
        assert "Change" in names(over.grid)
        for book in (ranked, several, over):
            evidence = pages.wording(book.observations)
            assert not pages.chinese(texts(book), evidence), book.title


def test_the_workbook_holds_formulas_with_their_values() -> None:
    content = workbook.workbook(made(gold_frame.observations(), basis="per_capita"))
    sheet = openpyxl.load_workbook(BytesIO(content))["对比"]
    cached = openpyxl.load_workbook(BytesIO(content), data_only=True)["对比"]
    header = [cell.value for cell in sheet[1]]
    place = header.index("数值") + 1
    assert sheet.cell(2, place).value == "=E2/F2*10000"
    assert cached.cell(2, place).value == pytest.approx(32000000 / 18734100 * 10000)
