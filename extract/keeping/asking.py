"""A question as a condition of SQL; what is asked for goes in as values, never as words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from extract.archive import Asked

Condition = tuple[str, list[Any]]
_AFTER = ":"  # the character behind 9: codes that begin with 44 lie between "44" and "44:"


def mark(connection: sa.Connection) -> str:
    """What stands for a value in a statement of the driver."""
    return "?" if connection.dialect.name == "sqlite" else "%s"


def fitting(connection: sa.Connection, question: Asked) -> tuple[str, tuple[Any, ...]]:
    """The WHERE that observations must fulfil, "" where all fit, with its values."""
    return _where([*_cells(connection, question), *_in_reports(connection, question)])


def fitting_reports(connection: sa.Connection, question: Asked) -> tuple[str, tuple[Any, ...]]:
    """The WHERE that reports must fulfil, "" where all fit, with its values."""
    return _where([*_cells(connection, question), *_of_reports(connection, question)])


def _where(conditions: Sequence[Condition]) -> tuple[str, tuple[Any, ...]]:
    words = " AND ".join(f"({words})" for words, _ in conditions)
    return words and f"WHERE {words}", tuple(one for _, some in conditions for one in some)


def _cells(connection: sa.Connection, question: Asked) -> Iterator[Condition]:
    quote = connection.dialect.identifier_preparer.quote
    for name, cells in question.cells.items():
        words, values = _one_of(connection, cells)
        yield f"{quote(name)} {words}", values


def _one_of(connection: sa.Connection, cells: Sequence[Any]) -> Condition:
    """That a column has one of some cells: one value, however many they are."""
    if len(cells) == 1:
        (cell,) = _plain(connection, cells)
        return f"= {mark(connection)}", [cell]
    if connection.dialect.name == "sqlite":
        return "IN (SELECT value FROM json_each(?))", [json.dumps(_plain(connection, cells))]
    return "= ANY(%s)", [list(cells)]


def _plain(connection: sa.Connection, cells: Sequence[Any]) -> list[Any]:
    """The cells as the driver takes them: SQLite keeps dates as text."""
    if connection.dialect.name != "sqlite":
        return list(cells)
    return [cell.isoformat() if isinstance(cell, date) else cell for cell in cells]


def _in_reports(connection: sa.Connection, question: Asked) -> Iterator[Condition]:
    words, values = _where(list(_of_reports(connection, question)))
    if words:
        yield f"report_id IN (SELECT report_id FROM reports {words})", list(values)


def _of_reports(connection: sa.Connection, question: Asked) -> Iterator[Condition]:
    """What is asked of the place and the year of a report."""
    a = mark(connection)
    if question.within is not None:
        reach = [f"area_code >= {a} AND area_code < {a}" for _ in question.within]
        values = [cell for code in question.within for cell in (code, code + _AFTER)]
        yield " OR ".join(reach) or "1 = 0", values
    if question.years is not None:
        known = [year for year in question.years if year]
        spans = [f"period_start >= {a} AND period_start <= {a}" for _ in known]
        spans += ["period_start IS NULL"] * (len(known) < len(question.years))
        days = [day for year in known for day in (date(int(year), 1, 1), date(int(year), 12, 31))]
        yield " OR ".join(spans) or "1 = 0", _plain(connection, days)
