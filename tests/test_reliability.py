"""What happens to the store when programs die, crowd it, or the disk has no room or no rights.

``tests/benchmark_reliability.py`` and ``tests/benchmark_store.py`` do the same at full length.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import benchmark_reliability as reliability
import benchmark_store
import pytest
import sqlalchemy as sa
from benchmark_reliability import ROWS, report, rows
from test_corrections import COUNT, correction
from test_store import REPORT, one, tidy

from extract import DuibiaoError, Store
from extract.database import StoreError

WRITERS, READERS = 8, 20


@pytest.mark.parametrize(("kind", "trials"), [("sqlite", 12), ("postgresql", 8)])
def test_nothing_that_was_acknowledged_is_lost_when_a_writer_is_killed(
    kind: str, trials: int
) -> None:
    tally = reliability.kill(kind, trials, seed=os.getpid())
    assert tally.wrong == [] and tally.trials.total() == trials
    assert tally.acknowledged.total() > 0


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_eight_writers_and_twenty_readers_lose_nothing_and_see_no_error(kind: str) -> None:
    told = reliability.torture(kind, 5, WRITERS, READERS)
    assert told["updates lost"] == 0 and told["written"] > 0 and told["read"] > 0
    assert set(told) == {"written", "told that it has changed", "read", "updates lost"}


def test_the_usual_questions_use_an_index(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'x.db'}")
    benchmark_store.fill(store, 3_000)
    for name, ask in benchmark_store.questions(store).items():
        with benchmark_store.watched(store) as asked:
            ask()
        for statement, plan in benchmark_store.plans(store, asked):
            scans = "SCAN observations" in plan.replace("SCAN observations USING", "")
            assert not scans or name.startswith("all"), f"{name}: {statement}: {plan}"
    store.close()


# ---- no room ----------------------------------------------------------------------------------


def is_as_it_was(store: Store) -> None:
    """What was there before the disk was full is all there, and nothing of what came then."""
    found = store.observations()
    assert set(found["report_id"]) == set(store.reports()["report_id"])
    assert (found.groupby("report_id").size() == ROWS).all()


def fill_up(store: Store) -> StoreError:
    """Put reports until there is no room left; what is said then."""
    for number in range(1000):
        try:
            store.put(report(number), rows(number, "rules0"))
        except StoreError as error:
            return error
    raise AssertionError("there was room for all of it")


def test_a_database_that_may_not_grow_says_so_and_loses_nothing(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'x.db'}")
    sa.event.listen(
        store._engine, "connect", lambda made, _: made.execute("PRAGMA max_page_count = 200")
    )
    error = fill_up(store)
    assert error.kind == "full" and "磁盘已满;请腾出空间后再试。" in str(error)
    is_as_it_was(store)
    store.close()


def _limited(url: str, told: object) -> None:
    """In a process of its own: files may grow by half a megabyte, then no more."""
    store = Store(url)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
    error = fill_up(store)
    is_as_it_was(store)
    told.send((error.kind, str(error)))  # type: ignore[attr-defined]


def test_a_file_that_may_not_grow_says_so_and_loses_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    mine, its = multiprocessing.Pipe(duplex=False)
    process = reliability._context().Process(target=_limited, args=(url, its))
    process.start()
    its.close()
    kind, said = mine.recv()
    process.join()
    assert kind == "full" and "请" in said and said.endswith("。")
    with closing(Store(url)) as store:
        is_as_it_was(store)
        store.put(report(2000), rows(2000, "rules0"))


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A folder with room for four megabytes."""
    folder = Path(tempfile.mkdtemp())
    mount = shutil.which("mount")
    words = [mount or "mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if not mount or subprocess.run(words, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("no disk can be made here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


def test_a_full_disk_is_told_and_nothing_is_lost(small_disk: Path) -> None:
    with closing(Store(f"sqlite:///{small_disk / 'x.db'}")) as store:
        error = fill_up(store)
        assert error.kind == "full" and str(error).endswith("后再试。")
        is_as_it_was(store)
        with pytest.raises(DuibiaoError, match=r"备份.*请检查磁盘空间"):
            store.backup(small_disk / "backup.db")
        left = {path.name for path in small_disk.iterdir()}
        assert left <= {"x.db", "x.db-wal", "x.db-shm"}, "no half backup"
        kept = len(store.reports())
    with closing(Store(f"sqlite:///{small_disk / 'x.db'}")) as store:
        assert len(store.reports()) == kept
        is_as_it_was(store)


# ---- no rights --------------------------------------------------------------------------------


@contextmanager
def without_rights() -> Iterator[None]:
    """Root may write everywhere: for a while this process is somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder in which there is a store, and nobody else may write."""
    folder = Path(tempfile.mkdtemp())
    with closing(Store(f"sqlite:///{folder / 'x.db'}")) as store:
        store.put(REPORT, tidy(one(1, **COUNT)))
        store.observations(), store.queue(), store.backup(folder / "a.bak")
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_may_not_be_written_is_told_in_one_sentence(locked_folder: Path) -> None:
    with without_rights():
        for attempt in (
            lambda: Store(f"sqlite:///{locked_folder / 'new.db'}"),
            lambda: Store(f"sqlite:///{locked_folder / 'x.db'}").correct([correction()]),
        ):
            with pytest.raises(StoreError, match=r"请检查.*。$") as caught:
                attempt()
            assert caught.value.kind in ("unopened", "readonly")


def test_a_backup_into_a_folder_that_may_not_be_written_is_told(
    locked_folder: Path, tmp_path: Path
) -> None:
    folder = Path(tempfile.mkdtemp())
    os.chmod(folder, 0o777)
    with without_rights():
        store = Store(f"sqlite:///{folder / 'own.db'}")
        with pytest.raises(DuibiaoError, match=r"备份.*没有权限.*请检查.*。$"):
            store.backup(locked_folder / "b.bak")
        store.close()
    shutil.rmtree(folder)


def test_a_store_on_a_disk_for_reading_can_be_read(locked_folder: Path) -> None:
    """As from a CD: SQLite itself must be told that nobody writes."""
    url = f"sqlite:///file:{locked_folder / 'x.db'}?mode=ro&immutable=1&uri=true"
    with without_rights():
        store = Store(url)
        assert len(store.observations()) == 1 and len(store.queue()) == 1
        with pytest.raises(StoreError, match=r"是只读的,不能写入;请.*。$") as caught:
            store.correct([correction()])
        store.close()
    assert caught.value.kind == "readonly"


# ---- a server that is away ----------------------------------------------------------------------


def test_a_server_that_does_not_answer_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"连接不上;请检查地址.*。$") as caught:
        Store(f"postgresql://duibiao:geheim@/x?host={tmp_path}")
    assert caught.value.kind == "unopened" and "geheim" not in str(caught.value)


def test_a_store_goes_on_when_its_server_was_started_anew() -> None:
    import databases

    with databases.server(durable=True) as server:
        store = Store(server.database())
        store.put(report(1), rows(1, "rules0"))
        server.crash()
        with pytest.raises(StoreError, match=r"请检查.*。$"):
            store.revision()
        server.start()
        assert len(store.observations()) == ROWS
        store.close()


def test_who_waits_too_long_for_the_others_is_told(postgresql: object) -> None:
    url = postgresql.database("store1")  # type: ignore[attr-defined]
    one_store, other = Store(url), Store(url)
    sa.event.listen(
        other._engine, "connect", lambda made, _: made.execute("SET lock_timeout = '50ms'")
    )
    other.close()
    with one_store._writing(), pytest.raises(StoreError, match="正被另一个程序占用") as caught:
        other.record("甲", "x")
    assert caught.value.kind == "locked"
    one_store.close()
    other.close()
