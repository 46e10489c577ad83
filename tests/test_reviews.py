"""Reviews, choices, roles, the queue and the audit log, on both databases."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from test_corrections import COUNT, RATE, correction, together
from test_store import REPORT, one, tidy

from extract import DuibiaoError, Store
from extract.database import StoreError
from extract.keeping import worklist
from extract.keeping.attention import attention
from extract.model import File, Report
from extract.tidy import observation_id

OTHER = replace(REPORT, report_id="福田2022.txt", text="另一份", file=None)
SURE = {"confidence": 0.95, "time_period": "2022", "reference_area": "深圳市", "kind": "level",
        "obs_status": "actual", "rule": "digits"}  # fmt: skip


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store with a report: a rate (r1) and two counts (o1, o2)."""
    made = Store(database_url)
    made.put(REPORT, tidy(one(1, **COUNT), one(2, **COUNT), one(3, **RATE)))
    yield made
    made.close()


def shown(store: Store, **how: Any) -> list[str]:
    return list(store.observations(**how)["observation_id"])


def queued(store: Store, **how: Any) -> list[str]:
    return list(store.queue(**how)["observation_id"])


def kind_of(complaint: pytest.ExceptionInfo[StoreError]) -> str:
    return complaint.value.kind


# ---- reviews ----------------------------------------------------------------------------------


def test_a_review_is_stored_listed_and_what_is_rejected_leaves_the_table(store: Store) -> None:
    number = store.review("o1", "rejected", " 张三 ", " 不是业务量 ")
    assert shown(store) == ["o2", "r1"] and shown(store, rejected=True) == ["o1", "o2", "r1"]
    row = store.reviews().iloc[0]
    assert (row["review_id"], row["verdict"], row["author"]) == (number, "rejected", "张三")
    assert (row["note"], row["status"], row["drifted"]) == ("不是业务量", "active", False)
    assert (row["quote"], row["start"], row["end"]) == ("超3200万件", 1, 8)
    store.unreview(number, "李四")
    assert shown(store) == ["o1", "o2", "r1"]
    row = store.reviews().iloc[0]
    assert (row["status"], row["ended_by"]) == ("undone", "李四")


def test_an_empty_table_of_reviews_has_every_column_and_dtype(store: Store) -> None:
    frames = [store.reviews(), store.choices(), store.roles()]
    store.put(OTHER, tidy(one(9, report_id=OTHER.report_id)))
    store.review("o1", "accepted", "张三")
    store.choose("o1", ["o9"], "年报为准", "张三")
    store.set_role("张三", "admin", "张三")
    for empty, full in zip(frames, [store.reviews(), store.choices(), store.roles()], strict=True):
        assert len(full) == 1 and list(empty.dtypes) == list(full.dtypes)


def test_of_one_person_the_second_review_supersedes_the_first(store: Store) -> None:
    first = store.review("o1", "accepted", "张三")
    second = store.review("o1", "rejected", "张三")
    assert list(store.reviews()["status"]) == ["superseded", "active"]
    assert shown(store) == ["o2", "r1"]
    with pytest.raises(StoreError, match="已被撤销或取代") as caught:
        store.unreview(first, "张三")
    assert kind_of(caught) == "ended"
    store.unreview(second, "张三")
    assert list(store.reviews()["status"]) == ["active", "undone"]
    assert shown(store) == ["o1", "o2", "r1"]


def test_of_two_people_the_latest_verdict_holds(store: Store) -> None:
    store.review("o1", "rejected", "张三")
    later = store.review("o1", "accepted", "李四")
    assert "o1" in shown(store)
    store.unreview(later, "李四")
    assert "o1" not in shown(store)


def test_a_review_of_what_has_changed_meanwhile_is_refused(store: Store) -> None:
    seen = store.observations().iloc[0].to_dict()
    store.correct([correction()])
    with pytest.raises(StoreError, match=r"已被改动,现在是“33000000、件”;请刷新") as caught:
        store.review("o1", "accepted", "李四", seen=seen)
    assert kind_of(caught) == "changed"
    store.review("o1", "accepted", "李四", seen=store.observations().iloc[0].to_dict())
    assert len(store.reviews()) == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("o1", "maybe", "张三"), "不认识核对结论"),
        (("o1", "accepted", " "), "没有写姓名"),
        (("o1", "accepted", "张三", "长" * 3000), "超过 2000 字"),
        (("o1", "accepted", "张\0三"), "不能保存的字符"),
        (("nowhere", "accepted", "张三"), "已不在库中"),
    ],
)
def test_an_unsound_review_is_refused_in_one_sentence(
    store: Store, given: tuple[str, ...], words: str
) -> None:
    with pytest.raises(DuibiaoError, match=rf"{words}.*请.*。$"):
        store.review(*given)
    assert store.reviews().empty


def test_reviews_outlive_extraction_and_follow_their_text_to_another_name(store: Store) -> None:
    old, new = "旧.txt", "新.txt"
    spans = {name: observation_id(name, 5, 12) for name in (old, new)}

    def put(name: str, text: str) -> None:
        row = one(5, **COUNT, report_id=name, observation_id=spans[name])
        store.put(Report(name, text), tidy(row))

    put(old, "甲")
    store.review(spans[old], "rejected", "张三")
    put(old, "甲")
    assert spans[old] not in shown(store)
    store.put(Report(old, "甲"), tidy())
    assert list(store.reviews()["status"]) == ["moot"]
    put(new, "甲")
    assert spans[new] not in shown(store), "the same words under another name"
    assert list(store.reviews()["observation_id"]) == [spans[new]]
    store.remove(new, "张三", "重复")
    assert list(store.reviews()["status"]) == ["moot"]


def test_a_review_of_what_new_rules_read_otherwise_says_so(store: Store) -> None:
    store.review("o1", "accepted", "张三")
    store.put(REPORT, tidy(one(1, **COUNT, value=31e6)))
    assert store.reviews().iloc[0]["drifted"]
    assert queued(store) == ["o1"]
    assert store.queue().iloc[0]["because"].split()[0] == "changed"


def test_two_reviews_by_one_person_at_once_leave_one_active(store: Store) -> None:
    told = together(
        store.url,
        [lambda kept, v=v: kept.review("o1", v, "张三") for v in ("accepted", "rejected") * 3],
    )
    assert told == [""] * 6
    assert sorted(store.reviews()["status"]) == ["active"] + ["superseded"] * 5


# ---- the queue --------------------------------------------------------------------------------


def test_the_least_certain_and_most_consequential_come_first(store: Store) -> None:
    rows = [
        one(10, **SURE),
        one(11, **SURE | {"confidence": 0.6}),
        one(12, **SURE | {"indicator": "shared"}),
        one(13, **SURE | {"indicator": "shared", "confidence": 0.6}),
        one(14, **SURE | {"time_period": ""}),
        one(15, **SURE | {"note": "由标题推断"}),
        one(16, **SURE | {"indicator": "shared", "obs_status": "target"}),
    ]
    store.remove(REPORT.report_id, "张三", "重来")
    for number in range(1, 5):
        name = f"r{number}.txt"
        store.put(
            replace(OTHER, report_id=name, text=name),
            tidy(*(row | {"report_id": name, "agency": f"机构{number}",
                          "observation_id": f"{row['observation_id']}-{number}"}
                   for row in (rows if number == 1 else [rows[2]]))),
        )  # fmt: skip
    found = store.queue().set_index("observation_id")
    order = [name.split("-")[0] for name in found.index if name.endswith("-1")]
    assert order == ["o13", "o11", "o12", "o16", "o14", "o15", "o10"]
    assert found.loc["o13-1", "because"] == "low_confidence rare_rule shared headline"
    assert found.loc["o10-1", "because"] == "no_indicator rare_rule"
    assert found.loc["o14-1", "because"] == "no_period no_indicator rare_rule"
    assert found.loc["o12-1", "agencies"] == 4 and found["priority"].is_monotonic_decreasing
    assert queued(store, limit=2) == list(found.index[:2])
    assert queued(store, report_id="r2.txt") == ["o12-2"]
    assert all(set(codes.split()) <= set(worklist.CODES) for codes in found["because"])


def test_the_queue_gives_the_first_of_a_full_sort(store: Store) -> None:
    """What it leaves unread is never among the first."""
    rows = [
        one(100 + n, indicator=f"i{n % 7}", confidence=(n * 37 % 100) / 100, rule="digits",
            kind="level", obs_status="actual" if n % 3 else "target", time_period="2022",
            reference_area="深圳市", agency=f"a{n % (1 + n % 7)}")
        for n in range(400)
    ]  # fmt: skip
    store.put(OTHER, tidy(*(row | {"report_id": OTHER.report_id} for row in rows)))
    whole = store.queue(limit=1000)
    for limit in (1, 5, 30):
        assert queued(store, limit=limit) == list(whole["observation_id"][:limit])


def test_what_is_settled_leaves_the_queue(store: Store) -> None:
    assert sorted(queued(store)) == ["o1", "o2", "r1"]
    store.review("o1", "accepted", "张三")
    store.review("o2", "rejected", "张三")
    assert queued(store) == ["r1"]
    store.correct([correction("r1", "98.5")])
    assert queued(store) == [], "who puts a figure right has reviewed it"


def test_a_second_reader_is_another_person(store: Store) -> None:
    store.review("o1", "accepted", "张三")
    store.review("o1", "accepted", "张三")
    assert "o1" in queued(store, readers=2)
    assert "o1" not in queued(store, readers=2, author="张三")
    row = store.queue(readers=2, author="李四").set_index("observation_id").loc["o1"]
    assert row["accepted"] == 1 and "second_reader" in row["because"].split()
    store.review("o1", "accepted", "李四")
    assert "o1" not in queued(store, readers=2)
    assert "o1" in queued(store, readers=3)
    store.correct([correction("o2")])
    assert "o2" in queued(store, readers=2) and "o2" not in queued(store, readers=2, author="张三")


def test_those_who_disagree_are_told_first(store: Store) -> None:
    store.review("r1", "accepted", "张三")
    store.review("r1", "rejected", "李四")
    assert queued(store)[0] == "r1" and "r1" not in queued(store, author="李四")
    assert "disagreed" in store.queue().iloc[0]["because"].split()


def test_the_queue_shows_figures_as_corrected(store: Store) -> None:
    store.correct([correction()])
    row = store.queue(readers=2).set_index("observation_id").loc["o1"]
    assert row["value"] == 33e6 and "已更正" in row["note"]


def test_what_was_recognised_from_a_picture_asks_for_more_attention(store: Store) -> None:
    scan = File("扫描.pdf", "scan", "cd" * 32, 9, (), 0.7)
    for name, file in (("a", None), ("b", scan)):
        row = one(7, **SURE, observation_id=name, report_id=f"{name}.txt")
        store.put(replace(OTHER, report_id=f"{name}.txt", text=name, file=file), tidy(row))
    found = store.queue().set_index("observation_id")["priority"]
    assert found["b"] > found["a"]


def test_attention_is_what_its_docstring_says() -> None:
    frame = tidy(
        one(1, **SURE),
        one(2, **SURE | {"indicator": "x"}),
        one(3, **SURE | {"time_period": "", "note": "x"}),
    )
    assert list(attention(frame).round(4)) == [0.05, 0.1, 0.2]
    assert list(attention(frame, 0.1).round(4)) == [0.15, 0.3, 0.3]


# ---- choices ----------------------------------------------------------------------------------


@pytest.fixture
def torn(store: Store) -> Store:
    """Two more reports that say otherwise: o9 and o8."""
    for number, name in ((9, "年报.txt"), (8, "简报.txt")):
        row = one(number, **COUNT, value=31e6, report_id=name)
        store.put(replace(OTHER, report_id=name, text=name), tidy(row))
    return store


def test_a_choice_is_kept_with_its_reason_and_all_figures_stay(torn: Store) -> None:
    number = torn.choose("o9", ["o1", "o8", "o1"], "年报为准", "张三")
    row = torn.choices().iloc[0]
    assert (row["choice_id"], row["observation_id"], row["over"]) == (number, "o9", "o1 o8")
    assert (row["reason"], row["author"], row["status"]) == ("年报为准", "张三", "active")
    assert {"o1", "o8", "o9"} <= set(shown(torn))
    torn.unchoose(number, "李四")
    assert (torn.choices().iloc[0][["status", "ended_by"]] == ["undone", "李四"]).all()
    with pytest.raises(StoreError, match="已被撤销或取代"):
        torn.unchoose(number, "李四")


def test_another_choice_among_them_supersedes(torn: Store) -> None:
    torn.choose("o9", ["o1"], "年报为准", "张三")
    torn.choose("o1", ["o9"], "原件为准", "李四")
    assert list(torn.choices()["status"]) == ["superseded", "active"]
    torn.choose("o2", ["r1"], "另一回事", "李四")
    assert list(torn.choices()["status"]) == ["superseded", "active", "active"]


def test_a_choice_follows_its_figures_and_is_moot_without_them(torn: Store) -> None:
    torn.choose("o9", ["o8"], "年报为准", "张三")
    torn.remove("简报.txt", "张三", "撤回")
    assert list(torn.choices()["status"]) == ["moot"]
    row = one(8, **COUNT, report_id="新.txt", observation_id="o80")
    torn.put(replace(OTHER, report_id="新.txt", text="简报.txt"), tidy(row))
    assert torn.choices().iloc[0][["status", "over"]].tolist() == ["active", "o80"]
    torn.put(replace(OTHER, report_id="年报.txt", text="年报.txt"), tidy())
    assert list(torn.choices()["status"]) == ["moot"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("o9", [], "理由", "张三"), "没有可比照"),
        (("o9", ["o9"], "理由", "张三"), "没有可比照"),
        (("o9", ["o1"], " ", "张三"), "没有写理由"),
        (("o9", ["o1"], "理由", ""), "没有写姓名"),
        (("o9", ["nowhere"], "理由", "张三"), "已不在库中"),
    ],
)
def test_an_unsound_choice_is_refused(torn: Store, given: tuple[Any, ...], words: str) -> None:
    with pytest.raises(DuibiaoError, match=rf"{words}.*请.*。$"):
        torn.choose(*given)
    assert torn.choices().empty


# ---- roles ------------------------------------------------------------------------------------


def test_a_role_is_given_changed_and_taken_away(store: Store) -> None:
    assert store.role("zhang@example.cn") == ""
    store.set_role("Zhang@Example.cn", "editor", "管理员")
    assert store.role(" ZHANG@example.cn") == "editor"
    store.set_role("zhang@example.cn", "reader", "管理员")
    assert store.roles()[["user", "role", "given_by"]].values.tolist() == [
        ["zhang@example.cn", "reader", "管理员"]
    ]
    store.set_role("zhang@example.cn", "", "管理员")
    assert store.roles().empty
    log = store.audit(action="role")
    assert list(zip(log["before"], log["after"], strict=True)) == [
        ("reader", ""), ("editor", "reader"), ("", "editor"),
    ]  # fmt: skip


def test_the_last_admin_stays_one(store: Store) -> None:
    store.set_role("甲", "admin", "甲")
    for less in ("reader", ""):
        with pytest.raises(DuibiaoError, match="最后一位管理员"):
            store.set_role("甲", less, "甲")
    store.set_role("乙", "admin", "甲")
    store.set_role("甲", "reader", "乙")
    assert store.role("甲") == "reader"
    with pytest.raises(DuibiaoError, match="不认识权限"):
        store.set_role("丙", "root", "乙")


# ---- the audit log ----------------------------------------------------------------------------


def test_every_write_leaves_its_line_and_a_refused_one_none(store: Store) -> None:
    store.put(REPORT, tidy(one(1, **COUNT), one(3, **RATE)), "张三", "再抽")
    store.put(replace(REPORT, text="新文"), tidy(one(1, **COUNT), one(2, **COUNT)), "张三")
    store.put(OTHER, tidy(one(9, report_id=OTHER.report_id)), "李四")
    (number,) = store.correct([correction()])
    store.undo(number, "李四")
    review = store.review("o1", "accepted", "张三")
    store.unreview(review, "张三")
    choice = store.choose("o1", ["o9"], "年报", "张三")
    store.unchoose(choice, "张三")
    store.set_fingerprint("规则")
    store.set_role("甲", "admin", "甲")
    store.remove(OTHER.report_id, "张三", "重复")
    store.record("乙", "denied", "remove", "没有权限")
    log = store.audit()
    assert list(log["action"])[::-1][-14:] == [
        "add", "reextract", "replace", "add", "correct", "undo", "review", "unreview", "choose",
        "unchoose", "rules", "role", "remove", "denied",
    ]  # fmt: skip
    before = len(log)
    for refused in (
        lambda: store.undo(number, "李四"),
        lambda: store.review("o1", "maybe", "甲"),
        lambda: store.remove("没有.txt", "甲", "x"),
        lambda: store.set_role("甲", "", "甲"),
    ):
        with pytest.raises(DuibiaoError):
            refused()
    assert len(store.audit()) == before
    line = store.audit(action="correct").iloc[0]
    assert tuple(line[["who", "target", "before", "after"]]) == (
        "张三",
        "o1",
        "32000000",
        "33000000",
    )
    assert "原文为3300万" in line["detail"] and REPORT.report_id in line["detail"]


def test_the_log_is_read_in_pages_and_by_what_is_asked(store: Store) -> None:
    for number in range(10):
        store.record(f"人{number % 2}", "login", f"x{number}")
    first = store.audit(limit=4)
    assert list(first["target"]) == ["x9", "x8", "x7", "x6"]
    more = store.audit(limit=4, before=int(first["audit_id"].iloc[-1]))
    assert list(more["target"]) == ["x5", "x4", "x3", "x2"]
    assert list(store.audit(who="人1", action="login")["target"]) == ["x9", "x7", "x5", "x3", "x1"]
    assert (pd.Timestamp.now("UTC").tz_localize(None) - first["when"]).max() < pd.Timedelta("1min")


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET author = 'x'", "DELETE FROM audit", "TRUNCATE audit"]
)
def test_nothing_of_the_log_can_be_changed(store: Store, statement: str) -> None:
    if statement.startswith("TRUNCATE") and store.url.startswith("sqlite"):
        pytest.skip("SQLite has no TRUNCATE")
    before = store.audit()
    with pytest.raises(DuibiaoError), store._writing() as connection:
        connection.execute(sa.text(statement))
    pd.testing.assert_frame_equal(store.audit(), before)


# ---- reports ----------------------------------------------------------------------------------


def test_reports_that_may_be_the_same_are_found_by_the_surest_reason(store: Store) -> None:
    assert REPORT.file is not None
    same_bytes = replace(REPORT, report_id="x.txt", text="x")
    assert list(store.alike(same_bytes)["because"]) == ["bytes"]
    same_text = replace(REPORT, report_id="x.txt", file=None)
    assert list(store.alike(same_text)["because"]) == ["text"]
    same_name = replace(REPORT, text="x", file=None)
    assert list(store.alike(same_name)["because"]) == ["name"]
    found = store.alike(replace(REPORT, report_id="x.txt", text="x", file=None))
    assert found[["because", "report_id", "period"]].values.tolist() == [
        ["agency_period", REPORT.report_id, "2022-H1"]
    ]
    assert store.alike(Report("y.txt", "y")).empty
    assert list(store.alike(Report("y.txt", "y")).columns) == list(found.columns)


def test_a_report_is_removed_with_its_figures_and_what_people_said_stays(store: Store) -> None:
    store.correct([correction()])
    store.remove(REPORT.report_id, "张三", "重复的报告")
    assert store.reports().empty and store.observations().empty
    assert list(store.corrections()["status"]) == ["moot"]
    for wrong, words in (((REPORT.report_id, "张三", "x"), "库中没有报告"),
                         ((REPORT.report_id, "", "x"), "没有写姓名"),
                         ((REPORT.report_id, "张三", " "), "没有写说明")):  # fmt: skip
        with pytest.raises(DuibiaoError, match=words):
            store.remove(*wrong)
    store.put(REPORT, tidy(one(1, **COUNT)))
    assert list(store.corrections()["status"]) == ["active"]


def test_who_brought_a_text_and_when_stays_as_long_as_the_text(store: Store) -> None:
    store.put(OTHER, tidy(), "张三")
    store.put(OTHER, tidy(), "李四")
    assert store.reports().set_index("report_id").loc[OTHER.report_id, "added_by"] == "张三"
    store.put(replace(OTHER, text="改过的"), tidy(), "李四")
    assert store.reports().set_index("report_id").loc[OTHER.report_id, "added_by"] == "李四"


def test_refreshing_stores_only_what_is_still_the_same_report(store: Store) -> None:
    store.set_fingerprint("甲")
    store.put(OTHER, tidy(one(9, report_id=OTHER.report_id)), "张三")
    assert store.outdated("甲") == (REPORT.report_id,)
    assert store.outdated("乙") == (REPORT.report_id, OTHER.report_id)
    assert store.refresh(OTHER, tidy(), "乙")
    assert store.outdated("乙") == (REPORT.report_id,) and "o9" not in shown(store)
    store.put(replace(OTHER, agency="另一机构"), tidy(), "张三")
    assert not store.refresh(OTHER, tidy(), "丙"), "a person has changed it meanwhile"
    store.remove(OTHER.report_id, "张三", "x")
    assert not store.refresh(OTHER, tidy(), "丙") and store.report(OTHER.report_id) is None
    store.set_fingerprint("乙", anew=True)
    assert store.outdated("乙") == (REPORT.report_id,)


def test_observations_are_asked_for_by_their_cells(store: Store) -> None:
    store.put(OTHER, tidy(one(9, report_id=OTHER.report_id, agency="甲")))
    assert shown(store, report_id=OTHER.report_id) == ["o9"]
    assert shown(store, agency="甲", indicator="") == ["o9"]
    assert shown(store, agency="没有") == []
    assert list(store.observations(agency="没有").dtypes) == list(store.observations().dtypes)
    with pytest.raises(DuibiaoError, match="不能按“1=1; --”查询"):
        store.observations(**{"1=1; --": "x"})


# ---- hostile words ----------------------------------------------------------------------------

HOSTILE = (
    "'; DROP TABLE reports; --", '" OR ""="', "%s %(x)s :x ?", "\\'); DELETE FROM audit; --",
    "${jndi:ldap://x}", "𠮷\u202e\u0301\x07", "NULL", "1e999", "'||(SELECT text FROM reports)||'",
)  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_words_that_look_like_sql_are_words_in_every_argument(store: Store, words: str) -> None:
    """Each method with hostile words in each place: kept as they are, or refused in a sentence."""
    named = replace(
        OTHER, report_id=words, text=words, title=words, agency=words, source_url=words,
        notes=(words,), file=File(words, words, words, 1),
    )  # fmt: skip
    cells = dict.fromkeys(("observation_id", "report_id", "agency", "indicator", "unit", "quote",
                           "note", "rule", "sentence", "time_period"), words)  # fmt: skip
    store.put(named, tidy(one(5, **cells)), words, words)
    assert store.report(words) == named
    assert store.observations(report_id=words)["quote"].tolist() == [words]
    assert store.observations(agency=words, indicator=words, note=words)["rule"].tolist() == [words]
    assert set(store.alike(named)["report_id"]) >= {words}
    number = store.review(words, "accepted", words, words, seen={**cells, "value": 32e6})
    assert store.queue(author=words, report_id=words).empty
    store.unreview(number, words)
    store.unchoose(store.choose(words, ["o1"], words, words), words)
    store.set_role(words, "editor", words)
    assert store.role(words) == "editor"
    store.record(words, words, words, words)
    assert store.audit(who=words, action=words, target=words)["detail"].tolist() == [words]
    store.set_fingerprint(words)
    assert store.fingerprint() == words
    assert set(store.outdated(words)) == {REPORT.report_id, words}
    made = correction(before="32000000", reason=words, author=words, origin=words)
    store.undo(*store.correct([made]), words)
    refused = (
        lambda: store.correct([correction(words + "x", before="32000000")]),
        lambda: store.correct([correction(field=words)]),
        lambda: store.correct([correction(field="unit", after=words)]),
        lambda: store.correct([correction(field="indicator", after=words)]),
        lambda: store.correct([correction(before=words)]),
        lambda: store.review("o1", words, "甲"),
        lambda: store.review(words + "x", "accepted", "甲"),
        lambda: store.choose("o1", [words + "x"], "x", "甲"),
        lambda: store.set_role("甲", words, "甲"),
        lambda: store.remove(words + "x", "甲", "x"),
    )
    for refuse in refused:
        with pytest.raises(DuibiaoError):
            refuse()
    store.remove(words, words, words)
    assert store.report(words) is None
    assert shown(store) == ["o1", "o2", "r1"] and len(store.reports()) == 1


def test_what_no_database_keeps_is_refused_in_a_sentence(store: Store) -> None:
    for unfit in ("\0", "\ud800"):
        attempts = (
            lambda u=unfit: store.put(replace(OTHER, text=f"甲{u}"), tidy()),
            lambda u=unfit: store.put(replace(OTHER, title=f"甲{u}"), tidy()),
            lambda u=unfit: store.put(OTHER, tidy(), f"甲{u}"),
            lambda u=unfit: store.review("o1", "accepted", f"甲{u}"),
            lambda u=unfit: store.set_role(f"甲{u}", "editor", "甲"),
            lambda u=unfit: store.correct([correction(reason=f"甲{u}")]),
        )
        for attempt in attempts:
            with pytest.raises(DuibiaoError, match=r"请.*。$"):
                attempt()
    for huge in (2**70, -(2**70)):
        for attempt in (store.undo, store.unreview, store.unchoose):
            with pytest.raises(DuibiaoError, match=r"请.*。$"):
                attempt(huge, "甲")
    assert len(store.reports()) == 1 and len(store.observations()) == 3


def test_every_pair_of_reports_in_any_order_gives_the_same_table(database_url: str) -> None:
    names = ("乙.txt", "a.txt", "Z.txt", "é.txt")
    store = Store(database_url)
    for name in itertools.chain(names, names[::-1]):
        rows = [one(n, report_id=name, observation_id=f"{name}{n}") for n in (3, 1, 2)]
        store.put(Report(name, name), tidy(*rows))
    found = store.observations()
    assert list(found["report_id"]) == [name for name in sorted(names) for _ in range(3)]
    assert list(found["start"]) == [1, 2, 3] * 4
    assert list(store.reports()["report_id"]) == sorted(names)
    store.close()
