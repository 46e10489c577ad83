"""导入 in every state: empty, files of several kinds, broken, duplicates, corrected, accepted."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pages
import pytest
import report_files
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import data, incoming, rights
from dashboard.rights import Person
from dashboard.views import who
from extract import Store

PAGE = "views/importing.py"
NAMED = "深圳市盐田区教育局2022年工作总结\n全年受理工单3200件,满意率98%。"
NAMELESS = "工作总结\n全年受理工单4300件,满意率97%。"
SEED = "004_725406cbe758a7e0.txt"
filled, store, nothing = pages.stores("import")


@pytest.fixture
def fresh(filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store of the test's own with the five reports, which the page reads."""
    url = f"sqlite:///{tmp_path / 'own.db'}"
    shutil.copy(filled.removeprefix("sqlite:///"), tmp_path / "own.db")
    kept = Store(url)
    yield from (kept for _ in pages.reading(url, monkeypatch))
    kept.close()


def dropped(*files: tuple[str, bytes], author: str = "张三", **parameters: str) -> AppTest:
    """The page once files were dropped and read."""
    app = pages.page(PAGE, **parameters)
    app.text_input(who.AUTHOR).set_value(author)
    again(app, *files)
    return app


def again(app: AppTest, *files: tuple[str, bytes]) -> None:
    given = [(name, content, "application/octet-stream") for name, content in files]
    app.get("file_uploader")[0].set_value(given).run()
    assert not app.exception, [error.message for error in app.exception]


def text(words: str, name: str = "盐田.txt") -> tuple[str, bytes]:
    return name, words.encode()


def button(app: AppTest, words: str) -> Any:
    return next(one for one in app.button if one.label.startswith(words))


def press(app: AppTest, words: str) -> None:
    button(app, words).click().run()
    assert not app.exception, [error.message for error in app.exception]


def field(app: AppTest, label: str) -> Any:
    return next(one for one in app.text_input if one.label == label)


def ids() -> set[str]:
    return set(data.reports()["report_id"])


def said(elements: Any) -> str:
    return "\n".join(str(one.value).replace("\\", "") for one in elements)


# ---- empty and good ---------------------------------------------------------------------------


@pytest.mark.usefixtures("nothing")
def test_an_empty_page_says_what_to_do() -> None:
    app = pages.page(PAGE)
    assert app.title[0].value == "导入"
    assert "把文件拖到上面" in said(app.info) and "100兆字节" in pages.html(app)
    assert not app.button


@pytest.mark.usefixtures("nothing")
def test_a_report_is_dropped_confirmed_and_in_the_store() -> None:
    app = dropped(text(NAMED))
    shown = pages.html(app)
    assert "深圳市盐田区教育局" in shown and "可以接受" in shown and "2处" in shown
    assert [one.value for one in app.text_input][1:] == [
        "",
        "深圳市盐田区教育局",
        "盐田区",
        "2022",
    ], "what is unknown comes first"
    assert "<mark class='figure'>98%</mark>" in shown
    assert ids() == set(), "nothing is stored before it is accepted"
    press(app, "接受")
    assert "已收下1份报告、2处数字" in said(app.success)
    links = [one.proto.label for one in app.get("page_link")]
    assert [link.replace("\\", "") for link in links] == ["原文：盐田.txt", "总览", "核对"]
    assert ids() == {"盐田.txt"}
    row = data.reports().iloc[0]
    assert row["added_by"] == "张三" and "没有等待确认" in said(app.info)


@pytest.mark.usefixtures("fresh")
def test_the_other_pages_show_it_at_once() -> None:
    before = pages.page("views/comparing.py", indicator="受理诉求工单量")
    assert "盐田" not in str(before.dataframe[0].value.to_dict())
    app = dropped(text(NAMED.replace("工单", "诉求工单")))
    press(app, "接受")
    after = pages.page("views/comparing.py", indicator="受理诉求工单量")
    assert "盐田" in str(after.dataframe[0].value.to_dict())


@pytest.mark.usefixtures("nothing")
def test_several_kinds_come_in_at_once_and_a_broken_one_stops_nothing() -> None:
    lines = NAMED.split("\n")
    html = f"<html><body><p>{'</p><p>'.join(lines)}</p></body></html>".replace("盐田", "福田")
    app = dropped(
        ("一.docx", report_files.docx([one.replace("盐田", "罗湖") for one in lines])),
        ("坏.docx", b"no document"),
        ("程序.exe", b"MZ\x90\x00"),
        ("二.html", html.encode()),
        (
            "三.xlsx",
            report_files.xlsx(
                [["深圳市南山区教育局2022年数据"], ["指标", "数值"], ["工单(件)", 12]]
            ),
        ),
        text(NAMED),
    )
    shown = pages.html(app)
    for words in ("Word 文档", "网页", "Excel 工作簿", "纯文本", "罗湖区", "福田区"):
        assert words in shown, words
    assert "有2个文件没有读成" in said(app.error)
    assert "坏.docx" in said(app.markdown) and "程序.exe" in said(app.markdown)
    press(app, "知道了")
    assert not app.error
    press(app, "全部接受")
    assert ids() >= {"一.docx", "二.html", "盐田.txt"}


@pytest.mark.usefixtures("nothing")
def test_a_file_that_came_twice_waits_once() -> None:
    app = dropped(text(NAMED), text(NAMED, "又.txt"))
    assert "内容相同，只留一份" in said(app.markdown)
    assert "等待确认的报告（1份）" in said(app.header)
    again(app, text(NAMED.replace("98", "96"), "三.txt"))
    assert "等待确认的报告（2份）" in said(app.header), "what waits stays while more comes"


@pytest.mark.usefixtures("nothing")
def test_a_report_without_figures_can_only_be_let_go() -> None:
    app = dropped(text("没有数目。"))
    assert "没有找到数字" in said(app.error)
    assert button(app, "接受").disabled
    press(app, "放弃")
    assert "没有等待确认" in said(app.info) and ids() == set()


@pytest.mark.usefixtures("nothing")
def test_more_figures_are_shown_when_asked_for() -> None:
    content = (Path("seeds") / SEED).read_bytes()
    app = dropped(("年报.txt", content))
    first = pages.html(app).count("<mark class='figure'>")
    press(app, "再看")
    assert (first, pages.html(app).count("<mark class='figure'>")) == (5, 15)


@pytest.mark.usefixtures("nothing")
def test_without_a_name_nothing_is_accepted() -> None:
    app = dropped(text(NAMED), author=" ")
    assert button(app, "接受").disabled and button(app, "全部接受").disabled
    assert "先填写姓名" in said(app.caption)


# ---- what a person says -----------------------------------------------------------------------


@pytest.mark.usefixtures("nothing")
def test_unknown_facts_are_filled_in_and_the_figures_follow() -> None:
    app = dropped(text(NAMELESS, "无名.txt"))
    assert "待补充：机构、地区、期间" in pages.html(app)
    field(app, "机构").set_value("深圳市盐田区教育局").run()
    field(app, "期间").set_value("2022年上半年").run()
    assert "可以接受" in pages.html(app) and "由您填写" in said(app.caption)
    press(app, "接受")
    rows = data.observations()
    assert set(rows["agency"]) == {"深圳市盐田区教育局"}
    assert set(rows["time_period"]) == {"2022-H1"} and set(rows["reference_area"]) == {"盐田区"}
    assert "period=2022年上半年" in data.audit(limit=1)["detail"].item()


@pytest.mark.usefixtures("nothing")
@pytest.mark.parametrize(
    ("label", "wrong", "words"),
    [
        ("地区", "盐田", "不认识这个地区"),
        ("期间", "去年", "看不懂这个期间"),
        ("发布日期", "昨天", "看不懂这个日期"),
    ],
)
def test_what_is_not_understood_is_told_and_cannot_be_accepted(
    label: str, wrong: str, words: str
) -> None:
    app = dropped(text(NAMED))
    field(app, label).set_value(wrong).run()
    assert words in said(app.error) and button(app, "接受").disabled
    assert ids() == set()


@pytest.mark.usefixtures("nothing")
def test_a_name_like_markup_is_shown_letter_for_letter() -> None:
    evil = "<img src=x onerror=alert(1)>"
    app = dropped(text(f"{evil}2022年工作总结\n受理{evil}工单3200件。", f"{evil}.txt"))
    field(app, "机构").set_value(evil).run()
    assert "<img" not in pages.html(app).replace("&lt;img", "")
    assert not app.exception


# ---- duplicates -------------------------------------------------------------------------------


@pytest.mark.usefixtures("fresh")
def test_the_same_bytes_are_recognised_and_proposed_to_be_left_out() -> None:
    app = dropped((SEED, (Path("seeds") / SEED).read_bytes()))
    assert "库里已有文字完全相同" in said(app.warning) or "库里已有这个文件" in said(app.warning)
    assert app.radio[0].value == "skip" and button(app, "接受").disabled
    assert button(app, "全部接受（0份）").disabled
    press(app, "放弃")
    assert len(ids()) == 5


@pytest.mark.usefixtures("fresh")
def test_the_same_agency_and_period_is_asked_about() -> None:
    press(dropped(text(NAMED)), "接受")
    app = dropped(text(NAMED.replace("3200", "3300"), "新.txt"))
    assert "库里已有同一机构、同一期间" in said(app.warning)
    assert app.radio[0].value is None and button(app, "接受").disabled
    app.radio[0].set_value("both").run()
    press(app, "接受")
    assert {"盐田.txt", "新.txt"} <= ids()


@pytest.mark.usefixtures("fresh")
def test_a_new_version_replaces_the_old_one() -> None:
    press(dropped(text(NAMED)), "接受")
    app = dropped(text(NAMED.replace("3200", "3300"), "新.txt"))
    app.radio[0].set_value("replace:盐田.txt").run()
    press(app, "接受")
    assert "新.txt" not in ids()
    rows = data.observations()
    assert "3300件" in set(rows["quote"]) and "3200件" not in set(rows["quote"])


@pytest.mark.usefixtures("nothing")
def test_of_two_alike_that_come_together_the_second_is_asked_about() -> None:
    app = dropped(text(NAMED), text(NAMED.replace("3200", "3300"), "新.txt"))
    press(app, "全部接受（2份）")
    assert ids() == {"盐田.txt"}
    assert "没有收下" in said(app.error) and "库里有相近的报告" in pages.html(app)
    assert "已收下1份报告" in said(app.success)


@pytest.mark.usefixtures("nothing")
def test_all_are_let_go() -> None:
    app = dropped(text(NAMED), text(NAMELESS, "无名.txt"))
    press(app, "全部放弃")
    assert "没有等待确认" in said(app.info) and ids() == set()


@pytest.mark.usefixtures("nothing")
def test_when_too_many_wait_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "MOST", 1)
    app = dropped(text(NAMED), text(NAMELESS, "无名.txt"))
    assert "等待确认的报告太多" in said(app.markdown) and "（1份）" in said(app.header)


# ---- what is taken home -----------------------------------------------------------------------


@pytest.mark.usefixtures("nothing")
def test_what_waits_is_taken_home_with_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    offered: dict[str, Any] = {}
    monkeypatch.setattr(
        st, "download_button", lambda label, **told: offered.update({told["file_name"]: told})
    )
    alike = NAMED.replace("3200", "3300")
    dropped(text(NAMED), text(alike), text(NAMELESS, "无名.txt"), text("没有数目。", "空.txt"))
    button = offered["对标_等待确认的报告_4份.xlsx"]
    made = openpyxl.load_workbook(BytesIO(button["data"]()))
    header, *rows = made["对比"].iter_rows(max_row=5, values_only=True)
    table = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["文件"] for row in table] == ["盐田.txt", "盐田.txt", "无名.txt", "空.txt"]
    assert table[0]["状态"] == "可以接受" and "待补充" in table[2]["状态"]
    figures = [[cell.value for cell in line] for line in made["数据"].iter_rows(min_row=2)]
    quotes = [cell for line in figures for cell in line if re.fullmatch(r"\d+件", str(cell))]
    assert sorted(quotes) == ["3200件", "3300件", "4300件"], "two files of one name are two"
    titles = {line[6].value for line in list(made["证据"].iter_rows())[1:]}
    assert "深圳市盐田区教育局2022年工作总结" in titles
    cover = {row[0]: row[1] for row in made["封面"].iter_rows(max_col=2, values_only=True)}
    assert cover["结论"] == "4份报告等待确认，找到6处数字；都还没有入库"
    assert ids() == set(), "taking it home stores nothing"


@pytest.mark.usefixtures("nothing")
def test_in_english_what_is_taken_home_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    offered: list[Any] = []
    monkeypatch.setattr(st, "download_button", lambda label, **told: offered.append(told))
    dropped(text(NAMED, "a.txt"), lang="English")
    assert offered[-1]["file_name"].startswith("Duibiao_")
    made = openpyxl.load_workbook(BytesIO(offered[-1]["data"]()))
    header = [cell.value for cell in made["Comparison"][1]]
    cover = [row[1].value for row in made["Cover"].iter_rows(max_row=4)]
    assert not pages.chinese([*header, *cover, *made.sheetnames])


# ---- rights and language ----------------------------------------------------------------------


@pytest.mark.usefixtures("nothing")
def test_a_reader_sees_why_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(who, "signature", lambda place: Person("李四", rights.READER))
    app = pages.page(PAGE)
    assert "只能查看" in said(app.info) and not app.get("file_uploader")


@pytest.mark.usefixtures("nothing")
def test_who_loses_the_role_meanwhile_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    app = dropped(text(NAMED))
    monkeypatch.setattr(who, "person", lambda: Person("李四", rights.READER))
    monkeypatch.setattr(who, "signature", lambda place: Person("李四", rights.EDITOR))
    app.button("accept_one").click().run()
    assert ids() == set() and data.audit(limit=1)["action"].item() == "denied"


@pytest.mark.usefixtures("nothing")
def test_in_english_only_the_evidence_is_chinese() -> None:
    app = dropped(
        text(NAMED, "a.txt"), ("b.docx", b"x"), text("没有数目。", "c.txt"), lang="English"
    )
    evidence = [
        "深圳市盐田区教育局2022年工作总结",
        "全年受理工单3200件",
        "满意率98%。",
        "深圳市盐田区教育局",
    ]
    evidence += [
        "盐田区",
        "深圳市福田区政务服务数据管理局",
        "深圳市福田区",
        "中文",
        "语言",
        "受理工单",
    ]
    evidence += ["3200件", "满意率", "张三"]
    texts = [pages.html(app), said(app.caption), said(app.markdown), said(app.error)]
    texts += [said(app.header), said(app.subheader), said(app.info), app.title[0].value]
    texts += [f"{one.label} {one.proto.placeholder}" for one in app.text_input]
    texts += [one.label for one in (*app.button, *app.selectbox, *app.radio)]
    texts += [str(one.options) for one in app.selectbox]
    assert [w for w in pages.chinese(texts, evidence) if w not in ("，", "。", ",")] == []
    press(app, "Accept all (1)")
    assert "1 report with 2 figures added" in said(app.success)
    assert ids() == {"a.txt"}
