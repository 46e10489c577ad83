"""A backup: all of a store in one SQLite file, whatever database the store itself is in.

The file is a plain SQLite database, marked as a backup in its header (``application_id``); the
header also holds a CRC-32 of the whole file (in ``user_version``), so that a damaged copy is
found out before anything is restored from it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from extract import database
from extract.database import StoreError
from extract.keeping.observed import load
from extract.model import DuibiaoError
from extract.schema import HEAD, metadata

_MAGIC, _MARK = b"SQLite format 3\0", b"dubi"
_SUM, _MARKED = slice(60, 64), slice(68, 72)  # user_version and application_id in the header
_HEADER = 100
_CHUNK = 1 << 20
ROWS = 5_000


def backup(engine: sa.Engine, url: str, path: Path) -> Path:
    """Write the store, as it stands at one moment, into a file that appears whole or not at all.

    An older backup of that name is replaced, anything else is not. Raises DuibiaoError.
    """
    with _told(path):
        if path.exists() and not _is_backup(path):
            raise DuibiaoError(f"{path} 已存在,且不是备份文件;为免覆盖,请换一个文件名。")
        handle, name = tempfile.mkstemp(".tmp", f".{path.name}.", path.parent)
        os.close(handle)
        draft = Path(name)
        try:
            copy = _copy_file if engine.dialect.name == "sqlite" else _copy_rows
            copy(engine, draft)
            _seal(draft)
            os.replace(draft, path)
            _sync(path.parent)
        finally:
            for left in draft.parent.glob(f"{draft.name}*"):
                left.unlink()
    return path


def _copy_file(engine: sa.Engine, draft: Path) -> None:
    with closing(engine.raw_connection()) as source, closing(sqlite3.connect(draft)) as target:
        assert source.driver_connection is not None
        source.driver_connection.backup(target)  # in one go: those who write meanwhile wait not


def _copy_rows(engine: sa.Engine, draft: Path) -> None:
    from extract.keeping.upgrade import take_steps  # alembic takes time to load

    made = database.engine(f"sqlite:///{draft}")
    try:
        with database.reading(engine).begin() as source, database.writing(made).begin() as target:
            take_steps(target)
            for table in metadata.sorted_tables:
                load(target, table, _rows(source, table))
    finally:
        made.dispose()


def _rows(source: sa.Connection, table: sa.Table) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a table in batches, as SQLite keeps their cells."""
    turns = [
        (at, _moment if isinstance(column.type, sa.DateTime) else _day)
        for at, column in enumerate(table.columns)
        if isinstance(column.type, sa.DateTime | sa.Date)
    ]
    streamed = {"stream_results": True, "max_row_buffer": ROWS}
    found = source.execute(sa.select(table), execution_options=streamed)
    for some in found.partitions(ROWS):
        yield [_turned(row, turns) for row in some]


def _turned(row: Any, turns: Sequence[tuple[int, Callable[[Any], str]]]) -> tuple[Any, ...]:
    """A row whose days and moments are text."""
    cells = list(row)
    for at, turn in turns:
        if cells[at] is not None:
            cells[at] = turn(cells[at])
    return tuple(cells)


def _moment(cell: datetime) -> str:
    return f"{cell:%Y-%m-%d %H:%M:%S.%f}"  # as SQLAlchemy writes it


def _day(cell: date) -> str:
    return cell.isoformat()


def _seal(draft: Path) -> None:
    """Check a backup, mark it, write its sum into it and see it to the disk."""
    with closing(sqlite3.connect(draft, isolation_level=None)) as made:
        made.execute("PRAGMA journal_mode = DELETE")
        made.execute(f"PRAGMA application_id = {int.from_bytes(_MARK, 'big')}")
        found = made.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise StoreError("damaged", "数据库已损坏,不能备份;请先用以前的备份恢复。")
    with draft.open("r+b") as file:
        file.seek(_SUM.start)
        file.write(_sum(draft))
        file.flush()
        os.fsync(file.fileno())


def _sum(path: Path) -> bytes:
    """The CRC-32 of a file as if its own place in the header were empty."""
    with path.open("rb") as file:
        header = bytearray(file.read(_HEADER))
        header[_SUM] = bytes(4)
        found = zlib.crc32(header)
        while chunk := file.read(_CHUNK):
            found = zlib.crc32(chunk, found)
    return found.to_bytes(4, "big")


def _sync(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _is_backup(path: Path) -> bool:
    with path.open("rb") as file:
        header = file.read(_HEADER)
    return header.startswith(_MAGIC) and header[_MARKED] == _MARK


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A backup to read from, of the newest shape; the file itself is not touched.

    Raises DuibiaoError where it is no backup, is damaged or comes from a newer program.
    """
    with _told(path), tempfile.TemporaryDirectory(prefix="duibiao-") as folder:
        _check(path)
        with closing(_held(path)) as held:
            if held.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise StoreError("damaged", f"备份 {path} 已损坏;请换一份备份。")
            older = held.execute("SELECT version_num FROM alembic_version").fetchone()[0] != HEAD
            if not older:
                yield held
        if older:
            with closing(_held(_newer(path, Path(folder, "backup.db")))) as held:
                yield held


def _held(path: Path) -> sqlite3.Connection:
    """A file that nobody writes, opened for reading, also where nothing may be written."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _check(path: Path) -> None:
    if not path.is_file():
        raise DuibiaoError(f"找不到备份 {path};请检查路径是否写对。")
    if not _is_backup(path):
        raise DuibiaoError(f"{path} 不是对标的备份文件;请用 duibiao backup 写出的文件。")
    with path.open("rb") as file:
        told = file.read(_HEADER)[_SUM]
    if _sum(path) != told:
        raise StoreError("damaged", f"备份 {path} 已损坏(校验和不符);请换一份备份。")


def _newer(path: Path, copy: Path) -> Path:
    """A copy of a backup from an older program, brought up to the newest shape."""
    from extract.keeping.opened import Opened

    shutil.copyfile(path, copy)
    Opened(f"sqlite:///{copy}").close()
    return copy


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What goes wrong with a file, in one Chinese sentence."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        why = _WHY.get(type(error)) or getattr(error, "strerror", None) or str(error)
        raise DuibiaoError(f"备份 {path} 不能读写({why});请检查磁盘空间和文件夹的权限。") from error


_WHY: dict[type[Exception], str] = {
    FileNotFoundError: "文件夹不存在",
    NotADirectoryError: "所在的不是文件夹",
    IsADirectoryError: "它是文件夹",
    PermissionError: "没有权限",
}
