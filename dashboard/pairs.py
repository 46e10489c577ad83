"""**Compare all**: the verdict on every two of several readings, kind by kind.

What most checks look at is the same for many readings: each combination of kinds is looked at
once, and two readings are looked at one by one only where a check may see more in them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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
    """What holds for all pairs of one kind.

    ``checks`` see something in each of the pairs, with sides of its own; ``why`` is complete for
    the first pair.
    """

    found: tuple[Reason, ...]
    checks: tuple[Check, ...]
    verdict: str
    why: tuple[Reason, ...]


@dataclass(frozen=True)
class Judged:
    """The verdict on each two of several readings whose figures stand in one unit."""

    readings: Sequence[Reading]
    ground: Ground

    def pair(self, one: str, other: str) -> Pair | None:
        """The verdict on two observations, in either order; None where there is none."""
        if one == other or one not in self._place or other not in self._place:
            return None
        return self._pair(*sorted((self._place[one], self._place[other])))

    @cached_property
    def all(self) -> tuple[Pair, ...]:
        """Every pair, in the order of the readings."""
        return tuple(self._pair(one, other) for one, other in zip(*self._ends, strict=True))

    @property
    def verdict(self) -> str:
        """The worst of all, "" where there are fewer than two readings."""
        return worst(kind.verdict for kind in self._kinds) if self._kinds else ""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Each reason once (its first pair's), worst first, in the table's order."""
        seen: dict[str, Reason] = {}
        for kind in self._kinds:
            for reason in kind.why:
                seen.setdefault(reason.key, reason)
        return tuple(sorted(seen.values(), key=lambda one: (*_worst_first(one), one.key)))

    def partners(self, observations: Sequence[str], wanted: str) -> list[int]:
        """For each observation those with which it has a verdict, a bit each."""
        order = [self._place[one] for one in observations]
        fits = np.array([*(kind.verdict == wanted for kind in self._kinds), False])
        both = fits[self._kind_of[np.ix_(order, order)]]
        bits = np.packbits(both, axis=1, bitorder="little")
        return [int.from_bytes(row.tobytes(), "little") for row in bits]

    def all_are(self, verdict: str, observations: Sequence[str]) -> bool:
        """Whether each two of some observations have a verdict."""
        every = (1 << len(observations)) - 1
        partners = self.partners(observations, verdict)
        return all(with_one == every & ~(1 << place) for place, with_one in enumerate(partners))

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {one.observation_id: place for place, one in enumerate(self.readings)}

    @cached_property
    def _ends(self) -> tuple[Numbers, Numbers]:
        return np.triu_indices(len(self.readings), 1)

    @cached_property
    def _kinds(self) -> tuple[_Kind, ...]:
        """The kinds of pairs in the order in which they come first."""
        return self._sorted[0]

    @property
    def _kind_of(self) -> Numbers:
        """The number of the kind of each two readings, -1 of one with itself."""
        return self._sorted[1]

    @cached_property
    def _sorted(self) -> tuple[tuple[_Kind, ...], Numbers]:
        one, other = self._ends
        readings, ground = self.readings, self.ground
        traits = _numbered([_traits(reading, ground) for reading in readings])
        who = _numbered([reading.agency for reading in readings])
        rough = alike([traits[one], traits[other], who[one] == who[other]])
        shared = [_shared(readings[one[n]], readings[other[n]], ground) for n in _firsts(rough)]
        fine = rough
        for check, seen in ((level, self._areas), (bounds, self._overlaps)):
            asked = np.array([check in kind.checks for kind in shared], dtype=bool)
            if asked.any():
                fine = alike([fine, np.where(asked[rough], seen() + 1, 0)])
        kinds = tuple(
            _finished(shared[rough[n]], readings[one[n]], readings[other[n]], ground)
            for n in _firsts(fine)
        )
        matrix = np.full((len(readings), len(readings)), -1)
        matrix[one, other] = matrix[other, one] = fine
        return kinds, matrix

    def _areas(self) -> Numbers:
        """A number for each two areas that readings are of."""
        codes = _numbered([reading.area_code for reading in self.readings])
        return alike([codes[end] for end in self._ends])

    def _overlaps(self) -> Numbers:
        """Whether what the words of two figures allow overlaps, 1 or 0."""
        return overlapping([reading.bounds for reading in self.readings], *self._ends).astype(int)

    def _pair(self, one: int, other: int) -> Pair:
        """The verdict on two readings by their places, the earlier one first."""
        a, b = self.readings[one], self.readings[other]
        kind = self._kinds[self._kind_of[one, other]]
        verdict, why = kind.verdict, kind.why
        if kind.checks:
            verdict, why = _judged(kind.found + _found(kind.checks, a, b, self.ground))
        return Pair(a.observation_id, b.observation_id, verdict, why)


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


def _finished(kind: _Kind, a: Reading, b: Reading, ground: Ground) -> _Kind:
    """The kind with what the checks of SINGLE see in two readings of it."""
    telling = tuple(check for check in kind.checks if check(a, b, ground))
    verdict, why = _judged(kind.found + _found(telling, a, b, ground))
    return _Kind(kind.found, telling, verdict, why)


def _judged(found: tuple[Reason, ...]) -> tuple[str, tuple[Reason, ...]]:
    """The verdict that reasons add up to, and the reasons, worst first."""
    why = tuple(sorted(found, key=_worst_first))
    return (why[0].verdict if why else COMPARABLE), why


def pair(a: Reading, b: Reading, ground: Ground) -> Pair:
    """The verdict on two readings whose figures stand in one unit, reasons worst first."""
    return Judged((a, b), ground).all[0]
