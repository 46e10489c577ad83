"""**Compare all**: the verdict on every two of several readings, kind by kind."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import combinations
from typing import NamedTuple

from dashboard.readings import Reading
from dashboard.verdicts import (
    ALIKE,
    CODES,
    COMPARABLE,
    CONFIDENT,
    SINGLE,
    Check,
    Ground,
    Pair,
    Reason,
    bounds,
    level,
    reasons,
    severity,
)


def _found(checks: tuple[Check, ...], a: Reading, b: Reading, ground: Ground) -> tuple[Reason, ...]:
    """What some checks have against two readings, in the language of the session."""
    seen = [found for check in checks if (found := check(a, b, ground)) is not None]
    if not seen:
        return ()
    known = reasons()
    return tuple(Reason(*known[one.key][:-1], (one.left, one.right)) for one in seen)


def _worst_first(reason: Reason) -> tuple[int, int]:
    return -severity(reason.verdict), CODES.index(reason.code)


def _traits(one: Reading, ground: Ground) -> Hashable:
    """All that the checks of ALIKE look at, and whether those of SINGLE can see anything.

    Of the agency they only ask whether it is the same.
    """
    return (
        *(one.kind, one.status, one.unit, one.indicator, one.system, one.nature),
        *(one.period, one.period_start, one.period_end, one.cumulative),
        *(one.review, one.conflict, one.ocr, one.confidence < CONFIDENT),
        *(one.area_level, one.bounds.exact),
        ground.wholes.get(one.observation_id, ""),
    )


def pairs(readings: Sequence[Reading], ground: Ground) -> tuple[Pair, ...]:
    """The verdict on each two of several readings whose figures stand in one unit.

    What most checks look at is the same for many readings: each combination is looked at once.
    """
    numbers: dict[Hashable, int] = {}
    traits = [numbers.setdefault(_traits(one, ground), len(numbers)) for one in readings]
    known: dict[tuple[int, int, bool], _Shared] = {}
    made = []
    for (a, one), (b, other) in combinations(zip(readings, traits, strict=True), 2):
        kind = one, other, a.agency == b.agency
        shared = known.get(kind)
        if shared is None:
            shared = known[kind] = _shared(a, b, ground)
        single = _found(shared.checks, a, b, ground)
        verdict, why = _judged(shared.found + single) if single else (shared.verdict, shared.why)
        made.append(Pair(a.observation_id, b.observation_id, verdict, why))
    return tuple(made)


class _Shared(NamedTuple):
    """What holds for all pairs of two kinds of readings; ``checks`` may see more in one pair."""

    found: tuple[Reason, ...]
    verdict: str
    why: tuple[Reason, ...]
    checks: tuple[Check, ...]


def _shared(a: Reading, b: Reading, ground: Ground) -> _Shared:
    """What the checks of ALIKE see, and which of SINGLE are worth asking."""
    found = _found(ALIKE, a, b, ground)
    silent: dict[Check, bool] = {
        level: a.area_level == b.area_level != "",
        bounds: a.bounds.exact and b.bounds.exact,
    }
    return _Shared(found, *_judged(found), tuple(one for one in SINGLE if not silent[one]))


def _judged(found: tuple[Reason, ...]) -> tuple[str, tuple[Reason, ...]]:
    """The verdict that reasons add up to, and the reasons, worst first."""
    why = tuple(sorted(found, key=_worst_first))
    return (why[0].verdict if why else COMPARABLE), why


def pair(a: Reading, b: Reading, ground: Ground) -> Pair:
    """The verdict on two readings whose figures stand in one unit, reasons worst first."""
    return pairs((a, b), ground)[0]
