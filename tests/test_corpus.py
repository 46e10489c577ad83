"""Many reports: long ones, mutated ones, and folders of them on several cores."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import benchmark
import fuzz
import pandas as pd
import pyarrow.parquet as parquet
import pytest
from tqdm import tqdm

import extract
from extract.__main__ import main
from extract.commands import extracting, output
from extract.commands.outcomes import Outcome, Told, outcomes, parts
from extract.commands.workers import in_order
from extract.tidy import COLUMNS, frame

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus" / "state_council"
LONG = sorted(CORPUS.glob("*.txt"))
REPORTS = 300


# --- what is read ---------------------------------------------------------------------------------


@pytest.mark.skipif(not LONG, reason="no ../shared/corpus/state_council beside the project")
@pytest.mark.parametrize("path", LONG, ids=[path.stem for path in LONG])
def test_a_long_report_keeps_every_promise(path: Path) -> None:
    assert fuzz.wrong(path.read_text("utf-8")) == ""


def test_a_few_hundred_mutated_reports_keep_every_promise() -> None:
    assert list(fuzz.fuzz(300, seed=1)) == []


def test_mutated_reports_are_the_same_on_every_run() -> None:
    first, again = ([*map(fuzz.mutated, map(random.Random, range(9)))] for _ in range(2))
    assert first == again


def test_a_failure_is_cut_to_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> str:
        return str({"毒": 1}[text[text.index("毒")]] and "x" * text.count("毒"))

    monkeypatch.setattr(fuzz, "wrong", broken)
    found = fuzz.failure("受理工单超3200万件,毒,市民满意率98.48%。")
    assert found is not None
    assert fuzz.shortest(found).text == "毒"


# --- folders on several cores ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a few hundred reports, every one another, and three that cannot be read."""
    place = tmp_path_factory.mktemp("报告")
    for report in islice(benchmark.varied(), REPORTS):
        text = report.text[:600] if int(report.report_id[:-4]) % 50 else report.text
        (place / report.report_id).write_text(text, encoding="utf-8")
    (place / "000007x.txt").write_bytes(b"")
    (place / "000150x.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (place / "000150y.txt").write_text("我们认真学习,扎实工作。", encoding="utf-8")
    return place


def test_several_cores_give_the_rows_of_one(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said, written = [], []
    for jobs in ("1", "2"):
        target = tmp_path / f"{jobs}.jsonl"
        assert main(["extract", str(folder), "--jobs", jobs, "-o", str(target)]) == 2
        said.append(capsys.readouterr().err.replace(str(target), "表"))
        written.append(target.read_text("utf-8").splitlines())
    assert said[0] == said[1]
    assert [name in said[0] for name in ("000007x", "000150x", "000150y")] == [True] * 3
    assert len(written[0]) > REPORTS
    for one, two in zip(*written, strict=True):
        assert one == two


def test_parquet_is_written_by_row_groups(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "_GROUP_ROWS", 500)
    target = tmp_path / "表.parquet"
    main(["extract", str(folder), "--jobs", "2", "-o", str(target)])
    with parquet.ParquetFile(target) as file:
        sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
    assert len(sizes) > 2
    assert set(sizes[:-1]) == {500}
    files = sorted(folder.iterdir())
    rows = [row for path in files for done in outcomes(path, Told()) for row in done.rows]
    table = pd.read_parquet(target)
    pd.testing.assert_frame_equal(table, frame(rows), check_dtype=False, check_exact=True)
    kept = {name: str(dtype) for name, dtype in table.dtypes.items()}
    # Parquet knows no whole seconds: a day comes back in milliseconds.
    assert kept == {c.name: c.dtype.replace("[s]", "[ms]") for c in COLUMNS}


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".xlsx"])
def test_ten_times_the_rows_take_no_more_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(output, "_GROUP_ROWS", 100)
    some = list(outcomes(benchmark.SEEDS[0], Told())[0].rows)

    def peak(count: int) -> int:
        rows = (tuple(row) for _ in range(count) for row in some)
        tracemalloc.start()
        with output.writer(str(tmp_path / f"表{suffix}")) as write:
            write(rows)
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    peak(2)  # modules load once
    assert peak(60) < 1.5 * peak(6) + 200_000


def test_no_more_is_read_ahead_than_the_workers_need() -> None:
    taken = 0

    def given() -> Iterator[list[int]]:
        nonlocal taken
        for number in range(200):
            taken += 1
            yield [number]

    for done, (item, result) in enumerate(in_order(abs, given(), 2), start=1):
        assert item == result == done - 1
        assert taken - done <= 4
    assert taken == 200


def deadly(path: Path, told: Told) -> list[Outcome]:
    """Like ``outcomes``, but its process ends at once over a file named so."""
    if "毒" in path.name:
        os._exit(9)
    return outcomes(path, told)


def test_a_worker_that_dies_loses_one_file_only(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = [path.name for path in sorted(folder.iterdir())[20:100]]
    for name in names:
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    expected = tmp_path / "表.jsonl"
    main(["extract", str(tmp_path), "--jobs", "1", "-o", str(expected)])
    capsys.readouterr()
    poison = ["000030毒.txt", "000031毒.txt", "999999毒.txt"]
    for name in poison:
        (tmp_path / name).write_text("受理工单超3200万件。", encoding="utf-8")
    monkeypatch.setattr(extracting, "outcomes", deadly)
    target = tmp_path / "又.jsonl"
    assert main(["extract", str(tmp_path), "--jobs", "2", "-o", str(target)]) == 2
    assert target.read_bytes() == expected.read_bytes()
    said = [line for line in capsys.readouterr().err.splitlines() if "毒" in line]
    assert [Path(line.split(" ")[0]).name for line in said] == poison
    assert all("意外结束,已跳过;请" in line for line in said)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_is_told_wrongly_ends_the_run_with_one_sentence(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], jobs: str
) -> None:
    target = tmp_path / "表.csv"
    told = ["--area", "某地", "--jobs", jobs, "-o", str(target)]
    assert main(["extract", str(folder), *told]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fault", [KeyError("x"), ValueError(), RecursionError("too deep\nx")])
def test_a_fault_of_the_rules_is_one_sentence_and_stops_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fault: Exception,
) -> None:
    real = extract.observe

    def observe(report: extract.Report) -> Iterator[Any]:
        if "怪" in report.text:
            raise fault
        return real(report)

    for name, text in (("甲.txt", "怪事3件。"), ("乙.txt", "受理工单超3200万件。")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr("extract.observe", observe)
    told = ["--agency", "某局", "--area", "深圳市", "--period", "2022"]
    target = tmp_path / "表.jsonl"
    paths = [str(tmp_path / name) for name in ("甲.txt", "乙.txt")]
    assert main(["extract", *paths, *told, "-o", str(target)]) == 2
    fault_said, written = capsys.readouterr().err.splitlines()
    assert "甲.txt 处理出错" in fault_said
    assert type(fault).__name__ in fault_said
    assert written.startswith("1 份报告,1 条数字")


def test_parts_are_small_and_keep_the_order(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number:03}.txt" for number in range(100)]
    for path in paths:
        path.write_bytes(b"x" * (300_000 if path.stem == "050" else 10))
    cut = list(parts(paths, 2))
    assert [path for part in cut for path in part] == paths
    assert max(map(len, cut)) <= 16
    assert cut[4][-1] == paths[50], "a large file ends its part"


def test_few_files_are_read_without_a_process(folder: Path) -> None:
    few, many = list(benchmark.SEEDS), sorted(folder.iterdir())
    assert extracting._jobs(few, None) == 1
    assert extracting._jobs([], None) == extracting._jobs([], 4) == 1
    assert extracting._jobs(many, 2) == 2
    assert extracting._jobs(few, 64) == len(few)


def test_the_bar_tells_rate_and_time_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(extracting, "_LONG_WORK_SECONDS", 0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(tqdm, "monitor_interval", 0)
    main(["extract", *map(str, sorted(folder.iterdir())[:8])])
    shown = capsys.readouterr().err
    assert "抽取" in shown
    assert "8 份," in shown
    assert "还需" in shown


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the workers in /proc")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_the_command(
    folder: Path, tmp_path: Path, ending: signal.Signals
) -> None:
    target = tmp_path / "表.csv"
    arguments = ["extract", str(folder), "--jobs", "2", "-o", str(target)]
    command = [sys.executable, "-m", "extract", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, preexec_fn=_hear) as process:
        family: list[int] = []
        while process.poll() is None and len(family) < 5:
            family = benchmark._family(process.pid)
        process.send_signal(ending)
        said = process.stderr.read() if process.stderr else b""
        assert process.wait(10) in (130, -signal.SIGKILL)
    deadline = time.monotonic() + 10
    while any(map(_runs, family)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_runs, family))
    assert ending == signal.SIGKILL or said.decode() == "duibiao:已中断。\n"
    assert not target.exists()


def _hear() -> None:
    """A shell starts what runs behind it deaf to Ctrl-C; the command is to hear it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _runs(process: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text("utf-8")
    except OSError:
        return False
