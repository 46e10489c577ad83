"""What is to be reviewed first: the least certain and most consequential figures.

A figure asks for **attention** by what is known of it alone (``keeping.attention``, an indexed
column). In the queue that weighs more the more agencies state its indicator, since all their
comparisons hang on it: times 1 + log2(1 + agencies); and a quarter more where its rule is
rarely used, for rare rules are tried least. Before all others come figures that have changed
since somebody reviewed them, and those on which two people disagree.

A figure is settled when ``readers`` different people have found it right, the person that
corrected it among them, or when one has rejected it and nobody found it right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappush, heappushpop
from math import log2
from typing import Any, NamedTuple

import sqlalchemy as sa

from extract import ledger, spans
from extract.keeping import reviews
from extract.keeping.opened import setting
from extract.schema import corrections, observations
from extract.schema import reviews as _reviews
from extract.spans import ACTIVE, Standing
from extract.tidy import NAMES

UNSURE, BLURRED = 0.8, "OCR"
SHARED = 3
_RARE, _RARER = 20, 1.25

#: What the queue adds to the tidy columns; ``because`` holds codes, parted by blanks.
MORE: dict[str, str] = {
    "priority": "float64", "agencies": "int64", "accepted": "int64", "because": "str"
}  # fmt: skip
CODES = (
    "changed", "disagreed", "second_reader", "low_confidence", "ocr", "no_period", "no_area",
    "no_indicator", "noted", "rare_rule", "shared", "headline",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """A queue: how long, how many people are to accept a figure, for whom, of which report."""

    limit: int = 100
    readers: int = 1
    author: str = ""
    report_id: str = ""


class _Known(NamedTuple):
    """What all figures of a queue are judged by."""

    held: Mapping[str, Sequence[tuple[Standing, bool]]]
    correctors: Mapping[str, set[str]]
    agencies: Mapping[str, int]

    def weight(self, indicator: str) -> float:
        return 1 + log2(1 + self.agencies.get(indicator, 0)) if indicator else 1.0


def queue(connection: sa.Connection, wanted: Wanted) -> list[tuple[Any, ...]]:
    """Figures to be reviewed, the most urgent first: cells in the order of COLUMNS and MORE."""
    known = _known(connection, spans.texts_of([wanted.report_id]) if wanted.report_id else None)
    urgent = {name for name, made in known.held.items() if _torn(made) or any(d for _, d in made)}
    names = {*_candidates(connection, wanted, known), *urgent}
    query = sa.select(observations)
    rows = [
        row
        for some in spans.stretches(sorted(names))
        for row in connection.execute(query.where(observations.c.observation_id.in_(some)))
        if not wanted.report_id or row.report_id == wanted.report_id
    ]
    rare = _rare(connection, {row.rule for row in rows})
    made = [_told(row, wanted, known, rare) for row in rows if _due(row, wanted, known)]
    return sorted(made, key=_urgency)[: wanted.limit]


def _known(connection: sa.Connection, texts: spans.Texts) -> _Known:
    correctors: dict[str, set[str]] = {}
    standing = ledger.standing(connection, texts)
    for one in standing:
        correctors.setdefault(one.observation_id, set()).add(one.author)
    return _Known(reviews.active(connection, standing, texts), correctors, _agencies(connection))


def _agencies(connection: sa.Connection) -> Mapping[str, int]:
    """How many agencies state each indicator, counted once for what is in the store now."""
    word = setting(connection, "observed")
    if word not in _counted:
        pairs = sa.select(observations.c.agency, observations.c.indicator).distinct().subquery()
        query = sa.select(pairs.c.indicator, sa.func.count()).group_by(pairs.c.indicator)
        found = {str(name or ""): number for name, number in connection.execute(query)}
        if not word:  # put there before anybody kept a word
            return found
        _counted.clear()
        _counted[word] = found
    return _counted[word]


_counted: dict[str, Mapping[str, int]] = {}  # by a word that no other store has


def _candidates(connection: sa.Connection, wanted: Wanted, known: _Known) -> Iterator[str]:
    """The figures that may be among the most urgent ones, an indicator at a time.

    Within an indicator the order is that of an index; what cannot be among the first any more
    is not read.
    """
    columns, most = observations.c, 2 * wanted.limit
    query = sa.select(columns.attention, columns.observation_id).where(*_open(wanted))
    if wanted.report_id:
        of_report = query.where(columns.report_id == wanted.report_id)
        yield from (name for _, name in connection.execute(of_report))
        return
    query = query.order_by(columns.attention.desc()).limit(most)
    best: list[tuple[float, str]] = []
    for indicator in sorted(known.agencies, key=known.weight, reverse=True):
        weight = known.weight(indicator)
        floor = best[0][0] / weight / _RARER if len(best) == most else -1.0
        asked = query.where(columns.indicator == indicator, columns.attention > floor)
        for attention, name in connection.execute(asked):
            entry = (attention * weight, name)
            heappush(best, entry) if len(best) < most else heappushpop(best, entry)
    yield from (name for _, name in best)


def _open(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    """What no settled figure fulfils, as far as an index tells; ``_due`` looks closer."""
    about = (_reviews.c.observation_id == observations.c.observation_id) & (
        _reviews.c.status == ACTIVE
    )
    accepted = about & (_reviews.c.verdict == reviews.ACCEPTED)
    ended = _reviews.c.verdict == reviews.REJECTED
    if wanted.author:
        ended |= _reviews.c.author == wanted.author
    yield ~sa.exists().where(about & ended)
    people = sa.select(sa.func.count(_reviews.c.author.distinct())).where(accepted)
    yield people.scalar_subquery() < wanted.readers
    if wanted.readers == 1:
        put_right = corrections.c.observation_id == observations.c.observation_id
        yield ~sa.exists().where(put_right & (corrections.c.status == ACTIVE))


def _torn(made: Sequence[tuple[Standing, bool]]) -> bool:
    """Whether reviews of what a figure says now disagree."""
    return len({one.row.verdict for one, drifted in made if not drifted}) > 1


def _accepted(row: Any, known: _Known) -> set[str]:
    """Who found a figure right as it is now, or put it right."""
    made = known.held.get(row.observation_id, [])
    found = {
        one.row.author for one, drifted in made
        if not drifted and one.row.verdict == reviews.ACCEPTED
    }  # fmt: skip
    return found | known.correctors.get(row.observation_id, set())


def _due(row: Any, wanted: Wanted, known: _Known) -> bool:
    """Whether a figure is still to be reviewed, by the person who asks."""
    made = [one.row for one, drifted in known.held.get(row.observation_id, []) if not drifted]
    if made and _torn(known.held[row.observation_id]):
        return not wanted.author or made[-1].author != wanted.author
    if any(one.verdict == reviews.REJECTED for one in made):
        return False
    people = _accepted(row, known)
    return len(people) < wanted.readers and wanted.author not in people


def _rare(connection: sa.Connection, rules: Collection[str]) -> set[str]:
    """The rules that made fewer than twenty figures of the store."""
    row = observations.c
    return {
        rule
        for rule in rules
        if connection.execute(sa.select(row.rule).where(row.rule == rule).limit(_RARE)).all()[
            _RARE - 1 :
        ]
        == []
    }


def _told(row: Any, wanted: Wanted, known: _Known, rare: Collection[str]) -> tuple[Any, ...]:
    """The cells of a figure, how urgent it is, and why."""
    made = known.held.get(row.observation_id, [])
    people = len(_accepted(row, known))
    agencies = known.agencies.get(row.indicator, 0) if row.indicator else 0
    why = {
        "changed": any(drifted for _, drifted in made),
        "disagreed": _torn(made),
        "second_reader": 0 < people < wanted.readers,
        "low_confidence": (row.confidence or 0.0) < UNSURE,
        "ocr": BLURRED in (row.note or ""),
        "no_period": not row.time_period,
        "no_area": not row.reference_area,
        "no_indicator": not row.indicator,
        "noted": bool(row.note),
        "rare_rule": row.rule in rare,
        "shared": agencies >= SHARED,
        "headline": bool(row.indicator) and (row.kind, row.obs_status) == ("level", "actual"),
    }
    priority = (row.attention or 0.0) * known.weight(row.indicator or "")
    priority *= _RARER if row.rule in rare else 1.0
    because = " ".join(code for code in CODES if why[code])
    return (*(row._mapping[name] for name in NAMES), round(priority, 4), agencies, people, because)


def _urgency(told: tuple[Any, ...]) -> tuple[Any, ...]:
    """Smaller is sooner: changed or disagreed about first, then by priority; ties by id."""
    priority, _, _, because = told[len(NAMES) :]
    again = {"changed", "disagreed"} & set(because.split())
    return not again, -priority, told[0]
