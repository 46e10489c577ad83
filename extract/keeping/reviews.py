"""Reviews: who found a figure right or wrong, tied to its span of text as corrections are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from extract import corrections as rules
from extract import ledger, spans
from extract.corrections import Correction
from extract.database import StoreError
from extract.keeping.audit import Line, now, write
from extract.model import DuibiaoError
from extract.schema import observations, reviews
from extract.spans import ACTIVE, SUPERSEDED, UNDONE, Standing

ACCEPTED, REJECTED = "accepted", "rejected"

#: The columns of ``Store.reviews()`` with their dtypes.
REVIEWS: dict[str, str] = {
    "review_id": "int64",
    "observation_id": "str",
    "report_id": "str",
    "sha256": "str",
    "start": "int64",
    "end": "int64",
    "quote": "str",
    "verdict": "str",
    "author": "str",
    "made": "datetime64[s]",
    "note": "str",
    "status": "str",
    "ended": "datetime64[s]",
    "ended_by": "str",
    "drifted": "bool",
}


def says(row: Mapping[Any, Any]) -> str:
    """What a figure, a mapping of tidy columns, says in the fields that people check, as JSON.

    >>> says({"value": 98.48, "unit": "%", "indicator": "满意率"})
    '{"value": "98.48", "unit": "%", "indicator": "满意率"}'
    """
    told = {field: rules.present(field, row) for field in rules.FIELDS}
    return json.dumps(told, ensure_ascii=False)


def now_saying(rows: Iterable[Any], standing: Iterable[Correction]) -> dict[str, str]:
    """What observations say now by id, as corrected, in the way of ``says``."""
    after: dict[str, dict[str, str]] = {}
    for one in standing:
        after.setdefault(one.observation_id, {})[one.field] = one.after
    found = {}
    for row in rows:
        told = says(row._mapping)
        if row.observation_id in after:
            told = json.dumps(json.loads(told) | after[row.observation_id], ensure_ascii=False)
        found[row.observation_id] = told
    return found


def add(
    connection: sa.Connection,
    observation_id: str,
    verdict: str,
    author: str,
    note: str,
    seen: Mapping[Any, Any] | None,
) -> int:
    """Add a review; the reviewer's earlier one of the same figure is superseded. Its number.

    Raises StoreError where the figure is gone, or says something else than ``seen`` by now.
    """
    if verdict not in (ACCEPTED, REJECTED):
        raise DuibiaoError(f"不认识核对结论“{verdict}”;请写 accepted 或 rejected。")
    who, why = rules.signed(author, "核对"), rules.plain(note, "核对的说明")
    row = spans.targets(connection, {observation_id}).get(observation_id)
    if row is None:
        raise StoreError("gone", f"要核对的数字({observation_id})已不在库中;请刷新后再核对。")
    about = ledger.standing(connection, {row.sha256})
    says_now = now_saying([row], about)[observation_id]
    if seen is not None and not _same(says_now, says(seen)):
        said = "、".join(filter(None, json.loads(says_now).values()))
        raise StoreError(
            "changed", f"要核对的数字({row.quote})已被改动,现在是“{said}”;请刷新后再核对。"
        )
    earlier = _of(connection, observation_id, who)
    if earlier:
        _turn(connection, earlier.review_id, (ACTIVE, SUPERSEDED), who)
    number = _insert(connection, row, verdict, says_now, why, who, earlier)
    before = earlier.verdict if earlier else ""
    about_it = f"{row.report_id} {row.quote} {why}".strip()
    write(connection, [Line(who, "review", observation_id, before, verdict, about_it)])
    return number


def _of(connection: sa.Connection, observation_id: str, author: str) -> Any:
    """The active review of a figure by a person, None for none."""
    mine = (reviews.c.observation_id == observation_id) & (reviews.c.author == author)
    return connection.execute(sa.select(reviews).where(mine & (reviews.c.status == ACTIVE))).first()


def _insert(
    connection: sa.Connection, row: Any, verdict: str, seen: str, note: str, who: str, earlier: Any
) -> int:
    values = {
        **spans.place(row),
        "verdict": verdict,
        "seen": seen,
        "note": note,
        "author": who,
        "made": now(),
        "status": ACTIVE,
        "supersedes": earlier.review_id if earlier else None,
        "ended_by": "",
    }
    done = connection.execute(sa.insert(reviews).values(values))
    assert done.inserted_primary_key is not None
    return int(done.inserted_primary_key[0])


def undo(connection: sa.Connection, number: int, author: str) -> None:
    """Take back an active review; the one that it superseded holds again."""
    who = rules.signed(author, "撤销")
    asked = sa.select(reviews).where(reviews.c.review_id == number)
    row = connection.execute(asked).first()
    if row is None:
        raise StoreError("gone", f"没有第 {number} 号核对;请刷新后再试。")
    _turn(connection, number, (ACTIVE, UNDONE), who)
    if row.supersedes is not None:
        _turn(connection, row.supersedes, (SUPERSEDED, ACTIVE), "")
    about_it = f"{row.report_id} {row.quote}"
    write(connection, [Line(who, "unreview", row.observation_id, row.verdict, "", about_it)])


def _turn(connection: sa.Connection, number: int, turned: tuple[str, str], by: str) -> None:
    """Turn the status of a review; raises StoreError where somebody else has turned it."""
    was, becomes = turned
    values = {"status": becomes, "ended": now() if by else None, "ended_by": by}
    asked = (reviews.c.review_id == number) & (reviews.c.status == was)
    if connection.execute(sa.update(reviews).where(asked).values(values)).rowcount != 1:
        raise StoreError("ended", f"第 {number} 号核对已被撤销或取代;请刷新后再试。")


def listed(connection: sa.Connection) -> list[tuple[Any, ...]]:
    """Every review ever made by number, in the order of REVIEWS."""
    found = spans.standing(connection, reviews)
    says_now = _says_now(connection, found, ledger.standing(connection))
    return [_values(one, says_now) for one in found]


def _values(one: Standing, says_now: Mapping[str, str]) -> tuple[Any, ...]:
    named = one.row._mapping
    now_told = {
        "observation_id": one.here or one.row.observation_id,
        "status": one.status,
        "drifted": drifted(one, says_now),
    }
    return tuple(now_told[name] if name in now_told else named[name] for name in REVIEWS)


def drifted(one: Standing, says_now: Mapping[str, str]) -> bool:
    """Whether a review holds while its figure says something else than when it was made."""
    told = one.status == ACTIVE and one.here in says_now
    return told and not _same(one.row.seen, says_now[one.here])


def _says_now(
    connection: sa.Connection, found: Iterable[Standing], standing: Iterable[Correction]
) -> dict[str, str]:
    """What the figures of active reviews say by now."""
    wanted = {one.here for one in found if one.status == ACTIVE}
    columns = observations.c
    query = sa.select(columns.observation_id, *(columns[field] for field in rules.FIELDS))
    rows = [
        row
        for some in spans.stretches(sorted(wanted))
        for row in connection.execute(query.where(columns.observation_id.in_(some)))
    ]
    return now_saying(rows, standing)


def _same(one: str, other: str) -> bool:
    """Whether two figures say the same, numbers as numbers."""
    if one == other:
        return True
    left, right = json.loads(one), json.loads(other)
    return all(rules.same(field, left[field], right[field]) for field in rules.FIELDS)


def active(
    connection: sa.Connection, standing: Sequence[Correction], texts: spans.Texts = None
) -> dict[str, list[tuple[Standing, bool]]]:
    """The reviews that hold by the observation that each is about, and whether it drifted.

    ``standing`` are the corrections that hold; both of all texts, or of some.
    """
    found = [one for one in spans.standing(connection, reviews, True, texts) if one.here]
    says_now = _says_now(connection, found, standing)
    held: dict[str, list[tuple[Standing, bool]]] = {}
    for one in found:
        held.setdefault(one.here, []).append((one, drifted(one, says_now)))
    return held


def rejected(connection: sa.Connection, texts: spans.Texts = None) -> set[str]:
    """The observations whose latest review that holds, by whomever, rejects them."""
    if texts is None:
        ended = (reviews.c.status == ACTIVE) & (reviews.c.verdict == REJECTED)
        texts = sa.select(reviews.c.sha256).where(ended)
    found = spans.standing(connection, reviews, True, texts)
    latest = {one.here: one.row.verdict for one in found}
    return {here for here, verdict in latest.items() if here and verdict == REJECTED}
