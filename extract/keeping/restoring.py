"""Brings what a backup holds into a store, in one transaction, on either database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from extract import corrections as said
from extract.database import StoreError
from extract.keeping.asking import mark
from extract.keeping.audit import Line, write
from extract.keeping.backing import ROWS
from extract.keeping.observed import load
from extract.schema import (
    audit,
    choices,
    corrections,
    metadata,
    observations,
    reports,
    reviews,
    roles,
)

_SAID = (reports, corrections, reviews, choices)


def restore(
    connection: sa.Connection, held: sqlite3.Connection, name: str, author: str, replace: bool
) -> None:
    """Put what a backup holds in the place of what the store holds.

    The audit log is never shortened: lines that it lacks are added. Roles that were given since
    stay, those of the backup come in where nobody has one: nobody gets back what was taken away.
    Raises StoreError where the store is not empty and is not to be replaced.
    """
    who = said.plain(author, "姓名")
    before = _size(connection)
    if before and not replace:
        raise StoreError(
            "occupied", "库中已有报告或更正;确要用备份整个替换,请加上 --replace(先备份现有的)。"
        )
    keeps = {audit}
    if connection.execute(sa.select(roles).limit(1)).first():
        keeps.add(roles)
    for table in reversed(metadata.sorted_tables):
        if table not in keeps:
            connection.execute(sa.delete(table))
    for table in metadata.sorted_tables:
        if table not in keeps:
            load(connection, table, _batches(held, table, ""))
    _add_lines(connection, held)
    _count_on(connection)
    write(connection, [Line(who, "restore", name, before, _size(connection))])


def _size(connection: sa.Connection) -> str:
    """How much a store holds, ``reports=5 corrections=2``; "" where it is empty."""
    sizes = {
        table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()
        for table in (*_SAID, observations)
    }
    return " ".join(f"{name}={size}" for name, size in sizes.items() if size)


def _batches(
    held: sqlite3.Connection, table: sa.Table, where: str
) -> Iterator[list[tuple[Any, ...]]]:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    found = held.execute(f'SELECT {names} FROM "{table.name}" {where}')
    flags = [at for at, one in enumerate(table.columns) if isinstance(one.type, sa.Boolean)]
    while some := found.fetchmany(ROWS):
        yield [_with_flags(row, flags) for row in some] if flags else some


def _with_flags(row: tuple[Any, ...], flags: list[int]) -> tuple[Any, ...]:
    """A row whose flags are flags: SQLite has numbers in their place."""
    cells = list(row)
    for at in flags:
        cells[at] = None if cells[at] is None else bool(cells[at])
    return tuple(cells)


def _add_lines(connection: sa.Connection, held: sqlite3.Connection) -> None:
    """The lines of the backup's log that the store's own lacks; numbers go on from its own."""
    known = set(connection.execute(sa.select(audit.c.line)).scalars())
    names = [column.name for column in audit.columns if column.name != "audit_id"]
    listed = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join([mark(connection)] * len(names))
    missing = [
        row
        for row in held.execute(f"SELECT {listed} FROM audit ORDER BY audit_id")
        if row[names.index("line")] not in known
    ]
    if missing:
        connection.exec_driver_sql(f"INSERT INTO audit ({listed}) VALUES ({marks})", missing)


def _count_on(connection: sa.Connection) -> None:
    """A server counts numbers apart from rows: it must go on behind those that came in."""
    if connection.dialect.name != "postgresql":
        return
    for table in (corrections, reviews, choices):
        key = next(iter(table.primary_key)).name
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key}'),"
            f" greatest((SELECT max({key}) FROM {table.name}),"
            f" nextval(pg_get_serial_sequence('{table.name}', '{key}'))))"
        )
