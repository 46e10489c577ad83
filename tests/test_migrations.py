"""Databases of earlier shapes become the newest one and lose nothing; newer ones are refused."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from test_store import REPORT, one, tidy

import extract.migrations
from extract import Correction, Store, database
from extract.database import StoreError
from extract.keeping.attention import attention
from extract.schema import HEAD, VERSIONS, metadata

SHAPES = Path(__file__).parent / "shapes"
FACTS = {
    "report_id": "深圳2022.txt",
    "sha256": "a1",
    "text": "受理工单超3200万件。",
    "title": "总结",
    "agency": "深圳市政务服务数据管理局",
    "source_url": "",
    "notes": "",
}
CELLS = {
    "observation_id": "o1", "report_id": "深圳2022.txt", "quote": "超3200万件", "start": 4,
    "end": 11, "value": 32e6, "unit": "件", "indicator": "", "confidence": 0.9, "kind": "level",
    "obs_status": "actual", "qualifier": "over", "note": "", "cumulative": False,
    "time_period": "", "reference_area": "深圳市",
}  # fmt: skip
SAID = {
    "observation_id": "o1", "report_id": "深圳2022.txt", "sha256": "a1", "start": 4, "end": 11,
    "quote": "超3200万件", "field": "value", "before": "32000000", "after": "33000000",
    "reason": "见附表", "author": "张三", "made": "2026-01-02 03:04:05.000000", "origin": "",
    "status": "active", "ended_by": "",
}  # fmt: skip


@pytest.fixture
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / '旧.db'}"
    return str(request.getfixturevalue("postgresql").database())


both = pytest.mark.parametrize("bare", ["sqlite", "postgresql"], indirect=True)


def lay(url: str, without: str = "", lacking: str = "") -> None:
    """An older program's tables with rows in them, without a table or lacking a column."""
    made = database.engine(database.address(url))
    text = (SHAPES / f"0001.{made.dialect.name}.sql").read_text(encoding="utf-8")
    with made.begin() as connection:
        for statement in text.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        rows = {"reports": FACTS, "observations": CELLS, "corrections": SAID}
        for table, row in (rows | {"settings": {"key": "fingerprint", "value": "旧"}}).items():
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join(f":{name}" for name in row)
            connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)
        if without:
            connection.exec_driver_sql(f"DROP TABLE {without}")
        if lacking:
            connection.exec_driver_sql(f"ALTER TABLE observations DROP COLUMN {lacking}")
    made.dispose()


@both
def test_a_database_from_before_versions_is_adopted_and_loses_nothing(bare: str) -> None:
    lay(bare)
    store = Store(bare)
    assert store.version() == HEAD and store.fingerprint() == "旧"
    (report,) = store.reports().to_dict("records")
    assert {name: report[name] for name in FACTS} == FACTS and report["file_name"] == ""
    (row,) = store.observations().to_dict("records")
    assert row["value"] == 33e6 and row["cumulative"] is False, "as corrected"
    assert store.corrections().iloc[0]["reason"] == "见附表"
    assert list(store.audit()["action"]) == ["upgrade"]
    number = store.review("o1", "accepted", "李四")
    store.correct([Correction("o1", FACTS["report_id"], "value", "33000000", "5", "再改", "李四")])
    assert (store.reviews()["review_id"] == number).all()
    store.close()


@both
def test_an_older_one_without_corrections_gets_them(bare: str) -> None:
    lay(bare, without="corrections")
    store = Store(bare)
    assert store.fingerprint() == "旧" and len(store.observations()) == 1
    made = Correction("o1", FACTS["report_id"], "value", "32000000", "5", "见附表", "张三")
    assert len(store.correct([made])) == 1
    store.close()


@both
def test_observations_of_an_older_shape_are_laid_anew(bare: str) -> None:
    lay(bare, lacking="note")
    store = Store(bare)
    assert store.observations().empty and store.fingerprint() == "", "to be extracted again"
    assert list(store.reports()["text"]) == [FACTS["text"]]
    assert list(store.corrections()["status"]) == ["moot"]
    store.close()


@both
def test_every_figure_that_was_there_gets_its_attention(bare: str) -> None:
    lay(bare)
    store = Store(bare)
    expected = attention(tidy(CELLS))[0]
    assert store.queue(readers=2).iloc[0]["priority"] == pytest.approx(expected * 1.25), (
        "by a rare rule"
    )
    store.close()


@both
def test_a_newer_database_is_refused_in_one_sentence(bare: str) -> None:
    Store(bare).close()
    made = database.engine(database.address(bare))
    with made.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    made.dispose()
    with pytest.raises(StoreError, match=r"由更新版本的对标建立.*9999.*请升级对标.*。$") as caught:
        Store(bare)
    assert caught.value.kind == "newer"


@both
def test_the_steps_make_what_the_program_says(bare: str) -> None:
    """Whoever changes schema.py and forgets the step reads here what it must do."""
    Store(bare).close()
    made = database.engine(database.address(bare))
    with made.connect() as connection:
        told = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(told, metadata) == []
    made.dispose()


def test_the_steps_are_those_that_the_program_knows() -> None:
    steps = Config()
    steps.set_main_option("script_location", str(Path(extract.migrations.__file__).parent))
    found = ScriptDirectory.from_config(steps)
    assert found.get_current_head() == HEAD
    assert tuple(step.revision for step in found.walk_revisions())[::-1] == VERSIONS
    assert all(step.doc for step in found.walk_revisions())


@both
def test_of_several_that_open_an_older_database_at_once_one_takes_the_steps(bare: str) -> None:
    lay(bare)
    wrong: list[Exception] = []

    def open_it() -> None:
        try:
            Store(bare).close()
        except (StoreError, sa.exc.SQLAlchemyError) as error:
            wrong.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    store = Store(bare)
    assert list(store.audit()["action"]) == ["upgrade"] and len(store.observations()) == 1
    store.close()


@both
def test_a_step_that_fails_leaves_the_database_as_it_was(
    bare: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(bare)
    from extract.keeping import upgrade

    def fail(*_: object) -> None:
        raise sa.exc.DatabaseError("x", None, Exception("disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(upgrade, "write", fail)
        with pytest.raises(StoreError, match="磁盘已满"):
            Store(bare)
    made = database.engine(database.address(bare))
    names = set(sa.inspect(made).get_table_names())
    made.dispose()
    assert names == {"reports", "observations", "corrections", "settings"}
    store = Store(bare)
    assert len(store.observations()) == len(store.corrections()) == 1
    store.close()


def test_a_store_of_the_newest_shape_opens_without_loading_the_tool(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    Store(url).close()
    times = []
    for _ in range(30):
        start = perf_counter()
        Store(url).close()
        times.append(perf_counter() - start)
    assert median(times) < 0.02

    asks = f"import sys, extract; extract.Store({url!r}).close(); print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_store_that_is_put_and_corrected_keeps_its_shape(database_url: str) -> None:
    store = Store(database_url)
    store.put(REPORT, tidy(one(1)))
    assert store.version() == HEAD
    store.close()
