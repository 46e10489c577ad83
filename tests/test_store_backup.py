"""Backups: whole, of one moment, checked before anything is restored, across both databases."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from benchmark_reliability import ROWS, report, rows
from test_corrections import COUNT, RATE, correction
from test_migrations import lay
from test_store import REPORT, one, tidy

from extract import DuibiaoError, Store
from extract.__main__ import main
from extract.database import StoreError
from extract.keeping import backing
from extract.schema import HEAD

OTHER = replace(REPORT, report_id="福田2022.txt", text="另一份", file=None)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store with something of everything in it."""
    made = Store(database_url)
    made.put(REPORT, tidy(one(1, **COUNT), one(2, **COUNT, cumulative=True), one(3, **RATE)), "甲")
    made.put(OTHER, tidy(one(9, report_id=OTHER.report_id)), "乙")
    made.undo(*made.correct([correction()]), "丙")
    made.correct([correction("o2"), correction("r1", "98.5")])
    made.review("o1", "rejected", "甲")
    made.choose("o2", ["o9"], "年报为准", "甲")
    made.set_role("甲", "admin", "甲")
    made.set_fingerprint("规则")
    yield made
    made.close()


def holds(store: Store) -> dict[str, Any]:
    """All that a store says, but for its log."""
    frames = {
        name: getattr(store, name)()
        for name in ("reports", "corrections", "reviews", "choices", "roles")
    }
    return frames | {
        "observations": store.observations(rejected=True),
        "queue": store.queue(readers=2),
        "fingerprint": store.fingerprint(),
        "outdated": store.outdated("x"),
    }


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one.keys() == other.keys()
    for name, told in one.items():
        if isinstance(told, pd.DataFrame):
            pd.testing.assert_frame_equal(told, other[name], obj=name)
        else:
            assert told == other[name], name


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store on either database."""
    url = f"sqlite:///{tmp_path / '新.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql").database("store1")
    made = Store(url)
    yield made
    made.close()


def test_a_backup_brings_all_of_it_into_either_database(
    store: Store, empty: Store, tmp_path: Path
) -> None:
    path = store.backup(tmp_path / "备份.db")
    empty.restore(path, "管理员")
    same(holds(store), holds(empty))
    line = empty.audit().iloc[0]
    assert tuple(line[["who", "action", "target"]]) == ("管理员", "restore", "备份.db")
    assert "reports=2" in line["after"] and line["before"] == ""
    old, new = store.audit(), empty.audit()
    told = ["when", "who", "action", "target", "before", "after", "detail"]
    missing = old[told].merge(new[told], how="left", indicator=True)["_merge"] == "left_only"
    assert not missing.any()
    # Numbers go on behind those that came in.
    number = empty.review("o2", "accepted", "丁")
    assert number > store.reviews()["review_id"].max()
    assert empty.correct([correction("o9", "5")])[0] > store.corrections()["correction_id"].max()


def test_a_backup_is_one_plain_file_and_the_folder_holds_nothing_else(
    store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "备份"
    folder.mkdir()
    path = store.backup(folder / "a.db")
    assert [one.name for one in folder.iterdir()] == ["a.db"]
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("SELECT count(*) FROM observations").fetchone() == (4,)
    store.remove(OTHER.report_id, "甲", "x")
    store.backup(path)
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("SELECT count(*) FROM reports").fetchone() == (1,)


def test_a_store_that_is_not_empty_is_replaced_only_when_told(store: Store, tmp_path: Path) -> None:
    path = store.backup(tmp_path / "a.db")
    before = holds(store)
    store.remove(OTHER.report_id, "甲", "手误")
    store.set_role("乙", "admin", "甲")
    store.set_role("甲", "", "乙")
    with pytest.raises(StoreError, match=r"库中已有.*--replace") as caught:
        store.restore(path, "乙")
    assert caught.value.kind == "occupied" and len(store.reports()) == 1
    lines = len(store.audit())
    store.restore(path, "乙", replace=True)
    after = holds(store)
    assert list(after["roles"]["user"]) == ["乙"], "nobody gets back what was taken away"
    same(before | {"roles": after["roles"]}, after)
    log = store.audit()
    assert len(log) == lines + 1, "the log keeps what happened since the backup"
    assert {"remove", "restore"} <= set(log["action"])


@pytest.mark.parametrize("place", [3, 20, 62, 70, 4096, 5000, -1])
def test_a_backup_with_a_wrong_byte_is_refused(store: Store, tmp_path: Path, place: int) -> None:
    path = store.backup(tmp_path / "a.db")
    data = bytearray(path.read_bytes())
    data[place] ^= 0x10
    path.write_bytes(data)
    with pytest.raises(DuibiaoError, match=r"a\.db .*请.*。$"):
        store.restore(path, "甲", replace=True)
    assert len(store.reports()) == 2


def test_what_is_no_backup_is_refused_in_one_sentence(store: Store, tmp_path: Path) -> None:
    path = store.backup(tmp_path / "a.db")
    short, text, plain = tmp_path / "b.db", tmp_path / "c.docx", tmp_path / "d.db"
    short.write_bytes(path.read_bytes()[:5000])
    text.write_text("不是备份", encoding="utf-8")
    with closing(sqlite3.connect(plain)) as other:
        other.execute("CREATE TABLE reports (x)")
    for wrong in (short, text, plain, tmp_path / "没有.db", tmp_path):
        with pytest.raises(DuibiaoError, match=r"请.*。$"):
            store.restore(wrong, "甲", replace=True)
    assert len(store.reports()) == 2


def test_a_file_that_is_no_backup_is_never_overwritten(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "年报.docx"
    path.write_bytes(b"PK")
    with pytest.raises(DuibiaoError, match="不是备份文件;为免覆盖"):
        store.backup(path)
    assert path.read_bytes() == b"PK"
    for place in (tmp_path / "没有" / "a.db", tmp_path):
        with pytest.raises(DuibiaoError, match=r"请.*。$"):
            store.backup(place)
    if store.url.startswith("sqlite"):
        own = Path(store.url.removeprefix("sqlite:///"))
        with pytest.raises(DuibiaoError, match="不是备份文件"):
            store.backup(own)
    assert len(store.reports()) == 2


def test_a_backup_of_an_older_program_is_brought_up(tmp_path: Path, empty: Store) -> None:
    old = tmp_path / "old.db"
    lay(f"sqlite:///{old}")
    with closing(sqlite3.connect(old)) as plain:
        plain.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        plain.execute("INSERT INTO alembic_version VALUES ('0001')")
        plain.commit()
    backing._seal(old)
    before = old.read_bytes()
    empty.restore(old)
    assert len(empty.observations()) == len(empty.corrections()) == 1
    assert old.read_bytes() == before, "the backup itself is not touched"


def test_a_backup_of_a_newer_program_is_refused(store: Store, tmp_path: Path) -> None:
    path = store.backup(tmp_path / "a.db")
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
        plain.commit()
    backing._seal(path)
    with pytest.raises(StoreError, match="由更新版本的对标建立"):
        store.restore(path, "甲", replace=True)
    assert len(store.reports()) == 2


def test_a_restore_that_fails_half_way_leaves_the_store_as_it_was(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from extract.keeping import restoring

    path = store.backup(tmp_path / "a.db")
    store.put(replace(OTHER, report_id="后来.txt"), tidy())
    before = holds(store)

    def fail(*_: object) -> None:
        raise StoreError("full", "磁盘已满。")

    monkeypatch.setattr(restoring, "_add_lines", fail)
    with pytest.raises(StoreError):
        store.restore(path, "甲", replace=True)
    same(before, holds(store))


def test_a_backup_is_of_one_moment_while_others_write(database_url: str, tmp_path: Path) -> None:
    store, ended = Store(database_url), threading.Event()
    for number in range(6):
        store.put(report(number), rows(number, "rules0"))

    def write() -> None:
        with closing(Store(database_url)) as other:
            step = 0
            while not ended.is_set():
                step += 1
                for number in range(6):
                    other.put(report(number), rows(number, f"rules{step}"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(4):
            path = store.backup(tmp_path / f"{number}.db")
            with closing(sqlite3.connect(path)) as plain:
                found = plain.execute(
                    "SELECT count(*), count(DISTINCT rule) FROM observations GROUP BY report_id"
                ).fetchall()
                steps = plain.execute(
                    "SELECT DISTINCT CAST(substr(rule, 6) AS INTEGER) FROM observations"
                ).fetchall()
            assert found == [(ROWS, 1)] * 6
            assert len(steps) <= 2, "no report is newer than one that was written after it"
    finally:
        ended.set()
        writer.join()
        store.close()


def test_a_backup_that_is_killed_leaves_nothing_under_its_name(tmp_path: Path) -> None:
    url, path = f"sqlite:///{tmp_path / 'x.db'}", tmp_path / "backup" / "a.db"
    path.parent.mkdir()
    with closing(Store(url)) as store:
        for number in range(40):
            store.put(report(number), rows(number, "rules0"))
    asks = (
        f"from extract import Store; s = Store({url!r}); print('x', flush=True)\nwhile 1: s.backup"
    )
    for wait in (0.0, 0.01, 0.03, 0.05):
        words = [sys.executable, "-c", asks]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(wait)
            process.kill()
        if path.exists():
            backing._check(path)
    left = [one for one in path.parent.iterdir() if one != path]
    assert all(one.name.startswith(".a.db.") for one in left)


# ---- the commands -----------------------------------------------------------------------------


def test_the_commands_back_up_and_restore(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, other = str(tmp_path / "a.db"), f"sqlite:///{tmp_path / '另.db'}"
    assert main(["backup", path, "--database", store.url]) == 0
    assert "备份已写入" in capsys.readouterr().err
    assert main(["restore", path, "--database", other]) == 0
    assert "2 份报告,3 条更正" in capsys.readouterr().err
    assert main(["restore", path, "--database", other]) == 2
    assert "--replace" in capsys.readouterr().err
    assert main(["restore", path, "--database", other, "--replace", "--author", "甲"]) == 0
    capsys.readouterr()
    assert main(["upgrade", "--database", other]) == 0
    assert f"已是最新({HEAD})" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_a_backup_is_for_its_owner_alone(store: Store, tmp_path: Path) -> None:
    assert store.backup(tmp_path / "a.db").stat().st_mode & 0o077 == 0
