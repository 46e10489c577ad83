"""Files of every kind are read or refused in one sentence; of large ones only what matters."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pages
import pandas as pd
import pytest
from filled_workbook import column, exported, figures, fill, only, saved, told

from dashboard.upload import package, sieve, uploaded
from dashboard.upload.round_trip import Review
from dashboard.upload.uploaded import Typed
from extract import DuibiaoError

filled, store, nothing = pages.stores("uploaded")


@pytest.fixture
def rows(store: None) -> pd.DataFrame:
    """A count in line 2, a rate in line 3, a plain rate in line 4, a count in line 5."""
    return figures()


def parts(**files: str) -> bytes:
    """A package of these parts, ``xl/a.xml`` written as ``xl__a_xml``."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def renamed(change: Callable[[bytes, str], bytes]) -> bytes:
    """A sound workbook whose parts were changed."""
    book = openpyxl.Workbook()
    book.active.title = "数据"
    source, target = BytesIO(saved(book)), BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(old.read(part), part.filename))
    return target.getvalue()


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


def with_entities(content: bytes, name: str) -> bytes:
    head, mark, rest = content.partition(b"?>")
    if not mark:
        head, rest = b"", content
    return head + mark + DOCTYPE + rest if name.endswith("sheet1.xml") else content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是 .xlsx 工作簿"),
        ("观测编号,更正值\n".encode(), "不是 .xlsx 工作簿"),
        (b"%PDF-1.7", "不是 .xlsx 工作簿"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "文件有密码，或是旧的 .xls 格式"),
        (b"PK\x03\x04" + b"\x00" * 100, "已损坏"),
        (parts(a_xml="<a/>"), "不是 .xlsx 工作簿"),
        (
            parts(**{"[Content_Types]_xml": "<a/>", "xl__workbook_xml": "<a/>"}),
            "不是 .xlsx 工作簿",
        ),
        (parts(**{"[Content_Types]_xml": "<a"}), "不是 .xlsx 工作簿"),
        (parts(**{"[Content_Types]_xml": DOCTYPE.decode() + "<a/>"}), "不该有的声明"),
        (renamed(with_entities), "不该有的声明"),
        (renamed(lambda content, name: content[: len(content) // 2]), "已损坏"),
        (renamed(lambda content, name: content), "缺少列：观测编号、更正值"),
    ],
)
def test_a_file_that_is_no_workbook_of_ours_gives_one_sentence(content: bytes, words: str) -> None:
    with pytest.raises(DuibiaoError) as error:
        uploaded.read(content)
    said = str(error.value)
    assert words in said and "请" in said and re.fullmatch("[^\n。]+。", said)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = parts(**{"[Content_Types]_xml": "<a/>", "xl__worksheets__sheet1_xml": "0" * 40_000_000})
    assert len(bomb) < 100_000
    monkeypatch.setattr(package, "MOST_UNPACKED", 30_000_000)
    with pytest.raises(DuibiaoError, match="展开后太大"):
        uploaded.read(bomb)
    monkeypatch.setattr(package, "MOST_BYTES", 1_000)
    with pytest.raises(DuibiaoError, match="超过0兆字节"):
        uploaded.read(bomb)
    many = parts(**{f"p{n}_xml": "<a/>" for n in range(30)})
    monkeypatch.setattr(package, "MOST_BYTES", 1_000_000)
    monkeypatch.setattr(package, "MOST_PARTS", 20)
    with pytest.raises(DuibiaoError, match="展开后太大"):
        uploaded.read(many)


def test_a_sheet_of_another_name_or_without_columns_is_named(rows: pd.DataFrame) -> None:
    book = exported(rows)
    book["数据"].title = "改名"
    with pytest.raises(DuibiaoError, match="没有“数据”表"):
        told(book)
    book = exported(rows)
    book["数据"].delete_cols(column(book["数据"], "stamp"))
    with pytest.raises(DuibiaoError, match="缺少列：行校验"):
        told(book)
    book = exported(rows)
    book["数据"].cell(1, column(book["数据"], "quote")).value = "更正值"
    with pytest.raises(DuibiaoError, match="重复的列：更正值"):
        told(book)


def test_a_deleted_column_is_an_alteration(rows: pd.DataFrame) -> None:
    book = exported(rows)
    fill(book, 3, value=0.985)
    book["数据"].delete_cols(column(book["数据"], "sentence"))
    assert "有列被删除" in only(book)


def test_more_rows_than_are_read_are_refused(
    rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploaded, "MOST_ROWS", 4)
    book = exported(rows)
    assert told(book) == Review(), "rows without a correction do not count"
    fill(book, 5, value=1)
    with pytest.raises(DuibiaoError, match="超过4行"):
        told(book)


def test_many_filled_rows_are_refused_before_they_are_read(
    rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploaded, "MOST_FILLED", 500)
    book = exported(rows)
    fill(book, 3, value=0.985)
    with pytest.raises(DuibiaoError, match="展开后太大"):
        told(book)


ROWS = (
    b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    b'<row r="2"><c r="A2"><v>2</v></c><c r="AG2" s="5"/></row>'
    b'<row r="3"/><row r="4"><c r="A4"/><c r="AG4" s="5"><v>7</v></c></row>'
    b'<row><c r="A5"/><c r="AG5"><v>8</v></c></row>'
    b'<row spans="1:3"><c><v>9</v></c></row>'
    b'<row r="9"><c r="AGA9"><v>1</v></c><c r="A9"><v>1</v></c></row>'
    b"</sheetData><x/>"
)


@pytest.mark.parametrize("piece", [7, 64, 10_000])
def test_only_rows_that_somebody_filled_pass_the_sieve(
    monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(sieve, "_PIECE", piece)
    kept = b"".join(sieve.sieved(BytesIO(ROWS), {"AG", "AH"}))
    assert re.findall(rb'<row r="(\d+)"[^>]*>(?=<c)', kept) == [b"1", b"4", b"5", b"6"]
    assert kept.startswith(b"<sheetData>") and kept.endswith(b"</sheetData><x/>")
    assert kept.count(b"<v>") == 4


def test_what_has_no_rows_passes_the_sieve_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sieve, "_PIECE", 10)
    monkeypatch.setattr(sieve, "_LONGEST", 20)
    other = ROWS.replace(b"<row", b"<x:row").replace(b"</row", b"</x:row")
    for text in (b"", b"<a/>", other, b"x" * 1000, b"<c></row>tail"):
        assert b"".join(sieve.sieved(BytesIO(text), {"AG"})) == text


def test_a_row_number_beyond_every_sheet_ends(rows: pd.DataFrame) -> None:
    content = renamed(
        lambda part, name: (
            part.replace(b"<sheetData/>", b'<sheetData><row r="99999999999"/></sheetData>').replace(
                b"<sheetData></sheetData>",
                b'<sheetData><row r="99999999999"/></sheetData>',
            )
            if name.endswith("sheet1.xml")
            else part
        )
    )
    with pytest.raises(DuibiaoError):
        uploaded.read(content)


def test_text_is_kept_as_typed_and_characters_are_unescaped() -> None:
    assert uploaded._ESCAPED.sub(uploaded._character, "一_x000D_二") == "一\r二"
    assert Typed(" \n").empty and Typed(None).empty and not Typed(0).empty
    assert not Typed(formula=True).empty
