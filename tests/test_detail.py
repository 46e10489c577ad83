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
import reviewed_store
from streamlit.testing.v1 import AppTest

from dashboard import cells, changed, data, detail, language, search
from dashboard.detail import Query
from dashboard.excel import listing
from dashboard.rights import ADMIN, Person
from dashboard.views import sifting
from extract import Store

DETAIL = "views/detail.py"


filled, store, nothing = pages.stores("detail")


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


def test_each_row_is_searched_by_itself() -> None:
    searched = search.Texts.of(["甲乙", "乙甲\n丙", "", "APP甲", "丙"])
    assert search.holding(searched, ["甲"]).tolist() == [True, True, False, True, False]
    assert search.holding(searched, ["乙甲"]).tolist() == [False, True, False, False, False]
    assert search.holding(searched, ["丙"]).tolist() == [False, True, False, False, True]
    assert search.holding(searched, ["app", "甲"]).tolist() == [False, False, False, True, False]
    assert search.holding(searched, []).all() and not search.holding(searched, ["丁"]).any()
    assert search.holding(search.Texts.of([]), ["甲"]).tolist() == []


def test_names_that_many_rows_share_are_searched_too() -> None:
    names = search.Names.of(pd.Series(["深圳", "广州", "深圳", "ABC"], dtype="str"))
    assert names.each == ("深圳", "广州", "abc") and names.holding("深").tolist()[:3] == [1, 0, 1]
    searched = search.Texts.of(["甲", "甲深", "乙", "甲"], [names])
    assert search.holding(searched, ["深"]).tolist() == [True, True, True, False]
    assert search.holding(searched, ["深", "甲"]).tolist() == [True, True, False, False]
    assert search.holding(searched, ["abc"]).tolist() == [False, False, False, True]


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
    table = cells.shown(rows)
    assert list(table.columns) == ["序号", *cells.COLUMN_NAMES]
    hotline = table[table["原文"] == "超3200万件"].iloc[0]
    assert hotline["数值"] == "超3200.0万件" and hotline["基本单位数值"] == 32_000_000
    assert hotline["期间"] == "2022年" and hotline["限定"] == "超过"
    assert detail.identity(rows, hotline["序号"]) == rows["observation_id"][int(hotline.name)]
    assert [detail.identity(rows, number) for number in ("", "0", "99999", "x")] == [""] * 4
    assert "◇计划" in " ".join(table["标记"]) and not (table == "").loc[:, "机构"].any()


# ---- in English ------------------------------------------------------------------------------


@pytest.fixture
def spoken_english(store: None) -> Iterator[pd.DataFrame]:
    with pages.in_english() as rows:
        yield rows


def test_in_english_only_the_words_of_reports_are_chinese(spoken_english: pd.DataFrame) -> None:
    table = cells.shown(spoken_english)
    assert list(table.columns) == list(cells.headings().values())
    assert len(set(table.columns)) == len(table.columns)
    assert not pages.chinese(table.columns)
    evidence = pages.wording(spoken_english)
    quoted = table["Note"].str.replace("“[^”]*”", "", regex=True)  # what a note quotes
    for name, column in table.assign(Note=quoted).items():
        assert not pages.chinese(column, evidence), name
    assert set(table.loc[spoken_english["unit"] == "个", "Unit"]) == {"number"}
    hotline = table[table["As written"] == "超3200万件"].iloc[0]
    assert hotline["Figure"].startswith("over 32.0 million ")
    assert hotline["Period"] == "2022" and hotline["Value in base units"] == 32_000_000
    assert table["Flags"].str.startswith("◇ ").any()


def test_in_english_what_was_asked_and_counted(spoken_english: pd.DataFrame) -> None:
    offered = detail.options(spoken_english, data.taxonomy())
    agency = next(iter(offered["org"]))
    state = {"search": "热线", "org": [agency], "sure": 60, "columns": ["原文", "数值"]}
    query = Query.of(state)
    said = offered["org"][agency]
    asked = detail.asked(query, offered)
    assert asked == f'Search: "热线"; Agency: {said}; Confidence: 60% or more'
    assert detail.asked(Query(), offered) == "no filter"
    assert detail.parameters(state, offered)["columns"] == ["As written", "Figure"]
    assert not pages.chinese(word for words in offered.values() for word in words.values())
    one = detail.counted(spoken_english, np.array([0]), query)
    assert one == f"1 of {len(spoken_english)} figures, from 1 agency and 1 report."
    whole = detail.counted(spoken_english, np.arange(len(spoken_english)), Query())
    assert whole.endswith(" agencies and 5 reports.")


def test_in_english_names_are_found_in_both_languages(spoken_english: pd.DataFrame) -> None:
    plain = data.observations()
    named = spoken_english.assign(agency="Guangzhou Bureau")
    searched = search.texts(plain, named)
    assert search.holding(searched, search.words("Guangzhou bureau")).all()
    both = detail.positions(named, searched, Query(words=("bureau", "广州市政务服务数据管理局")))
    assert len(both) and set(plain["agency"].iloc[both]) == {"广州市政务服务数据管理局"}


def test_in_english_the_files_are_english(spoken_english: pd.DataFrame) -> None:
    made = datetime(2026, 11, 22, 9, 30)
    rows = cells.shown(spoken_english)
    offered = detail.options(spoken_english, data.taxonomy())
    everything = np.arange(len(rows))
    told = detail.asked(Query(), offered), detail.counted(spoken_english, everything, Query())
    whole = listing.Listing(rows, spoken_english, *told, made)
    assert listing.file_name(1234, made, "csv") == "duibiao_1234_figures_20261122_0930.csv"
    book = openpyxl.load_workbook(BytesIO(listing.xlsx_bytes(whole)))
    assert book.sheetnames == ["All figures", "Note"]
    assert book.properties.creator == "Duibiao" and book.properties.title == "All figures"
    figures = [row[list(rows.columns).index("Figure")] for row in book["All figures"]][1:]
    assert all(cell.data_type == "n" for cell in figures)
    evidence = pages.wording(spoken_english)
    assert not pages.chinese((cell.number_format for cell in figures), evidence)
    first, rest = book["All figures"], book["Note"]
    said = [cell.value for cell in next(first.iter_rows(max_row=1))]
    said += [cell.value for row in rest.iter_rows() for cell in row]
    assert not pages.chinese(said)


# ---- taken home -------------------------------------------------------------------------------

BAD = ["=1+1", "+86", "-5", "@SUM(A1)", "\tx", "{=1}", "http://a.b", "普通"]


def taken() -> listing.Listing:
    rows = gold_frame.observations().head(len(BAD)).assign(sentence=BAD)
    shown = cells.shown(rows)[["机构", "数值", "基本单位数值", "所在句子"]]
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
    empty = listing.Listing(cells.shown(rows), rows, "未筛选", "共0条", datetime.now())
    assert len(listing.csv_bytes(empty).decode("utf-8-sig").splitlines()) == 1
    assert openpyxl.load_workbook(BytesIO(listing.xlsx_bytes(empty)))["明细"].max_row == 1


# ---- the page ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("store")
def test_the_page_shows_everything_and_counts_it() -> None:
    app = pages.page(DETAIL)
    assert app.title[0].value == "明细"
    rows = data.observations()
    assert f"共{len(rows)}条" in app.caption[0].value
    assert list(app.dataframe[0].value.columns) == ["序号", *cells.USUAL]
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


@pytest.mark.usefixtures("nothing")
def test_an_empty_store_says_what_to_do() -> None:
    app = pages.page(DETAIL)
    assert "duibiao add" in app.info[0].value and not app.dataframe


def test_the_chosen_row_is_counted_among_the_found_ones() -> None:
    event = {"selection": {"rows": [1]}}
    assert detail.picked(event, np.array([4, 7])) == "8"
    assert detail.picked({}, np.array([4])) == detail.picked(event, np.array([4])) == ""


@pytest.mark.usefixtures("store")
def test_in_english_the_page_and_its_address() -> None:
    app = pages.page(DETAIL, lang="English", search="satisfaction", columns=["Figure", "Sentence"])
    assert app.title[0].value == "All figures"
    table = app.dataframe[0].value
    assert list(table.columns) == ["No.", "Figure", "Sentence"] and len(table)
    evidence = pages.wording(data.observations())
    texts = [element.value for element in (*app.caption, *app.title)]
    texts += [widget.label for widget in (*app.multiselect, *app.text_input, *app.slider)]
    assert not pages.chinese([*texts, *table["Figure"], pages.html(app)], evidence)


@pytest.mark.usefixtures("store")
def test_a_file_is_in_the_language_of_its_page() -> None:
    query, found = Query(columns=("机构", "数值")), np.array([0, 1])
    with language.spoken("en"):
        write = sifting.taken(listing.csv_bytes, query, found, datetime(2026, 11, 22), "")
    assert write().decode("utf-8-sig").splitlines()[0] == "Agency,Figure"


# ---- what was rejected ------------------------------------------------------------------------

WHY = "不是本单位的数字<b>"
REJECTED, OTHER = "98.48%", "99.23%"


@pytest.fixture
def own(filled: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store of the test's own in which 李四 rejected one figure."""
    for kept in reviewed_store.copied(filled, tmp_path, request):
        one = pages.observation_of(REJECTED)["observation_id"]
        data.review(str(one), "rejected", Person("李四", ADMIN), WHY)
        yield kept


def quotes(app: AppTest) -> set[str]:
    return set(app.dataframe[0].value.get("原文", app.dataframe[0].value.get("As written")))


@pytest.mark.usefixtures("own")
def test_rejected_figures_are_listed_alone_and_only_when_asked_for() -> None:
    app = pages.page(DETAIL)
    assert REJECTED not in quotes(app) and OTHER in quotes(app) and not app.warning
    app.toggle(detail.REJECTED).set_value(True).run()
    table = app.dataframe[0].value
    assert list(table["原文"]) == [REJECTED] and table["标记"].tolist() == ["✕已拒绝"]
    assert "不参加对比" in app.warning[0].value and "共1条" in app.caption[0].value
    compared = pages.page("views/comparing.py", indicator="满意率").dataframe[0].value
    assert REJECTED not in str(compared.to_dict())


@pytest.mark.usefixtures("own")
def test_the_evidence_of_a_rejected_figure_says_who_when_and_why() -> None:
    app = pages.page(DETAIL, rejected="true")
    app.session_state["detail_0"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()
    assert not app.exception
    made = changed.moment(data.reviews()["made"].iloc[0])
    told = app.error[0].value.replace("\\", "")
    assert told == f"李四于{made}拒绝：{WHY}"
    assert f"<mark class='figure'>{REJECTED}</mark>" in pages.html(app)
    assert "不是本单位的数字&lt;b&gt;" in pages.html(app), "it is in the history, and is not run"
    link = next(one.proto for one in app.get("page_link") if "核对" in one.proto.label)
    assert str(data.reviews()["observation_id"].iloc[0]) in link.query_string


@pytest.mark.usefixtures("own")
def test_the_address_of_a_rejected_figure_says_that_it_was_rejected() -> None:
    identity = str(data.reviews()["observation_id"].iloc[0])
    app = pages.page("views/source.py", obs=identity)
    assert "核对时被拒绝" in app.warning[0].value


@pytest.mark.usefixtures("own")
def test_rejected_figures_are_searched_filtered_and_taken_home() -> None:
    app = pages.page(DETAIL, rejected="true", org=["福田区"], search="满意率")
    assert app.toggle(detail.REJECTED).value
    assert len(app.multiselect("org").value) == 1 and not app.exception
    none = pages.page(DETAIL, rejected="true", search="查无此词甲乙丙")
    assert none.warning and "清空" in none.info[0].value
    query = Query(columns=("原文", "标记"), rejected=True)
    write = sifting.taken(listing.csv_bytes, query, np.array([0]), datetime(2026, 11, 22), "")
    lines = write().decode("utf-8-sig").splitlines()
    assert lines[1] == f"{REJECTED},✕已拒绝"
    offered = sifting.options(True)
    assert detail.asked(query, offered) == "只看已拒绝的"
    assert detail.parameters({"rejected": True}, offered) == {"rejected": "true"}


@pytest.mark.usefixtures("own")
def test_without_a_rejected_figure_the_list_is_empty() -> None:
    data.unreview(int(data.reviews()["review_id"].iloc[0]), Person("李四", ADMIN))
    app = pages.page(DETAIL, rejected="true")
    assert not app.dataframe and "没有符合条件的数字" in app.info[0].value


@pytest.mark.usefixtures("own")
def test_in_english_rejected_figures_are_told_in_english() -> None:
    app = pages.page(DETAIL, lang="English", rejected="true")
    table = app.dataframe[0].value
    assert table["Flags"].tolist() == ["✕ rejected"]
    app.session_state["detail_0"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()
    rows = data.observations(rejected=True)
    evidence = [*pages.wording(rows), *data.reports()["title"], WHY, "李四"]
    texts = [one.value.replace("\\", "") for one in (*app.error, *app.warning, *app.caption)]
    assert not pages.chinese([*texts, app.toggle(detail.REJECTED).label], evidence)
    app.segmented_control("lang").set_value("zh").run()
    assert app.toggle(detail.REJECTED).value, "the switch keeps it"
