"""Reports extracted again: users' reports too, as what they were put; and tables read once."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from benchmark_reliability import report, rows
from test_store import one, tidy

import extract
from extract import Correction, Store
from extract.__main__ import main
from extract.commands import filling, refreshing
from extract.keeping import observed, remembered
from extract.model import Area, File, Report
from extract.periods import period
from extract.reference import SEEDS
from extract.store import DATABASE_URL
from extract.tidy import frame

MINE = Report(
    "我的报告.pdf",
    "2023年,受理工单超3200万件,满意率98.48%。",
    agency="某市某局",
    area=Area("某市", "449900", "city"),
    period=period("2021"),
    notes=("机构、地区由使用者指定",),
    file=File("我的报告.pdf", "pdf", "ab" * 32, 10, (0,)),
)


@pytest.fixture
def kept(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The store that the environment names, with a report of a user."""
    monkeypatch.setenv(DATABASE_URL, database_url)
    filling.fill_store()
    with closing(Store()) as store:
        store.put(MINE, frame(extract.observe(MINE)), "张三")
        yield store


def test_a_report_of_a_user_is_extracted_again_as_what_it_was_put(kept: Store) -> None:
    before = kept.observations()
    found = kept.observations(report_id=MINE.report_id).iloc[0]
    kept.correct([replace(Correction.of(found, "value", 33e6, "核过"), author="张三")])
    kept.refresh(MINE, tidy(), "older rules")
    kept.set_fingerprint("older rules")
    assert kept.corrections()["status"].tolist() == ["moot"]
    filling.fill_store()
    assert kept.report(MINE.report_id) == MINE
    assert kept.reports().set_index("report_id").loc[MINE.report_id, "added_by"] == "张三"
    assert kept.corrections()["status"].tolist() == ["active"]
    assert kept.outdated(filling.fingerprint()) == ()
    after = kept.observations().set_index("observation_id")["value"]
    assert after[found["observation_id"]] == 33e6
    assert len(after) == len(before)


def test_a_seed_that_a_person_took_out_or_over_stays_so(kept: Store) -> None:
    first, second, *_ = sorted(path.name for path in SEEDS.glob("*.txt"))
    kept.remove(first, "张三", "不要")
    given = kept.report(second)
    assert given is not None
    other = replace(given, text="受理工单10件。", agency="另一机构")
    kept.put(other, tidy(), "张三")
    kept.set_fingerprint("older rules")
    filling.fill_store()
    assert kept.report(first) is None
    assert kept.report(second) == other
    assert kept.observations(report_id=second)["agency"].tolist() == ["另一机构"]


def test_a_run_that_was_broken_off_goes_on_where_it_was(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        name = f"{number}.txt"
        kept.put(
            replace(MINE, report_id=name, text=f"第{number}份,受理工单{number + 10}件。"), tidy()
        )
    kept.set_fingerprint("older rules")
    done: list[str] = []

    def again(given: Report) -> Any:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(given.report_id)
        return list(extract.observe(given))

    with monkeypatch.context() as patch:
        patch.setattr(refreshing, "again", again)
        with pytest.raises(KeyboardInterrupt):
            filling.fill_store()
    assert kept.fingerprint() != filling.fingerprint()
    assert len(kept.outdated(filling.fingerprint())) == 4
    first = list(done)
    done.clear()

    def rest(given: Report) -> Any:
        done.append(given.report_id)
        return list(extract.observe(given))

    monkeypatch.setattr(refreshing, "again", rest)
    filling.fill_store()
    assert not set(done) & set(first) and len(done) == 4
    assert kept.fingerprint() == filling.fingerprint()
    assert set(kept.observations()["report_id"]) >= {f"{number}.txt" for number in range(6)}


def test_reports_are_extracted_again_on_several_cores(kept: Store) -> None:
    for number in range(9):
        name = f"{number}.txt"
        kept.put(
            replace(MINE, report_id=name, text=f"第{number}份,受理工单{number + 10}件。"), tidy()
        )
    assert main(["reextract", "--all", "--jobs", "2"]) == 0
    found = kept.observations().set_index("report_id")["value"]
    assert [found[f"{number}.txt"] for number in range(9)] == [number + 10 for number in range(9)]


def test_the_command_tells_what_became_of_corrections(
    kept: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = kept.observations(report_id=MINE.report_id).iloc[0]
    kept.correct([replace(Correction.of(found, "value", 33e6, "核过"), author="张三")])
    kept.review(kept.observations()["observation_id"].iloc[0], "accepted", "张三")
    capsys.readouterr()
    assert main(["reextract"]) == 0
    assert "都已由当前规则抽取" in capsys.readouterr().err
    assert main(["reextract", "--all"]) == 0
    said = capsys.readouterr().err
    assert "已重新抽取 6 份报告" in said and "更正:1 条有效(其中 0 条" in said
    assert "核对:1 条有效" in said
    with monkeypatch.context() as patch:
        patch.setattr(refreshing, "again", lambda given: [])
        assert main(["reextract", "--all"]) == 0
    said = capsys.readouterr().err
    assert "1 条因原文处已没有数字" in said and f"{MINE.report_id}“超3200万件”" in said


def test_a_report_that_breaks_the_rules_keeps_its_figures(
    kept: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept.observations()
    monkeypatch.setattr(refreshing, "again", lambda given: "ValueError: x")
    capsys.readouterr()
    assert main(["reextract", "--all"]) == 2
    assert "重新抽取出错(ValueError: x),原有数字保留" in capsys.readouterr().err
    assert kept.observations().equals(before)


# ---- the table as it was last read --------------------------------------------------------------


def test_only_what_has_changed_is_read_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = Store(database_url), Store(database_url)
    for number in range(6):
        store.put(report(number), rows(number, "rules0"))
    store.observations()
    asked: list[list[str]] = []
    monkeypatch.setattr(
        observed,
        "of",
        lambda connection, names, of=observed.of: asked.append(names) or of(connection, names),
    )
    monkeypatch.setattr(observed, "read", None)
    other.put(report(2), rows(2, "rules1"))
    other.remove(report(4).report_id, "甲", "x")
    found = store.observations()
    assert asked == [[report(2).report_id]]
    assert set(found.loc[found["report_id"] == report(2).report_id, "rule"]) == {"rules1"}
    assert list(found["report_id"].unique()) == [report(n).report_id for n in (0, 1, 2, 3, 5)]
    assert store.observations() is not found and len(asked) == 1
    monkeypatch.undo()
    remembered._read.clear()
    pd.testing.assert_frame_equal(store.observations(), found)
    store.close()
    other.close()


def test_what_a_caller_does_to_a_table_stays_with_the_caller(database_url: str) -> None:
    store = Store(database_url)
    store.put(report(1), rows(1, "rules0"))
    first = store.observations()
    first["value"] = 7.0
    first.loc[0, "unit"] = "x"
    del first["rule"]
    assert set(store.observations()["value"]) == {1.0}
    assert set(store.observations()["unit"]) == {"件"}
    store.close()


def test_a_large_table_is_read_from_a_file_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: str(tmp_path / "cache"))
    monkeypatch.setattr(remembered, "LARGE", 100)
    store = Store(f"sqlite:///{tmp_path / 'x.db'}")
    for number in range(3):
        store.put(report(number), rows(number, "rules0"))
    whole = store.observations()
    (path,) = (tmp_path / "cache").iterdir()
    assert path.stat().st_mode & 0o077 == 0

    def restarted() -> pd.DataFrame:
        remembered._read.clear()
        return store.observations()

    with monkeypatch.context() as patch:
        patch.setattr(observed, "read", None)
        pd.testing.assert_frame_equal(restarted(), whole)
        store.put(report(1), rows(1, "rules1"))
        assert set(restarted()["rule"]) == {"rules0", "rules1"}
    newer = store.observations()
    for broken in (b"", b"PAR1 nothing", path.read_bytes()[:-100]):
        path.write_bytes(broken)
        pd.testing.assert_frame_equal(restarted(), newer)
    path.unlink()
    path.parent.rmdir()
    path.parent.write_text("no folder")
    pd.testing.assert_frame_equal(restarted(), newer)
    store.close()


def test_a_small_table_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: str(tmp_path / "cache"))
    store = Store(f"sqlite:///{tmp_path / 'x.db'}")
    store.put(Report("甲.txt", "甲"), tidy(one(1, report_id="甲.txt")))
    assert len(store.observations()) == 1 and not (tmp_path / "cache").exists()
    store.close()
