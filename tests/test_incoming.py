"""What comes in: candidates, what a person says of them, what is like them, what is kept."""

from __future__ import annotations

import doctest
import threading
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pages
import pytest
import report_files

import extract
from dashboard import data, incoming, incoming_facts, incoming_figures, incoming_words, rights
from dashboard.incoming import ASK, BOTH, READY, SILENT, SKIP, THERE, TROUBLE, UNKNOWN, Candidate
from dashboard.incoming_facts import Facts
from dashboard.incoming_reading import Place
from dashboard.language import spoken

ZHANG = rights.Person("张三", rights.EDITOR)
NAMED = "深圳市福田区教育局2022年工作总结\n发布日期:2023-01-05\n全年受理工单3200件,满意率98%。"
NAMELESS = "工作总结\n全年受理工单3200件,满意率98%。去年受理工单2900件。"


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIBIAO_DATABASE_URL", f"sqlite:///{tmp_path / 'own.db'}")


def candidate(text: str = NAMED, name: str = "教育.txt") -> Candidate:
    (one,) = incoming.opened([(text.encode(), name)])
    assert isinstance(one, Candidate)
    return one


def kept(text: str = NAMED, name: str = "教育.txt") -> incoming.Accepted:
    one = candidate(text, name)
    return incoming.accept(one, one.answers[0], ZHANG)


def ids() -> list[str]:
    return list(data.reports()["report_id"])


# ---- reading ----------------------------------------------------------------------------------


def test_the_examples_run() -> None:
    done = doctest.testmod(incoming_facts)
    assert done.attempted and not done.failed


def test_a_report_is_read_and_not_kept() -> None:
    one = candidate()
    assert (one.state, one.count, one.answers[0]) == (READY, 2, incoming.ADD)
    assert [incoming_facts.value(one.report, name) for name in incoming_facts.FIELDS] == [
        "深圳市福田区教育局",
        "福田区",
        "2022",
        "2023-01-05",
    ]
    assert data.reports().empty


def test_each_fact_tells_where_it_was_read() -> None:
    one = candidate()
    told = [incoming_words.origin(one, name) for name in incoming_facts.FIELDS]
    assert told == ["据标题", "据机构名称", "据标题", "据正文里的日期"]
    unknown = candidate(NAMELESS)
    assert "机构未知" in incoming_words.origin(unknown, "agency")
    assert unknown.state == UNKNOWN and incoming_words.unknown(unknown) == (
        "agency",
        "area",
        "period",
    )


def test_the_least_certain_figures_come_first() -> None:
    text = (Path("seeds") / "001_0ed795091897200c.txt").read_text(encoding="utf-8")
    one = candidate(text, "龙岗.txt")
    sure = list(incoming.least_certain(one.report)["confidence"])
    assert sure == sorted(sure) and sure[0] < incoming.UNSURE < sure[-1]
    assert one.doubtful == sum(value < incoming.UNSURE for value in sure) > 0
    assert incoming_figures.is_unsure(incoming_figures.rows(one)[0])


def test_a_figure_does_not_repeat_what_is_said_of_the_whole_report() -> None:
    (first, *_) = incoming_figures.rows(candidate(NAMELESS))
    assert "机构未知" not in first["note"]


def test_many_kinds_come_in_and_a_broken_one_stops_nothing() -> None:
    lines = NAMED.split("\n")
    sources: list[Any] = [
        (report_files.docx(lines), "一.docx"),
        (b"not a document", "坏.docx"),
        (f"<html><body><p>{'</p><p>'.join(lines)}</p></body></html>".encode(), "二.html"),
        (report_files.xlsx([["指标", "数值"], ["受理工单(件)", 3200]]), "三.xlsx"),
        (NAMED.encode("gb18030"), "四.txt"),
        ("没有数目。".encode(), "五.txt"),
        (b"", "空.txt"),
    ]
    found = list(incoming.opened(sources))
    states = [one.state if isinstance(one, Candidate) else one.stage for one in found]
    assert states == [READY, "kind", READY, UNKNOWN, READY, SILENT, "open"]
    silent = next(one for one in found if isinstance(one, Candidate) and one.state == SILENT)
    assert silent.answers == (SKIP,) and "没有找到数字" in incoming_words.trouble(silent)


def test_a_zip_of_many_is_read_one_by_one() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(200):
            text = NAMED.replace("2022", str(1900 + number % 100)).replace("3200", f"3{number}")
            archive.writestr(f"报告{number}.txt", text)
    found = incoming.opened([(packed.getvalue(), "年报.zip")])
    first = next(found)
    assert isinstance(first, Candidate) and first.document.file.name == "年报.zip/报告0.txt"
    assert len(list(found)) == 199
    assert incoming.found.cache_info().currsize <= 8, "the figures of all are not held at once"


def test_progress_tells_file_and_page() -> None:
    told: list[tuple[str, int, int]] = []
    pdf = report_files.pdf_of_cid_font(NAMED.split("\n"))
    (one,) = incoming.opened([(pdf, "年报.pdf")], lambda *step: told.append(step))
    assert isinstance(one, Candidate) and told[0] == ("年报.pdf", 0, 1)
    assert incoming.page_of(one.report, 5) == 1
    assert incoming.page_of(candidate().report, 5) == 0


def test_what_the_rules_fail_over_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(report: extract.Report) -> Any:
        raise ValueError("unforeseen")

    monkeypatch.setattr(extract, "observe", fail)
    incoming.found.cache_clear()
    one = candidate()
    assert one.state == TROUBLE and "unforeseen" in incoming_words.trouble(one)


def test_only_so_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    one = candidate()
    assert incoming.room({one.key: one})
    monkeypatch.setattr(incoming, "MOST_CHARACTERS", 10)
    assert not incoming.room({one.key: one})


# ---- what a person says -----------------------------------------------------------------------


def test_what_is_said_changes_the_report_and_its_figures() -> None:
    one = candidate(NAMELESS)
    said = Facts("深圳市福田区教育局", None, "2022年", "2023年1月5日")
    now = incoming.correct(one, said)
    assert now.state == READY and incoming_facts.value(now.report, "period") == "2022"
    assert incoming_facts.value(now.report, "area") == "福田区", "the agency tells the area"
    assert incoming_facts.value(now.report, "published") == "2023-01-05"
    rows = incoming.found(now.report)
    assert set(rows["agency"]) == {"深圳市福田区教育局"}
    assert list(rows["time_period"]) == ["2022", "2022", "2022"], "去年 of a text of 2023"
    undated = incoming.correct(one, Facts("深圳市福田区教育局", None, "2022年"))
    periods = list(incoming.found(undated.report)["time_period"])
    assert periods == ["2022", "2022", "2021"], "去年 seen from the period"
    assert not any("未知" in note for note in now.report.notes)
    assert incoming_words.origin(now, "agency") == "由您填写"
    assert incoming_words.origin(now, "area") == "据您填写的信息：福田区"


def test_another_agency_brings_its_own_area_unless_told_otherwise() -> None:
    moved = incoming.correct(candidate(), Facts(agency="广州市教育局"))
    assert incoming_facts.value(moved.report, "area") == "广州市"
    told = incoming.correct(candidate(), Facts(agency="广州市教育局", area="深圳市"))
    assert incoming_facts.value(told.report, "area") == "深圳市"
    nowhere = incoming.correct(candidate(), Facts(agency="数据中心"))
    assert incoming_facts.value(nowhere.report, "area") == "福田区"


def test_what_was_read_wrongly_can_be_unknown() -> None:
    now = incoming.correct(candidate(), Facts(agency="", area="", period="", published=""))
    report = now.report
    assert (report.agency, report.area, report.period, report.published) == ("", None, None, None)
    assert now.state == UNKNOWN


def test_untouched_fields_say_nothing() -> None:
    one = candidate()
    typed = {name: incoming_facts.value(one.detected, name) for name in incoming_facts.FIELDS}
    assert incoming_facts.said(one.detected, typed) == Facts()
    changed = incoming_facts.said(one.detected, typed | {"period": " 2021 "})
    assert changed == Facts(period="2021") and incoming.correct(one, Facts()) is one


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (Facts(area="福田"), "area"),
        (Facts(period="去年"), "period"),
        (Facts(period="2022-13"), "period"),
        (Facts(published="2023-02-30"), "published"),
        (Facts(published="昨天"), "published"),
    ],
)
def test_what_is_not_understood_is_one_sentence(facts: Facts, field: str) -> None:
    told = incoming_facts.misread(facts)
    assert list(told) == [field] and told[field].endswith("。")
    with pytest.raises(extract.DuibiaoError, match=told[field][:5]):
        incoming.correct(candidate(), facts)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2022", "2022"),
        ("2022年", "2022"),
        ("2022年上半年", "2022-H1"),
        ("2022年第三季度", "2022-Q3"),
        ("2023年1-10月", "2023-01/2023-10"),
        ("2022-H1", "2022-H1"),
        ("今年", ""),
        ("", ""),
        ("2022年<script>", ""),
    ],
)
def test_a_period_may_be_written_in_words(text: str, period: str) -> None:
    assert incoming_facts.period(text) == period


# ---- what is like it --------------------------------------------------------------------------


def test_the_same_bytes_are_there_already() -> None:
    kept()
    one = candidate()
    assert (one.state, one.alike[0].because, one.answers[0]) == (THERE, "bytes", SKIP)
    assert BOTH not in one.answers, "each figure would count twice"
    assert "库里已有这个文件" in incoming_words.because(one.alike[0])
    assert "张三" in incoming_words.because(one.alike[0])


def test_the_same_text_is_there_already() -> None:
    kept()
    one = candidate(NAMED, "另名.txt")
    assert one.state == THERE
    (again,) = incoming.opened([(NAMED.encode("gb18030"), "国标.txt")])
    assert isinstance(again, Candidate) and again.alike[0].because == "text"


def test_the_same_agency_and_period_is_asked_about() -> None:
    kept()
    one = candidate(NAMED.replace("3200", "3300"), "新.txt")
    assert (one.state, one.alike[0].because) == (ASK, "agency_period")
    assert one.answers == (SKIP, BOTH, "replace:教育.txt")
    assert incoming_words.answer(one, one.answers[2]).startswith("替换《深圳市福田区教育局")
    with pytest.raises(extract.DuibiaoError, match="还没有决定"):
        incoming.accept(one, SKIP, ZHANG)


def test_both_are_kept_or_one_replaces_the_other() -> None:
    kept()
    newer = candidate(NAMED.replace("3200", "3300"), "新.txt")
    incoming.accept(newer, "replace:教育.txt", ZHANG)
    assert ids() == ["教育.txt"] and "3300件" in set(data.observations()["quote"])
    other = candidate(NAMED.replace("3200", "3400"), "再.txt")
    incoming.accept(other, BOTH, ZHANG)
    assert ids() == ["再.txt", "教育.txt"]
    assert set(data.audit(limit=3)["action"]) == {"add", "replace"}


def test_the_same_name_with_another_text_gets_a_name_of_its_own() -> None:
    kept()
    text = NAMED.replace("教育局", "民政局").replace("3200", "1200")
    one = candidate(text)
    assert (one.state, one.alike[0].because) == (ASK, "name")
    assert incoming.accept(one, BOTH, ZHANG).report_id == "教育 (2).txt"
    third = candidate(text.replace("1200", "1300").replace("民政局", "司法局"))
    assert incoming.accept(third, BOTH, ZHANG).report_id == "教育 (3).txt"
    rows = data.observations()
    assert rows["observation_id"].is_unique and len(ids()) == 3


def test_whoever_comes_second_is_asked_again() -> None:
    mine, theirs = candidate(NAMED, "我.txt"), candidate(NAMED.replace("98", "97"), "他.txt")
    incoming.accept(theirs, incoming.ADD, ZHANG)
    with pytest.raises(incoming.Moved) as moved:
        incoming.accept(mine, incoming.ADD, ZHANG)
    assert moved.value.candidate.state == ASK and ids() == ["他.txt"]


def at_once(*steps: Callable[[], Any]) -> list[Any]:
    """What each step gives, or the DuibiaoError that it ends with, all begun together."""
    start = threading.Barrier(len(steps), timeout=30)

    def run(step: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return step()
        except extract.DuibiaoError as error:
            return error

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


@pytest.fixture
def both_looked(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In each kind of database: nobody writes before two people have looked what is there."""
    monkeypatch.setenv("DUIBIAO_DATABASE_URL", database_url)
    looked, look, turns = threading.Barrier(2, timeout=30), data.alike, iter(range(2))

    def alike(report: extract.Report) -> Any:
        found = look(report)
        if threading.current_thread() is not threading.main_thread() and next(turns, -1) >= 0:
            looked.wait()
        return found

    monkeypatch.setattr(data, "alike", alike)


@pytest.mark.usefixtures("both_looked")
def test_of_two_who_accept_at_the_same_moment_one_is_asked_again() -> None:
    one, other = candidate(NAMED, "我.txt"), candidate(NAMED.replace("98", "97"), "他.txt")
    done = at_once(
        lambda: incoming.accept(one, incoming.ADD, ZHANG),
        lambda: incoming.accept(other, incoming.ADD, rights.Person("李四", rights.EDITOR)),
    )
    (accepted,) = [one for one in done if isinstance(one, incoming.Accepted)]
    (moved,) = [one for one in done if isinstance(one, incoming.Moved)]
    assert ids() == [accepted.report_id], "neither both, nor none"
    asked = moved.candidate
    assert asked.state == ASK and asked.alike[0].report_id == accepted.report_id
    assert incoming.accept(asked, BOTH, ZHANG) and len(ids()) == 2, "with open eyes it is taken"


@pytest.mark.usefixtures("both_looked")
def test_of_two_who_replace_the_same_report_one_is_asked_again() -> None:
    kept(NAMED, "旧.txt")
    texts = (NAMED.replace("98", "97"), NAMED.replace("98", "96"))
    mine, theirs = (candidate(text, f"{number}.txt") for number, text in enumerate(texts))
    answer = f"{incoming.REPLACE}:旧.txt"
    done = at_once(*(lambda c=c: incoming.accept(c, answer, ZHANG) for c in (mine, theirs)))
    kinds = sorted(type(one).__name__ for one in done)
    assert kinds == ["Accepted", "Moved"] and ids() == ["旧.txt"]


def test_another_fault_of_the_store_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise extract.database.StoreError("full", "磁盘已满")

    monkeypatch.setattr(extract.Store, "put", full)
    with pytest.raises(extract.DuibiaoError, match="磁盘已满") as told:
        kept()
    assert not isinstance(told.value, incoming.Moved)


# ---- keeping ----------------------------------------------------------------------------------


def test_what_is_kept_has_its_file_and_who_brought_it() -> None:
    done = kept()
    row = data.reports().iloc[0]
    assert (row["file_name"], row["file_kind"], row["added_by"]) == ("教育.txt", "txt", "张三")
    assert done.count == 2 and done.first in set(data.observations()["observation_id"])


def test_the_log_tells_what_a_person_said_of_it() -> None:
    one = incoming.correct(candidate(NAMELESS), Facts("深圳市福田区教育局", None, "2022"))
    incoming.accept(one, incoming.ADD, ZHANG)
    assert "agency=深圳市福田区教育局 period=2022" in data.audit(limit=1)["detail"].item()


@pytest.mark.parametrize("role", [rights.READER, "", "root"])
def test_who_may_not_keeps_nothing(role: str) -> None:
    with pytest.raises(rights.Denied):
        incoming.accept(candidate(), incoming.ADD, rights.Person("李四", role))
    assert data.reports().empty and data.audit(limit=1)["action"].item() == "denied"


def test_without_a_name_nothing_is_kept() -> None:
    with pytest.raises(extract.DuibiaoError, match="姓名"):
        incoming.accept(candidate(), incoming.ADD, rights.Person(" ", rights.ADMIN))
    assert data.reports().empty


# ---- words ------------------------------------------------------------------------------------


def test_in_english_only_the_evidence_is_chinese() -> None:
    kept()
    ones = [
        candidate(),
        candidate(NAMELESS, "b.txt"),
        candidate("没有数目。", "c.txt"),
        candidate(NAMED.replace("98", "97"), "d.txt"),
    ]
    with spoken("en"):
        told: list[object] = [incoming_words.summary(ones)]
        for one in ones:
            told += [incoming_words.origin(one, name) for name in incoming_facts.FIELDS]
            told += [incoming_words.because(there) for there in one.alike]
            told += [incoming_words.answer(one, code) for code in one.answers]
            told += [incoming_words.trouble(one), *incoming_words.notes(one)]
            rows = incoming_figures.rows(one)
            told += [incoming_figures.told(row, one) for row in rows]
            told += [incoming_figures.table(rows)[0]]
        told += incoming_facts.misread(Facts(None, "福田", "去年", "昨天")).values()
        stages = ("open", "kind", "unpack", "read", "skip")
        told += [incoming_words.broken(extract.Broken("a", one, "坏了。")) for one in stages]
        evidence = [
            "深圳市福田区教育局2022年工作总结",
            "教育.txt",
            "张三",
            "深圳市福田区",
            "深圳市",
        ]
        assert pages.chinese(told, evidence) == []


def test_recognised_text_says_so() -> None:
    one = candidate()
    assert incoming_words.recognised(one) == ""
    file = replace(one.document.file, kind="scan", confidence=0.93)
    blurred = replace(one, document=replace(one.document, file=file))
    assert "93%" in incoming_words.recognised(blurred)


def test_how_far_the_reading_is() -> None:
    whole = Place(1, 4, "年报.pdf")
    assert (whole.share, whole.told) == (0.25, "第2/4个文件：年报.pdf")
    half = Place(1, 4, "年报.pdf", page=5, pages=10)
    assert (half.share, half.told) == (0.375, "第2/4个文件：年报.pdf，第6/10页")
    assert Place(0, 1, "一.jpg", page=1, pages=1).told == "第1/1个文件：一.jpg"
    last = Place(3, 4, "a.pdf", page=10, pages=10)
    assert last.share == 1.0 and last.told.endswith("第10/10页")
    inside = Place(0, 1, "年报.zip/福田.docx", waiting=7)
    assert inside.told == "第1/1个文件：年报.zip/福田.docx（等待确认的已有7份）"
    with spoken("en"):
        assert not pages.chinese([Place(0, 2, "a.pdf", 1, 3).told])
