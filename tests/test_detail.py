"""明细: search in Chinese words, filters, the page in its states, and what is taken home."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path

import gold_frame
import numpy as np
import openpyxl
import pages
import pandas as pd
import pytest

from dashboard import data, detail, listing, search
from dashboard.detail import Query

DETAIL = "views/detail.py"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> str:
    return pages.filled(tmp_path_factory.mktemp("detail"))


@pytest.fixture
def store(filled: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from pages.reading(filled, monkeypatch)


def found(query: Query) -> pd.DataFrame:
    rows = gold_frame.observations()
    return rows.iloc[detail.positions(rows, search.texts(rows), query)]


# ---- search -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("热线的满意率", ("热线", "满意率")),
        ("  ", ()),
        ("，。！", ()),
        ("的", ("的",)),
        ("工单 工单", ("工单",)),
        ("i深圳 APP", ("i", "深圳", "app")),
    ],
)
def test_a_query_is_cut_into_words(query: str, expected: tuple[str, ...]) -> None:
    assert search.words(query) == expected


def test_every_word_must_occur_somewhere_in_the_row() -> None:
    rows = found(Query(words=("满意率", "广州市")))
    assert len(rows) and set(rows["agency"]) == {"广州市政务服务数据管理局"}
    assert found(Query(words=("满意率", "无此词"))).empty


def test_a_word_is_no_pattern() -> None:
    assert found(Query(words=("98.48%",)))["quote"].tolist()
    assert found(Query(words=("满.率",))).empty and len(found(Query(words=("(",))))


def test_searching_leaves_nothing_in_the_folder_of_temporary_files() -> None:
    import jieba

    search.words("满意率")
    assert Path(jieba.dt.tmp_dir).name == "jieba"
    assert "duibiao" in str(jieba.dt.tmp_dir)


# ---- filters ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", detail.FILTERS)
def test_each_filter_alone_splits_the_rows(name: str) -> None:
    rows = gold_frame.observations()
    offered = detail.options(rows, data.taxonomy())[name]
    column = detail.FILTERS[name].column
    counts = [len(found(Query(values=((name, (value,)),)))) for value in offered]
    assert all(counts)
    assert sum(counts) == (rows[column].astype(str) != "").sum()
    assert len(set(offered.values())) == len(offered)


def test_filters_narrow_each_other_down() -> None:
    agency = "深圳市政务服务数据管理局"
    both = Query(values=(("org", (agency,)), ("status", ("target",))))
    rows = found(both)
    assert set(rows["agency"]) <= {agency} and set(rows["obs_status"]) <= {"target"}
    assert found(Query(sure=0.99)).empty and len(found(Query(sure=0.95))) == len(found(Query()))


def test_a_query_from_the_widgets_and_back_to_the_address() -> None:
    rows = gold_frame.observations()
    offered = detail.options(rows, data.taxonomy())
    state = {"search": "满意率", "org": ["广州市政务服务数据管理局"], "sure": 60, "status": []}
    query = Query.of(state)
    assert query.words == ("满意率",) and query.sure == 0.6
    assert query.values == (("org", ("广州市政务服务数据管理局",)),)
    assert detail.parameters(state, offered) == {
        "search": "满意率",
        "org": ["广州市"],
        "sure": "60",
    }
    assert detail.asked(query, offered) == "检索“满意率”；机构 广州市；把握程度60%以上"
    assert not Query.of({}).narrow and detail.asked(Query(), offered) == "未筛选"


def test_rows_are_shown_in_words() -> None:
    rows = gold_frame.observations()
    table = detail.shown(rows)
    assert list(table.columns) == ["序号", *detail.COLUMN_NAMES]
    hotline = table[table["原文"] == "超3200万件"].iloc[0]
    assert hotline["数值"] == "超3200.0万件" and hotline["基本单位数值"] == 32_000_000
    assert hotline["期间"] == "2022年" and hotline["限定"] == "超过"
    assert detail.identity(rows, hotline["序号"]) == rows["observation_id"][int(hotline.name)]
    assert [detail.identity(rows, number) for number in ("", "0", "99999", "x")] == [""] * 4
    assert "◇计划" in " ".join(table["标记"]) and not (table == "").loc[:, "机构"].any()


# ---- taken home -------------------------------------------------------------------------------

BAD = ["=1+1", "+86", "-5", "@SUM(A1)", "\tx", "{=1}", "http://a.b", "普通"]


def taken() -> listing.Listing:
    rows = gold_frame.observations().head(len(BAD)).assign(sentence=BAD)
    shown = detail.shown(rows)[["机构", "数值", "基本单位数值", "所在句子"]]
    made = datetime(2026, 11, 22, 9, 30)
    return listing.Listing(shown, rows, "检索“=1”", "共8条。", made, "http://127.0.0.1/detail")


def test_the_csv_has_what_is_seen_and_no_formula() -> None:
    content = listing.csv_bytes(taken())
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert lines[0] == ["机构", "数值", "基本单位数值", "所在句子"]
    written = [line[3] for line in lines[1:]]
    assert written == ["'=1+1", "'+86", "'-5", "'@SUM(A1)", "'\tx", "{=1}", "http://a.b", "普通"]
    assert all(line[2].replace(".", "").isdecimal() for line in lines[1:])


def test_the_workbook_has_numbers_and_text_that_stays_text() -> None:
    book = openpyxl.load_workbook(BytesIO(listing.xlsx_bytes(taken())))
    assert book.sheetnames == ["明细", "说明"]
    rows = list(book["明细"].iter_rows(min_row=2))
    assert [row[3].value for row in rows] == BAD
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    assert all(row[1].data_type == row[2].data_type == "n" for row in rows)
    assert any("万" in row[1].number_format for row in rows)
    assert book["说明"]["B2"].value == "检索“=1”"


def test_no_rows_make_a_file_with_a_header() -> None:
    rows = gold_frame.observations().head(0)
    empty = listing.Listing(detail.shown(rows), rows, "未筛选", "共0条", datetime.now())
    assert len(listing.csv_bytes(empty).decode("utf-8-sig").splitlines()) == 1
    assert openpyxl.load_workbook(BytesIO(listing.xlsx_bytes(empty)))["明细"].max_row == 1


# ---- the page ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("store")
def test_the_page_shows_everything_and_counts_it() -> None:
    app = pages.page(DETAIL)
    assert app.title[0].value == "明细"
    rows = data.observations()
    assert f"共{len(rows)}条" in app.caption[0].value
    assert list(app.dataframe[0].value.columns) == ["序号", *detail.USUAL]
    assert len(app.dataframe[0].value) == len(rows)


@pytest.mark.usefixtures("store")
def test_the_whole_view_comes_from_the_address() -> None:
    app = pages.page(DETAIL, search="满意率", org=["福田区"], columns=["原文", "所在句子"])
    table = app.dataframe[0].value
    assert list(table.columns) == ["序号", "原文", "所在句子"]
    assert 0 < len(table) < 20 and table["所在句子"].str.contains("满意率").any()
    assert "全部" in app.caption[0].value


@pytest.mark.usefixtures("store")
def test_a_click_on_a_row_opens_its_sentence() -> None:
    app = pages.page(DETAIL, search="98.48%")
    place = list(app.dataframe[0].value["原文"]).index("98.48%")
    app.session_state["detail_0"] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    app.run()
    assert not app.exception
    assert "<mark class='figure'>98.48%</mark>" in pages.html(app)


@pytest.mark.usefixtures("store")
def test_nothing_found_says_what_to_do() -> None:
    app = pages.page(DETAIL, search="查无此词甲乙丙")
    assert "清空" in app.info[0].value and not app.dataframe


@pytest.mark.usefixtures("store")
def test_an_unknown_address_shows_everything() -> None:
    app = pages.page(DETAIL, org=["无此机构"], sure="乱写", columns=["无此列"])
    assert len(app.dataframe[0].value) == len(data.observations())


def test_an_empty_store_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in pages.reading(f"sqlite:///{tmp_path / 'empty.db'}", monkeypatch):
        app = pages.page(DETAIL)
        assert "duibiao extract" in app.info[0].value and not app.dataframe


def test_the_chosen_row_is_counted_among_the_found_ones() -> None:
    event = {"selection": {"rows": [1]}}
    assert detail.picked(event, np.array([4, 7])) == "8"
    assert detail.picked({}, np.array([4])) == detail.picked(event, np.array([4])) == ""
