"""Corrections: sound or refused, kept through everything, applied wherever figures are read."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from test_store import REPORT, one, tidy

from extract import COLUMNS, Correction, DuibiaoError, Store, ledger
from extract.corrections import applied, check, number_text, twice
from extract.model import Report
from extract.tidy import observation_id

RATE = {
    "observation_id": "r1",
    "value": 98.48,
    "value_low": 98.48,
    "value_high": 98.48,
    "unit": "%",
    "qualifier": "exact",
    "indicator": "satisfaction_rate",
    "indicator_name": "满意率",
    "category": "satisfaction",
    "quote": "98.48%",
    "note": "由标题推断",
}
COUNT = {"unit": "件", "qualifier": "over", "value_high": math.nan}


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store with one report: a rate (r1) and two counts (o1, o2)."""
    made = Store(url)
    made.put(REPORT, rows())
    yield made
    made.close()


def rows() -> pd.DataFrame:
    return tidy(one(1, **COUNT), one(2, **COUNT), one(3, **RATE))


def correction(
    identity: str = "o1", after: str = "33000000", field: str = "value", **more: Any
) -> Correction:
    """A sound correction of the store's figures."""
    before = {"value": "98.48" if identity == "r1" else "32000000", "unit": "件"}.get(field, "")
    given = {"before": before, "reason": "原文为3300万", "author": "张三", **more}
    return Correction(identity, REPORT.report_id, field, after=after, **given)


def cell(store: Store, identity: str, name: str) -> Any:
    frame = store.observations().set_index("observation_id")
    return frame.loc[identity, name]


# ---- one correction ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [(32e6, "32000000"), (98.48, "98.48"), (-0.5, "-0.5"), (1e300, "1e+300"), (math.nan, "")],
)
def test_a_value_is_written_so_that_nothing_is_lost(value: float, text: str) -> None:
    assert number_text(value) == text
    assert text == "" or float(text) == value


def test_a_correction_of_a_row_knows_what_stood_there() -> None:
    made = Correction.of({**RATE, "report_id": "甲.txt"}, "value", 98.5, "见附表")
    assert (made.before, made.after, made.changes) == ("98.48", "98.5", True)
    assert not Correction.of({**RATE, "report_id": "甲.txt"}, "value", 98.480, "x").changes
    assert not Correction.of({**RATE, "report_id": "甲.txt"}, "unit", "%", "x").changes


@pytest.mark.parametrize(
    "sound",
    [
        correction(),
        correction(after="33000000.5"),
        correction(field="unit", after="人次"),
        correction(field="unit", after=""),
        correction(field="indicator", after="satisfaction_rate"),
        correction(field="indicator", before="satisfaction_rate", after=""),
    ],
)
def test_a_sound_correction_is_taken(sound: Correction) -> None:
    check(sound)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (correction(field="agency"), "不能更正“agency”"),
        (correction(after="很多"), "“很多”不是可用的数值"),
        (correction(after="nan"), "不是可用的数值"),
        (correction(after="1e999"), "不是可用的数值"),
        (correction(after="1e21"), "不是可用的数值"),
        (correction(field="unit", after="没有的单位"), "不认识单位“没有的单位”"),
        (correction(field="indicator", after="no_such"), "不认识指标“no_such”"),
        (correction(reason=" \n"), "没有写说明"),
        (correction(reason="长" * 3000), "超过 2000 字"),
        (correction(author=""), "没有写更正人"),
        (correction(after="32000000.0"), "更正前后相同"),
    ],
)
def test_an_unsound_correction_is_refused_in_one_sentence(wrong: Correction, words: str) -> None:
    with pytest.raises(DuibiaoError, match=rf"{words}.*请.*。$"):
        check(wrong)


def test_two_of_the_same_field_are_seen() -> None:
    again = correction(after="3")
    assert twice([correction(), correction("o2"), again]) == again
    assert twice([correction(), correction(field="unit", after="人次")]) is None


# ---- applied ----------------------------------------------------------------------------------


def test_a_value_takes_its_bounds_along() -> None:
    frame = applied(rows(), [correction(), correction("r1", "98.5")])
    over, _, exact = frame.to_dict("records")
    assert (over["value"], over["value_low"]) == (33e6, 33e6) and math.isnan(over["value_high"])
    assert exact["value"] == exact["value_low"] == exact["value_high"] == 98.5
    assert over["note"] == "已更正(数值原为32000000)"
    assert exact["note"] == "由标题推断;已更正(数值原为98.48)"


def test_an_indicator_takes_name_and_category_along() -> None:
    change = correction("r1", "callback_satisfaction", "indicator")
    row = applied(rows(), [change]).iloc[2]
    assert row["indicator_name"] == "回访满意率" and row["category"] == "satisfaction"
    assert row["note"] == "由标题推断;已更正(指标原为满意率)"
    none = applied(rows(), [replace(change, after="")]).iloc[2]
    assert (none["indicator"], none["indicator_name"]) == ("", "")
    assert none["category"] == "satisfaction", "what kind of figure it is stays"


def test_an_indicator_of_things_leaves_the_category() -> None:
    from extract.taxonomy import indicators

    by_thing = next(one.id for one in indicators().values() if one.by_thing)
    row = applied(rows(), [correction("r1", by_thing, "indicator")]).iloc[2]
    assert row["indicator"] == by_thing and row["category"] == "satisfaction"


def test_every_other_cell_and_the_frame_given_stay_as_they_are() -> None:
    frame = rows()
    kept = frame.copy()
    changed = applied(frame, [correction("o1"), correction("o1", "人次", "unit")])
    pd.testing.assert_frame_equal(frame, kept)
    pd.testing.assert_frame_equal(changed.iloc[1:], kept.iloc[1:])
    own = ["value", "value_low", "unit", "note"]
    pd.testing.assert_frame_equal(changed.drop(columns=own), kept.drop(columns=own))
    assert list(changed.dtypes) == list(kept.dtypes)


def test_without_a_correction_the_frame_itself_comes_back() -> None:
    frame = rows()
    assert applied(frame, []) is frame
    assert applied(frame, [correction("gone")]) is frame


def test_a_correction_that_new_rules_agree_with_leaves_no_trace() -> None:
    frame = applied(rows(), [correction(before="31000000", after="32000000")])
    assert frame.iloc[0]["note"] == ""


# ---- stored -----------------------------------------------------------------------------------


def test_a_correction_is_stored_applied_and_listed(store: Store) -> None:
    (number,) = store.correct([correction(origin="对标.xlsx")])
    assert cell(store, "o1", "value") == 33e6
    row = store.corrections().iloc[0]
    assert row["correction_id"] == number and row["status"] == "active"
    assert (row["before"], row["after"]) == ("32000000", "33000000")
    assert (row["author"], row["reason"], row["origin"]) == ("张三", "原文为3300万", "对标.xlsx")
    assert row["quote"] == "超3200万件" and row["report_id"] == REPORT.report_id
    assert pd.Timestamp.now("UTC").tz_localize(None) - row["made"] < pd.Timedelta(minutes=1)


def test_an_empty_ledger_has_every_column_and_dtype(store: Store) -> None:
    empty = store.corrections()
    store.correct([correction()])
    full = store.corrections()
    assert list(empty.columns) == list(full.columns)
    assert list(empty.dtypes) == list(full.dtypes)
    assert list(full.columns)[:11] == [
        "correction_id", "observation_id", "report_id", "field", "before", "after",
        "reason", "author", "made", "origin", "status",
    ]  # fmt: skip


def test_a_second_correction_supersedes_the_first(store: Store) -> None:
    store.correct([correction()])
    store.correct([correction(before="33000000", after="34000000", author="李四")])
    first, second = store.corrections().to_dict("records")
    assert (first["status"], second["status"]) == ("superseded", "active")
    assert first["ended_by"] == "李四" and first["after"] == "33000000"
    assert cell(store, "o1", "value") == 34e6
    assert cell(store, "o1", "note") == "已更正(数值原为32000000)"


def test_undoing_brings_back_what_was_before(store: Store) -> None:
    first, *_ = store.correct([correction()])
    second, *_ = store.correct([correction(before="33000000", after="34000000")])
    with pytest.raises(DuibiaoError, match="已被撤销或取代"):
        store.undo(first, "李四")
    store.undo(second, "李四")
    assert cell(store, "o1", "value") == 33e6
    store.undo(first, "李四")
    assert cell(store, "o1", "value") == 32e6 and cell(store, "o1", "note") == ""
    assert list(store.corrections()["status"]) == ["undone", "undone"]
    assert list(store.corrections()["ended_by"]) == ["李四", "李四"]
    store.correct([correction()])
    assert cell(store, "o1", "value") == 33e6


@pytest.mark.parametrize(("number", "who", "words"), [(99, "甲", "没有第 99 号"), (1, " ", "姓名")])
def test_an_undoing_that_cannot_be_is_refused(
    store: Store, number: int, who: str, words: str
) -> None:
    store.correct([correction()])
    with pytest.raises(DuibiaoError, match=f"{words}.*请.*。$"):
        store.undo(number, who)


def test_a_stale_correction_is_refused_and_none_of_the_others_comes_in(store: Store) -> None:
    store.correct([correction()])
    stale = correction("o1", after="35000000")
    with pytest.raises(DuibiaoError, match=r"第 2 条更正的数字.*已被改为“33000000”.*请重新导出"):
        store.correct([correction("o2"), stale])
    assert cell(store, "o2", "value") == 32e6
    assert len(store.corrections()) == 1


def test_the_wrong_one_of_several_is_named(store: Store) -> None:
    with pytest.raises(DuibiaoError, match=r"^第 2 条:更正没有写说明"):
        store.correct([correction("o2"), correction(reason="")])
    with pytest.raises(DuibiaoError, match=r"第 1 条更正的数字.*已不在库中"):
        store.correct([correction("nowhere")])
    with pytest.raises(DuibiaoError, match="有两条更正"):
        store.correct([correction(), correction(after="5")])
    assert store.corrections().empty


def test_numbers_count_as_numbers_when_told_what_stood_there(store: Store) -> None:
    store.correct([correction(before="3.2e7")])
    assert cell(store, "o1", "value") == 33e6


# ---- kept -------------------------------------------------------------------------------------


def test_extracting_again_keeps_corrections(store: Store) -> None:
    store.correct([correction(), correction("r1", "98.5")])
    store.put(REPORT, rows())
    assert cell(store, "o1", "value") == 33e6 and cell(store, "r1", "value") == 98.5


def test_a_span_that_vanishes_makes_a_correction_moot_until_it_is_back(store: Store) -> None:
    store.correct([correction()])
    store.put(REPORT, tidy(one(2, **COUNT)))
    row = store.corrections().iloc[0]
    assert row["status"] == "moot" and row["quote"] == "超3200万件"
    assert list(store.observations()["value"]) == [32e6]
    store.put(REPORT, rows())
    assert store.corrections().iloc[0]["status"] == "active"
    assert cell(store, "o1", "value") == 33e6


def test_a_correction_holds_and_says_so_where_new_rules_read_otherwise(store: Store) -> None:
    store.correct([correction()])
    assert not store.corrections()["drifted"].any()
    store.put(REPORT, tidy(one(1, **COUNT, **dict.fromkeys(("value", "value_low"), 3.1e7))))
    row = store.corrections().iloc[0]
    assert (row["status"], row["drifted"], row["reads"]) == ("active", True, "31000000")
    assert cell(store, "o1", "value") == 33e6
    assert cell(store, "o1", "note") == "已更正(数值原为31000000)"
    store.correct([correction(before="33000000", after="34000000")])
    first, second = store.corrections().to_dict("records")
    assert (first["status"], first["drifted"]) == ("superseded", False)
    assert second["drifted"], "the first of a chain knows what was read then"
    store.put(REPORT, rows())
    assert not store.corrections()["drifted"].any()


def test_a_correction_that_new_rules_agree_with_says_so_too(store: Store) -> None:
    store.correct([correction()])
    store.put(REPORT, tidy(one(1, **COUNT, value=33e6)))
    row = store.corrections().iloc[0]
    assert (row["status"], row["drifted"], row["reads"]) == ("active", True, row["after"])


def test_a_drifted_unit_is_told_and_a_moot_one_is_not(store: Store) -> None:
    store.correct([correction(field="unit", after="人次"), correction("o2")])
    store.put(REPORT, tidy(one(1, **{**COUNT, "unit": ""})))
    unit, value = store.corrections().to_dict("records")
    assert (unit["reads"], unit["drifted"]) == ("", True)
    assert (value["status"], value["drifted"]) == ("moot", False)


def test_nothing_of_the_ledger_is_ever_lost(store: Store) -> None:
    """Whatever happens to reports and corrections, each keeps what it was given."""
    given = []
    for n in range(3):
        after = f"{n + 40}000000"
        before = given[-1][1] if given else "32000000"
        store.correct([correction(before=before, after=after, reason=f"第{n}次")])
        given.append((before, after, f"第{n}次"))
    store.undo(3, "李四")
    store.put(replace(REPORT, text="另一篇"), tidy())
    store.undo(2, "王五")
    store.put(REPORT, rows())
    ledger = store.corrections()
    assert list(zip(ledger["before"], ledger["after"], ledger["reason"], strict=True)) == given
    assert list(ledger["status"]) == ["active", "undone", "undone"]
    assert cell(store, "o1", "value") == 40e6


def test_of_two_who_take_the_same_back_one_is_told(store: Store, url: str) -> None:
    store.correct([correction()])
    store.correct([correction(before="33000000", after="34000000")])
    told = together(url, [lambda kept, n=n: kept.undo(2, f"第{n}人") for n in range(5)])
    assert told.count("") == 1 and all("已被撤销或取代" in one for one in told if one)
    assert list(store.corrections()["status"]) == ["active", "undone"]
    assert cell(store, "o1", "value") == 33e6


def test_a_correction_and_an_undoing_at_once_leave_one_sound_ledger(store: Store, url: str) -> None:
    for _ in range(5):
        (number,) = store.correct([correction()])
        later = correction(before="33000000", after="34000000")
        told = together(
            url,
            [lambda kept, n=number: kept.undo(n, "甲"), lambda kept, c=later: kept.correct([c])],
        )
        assert told.count("") == 1, "the second finds that the figure has changed"
        ledger = store.corrections()
        active = ledger[ledger["status"] == "active"]
        assert len(active) == (told[1] == "")
        for number in active["correction_id"]:
            store.undo(int(number), "乙")
        for number in store.corrections().query("status == 'active'")["correction_id"]:
            store.undo(int(number), "乙")
        assert cell(store, "o1", "value") == 32e6


def test_a_ledger_row_that_turned_meanwhile_is_not_turned_again(store: Store) -> None:
    """As on a server where two transactions read before either writes."""
    (number,) = store.correct([correction()])
    with pytest.raises(DuibiaoError, match="已被撤销或取代"), store._writing() as connection:
        ledger.undo(connection, number, "甲")
        ledger._turn(connection, number, (ledger.ACTIVE, ledger.SUPERSEDED), "乙", None)
    assert list(store.corrections()["status"]) == ["active"], "none of it was written"


def test_words_that_look_like_sql_are_words(store: Store) -> None:
    hostile = "'); DROP TABLE corrections; --"
    (number,) = store.correct([correction(reason=hostile, author=hostile, origin=hostile)])
    store.undo(number, hostile)
    row = store.corrections().iloc[0]
    assert {row["reason"], row["author"], row["origin"], row["ended_by"]} == {hostile}
    with pytest.raises(DuibiaoError, match="已不在库中"):
        store.correct([correction("x' OR '1'='1")])


def test_what_is_made_is_kept_in_utc(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        store.correct([correction()])
        store.undo(1, "李四")
        row = store.corrections().iloc[0]
        now = pd.Timestamp.now("UTC").tz_localize(None)
        for moment in (row["made"], row["ended"]):
            assert abs(now - moment) < pd.Timedelta(minutes=1)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_another_text_makes_a_correction_moot(store: Store) -> None:
    store.correct([correction()])
    store.put(replace(REPORT, text="另一篇报告"), rows())
    assert store.corrections().iloc[0]["status"] == "moot"
    assert cell(store, "o1", "value") == 32e6


def test_a_correction_follows_its_text_to_another_file_name(store: Store) -> None:
    old, new = "旧.txt", "新.txt"
    spans = {name: observation_id(name, 5, 12) for name in (old, new)}
    for name, text in ((old, "甲"), (new, "乙")):
        row = one(5, **COUNT, report_id=name, observation_id=spans[name])
        store.put(Report(name, text), tidy(row))
    store.correct([correction(spans[old])])
    assert cell(store, spans[new], "value") == 32e6
    store.put(Report(new, "甲"), tidy(one(5, **COUNT, report_id=new, observation_id=spans[new])))
    assert cell(store, spans[new], "value") == 32e6, "its own report is there"
    store.put(Report(old, "丙"), tidy())
    assert cell(store, spans[new], "value") == 33e6
    row = store.corrections().iloc[0]
    assert (row["status"], row["observation_id"]) == ("active", spans[new])
    store.correct([correction(spans[new], before="33000000", after="34000000")])
    assert list(store.corrections()["status"]) == ["superseded", "active"]
    assert cell(store, spans[new], "value") == 34e6


def test_what_is_stored_stays_after_opening_again(store: Store, url: str) -> None:
    store.correct([correction()])
    store.close()
    again = Store(url)
    assert cell(again, "o1", "value") == 33e6
    again.close()


def test_a_thousand_corrections_are_stored_and_read_at_once(store: Store) -> None:
    many = tidy(*(one(n, **COUNT) for n in range(1200)))
    store.put(REPORT, many)
    assert len(store.correct([correction(f"o{n}") for n in range(1200)])) == 1200
    assert set(store.observations()["value"]) == {33e6}
    store.put(REPORT, tidy())
    assert set(store.corrections()["status"]) == {"moot"}


# ---- at once ----------------------------------------------------------------------------------


def at_once(url: str, given: list[Correction]) -> list[str]:
    """What becomes of corrections that as many stores make at the same time: "" or why not."""
    return together(url, [lambda store, made=made: store.correct([made]) for made in given])


def together(url: str, given: list[Callable[..., Any]]) -> list[str]:
    """What becomes of steps that as many stores take at the same time: "" or why not."""
    ready = threading.Barrier(len(given))
    told = [""] * len(given)

    def make(place: int) -> None:
        store = Store(url)
        ready.wait()
        try:
            given[place](store)
        except DuibiaoError as error:
            told[place] = str(error)
        finally:
            store.close()

    threads = [threading.Thread(target=make, args=(place,)) for place in range(len(given))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_of_two_people_at_the_same_figure_one_wins_and_the_other_is_told(
    store: Store, url: str
) -> None:
    told = at_once(url, [correction(after=f"{n}000000", author=f"第{n}人") for n in range(1, 7)])
    assert told.count("") == 1
    assert all("已被改为" in one for one in told if one)
    made = store.corrections()
    winner = made.iloc[0]
    assert len(made) == 1 and cell(store, "o1", "value") == float(winner["after"])


def test_of_two_people_at_different_figures_both_are_kept(store: Store, url: str) -> None:
    given = [
        correction(),
        correction("o2"),
        correction("r1", "98.5"),
        correction("o1", "人次", "unit"),
    ]
    assert at_once(url, given) == ["", "", "", ""]
    assert len(store.corrections()) == 4
    assert cell(store, "o1", "unit") == "人次" and cell(store, "o1", "value") == 33e6


def test_no_row_of_the_tidy_table_is_read_otherwise_than_it_was_stored(store: Store) -> None:
    plain = store.observations()
    store.correct([correction("r1", "98.5")])
    rest = [column.name for column in COLUMNS if column.name not in {"value", "note"}]
    own = ["value_low", "value_high"]
    others = store.observations()[rest].drop(columns=own)
    pd.testing.assert_frame_equal(others, plain[rest].drop(columns=own))
