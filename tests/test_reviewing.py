"""What 核对 is made of: the order and the reasons, the text, what is typed, what happened."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pages
import pandas as pd
import pytest
import reviewed_store

import extract
from dashboard import (
    choosing,
    data,
    evidence,
    readings,
    reviewing,
    reviewing_conflicts,
    reviewing_draft,
    reviewing_history,
    reviewing_text,
)
from dashboard.comparison import Scope, compare
from dashboard.language import ENGLISH, spoken
from dashboard.reviewing import Asked, Progress
from dashboard.reviewing_conflicts import conflicts
from dashboard.reviewing_draft import Draft
from dashboard.reviewing_history import Ledgers
from dashboard.rights import ADMIN, Person
from dashboard.upload.typed_values import NotUnderstood

ZHANG = Person("张三", ADMIN)
filled, store, nothing = pages.stores("reviewing")


@pytest.fixture
def own(filled: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[extract.Store]:
    """A store of the test's own with the five reports."""
    yield from reviewed_store.copied(filled, tmp_path, request)


def row(**cells: Any) -> dict[str, Any]:
    given = {
        "observation_id": "a1", "report_id": "甲.txt", "value": 32e6, "unit": "件",
        "indicator": "orders_received", "qualifier": "over", "confidence": 0.7, "agencies": 3,
        "accepted": 1, "because": "", "quote": "超3200万件",
    }  # fmt: skip
    return given | cells


def draft(**cells: str) -> Draft:
    return replace(Draft("32,000,000", "件", "orders_received", "见年鉴"), **cells)


# --- the queue ------------------------------------------------------------------------------------


def test_why_a_figure_waits_is_told_in_words() -> None:
    told = reviewing.because(row(because="changed second_reader low_confidence shared unknown"))
    assert told == ["核对之后有变动", "已有1人接受，等第二人", "把握程度70%", "3家机构可比"]
    assert reviewing.because(row()) == [] and reviewing.because({}) == []


def test_every_reason_of_the_store_has_words() -> None:
    from extract.keeping.worklist import CODES

    assert tuple(reviewing.whys()) == CODES
    with spoken(ENGLISH):
        told = reviewing.because(row(because=" ".join(CODES)))
    assert len(told) == len(CODES) and pages.chinese(told) == []


def test_a_queue_is_sifted_by_report_agency_category_and_reason() -> None:
    queue = pd.DataFrame(
        {
            "observation_id": ["a", "b", "c"],
            "report_id": ["甲", "乙", "乙"],
            "agency": ["市局", "区局", "区局"],
            "category": ["users", "users", "quality"],
            "because": ["ocr headline", "headline", "no_period"],
        }
    )

    def ids(**asked: Any) -> list[str]:
        return list(reviewing.sifted(queue, Asked(**asked))["observation_id"])

    assert ids() == ["a", "b", "c"]
    assert ids(reports=("乙",)) == ["b", "c"] and ids(agencies=("市局",)) == ["a"]
    assert ids(categories=("users",), why=("headline",)) == ["a", "b"]
    assert ids(why=("no_period", "ocr")) == ["a", "c"] and ids(why=("changed",)) == []


def test_queues_of_reports_become_one_with_the_urgent_first() -> None:
    one = pd.DataFrame({"observation_id": ["a", "b"], "priority": [3, 1], "because": ["", ""]})
    two = pd.DataFrame({"observation_id": ["c", "d"], "priority": [2, 0], "because": ["", "ocr"]})
    two.loc[1, "because"] = "disagreed"
    assert list(reviewing.merged([one, two])["observation_id"]) == ["d", "a", "c", "b"]


def test_the_next_figure_follows_and_after_the_last_comes_the_first() -> None:
    order = ["a", "b", "c"]
    assert [reviewing.following(order, one) for one in order] == ["b", "c", "a"]
    assert reviewing.following(order, "gone") == "a"
    assert reviewing.following(["a"], "a") == reviewing.following([], "a") == ""


def test_the_widgets_say_what_is_wanted() -> None:
    asked = Asked.of({"within": ["甲"], "why": ["ocr"], "twice": True, "sort": None})
    assert asked == Asked(reports=("甲",), why=("ocr",), twice=True)
    assert asked.narrow and asked.readers == 2
    assert not Asked.of({}).narrow and Asked.of({}).readers == 1


def test_the_address_has_the_words_of_the_widgets_and_no_defaults() -> None:
    words = {
        reviewing.PART: reviewing.parts(),
        reviewing.REPORTS: {"a.txt": "甲年报"},
        reviewing.AGENCIES: {},
        reviewing.CATEGORIES: {},
        reviewing.WHY: reviewing.whys(),
    }
    told = reviewing.parameters({}, words)
    assert not any(told.values()), "what is usual is not said"
    state = {"part": reviewing.DONE, "within": ["a.txt"], "why": ["ocr"], "twice": True}
    told = {key: value for key, value in reviewing.parameters(state, words).items() if value}
    assert told == {
        "part": "核对记录", "within": ["甲年报"], "why": ["由图片识别"], "twice": "true",
    }  # fmt: skip


def test_a_figure_has_what_the_queue_says_of_it() -> None:
    queue = pd.DataFrame([row(because="headline", agencies=5)])
    bare = {name: cell for name, cell in row().items() if name not in ("because", "agencies")}
    assert reviewing.with_why(bare, queue)["agencies"] == 5
    assert reviewing.with_why({**bare, "observation_id": "b"}, queue).get("because") is None
    told = reviewing.standing(row(review="rejected", because="headline"))
    assert told == ["已拒绝，不参加对比", "主要数字"] and reviewing.standing(row()) == []


def test_what_is_left_out_is_what_the_latest_review_rejected() -> None:
    made = [("a", "accepted"), ("a", "rejected"), ("b", "rejected"), ("b", "accepted")]
    reviews = pd.DataFrame(made, columns=["observation_id", "verdict"])
    reviews = reviews.assign(review_id=range(1, 5), status="active")
    assert reviewing_history.rejected(reviews) == ("a",)
    undone = reviews.assign(status=["active", "undone", "active", "active"])
    assert reviewing_history.rejected(undone) == ()
    assert reviewing_history.rejected(reviews.head(0)) == ()


def test_progress_counts_the_figures_of_today() -> None:
    now = datetime(2026, 11, 23, 12)
    made = [pd.Timestamp(now.astimezone().timestamp(), unit="s")] * 3
    old = pd.Timestamp("2026-11-20")
    reviews = pd.DataFrame(
        {
            "observation_id": ["a", "b", "c", "d"],
            "author": ["张三", "张三", "李四", "张三"],
            "made": [*made, old],
            "status": ["active", "undone", "active", "active"],
        }
    )
    corrections = reviews.head(1)
    found = reviewing.progress(reviews, corrections, "张三", 8, now)
    assert found == Progress(1, 2, 8) and found.share == 0.2
    assert found.told == "今天已核对2个（本人1个），还有8个"
    assert Progress(0, 0, 0).share == 1.0 and "以上" in Progress(0, 0, reviewing.MOST).told
    with spoken(ENGLISH):
        assert found.told == "2 reviewed today (1 by you), 8 left"


# --- the text -------------------------------------------------------------------------------------

TEXT = "一、总述\n上一段。\n\n本市受理3200件，办结<b>98%</b>。\n下一段。\n末段"


def claims(*words: str) -> pd.DataFrame:
    rows = [
        {"observation_id": one, "start": TEXT.index(one), "end": TEXT.index(one) + len(one)}
        for one in words
    ]
    return pd.DataFrame(rows, columns=["observation_id", "start", "end"])


def figure(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    end = start + len(words)
    return row(observation_id=words, quote=words, start=start, end=end, sentence=words)


def test_the_paragraph_and_its_neighbours() -> None:
    found = reviewing_text.passage(TEXT, TEXT.index("3200"))
    assert (found.before, found.after) == ("上一段。", "下一段。")
    assert found.here.startswith("本市受理") and TEXT[found.begin :].startswith("本市")
    assert reviewing_text.passage("一段", 0) == ("", "一段", "", 0)


def test_the_figure_is_marked_the_others_underlined_and_all_is_escaped() -> None:
    html = reviewing_text.passage_html(figure("3200件"), TEXT, claims("3200件", "98%"))
    assert "<mark>3200件</mark>" in html and "<u>98%</u>" in html
    assert "&lt;b&gt;" in html and "<b>" not in html
    assert html.index("上一段") < html.index("<mark>") < html.index("下一段") and "末段" not in html


def test_a_figure_that_is_no_claim_any_more_is_marked_too() -> None:
    html = reviewing_text.passage_html(figure("98%"), TEXT, claims("3200件"))
    assert "<u>3200件</u>" in html and "<mark>98%</mark>" in html


def test_a_long_paragraph_is_cut_around_the_figure() -> None:
    text = "甲" * 5000 + "98%" + "乙" * 5000
    about = row(quote="98%", start=5000, end=5003, sentence="98%")
    html = reviewing_text.passage_html(about, text, claims())
    assert "<mark>98%</mark>" in html and len(html) < 5000 and html.count("…") == 2


def test_where_the_text_is_another_the_sentence_stands_alone() -> None:
    html = reviewing_text.passage_html(figure("98%"), "另一份", claims())
    assert "<p class='here'>98%</p>" in html


@pytest.mark.parametrize(
    ("pages_begin", "start", "page"),
    [("0,1200,2600", 0, 1), ("0,1200", 1200, 2), ("0,1200", 1199, 1), ("", 5, 0), (None, 5, 0)],
)
def test_the_page_of_a_figure(pages_begin: Any, start: int, page: int) -> None:
    assert reviewing_text.page_number(pages_begin, start) == page


def test_a_place_has_headings_and_page() -> None:
    about = {"section": "一、总述", "start": 1300}
    assert reviewing_text.place(about, {"pages": "0,1200"}) == "一、总述；第2页"
    assert reviewing_text.place({"section": "", "start": 1}, {}) == ""


# --- what is typed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [(32e6, "件", "32,000,000"), (98.48, "%", "98.48%"), (0.5, "天", "0.5"), (10.0, "", "10")],
)
def test_a_field_shows_every_digit(value: float, unit: str, shown: str) -> None:
    assert reviewing_draft.shown_value(row(value=value, unit=unit)) == shown


def test_what_was_typed_becomes_corrections() -> None:
    made = reviewing_draft.corrections(draft(value="3300万", unit="宗", indicator=""), row())
    told = {one.field: (one.before, one.after) for one in made}
    assert told == {
        "value": ("32000000", "33000000"),
        "unit": ("件", "宗"),
        "indicator": ("orders_received", ""),
    }
    assert {one.reason for one in made} == {"见年鉴"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": " "}, "理由"),
        ({}, "没有改动"),
        ({"value": "32000000"}, "没有改动"),
        ({"value": "很多"}, "不是看得懂的数字"),
        ({"value": "-5"}, "负数"),
    ],
)
def test_what_cannot_be_taken_is_told(typed: dict[str, str], words: str) -> None:
    with pytest.raises(NotUnderstood, match=words):
        reviewing_draft.corrections(draft(**typed), row())
    with spoken(ENGLISH), pytest.raises(NotUnderstood) as told:
        reviewing_draft.corrections(draft(**typed), row())
    assert pages.chinese([str(told.value)], ["很多", "件"]) == []


def test_units_and_indicators_are_offered_in_the_readers_language() -> None:
    assert reviewing_draft.units()["件"] == "件" and reviewing_draft.units()[""] == "无"
    with spoken(ENGLISH):
        words = [*reviewing_draft.units().values(), *reviewing_draft.indicators().values()]
    assert pages.chinese(words) == [] and len(words) == len(set(words))
    assert "日" in reviewing_draft.units("日")


# --- what happened, and what it changes -----------------------------------------------------------


def test_the_history_of_a_figure_tells_who_when_what_and_why(own: extract.Store) -> None:
    one = pages.observation_of("98.48%").to_dict()
    number = data.review(one["observation_id"], "accepted", ZHANG, "", one)
    made = extract.Correction.of(one, "value", 98.5, "见年鉴")
    data.correct([made], Person("李四", ADMIN))
    data.unreview(number, Person("王五", ADMIN))
    ledgers = Ledgers(data.corrections(), data.reviews(), data.choices())
    found = reviewing_history.steps(ledgers, one["observation_id"], "%")
    told = {cells[2]: cells for cells in reviewing_history.cells(found)}
    assert told["更正数值"][1:] == ("李四", "更正数值", "98.48%", "98.5%", "见年鉴", "有效")
    assert told["已接受"][1] == "张三" and told["已接受"][-1] == "已撤销（王五）"
    assert [one.standing for one in found if one.kind == "review"] == [False]
    assert reviewing_history.steps(ledgers, "other") == []


def test_a_review_of_what_was_changed_since_says_so(own: extract.Store) -> None:
    one = pages.observation_of("98.48%").to_dict()
    data.review(one["observation_id"], "accepted", ZHANG, "", one)
    data.correct([extract.Correction.of(one, "value", 98.5, "见年鉴")], Person("李四", ADMIN))
    ledgers = Ledgers(data.corrections(), data.reviews(), data.choices())
    assert reviewing_history.reviewed(ledgers)[0].held == "有效；之后数字有变动"


def test_what_is_accepted_is_no_longer_preliminary_and_what_is_rejected_leaves(
    own: extract.Store,
) -> None:
    name = str(pages.observation_of("98.48%")["indicator"])
    one = pages.observation_of("98.48%").to_dict()
    data.review(one["observation_id"], "accepted", ZHANG)
    found = compare(data.observations(), name, Scope()).rows.set_index("observation_id")
    assert "r" in found.loc[one["observation_id"], "flags"].split()
    assert dict(evidence.fields(data.observations().set_index("observation_id", drop=False).loc[
        one["observation_id"]].to_dict()))["核对"] == "已接受"  # fmt: skip
    data.review(one["observation_id"], "rejected", ZHANG, "不是本单位的")
    rows = compare(data.observations(), name, Scope()).rows
    assert one["observation_id"] not in set(rows["observation_id"])
    every = data.observations(rejected=True, observation_id=one["observation_id"])
    assert list(every["review"]) == ["rejected"]


# --- two reports, two figures ---------------------------------------------------------------------


def test_reports_that_disagree_are_grouped_and_the_chosen_one_counts(own: extract.Store) -> None:
    reviewed_store.contradict(own)
    reports = data.reports()
    (group,) = conflicts(data.observations(), reports, data.choices())
    assert {one["quote"] for one in group.rows} == {"超15万", "12万"} and not group.choice
    assert group.title.startswith("深圳市福田区政务服务数据管理局，工单分派转办量，2022年")
    for quote in ("12万", "超15万"):
        one = next(str(r["observation_id"]) for r in group.rows if r["quote"] == quote)
        number = data.choose(one, group.others(one), "年度报告为准", ZHANG)
        rows = data.observations()
        (chosen,) = conflicts(rows, reports, data.choices())
        assert (chosen.choice, chosen.chosen, chosen.author) == (number, one, "张三")
        assert chosen.rows[0]["quote"] == quote and chosen.reason == "年度报告为准"
        found = compare(rows, "orders_dispatched", Scope(period="2022"))
        told = found.rows[found.rows["agency"] == group.rows[0]["agency"]]
        assert list(told["quote"]) == [quote], "the comparison follows the choice"
        assert not any(reason.key == "S_conflict" for reason in found.reasons)
        fields = [dict(evidence.fields(r)) for r in evidence.as_rows(rows)
                  if r["observation_id"] in (one, *group.others(one))]  # fmt: skip
        told_by = {one["报告不一致"] for one in fields}
        assert told_by == {"已选用：年度报告为准", "未选用：另一份报告的数字被选用"}
    data.unchoose(number, ZHANG)
    found = compare(data.observations(), "orders_dispatched", Scope(period="2022"))
    assert any(reason.key == "S_conflict" for reason in found.reasons)


def test_a_figure_finds_its_group_and_puts_it_first(own: extract.Store) -> None:
    reviewed_store.contradict(own)
    found = conflicts(data.observations(), data.reports(), data.choices())
    (one,) = found
    annual, later = (str(r["observation_id"]) for r in sorted(one.rows, key=lambda r: r["value"]))
    assert reviewing_conflicts.about(found, annual) is one
    assert reviewing_conflicts.about(found, "elsewhere") is None
    assert {one.beside(annual), one.beside(later)} == {"12万", "超15万"}
    other = replace(one, rows=({**one.rows[0], "observation_id": "x"},))
    assert reviewing_conflicts.foremost([other, one], annual) == [one, other]
    assert reviewing_conflicts.foremost([other, one], "") == [other, one]
    assert reviewing_conflicts.told([one, replace(other, choice=3)]).startswith("共2组，1组")


def test_tables_without_choices_are_read_as_before(own: extract.Store) -> None:
    rows = data.observations().drop(columns=["chosen", "set_aside", "review"])
    assert not choosing.index(rows).set_aside.any()
    one = evidence.as_rows(rows.head(1))[0]
    assert readings.reading(one, data.taxonomy(), conflict=True).conflict
    assert not math.isnan(readings.reading(one | {"chosen": "为准"}, data.taxonomy()).value)
    assert not readings.reading(one | {"chosen": "为准"}, data.taxonomy(), conflict=True).conflict
