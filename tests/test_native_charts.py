"""图表 in the file: native charts whose every series, label and title refers to cells."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import agencies
import gold_frame
import openpyxl
import pages
import pytest
import worksheet

from dashboard import language
from dashboard.books import comparison_book
from dashboard.books.book import Amount, Plot
from dashboard.comparison import Scope, compare
from dashboard.excel import chart_axes, chart_series, native_charts, workbook

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
OWN = "福田区政务服务数据管理局"


def content(table: Any, indicator: str = "requests", own: str = "", **scope: Any) -> bytes:
    found = compare(table, indicator, Scope(**scope), agencies.lookup())
    return workbook.workbook(comparison_book.book(found, agencies.behind(table), own))


def charts(content: bytes) -> list[ElementTree.Element]:
    with ZipFile(BytesIO(content)) as package:
        names = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        names.sort(key=lambda name: int(re.sub(r"\D", "", name)))
        return [ElementTree.fromstring(package.read(name)) for name in names]


def alone(plots: Sequence[Plot]) -> bytes:
    """A workbook that has these plots and nothing else to say."""
    table = agencies.stating([300, 100])
    found = compare(table, "requests", Scope(), agencies.lookup())
    book = comparison_book.book(found, agencies.behind(table))
    return workbook.workbook(replace(book, plots=tuple(plots)))


def cells(sheet: Any, formula: str) -> list[Any]:
    """The values of a range that a chart refers to."""
    name, place = re.fullmatch(r"'?([^'!]+)'?!(.+)", formula).groups()  # type: ignore[union-attr]
    assert name == sheet.title
    found = sheet[place.replace("$", "")]
    return [row[0].value for row in found] if isinstance(found, tuple) else [found.value]


def values(cache: ElementTree.Element) -> list[Any]:
    """What a chart remembers of its cells."""
    numbers = cache.tag.endswith("numCache")
    texts = [point.findtext(f"{C}v") for point in cache.iter(f"{C}pt")]
    return [float(text) if numbers else text for text in texts if text is not None]


def references(chart: ElementTree.Element) -> list[tuple[str, list[Any]]]:
    """Every reference of a chart with what it remembers."""
    found = []
    for kind, cache in (("numRef", "numCache"), ("strRef", "strCache")):
        for one in chart.iter(f"{C}{kind}"):
            remembered = one.find(f"{C}{cache}")
            assert remembered is not None, "viewers show what is cached"
            found.append((one.findtext(f"{C}f") or "", values(remembered)))
    return found


def colours(chart: ElementTree.Element) -> list[str]:
    """The colour of each bar."""
    points = chart.findall(f".//{C}ser/{C}dPt/{C}spPr/{A}solidFill/{A}srgbClr")
    return [point.attrib["val"] for point in points]


@pytest.mark.parametrize("indicator", ["requests", "satisfaction_hotline"])
def test_charts_read_cells_and_remember_them(indicator: str) -> None:
    made = content(gold_frame.observations(), indicator)
    sheet = openpyxl.load_workbook(BytesIO(made), data_only=True)["图表"]
    found = charts(made)
    assert found
    for chart in found:
        seen = references(chart)
        assert len(seen) >= 4
        for formula, remembered in seen:
            assert cells(sheet, formula) == pytest.approx(remembered), formula


def test_the_title_is_the_cell_with_the_finding() -> None:
    made = content(gold_frame.observations())
    sheet = openpyxl.load_workbook(BytesIO(made))["图表"]
    for chart in charts(made):
        title = chart.find(f"{C}chart/{C}title/{C}tx/{C}strRef")
        assert title is not None
        assert cells(sheet, title.findtext(f"{C}f") or "") == [
            "4家机构公布了诉求受理量，不能直接比较"
        ]


def test_what_is_not_comparable_stands_in_charts_of_its_own() -> None:
    table = gold_frame.observations()
    apart = charts(content(table))
    found = compare(table, "requests", Scope(), agencies.lookup())
    assert len(apart) == len(found.panels) == 3
    together = comparison_book.book(found, agencies.behind(table), together=True)
    assert len(charts(workbook.workbook(together))) == 1


def test_labels_keep_the_words_of_a_bound() -> None:
    first = charts(content(gold_frame.observations()))[0]
    labels = first.findall(f".//{C}dLbl/{C}tx/{C}strRef")
    assert [one.findtext(f".//{C}v") for one in labels] == ["超3200.0万件", "1101.5万件"]
    # A viewer that knows no labels from cells takes the dress of the cell.
    assert first.find(f".//{C}dLbls/{C}numFmt") is None


def test_bars_begin_at_zero_and_stand_as_on_screen() -> None:
    chart = charts(content(agencies.stating([300, 100, 250])))[0]
    assert chart.find(f".//{C}barChart/{C}barDir").attrib["val"] == "bar"  # type: ignore[union-attr]
    names = chart.find(f".//{C}cat/{C}strRef/{C}strCache")
    assert names is not None and values(names) == ["罗湖区", "南山区", "福田区"]
    axis = chart.find(f".//{C}catAx/{C}scaling/{C}orientation")
    assert axis is not None and axis.attrib["val"] == "maxMin"
    least = chart.find(f".//{C}valAx/{C}scaling/{C}min")
    assert least is not None and float(least.attrib["val"]) == 0


def test_both_axes_are_in_view_and_named() -> None:
    for chart in charts(content(gold_frame.observations())):
        for kind in ("catAx", "valAx"):
            axis = chart.find(f".//{C}{kind}")
            assert axis is not None
            deleted = axis.find(f"{C}delete")
            assert deleted is None or deleted.attrib["val"] == "0"
        named = "".join(text.text or "" for text in chart.findall(f".//{C}valAx//{A}t"))
        assert named == "单位：件"
        form = chart.find(f".//{C}valAx/{C}numFmt")
        assert form is not None and form.attrib["formatCode"] == (
            '[>=100000000]0\\.00,,"亿";[>=10000]0\\.0,"万";#,##0'
        )


def test_rates_near_full_are_dots_on_an_axis_that_says_where_it_begins() -> None:
    table = agencies.stating([98.48, 97, 99.2], "satisfaction_hotline", "%")
    chart = charts(content(table, "satisfaction_hotline", OWN))[0]
    assert chart.find(f".//{C}lineChart") is not None
    least, most = (chart.find(f".//{C}valAx/{C}scaling/{C}{end}") for end in ("min", "max"))
    assert least is not None and most is not None
    assert float(least.attrib["val"]) > 0.9 and float(most.attrib["val"]) == 1
    named = "".join(text.text or "" for text in chart.findall(f".//{C}valAx//{A}t"))
    assert "坐标轴自" in named
    own = chart.find(f".//{C}dPt/{C}marker/{C}symbol")
    assert own is not None and own.attrib["val"] == "diamond", "told by its shape too"
    assert len(chart.findall(f".//{C}dPt")) == 1


def test_own_agency_is_blue_and_named_and_all_others_grey() -> None:
    chart = charts(content(agencies.stating([300, 100, 250]), own=OWN))[0]
    names = chart.find(f".//{C}cat/{C}strRef/{C}strCache")
    assert names is not None and values(names)[2] == "福田区（本单位）"
    assert colours(chart) == ["7F8A96", "7F8A96", "12436D"]
    assert colours(charts(content(agencies.stating([300, 100])))[0]) == ["12436D"] * 2


def test_own_agency_in_another_chart_leaves_this_one_grey() -> None:
    drawn = charts(content(gold_frame.observations(), own="深圳市福田区政务服务数据管理局"))
    assert [colours(chart) for chart in drawn] == [["7F8A96"] * 2, ["12436D"], ["7F8A96"]]


def test_two_bounds_are_error_bars_over_cells() -> None:
    table = agencies.stating([300000, 100000], words=["约", "超"])
    made = content(table)
    sheet = openpyxl.load_workbook(BytesIO(made), data_only=True)["图表"]
    chart = charts(made)[0]
    for side in ("minus", "plus"):
        reach = chart.find(f".//{C}errBars/{C}{side}/{C}numRef")
        assert reach is not None
        assert cells(sheet, reach.findtext(f"{C}f") or "") == [15000, 0]
    formulas = openpyxl.load_workbook(BytesIO(made))["图表"]
    place = (reach.findtext(f"{C}f") or "").split("!")[1].split(":")[0].replace("$", "")
    assert re.fullmatch(r"=IF\(ISNUMBER\(E\d+\),E\d+-B\d+,0\)", formulas[place].value)
    names = chart.find(f".//{C}cat/{C}strRef/{C}strCache")
    assert names is not None and values(names) == ["罗湖区 约30.0万件", "福田区 超10.0万件"]
    assert chart.find(f".//{C}dLbls") is None, "error bars would run through them"


def test_periods_are_a_line() -> None:
    table = agencies.stating([200, 150], periods=["2021", "2022"])
    chart = charts(content(table, across="periods"))[0]
    names = chart.find(f".//{C}cat/{C}strRef/{C}strCache")
    assert chart.find(f".//{C}lineChart") is not None
    assert names is not None and values(names) == ["2021年", "2022年"]
    assert chart.find(f".//{C}ser/{C}spPr/{A}ln/{A}solidFill") is not None


def test_a_chart_is_told_in_words() -> None:
    made = content(gold_frame.observations())
    with ZipFile(BytesIO(made)) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    told = re.findall(r'descr="([^"]*)"', drawing)
    assert len(told) == 3
    assert "广州市 超3200.0万件、深圳市 1101.5万件" in told[0]


def test_fonts_and_language_are_chinese() -> None:
    made = content(gold_frame.observations())
    with ZipFile(BytesIO(made)) as package:
        text = package.read("xl/charts/chart1.xml").decode()
    assert '<a:ea typeface="Microsoft YaHei"/>' in text and '<c:lang val="zh-CN"/>' in text


def test_without_plots_one_sentence_says_so() -> None:
    made = alone(())
    assert charts(made) == []
    sheet = openpyxl.load_workbook(BytesIO(made))["图表"]
    assert isinstance(sheet["A1"].value, str) and "没有" in sheet["A1"].value


def plot(count: int, name: str = "机构", value: float = 12345.0) -> Plot:
    amounts = tuple(Amount(value + n, "件") for n in range(count))
    exact = tuple(one.value for one in amounts)
    labels = tuple(f"{name}{n}" for n in range(count))
    return Plot("发现", "诉求受理量，单位：件", "件", labels, amounts, exact, exact)


def test_text_of_a_report_stays_text() -> None:
    nasty = ["=1+1", "+1", "@SUM(A1)", "http://example.org", "<b>&amp;", "a'!b", "\x0b钟"]
    amounts = tuple(Amount(1.0, "件") for _ in nasty)
    ones = (1.0,) * len(nasty)
    made = alone([Plot("=发现()", "http://x", "件", tuple(nasty), amounts, ones, ones)])
    sheet = openpyxl.load_workbook(BytesIO(made))["图表"]
    said = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in said)
    names = charts(made)[0].find(f".//{C}cat/{C}strRef/{C}strCache")
    assert names is not None and values(names)[0] == "=1+1"


def test_a_sheet_of_many_charts_has_a_page_for_each() -> None:
    made = alone([plot(3), plot(16, "很长的名称政务服务数据管理局和大数据中心"), plot(3)])
    sheet = openpyxl.load_workbook(BytesIO(made))["图表"]
    breaks = [one.id for one in sheet.row_breaks.brk]
    titles = [cell.row for cell in sheet["A"] if cell.value == "发现"]
    assert {row - 1 for row in titles[1:]} <= set(breaks)
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
    assert sheet.page_setup.scale and not sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_chart_has_room_for_its_names() -> None:
    short = chart_axes.box(plot(3), plot(3).labels, 800)
    names = ["中国（某某）自由贸易试验区某某片区管理委员会行政审批局", "某某区"]
    long = chart_axes.box(plot(2), names, 800)
    assert long.layout["x"] > short.layout["x"]
    for count in (1, 2, 12, 40):
        made = chart_axes.box(plot(count), plot(count).labels, 800)
        layout = made.layout
        assert layout["x"] + layout["width"] < 1 and layout["y"] + layout["height"] < 1
        assert layout["height"] * made.height >= 20 * count


def test_long_units_are_left_to_the_axis() -> None:
    assert chart_series.label_of(Amount(1811.5, "件/万人", "超")) == "超1,811.5件/万人"
    with language.spoken("en"):
        assert chart_series.label_of(Amount(1811.5, "件/万人", "over ")) == "over 1,811.5"
        assert chart_series.label_of(Amount(98.5, "%")) == "98.50%"


def test_in_english_axes_count_in_millions() -> None:
    with language.spoken("en"):
        assert chart_axes.pattern("件", 32e6).startswith('[>=1000000000]0.00,,," billion"')
        made = alone([plot(3, "Agency ")])
        chart = charts(made)[0]
        assert "".join(t.text or "" for t in chart.findall(f".//{C}valAx//{A}t")) == "Unit: cases"
        sheet = openpyxl.load_workbook(BytesIO(made))["Charts"]
        said = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
        assert not pages.chinese(said, ["发现", "诉求受理量，单位：件"])
        assert not pages.chinese(
            [native_charts.alt(replace(plot(2, "A"), title="T", subtitle="S"))]
        )


@pytest.mark.skipif(not worksheet.SOFFICE, reason="LibreOffice is not here")
def test_libreoffice_draws_the_charts(tmp_path: Path) -> None:
    (tmp_path / "charts.xlsx").write_bytes(content(agencies.stating([300, 100, 250])))
    assert worksheet.SOFFICE
    command = [worksheet.SOFFICE, f"-env:UserInstallation=file://{tmp_path}/office", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "charts.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "charts.pdf").stat().st_size > 10_000
