"""The corrections of a store as rows: appended, superseded, undone, never rewritten or lost.

A correction is about a span of a text. It stays when its report is extracted again, also under
another file name; while text or span are not there it is moot and changes nothing. Where new
rules read the figure otherwise than when it was corrected, it holds and the ledger says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from extract import corrections as rules
from extract.corrections import Correction
from extract.database import StoreError
from extract.model import DuibiaoError
from extract.schema import corrections, observations, reports
from extract.tidy import COLUMNS

_AT_ONCE = 500  # a database takes only so many values in one question
ACTIVE, SUPERSEDED, UNDONE, MOOT = "active", "superseded", "undone", "moot"

#: The columns of ``Store.corrections()`` with their dtypes.
LEDGER: dict[str, str] = {
    "correction_id": "int64",
    "observation_id": "str",
    "report_id": "str",
    "field": "str",
    "before": "str",
    "after": "str",
    "reason": "str",
    "author": "str",
    "made": "datetime64[s]",
    "origin": "str",
    "status": "str",
    "quote": "str",
    "ended": "datetime64[s]",
    "ended_by": "str",
    "reads": "str",
    "drifted": "bool",
}


class Entry(NamedTuple):
    """A row of the table, the observation that it is about now, what the rules read there now.

    ``observation_id`` is "" while there is none; ``read`` is then None. ``first`` is what they
    read when the figure was first corrected.
    """

    row: Any
    observation_id: str
    read: str | None
    first: str

    @property
    def status(self) -> str:
        """active, superseded, undone; or moot: active, but text or span are not there."""
        moot = self.row.status == ACTIVE and not self.observation_id
        return MOOT if moot else str(self.row.status)

    @property
    def drifted(self) -> bool:
        """Whether it holds while the rules read otherwise than when the figure was corrected."""
        told = self.status == ACTIVE and self.read is not None
        return told and not rules.same(self.row.field, str(self.read), self.first)

    def values(self) -> tuple[Any, ...]:
        """The cells in the order of LEDGER."""
        named = self.row._mapping
        now = {"observation_id": self.observation_id or self.row.observation_id}
        now |= {"status": self.status, "reads": self.read or "", "drifted": self.drifted}
        return tuple(now[name] if name in now else named[name] for name in LEDGER)

    def correction(self) -> Correction:
        """The correction, of the observation that it is about now."""
        row = self.row
        return Correction(
            self.observation_id, row.report_id, row.field, row.before, row.after,
            row.reason, row.author, row.origin, row.made,
        )  # fmt: skip


def entries(connection: sa.Connection, active: bool = False) -> list[Entry]:
    """The corrections by number, all of them or the active ones, each with its observation.

    Of the active ones alone it is not known what was read first.
    """
    row, seen = corrections.c, observations.c
    here = sa.and_(seen.observation_id == row.observation_id, _same_text())
    query = (
        sa.select(corrections, seen.observation_id.label("here"))
        .select_from(corrections.outerjoin(observations, here))
        .order_by(row.correction_id)
    )
    found = connection.execute(query.where(row.status == ACTIVE) if active else query).all()
    lost = [one.correction_id for one in found if not one.here]
    moved = _moved(connection, lost) if lost else {}
    about = {one.correction_id: one.here or moved.get(one.correction_id, "") for one in found}
    reads = {} if active else _reads(connection, set(about.values()) - {""})
    first: dict[int, str] = {}
    for one in found:
        first[one.correction_id] = first.get(one.supersedes, one.before)
    return [
        Entry(one, here, reads.get((here, one.field)), first[one.correction_id])
        for one in found
        for here in [about[one.correction_id]]
    ]


def _reads(connection: sa.Connection, wanted: Collection[str]) -> dict[tuple[str, str], str]:
    """What the rules read in each field of some observations."""
    seen, names = observations.c, sorted(wanted)
    columns = [seen.observation_id, *(seen[field] for field in rules.FIELDS)]
    found: dict[tuple[str, str], str] = {}
    for first in range(0, len(names), _AT_ONCE):
        some = seen.observation_id.in_(names[first : first + _AT_ONCE])
        for row in connection.execute(sa.select(*columns).where(some)):
            for field in rules.FIELDS:
                found[row.observation_id, field] = rules.present(field, row._mapping)
    return found


def _same_text() -> sa.ColumnElement[bool]:
    """Whether the report of the observation has the text that the correction was made on."""
    of_report = reports.c.report_id == observations.c.report_id
    same = of_report & (reports.c.sha256 == corrections.c.sha256)
    return sa.exists().where(same).correlate(observations, corrections)


def _moved(connection: sa.Connection, lost: Sequence[int]) -> dict[int, str]:
    """The observations of the same span in the same text, under another file name."""
    row, seen = corrections.c, observations.c
    span = (seen.start == row.start) & (seen.end == row.end)
    query = (
        sa.select(row.correction_id, sa.func.min(seen.observation_id))
        .join(reports, reports.c.sha256 == row.sha256)
        .join(observations, (seen.report_id == reports.c.report_id) & span)
        .group_by(row.correction_id)
    )
    found: dict[int, str] = {}
    for first in range(0, len(lost), _AT_ONCE):
        some = query.where(row.correction_id.in_(lost[first : first + _AT_ONCE]))
        found.update((number, name) for number, name in connection.execute(some))
    return found


def append(connection: sa.Connection, given: Sequence[Correction]) -> tuple[int, ...]:
    """Add corrections; return their numbers. All of them come in, or a DuibiaoError says why not.

    An active correction of the same field of the same observation is superseded. The
    connection is in a transaction that writes.
    """
    for number, correction in enumerate(given, start=1):
        _explained(number, len(given), correction)
    if double := rules.twice(given):
        raise DuibiaoError(f"同一个数字({double.observation_id})的同一项有两条更正;请只留一条。")
    rows = _targets(connection, {correction.observation_id for correction in given})
    standing = {(e.observation_id, e.row.field): e for e in entries(connection, active=True)}
    made = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    return tuple(
        _add(connection, correction, _fresh(number, correction, rows, standing), standing, made)
        for number, correction in enumerate(given, start=1)
    )


def _explained(number: int, of: int, correction: Correction) -> None:
    """Check one correction; where there are several, say which one is wrong."""
    try:
        rules.check(correction)
    except DuibiaoError as error:
        raise DuibiaoError(f"第 {number} 条:{error}" if of > 1 else str(error)) from error


def _targets(connection: sa.Connection, wanted: Iterable[str]) -> dict[str, Any]:
    """The observations that are to be corrected, with the hash of their reports' texts."""
    columns = [observations.c[column.name] for column in COLUMNS]
    query = sa.select(*columns, reports.c.sha256).join(reports).with_for_update(of=observations)
    found = {}
    for name in wanted:
        row = connection.execute(query.where(observations.c.observation_id == name)).first()
        if row is not None:
            found[name] = row
    return found


def _fresh(
    number: int, correction: Correction, rows: dict[str, Any], standing: dict[Any, Entry]
) -> Any:
    """The row to be corrected; raises DuibiaoError where it is gone or says something else now."""
    row = rows.get(correction.observation_id)
    if row is None:
        where = f"第 {number} 条更正的数字({correction.observation_id})"
        raise StoreError("gone", f"{where}已不在库中;请重新导出后再更正。")
    entry = standing.get((correction.observation_id, correction.field))
    now = entry.row.after if entry else rules.present(correction.field, row._mapping)
    if not rules.same(correction.field, now, correction.before):
        raise StoreError(
            "changed",
            f"第 {number} 条更正的数字({row.quote})已被改为“{now}”,"
            f"不再是“{correction.before}”;请重新导出后再更正。",
        )
    return row


def _add(
    connection: sa.Connection,
    correction: Correction,
    row: Any,
    standing: dict[Any, Entry],
    made: datetime,
) -> int:
    """Write one correction behind the one that it supersedes, if any."""
    earlier = standing.get((correction.observation_id, correction.field))
    if earlier:
        number = earlier.row.correction_id
        _turn(connection, number, (ACTIVE, SUPERSEDED), correction.author.strip(), made)
    values = {
        "observation_id": correction.observation_id,
        "report_id": row.report_id,
        "sha256": row.sha256,
        "start": row.start,
        "end": row.end,
        "quote": row.quote,
        "field": correction.field,
        "before": correction.before,
        "after": correction.after,
        "reason": correction.reason.strip(),
        "author": correction.author.strip(),
        "made": correction.made or made,
        "origin": correction.origin,
        "status": ACTIVE,
        "supersedes": earlier.row.correction_id if earlier else None,
        "ended_by": "",
    }
    done = connection.execute(sa.insert(corrections).values(values))
    assert done.inserted_primary_key is not None
    return int(done.inserted_primary_key[0])


def _turn(
    connection: sa.Connection, number: int, turned: tuple[str, str], by: str, when: datetime | None
) -> None:
    """Turn the status of a correction from one into another, with who ended it and when.

    Raises DuibiaoError where somebody else has turned it at the same time.
    """
    was, now = turned
    asked = (corrections.c.correction_id == number) & (corrections.c.status == was)
    values = {"status": now, "ended": when, "ended_by": by}
    if connection.execute(sa.update(corrections).where(asked).values(values)).rowcount != 1:
        raise StoreError("ended", f"第 {number} 号更正已被撤销或取代;请刷新后再试。")


def undo(connection: sa.Connection, number: int, author: str) -> None:
    """Take back an active correction; the one that it superseded is active again.

    Raises DuibiaoError where there is none of that number, or it is no longer active. The
    connection is in a transaction that writes.
    """
    if not author.strip():
        raise DuibiaoError("撤销没有写姓名;请写上是谁撤销。")
    if len(author) > rules.LONGEST:
        raise DuibiaoError(f"姓名超过 {rules.LONGEST} 字;请写短一些。")
    asked = sa.select(corrections).where(corrections.c.correction_id == number).with_for_update()
    row = connection.execute(asked).first()
    if row is None:
        raise DuibiaoError(f"没有第 {number} 号更正;请刷新后再试。")
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    _turn(connection, number, (ACTIVE, UNDONE), author.strip(), now)
    if row.supersedes is not None:
        _turn(connection, row.supersedes, (SUPERSEDED, ACTIVE), "", None)
