"""Databases for tests: SQLite files, and a PostgreSQL server of our own, found or installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

KINDS = ("sqlite", "postgresql")
_PLACES = ("/usr/lib/postgresql/{}/bin", "/opt/homebrew/opt/postgresql@{}/bin")
_VERSIONS = range(19, 13, -1)
_USER = "duibiao"
# What a test loses when the power goes is nothing; those that kill the server keep it all.
_HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Server:
    """A PostgreSQL server in a folder of its own, reached by a socket in it: no port is taken."""

    def __init__(self, programs: Path, folder: Path, durable: bool = False) -> None:
        self.folder = folder
        self._programs = programs
        self._settings = {"listen_addresses": "", "unix_socket_directories": str(folder)}
        self._settings |= {} if durable else _HASTY
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        self._run("initdb", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
        self.start()

    def start(self) -> None:
        """Start the server and wait until it answers; after a crash it recovers first."""
        flags = [word for name, to in self._settings.items() for word in ("-c", f"{name}={to}")]
        command = [self._programs / "postgres", "-D", self.folder / "data", *flags]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, **_as()
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self._told("postgres")).close()
                return
            except psycopg.OperationalError:
                alive = self._process.poll() is None and time.monotonic() < deadline
                assert alive, (self.folder / "log").read_text(errors="replace")[-2000:]
                time.sleep(0.05)

    def database(self, template: str = "template0") -> str:
        """The address of a new database, empty or a copy of another."""
        self._made += 1
        name = f"store{self._made}"
        with psycopg.connect(self._told("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return self.address(name)

    def address(self, name: str) -> str:
        """The address of a database as a user writes it."""
        return f"postgresql://{_USER}@/{name}?host={self.folder}"

    def crash(self) -> None:
        """End every process of the server at once, as a kernel does that has no memory left."""
        assert self._process is not None
        first = self._process.pid
        children = Path(f"/proc/{first}/task/{first}/children")
        others = [int(word) for word in children.read_text().split()] if children.exists() else []
        for process in (first, *others):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait()
        while any(map(_runs, others)):
            time.sleep(0.005)

    def stop(self) -> None:
        """Stop the server, whoever still uses it."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)

    def _told(self, name: str) -> str:
        return f"host={self.folder} user={_USER} dbname={name}"

    def _run(self, program: str, *words: str) -> None:
        command = [self._programs / program, "-D", self.folder / "data", "-U", _USER, *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **_as())


def _runs(process: int) -> bool:
    """Whether a process has not ended; one that nobody has asked about may still be listed."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _as() -> dict[str, object]:
    """PostgreSQL refuses to be run by root: then another user runs it."""
    if os.geteuid() != 0:
        return {}
    return {"user": _stranger(), "group": _stranger(), "extra_groups": []}


def _stranger() -> int:
    import pwd

    known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return known.get("postgres", known.get("nobody", 65534))


@contextmanager
def server(durable: bool = False) -> Iterator[Server]:
    """A running PostgreSQL server; without one the test is skipped, under CI=true it fails."""
    programs = _found() or (_found() if _install() else None)
    if programs is None:
        reason = "no PostgreSQL: neither in PATH nor where Debian puts it, nor one through apt"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a socket's path must be short
    if os.geteuid() == 0:
        os.chown(folder, _stranger(), _stranger())
    running = None
    try:
        running = Server(programs, folder, durable)
        yield running
    finally:
        if running is not None:
            running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _found() -> Path | None:
    """The folder with initdb and postgres."""
    named = shutil.which("initdb")
    places = [Path(named).resolve().parent] if named else []
    places += [Path(place.format(version)) for version in _VERSIONS for place in _PLACES]
    return next((place for place in places if (place / "postgres").is_file()), None)


def _install() -> bool:
    """On Debian as root: PostgreSQL through apt, without the cluster that it would start."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    commands = (
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", "postgresql-common"],
        ["sed", "-i", "s/^#\\?create_main_cluster.*/create_main_cluster = false/",
         "/etc/postgresql-common/createcluster.conf"],
        ["apt-get", "install", "-y", "--no-install-recommends", "postgresql"],
    )  # fmt: skip
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return all(
        subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode == 0
        for command in commands
    )
