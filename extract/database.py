"""Opening a database: its address, connections that never lose a write, complaints in words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs
import sqlalchemy as sa

from extract.model import DuibiaoError

DATABASE_URL = "DUIBIAO_DATABASE_URL"
BUSY_SECONDS = 30


class StoreError(DuibiaoError):
    """What the store cannot do; ``kind`` says why, for those who tell it in other words.

    changed, gone, ended: a correction that came too late; locked, readonly, full, damaged,
    unopened, failed: the database.
    """

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


def address(url: str | None) -> str:
    """The database meant: the one named, else the environment's, else the user's own file."""
    return url or os.environ.get(DATABASE_URL) or _default_url()


def _default_url() -> str:
    folder = Path(platformdirs.user_data_dir("duibiao", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DuibiaoError(
            f"不能建立数据文件夹 {folder};请检查权限,或用环境变量 {DATABASE_URL} 指定数据库。"
        ) from error
    return f"sqlite:///{folder / 'duibiao.db'}"


def engine(url: str) -> sa.Engine:
    """An engine whose SQLite connections wait for each other and never lose a write."""
    try:
        sqlite = sa.make_url(url).get_backend_name() == "sqlite"
        # A SQLite file is opened for each use: cheap, and no handle outlives its use. A server
        # may have been started anew since the last use.
        made = sa.create_engine(
            url, poolclass=sa.NullPool if sqlite else None, pool_pre_ping=not sqlite
        )
    except (sa.exc.ArgumentError, ImportError, ValueError) as error:
        raise DuibiaoError(
            f"不认识数据库地址 {url!r};请写成 sqlite:////文件夹/文件.db 这样的形式。"
        ) from error
    if sqlite:
        sa.event.listen(made, "connect", _prepare_sqlite)
        sa.event.listen(made, "begin", _begin_sqlite)
    return made


def writing(made: sa.Engine) -> sa.Engine:
    """The engine whose transactions write: one that does takes its lock at once."""
    return made.execution_options(duibiao_writes=True)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not the driver
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer takes its lock at once: two that read first and write later would fail each other.
    writes = connection.get_execution_options().get("duibiao_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn what a database driver says into one Chinese sentence."""
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        kind, sentence = _complaint(error)
        raise StoreError(kind, f"数据库 {shown(url)} {sentence}。") from error


def shown(url: str) -> str:
    """The address as it may stand on a screen: a file's path, or a URL without password."""
    named = sa.make_url(url)
    if named.get_backend_name() == "sqlite" and named.database:
        return named.database
    return named.render_as_string(hide_password=True)


_COMPLAINTS = (
    ("not a database", "damaged", "已损坏或不是数据库文件;请把它移开后重试"),
    ("malformed", "damaged", "已损坏;请把它移开后重试"),
    ("readonly", "readonly", "是只读的,不能写入;请检查文件和文件夹的权限"),
    ("unable to open", "unopened", "打不开;请检查所在文件夹是否存在、可写"),
    ("locked", "locked", "正被另一个程序占用;请稍后再试"),
    ("disk is full", "full", "写不进去,磁盘已满;请腾出空间后再试"),
)


def _complaint(error: sa.exc.SQLAlchemyError) -> tuple[str, str]:
    said = str(getattr(error, "orig", None) or error)
    for words, kind, sentence in _COMPLAINTS:
        if words in said:
            return kind, sentence
    return "failed", f"出错({said.splitlines()[0]});请检查地址、权限和网络"
