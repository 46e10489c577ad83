"""What people said about spans of texts, and the observations that it is about now.

A correction, a review, a choice is about a span of a text. It stays when the report is
extracted again, also under another file name; while text or span are not there it is moot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from extract.schema import observations, reports
from extract.tidy import COLUMNS

ACTIVE, SUPERSEDED, UNDONE, MOOT = "active", "superseded", "undone", "moot"
#: Hashes of some texts, a question that gives them, or None for all.
Texts = Collection[str] | sa.Select[tuple[Any]] | None

_AT_ONCE = 500  # a database takes only so many values in one question


class Standing(NamedTuple):
    """A row about a span, and the observation that it is about now, "" where there is none."""

    row: Any
    here: str

    @property
    def status(self) -> str:
        """As stored; moot where it is active, but text or span are not there."""
        moot = self.row.status == ACTIVE and not self.here
        return MOOT if moot else str(self.row.status)


def standing(
    connection: sa.Connection,
    table: sa.Table,
    active: bool = False,
    texts: Texts = None,
) -> list[Standing]:
    """The rows of a table about spans by number, all of them or the active ones.

    ``texts`` are hashes of some texts: then only what was said about these.
    """
    key, row, seen = _key(table), table.c, observations.c
    here = sa.and_(seen.observation_id == row.observation_id, _same_text(table))
    query = (
        sa.select(table, seen.observation_id.label("here"))
        .select_from(table.outerjoin(observations, here))
        .order_by(key)
    )
    if active:
        query = query.where(row.status == ACTIVE)
    if texts is not None:
        query = query.where(row.sha256.in_(texts))
    found = connection.execute(query).all()
    lost = [getattr(one, key.name) for one in found if not one.here]
    moved = _moved(connection, table, lost) if lost else {}
    return [Standing(one, one.here or moved.get(getattr(one, key.name), "")) for one in found]


def _key(table: sa.Table) -> sa.Column[Any]:
    return next(iter(table.primary_key))


def _same_text(table: sa.Table) -> sa.ColumnElement[bool]:
    """Whether the report of the observation has the text that was spoken about."""
    of_report = reports.c.report_id == observations.c.report_id
    same = of_report & (reports.c.sha256 == table.c.sha256)
    return sa.exists().where(same).correlate(observations, table)


def _moved(connection: sa.Connection, table: sa.Table, lost: Sequence[int]) -> dict[int, str]:
    """The observations of the same span in the same text, under another file name."""
    key, row, seen = _key(table), table.c, observations.c
    span = (seen.start == row.start) & (seen.end == row.end)
    query = (
        sa.select(key, sa.func.min(seen.observation_id))
        .join(reports, reports.c.sha256 == row.sha256)
        .join(observations, (seen.report_id == reports.c.report_id) & span)
        .group_by(key)
    )
    found: dict[int, str] = {}
    for some in stretches(lost):
        found.update(
            (number, name) for number, name in connection.execute(query.where(key.in_(some)))
        )
    return found


def targets(connection: sa.Connection, wanted: Iterable[str]) -> dict[str, Any]:
    """Some observations by id, each with the hash of its report's text; those there are."""
    columns = [observations.c[column.name] for column in COLUMNS]
    query = sa.select(*columns, reports.c.sha256).join(reports)
    return {
        row.observation_id: row
        for some in stretches(sorted(wanted))
        for row in connection.execute(query.where(observations.c.observation_id.in_(some)))
    }


def texts_of(report_ids: Collection[str]) -> Texts:
    """The texts of some reports; all, where these are more than one question takes."""
    if len(report_ids) > _AT_ONCE:
        return None
    return sa.select(reports.c.sha256).where(reports.c.report_id.in_(report_ids))


def place(row: Any) -> dict[str, Any]:
    """Where something that is said about a target belongs."""
    names = ("observation_id", "report_id", "sha256", "start", "end", "quote")
    return {name: getattr(row, name) for name in names}


def stretches(values: Collection[Any]) -> Iterator[list[Any]]:
    """The values in lists that a database takes in one question."""
    ordered = list(values)
    for first in range(0, len(ordered), _AT_ONCE):
        yield ordered[first : first + _AT_ONCE]
