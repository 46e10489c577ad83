"""The audit log: who did what to which, when; written with what it tells, never changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from extract.corrections import Correction
from extract.schema import audit

#: The columns of ``Store.audit()`` with their dtypes.
LOG: dict[str, str] = {
    "audit_id": "int64",
    "when": "datetime64[s]",
    "who": "str",
    "action": "str",
    "target": "str",
    "before": "str",
    "after": "str",
    "detail": "str",
}


class Line(NamedTuple):
    """What somebody did to something; ``who`` is "" for the program itself."""

    who: str
    action: str
    target: str = ""
    before: str = ""
    after: str = ""
    detail: str = ""


def write(connection: sa.Connection, lines: Iterable[Line]) -> None:
    """Add lines to the log, in the transaction that does what they tell."""
    made = now()
    rows = [
        {"line": uuid.uuid4().hex, "made": made, "author": who, "action": action,
         "target": target, "before": before, "after": after, "detail": detail}
        for who, action, target, before, after, detail in lines
    ]  # fmt: skip
    if rows:
        connection.execute(sa.insert(audit), rows)


def read(
    connection: sa.Connection, limit: int, before: int | None, asked: dict[str, str]
) -> list[tuple[Any, ...]]:
    """The newest lines in the order of LOG, older than one of a number where it is given."""
    columns = audit.c
    query = sa.select(
        columns.audit_id, columns.made, columns.author, columns.action, columns.target,
        columns.before, columns.after, columns.detail,
    ).order_by(columns.audit_id.desc()).limit(limit)  # fmt: skip
    if before is not None:
        query = query.where(columns.audit_id < before)
    for name, value in asked.items():
        if value:
            query = query.where(columns[_ASKED[name]] == value)
    return [tuple(row) for row in connection.execute(query)]


_ASKED = {"who": "author", "action": "action", "target": "target"}


def corrected(made: Correction) -> Line:
    """What the log says of a correction."""
    about = f"{made.report_id} {made.field} {made.reason.strip()}"
    return Line(made.author.strip(), "correct", made.observation_id, made.before, made.after, about)


def uncorrected(row: Any, author: str) -> Line:
    """What the log says where a correction, a row of the table, is taken back."""
    about = f"{row.report_id} {row.field} #{row.correction_id}"
    return Line(author.strip(), "undo", row.observation_id, row.after, row.before, about)


def now() -> datetime:
    """This second in UTC, as the store keeps moments."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
