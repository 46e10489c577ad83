"""What several tests share: a browser found or installed, and a dashboard that runs."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from browsing import PATIENCE
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium; without one the test is skipped, under CI=true it fails."""
    with sync_playwright() as playwright:
        path = _chromium(playwright.chromium.executable_path)
        if path is None:
            reason = "no Chromium: neither playwright's, nor the system's, nor one through apt"
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
        launched = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page in the window of a server that a module shares: what the pages are made of,

    ten megabytes of scripts, is fetched and compiled once for all its tests. More arguments are
    those of the window, when it is opened.
    """
    open_: dict[str, Any] = {}

    def page(address: str, **more: Any) -> Any:
        if address not in open_:
            open_[address] = browser.new_context(base_url=address, locale="zh-CN", **more)
            open_[address].set_default_timeout(PATIENCE)
        return open_[address].new_page()

    yield page
    for context in open_.values():
        context.close()


def _chromium(own: str) -> str | None:
    """Playwright's own Chromium, the system's, or on Debian as root a newly installed one."""
    return _installed(own) or (_installed(own) if _install() else None)


def _installed(own: str) -> str | None:
    found = [own, *map(shutil.which, _NAMES), *_PLACES]
    return next((path for path in found if path and Path(path).is_file()), None)


def _install() -> bool:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    commands = (
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"],
    )
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return all(
        subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode == 0
        for command in commands
    )


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Gives a port on which nobody listens."""

    def ask() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return ask


class Dashboard:
    """A running ``duibiao serve``: its process, address and what it has said so far."""

    def __init__(self, process: subprocess.Popen[str], said: list[str]) -> None:
        self.process = process
        self.said = said

    @property
    def address(self) -> str:
        line = next(line for line in self.said if "http://" in line)
        return line[line.index("http://") : line.index("(")]


@contextmanager
def _serve(*arguments: str) -> Iterator[Dashboard]:
    command = [sys.executable, "-m", "extract", "serve", "--no-browser", *arguments]
    said: list[str] = []
    opened = threading.Event()

    def listen() -> None:
        for line in process.stderr or ():
            said.append(line)
            if "看板已打开" in line:
                opened.set()
        opened.set()

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        ear = threading.Thread(target=listen)
        ear.start()
        try:
            in_time = opened.wait(START_SECONDS)
            assert in_time and process.poll() is None, f"no dashboard: {''.join(said)}"
            yield Dashboard(process, said)
        finally:
            process.terminate()
            process.wait(30)
            ear.join()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., Dashboard]]:
    """Starts ``duibiao serve --no-browser`` with more arguments; ends what it started."""
    with ExitStack() as stack:
        yield lambda *arguments: stack.enter_context(_serve(*arguments))


@pytest.fixture(scope="session")
def dashboard(
    serve: Callable[..., Dashboard],
    free_port: Callable[[], int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Dashboard:
    """The dashboard on a store of its own with the five reports."""
    import pages

    url = pages.filled(tmp_path_factory.mktemp("store"))
    return serve("--port", str(free_port()), "--database", url)


@pytest.fixture(scope="session")
def broken(
    serve: Callable[..., Dashboard],
    free_port: Callable[[], int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Dashboard:
    """A dashboard whose store cannot be read any more since it was opened."""
    import hosted_web
    import pages

    url = pages.filled(tmp_path_factory.mktemp("broken"))
    running = serve("--port", str(free_port()), "--database", url)
    assert hosted_web.ask(running.address, "/health")[0] == 200
    file = Path(url.removeprefix("sqlite:///"))
    for ending in ("-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
    file.write_bytes(b"no database at all" * 1000)
    return running


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Any]:
    """A PostgreSQL server with a store, ``store1``, that new ones are copies of."""
    import databases

    from extract import Store

    with databases.server() as running:
        Store(running.database()).close()
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new database: a SQLite file, and a database on a server."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / '对标.db'}"
    return str(request.getfixturevalue("postgresql").database("store1"))
