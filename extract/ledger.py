"""The corrections of a store as rows: appended, superseded, undone, never rewritten or lost.

A correction is about a span of a text. It stays when its report is extracted again, also under
another file name; while text or span are not there it is moot and changes nothing. Where new
rules read the figure otherwise than when it was corrected, it holds and the ledger says so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from extract import corrections as rules
from extract import spans
from extract.corrections import Correction
from extract.database import StoreError
from extract.model import DuibiaoError
from extract.schema import corrections, observations
from extract.spans import ACTIVE, MOOT, SUPERSEDED, UNDONE

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


def entries(
    connection: sa.Connection, active: bool = False, texts: spans.Texts = None
) -> list[Entry]:
    """The corrections by number, all of them or the active ones, each with its observation.

    ``texts`` are hashes of some texts: then only their corrections. Of the active ones alone
    it is not known what was read first.
    """
    found = spans.standing(connection, corrections, active, texts)
    reads = {} if active else _reads(connection, {one.here for one in found} - {""})
    first: dict[int, str] = {}
    for row, _ in found:
        first[row.correction_id] = first.get(row.supersedes, row.before)
    return [
        Entry(row, here, reads.get((here, row.field)), first[row.correction_id])
        for row, here in found
    ]


def standing(connection: sa.Connection, texts: spans.Texts = None) -> list[Correction]:
    """The corrections that hold, of some texts or all, each of the observation it is about now."""
    found = entries(connection, True, texts)
    return [one.correction() for one in found if one.observation_id]


def _reads(connection: sa.Connection, wanted: Collection[str]) -> dict[tuple[str, str], str]:
    """What the rules read in each field of some observations."""
    seen = observations.c
    query = sa.select(seen.observation_id, *(seen[field] for field in rules.FIELDS))
    found: dict[tuple[str, str], str] = {}
    for some in spans.stretches(sorted(wanted)):
        for row in connection.execute(query.where(seen.observation_id.in_(some))):
            for field in rules.FIELDS:
                found[row.observation_id, field] = rules.present(field, row._mapping)
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
    rows = spans.targets(connection, {correction.observation_id for correction in given})
    texts = {row.sha256 for row in rows.values()}
    standing = {(e.observation_id, e.row.field): e for e in entries(connection, True, texts)}
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
        **spans.place(row),
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


def undo(connection: sa.Connection, number: int, author: str) -> Any:
    """Take back an active correction; the one that it superseded is active again. Its row.

    Raises DuibiaoError where there is none of that number, or it is no longer active. The
    connection is in a transaction that writes.
    """
    rules.signed(author, "撤销")
    asked = sa.select(corrections).where(corrections.c.correction_id == number)
    row = connection.execute(asked).first()
    if row is None:
        raise DuibiaoError(f"没有第 {number} 号更正;请刷新后再试。")
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    _turn(connection, number, (ACTIVE, UNDONE), author.strip(), now)
    if row.supersedes is not None:
        _turn(connection, row.supersedes, (SUPERSEDED, ACTIVE), "", None)
    return row
