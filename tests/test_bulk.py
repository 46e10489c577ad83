"""Bulk extraction: the same rows on every engine, whatever dies, and nothing is done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import annotated_reports
import pandas as pd
import poison
import pyarrow as pa
import pytest
from pyarrow import parquet

import extract
from extract.__main__ import main
from extract.bulk import alone, parts, running
from extract.bulk.items import Counts, Item, Job, Part
from extract.bulk.listing import listed
from extract.commands import cluster, pace
from extract.commands.workers import as_done
from extract.dataset.arranging import arrange
from extract.model import DuibiaoError
from extract.tidy import NAMES

ROOT = Path(__file__).resolve().parent.parent
TEXT = (
    "深圳市福田区政务服务数据管理局2022年工作总结\n\n"
    "一、工作情况\n2022年,12345热线受理工单超3200万件,市民满意率98.48%。\n"
)
COUNT = 100


# ---- archives, and engines in this process ------------------------------------------------------


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two folders with files of the same names, sixty reports each, of real wording."""
    folder = tmp_path_factory.mktemp("inputs") / "归档"
    texts = [report.text for name in ("dev", "final") for report in annotated_reports.reports(name)]
    for number in range(COUNT):
        place = folder / ("福田", "龙岗")[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        text = texts[number % len(texts)][:2000]
        (place / f"{number // 2:03}.txt").write_text(f"{text}\n{number}件", encoding="utf-8")
    return folder


def here(
    work: Callable[[Part], Counts], parts: Iterable[Part]
) -> Generator[tuple[Part, Counts | None]]:
    """One core: this process."""
    for part in parts:
        yield part, work(part)


pool = partial(as_done, jobs=2)


def bulk(
    inputs: Path | list[Path],
    folder: Path,
    engine: running.Engine = here,
    size: int = 10,
    seconds: float = 60,
) -> Counts:
    """All that is due, without arranging."""
    given = [inputs] if isinstance(inputs, Path) else inputs
    plan = running.plan(map(str, given), folder, poison.RULES, seconds)
    return sum(running.run(plan, engine, 2, size), Counts())


def rows(folder: Path, name: str = "observations") -> pd.DataFrame:
    """What all parts hold, in an order of their own, whole."""
    found = [
        parquet.read_table(path) for path in sorted(folder.glob(f"parts/[!.]*/{name}.parquet"))
    ]
    frame: pd.DataFrame = pa.concat_tables(found).to_pandas()
    order = {"observations": ["report_id", "start"], "reports": ["report_id"]}
    by = order.get(name, ["file"])
    return frame.sort_values(by).reset_index(drop=True)


def errors(folder: Path) -> dict[str, tuple[str, str]]:
    """Stage and reason of each file that failed."""
    told = rows(folder, "errors")
    return {row.file: (row.stage, row.reason) for row in told.itertuples()}


def touched(folder: Path) -> dict[str, int]:
    """When each file of each part was written."""
    return {str(path): path.stat().st_mtime_ns for path in folder.glob("parts/[!.]*/*")}


@pytest.fixture(scope="module")
def one_core(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset that one core makes of the archive, uninterrupted."""
    folder = tmp_path_factory.mktemp("one") / "out"
    done = bulk(archive, folder)
    assert (done.items, done.reports, done.failed) == (COUNT, COUNT, 0)
    return folder


def same(one: Path, other: Path) -> None:
    """Row for row, and every report, with nothing left out."""
    for name in ("observations", "reports"):
        assert len(rows(one, name)) > COUNT - 1
        pd.testing.assert_frame_equal(rows(one, name), rows(other, name))


# ---- what the inputs hold -----------------------------------------------------------------------


def test_rows_are_those_of_each_report_by_itself(archive: Path, one_core: Path) -> None:
    found = rows(one_core)
    path = archive / "龙岗" / "007.txt"
    alone_ = extract.observations(path)
    mine = found[found["report_id"] == "归档/龙岗/007.txt"].reset_index(drop=True)
    shown = [name for name in NAMES if name not in ("observation_id", "report_id")]
    both = [frame[shown].astype(str).to_dict("records") for frame in (mine, alone_)]
    assert both[0] == both[1] and len(both[0]) > 3


def test_files_of_one_name_in_two_folders_are_two_reports(one_core: Path) -> None:
    ids = set(rows(one_core, "reports")["report_id"])
    assert {"归档/福田/003.txt", "归档/龙岗/003.txt"} <= ids and len(ids) == COUNT


def test_what_is_no_report_is_passed_by_and_told(tmp_path: Path) -> None:
    for name in ("甲/a.txt", "甲/.hidden.txt", "甲/b.css", "甲/out/parts/x.txt", "甲/c.docx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "甲" / "坏.zip").write_bytes(b"PK\x03\x04")
    found = listed([str(tmp_path / "甲")], tmp_path / "甲" / "out")
    assert [item.report_id for item in found.items] == ["甲/a.txt", "甲/c.docx", "甲/坏.zip"]
    assert ".css" in found.notices[0] and "已跳过" in found.notices[0]
    bulk(tmp_path / "甲", tmp_path / "甲" / "out")
    told = errors(tmp_path / "甲" / "out")
    assert told["甲/c.docx"][0] == told["甲/坏.zip"][0] == "read"
    assert "已损坏" in told["甲/坏.zip"][1]


def test_inputs_that_would_give_the_same_ids_are_refused(tmp_path: Path) -> None:
    for place in ("甲/归档", "乙/归档"):
        (tmp_path / place).mkdir(parents=True)
    with pytest.raises(DuibiaoError, match="同名"):
        listed([str(tmp_path / "甲/归档"), str(tmp_path / "乙/归档")], tmp_path / "out")
    with pytest.raises(DuibiaoError, match="找不到"):
        listed([str(tmp_path / "丙")], tmp_path / "out")
    found = listed([str(tmp_path), str(tmp_path / "甲")], tmp_path / "out")
    assert "只读一次" in found.notices[0]


def test_a_zip_is_cut_into_parts_and_its_members_are_named_by_their_path(tmp_path: Path) -> None:
    path, inner = tmp_path / "年报.zip", tmp_path / "内.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("里.txt", TEXT)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(2_100):  # more than an uploaded zip may have
            archive.writestr(f"福田/{number:04}.txt", f"{TEXT}{number}件" if number < 5 else "")
        archive.writestr("内.zip", inner.read_bytes())
        archive.writestr("炸弹.txt", "0" * 2_000_000)
        archive.writestr("说明.css", "x")
    done = bulk(path, tmp_path / "out", size=1000)
    assert len(list((tmp_path / "out/parts").iterdir())) == 16  # eight a worker
    ids = list(rows(tmp_path / "out", "reports")["report_id"])
    assert ids == [
        f"年报.zip/{name}" for name in ("内.zip/里.txt", *(f"福田/{n:04}.txt" for n in range(5)))
    ]
    told = errors(tmp_path / "out")
    assert "空文件" in told["年报.zip/福田/0099.txt"][1]
    assert "压缩炸弹" in told["年报.zip/炸弹.txt"][1]
    assert done.items == 2_102 and done.failed == len(told) == 2_096


def texts(path: Path, **columns: list[Any]) -> Path:
    """A parquet of texts."""
    pd.DataFrame(columns).to_parquet(path)
    return path


def test_a_parquet_of_texts_is_read_row_by_row(tmp_path: Path) -> None:
    count = 600
    path = texts(
        tmp_path / "文本.parquet",
        report_id=[f"r{n}" for n in range(count)],
        text=[f"{TEXT}{n}件" if n % 100 == 0 else " " for n in range(count)],
        area=["深圳市龙岗区", *["火星"] * (count - 1)],
        title=["自己的标题", *[""] * (count - 1)],
        published=[pd.Timestamp("2023-01-05")] * count,
    )
    found = listed([str(path)], tmp_path / "out")
    assert "没有 agency、period、source_url 列" in found.notices[0]
    done = bulk(path, tmp_path / "out", size=1000)
    assert (done.items, done.reports) == (count, 6)
    kept = rows(tmp_path / "out", "reports").set_index("report_id")
    assert kept.loc["r0", "area"] == "龙岗区" and kept.loc["r0", "title"] == "自己的标题"
    assert kept.loc["r500", "area"] == "福田区" and "火星" in kept.loc["r500", "notes"]
    assert set(kept["published"].astype(str)) == {"2023-01-05"}
    assert all(f"\n{n}件" in kept.loc[f"r{n}", "text"] for n in range(0, count, 100))
    assert not (tmp_path / "out" / "begun").exists()


def test_rows_of_texts_without_an_id_or_with_one_that_came_before_are_errors(
    tmp_path: Path,
) -> None:
    path = texts(tmp_path / "t.parquet", report_id=["a", None, "a"], text=[TEXT, TEXT, TEXT])
    done = bulk(path, tmp_path / "out")
    assert (done.reports, done.failed) == (1, 2)
    told = errors(tmp_path / "out")
    assert "没有 report_id" in told["t.parquet 第 2 行"][1] and "两次" in told["a"][1]
    with pytest.raises(DuibiaoError, match="没有 text 列"):
        listed([str(texts(tmp_path / "u.parquet", report_id=["a"]))], tmp_path / "out")


def test_a_report_without_numbers_is_kept_and_counted(tmp_path: Path) -> None:
    (tmp_path / "无.txt").write_text("我们认真学习,扎实工作,服务群众。", encoding="utf-8")
    done = bulk(tmp_path / "无.txt", tmp_path / "out")
    assert (done.reports, done.silent, done.rows, done.failed) == (1, 1, 0, 0)
    assert list(rows(tmp_path / "out", "reports")["report_id"]) == ["无.txt"]


# ---- nothing is done twice ----------------------------------------------------------------------


def test_finished_parts_are_skipped_and_new_or_changed_files_are_added(tmp_path: Path) -> None:
    folder, out = tmp_path / "甲", tmp_path / "out"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.txt").write_text(f"{TEXT}{number}件", encoding="utf-8")
    assert bulk(folder, out, size=2).items == 8
    before = touched(out)
    assert bulk(folder, out, size=2) == Counts() and touched(out) == before
    (folder / "00.txt").write_text(f"{TEXT}又加1件", encoding="utf-8")  # among the others
    (folder / "3.txt").write_text(f"{TEXT}改为9件,共2家", encoding="utf-8")
    assert bulk(folder, out, size=2).items == 2
    assert before.items() <= touched(out).items()
    arrange(out)
    assert bulk(folder, out, size=2) == Counts()
    kept = extract.Dataset(out)
    assert kept.count() == 9 * 3 + 1 and len(kept.reports()) == 9
    kept.close()


def test_other_rules_extract_everything_anew(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    given = [str(tmp_path / "a.txt")]
    for rules, due in (("old", 1), ("old", 0), ("new", 1)):
        plan = running.plan(given, tmp_path / "out", rules)
        assert len(plan.due) == due
        assert len(list(running.run(plan, here, 1))) == due


def test_keys_are_a_function_of_the_inputs(archive: Path, tmp_path: Path) -> None:
    plans = [running.plan([str(archive)], tmp_path / name, poison.RULES) for name in ("a", "b")]
    keys = [[part.key for part in parts.cut(plan.due, 10, tmp_path)] for plan in plans]
    assert keys[0] == keys[1] and len(set(keys[0])) == COUNT // 10


def test_a_folder_that_is_no_dataset_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "我的.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(DuibiaoError, match="已有别的文件"):
        bulk(tmp_path / "a.txt", tmp_path / "out")


# ---- reports that no rules foresaw --------------------------------------------------------------

POISONED = {
    "出错.txt": (poison.RAISES, "extract", "KeyError"),
    "意外.txt": (poison.UNFORESEEN, "process", "AssertionError: nobody foresaw this"),
    "退出.txt": (poison.EXITS, "process", "状态 9"),
    "崩溃.txt": (poison.SEGFAULTS, "process", "信号 11"),
    "挂起.txt": (poison.HANGS, "process", "用时超过上限"),
}


@pytest.fixture(scope="module")
def poisoned(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a few good reports among those of which each has its own way to fail."""
    folder = tmp_path_factory.mktemp("poisoned") / "毒"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"{TEXT}{number}件", encoding="utf-8")
    for name, (words, _, _) in POISONED.items():
        (folder / name).write_text(f"{TEXT}{words}", encoding="utf-8")
    (folder / "坏.docx").write_bytes(b"PK\x03\x04")
    return folder


def told_of_all(folder: Path, names: Iterable[str] = POISONED) -> None:
    """Each bad report is a row of errors, each good one is there."""
    told = errors(folder)
    assert set(told) == {f"毒/{name}" for name in (*names, "坏.docx")}
    for name in names:
        _, stage, words = POISONED[name]
        assert told[f"毒/{name}"][0] == stage and words in told[f"毒/{name}"][1]
        assert told[f"毒/{name}"][1].endswith("。")
    ids = list(rows(folder, "reports")["report_id"])
    assert ids == [f"毒/{number}.txt" for number in range(6)]


def test_each_way_to_fail_is_told_where_reports_go_one_by_one(
    poisoned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(poison.laid(tmp_path / "site")))
    monkeypatch.setattr("extract.bulk.opening.results", alone.results)
    bulk(poisoned, tmp_path / "out", seconds=2)
    told_of_all(tmp_path / "out")


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A client of two workers, in which reports may be poison."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", str(poison.laid(tmp_path_factory.mktemp("site"))))
        with cluster.connected(None, 2) as client:
            yield client


def on(client: Any) -> running.Engine:
    """The engine that Dask is."""
    return partial(cluster.as_done, client, rules=poison.RULES)


def test_poison_ends_no_run_on_dask(dask: Any, poisoned: Path, tmp_path: Path) -> None:
    names = ["出错.txt", "退出.txt"]
    some(poisoned, tmp_path / "毒", names)
    done = bulk(tmp_path / "毒", tmp_path / "out", on(dask), size=100)
    assert (done.items, done.reports, done.failed) == (9, 6, 3)
    told_of_all(tmp_path / "out", names)


def test_poison_ends_no_run_on_the_pool(poisoned: Path, tmp_path: Path) -> None:
    some(poisoned, tmp_path / "毒", ["出错.txt", "退出.txt"])
    done = command([str(tmp_path / "毒")], tmp_path / "out", poison.laid(tmp_path / "site"))
    assert done.returncode == 2
    assert "6 份报告" in done.stderr and "共 3 份没有抽取成功" in done.stderr
    found = parquet.read_table(tmp_path / "out" / "errors.parquet").to_pylist()
    assert {(row["file"], row["stage"]) for row in found} == {
        ("毒/坏.docx", "read"),
        ("毒/出错.txt", "extract"),
        ("毒/退出.txt", "process"),
    }


def some(poisoned: Path, folder: Path, names: Iterable[str]) -> None:
    """Another archive, with some only of the bad reports."""
    folder.mkdir()
    for path in poisoned.iterdir():
        if path.name not in POISONED or path.name in names:
            (folder / path.name).write_bytes(path.read_bytes())


def command(
    inputs: list[str], folder: Path, site: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """``duibiao bulk`` with two workers, to its end."""
    with begun(inputs, folder, site) as process:
        _, said = process.communicate(timeout=100)
    return subprocess.CompletedProcess(process.args, process.returncode, "", said)


def begun(
    inputs: list[str], folder: Path, site: Path | None = None, size: int = 10
) -> subprocess.Popen[str]:
    words = ["bulk", *inputs, "-o", str(folder), "--jobs", "2", "--part-size", str(size)]
    env = os.environ | ({"PYTHONPATH": str(site)} if site else {})
    return subprocess.Popen(
        [sys.executable, "-m", "extract", *words],
        cwd=ROOT,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )


# ---- the same rows, whatever dies ---------------------------------------------------------------


def killing(engine: running.Engine, victims: Callable[[], list[int]]) -> running.Engine:
    """An engine of which one worker is killed once the first part is there."""

    def run(
        work: Callable[[Part], Counts], parts: Iterable[Part]
    ) -> Generator[tuple[Part, Counts | None]]:
        for number, done in enumerate(engine(work, parts)):
            if number == 0:
                os.kill(victims()[0], signal.SIGKILL)
            yield done

    return run


def test_dask_gives_the_rows_of_one_core_though_a_worker_is_killed(
    dask: Any, archive: Path, one_core: Path, tmp_path: Path
) -> None:
    engine = killing(on(dask), lambda: list(dask.run(os.getpid).values()))
    assert bulk(archive, tmp_path / "out", engine).items == COUNT
    same(one_core, tmp_path / "out")


def test_the_pool_gives_the_rows_of_one_core_though_a_worker_is_killed(
    archive: Path, one_core: Path, tmp_path: Path
) -> None:
    from multiprocessing import active_children

    engine = killing(pool, lambda: [child.pid for child in active_children() if child.pid])
    assert bulk(archive, tmp_path / "out", engine).items == COUNT
    same(one_core, tmp_path / "out")


def test_a_command_that_was_killed_goes_on_where_it_was(
    archive: Path, one_core: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with begun([str(archive)], out, size=8) as process:
        while not len(touched(out)) >= 6 and process.poll() is None:
            time.sleep(0.01)
        process.kill()
    time.sleep(0.5)  # its workers end by themselves
    before = touched(out)
    assert 0 < len(before) < 60 * 3
    done = bulk_by_these_rules(archive, out)
    assert 0 < done.items < COUNT
    assert before.items() <= touched(out).items()
    frames = [rows(folder)[list(NAMES)] for folder in (one_core, out)]
    pd.testing.assert_frame_equal(*frames)


def bulk_by_these_rules(inputs: Path, folder: Path) -> Counts:
    """What the command left to do, in this process."""
    plan = running.plan([str(inputs)], folder, rows(folder, "reports")["rules"][0])
    return sum(running.run(plan, here, 2, 10), Counts())


def test_a_part_that_no_worker_survives_is_told_item_by_item(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = bulk(
        tmp_path / "a.txt", tmp_path / "out", lambda work, parts: ((p, None) for p in parts)
    )
    assert (done.items, done.failed) == (1, 1)
    assert "一再意外结束" in errors(tmp_path / "out")["a.txt"][1]


def test_two_runs_do_not_write_one_dataset(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    plan = running.plan([str(tmp_path / "a.txt")], tmp_path / "out", poison.RULES)
    first = running.run(plan, here, 1)
    next(first)
    with pytest.raises(DuibiaoError, match="另一个"):
        next(running.run(plan, here, 1))
    first.close()


# ---- the cluster --------------------------------------------------------------------------------


def test_a_cluster_that_cannot_do_the_work_is_told_before_it_begins(
    dask: Any, tmp_path: Path
) -> None:
    cluster.check(dask, poison.RULES, [str(tmp_path)])
    with pytest.raises(DuibiaoError, match="规则与本机的版本不同"):
        cluster.check(dask, "other", [])
    with pytest.raises(DuibiaoError, match="看不到"):
        cluster.check(dask, poison.RULES, [str(tmp_path / "elsewhere")])


def test_a_worker_that_came_later_with_other_rules_does_nothing(
    dask: Any, archive: Path, tmp_path: Path
) -> None:
    with pytest.raises(DuibiaoError, match="规则与本机的版本不同"):
        bulk(archive, tmp_path / "out", partial(cluster.as_done, dask, rules="other"))


def test_the_command_works_on_a_scheduler_that_is_there(
    dask: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("extract.commands.filling.fingerprint", lambda: poison.RULES)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    words = ["bulk", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out")]
    assert main([*words, "--scheduler", dask.scheduler.address]) == 0
    assert "1 份报告,2 条数字" in capsys.readouterr().err


def test_the_cluster_of_this_machine_is_reached_by_nobody_else(dask: Any) -> None:
    from psutil import Process

    own = Process()
    listening = [
        socket.laddr.ip
        for process in (own, *own.children(recursive=True))
        for socket in process.net_connections("inet")
        if socket.status == "LISTEN"
    ]
    assert listening and set(listening) == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--engine", "dask"], "duibiao[bulk]"),
        (["--scheduler", "tcp://127.0.0.1:9"], "连不上调度器"),
    ],
)
def test_a_missing_extra_or_scheduler_is_one_sentence(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    if "dask" in words:
        monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setattr(cluster, "_PATIENCE_SECONDS", 0.3)
    assert main(["bulk", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out"), *words]) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1


# ---- the command --------------------------------------------------------------------------------


def test_the_command_says_what_the_dataset_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text("我们认真学习。", encoding="utf-8")
    words = ["bulk", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "-o", str(tmp_path / "out")]
    assert main([*words, "--jobs", "1"]) == 0
    said = capsys.readouterr().err
    assert "已完成 1 批,2/2 份" in said and "2 份报告,2 条数字(这次有 1 份里没有数字)" in said
    assert main(words) == 0  # nothing is left to do
    assert "2 份先前已处理" in capsys.readouterr().err


def test_nothing_found_is_status_one(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("我们认真学习。", encoding="utf-8")
    words = ["bulk", str(tmp_path / "b.txt"), "-o", str(tmp_path / "out"), "--jobs", "1"]
    assert main(words) == 1


def test_ctrl_c_ends_with_a_sentence(archive: Path, tmp_path: Path) -> None:
    with begun([str(archive)], tmp_path / "out", size=8) as process:
        while not touched(tmp_path / "out") and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130 and "再运行同一命令即可继续" in said
    assert "Traceback" not in said
    assert 0 < bulk_by_these_rules(archive, tmp_path / "out").items < COUNT


def test_progress_tells_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 110.0)
    told = pace.Pace(3_000, start=100.0)
    told.add(Counts(items=1_000, characters=5_000_000))
    assert told.line() == "已完成 1 批,1,000/3,000 份,100 份/秒,50.0 万字/秒,还需 20 秒。"


def test_parts_of_scans_are_smaller() -> None:
    scans = [(Item(f"{n}.png", "", size=5_000_000), f"{n:016x}") for n in range(10)]
    assert [len(part.items) for part in parts.cut(scans, 1_000, Path())] == [4, 4, 2]
    assert Job("", "").seconds == 300
