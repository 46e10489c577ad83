"""更正 in every state: a workbook comes in, is adopted, refused, taken back; in both languages."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pages
import pandas as pd
import pytest
import streamlit as st
from filled_workbook import exported, fill, saved
from streamlit.testing.v1 import AppTest

from dashboard import changed, data
from dashboard.rights import READER, Person
from dashboard.upload import round_trip
from dashboard.views import who
from extract import Correction, DuibiaoError, Store

PAGE = "views/corrections.py"
filled, store, nothing = pages.stores("corrections")


@pytest.fixture
def fresh(filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store of the test's own with the five reports, which the page reads."""
    url = f"sqlite:///{tmp_path / 'own.db'}"
    shutil.copy(filled.removeprefix("sqlite:///"), tmp_path / "own.db")
    kept = Store(url)
    yield from (kept for _ in pages.reading(url, monkeypatch))
    kept.close()


def workbook(quote: str = "98.48%", **cells: Any) -> bytes:
    """An exported workbook with one row filled in, as bytes."""
    rows = data.observations()
    book = exported(rows[rows["quote"].isin(["98.48%", "超3200万件"])].reset_index(drop=True))
    lines = [cell.value for cell in book["数据"]["A"]]
    row = rows.set_index("quote").loc[[quote]].iloc[0]
    fill(book, lines.index(row["observation_id"]) + 1, **cells)
    return saved(book)


def opened(**parameters: str) -> AppTest:
    return pages.page(PAGE, **parameters)


def uploaded(content: bytes, author: str = "张三", **parameters: str) -> AppTest:
    app = opened(**parameters)
    app.get("file_uploader")[0].set_value(
        ("改.xlsx", content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    )
    app.text_input("author").set_value(author).run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def button(app: AppTest, words: str) -> Any:
    return next(one for one in app.button if words in one.label)


def value() -> float:
    return float(data.observations().set_index("quote").loc["98.48%", "value"])


def correct(kept: Store, after: float = 98.5) -> int:
    row = data.observations().set_index("quote", drop=False).loc["98.48%"].to_dict()
    made = Correction.of(row, "value", after, "见年鉴")
    return kept.correct([round_trip.replace(made, author="李四", origin="改.xlsx")])[0]


class Counted:
    """A function that counts how often it is called."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.calls = function, 0

    def __call__(self, **asked: Any) -> Any:
        self.calls += 1
        return self.function(**asked)


@pytest.mark.usefixtures("nothing")
def test_an_empty_store_says_so() -> None:
    app = opened()
    assert app.title[0].value == "更正" and "duibiao add" in app.info[0].value


@pytest.mark.usefixtures("fresh")
def test_the_page_opens_with_what_to_do() -> None:
    app = opened()
    assert any("下载 Excel" in one.value for one in app.markdown)
    assert [one.value for one in app.info] == ["还没有更正。"]
    assert "选择文件" in pages.html(app)


@pytest.mark.usefixtures("fresh")
def test_changes_are_shown_adopted_and_listed() -> None:
    app = uploaded(workbook(value=0.985))
    shown = pages.html(app)
    assert "98.48%" in shown and "98.5%" in shown and "见年鉴第3页" in shown
    assert value() == 98.48
    button(app, "采纳这些更正").click().run()
    assert not app.exception
    assert "已采纳1处更正" in app.success[0].value and "98" in app.success[0].value
    assert value() == 98.5
    table = app.dataframe[0].value
    row = table.iloc[0]
    assert (row["更正人"], row["更正前"], row["更正后"]) == ("张三", "98.48%", "98.5%")
    assert (row["来源"], row["状态"]) == ("改.xlsx", "有效")
    assert not app.run().success, "the sentence is said once"


@pytest.mark.usefixtures("fresh")
def test_the_corrections_can_be_taken_along(monkeypatch: pytest.MonkeyPatch) -> None:
    app = uploaded(workbook(value=0.985))
    button(app, "采纳这些更正").click().run()
    given: list[dict[str, Any]] = []
    monkeypatch.setattr(st, "download_button", lambda label, **told: given.append(told))
    app.run()
    assert not app.exception and given[0]["file_name"] == "对标_明细更正_1条.xlsx"
    book = openpyxl.load_workbook(BytesIO(given[0]["data"]()))
    lines = [[cell.value for cell in line] for line in book["修订"].iter_rows()]
    assert len(lines) == 2 and "张三" in lines[1] and "见年鉴第3页" in lines[1]


@pytest.mark.usefixtures("fresh")
def test_the_other_pages_show_the_corrected_figure_at_once() -> None:
    before = pages.page("views/comparing.py", indicator="满意率")
    assert "98.48" in str(before.dataframe[0].value.to_dict())
    app = uploaded(workbook(value=0.777))
    button(app, "采纳这些更正").click().run()
    after = pages.page("views/comparing.py", indicator="满意率")
    assert "77.7" in str(after.dataframe[0].value.to_dict())


@pytest.mark.usefixtures("fresh")
def test_without_a_name_nothing_is_adopted() -> None:
    app = uploaded(workbook(value=0.985), author=" ")
    assert button(app, "采纳这些更正").disabled


@pytest.mark.usefixtures("fresh")
def test_refused_rows_are_shown_with_row_and_reason() -> None:
    app = uploaded(workbook(value="很多"))
    assert "更正值“很多”不是看得懂的数字" in pages.html(app)
    assert app.header[0].value == "没有采纳的行（1行）"
    assert not any("采纳" in one.label for one in app.button)


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [(b"not a workbook", "error", "不是 .xlsx 工作簿"), (None, "info", "没有填写更正")],
)
def test_a_file_without_corrections_is_told(content: bytes | None, kind: str, words: str) -> None:
    app = uploaded(workbook(reason=None) if content is None else content)
    assert any(words in one.value.replace("\\", "") for one in getattr(app, kind))


def test_somebody_elses_correction_meanwhile_is_told_and_shown(fresh: Store) -> None:
    app = uploaded(workbook(value=0.985))
    correct(fresh, 97.0)
    button(app, "采纳这些更正").click().run()
    assert not app.exception
    assert "没有写入" in app.error[0].value and "已被改为“97”" in app.error[0].value
    assert "导出之后库里的“数值”" in pages.html(app), "the workbook is looked at anew"
    assert value() == 97.0


def test_a_correction_is_taken_back(fresh: Store) -> None:
    number = correct(fresh)
    app = opened()
    assert button(app, "撤销").disabled
    app.text_input("author").set_value("王五").run()
    app.session_state["made_0"] = pages.row(0)
    app.run()
    button(app, f"撤销第{number}号更正").click().run()
    assert not app.exception
    assert f"已撤销第{number}号更正" in app.success[0].value
    assert app.dataframe[0].value.iloc[0]["状态"] == "已撤销（王五）"
    assert value() == 98.48


def test_what_a_workbook_says_is_never_run(fresh: Store) -> None:
    """Neither where the changes are shown nor where the ledger lists them, nor in what is said."""
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    app = uploaded(workbook(value=0.985, reason=hostile), author="<b>张三</b>")
    assert "&lt;script&gt;" in pages.html(app)
    button(app, "采纳这些更正").click().run()
    row = app.dataframe[0].value.iloc[0]
    assert (row["更正说明"], row["更正人"]) == (hostile, "<b>张三</b>")
    assert "<img" not in pages.html(app) and "<b>张三" not in pages.html(app)


def test_what_the_store_refuses_is_told_in_english(fresh: Store) -> None:
    app = uploaded(workbook(value=0.985), author="Ann", lang="English")
    correct(fresh, 97.0)
    button(app, "Adopt these corrections").click().run()
    assert "Somebody else has changed" in app.error[0].value
    assert pages.chinese([app.error[0].value]) == [] and value() == 97.0


def test_a_correction_is_taken_back_in_english(fresh: Store) -> None:
    number = correct(fresh)
    app = opened(lang="English")
    app.text_input("author").set_value("Ann").run()
    app.session_state["made_0"] = pages.row(0)
    app.run()
    button(app, f"{number}").click().run()
    assert not app.exception
    said = app.success[0].value
    assert str(number) in said and pages.chinese([said]) == []
    assert app.dataframe[0].value.iloc[0]["Status"].endswith("(Ann)") and value() == 98.48


@pytest.mark.usefixtures("fresh")
def test_the_page_in_english_without_corrections_says_so() -> None:
    told = [one.value for one in opened(lang="English").info]
    assert len(told) == 1 and pages.chinese(told) == []


def test_where_new_rules_read_otherwise_the_ledger_says_so(
    fresh: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(fresh)
    ledger = data.corrections().assign(drifted=True, reads="97")
    monkeypatch.setattr(data, "corrections", lambda: ledger)
    assert opened().dataframe[0].value.iloc[0]["状态"] == "有效；规则现在读作97%"


def test_moments_are_told_by_the_clock_on_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert changed.moment(pd.Timestamp("2026-11-22 17:30")) == "2026-11-23 01:30"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_what_is_no_longer_active_cannot_be_taken_back(fresh: Store) -> None:
    correct(fresh)
    app = opened()
    app.text_input("author").set_value("王五").run()
    app.session_state["made_0"] = pages.row(0)
    app.run()
    fresh.undo(int(fresh.corrections()["correction_id"].max()), "李四")
    button(app, "撤销第").click().run()
    assert "没有撤销" in app.error[0].value and "已被撤销或取代" in app.error[0].value


def test_what_another_process_corrects_is_on_the_next_page(fresh: Store) -> None:
    """A second server or a command writes to the store; this one was told nothing."""
    app = pages.page("views/comparing.py", indicator="满意率")
    reads = Counted(data.observations)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "observations", reads)
        app.run()
        assert reads.calls == 0, "nothing is read again while nothing has changed"
        correct(fresh, 77.7)
        reads.calls = 0
        app.run()
        assert "77.7" in str(app.dataframe[0].value.to_dict()) and reads.calls == 1
        fresh.undo(1, "李四")
        app.run()
        assert "98.48" in str(app.dataframe[0].value.to_dict()) and reads.calls == 2


@pytest.mark.usefixtures("fresh")
def test_a_page_asks_once_whether_the_store_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Counted(data.revision)
    monkeypatch.setattr(data, "revision", asked)
    app = pages.page("views/comparing.py", indicator="满意率")
    asked.calls = 0
    app.run()
    assert asked.calls == 1


@pytest.mark.usefixtures("fresh")
def test_a_store_that_cannot_be_asked_for_a_moment_ends_no_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = pages.page("views/comparing.py", indicator="满意率")

    def locked() -> str:
        raise DuibiaoError("数据库正被另一个程序占用;请稍后再试。")

    monkeypatch.setattr(data, "revision", locked)
    app.run()
    assert not app.exception and "98.48" in str(app.dataframe[0].value.to_dict())


def test_a_moot_correction_is_shown_as_such(fresh: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    correct(fresh)
    ledger = data.corrections().assign(status="moot", observation_id="gone")
    monkeypatch.setattr(data, "corrections", lambda: ledger)
    row = opened().dataframe[0].value.iloc[0]
    assert row["状态"] == "原文已变，暂不适用" and row["原文"] == "98.48%"
    assert row["机构"].endswith(".txt") and row["指标"] == "—"


def test_the_page_in_english_has_no_chinese_of_ours(fresh: Store) -> None:
    correct(fresh, 97.5)
    app = uploaded(workbook("超3200万件", value=33000000), author="Ann", lang="English")
    button(app, "Adopt these corrections").click().run()
    texts = [one.value for one in (*app.title, *app.header, *app.markdown, *app.success)]
    texts += [*(one.label for one in (*app.button, *app.text_input))]
    table = app.dataframe[0].value
    texts += [*table.columns, *(str(cell) for name in table for cell in table[name])]
    given = ["见年鉴第3页", "见年鉴", "张三", "李四", "改.xlsx", "中文", "语言 / Language"]
    rows: pd.DataFrame = data.observations()
    assert pages.chinese(texts, [*given, *pages.wording(rows)]) == []
    assert "1 correction adopted" in app.success[0].value
    assert "Choose a file" in pages.html(app)


def test_the_page_is_written_to_be_read(filled: str) -> None:
    source = Path(__file__).resolve().parent.parent / "dashboard" / PAGE
    assert len(source.read_text(encoding="utf-8").splitlines()) <= 90


def test_the_name_that_was_typed_stays_from_page_to_page(fresh: Store) -> None:
    correct(fresh)
    app = opened()
    app.text_input("author").set_value("王五").run()
    app.switch_page("views/method.py").run()
    app.switch_page(PAGE).run()
    assert not app.exception and app.text_input("author").value == "王五"


def test_a_role_that_is_lost_meanwhile_refuses_the_click(
    fresh: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button is still on the screen of somebody who is a reader by now."""
    number = correct(fresh)
    app = opened()
    app.text_input("author").set_value("王五").run()
    app.session_state["made_0"] = pages.row(0)
    app.run()
    monkeypatch.setattr(who, "person", lambda: Person("王五", READER))
    button(app, f"撤销第{number}号更正").click().run()
    assert "没有撤销" in app.error[0].value and "不能更正数字" in app.error[0].value
    assert fresh.corrections()["status"].tolist() == ["active"] and value() == 98.5
    line = fresh.audit(limit=1).iloc[0]
    assert (line["who"], line["action"], line["target"]) == ("王五", "denied", f"#{number}")
