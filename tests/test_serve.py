"""``duibiao serve``: fills the store, opens the dashboard, ends cleanly, explains itself."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extract import store
from extract.commands import filling


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extract", "serve", "--no-browser", *arguments]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, encoding="utf-8", timeout=120
    )


def one_sentence(said: str, *words: str) -> None:
    """Exactly one Chinese sentence that names the thing and says what to do."""
    assert re.fullmatch(r"duibiao:[^\n]*[一-鿿][^\n]*请[^\n]*。\n", said), said
    assert all(word in said for word in words), said


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> store.Store:
    """The empty store that the environment names."""
    url = f"sqlite:///{tmp_path / 'duibiao.db'}"
    monkeypatch.setenv(store.DATABASE_URL, url)
    return store.Store(url)


def test_the_five_reports_are_extracted_once(
    kept: store.Store, capsys: pytest.CaptureFixture[str]
) -> None:
    filling.fill_store()
    assert capsys.readouterr().err.count("正在抽取第") == 5
    assert len(kept.reports()) == 5
    assert set(kept.observations()["report_id"]) == set(kept.reports()["report_id"])
    filling.fill_store()
    assert capsys.readouterr().err == ""


def test_changed_rules_extract_again(kept: store.Store, capsys: pytest.CaptureFixture[str]) -> None:
    filling.fill_store()
    before = kept.observations()
    kept.set_fingerprint("older rules")
    capsys.readouterr()
    filling.fill_store()
    assert capsys.readouterr().err.count("正在抽取第") == 5
    assert kept.observations().equals(before)


def test_the_fingerprint_changes_with_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "units.csv").write_text("unit\n件\n", encoding="utf-8")
    monkeypatch.setattr(filling, "DATA", tmp_path)
    before = filling.fingerprint()
    assert filling.fingerprint() == before
    (tmp_path / "units.csv").write_text("unit\n件\n项\n", encoding="utf-8")
    assert filling.fingerprint() != before


def test_it_listens_on_this_machine_only_and_answers(dashboard: Any) -> None:
    assert dashboard.address.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(dashboard.address, timeout=30) as answer:
        assert answer.status == 200


def test_without_a_port_a_free_one_is_chosen(serve: Callable[..., Any], tmp_path: Path) -> None:
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", 8501))
            taken.listen()
        except OSError:
            pass  # somebody else has it: as good
        running = serve("--database", f"sqlite:///{tmp_path / 'x.db'}")
    assert int(running.address.rsplit(":", 1)[1]) > 8501


def test_a_port_in_use_is_named_in_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run("--port", port)
    assert done.returncode == 2
    one_sentence(done.stderr, port, "已被占用")


@pytest.mark.parametrize("host", ["没有 这台机器", "192.0.2.1"])
def test_an_address_that_is_not_ours_is_named_in_one_sentence(host: str) -> None:
    done = run("--host", host)
    assert done.returncode == 2
    one_sentence(done.stderr, host)


def test_a_broken_database_is_named_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "坏.db").write_bytes(b"no database at all" * 100)
    done = run("--database", f"sqlite:///{tmp_path / '坏.db'}")
    assert done.returncode == 2
    one_sentence(done.stderr, "坏.db")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C of a test reaches the tests themselves")
def test_ctrl_c_ends_the_dashboard_cleanly(
    tmp_path: Path, serve: Callable[..., Any], free_port: Callable[[], int]
) -> None:
    running = serve("--port", str(free_port()), "--database", f"sqlite:///{tmp_path / 'x.db'}")
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(30) == 0
    assert running.said[-1] == "看板已关闭。\n"
    assert "Traceback" not in "".join(running.said)
