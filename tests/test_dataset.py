"""A dataset is whole at every moment, says what is wrong with it, and comes into the store."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import made_dataset
import pandas as pd
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal
from pyarrow import parquet

import extract
from extract import Dataset, DuibiaoError, Report, Store
from extract.__main__ import main
from extract.commands import filling
from extract.dataset import manifest
from extract.dataset.arranging import arrange
from extract.dataset.layout import is_written, write_part
from extract.gazetteer import area_named
from extract.periods import period

TEXT = "受理热线{}件,满意率98.5%。"


def report(name: str, area: str = "深圳市福田区", year: str = "2022", figure: int = 21) -> Report:
    return Report(
        name, TEXT.format(figure), "总结", f"{area}某局", area_named(area), period(year)
    )  # fmt: skip


def part(
    folder: Path, key: str, reports: Iterable[Report], errors: Iterable[Any] = (), rules: str = "r"
) -> None:
    given = list(reports)
    write_part(
        folder, key, given, [row for r in given for row in extract.observe(r)], errors, rules
    )


FIRST = [report("甲.txt"), report("乙/甲.txt", "广州市", "2021"), report("丙.txt", "上海市")]
SECOND = [report("丁.txt", figure=3200), report("甲.txt", "杭州市", "2020", 77)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dataset of three reports, with a second part that is still to be brought in."""
    made = tmp_path / "归档"
    part(made, "a", FIRST, [("坏.pdf", "read", "读不了"), ("丁.txt", "observe", "出错")])
    arrange(made)
    part(made, "b", SECOND, [("坏.pdf", "read", "仍读不了"), ("空.txt", "read", "是空的")])
    return made


def names(dataset: Dataset) -> list[str]:
    """Where every report lies, checked against what its observations say."""
    rows, reports = dataset.observations(), dataset.reports()
    assert rows["observation_id"].is_unique and reports["report_id"].is_unique
    assert len(rows) == dataset.count() == 2 * len(reports) == dataset.summary(()).iat[0, 0]
    texts = dict(zip(reports["report_id"], reports["text"], strict=True))
    for row in rows.itertuples():
        assert texts[row.report_id][row.start : row.end] == row.quote
    every = dataset.observations(observation_id=tuple(rows["observation_id"]))
    assert_frame_equal(every, rows)
    return [f"{one.report_year} {one.report_area} {one.report_id}" for one in places(dataset)]


def places(dataset: Dataset) -> list[Any]:
    by = ("report_year", "report_area", "report_id")
    return list(dataset.summary(by).itertuples(index=False))


BEFORE = ["2021 440100 乙/甲.txt", "2022 310000 丙.txt", "2022 440304 甲.txt"]
AFTER = [
    "2020 330100 甲.txt", "2021 440100 乙/甲.txt", "2022 310000 丙.txt", "2022 440304 丁.txt"
]  # fmt: skip


# ---- parts ---------------------------------------------------------------------------------------


def test_a_part_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    strange = [row for r in SECOND for row in extract.observe(r)]
    with pytest.raises(DuibiaoError, match=r"数字所属的报告 丁.txt 不在这一部分里"):
        write_part(tmp_path, "a", FIRST, strange, [])
    with pytest.raises(DuibiaoError, match="空字符"):
        write_part(tmp_path, "a", [Report("x", "a\0b")], [], [])
    with pytest.raises(DuibiaoError, match=r"编号“\.\./a”不合格式"):
        write_part(tmp_path, "../a", FIRST, [], [])
    assert not is_written(tmp_path, "a") and not (tmp_path / "parts" / "a").exists()
    part(tmp_path, "a", FIRST)
    assert is_written(tmp_path, "a")
    part(tmp_path, "a", SECOND)
    held = parquet.read_table(tmp_path / "parts/a/reports.parquet")
    assert sorted(held["report_id"].to_pylist()) == sorted(r.report_id for r in FIRST)
    assert not list((tmp_path / "parts").glob(".*")), "nothing is left behind"
    arrange(tmp_path)
    assert is_written(tmp_path, "a") and not (tmp_path / "parts" / "a").exists()


def test_a_full_disk_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(DuibiaoError, match=r"写不进去\(No space left on device\);请检查磁盘空间"):
        part(tmp_path, "a", FIRST)
    assert not list((tmp_path / "parts").iterdir())


# ---- arranging -----------------------------------------------------------------------------------


def test_partitions_are_by_year_and_province_and_can_be_read_by_anybody(folder: Path) -> None:
    part(folder, "c", [Report("不详.txt", TEXT)])
    arrange(folder)
    lie = sorted(
        str(path.parent.relative_to(folder)) for path in folder.rglob("obs*/y*/*/*.parquet")
    )
    assert lie == [
        "observations/year=0/area=00", "observations/year=2020/area=33",
        "observations/year=2021/area=44", "observations/year=2022/area=31",
        "observations/year=2022/area=44",
    ]  # fmt: skip
    for kind in ("observations", "reports"):
        assert len(pd.read_parquet(folder / kind)) == (9 if kind == "observations" else 5)
    assert not (folder / ".arranging").exists() and not list((folder / "parts").iterdir())


def test_a_report_that_comes_again_takes_the_place_of_the_older_one(folder: Path) -> None:
    dataset = Dataset(folder)
    assert names(dataset) == BEFORE
    was = dataset.revision()
    assert dict(zip(*dataset.errors()[["file", "reason"]].T.to_numpy(), strict=True)) == {
        "坏.pdf": "读不了", "丁.txt": "出错"
    }  # fmt: skip
    arrange(folder)
    assert names(dataset) == AFTER and dataset.revision() != was, "an open dataset sees it too"
    assert dict(zip(*dataset.errors()[["file", "reason"]].T.to_numpy(), strict=True)) == {
        "坏.pdf": "仍读不了", "空.txt": "是空的"
    }, "a file that was read after all is no error any more"  # fmt: skip
    now = dataset.revision()
    arrange(folder)
    assert dataset.revision() == now and names(dataset) == AFTER, "nothing new: nothing changes"


def test_of_two_new_parts_the_later_one_counts(tmp_path: Path) -> None:
    for number, key in enumerate(("z", "b")):
        part(tmp_path, key, [report("甲.txt", year=f"202{number}", figure=10 + number)])
        os.utime(tmp_path / "parts" / key, (number, number))
    arrange(tmp_path)
    assert names(Dataset(tmp_path)) == ["2021 440304 甲.txt"]


def test_one_part_or_many_at_once_or_in_turn_make_the_same_dataset(tmp_path: Path) -> None:
    part(tmp_path / "one", "a", [*FIRST, SECOND[0]])
    arrange(tmp_path / "one")
    for number, one in enumerate([*FIRST, SECOND[0]]):
        for kind in ("many", "turns"):
            part(tmp_path / kind, f"p{number}", [one])
        arrange(tmp_path / "turns")
    arrange(tmp_path / "many")
    one, *others = (Dataset(tmp_path / kind) for kind in ("one", "many", "turns"))
    for other in others:
        assert_frame_equal(other.observations(), one.observations())
        assert_frame_equal(other.reports(), one.reports())
        assert names(other) == names(one)


class _Killed(BaseException):
    """The process ends here."""


def test_wherever_a_run_is_broken_off_the_dataset_is_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for number in itertools.chain(range(2), range(4, 100, 7)):
        work = tmp_path / f"{number}"
        shutil.copytree(folder, work)
        steps = 0

        def counted(does: Any, number: int = number) -> Any:
            def step(*given: Any, **more: Any) -> Any:
                nonlocal steps
                steps += 1
                if steps > number:
                    raise _Killed
                return does(*given, **more)

            return step

        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", counted(os.replace))
            patch.setattr(Path, "unlink", counted(Path.unlink))
            patch.setattr(shutil, "rmtree", counted(shutil.rmtree))
            try:
                arrange(work)
            except _Killed:
                pass
            else:
                break
        told = [
            f"{one.report_year} {one.report_area} {one.report_id}" for one in places(Dataset(work))
        ]
        assert told == (AFTER if len(manifest.taken(work)) == 2 else BEFORE), number
        arrange(work)
        assert names(Dataset(work)) == AFTER
        held = {str(path.relative_to(work)) for path in work.rglob("*/*.parquet")}
        assert held == set(manifest.read(work).files()), "nothing is left behind"
        shutil.rmtree(work)
    assert number > 15 and steps


def test_a_run_that_is_killed_leaves_a_dataset_that_the_next_one_completes(folder: Path) -> None:
    """In the middle of the new files taking their places, by a signal that nobody can catch."""
    kills = (
        "import os, pathlib, sys\n"
        "from extract.dataset import arranging\n"
        "left, does = [4], os.replace\n"
        "def step(*given):\n"
        "    left[0] -= 1\n"
        "    os.kill(os.getpid(), 9) if not left[0] else does(*given)\n"
        "os.replace = step; arranging.arrange(pathlib.Path(sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", kills, str(folder)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert names(Dataset(folder)) == BEFORE
    assert (folder / ".arranging").exists()
    arrange(folder)
    assert names(Dataset(folder)) == AFTER and not (folder / ".arranging").exists()


def test_two_runs_at_once_do_not_disturb_each_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def meanwhile(_: str) -> None:
        with pytest.raises(DuibiaoError, match=r"正由另一个程序整理;请等它完成后再试。") as caught:
            arrange(folder)
        said.append(str(caught.value))

    arrange(folder, meanwhile)
    assert len(said) == 2 and names(Dataset(folder)) == AFTER


# ---- what is wrong with it -----------------------------------------------------------------------


def test_a_folder_that_is_no_dataset_is_told_in_one_sentence(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "没有"):
        with pytest.raises(DuibiaoError, match=r"不是对标的数据集.*;请检查路径。$"):
            Dataset(path)
    (tmp_path / "dataset.json").write_text('{"what": "parquet of somebody else"}')
    with pytest.raises(DuibiaoError, match=r"dataset.json 不是对标的数据集;请检查路径。$"):
        Dataset(tmp_path)
    part(tmp_path / "x", "a", FIRST)
    with pytest.raises(DuibiaoError, match=r"还没有整理完;请重新运行 duibiao bulk。$"):
        Dataset(tmp_path / "x")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"format": 2}, r"由更新版本的对标写成\(格式 2,本程序只认识到 1\);请升级对标后再打开。$"),
        ({"columns": ["x"]}, r"的列与本程序不同;请换一个空文件夹重新运行 duibiao bulk。$"),
        ({"partitions": [{"year": 1}]}, r"已损坏\(dataset.json 看不懂\);请从备份恢复"),
        ({"parts": None}, r"已损坏\(dataset.json 看不懂\)"),
    ],
)
def test_a_dataset_that_is_newer_or_damaged_is_refused(
    folder: Path, told: dict[str, Any], said: str
) -> None:
    path = folder / "dataset.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | told))
    for does in (Dataset, arrange):
        with pytest.raises(DuibiaoError, match=said):
            does(folder)


def test_damaged_files_are_told_in_one_sentence(folder: Path) -> None:
    for path in folder.rglob("*/*.parquet"):
        path.write_bytes(path.read_bytes()[:100])
    dataset = Dataset(folder)
    asks = (
        lambda: dataset.observations(),
        lambda: dataset.observations(within="44"),
        lambda: dataset.reports(),
        lambda: dataset.summary(("unit",)),
        lambda: arrange(folder),
    )
    for ask in asks:
        with pytest.raises(DuibiaoError, match=r"^数据集 .*已损坏\(.*\);请从备份恢复,或.*。$"):
            ask()
    (folder / "dataset.json").write_bytes(b"\xff\xfe")
    with pytest.raises(DuibiaoError, match="看不懂"):
        Dataset(folder)


def test_memory_is_bounded_and_what_does_not_fit_is_told(folder: Path) -> None:
    with pytest.raises(DuibiaoError, match="请检查内存上限“很多”"):
        Dataset(folder, memory="很多")
    dataset = Dataset(folder, most=5)
    with pytest.raises(DuibiaoError, match=r"符合条件的超过 5 条.*请缩小"):
        dataset.observations()
    assert len(dataset.observations(within="31")) == 2


# ---- who reads it --------------------------------------------------------------------------------


def test_a_dataset_reads_its_folder_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "x.parquet"
    parquet.write_table(pa.table({"a": [1]}), outside)
    dataset = Dataset(folder)
    connection = dataset._connection
    for words in (
        f"SELECT * FROM read_parquet('{outside}')",
        "SELECT * FROM read_csv('/etc/hostname')",
        "SELECT * FROM read_parquet('https://example.invalid/x.parquet')",
        f"COPY (SELECT 1) TO '{tmp_path / 'out.parquet'}'",
        "INSTALL httpfs",
        "LOAD httpfs",
        f"ATTACH '{tmp_path / 'a.db'}'",
        "SET enable_external_access = true",
        "SET memory_limit = '99GB'",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(words)
    asked = "SELECT current_setting('autoinstall_known_extensions')"
    assert connection.execute(asked).fetchone() == (False,)


def test_several_threads_read_at_once(folder: Path) -> None:
    arrange(folder)
    dataset = Dataset(folder)
    whole = dataset.observations()

    def ask(number: int) -> pd.DataFrame:
        names = dataset.reports(texts=False)["report_id"]
        return (
            dataset.observations(report_id=tuple(names)) if number % 2 else dataset.observations()
        )

    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(ask, range(16)):
            assert_frame_equal(found, whole)


def test_who_reads_while_it_is_arranged_asks_once_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = Dataset(folder)
    told = dataset._now()
    arrange(folder)
    seen = iter([told])
    now = Dataset._now
    monkeypatch.setattr(Dataset, "_now", lambda self: next(seen, None) or now(self))
    assert list(dataset.observations()["report_id"].unique()) == sorted(
        one.split()[-1] for one in AFTER
    )


# ---- into the store ------------------------------------------------------------------------------


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a store that holds nothing and is up to date."""
    made = f"sqlite:///{tmp_path / '库.db'}"
    store = Store(made)
    store.set_fingerprint(filling.fingerprint())
    store.close()
    return made


def test_a_dataset_comes_into_the_store_as_it_is(
    folder: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arrange(folder)
    assert main(["load", str(folder), "--database", url, "--author", "张三"]) == 0
    said = capsys.readouterr().err
    assert "已收下 4 份报告、8 条数字。" in said and "4 份由其他规则抽取" in said
    store, dataset = Store(url), Dataset(folder)
    assert_frame_equal(store.observations(), dataset.observations())
    told = ["added", "added_by"]
    assert_frame_equal(store.reports().drop(columns=told), dataset.reports().drop(columns=told))
    assert set(store.reports()["added_by"]) == {"张三"}
    assert list(store.audit(action="add")["detail"]) == ["2"] * 4
    assert len(store.outdated("r")) == 0, "the rules that made them are known"
    assert main(["load", str(folder), "--database", url]) == 0
    assert "已收下 0 份报告、0 条数字,4 份库中已有。" in capsys.readouterr().err
    store.close()


def test_a_report_that_says_something_else_is_replaced_if_asked(
    folder: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arrange(folder)
    store = Store(url)
    store.put(Report("丁.txt", "别的内容"), extract.tidy.frame([]))
    assert main(["load", str(folder), "--database", url]) == 1
    said = capsys.readouterr().err
    assert "同名而内容不同的报告 丁.txt,没有收下" in said and "已收下 3 份" in said
    assert store.report("丁.txt").text == "别的内容"
    assert main(["load", str(folder), "--database", url, "--replace"]) == 0
    assert store.report("丁.txt").text == SECOND[0].text
    assert_frame_equal(store.observations(), Dataset(folder).observations())
    store.close()


def test_a_load_that_was_broken_off_goes_on_where_it_was(
    folder: Path, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from extract.commands import loading

    arrange(folder)
    monkeypatch.setattr(loading, "_AT_ONCE", 1)
    puts, does = [], Store.put_all

    def put_all(*given: Any) -> None:
        puts.append(given)
        if len(puts) == 3:
            raise KeyboardInterrupt
        does(*given)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "put_all", put_all)
        with pytest.raises(KeyboardInterrupt):
            loading.run(_given(folder, url))
    capsys.readouterr()
    assert loading.run(_given(folder, url)) == 0
    assert "已收下 2 份报告、4 条数字,2 份库中已有。" in capsys.readouterr().err


def _given(folder: Path, url: str) -> Any:
    from extract.commands.arguments import parser

    return parser().parse_args(["load", str(folder), "--database", url])


def test_a_report_that_the_store_refuses_stops_no_other(
    folder: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arrange(folder)
    store = Store(url)
    taken = Dataset(folder).observations(report_id="丁.txt").assign(report_id="别的.txt")
    store.put(Report("别的.txt", "x"), taken)  # the same numbers of observations: a rare chance
    assert main(["load", str(folder), "--database", url]) == 2
    said = capsys.readouterr().err
    assert "duibiao:丁.txt 没有收下(" in said and "已收下 3 份报告、6 条数字,1 份收不下。" in said
    store.close()


def test_the_command_tells_what_is_no_dataset(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", str(tmp_path), "--database", url]) == 2
    assert "不是对标的数据集" in capsys.readouterr().err


# ---- datasets made for measuring -----------------------------------------------------------------


def test_a_made_dataset_says_what_the_rules_would_read(tmp_path: Path) -> None:
    made_dataset.make(tmp_path, 3000, size=40, within="4403")
    dataset = Dataset(tmp_path)
    rows, reports = dataset.observations(), dataset.reports()
    assert len(rows) == 3000 and rows["observation_id"].is_unique
    assert reports["area_code"].str.startswith("4403").all() and reports["period"].nunique() == 10
    texts = dict(zip(reports["report_id"], reports["text"], strict=True))
    assert not list(extract.tidy.failures(rows, texts))
    shown = reports[reports["report_id"].isin(set(rows["report_id"]))]["report_id"].iloc[[0, 11]]
    kept = [report for report, _ in dataset.given(tuple(shown))[0]]
    read = extract.tidy.frame(row for report in kept for row in extract.observe(report))
    told = rows[rows["report_id"].isin(shown)].set_index("observation_id")[list(VARIED)]
    again = read.set_index("observation_id")[list(VARIED)]
    both = told.index.intersection(again.index)
    assert len(both) > 0.95 * max(len(told), len(again)), "a new figure may look like a date"
    assert_frame_equal(told.loc[both], again.loc[both])


VARIED = (
    "agency", "reference_area", "area_code", "time_period", "period_start",
    "period_end", "indicator", "value", "value_low", "value_high", "unit", "number", "quote",
    "qualifier", "start", "end", "sentence",
)  # fmt: skip
