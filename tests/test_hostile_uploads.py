"""Uploads that mean harm or were spoilt: each has its outcome, in words, in bounded time."""

from __future__ import annotations

import re
import threading
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from time import process_time
from typing import Any

import openpyxl
import pages
import pandas as pd
import pytest
from filled_workbook import REASON, column, exported, figures, fill, only, saved, told

from dashboard import changed, data
from dashboard.language import spoken
from dashboard.upload import package, round_trip, sieve
from dashboard.upload.round_trip import Review, review
from extract import DuibiaoError

filled, store, nothing = pages.stores("hostile")
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SECONDS = 20  # of this process, however busy the machine is
MARK = "MARKMARK"  # a text to be put another in place of


@pytest.fixture
def rows(store: None) -> pd.DataFrame:
    """A count in line 2, a rate in line 3, a plain rate in line 4, a count in line 5."""
    return figures()


def sound(rows: pd.DataFrame, **cells: Any) -> bytes:
    """A workbook in which line 2 is corrected."""
    book = exported(rows)
    fill(book, 2, **({"value": 33000000} | cells))
    return saved(book)


def turned(content: bytes, change: Callable[[bytes], bytes], part: str = "sheet1.xml") -> bytes:
    """The workbook with one part changed."""
    source, target = BytesIO(content), BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, change(body) if name.endswith(part) else body)
    return target.getvalue()


def sharing(content: bytes) -> bytes:
    """The workbook as Excel lays it: texts in a part of their own, cells name them by number."""
    texts: list[bytes] = []

    def told_by_number(found: re.Match[bytes]) -> bytes:
        texts.append(b"<si>" + found[1] + b"</si>")
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    content = turned(
        content, lambda body: re.sub(rb't="inlineStr"><is>(.*?)</is>', told_by_number, body)
    )
    table = b'<?xml version="1.0"?><sst xmlns="' + MAIN + b'">' + b"".join(texts) + b"</sst>"
    relation = b'<Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.xml"/>'
    content = turned(
        content,
        lambda body: body.replace(b"</Relationships>", relation + b"</Relationships>"),
        "workbook.xml.rels",
    )
    return with_part(content, "xl/sharedStrings.xml", table)


def with_part(content: bytes, name: str, body: bytes) -> bytes:
    target = BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package_:
        package_.writestr(name, body)
    return target.getvalue()


def afters(content: bytes) -> list[str]:
    found = review(content, data.figures)
    assert not found.refused, found.refused
    return [one.correction.after for one in found.changes]


def sentence(content: bytes) -> str:
    """Why a file is refused as a whole: one sentence that says what to do, before long."""
    start = process_time()
    with pytest.raises(DuibiaoError) as error:
        review(content, data.figures)
    assert process_time() - start < SECONDS
    said = str(error.value)
    assert re.fullmatch("[^\n。]+；请[^\n。]+。|[^\n。]+请[^\n。]+。", said)
    return said


# ---- files that are something else ---------------------------------------------------------------


def of_parts(**files: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package_:
        for name, body in files.items():
            package_.writestr(name, body)
    return target.getvalue()


ODS = of_parts(
    mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b"<a/>"}
)
DOCX = of_parts(
    **{
        "_rels/.rels": b'<R><r Id="a" Type="x/officeDocument" Target="word/document.xml"/></R>',
        "word/document.xml": b"<document/>",
    }
)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是 .xlsx"),
        ("观测编号,更正值\r\n1,2\r\n".encode("gb18030"), "不是 .xlsx"),
        (b"<html><table></table></html>", "不是 .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "有密码，或是旧的 .xls"),
        (ODS, "不是 .xlsx"),
        (DOCX, "不是 .xlsx"),
        (b"PK\x03\x04" + bytes(64), "已损坏"),
    ],
    ids=["empty", "csv", "html", "xls or password", "ods", "docx", "no zip"],
)
def test_a_file_of_another_kind_is_told(content: bytes, words: str) -> None:
    assert words in sentence(content)


def test_a_truncated_file_is_told(rows: pd.DataFrame) -> None:
    content = sound(rows)
    for size in range(30, len(content), len(content) // 12):
        assert "已损坏" in sentence(content[:size])


def test_whatever_byte_is_spoilt_nothing_crashes(rows: pd.DataFrame) -> None:
    content = sound(rows)
    for place in range(0, len(content), max(len(content) // 60, 1)):
        spoilt = bytearray(content)
        spoilt[place] ^= 0x55
        try:
            review(bytes(spoilt), data.figures)
        except DuibiaoError as error:
            assert "请" in str(error)


def test_an_encrypted_part_is_told(rows: pd.DataFrame) -> None:
    content = bytearray(sound(rows))
    for place in [found.start() for found in re.finditer(b"PK\x01\x02", bytes(content))]:
        content[place + 8] |= 1
    assert "已损坏" in sentence(bytes(content))


def test_macros_are_not_looked_at(rows: pd.DataFrame) -> None:
    content = with_part(sound(rows), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(999))
    macro = turned(
        content,
        lambda body: body.replace(
            b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
        ),
        "[Content_Types].xml",
    )
    assert afters(macro) == ["33000000"]


def test_external_links_are_not_followed(rows: pd.DataFrame) -> None:
    link = b'<R><r Id="z" Type="x/sharedStrings" TargetMode="External" Target="http://a.b/c"/>'
    content = turned(
        sound(rows),
        lambda body: body.replace(b"</Relationships>", link[3:] + b"</Relationships>"),
        "workbook.xml.rels",
    )
    content = with_part(content, "xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    assert afters(content) == ["33000000"]


@pytest.mark.parametrize("target", ["../../../../etc/passwd", "/etc/passwd", "nowhere.xml"])
def test_a_part_that_is_not_in_the_file_is_not_looked_for_elsewhere(
    rows: pd.DataFrame, target: str
) -> None:
    content = turned(
        sound(rows),
        lambda body: re.sub(rb"/xl/worksheets/sheet1.xml", target.encode(), body),
        "workbook.xml.rels",
    )
    assert "已损坏" in sentence(content)


# ---- files that want to be large -----------------------------------------------------------------


def bomb(name: str, piece: bytes, times: int) -> bytes:
    target = BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package_,
        package_.open(name, "w", force_zip64=True) as part,
    ):
        for _ in range(times):
            part.write(piece)
    return target.getvalue()


def bounded(content: bytes, megabytes: int) -> str:
    """The sentence, and that not much memory was needed for it."""
    tracemalloc.start()
    try:
        said = sentence(content)
        assert tracemalloc.get_traced_memory()[1] < megabytes * 1_000_000
    finally:
        tracemalloc.stop()
    return said


@pytest.mark.usefixtures("store")
def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "展开后太大" in bounded(bomb("xl/a.bin", bytes(10_000_000), 101), 20)


LARGE = {
    "rows without end": (b"<row></row>" * 100_000, 15, "已损坏"),
    "empty rows": (b"<row/>" * 100_000, 100, "展开后太大"),
    "elements": (b"<a/>" * 100_000, 100, "展开后太大"),
    "a tag without end": (b"<c " * 100_000, 20, "已损坏"),
    "quotes without end": (b'"AI1"' * 100_000, 20, ""),
    "rows in a tag": (b"<row " * 100_000, 20, "已损坏"),
}


@pytest.mark.parametrize("kind", LARGE)
def test_a_sheet_of_nothing_but_marks_ends_before_long(
    rows: pd.DataFrame, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    piece, times, words = LARGE[kind]
    monkeypatch.setattr(package, "MOST_MARKS", 500_000)
    content = turned(
        sound(rows), lambda body: body.replace(b"</sheetData>", piece * times + b"</sheetData>")
    )
    start = process_time()
    assert words in sentence(content) if words else afters(content) == ["33000000"]
    assert process_time() - start < SECONDS


def test_a_million_empty_rows_are_passed_over(rows: pd.DataFrame) -> None:
    """As after somebody formatted whole columns: dimension to the end, rows of nothing."""
    empty = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(6, 1_000_000))
    content = turned(
        sound(rows),
        lambda body: re.sub(rb'ref="A1:\w+"', b'ref="A1:XFD1048576"', body, count=1).replace(
            b"</sheetData>", empty + b"</sheetData>"
        ),
    )
    start = process_time()
    assert afters(content) == ["33000000"] and process_time() - start < SECONDS


@pytest.mark.parametrize("part", ["styles.xml", "sharedStrings.xml", "workbook.xml"])
def test_other_parts_are_bounded_too(
    rows: pd.DataFrame, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "MOST_MARKS", 50_000)
    monkeypatch.setattr(package, "MOST_STRING_MARKS", 50_000)
    content = turned(
        sharing(sound(rows)),
        lambda body: re.sub(rb">(?=<[a-z]\w*>)", b">" + b"<a/>" * 60_000, body, count=1),
        part,
    )
    assert "展开后太大" in sentence(content)
    monkeypatch.setattr(package, "MOST_OTHER", 100_000)
    monkeypatch.setattr(package, "MOST_STRINGS", 100_000)
    assert "展开后太大" in sentence(content)


LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)


@pytest.mark.parametrize("part", ["sheet1.xml", "sharedStrings.xml", "styles.xml", "workbook.xml"])
@pytest.mark.parametrize("before", [b"", b"<!--" + b"x" * 70_000 + b"-->"], ids=["", "hidden"])
def test_entities_are_refused_wherever_they_stand(
    rows: pd.DataFrame, part: str, before: bytes
) -> None:
    def laughing(body: bytes) -> bytes:
        head, mark, rest = body.partition(b"?>")
        return before + LAUGHS + body if not mark else head + mark + before + LAUGHS + rest

    assert "不该有的声明" in sentence(turned(sharing(sound(rows)), laughing, part))


def test_a_formula_that_fills_a_sheet_is_not_worked_out(rows: pd.DataFrame) -> None:
    """A shared formula is written anew for every cell that shares it: here none of it is."""
    content = sound(rows)
    long = b"+".join([b"A1"] * 20_000)
    shared = b"".join(
        b'<row r="%d"><c r="AH%d"><f t="shared" si="0"%s</c></row>'
        % (n, n, b"/>" if n > 6 else b' ref="AH6:AH9000">' + long + b"</f>")
        for n in range(6, 9000)
    )
    content = turned(content, lambda body: body.replace(b"</sheetData>", shared + b"</sheetData>"))
    start = process_time()
    found = review(content, data.figures)
    assert process_time() - start < SECONDS
    assert len(found.changes) == 1 and len(found.refused) == 8994
    assert sum(len(one.why) for one in found.refused) < 1_000_000


# ---- sheets and headings -------------------------------------------------------------------------


def test_a_hidden_sheet_is_read_like_any_other(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 2, value=33000000)
    book.create_sheet("给人看的")
    book["数据"].sheet_state = "veryHidden"
    assert afters(saved(book)) == ["33000000"]


def test_of_two_sheets_that_could_be_meant_none_is_read(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 2, value=33000000)
    sheet = exported(rows, "en")["Data"]
    other = book.create_sheet("Data")
    for line in sheet.iter_rows(values_only=True):
        other.append(line)
    assert "有2张“数据”表" in sentence(saved(book))
    other.delete_rows(1)
    assert afters(saved(book)) == ["33000000"], "one without our headings is somebody's own"
    content = turned(
        saved(book),
        lambda body: body.replace(b'name="Data"', 'name="数据"'.encode()),
        "workbook.xml",
    )
    assert afters(content) == ["33000000"]


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("new_value", "更正金额", "缺少列：更正值"),
        ("new_reason", None, "缺少列：更正说明"),
        ("stamp", "更正值", "重复的列：更正值"),
        ("observation_id", "行校验", "重复的列：行校验"),
    ],
)
def test_headings_that_were_changed_are_named(
    rows: pd.DataFrame, one: str, other: str | None, words: str
) -> None:
    book = exported(rows)
    fill(book, 2, value=33000000)
    book["数据"].cell(1, column(book["数据"], one)).value = other
    assert words in sentence(saved(book))


def test_headings_that_were_swapped_show_as_altered_cells(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 2, value=33000000)
    sheet = book["数据"]
    for one, other in (("value", "value_low"), ("quote", "number")):
        places = column(sheet, one), column(sheet, other)
        texts = [sheet.cell(1, place).value for place in places]
        for place, text in zip(places, reversed(texts), strict=True):
            sheet.cell(1, place).value = text
    assert "被改过" in only(book)
    swapped = exported(rows)
    fill(swapped, 2, unit="人次")
    sheet = swapped["数据"]
    for name, text in (("new_unit", "更正指标"), ("new_indicator", "更正单位")):
        sheet.cell(1, {"new_unit": 34, "new_indicator": 35}[name]).value = text
    assert "不认识更正指标“人次”" in only(swapped)


def test_merged_cells_hold_what_their_first_cell_holds(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 2, value=33000000)
    sheet = book["数据"]
    place = column(sheet, "new_value")
    sheet.merge_cells(start_row=2, end_row=3, start_column=place, end_column=place)
    assert [one.line for one in told(book).changes] == [2]
    place = column(sheet, "quote")
    sheet.merge_cells(start_row=2, end_row=2, start_column=place, end_column=place + 1)
    assert "被改过" in only(book)


def test_a_sheet_in_the_other_language_is_read(rows: pd.DataFrame) -> None:
    book = exported(rows, "en")
    fill(book, 3, "en", value=0.985, reason="See yearbook")
    assert [one.correction.after for one in told(book).changes] == ["98.5"]


# ---- cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "outcome"),
    [
        (b"<v>NaN</v>", "已损坏"),
        (b"<v>1e400</v>", "不是数字"),
        (b"<v>-1e400</v>", "不是数字"),
        (b"<v>" + b"9" * 5000 + b"</v>", "已损坏"),
        (b"<v>1e25</v>", "太大"),
        (b"<f>HYPERLINK(&quot;http://a.b&quot;)</f><v>5</v>", "更正值是公式"),
        (b'<f t="array" ref="AH2">1</f><v>5</v>', "更正值是公式"),
        (b'<f t="dataTable" ref="AH2" nonsense="1"/>', "更正值是公式"),
    ],
)
def test_a_cell_that_holds_no_number(rows: pd.DataFrame, cell: bytes, outcome: str) -> None:
    content = turned(sound(rows, value=424242), lambda body: body.replace(b"<v>424242</v>", cell))
    if outcome == "已损坏":
        assert outcome in sentence(content)
    else:
        (refused,) = review(content, data.figures).refused
        assert outcome in refused.why


def test_a_text_that_is_not_there_is_told(rows: pd.DataFrame) -> None:
    content = turned(
        sharing(sound(rows)),
        lambda body: re.sub(rb't="s"><v>\d+</v>', b't="s"><v>999999</v>', body),
    )
    assert "已损坏" in sentence(content)


@pytest.mark.parametrize(
    ("line", "typed", "words"),
    [
        (2, -33000000, "更正值-33,000,000是负数，而单位是件"),
        (2, "-3300万", "是负数"),
        (2, datetime(2022, 3, 5), "不是数字"),
        (2, "１e400", "太大"),
        (2, "9" * 30_000, "太大"),
        (2, "很" * 30_000, "不是看得懂的数字"),
        (3, 98.5, "单元格显示9850%，看不出要写的是不是98.5%"),
        (3, "0.985", "看不出更正值0.985是0.985%还是98.5%"),
        (2, "98.5%", "更正值带百分号，而单位是件"),
        (2, "#REF!", "不是看得懂的数字"),
        (2, "<b>5</b>", "不是看得懂的数字"),
    ],
)
def test_a_value_that_cannot_be_meant(
    rows: pd.DataFrame, line: int, typed: object, words: str
) -> None:
    book = exported(rows)
    fill(book, line, value=typed)
    why = only(book)
    assert words in why and len(why) < 120


def test_what_may_be_below_zero_may_be(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 2, value=-5, unit="万元" if "万元" in str(data.table("units")) else "元")
    fill(book, 3, value="-3.1%")
    afters_ = [one.correction.after for one in told(book).changes]
    assert "-3.1" in afters_ and "-5" in afters_


def test_a_number_kept_as_text_is_a_number(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 2, value="33000000")
    sheet = book["数据"]
    start = sheet.cell(2, column(sheet, "start"))
    start.value = str(start.value)
    assert [one.correction.after for one in told(book).changes] == ["33000000"]


@pytest.mark.parametrize("name", ["sentence", "value", "quote", "note", "agency"])
def test_a_formula_in_another_cell_is_an_alteration(rows: pd.DataFrame, name: str) -> None:
    book = exported(rows)
    fill(book, 2, value=33000000, **({} if name == "value" else {name: "=1+1"}))
    if name == "value":
        book["数据"].cell(2, column(book["数据"], "value")).value = "=1+1"
    assert "被改过" in only(book)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("第一行_x000D_第二行", "第一行\n第二行"),
        ("一_x0007_二_x0000_三", "一二三"),
        ("半个_xD83D_字", "半个字"),
        ("_x005F_x000D_照写", "_x000D_照写"),
        ("_xFFFF_尾", "尾"),
        ("x005F_照写", "x005F_照写"),
    ],
)
@pytest.mark.parametrize("inline", [False, True], ids=["shared", "inline"])
def test_escapes_in_text_are_characters(
    rows: pd.DataFrame, written: str, kept: str, inline: bool
) -> None:
    content = turned(
        sound(rows, reason=MARK),
        lambda body: body.replace(MARK.encode(), written.encode()),
    )
    content = content if inline else sharing(content)
    (change,) = review(content, data.figures).changes
    assert change.correction.reason == kept


def test_a_half_character_in_another_cell_is_an_alteration(rows: pd.DataFrame) -> None:
    content = turned(
        sound(rows, sentence=MARK),
        lambda body: body.replace(MARK.encode(), b"_xD83D_"),
    )
    (refused,) = review(content, data.figures).refused
    assert "“所在句子”被改过" in refused.why


def test_a_reason_beyond_all_bounds_is_refused_in_its_row(rows: pd.DataFrame) -> None:
    content = turned(
        sound(rows, reason=MARK),
        lambda body: body.replace(MARK.encode(), "长".encode() * 40_000),
    )
    (refused,) = review(content, data.figures).refused
    assert refused.why == "更正说明超过2000字；请写短一些"


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "=HYPERLINK('http://a.b','点我')"[1:],
        "+1+cmd|' /C calc'!A0",
        "'); DROP TABLE corrections; --",
        "**粗** [链接](javascript:alert(1)) :red[x] $x$",
        "{reason} {0} %s",
    ],
)
def test_a_reason_is_text_and_nothing_else(rows: pd.DataFrame, words: str) -> None:
    book = exported(rows)
    fill(book, 2, value=33000000, reason=words)
    (change,) = told(book).changes
    assert change.correction.reason == words
    from dashboard import stacked

    shown = stacked.table_html(*changed.changes([change]), "更正")
    assert "<script" not in shown and "<img" not in shown


def test_names_of_people_and_files_are_one_short_line(rows: pd.DataFrame) -> None:
    found = told_of(rows)
    (made,) = found.corrections(" 张\n三\x00\u202e ", "路" * 500 + "\n.xlsx")
    assert made.author == "张 三" and len(made.origin) == round_trip.NAMED
    assert made.origin.endswith(".xlsx") and "\n" not in made.origin


def told_of(rows: pd.DataFrame) -> Review:
    return review(sound(rows), data.figures)


# ---- rows ----------------------------------------------------------------------------------------


def test_a_row_of_another_database_is_unknown(rows: pd.DataFrame) -> None:
    book = exported(rows.assign(observation_id=[f"fedcba98765{n}" for n in range(4)]))
    fill(book, 2, value=33000000)
    assert "库里没有这个数字" in only(book)


def test_a_row_copied_many_times_is_refused_in_few_words(rows: pd.DataFrame) -> None:
    book = exported(pd.concat([rows.iloc[[0]]] * 100))
    for line in range(2, 102):
        fill(book, line, value=33000000 + line)
    found = told(book)
    assert not found.changes and len(found.refused) == 100
    assert found.refused[0].why == "与第3、4、5、6、7等行是同一个数字；请只留一行"
    assert found.refused[-1].why == "与第2、3、4、5、6等行是同一个数字；请只留一行"


def test_a_row_whose_report_says_something_else_by_now_is_stale(rows: pd.DataFrame) -> None:
    content = sound(rows)
    now = data.observations()
    mine = now["observation_id"] == rows.iloc[0]["observation_id"]
    now.loc[mine, "sentence"] = "报告改过的一句话"
    (refused,) = review(content, lambda _: now).refused
    assert refused.why == "导出之后库里的“所在句子”已经变了；请重新导出再更正"


def test_each_outcome_is_told_in_english_too(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 2, value=-5)
    fill(book, 3, value=98.5)
    fill(book, 4, value="98.1%", reason=REASON * 900)
    other = book.create_sheet("Data")
    with spoken("en"):
        texts = [one.why for one in told(book).refused]
        for line in exported(rows, "en")["Data"].iter_rows(values_only=True):
            other.append(line)
        with pytest.raises(DuibiaoError) as error:
            told(book)
    assert len(texts) == 3 and pages.chinese([*texts, error.value]) == []


def test_many_uploads_at_once_are_told_apart(rows: pd.DataFrame) -> None:
    contents = [sound(rows, value=1000 + n) for n in range(6)]
    seen: dict[int, list[str]] = {}
    frame = data.observations()

    def one(n: int) -> None:
        found = review(contents[n], lambda _: frame)
        seen[n] = [change.correction.after for change in found.changes]

    threads = [threading.Thread(target=one, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {n: [str(1000 + n)] for n in range(6)}


def test_the_sieve_takes_a_workbook_of_another_maker(rows: pd.DataFrame) -> None:
    """Some write every element with a prefix of the namespace."""
    content = turned(
        sound(rows),
        lambda body: re.sub(rb"<(/?)(\w)", rb"<\1x:\2", body).replace(
            b'xmlns="' + MAIN, b'xmlns:x="' + MAIN
        ),
    )
    assert sieve._END not in zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert afters(content) == ["33000000"]
    assert openpyxl.load_workbook(BytesIO(content)).sheetnames == ["数据"]
