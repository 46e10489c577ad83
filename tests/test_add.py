"""``duibiao add``: what comes in, what is asked about, what is left out, and the exit status."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pages
import pytest
import report_files

from dashboard import data, incoming, rights
from extract.__main__ import main

ZHANG = rights.Person("张三", rights.EDITOR)
NAMED = "深圳市盐田区教育局2022年工作总结\n全年受理工单3200件,满意率98%。"


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIBIAO_DATABASE_URL", f"sqlite:///{tmp_path / 'own.db'}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "报告"
    place.mkdir()
    return place


def written(place: Path, text: str = NAMED, name: str = "盐田.txt") -> Path:
    path = place / name
    path.write_text(text, encoding="utf-8")
    return path


def add(*arguments: object) -> int:
    return main(["add", *map(str, arguments)])


def ids() -> set[str]:
    return set(data.reports()["report_id"])


class Terminal(StringIO):
    """What a person types at a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_file_comes_in(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(written(folder), "--author", "张三") == 0
    out, err = capsys.readouterr()
    header, line = out.splitlines()
    assert header.split() == ["文件", "格式", "机构", "地区", "期间", "发布日期", "数字", "结果"]
    assert "深圳市盐田区教育局" in line and line.endswith("已收下")
    assert "已读 盐田.txt：2处数字" in err and "已收下1份报告、2处数字" in err
    row = data.reports().iloc[0]
    assert (row["report_id"], row["added_by"]) == ("盐田.txt", "张三")


def test_a_folder_and_a_zip_come_in_and_a_broken_file_stops_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(folder)
    (folder / "坏.docx").write_bytes(b"no document")
    lines = NAMED.replace("盐田", "罗湖").split("\n")
    packed = report_files.zipped({"罗湖.docx": report_files.docx(lines), "坏.pdf": b"%PDF-"})
    (folder.parent / "年报.zip").write_bytes(packed)
    assert add(folder, folder.parent / "年报.zip", folder / "没有.txt") == 2
    assert ids() == {"盐田.txt", "年报.zip/罗湖.docx"}
    err = capsys.readouterr().err
    for name in ("坏.docx", "年报.zip/坏.pdf", "没有.txt"):
        assert sum(f"“{name}”" in line for line in err.splitlines()) == 1, name
    assert "读不了3个" in err


def test_nothing_to_add(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(written(folder, "没有数目。")) == 1
    assert "没有找到数字" in capsys.readouterr().err and ids() == set()


def test_the_same_file_is_there_already(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(folder)
    assert add(path) == 0
    assert add(path, "--yes") == 1, "nothing came in"
    assert add(path, written(folder, NAMED.replace("盐田", "罗湖"), "罗湖.txt")) == 0
    out, err = capsys.readouterr()
    assert "库里已有这个文件" in err and "库里已有" in out and len(ids()) == 2


def test_what_is_said_of_all(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(folder, "工作总结\n受理工单3200件。")
    assert add(path, "--agency", "深圳市盐田区教育局", "--period", "2022年上半年") == 0
    row = data.observations().iloc[0]
    assert (row["agency"], row["reference_area"]) == ("深圳市盐田区教育局", "盐田区")
    assert row["time_period"] == "2022-H1" and "没有认出" not in capsys.readouterr().err


def test_what_stays_unknown_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(written(folder, "工作总结\n受理工单3200件。")) == 0
    assert "没有认出机构、地区、期间" in capsys.readouterr().err


@pytest.mark.parametrize(("option", "value"), [("--area", "盐田"), ("--period", "去年")])
def test_what_is_not_understood_ends_it(
    folder: Path, option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(written(folder), option, value) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1 and ids() == set()


def test_a_dry_run_stores_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(written(folder), "--dry-run") == 0
    out, err = capsys.readouterr()
    assert out.rstrip().endswith("可收下") and "没有写入" in err and ids() == set()


@pytest.mark.parametrize(
    ("options", "status", "there"),
    [
        ((), 1, {"盐田.txt"}),
        (("--yes",), 0, {"盐田.txt", "新.txt"}),
        (("--keep-both",), 0, {"盐田.txt", "新.txt"}),
        (("--replace",), 0, {"盐田.txt"}),
        (("--replace", "--dry-run"), 0, {"盐田.txt"}),
    ],
)
def test_the_same_agency_and_period_without_a_terminal(
    folder: Path,
    options: tuple[str, ...],
    status: int,
    there: set[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("b\n"))
    add(written(folder))
    assert add(written(folder, NAMED.replace("3200", "3300"), "新.txt"), *options) == status
    assert ids() == there
    assert "库里已有同一机构、同一期间" in capsys.readouterr().err
    replaced = options == ("--replace",)
    assert ("3300件" in set(data.observations()["quote"])) == (replaced or len(there) == 2)


@pytest.mark.parametrize(
    ("typed", "status", "count"), [("b\n", 0, 2), ("r\n", 0, 1), ("\n", 1, 1), ("", 1, 1)]
)
def test_the_person_at_the_terminal_is_asked(
    folder: Path, typed: str, status: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(written(folder))
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    assert add(written(folder, NAMED.replace("3200", "3300"), "新.txt")) == status
    assert len(ids()) == count
    assert ("3300件" in set(data.observations()["quote"])) == (status == 0)


@pytest.mark.parametrize(("options", "status", "stored"), [((), 1, 1), (("--keep-both",), 0, 2)])
def test_what_came_in_meanwhile_is_asked_about(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    status: int,
    stored: int,
) -> None:
    """Somebody else's report of the same agency and period comes in between look and write."""
    (other,) = incoming.opened([(NAMED.replace("98", "97").encode(), "他.txt")])
    put, turns = data.put, iter([lambda: incoming.accept(other, incoming.ADD, ZHANG)])

    def late(*given: Any, **more: Any) -> None:
        next(turns, lambda: None)()
        put(*given, **more)

    monkeypatch.setattr(data, "put", late)
    assert add(written(folder), *options) == status
    err = capsys.readouterr().err
    assert "刚收下了相近的报告" in err and "同一机构、同一期间" in err
    assert len(ids()) == stored and "他.txt" in ids()


def test_which_to_replace_must_be_clear(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(written(folder))
    add(written(folder, NAMED.replace("3200", "3300"), "新.txt"), "--keep-both")
    assert add(written(folder, NAMED.replace("3200", "3400"), "再.txt"), "--replace") == 1
    assert "不止一份" in capsys.readouterr().err and len(ids()) == 2


def test_a_database_may_be_named(folder: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    assert add(written(folder), "--database", url) == 0
    assert (tmp_path / "other.db").exists() and ids() == {"盐田.txt"}


def test_a_terminal_is_not_obeyed_by_a_file_name(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(written(folder, NAMED, "\x1b[2J红\x07.txt")) == 0
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err and "\x07" not in out + err


def test_in_english(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(folder, NAMED, "a.txt")
    (folder / "b.docx").write_bytes(b"x")
    assert add(folder, "--lang", "en", "--author", "Ann") == 2
    assert add(path, "--lang", "en") == 1
    out, err = capsys.readouterr()
    assert pages.chinese([out, err], ["深圳市盐田区教育局2022年工作总结"]) == []
    assert "1 report with 2 figures added" in err and "In the store already" in out


def test_the_help_tells_the_status(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["add", "--help"])
    told: Any = "".join(capsys.readouterr().out.split())
    assert "退出状态:0都已收下" in told and "--keep-both" in told
