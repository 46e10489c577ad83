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
_CONNECT_SECONDS = 10
_TURN = 0x6475_6269_616F  # the lock that writers of a PostgreSQL store take in turn


class StoreError(DuibiaoError):
    """What the store cannot do; ``kind`` says why, for those who tell it in other words.

    changed, gone, ended: what a person said came too late; locked, readonly, full, damaged,
    unopened, newer, text, failed: the database.
    """

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


def address(url: str | None) -> str:
    """The database meant: the one named, else the environment's, else the user's own file.

    >>> address("postgresql://duibiao@db.example/duibiao")
    'postgresql+psycopg://duibiao@db.example/duibiao'
    """
    meant = url or os.environ.get(DATABASE_URL) or _default_url()
    scheme, mark, rest = meant.partition("://")
    return f"postgresql+psycopg://{rest}" if mark and scheme in _POSTGRES else meant


_POSTGRES = ("postgres", "postgresql")


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
    """An engine whose connections wait for each other and never lose a write.

    What is begun through ``reading`` sees one moment; what is begun through ``writing`` takes
    its turn among the writers at once.
    """
    try:
        backend = sa.make_url(url).get_backend_name()
        made = sa.create_engine(url, **_SETTINGS.get(backend, {}))
    except ModuleNotFoundError as error:
        if backend != "postgresql":
            raise _unknown(url) from error
        raise DuibiaoError(
            "用 PostgreSQL 还缺驱动程序 psycopg;请运行 pip install 'duibiao[postgres]'。"
        ) from error
    except (sa.exc.ArgumentError, ImportError, ValueError) as error:
        raise _unknown(url) from error
    if backend == "sqlite":
        sa.event.listen(made, "connect", _prepare_sqlite)
        sa.event.listen(made, "begin", _begin_sqlite)
    elif backend == "postgresql":
        sa.event.listen(made, "begin", _begin_postgresql)
    return made


def _unknown(url: str) -> DuibiaoError:
    return DuibiaoError(f"不认识数据库地址 {url!r};请写成 sqlite:////文件夹/文件.db 这样的形式。")


_SETTINGS: dict[str, dict[str, Any]] = {
    # A SQLite file is opened for each use: cheap, and no handle outlives its use.
    "sqlite": {"poolclass": sa.NullPool},
    # A server may have been started anew since the last use.
    "postgresql": {
        "pool_pre_ping": True,
        "connect_args": {
            "connect_timeout": _CONNECT_SECONDS,
            "options": f"-c lock_timeout={BUSY_SECONDS}s",
            "application_name": "duibiao",
        },
    },
}


def reading(made: sa.Engine) -> sa.Engine:
    """The engine whose transactions read, all of it as it stood at one moment."""
    if made.dialect.name != "postgresql":
        return made
    return made.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


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


def _begin_postgresql(connection: sa.Connection) -> None:
    # As in SQLite writers take turns: what one of them has read stays true until it has written.
    if connection.get_execution_options().get("duibiao_writes"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn what a database driver says into one Chinese sentence."""
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        kind, sentence = _complaint(error)
        raise StoreError(kind, f"数据库 {shown(url)} {sentence}。") from error
    except (UnicodeEncodeError, OverflowError) as error:
        raise StoreError("text", f"数据库 {shown(url)} {_UNFIT}。") from error


def shown(url: str) -> str:
    """The address as it may stand on a screen: a file's path, or a URL without password."""
    named = sa.make_url(url)
    if named.get_backend_name() == "sqlite" and named.database:
        return named.database
    return named.render_as_string(hide_password=True)


_UNFIT = "不能保存其中的文字或数字(有无效字符,或数字过大);请检查内容后再试"
_SAID = {
    "damaged": "已损坏;请把它移开后重试,或用 duibiao restore 恢复备份",
    "readonly": "是只读的,不能写入;请检查文件和文件夹的权限",
    "unopened": "打不开;请检查所在文件夹是否存在、可写",
    "unreached": "连接不上;请检查地址、用户名、密码和网络,以及数据库服务是否在运行",
    "locked": "正被另一个程序占用;请稍后再试",
    "full": "写不进去,磁盘已满;请腾出空间后再试",
    "text": _UNFIT,
}
_COMPLAINTS = (
    ("not a database", "damaged", "已损坏或不是数据库文件;请把它移开后重试"),
    ("malformed", "damaged", _SAID["damaged"]),
    ("readonly", "readonly", _SAID["readonly"]),
    ("unable to open", "unopened", _SAID["unopened"]),
    ("locked", "locked", _SAID["locked"]),
    ("disk is full", "full", _SAID["full"]),
    ("disk I/O error", "full", "写不进去,磁盘已满或出错;请检查磁盘后再试"),
    ("QueuePool limit", "locked", _SAID["locked"]),
    ("NUL (0x00)", "text", _SAID["text"]),
)
# The first two or all five characters of SQLSTATE: a server may speak any language.
_STATES = {
    "55P03": "locked",
    "40": "locked",
    "53100": "full",
    "25006": "readonly",
    "42501": "readonly",
    "53300": "locked",
    "22": "text",
    "08": "unreached",
    "28": "unreached",
    "3D": "unreached",
    "57P": "unreached",
    "XX001": "damaged",
    "XX002": "damaged",
}


def _complaint(error: sa.exc.SQLAlchemyError) -> tuple[str, str]:
    """The kind of a StoreError, and what its sentence says after the address."""
    origin = getattr(error, "orig", None)
    said, state = str(origin or error), getattr(origin, "sqlstate", None) or ""
    for words, kind, sentence in _COMPLAINTS:
        if words in said:
            return kind, sentence
    for word, kind in _STATES.items():
        if state.startswith(word):
            return ("unopened" if kind == "unreached" else kind), _SAID[kind]
    if hasattr(origin, "sqlstate") and not state and isinstance(error, sa.exc.OperationalError):
        return "unopened", _SAID["unreached"]
    return "failed", f"出错({said.splitlines()[0]});请检查地址、权限和网络"
