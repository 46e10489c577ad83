"""``duibiao import-corrections``: shows, asks, stores, and says so in its exit status."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pages
import pandas as pd
import pytest
from filled_workbook import REASON, exported, figures, fill, saved

from dashboard import data
from dashboard.commands import importing
from dashboard.rights import ADMIN, Person
from extract import Correction, Store
from extract.__main__ import main

filled, store, nothing = pages.stores("import_corrections")


@pytest.fixture
def rows(store: None) -> pd.DataFrame:
    """A count in line 2, a rate in line 3, a plain rate in line 4, a count in line 5."""
    return figures()


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: pd.DataFrame) -> str:
    """A store of our own with these four figures."""
    from test_store import REPORT

    url = f"sqlite:///{tmp_path / 'own.db'}"
    kept = Store(url)
    kept.put(REPORT, rows.assign(report_id=REPORT.report_id))
    kept.close()
    monkeypatch.setenv("DUIBIAO_DATABASE_URL", url)
    return url


def edited(folder: Path, **cells: Any) -> str:
    """The name of an edited workbook of the store."""
    book = exported(data.observations())
    lines = [cell.value for cell in book["数据"]["A"]]
    row = data.observations().set_index("quote").loc["98.48%"]
    fill(book, lines.index(row["observation_id"]) + 1, **cells)
    (folder / "改.xlsx").write_bytes(saved(book))
    return str(folder / "改.xlsx")


def value(url: str) -> float:
    kept = Store(url)
    found = float(kept.observations().set_index("quote").loc["98.48%", "value"])
    kept.close()
    return found


def test_a_diff_is_shown_and_nothing_stored_unasked(
    own: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = edited(tmp_path, value=0.985)
    assert main(["import-corrections", name]) == importing.NOTHING
    shown, said = capsys.readouterr()
    assert re.search(r"第\d行\s+深圳市.*98\.48%\s+数值\s+98\.48%\s+98\.5%\s+见年鉴第3页", shown)
    assert "没有写入" in said and value(own) == 98.48
    assert main(["import-corrections", name, "--dry-run", "--yes"]) == importing.DONE
    assert value(own) == 98.48


def test_yes_stores_with_who_when_why_and_from_where(
    own: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = edited(tmp_path, value=0.985)
    asked = ["import-corrections", name, "--yes", "--author", "张三", "--database", own]
    assert main(asked) == importing.DONE
    assert "已采纳1处更正" in capsys.readouterr().err and value(own) == 98.5
    kept = Store(own)
    row = kept.corrections().iloc[0]
    kept.close()
    assert (row["author"], row["reason"], row["origin"]) == ("张三", REASON, "改.xlsx")
    assert main(asked) == importing.REFUSED
    assert "与库里现在的内容相同" in capsys.readouterr().out


def test_the_database_that_is_named_is_the_one_written_to(
    own: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = edited(tmp_path, value=0.985)
    monkeypatch.setenv("DUIBIAO_DATABASE_URL", f"sqlite:///{tmp_path / 'another.db'}")
    asked = ["import-corrections", name, "--yes", "--author", "张三", "--database", own]
    assert main(asked) == importing.DONE and value(own) == 98.5
    assert not (tmp_path / "another.db").exists()


def test_in_english_nothing_of_ours_is_chinese(
    own: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = Namespace(
        workbook=edited(tmp_path, value=0.985, reason="See yearbook"),
        author="Ann", yes=True, dry_run=False, database=None, lang="en",
    )  # fmt: skip
    assert importing.run(given) == importing.DONE
    given.dry_run = True
    assert importing.run(given) == importing.REFUSED
    shown, said = capsys.readouterr()
    assert "1 correction adopted" in said and "98.48%" in shown and "Row" in shown
    assert pages.chinese([shown, said]) == []


def test_the_system_user_is_the_author_where_none_is_named(
    own: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "lisi")
    assert main(["import-corrections", edited(tmp_path, value=0.985), "--yes"]) == importing.DONE
    kept = Store(own)
    assert list(kept.corrections()["author"]) == ["lisi"]
    kept.close()


@pytest.mark.parametrize(("answer", "stored"), [("y\n", 98.5), ("n\n", 98.48), ("", 98.48)])
def test_at_a_terminal_it_asks(
    own: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, stored: float
) -> None:
    from io import StringIO

    typed = StringIO(answer)
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)
    status = main(["import-corrections", edited(tmp_path, value=0.985)])
    assert value(own) == stored and status == (0 if stored == 98.5 else 1)


@pytest.mark.parametrize(
    ("cells", "status", "words"),
    [
        ({"reason": None}, importing.NOTHING, "没有填写更正"),
        ({"value": "很多"}, importing.REFUSED, "没有可采纳的更正"),
    ],
)
def test_nothing_to_store_has_its_own_status(
    own: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    cells: Mapping[str, Any],
    status: int,
    words: str,
) -> None:
    assert main(["import-corrections", edited(tmp_path, **cells), "--yes"]) == status
    assert words in capsys.readouterr().err and value(own) == 98.48


@pytest.mark.parametrize("name", ["没有.xlsx", "."])
def test_a_file_that_cannot_be_read_gives_one_sentence_and_2(
    own: str, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["import-corrections", name]) == 2
    assert re.fullmatch(r"duibiao:打不开 .*请.*。\n", capsys.readouterr().err)


def test_a_terminal_obeys_nothing_that_a_workbook_says(
    own: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["import-corrections", edited(tmp_path, value=0.985, reason="甲\n\t乙\u202e丙")]) == 1
    )
    shown = capsys.readouterr().out
    assert "甲 乙 丙" in shown and "\u202e" not in shown


def test_a_correction_that_comes_between_is_refused_whole(
    own: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody else corrects the figure while the diff is read at the terminal."""
    name = edited(tmp_path, value=0.985)
    row = data.observations().set_index("quote", drop=False).loc["98.48%"].to_dict()

    def meanwhile(count: int, author: str) -> bool:
        made = Correction.of(row, "value", 97.0, "另有出处")
        data.correct([made], Person("李四", ADMIN))
        return True

    monkeypatch.setattr(importing, "_agreed", meanwhile)
    assert main(["import-corrections", name]) == 2
    assert "已被改为“97”" in capsys.readouterr().err and value(own) == 97.0
