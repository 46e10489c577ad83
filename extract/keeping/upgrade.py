"""Brings a database of an older shape up to the newest one, in one transaction."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import extract.migrations
from extract import database
from extract.database import StoreError
from extract.keeping.audit import Line, write
from extract.keeping.opened import revise, setting
from extract.schema import HEAD, VERSIONS

_alone = Lock()  # alembic knows of one database at a time


def upgrade(engine: sa.Engine, url: str) -> None:
    """Take the steps that a database lacks, all of them or none; the others wait meanwhile.

    One without a version is from before versions were told, or empty. Raises StoreError where
    it is of a newer program.
    """
    with database.writing(engine).begin() as connection:
        was = _version(connection)
        if was == HEAD:  # another process was faster
            return
        if was and was not in VERSIONS:
            raise StoreError(
                "newer",
                f"数据库 {database.shown(url)} 由更新版本的对标建立(结构 {was},"
                f"本程序只认识到 {HEAD});请升级对标后再打开。",
            )
        take_steps(connection)
        write(connection, [Line("", "upgrade", "", was, HEAD)])
        if setting(connection, "revision"):
            revise(connection)


def _version(connection: sa.Connection) -> str:
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")


def take_steps(connection: sa.Connection) -> None:
    """Take the steps in the connection's transaction."""
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it has nothing to tell a user
    steps = Config()
    steps.set_main_option("script_location", _folder())
    steps.set_main_option("path_separator", "os")
    steps.attributes["connection"] = connection
    with _alone:
        command.upgrade(steps, "head")


def _folder() -> str:
    """Where the steps lie; a percent sign in the path is none to alembic's configuration."""
    place = extract.migrations.__file__
    assert place is not None
    return str(Path(place).parent).replace("%", "%%")
