"""The store gives back exactly what was put in, and complains in one Chinese sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd
import pytest

from extract import Correction
from extract.database import StoreError, shown
from extract.model import Area, DuibiaoError, File, Period, Report
from extract.store import DATABASE_URL, Store
from extract.tidy import COLUMNS

REPORT = Report(
    report_id="深圳2022.txt",
    text="受理工单超3200万件。\r\n“i深圳”",
    title="2022年工作总结",
    agency="深圳市政务服务数据管理局",
    area=Area("深圳市", "440300", "city"),
    period=Period("2022-H1", date(2022, 1, 1), date(2022, 6, 30)),
    published=date(2023, 1, 15),
    source_url="",
    notes=("期间由标题得出", "地区由机构名称得出"),
    file=File("年报.zip/深圳2022.pdf", "pdf", "ab" * 32, 12_000, (0, 12), 0.98),
)
_BLANK = {"float64": float("nan"), "int64": 0, "bool": False}


def tidy(*rows: dict[str, Any]) -> pd.DataFrame:
    """A tidy table of the given cells, the others empty."""
    blank = {column.name: _BLANK.get(column.dtype, "") for column in COLUMNS}
    dates = {"period_start": None, "period_end": None}
    frame = pd.DataFrame([blank | dates | row for row in rows], columns=list(blank))
    return frame.astype({column.name: column.dtype for column in COLUMNS})


def one(number: int, **cells: Any) -> dict[str, Any]:
    return {
        "observation_id": f"o{number}",
        "report_id": REPORT.report_id,
        "value": 32000000.0,
        "value_low": 32000000.0,
        "quote": "超3200万件",
        "start": number,
        "end": number + 7,
        "period_start": date(2022, 1, 1),
        **cells,
    }


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store, once in a SQLite file and once on a PostgreSQL server."""
    made = Store(database_url)
    yield made
    made.close()


@pytest.fixture
def in_file(tmp_path: Path) -> Store:
    """An empty store in a SQLite file."""
    return Store(f"sqlite:///{tmp_path / '对标.db'}")


def test_what_is_like_reports_that_nobody_has_seen_is_not_put(store: Store) -> None:
    """Whoever puts a report says which ones alike they know, each as they saw it."""
    store.put(REPORT, tidy(one(1)), "张三", seen={})
    again = replace(REPORT, report_id="又.txt", text="受理工单3300万件。", file=None)
    held = sha256(REPORT.text.encode()).hexdigest()
    for unaware in ({}, {REPORT.report_id: "other"}, {"elsewhere": held}):
        with pytest.raises(StoreError, match=REPORT.report_id) as told:
            store.put(again, tidy(), "李四", seen=unaware)
        assert told.value.kind == "changed"
    assert list(store.reports()["report_id"]) == [REPORT.report_id]
    store.put(again, tidy(), "李四", seen={REPORT.report_id: held})
    store.put(again, tidy(), "李四")
    assert len(store.reports()) == 2, "who says nothing of it is not asked"


def test_a_report_comes_back_as_it_was_put(store: Store) -> None:
    store.put(Report("不详.txt", "无"), tidy())
    store.put(REPORT, tidy(one(1)), "张三", "年报")
    bare, full = store.reports().to_dict("records")
    assert full == {
        "report_id": "深圳2022.txt",
        "sha256": sha256(REPORT.text.encode()).hexdigest(),
        "text": REPORT.text,
        "title": "2022年工作总结",
        "agency": "深圳市政务服务数据管理局",
        "area": "深圳市",
        "area_code": "440300",
        "area_level": "city",
        "period": "2022-H1",
        "period_start": pd.Timestamp("2022-01-01"),
        "period_end": pd.Timestamp("2022-06-30"),
        "published": pd.Timestamp("2023-01-15"),
        "source_url": "",
        "notes": "期间由标题得出\n地区由机构名称得出",
        "file_name": "年报.zip/深圳2022.pdf",
        "file_kind": "pdf",
        "file_sha256": "ab" * 32,
        "file_size": 12_000,
        "pages": "0,12",
        "file_confidence": 0.98,
        "added": full["added"],
        "added_by": "张三",
    }
    assert abs(full["added"] - pd.Timestamp.now("UTC").tz_localize(None)) < pd.Timedelta(minutes=1)
    assert bare["agency"] == bare["area"] == bare["period"] == bare["notes"] == ""
    assert pd.isna(bare["published"]) and bare["file_name"] == bare["pages"] == ""
    assert store.report("深圳2022.txt") == REPORT
    assert store.report("不详.txt") == Report("不详.txt", "无")
    assert store.report("没有.txt") is None
    assert set(store.reports(texts=False)["text"]) == {""}


def test_an_empty_store_still_has_every_column_of_a_report(store: Store) -> None:
    empty = store.reports()
    store.put(REPORT, tidy())
    pd.testing.assert_frame_equal(store.reports().head(0), empty)


def test_observations_come_back_with_the_same_cells_and_dtypes(store: Store) -> None:
    frame = tidy(one(1), one(2, value=0.1 + 0.2, cumulative=True, note="由标题推断", sentence=None))
    store.put(REPORT, frame)
    pd.testing.assert_frame_equal(store.observations(), frame)


def test_an_empty_store_still_has_every_column_and_dtype(store: Store) -> None:
    pd.testing.assert_frame_equal(store.observations(), tidy())


def test_putting_a_report_again_replaces_it(store: Store) -> None:
    store.put(REPORT, tidy(one(1), one(2)))
    newer = replace(REPORT, agency="深圳市数据局")
    store.put(newer, tidy(one(3)))
    assert list(store.reports()["agency"]) == ["深圳市数据局"]
    assert list(store.observations()["observation_id"]) == ["o3"]


def test_a_report_comes_in_whole_or_not_at_all(store: Store) -> None:
    store.put(REPORT, tidy(one(1)))
    with pytest.raises(DuibiaoError):
        store.put(replace(REPORT, title="改"), tidy(one(2), one(2)))
    assert list(store.reports()["title"]) == [REPORT.title]
    assert list(store.observations()["observation_id"]) == ["o1"]


def test_fingerprint_is_kept(store: Store) -> None:
    assert store.fingerprint() == ""
    store.set_fingerprint("甲")
    store.set_fingerprint("乙")
    assert store.fingerprint() == "乙"


def test_every_write_gives_a_new_revision_and_no_reading_does(store: Store) -> None:
    other, seen = Store(store.url), [store.revision()]

    def unlike() -> bool:
        """Whether the other store sees a revision that was never there."""
        now = other.revision()
        assert now == other.revision() == store.revision()
        seen.append(now)
        return seen.count(now) == 1

    assert seen == [""]
    store.put(REPORT, tidy(one(1)))
    assert unlike()
    made = Correction("o1", REPORT.report_id, "value", "32000000", "5", "见附表", "张三")
    (number,) = other.correct([made])
    assert unlike()
    store.undo(number, "李四")
    assert unlike()
    store.observations(), store.reports(), store.corrections(), store.fingerprint()
    with pytest.raises(DuibiaoError):
        store.undo(number, "李四")
    assert not unlike(), "what is not written leaves no trace"
    other.close()


def test_to_ask_for_the_revision_is_cheap(store: Store) -> None:
    store.put(REPORT, tidy(one(1)))
    times = []
    for _ in range(30):
        start = perf_counter()
        store.revision()
        times.append(perf_counter() - start)
    assert min(times) < 0.003, "whatever else this machine does"


def test_what_was_stored_is_there_after_opening_again(store: Store) -> None:
    store.put(REPORT, tidy(one(1)))
    store.close()
    again = Store(store.url)
    assert list(again.reports()["text"]) == [REPORT.text]
    again.close()


def test_sqlite_waits_writes_ahead_and_checks_keys(in_file: Store) -> None:
    with in_file._reading() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert asked == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30000}


def test_the_environment_names_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE_URL, f"sqlite:///{tmp_path / 'env.db'}")
    Store().close()
    assert (tmp_path / "env.db").is_file()


def test_without_a_name_the_store_lies_in_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATABASE_URL, raising=False)
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "a" / "b"))
    Store().close()
    assert (tmp_path / "a" / "b" / "duibiao.db").is_file()


def test_a_broken_database_is_named_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "坏.db"
    path.write_bytes("这不是数据库".encode() * 100)
    with pytest.raises(DuibiaoError, match=r"坏\.db 已损坏或不是数据库文件;请.*。$"):
        Store(f"sqlite:///{path}")


def test_a_read_only_database_can_be_read_and_refuses_writing_in_one_sentence(
    tmp_path: Path,
) -> None:
    path = tmp_path / "只读.db"
    full = Store(f"sqlite:///{path}")
    full.put(REPORT, tidy(one(1)))
    store = Store(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert list(store.reports()["title"]) == [REPORT.title]
    with pytest.raises(DuibiaoError, match=r"只读.db.* 是只读的,不能写入;请.*。$"):
        store.put(REPORT, tidy())
    store.close()
    full.close()


def test_a_database_in_a_missing_folder_is_named_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DuibiaoError, match="打不开;请检查所在文件夹是否存在"):
        Store(f"sqlite:///{tmp_path / '没有' / 'x.db'}")


@pytest.mark.parametrize("url", ["不是地址", "mystery://x/y"])
def test_an_unknown_address_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(DuibiaoError, match=r"不认识数据库地址 .*;请写成"):
        Store(url)


def test_a_password_never_reaches_the_screen() -> None:
    assert "geheim" not in shown("postgresql://u:geheim@127.0.0.1/x")
