"""A store that is open: its transactions, its version, the word that changes with each write."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import finalize

import sqlalchemy as sa

from extract import database
from extract.schema import HEAD, settings

# In one step, as SQLite and PostgreSQL know it: two that write first do not fail each other.
_SET = sa.text(
    "INSERT INTO settings (key, value) VALUES (:key, :value)"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)


class Opened:
    """A database of the newest shape; an older one is brought up to it as it opens.

    Raises DuibiaoError where it cannot be opened, or comes from a newer program.
    """

    def __init__(self, url: str | None = None) -> None:
        self.url = database.address(url)
        self._engine = database.engine(self.url)
        finalize(self, self._engine.dispose)  # also where nobody closes it, or it does not open
        with database.explained(self.url):
            if version(self._engine) != HEAD:
                from extract.keeping.upgrade import upgrade  # alembic takes time to load

                upgrade(self._engine, self.url)

    def version(self) -> str:
        """The version of the database's shape, ``0002``."""
        with database.explained(self.url):
            return version(self._engine)

    def revision(self) -> str:
        """A word that is another one after every write, by whomever; "" before the first."""
        with self._reading() as connection:
            return setting(connection, "revision")

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with database.explained(self.url), database.reading(self._engine).begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with database.explained(self.url), database.writing(self._engine).begin() as connection:
            yield connection
            revise(connection)


def version(engine: sa.Engine) -> str:
    """The version of a database's shape; "" where it has none or was never told."""
    with database.reading(engine).begin() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())


def setting(connection: sa.Connection, key: str) -> str:
    """A word that the store keeps about itself, "" for none."""
    query = sa.select(settings.c.value).where(settings.c.key == key)
    return str(connection.execute(query).scalar() or "")


def set_setting(connection: sa.Connection, key: str, value: str) -> None:
    """Keep a word about the store itself."""
    connection.execute(_SET, {"key": key, "value": value})


def revise(connection: sa.Connection) -> None:
    """Tell everybody who watches that something has been written."""
    set_setting(connection, "revision", uuid.uuid4().hex)
