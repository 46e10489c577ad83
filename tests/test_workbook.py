"""The workbook, reopened: sheets, numbers with 万 and 亿, links, and text that stays text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import gold_book
import gold_frame
import pytest
from gold_book import column, lines, opened
from openpyxl.utils.escape import unescape

from dashboard import amounts, language
from dashboard.books.book import Amount
from dashboard.excel import data_cells
from dashboard.excel.sheets import display_width, lines_of, safe
from dashboard.excel.stamps import stamp

SHEETS = ["封面", "对比", "图表", "数据", "证据", "口径", "说明", "修订"]
PLAIN = ("数据", "证据", "口径", "说明", "修订")
CORRECTED = ["更正值", "更正单位", "更正指标", "更正说明"]


@pytest.fixture(scope="module", params=["whole", "streamed"])
def book(request: pytest.FixtureRequest) -> Any:
    """The workbook, its sheets written at once and row by row."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "streamed":
            patch.setattr("dashboard.excel.package.STREAMED", 1)
        return opened(gold_book.written(gold_book.corrected()))


# ---- sheets -----------------------------------------------------------------------------------


def test_sheets_in_their_order(book: Any) -> None:
    assert book.sheetnames == SHEETS


def test_the_cover_says_what_when_and_where(book: Any) -> None:
    cover = lines(book["封面"])
    assert book["封面"]["A1"].value == "指标对比"
    assert cover["结论"] == "各项均可比" and cover["可比性"] == "不足两家，无从比较"
    assert cover["制表时间"] == "2026年11月22日 09:30" and cover["页面地址"] == gold_book.ADDRESS
    leads = {cell.value: cell.hyperlink.location for cell in book["封面"]["A"] if cell.hyperlink}
    assert leads == {name: f"'{name}'!A1" for name in SHEETS[1:]}


def test_a_line_of_the_cover_stands_once() -> None:
    told = (("结论", "各项均可比"), ("页面地址", "http://127.0.0.1/other"))
    sheet = opened(gold_book.written(replace(gold_book.book(), cover=told)))["封面"]
    names = [row[0].value for row in sheet.iter_rows()]
    assert len(names) == len(set(names))
    assert lines(sheet)["页面地址"] == "http://127.0.0.1/other"


def test_own_rows_stand_out_and_the_header_stays(book: Any) -> None:
    sheet = book["对比"]
    own, other = sheet["A2"], sheet["A3"]
    assert own.font.bold and own.fill.fgColor.rgb == "FFDCE8F2"
    assert not other.font.bold and other.fill.fill_type is None
    assert sheet.freeze_panes == "B2" and sheet["A1"].fill.fgColor.rgb == "FF12436D"
    assert [book[name].freeze_panes for name in PLAIN] == [None] * len(PLAIN)


def test_colour_is_on_no_plain_table(book: Any) -> None:
    for name in PLAIN:
        fills = {cell.fill.fill_type for row in book[name].iter_rows() for cell in row}
        assert fills == {None}, name


def test_notes_stand_below_the_table(book: Any) -> None:
    last = [cell.value for cell in book["对比"][book["对比"].max_row]]
    assert last[:2] == ["可比性", "无"]


# ---- numbers ----------------------------------------------------------------------------------


def test_figures_are_numbers_in_a_dress(book: Any) -> None:
    cells = {cell.value: cell.number_format for cell in column(book["对比"], "数值")[:6]}
    assert cells[32000000].startswith('"超"0\\.0,"万件"')
    assert cells[127113].startswith('0\\.0,"万件"')
    for name in ("数值", "下限"):
        assert 32000000 in [cell.value for cell in column(book["数据"], name)]
    assert "不限" in [cell.value for cell in column(book["数据"], "上限")]
    assert "超3200万件" in [cell.value for cell in column(book["对比"], "原文")]


def test_percentages_are_fractions(book: Any) -> None:
    values = zip(column(book["数据"], "数值"), column(book["数据"], "原文"), strict=True)
    cell = next(value for value, quote in values if quote.value == "98.48%")
    assert cell.value == 0.9848 and cell.number_format.startswith("0.00%")


def test_derived_cells_are_formulas_with_their_value() -> None:
    made = gold_book.book()
    content = gold_book.written(made)
    cell = column(opened(content)["对比"], "换算")[0]
    assert cell.data_type == "f" and cell.value == "=C2/D2*10000"
    cached = gold_book.openpyxl.load_workbook(gold_book.BytesIO(content), data_only=True)
    value = made.grid.rows[0][4]
    assert isinstance(value, Amount)
    assert cached["对比"]["E2"].value == pytest.approx(value.value)


@pytest.mark.parametrize(
    "formula",
    ['=HYPERLINK("http://example.org")', "='[b.xlsx]数据'!A1", "=数据!A1", "=cmd|calc!A1", "C2"],
)
def test_a_formula_only_computes(formula: str) -> None:
    made = gold_book.book()
    grid = replace(made.grid, rows=((Amount(1, formula=formula), *made.grid.rows[0][1:]),))
    with pytest.raises(ValueError, match="only cells of its sheet"):
        gold_book.written(replace(made, grid=grid))


def test_the_format_shows_what_the_screen_shows() -> None:
    """The pattern for a value holds the digits and words that ``amounts.text`` prints."""
    for value in (32e6, 11014600, 7.61e9, 9848, 1.5e12, 2.645, 0):
        pattern = amounts.excel_format(value, "件", "超").split(";")[0]
        shown = amounts.text(value, "件", "超")
        words = "".join(re.findall(r'"([^"]*)"', pattern))
        assert words == re.sub(r"[\d.,]", "", shown), pattern
        commas = len(re.search(r",*$", re.sub(r'"[^"]*"', "", pattern))[0])  # type: ignore[index]
        scaled = value / 1000**commas
        literal = "\\." in pattern
        decimals = len((re.findall(r"\.(0+)", pattern) or [""])[0])
        number = scaled / 10**decimals if literal else scaled
        assert f"{number:.{decimals}f}" == re.sub(r"[^\d.]", "", shown)


def test_a_fall_keeps_its_sign() -> None:
    positive, negative = amounts.excel_format(-12345, "件").split(";")
    assert negative == "-" + positive


def test_dates_are_dates(book: Any) -> None:
    for sheet, name in (("数据", "期间首日"), ("对比", "日期")):
        cell = column(book[sheet], name)[0]
        assert isinstance(cell.value, datetime) and cell.number_format == "yyyy-mm-dd"


def test_excel_has_room_for_all_number_formats() -> None:
    """Beyond 180 units the digits stand alone: Excel takes 200 to 250 formats."""
    made = gold_book.book()
    table = made.observations
    table = table.assign(unit=[f"单位{n}" for n in range(len(table))])
    book = opened(gold_book.written(replace(made, observations=table)))
    formats = {cell.number_format for sheet in book for row in sheet.iter_rows() for cell in row}
    assert 150 < len(formats) < 200


# ---- links ------------------------------------------------------------------------------------


def test_each_figure_links_to_its_sentence_and_back(book: Any) -> None:
    figures, links = column(book["对比"], "数值"), column(book["对比"], "证据")
    quotes = [cell.value for cell in column(book["对比"], "原文")]
    for number, (figure, link) in enumerate(zip(figures[:6], links[:6], strict=True), start=2):
        place = re.fullmatch(r"'证据'!A(\d+)", link.hyperlink.location)
        assert place and figure.hyperlink.location == link.hyperlink.location
        assert figure.data_type == "n" and link.value == f"证据{place[1]}"
        row = int(place[1])
        assert column(book["证据"], "原文")[row - 2].value == quotes[number - 2]
        assert quotes[number - 2] in column(book["证据"], "所在句子")[row - 2].value
        back = column(book["证据"], "返回")[row - 2]
        assert back.hyperlink.location == f"'对比'!C{number}"
    others = [cell for cell in column(book["证据"], "返回") if not cell.hyperlink]
    assert {cell.value for cell in others} == {"其他读数"}


def test_a_figure_whose_sentence_is_not_there_leads_nowhere() -> None:
    made = gold_book.book()
    rest = made.observations[made.observations["indicator"] != "requests"]
    sheet = opened(gold_book.written(replace(made, observations=rest)))["对比"]
    assert sheet["C2"].data_type == "n" and sheet["C2"].hyperlink is None
    assert sheet["G2"].value == "不适用"


def test_more_links_than_excel_takes_are_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.excel.sheets.LINKS", 3)
    sheet = opened(gold_book.written())["对比"]
    linked = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert linked == ["C2", "G2", "C3"] and sheet["G3"].value.startswith("证据")


# ---- the round trip ---------------------------------------------------------------------------


def test_corrections_can_be_filled_in_and_nothing_else(book: Any) -> None:
    sheet = book["数据"]
    assert sheet.protection.sheet and not sheet.protection.password
    assert not sheet.protection.autoFilter and not sheet.protection.sort  # not forbidden
    assert not sheet.protection.formatColumns and sheet.protection.formatCells
    header = [cell.value for cell in sheet[1]]
    assert header[-5:] == [*CORRECTED, "行校验"] and header[0] == "观测编号"
    for name in CORRECTED:
        cells = column(sheet, name)
        assert all(cell.value is None and not cell.protection.locked for cell in cells)
    locked = [cell for row in sheet.iter_rows(max_col=len(header) - 5) for cell in row]
    assert all(cell.protection.locked for cell in [*locked, *column(sheet, "行校验")])


def test_a_percentage_is_corrected_as_one(book: Any) -> None:
    units = [cell.value for cell in column(book["数据"], "单位")]
    formats = [cell.number_format for cell in column(book["数据"], "更正值")]
    shares = {form for unit, form in zip(units, formats, strict=True) if unit == "%"}
    assert shares == {"0.00%"}


def test_the_stamp_is_that_of_the_cells_as_they_come_back(book: Any) -> None:
    for row in book["数据"].iter_rows(min_row=2):
        cells = [cell.value for cell in row]
        assert stamp(cells[:-5]) == cells[-1]


def test_the_stamps_of_the_table_are_those_of_the_sheet(book: Any) -> None:
    rows = gold_frame.observations()
    names = data_cells.columns_of(gold_book.book().columns, rows)
    marks = [cell.value for cell in column(book["数据"], "行校验")]
    assert list(data_cells.stamps(rows, names)) == marks
    assert data_cells.headings(names) == [cell.value for cell in book["数据"][1]][:-5]


def test_units_and_indicators_are_chosen_from_lists_of_the_definitions(book: Any) -> None:
    rules = {str(rule.formula1): rule for rule in book["数据"].data_validations.dataValidation}
    kinds = {cell.row: cell.value for cell in book["口径"]["A"]}
    for name, allowed in (("IndicatorList", {"指标", "相近指标"}), ("UnitList", {"单位"})):
        assert rules[name].type == "list" and rules[name].prompt
        place = book.defined_names[name].attr_text
        first, last = map(int, re.findall(r"\d+", place))
        assert place.startswith("'口径'!$B$")
        assert {kinds[row] for row in range(first, last + 1)} <= allowed
        assert kinds.get(last + 1) not in allowed
        offered = [book["口径"][f"B{row}"].value for row in range(first, last + 1)]
        known = data_cells.unit_choices() if name == "UnitList" else data_cells.indicator_choices()
        assert offered and set(offered) <= set(known) and len(offered) == len(set(offered))


def test_choices_lead_back_to_unit_and_indicator() -> None:
    for spoken in ("zh", "en"):
        with language.spoken(spoken):
            assert "件" in data_cells.unit_choices().values()
            assert len(data_cells.indicator_choices()) > 400
    assert data_cells.unit_choices()["宗"] == "宗"


# ---- corrections ------------------------------------------------------------------------------


def test_corrections_say_who_when_what_and_why(book: Any) -> None:
    sheet = book["修订"]
    assert [cell.value for cell in column(sheet, "做了什么")] == [
        "更正指标",
        "更正单位",
        "更正数值",
    ]
    assert [cell.value for cell in column(sheet, "之前")] == ["未归类", "件", 150000]
    after = column(sheet, "之后")[2]
    assert after.value == 160000 and "万件" in after.number_format
    assert {cell.value for cell in column(sheet, "操作人")} == {"李四"}
    assert {cell.value for cell in column(sheet, "理由")} == {"=原文为16万件"}
    assert {cell.data_type for cell in column(sheet, "理由")} == {"s"}
    assert all(isinstance(cell.value, datetime) for cell in column(sheet, "时间"))
    assert all(cell.hyperlink.location for cell in column(sheet, "证据"))


def test_no_corrections_are_told_in_words() -> None:
    sheet = opened(gold_book.written())["修订"]
    told = [cell.value for cell in sheet[2]][:2]
    assert told == ["没有更正、核对或选用", "—"] and sheet.max_row == 2


# ---- nothing is blank -------------------------------------------------------------------------


def test_missing_is_in_words_never_blank(book: Any) -> None:
    for name in ("对比", *PLAIN):
        sheet = book[name]
        header = [cell.value for cell in sheet[1]]
        blank = [
            cell.coordinate
            for row in sheet.iter_rows(max_row=sheet.max_row - (2 if name == "对比" else 0))
            for cell in row
            if cell.value in (None, "") and header[cell.column - 1] not in CORRECTED
        ]
        assert blank == [], name


def test_an_empty_book_is_a_workbook_too() -> None:
    made = gold_book.book(gold_frame.observations().head(0))
    book = opened(gold_book.written(made))
    assert book.sheetnames == SHEETS
    for name in ("数据", "证据"):
        assert book[name]["A2"].value == "没有数字" and book[name].max_row == 2
    assert book["图表"]["A1"].value and book["对比"].max_row <= 3


# ---- text stays text --------------------------------------------------------------------------

NASTY = [
    '=HYPERLINK("http://example.org","点")',
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "{=1}",
    "http://example.org",
    "mailto:a@example.org",
    "internal:'数据'!A1",
    "external:book.xlsx",
    "_x000D_",
    "<b>&amp;",
    "<r><t>1</t></r>",
    "]]>",
    " 两边有空格 ",
    "1e5",
    "2022-01-01",
    "TRUE",
    "😀" * 3,
]


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("nasty", NASTY)
def test_text_of_a_report_stays_text(
    nasty: str, streamed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.excel.package.STREAMED", 1 if streamed else 10**9)
    table = gold_frame.observations().query("indicator == 'requests'")
    names = ("quote", "sentence", "agency", "measured_property", "note", "section", "system")
    table = table.assign(**dict.fromkeys(names, nasty))
    made = replace(gold_book.book(table), title=nasty, finding=nasty, notes=((nasty, nasty),))
    reports = made.reports.assign(title=nasty, source_url=nasty)
    book = opened(gold_book.written(replace(made, plots=(), reports=reports)))
    shown = {
        book["对比"]["F2"],
        book["数据"]["T2"],
        column(book["证据"], "所在句子")[0],
        column(book["证据"], "来源网址")[0],
        book["封面"]["A1"],
        book["说明"]["B2"],
    }
    for cell in shown:
        # Excel reads _x005F_ as _ everywhere, openpyxl not in the text of streamed rows.
        assert nasty.strip() in (str(cell.value).strip(), unescape(str(cell.value)))
        assert cell.data_type == "s"
        assert cell.hyperlink is None
    formulas = {c.value for s in book for row in s.iter_rows() for c in row if c.data_type == "f"}
    assert all(re.fullmatch(r"=C\d+/D\d+\*10000", formula) for formula in formulas)


def test_control_characters_are_dropped() -> None:
    assert safe("受理\x0b工单\x00\x1f件\ud800") == "受理工单件"
    assert safe("一\r\n二\r三") == "一\n二\n三"
    table = gold_frame.observations().query("indicator == 'requests'")
    table = table.assign(sentence="受理\x0b工单超3200万件\ufffe")
    sheet = opened(gold_book.written(gold_book.book(table)))["证据"]
    assert column(sheet, "所在句子")[0].value == "受理工单超3200万件"


def test_text_is_no_longer_than_excel_takes() -> None:
    assert len(safe("长" * 40_000)) == 32_767
    assert len(safe("😀" * 20_000).encode("utf-16-le")) // 2 == 32_766
    table = gold_frame.observations().query("indicator == 'requests'")
    table = table.assign(sentence="长" * 40_000)
    sheet = opened(gold_book.written(gold_book.book(table)))["证据"]
    assert len(column(sheet, "所在句子")[0].value) == 32_767


# ---- widths -----------------------------------------------------------------------------------


def _dimension(sheet: Any, letter: str) -> Any:
    """The column's own dimension: openpyxl groups columns of one kind."""
    number = gold_book.openpyxl.utils.column_index_from_string(letter)
    found = sheet.column_dimensions.values()
    return next(one for one in found if one.min <= number <= one.max)


def test_chinese_fits_its_column(book: Any) -> None:
    """Text is not wider than its column unless it wraps, and then its row is tall enough."""
    for name in SHEETS:
        if name == "图表":
            continue
        sheet = book[name]
        for cell in (c for row in sheet.iter_rows() for c in row if isinstance(c.value, str)):
            width = _dimension(sheet, cell.column_letter).width
            where = (name, cell.coordinate, cell.value)
            if not cell.alignment.wrap_text:
                alone = cell.coordinate == "A1" and name == "封面"
                assert alone or cell.data_type == "f" or display_width(cell.value) <= width, where
            elif cell.coordinate not in sheet.merged_cells:
                height = sheet.row_dimensions[cell.row].height or 18
                assert height >= min(17 * lines_of(cell.value, width), 390), where


def test_lines_are_measured_as_wide_as_they_are() -> None:
    assert lines_of("诉求受理量", 12) == 1 and lines_of("诉求受理量", 9) == 2
    assert lines_of("requests", 12) == 1 and lines_of("一\n二", 20) == 2


def test_no_figure_is_wider_than_its_column() -> None:
    """A number that does not fit would be shown as a row of #."""
    for spoken, shown in (("zh", "超3200.0万件"), ("en", "over 32.0 million cases")):
        with language.spoken(spoken):
            book = opened(gold_book.written())
        for sheet, heading in ((book.worksheets[1], 2), (book.worksheets[3], 14)):
            letter = sheet.cell(1, heading + 1).column_letter
            assert display_width(shown) + 3 <= _dimension(sheet, letter).width, spoken
