"""Choices: of figures from several reports that say otherwise, the one that a person trusts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from extract import corrections as rules
from extract import spans
from extract.database import StoreError
from extract.keeping.audit import Line, now, write
from extract.model import DuibiaoError
from extract.schema import choices, observations, reports
from extract.spans import ACTIVE, MOOT, SUPERSEDED, UNDONE, Standing

#: The columns of ``Store.choices()``; ``over`` holds observation ids, parted by blanks.
CHOICES: dict[str, str] = {
    "choice_id": "int64",
    "observation_id": "str",
    "over": "str",
    "report_id": "str",
    "quote": "str",
    "reason": "str",
    "author": "str",
    "made": "datetime64[s]",
    "status": "str",
    "ended": "datetime64[s]",
    "ended_by": "str",
}


def add(
    connection: sa.Connection, observation_id: str, over: Sequence[str], reason: str, author: str
) -> int:
    """Add a choice; active ones among the same figures are superseded. Its number.

    Raises StoreError where a figure is gone; DuibiaoError where nothing can be chosen.
    """
    who, why = rules.signed(author, "选定"), rules.plain(reason, "选定的理由")
    if not why:
        raise DuibiaoError("选定没有写理由;请写明为什么采用这个数字。")
    rivals = list(dict.fromkeys(over))
    if not rivals or observation_id in rivals:
        raise DuibiaoError("没有可比照的另一个数字;请选定一个数字,并指明不采用的其他数字。")
    rows = spans.targets(connection, {observation_id, *rivals})
    for name in (observation_id, *rivals):
        if name not in rows:
            raise StoreError("gone", f"要选定的数字({name})已不在库中;请刷新后再试。")
    earlier = _among(connection, {observation_id, *rivals})
    for one in earlier:
        _turn(connection, one.row.choice_id, (ACTIVE, SUPERSEDED), who)
    number = _insert(connection, rows[observation_id], [rows[name] for name in rivals], why, who)
    before = " ".join(one.here for one in earlier)
    about_it = (
        f"{rows[observation_id].quote} / {' '.join(rows[name].quote for name in rivals)} {why}"
    )
    write(connection, [Line(who, "choose", observation_id, before, observation_id, about_it)])
    return number


def _among(connection: sa.Connection, names: set[str]) -> list[Standing]:
    """The active choices that concern one of some figures."""
    found = spans.standing(connection, choices, active=True)
    return [
        one
        for one in found
        if names & {one.here or one.row.observation_id, *_rivals(connection, one.row)}
    ]


def _insert(connection: sa.Connection, row: Any, rivals: Sequence[Any], why: str, who: str) -> int:
    values = {
        **spans.place(row),
        "over": json.dumps([spans.place(one) for one in rivals], ensure_ascii=False),
        "reason": why,
        "author": who,
        "made": now(),
        "status": ACTIVE,
        "ended_by": "",
    }
    done = connection.execute(sa.insert(choices).values(values))
    assert done.inserted_primary_key is not None
    return int(done.inserted_primary_key[0])


def undo(connection: sa.Connection, number: int, author: str) -> None:
    """Take back an active choice: none of the figures is preferred any more."""
    who = rules.signed(author, "撤销")
    row = connection.execute(sa.select(choices).where(choices.c.choice_id == number)).first()
    if row is None:
        raise StoreError("gone", f"没有第 {number} 号选定;请刷新后再试。")
    _turn(connection, number, (ACTIVE, UNDONE), who)
    about_it = f"{row.quote} {row.reason}"
    line = Line(who, "unchoose", row.observation_id, row.observation_id, "", about_it)
    write(connection, [line])


def _turn(connection: sa.Connection, number: int, turned: tuple[str, str], by: str) -> None:
    was, becomes = turned
    asked = (choices.c.choice_id == number) & (choices.c.status == was)
    values = {"status": becomes, "ended": now(), "ended_by": by}
    if connection.execute(sa.update(choices).where(asked).values(values)).rowcount != 1:
        raise StoreError("ended", f"第 {number} 号选定已被撤销或取代;请刷新后再试。")


def listed(connection: sa.Connection) -> list[tuple[Any, ...]]:
    """Every choice ever made by number, in the order of CHOICES."""
    return [_values(connection, one) for one in spans.standing(connection, choices)]


def _values(connection: sa.Connection, one: Standing) -> tuple[Any, ...]:
    rivals = _rivals(connection, one.row)
    moot = one.status == ACTIVE and not rivals
    now_told = {
        "observation_id": one.here or one.row.observation_id,
        "over": " ".join(rivals),
        "status": MOOT if moot else one.status,
    }
    named = one.row._mapping
    return tuple(now_told[name] if name in now_told else named[name] for name in CHOICES)


def _rivals(connection: sa.Connection, row: Any) -> list[str]:
    """The figures not chosen that are there now, found by text and span."""
    seen, found = observations.c, list[str]()
    for told in json.loads(row.over):
        span = (seen.start == told["start"]) & (seen.end == told["end"])
        query = (
            sa.select(seen.observation_id)
            .join(reports)
            .where((reports.c.sha256 == told["sha256"]) & span)
            .order_by(seen.observation_id != told["observation_id"])
        )
        found += connection.execute(query).scalars().all()[:1]
    return found
