"""核对 in every state: a queue worked through, taken back, seen twice; reports that disagree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pages
import pandas as pd
import pytest
import reviewed_store
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import data, reviewing
from dashboard.rights import ADMIN, READER, Person
from dashboard.views import who
from extract import Correction, Store

PAGE = "views/reviewing.py"
KEYS = (pages.APP.parent / "reviewing.js").read_text(encoding="utf-8")
#: What stands on the page as the report writes it.
QUOTED = re.compile("<div class='passage'>.*?</div>|<blockquote.*?</blockquote>", re.DOTALL)
LI = Person("李四", ADMIN)
filled, store, nothing = pages.stores("review")


@pytest.fixture
def own(filled: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store of the test's own with the five reports, which the page reads."""
    yield from reviewed_store.copied(filled, tmp_path, request)


def opened(name: str = "张三", **parameters: Any) -> AppTest:
    """The page with a name typed in."""
    app = pages.page(PAGE, **parameters)
    if name and app.text_input:
        app.text_input("author").set_value(name).run()
    return well(app)


def well(app: AppTest) -> AppTest:
    assert not app.exception, [error.message for error in app.exception]
    return app


def shown(app: AppTest) -> str:
    """The id of the figure on the screen."""
    keys = (str(one.key) for one in app.button if one.key)
    return next(key.removeprefix("press_accept_") for key in keys if "press_accept_" in key)


def press(app: AppTest, name: str) -> AppTest:
    """Presses a button of the figure on the screen."""
    keys = [str(one.key) for one in app.button if str(one.key).startswith(f"press_{name}_")]
    return well(app.button(keys[0]).click().run())


def button(app: AppTest, words: str) -> Any:
    return next(one for one in app.button if words in one.label)


def fill(app: AppTest, **fields: str) -> AppTest:
    """Types into the fields of the figure on the screen."""
    for name, text in fields.items():
        app.text_input(f"{name}_{shown(app)}").set_value(text)
    return app


def told(app: AppTest) -> str:
    return " ".join(one.value for one in (*app.success, *app.error)).replace("\\", "")


def first() -> str:
    return str(data.queue()["observation_id"].iloc[0])


def at(identity: str) -> pd.Series:
    return data.observations(rejected=True, observation_id=identity).iloc[0]


def correct(identity: str, value: float = 7.0) -> None:
    """Somebody else corrects a figure."""
    made = Correction.of(at(identity).to_dict(), "value", value, "见年鉴")
    data.correct([made], LI)


# --- the queue ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("nothing")
def test_without_reports_the_page_says_what_to_do() -> None:
    app = well(pages.page(PAGE))
    assert app.title[0].value == "核对" and "导入" in app.info[0].value


@pytest.mark.usefixtures("own")
def test_the_most_urgent_figure_stands_with_its_text_fields_and_reasons() -> None:
    app = opened()
    one = at(first())
    html = pages.html(app)
    assert shown(app) == one["observation_id"]
    assert f"<mark>{one['quote']}</mark>" in html and "把握程度" in html and one["rule"] in html
    assert "主要数字" in html and any(one["section"][:6] in m.value for m in app.markdown)
    assert "还有207个" in pages.html(app) + str(app.get("progress")[0].proto)


@pytest.mark.usefixtures("own")
def test_without_a_name_nothing_can_be_written_but_all_be_read() -> None:
    app = opened(name="")
    assert "姓名" in app.info[0].value
    for name, can in (("accept", False), ("correct", False), ("reject", False), ("skip", True)):
        assert app.button(f"press_{name}_{shown(app)}").disabled is not can


@pytest.mark.usefixtures("own")
def test_accept_goes_on_and_can_be_taken_back() -> None:
    app = opened()
    one = shown(app)
    press(app, "accept")
    assert "已接受" in told(app) and shown(app) != one
    assert at(one)["review"] == "accepted" and one not in set(data.queue()["observation_id"])
    assert not app.run().success, "it is said once"
    press(app, "undo")
    assert shown(app) == one and at(one)["review"] == "" and "已撤销" in told(app)
    assert "已撤销（张三）" in pages.html(app), "the history keeps it"


@pytest.mark.usefixtures("own")
def test_a_second_press_is_not_about_the_next_figure() -> None:
    """Whoever presses a key twice has not seen what came after the first time."""
    app = opened()
    key = f"press_accept_{shown(app)}"
    app.button(key).click().run()
    after = shown(app)
    assert len(data.reviews()) == 1
    assert at(after)["review"] == "" and key not in [one.key for one in app.button]


@pytest.mark.usefixtures("own")
def test_a_correction_is_stored_and_seen_at_once_in_the_comparison() -> None:
    one = str(pages.observation_of("98.48%")["observation_id"])
    app = opened(obs=one)
    press(app, "correct")
    assert app.text_input(f"value_{one}").value == "98.48%"
    fill(app, value="97.5%", reason="原文为97.5%")
    press(app, "save")
    assert "已更正“98.48%”" in told(app) and at(one)["value"] == 97.5 and shown(app) != one
    after = pages.page("views/comparing.py", indicator="满意率")
    assert "97.5" in str(after.dataframe[0].value.to_dict())
    press(app, "back")
    assert shown(app) == one and "更正数值" in pages.html(app) and "原文为97.5%" in pages.html(app)
    press(app, "undo")
    assert at(one)["value"] == 98.48


@pytest.mark.usefixtures("own")
def test_unit_and_indicator_can_be_put_right_together() -> None:
    app = opened()
    one = shown(app)
    press(app, "correct")
    app.selectbox(f"unit_{one}").set_value("宗")
    app.selectbox(f"indicator_{one}").set_value("")
    fill(app, reason="原文如此")
    press(app, "save")
    assert (at(one)["unit"], at(one)["indicator"]) == ("宗", "")
    press(app, "undo")
    assert at(one)["unit"] != "宗" and at(one)["indicator"] != "", "one step, taken back as one"


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("typed", "words"),
    [({"value": "5"}, "理由"), ({"reason": "因为"}, "没有改动"),
     ({"value": "很多", "reason": "因为"}, "不是看得懂的数字")],
)  # fmt: skip
def test_what_cannot_be_taken_is_told_and_stays(typed: dict[str, str], words: str) -> None:
    app = opened()
    one = shown(app)
    press(app, "correct")
    fill(app, **typed)
    press(app, "save")
    assert words in told(app) and shown(app) == one and data.corrections().empty
    for name, text in typed.items():
        assert app.text_input(f"{name}_{one}").value == text


@pytest.mark.usefixtures("own")
def test_a_rejection_needs_a_reason_and_takes_the_figure_out() -> None:
    one = str(pages.observation_of("98.48%")["observation_id"])
    app = opened(obs=one)
    press(app, "reject")
    press(app, "save")
    assert "理由" in told(app) and data.reviews().empty
    fill(app, why="不是本单位的数字")
    press(app, "save")
    assert "已拒绝" in told(app) and one not in set(data.observations()["observation_id"])
    after = pages.page("views/comparing.py", indicator="满意率")
    assert "98.48" not in str(after.dataframe[0].value.to_dict())
    press(app, "back")
    assert "已拒绝，不参加对比" in pages.html(app) and "不是本单位的数字" in pages.html(app)
    button(app, "撤销核对").click().run()
    assert one in set(data.observations()["observation_id"])


@pytest.mark.usefixtures("own")
def test_what_is_being_typed_can_be_left() -> None:
    app = opened()
    press(app, "correct")
    press(app, "cancel")
    assert not [one for one in app.text_input if one.key != "author"]


@pytest.mark.usefixtures("own")
def test_skip_and_back() -> None:
    app = opened()
    one = shown(app)
    press(app, "skip")
    two = shown(app)
    press(app, "skip")
    assert len({one, two, shown(app)}) == 3 and data.reviews().empty
    press(press(app, "back"), "back")
    assert shown(app) == one


@pytest.mark.usefixtures("own")
def test_an_address_holds_the_whole_view() -> None:
    report = data.reports()["report_id"].iloc[1]
    title = reviewing_titles()[report]
    app = opened(within=[title], why=["主要数字"], twice="true")
    queue = data.queue(1000, 2, "张三", report)
    asked = queue[queue["because"].str.contains("headline")]
    assert shown(app) == asked["observation_id"].iloc[0]
    two = str(asked["observation_id"].iloc[1])
    assert shown(opened(within=[title], obs=two)) == two
    agency = data.reports()["agency"].iloc[1]
    app = opened(whose=[agency])
    assert at(shown(app))["agency"] == agency


def reviewing_titles() -> dict[str, str]:
    from dashboard.selection import report_titles

    return report_titles(data.reports())


@pytest.mark.usefixtures("own")
def test_nothing_fits_the_filters() -> None:
    app = opened(why=["由图片识别"])
    assert "放宽筛选" in app.info[0].value


@pytest.mark.usefixtures("own")
def test_an_empty_queue_says_so_and_the_last_step_can_be_undone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole: Callable[..., pd.DataFrame] = data.queue
    monkeypatch.setattr(data, "queue", lambda *asked: whole(*asked).head(int(data.reviews().empty)))
    app = opened()
    press(app, "accept")
    assert any("都核对完了" in one.value for one in app.success)
    one = str(data.reviews()["observation_id"].iloc[0])
    assert app.button(f"press_undo_{one}").click().run() and set(data.reviews()["status"]) == {
        "undone"
    }


# --- several people -------------------------------------------------------------------------------


@pytest.mark.usefixtures("own")
def test_a_second_reader_sees_what_one_person_accepted_and_not_their_own() -> None:
    app = opened(twice="true")
    one = shown(app)
    press(app, "accept")
    assert one not in set(data.queue(1000, 2, "张三")["observation_id"])
    other = opened("李四", twice="true", why=["等第二人核对"])
    assert shown(other) == one and "已有1人接受" in pages.html(other)
    press(other, "accept")
    assert "放宽筛选" in other.info[0].value


@pytest.mark.usefixtures("own")
def test_what_people_disagree_about_comes_first() -> None:
    last = str(data.queue(1000)["observation_id"].iloc[-1])
    data.review(last, "accepted", Person("张三", ADMIN))
    data.review(last, "rejected", LI, "不对")
    app = opened("王五", twice="true")
    assert shown(app) == last and "两人意见不一" in pages.html(app)


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("step", ["accept", "reject", "correct"])
def test_a_figure_changed_meanwhile_is_read_again_and_nothing_typed_is_lost(step: str) -> None:
    app = opened()
    one = shown(app)
    typed = {"reject": {"why": "不对"}, "correct": {"value": "8", "reason": "应为8"}}.get(step, {})
    if typed:
        press(app, step)
        fill(app, **typed)
    correct(one)
    press(app, "save" if typed else step)
    assert "刚被别人改过" in told(app) and shown(app) == one and data.reviews().empty
    assert "读作7" in pages.html(app) or "读作超7" in pages.html(app), "it is read again"
    for name, text in typed.items():
        assert app.text_input(f"{name}_{one}").value == text
    press(app, "save" if typed else step)
    assert one != shown(app), "with open eyes it is taken"


@pytest.mark.usefixtures("own")
def test_a_figure_gone_meanwhile_is_told_with_what_was_typed(own: Store) -> None:
    app = opened()
    one = at(shown(app))
    press(app, "reject")
    fill(app, why="不是数字")
    own.remove(str(one["report_id"]), "李四", "重复")
    press(app, "save")
    assert "已不在库中" in told(app) and "不是数字" in told(app)
    assert shown(app) != one["observation_id"]


@pytest.mark.usefixtures("own")
def test_a_step_that_somebody_else_took_back_is_told() -> None:
    app = opened()
    press(app, "accept")
    data.unreview(int(data.reviews()["review_id"].iloc[0]), LI)
    press(app, "undo")
    assert "已被别人撤销或取代" in told(app)


@pytest.mark.usefixtures("own")
def test_who_may_only_read_sees_all_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened()
    one = shown(app)
    monkeypatch.setattr(who, "person", lambda: Person("赵六", READER))
    press(app, "accept")
    assert data.reviews().empty and "只读" in told(app), "asked again in Python"
    assert "可以查看" in app.info[0].value and app.button(f"press_accept_{one}").disabled
    press(app, "skip")
    assert shown(app) != one


# --- reports that disagree, and what was done -----------------------------------------------------


def conflicting(**parameters: Any) -> AppTest:
    return opened(part="两份报告不一致", **parameters)


@pytest.mark.usefixtures("own")
def test_no_two_reports_disagree() -> None:
    assert "没有发现" in conflicting().success[0].value


def test_of_two_figures_one_is_chosen_with_a_reason_and_both_are_kept(own: Store) -> None:
    reviewed_store.contradict(own)
    app = conflicting()
    html = pages.html(app)
    assert ">超15万</mark>" in html and ">12万</mark>" in html
    button(app, "选用这个数字").click().run()
    assert "理由" in told(app) and data.choices().empty
    app.text_input[1].set_value("年度报告为准")
    one = next(one for one in app.button if str(one.key).startswith("choose_"))
    one.click().run()
    assert "已选用" in told(well(app)) and len(data.choices()) == 1
    identity = str(one.key).removeprefix("choose_")
    assert at(identity)["chosen"] == "年度报告为准"
    assert any("年度报告为准" in line.value for line in app.markdown)
    assert {"超15万", "12万"} <= set(data.observations()["quote"])
    source = pages.page("views/source.py", obs=identity)
    assert "已选用：年度报告为准" in pages.html(source)
    history = opened(obs=identity)
    assert "选用" in pages.html(history) and "年度报告为准" in pages.html(history)
    app = conflicting()
    button(app, "取消选用").click().run()
    assert "已取消" in told(well(app)) and set(data.choices()["status"]) == {"undone"}


def test_a_figure_leads_to_the_group_that_contradicts_it_and_back(own: Store) -> None:
    reviewed_store.contradict(own)
    one = str(pages.observation_of(reviewed_store.ANNUAL)["observation_id"])
    app = opened(obs=one)
    link = button(app, "比较两份报告")
    assert link.label == "另一份报告写的是12万；比较两份报告"
    well(link.click().run())
    assert app.segmented_control(reviewing.PART).value == reviewing.CONFLICTS
    assert ">超15万</mark>" in pages.html(app) and one in app.query_params["obs"]
    back = next(x for x in app.button if x.key == f"figure_{one}")
    well(back.click().run())
    assert app.segmented_control(reviewing.PART).value == reviewing.QUEUE and shown(app) == one
    press(app, "reject")
    fill(app, why="重复统计")
    press(app, "save")
    press(app, "back")
    assert shown(app) == one and not contradicted(app), "what was rejected contradicts nothing"


def contradicted(app: AppTest) -> list[Any]:
    return [one for one in app.button if str(one.key).startswith("contradicted_")]


@pytest.mark.usefixtures("own")
def test_a_figure_that_nothing_contradicts_leads_nowhere() -> None:
    assert not contradicted(opened())


def test_a_choice_about_a_report_that_has_gone_is_told(own: Store) -> None:
    reviewed_store.contradict(own)
    app = conflicting()
    app.text_input[1].set_value("年度报告为准")
    own.remove(reviewed_store.OTHER, "李四", "重复")
    button(app, "选用这个数字").click().run()
    assert "已不在库中" in told(well(app)) and data.choices().empty


@pytest.mark.usefixtures("own")
def test_all_reviews_are_listed_and_taken_back() -> None:
    assert "还没有核对过" in opened(part="核对记录").info[0].value
    one = first()
    data.review(one, "rejected", LI, "重复统计")
    app = opened(part="核对记录")
    assert "重复统计" in pages.html(app) and "李四" in pages.html(app)
    button(app, "撤销核对").click().run()
    assert set(data.reviews()["status"]) == {"undone"}


# --- what is taken home --------------------------------------------------------------------------


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """The files that the page offers, by name."""
    found: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(
        st, "download_button", lambda label, **told: found.update({told["file_name"]: told["data"]})
    )
    return found


def book(offered: dict[str, Callable[[], bytes]], name: str) -> Any:
    return openpyxl.load_workbook(BytesIO(offered[name]()))


def lines(sheet: Any) -> list[dict[str, Any]]:
    header, *rows = ([cell.value for cell in line] for line in sheet.iter_rows())
    return [dict(zip(header, line, strict=True)) for line in rows]


@pytest.mark.usefixtures("own")
def test_the_queue_is_taken_home_in_its_order_with_its_reasons(
    offered: dict[str, Callable[[], bytes]],
) -> None:
    report, title = next(iter(reviewing_titles().items()))
    torn = str(data.queue(1000, report_id=report)["observation_id"].iloc[-1])
    data.review(torn, "accepted", Person("王五", ADMIN))
    data.review(torn, "rejected", LI, "不对")
    opened(within=[title])
    queue = data.queue(1000, 1, "张三", report)
    assert torn == queue["observation_id"].iloc[0], "in dispute: it is no figure of the others"
    made = book(offered, f"对标_待核对_{len(queue)}个.xlsx")
    rows = lines(made["对比"])[: len(queue)]
    assert [row["原文"] for row in rows] == list(queue["quote"])
    assert "两人意见不一" in rows[0]["为什么要核对"] and "主要数字" in rows[1]["为什么要核对"]
    assert made["数据"].max_row == len(queue) + 1, "where they can be corrected"
    cover = {row[0]: row[1] for row in made["封面"].iter_rows(max_col=2, values_only=True)}
    assert "还有" in cover["结论"] and "within=" in cover["页面地址"]


@pytest.mark.usefixtures("own")
def test_the_reviews_are_taken_home_also_of_rejected_figures(
    offered: dict[str, Callable[[], bytes]],
) -> None:
    one, other = (str(row) for row in data.queue()["observation_id"].head(2))
    data.review(one, "rejected", LI, "=重复统计")
    data.review(other, "accepted", Person("张三", ADMIN))
    opened(part="核对记录")
    made = book(offered, "对标_核对记录_2条.xlsx")
    accepted, rejected = lines(made["对比"])[:2]
    assert (rejected["做了什么"], rejected["理由"]) == ("已拒绝", "=重复统计")
    assert rejected["原文"] == at(one)["quote"] and rejected["机构"] == at(one)["agency"]
    assert rejected["证据"] == "—" and accepted["证据"].startswith("证据")
    assert made["数据"].max_row == 2, "a rejected figure is in no table of figures"
    assert [line["做了什么"] for line in lines(made["修订"])] == ["已接受"]


def test_reports_that_disagree_are_taken_home(
    own: Store, offered: dict[str, Callable[[], bytes]]
) -> None:
    reviewed_store.contradict(own)
    rows = data.observations()
    first, second = rows[rows["quote"].isin(["超15万", "12万"])]["observation_id"]
    data.choose(str(first), [str(second)], "年度报告为准", LI)
    conflicting()
    (name,) = (one for one in offered if "不一致" in one)
    chosen, left = lines(book(offered, name)["对比"])[:2]
    assert (chosen["选用"], chosen["理由"], chosen["操作人"]) == ("已选用", "年度报告为准", "李四")
    assert left["选用"] == "未选用" and left["数值"] != chosen["数值"]
    opened("Ann", lang="English", part="Reports that disagree")
    name = next(one for one in offered if "disagree" in one)
    header = [cell.value for cell in book(offered, name)["Comparison"][1]]
    assert not pages.chinese(header)


# --- English, and what may not run ----------------------------------------------------------------


def texts(app: AppTest) -> list[str]:
    """All words of the page but those of the report beside the figure."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.info, app.success, app.error)
    found = [one.value for kind in kinds for one in kind]
    labels = (app.button, app.text_input, app.multiselect, app.selectbox, app.toggle)
    found += [one.label for kind in labels for one in kind]
    found += [str(word) for one in (*app.multiselect, *app.selectbox) for word in one.options]
    found += [QUOTED.sub("", pages.html(app))]
    return found + [str(one.proto) for one in app.get("progress")]


def test_the_page_in_english_has_no_chinese_of_ours(own: Store) -> None:
    reviewed_store.contradict(own)
    rows, reports = data.observations(), data.reports()
    written = [*pages.wording(rows), *reports["title"], *reports["text"].str.split("\n").explode()]
    written += ["中文", "语言 / Language", "XX市XX区", re.findall("// .*", KEYS)[0]]
    app = opened("Ann", lang="English")
    seen = texts(app)
    press(app, "correct")
    seen += texts(app)
    press(app, "save")
    seen += texts(app)
    press(app, "cancel")
    seen += texts(press(app, "accept"))
    seen += texts(press(app, "back"))
    seen += texts(opened("Ann", lang="English", part="Reports that disagree"))
    seen += texts(opened("Ann", lang="English", part="Reviews so far"))
    read = [unescape(one).replace("\\", "") for one in seen]
    assert pages.chinese(read, written) == []


@pytest.mark.usefixtures("own")
def test_what_people_write_is_never_run() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    app = opened(hostile)
    press(app, "reject")
    fill(app, why=hostile)
    press(app, "save")
    press(app, "back")
    assert "&lt;img" in pages.html(app) and "<img" not in pages.html(app)


def test_every_part_of_the_address_is_known_to_the_switch(filled: str) -> None:
    from dashboard.views import switch

    assert set(reviewing.BOUND) <= set(switch.BOUND)
