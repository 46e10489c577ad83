"""**Compare all**: the verdict on every two of several readings, kind by kind.

What most checks look at is the same for many readings: each combination of kinds is looked at
once, and two readings are looked at one by one only where a check may see more in them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import numpy as np

from dashboard.bounds import overlapping
from dashboard.index import Numbers, alike
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
    worst,
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


class _Kind(NamedTuple):
    """What holds for all pairs of one kind; ``checks`` may see more in one of them."""

    found: tuple[Reason, ...]
    checks: tuple[Check, ...]
    verdict: str
    why: tuple[Reason, ...]


@dataclass(frozen=True)
class Judged:
    """The verdict on each two of several readings whose figures stand in one unit.

    It keeps nothing for each pair: there may be millions.
    """

    readings: Sequence[Reading]
    ground: Ground

    @property
    def many(self) -> int:
        """How many pairs there are."""
        return len(self.readings) * (len(self.readings) - 1) // 2

    def pair(self, one: str, other: str) -> Pair | None:
        """The verdict on two observations, in either order; None where there is none."""
        if one == other or one not in self._place or other not in self._place:
            return None
        return self._pair(*sorted((self._place[one], self._place[other])))

    @property
    def all(self) -> tuple[Pair, ...]:
        """Every pair, in the order of the readings."""
        return tuple(self._pair(*both) for both in combinations(range(len(self.readings)), 2))

    @property
    def verdict(self) -> str:
        """The worst of all, "" where there are fewer than two readings."""
        return worst(verdict for verdict, _ in self._kinds) if self._kinds else ""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Each reason once (its first pair's), worst first, in the table's order."""
        seen: dict[str, Reason] = {}
        for _, why in self._kinds:
            for reason in why:
                seen.setdefault(reason.key, reason)
        return tuple(sorted(seen.values(), key=lambda one: (*_worst_first(one), one.key)))

    def partners(self, observations: Sequence[str], wanted: str) -> list[int]:
        """For each observation those with which it has a verdict, a bit each."""
        order = [self._place[one] for one in observations]
        one, other = ends = np.triu_indices(len(self.readings), 1)
        fits = np.array([verdict == wanted for verdict, _ in self._kinds], dtype=bool)
        both = np.zeros((len(self.readings), len(self.readings)), dtype=bool)
        both[one, other] = both[other, one] = fits[self._kind_of(ends)]
        bits = np.packbits(both[np.ix_(order, order)], axis=1, bitorder="little")
        return [int.from_bytes(row.tobytes(), "little") for row in bits]

    def all_are(self, verdict: str, observations: Sequence[str]) -> bool:
        """Whether each two of some observations have a verdict."""
        if {found for found, _ in self._kinds} <= {verdict}:
            return True
        every = (1 << len(observations)) - 1
        partners = self.partners(observations, verdict)
        return all(with_one == every & ~(1 << place) for place, with_one in enumerate(partners))

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {one.observation_id: place for place, one in enumerate(self.readings)}

    @cached_property
    def _traits(self) -> Numbers:
        return _numbered([_traits(one, self.ground) for one in self.readings])

    @cached_property
    def _kinds(self) -> tuple[tuple[str, tuple[Reason, ...]], ...]:
        """Verdict and reasons of the first pair of each kind, in the order of those pairs."""
        one, other = ends = np.triu_indices(len(self.readings), 1)
        firsts = _firsts(self._kind_of(ends))
        return tuple(self._judged(int(one[n]), int(other[n])) for n in firsts)

    def _kind_of(self, ends: tuple[Numbers, Numbers]) -> Numbers:
        """A number for each pair: those of one number have the same verdict for like reasons."""
        one, other = ends
        who = _numbered([reading.agency for reading in self.readings])
        traits = self._traits
        rough = alike([traits[one], traits[other], who[one] == who[other]])
        shared = [self._shared(int(one[n]), int(other[n])) for n in _firsts(rough)]
        fine = rough
        for check, seen in ((level, self._areas), (bounds, self._overlaps)):
            asked = np.array([check in kind.checks for kind in shared], dtype=bool)
            if asked.any():
                fine = alike([fine, np.where(asked[rough], seen(ends) + 1, 0)])
        return fine

    def _areas(self, ends: tuple[Numbers, Numbers]) -> Numbers:
        """A number for each two areas that readings are of."""
        codes = _numbered([reading.area_code for reading in self.readings])
        return alike([codes[end] for end in ends])

    def _overlaps(self, ends: tuple[Numbers, Numbers]) -> Numbers:
        """Whether what the words of two figures allow overlaps, 1 or 0."""
        return overlapping([reading.bounds for reading in self.readings], *ends).astype(int)

    @cached_property
    def _known(self) -> dict[tuple[int, int, bool], _Kind]:
        return {}

    def _shared(self, one: int, other: int) -> _Kind:
        """What holds for all pairs whose readings have the traits of these two."""
        a, b = self.readings[one], self.readings[other]
        key = int(self._traits[one]), int(self._traits[other]), a.agency == b.agency
        if key not in self._known:
            self._known[key] = _shared(a, b, self.ground)
        return self._known[key]

    def _judged(self, one: int, other: int) -> tuple[str, tuple[Reason, ...]]:
        """Verdict and reasons of two readings by their places, the earlier one first."""
        kind = self._shared(one, other)
        more = _found(kind.checks, self.readings[one], self.readings[other], self.ground)
        return _judged(kind.found + more) if more else (kind.verdict, kind.why)

    def _pair(self, one: int, other: int) -> Pair:
        ids = self.readings[one].observation_id, self.readings[other].observation_id
        return Pair(*ids, *self._judged(one, other))


def _numbered(names: Sequence[Hashable]) -> Numbers:
    """One number for each name that is met."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)


def _firsts(numbers: Numbers) -> list[int]:
    """Where each number from 0 on stands first."""
    return [int(place) for place in np.unique(numbers, return_index=True)[1]]


def _shared(a: Reading, b: Reading, ground: Ground) -> _Kind:
    """What the checks of ALIKE see, and which of SINGLE are worth asking."""
    found = _found(ALIKE, a, b, ground)
    silent: dict[Check, bool] = {
        level: a.area_level == b.area_level != "",
        bounds: a.bounds.exact and b.bounds.exact,
    }
    return _Kind(found, tuple(one for one in SINGLE if not silent[one]), *_judged(found))


def _judged(found: tuple[Reason, ...]) -> tuple[str, tuple[Reason, ...]]:
    """The verdict that reasons add up to, and the reasons, worst first."""
    why = tuple(sorted(found, key=_worst_first))
    return (why[0].verdict if why else COMPARABLE), why


def pair(a: Reading, b: Reading, ground: Ground) -> Pair:
    """The verdict on two readings whose figures stand in one unit, reasons worst first."""
    return Judged((a, b), ground).all[0]
