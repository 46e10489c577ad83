"""Which observations of a comparison go together: all 可比 among themselves, or on one axis."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.pairs import Judged
from dashboard.verdicts import COMPARABLE, INCOMPARABLE


def comparable_groups(observations: Sequence[str], judged: Judged) -> tuple[tuple[str, ...], ...]:
    """Groups of two or more observations within which every pair is 可比, largest first."""
    alike = judged.partners(observations, COMPARABLE)
    groups: set[tuple[str, ...]] = set()
    for first, free in enumerate(alike):
        group = [first]
        while free:  # the next one that goes with all so far, in the order of the observations
            other = (free & -free).bit_length() - 1
            group.append(other)
            free &= alike[other] & ~(1 << other)
        if len(group) > 1:
            groups.add(tuple(sorted(observations[one] for one in group)))
    return tuple(sorted(groups, key=lambda group: (-len(group), group)))


def panels(observations: Sequence[str], judged: Judged) -> tuple[tuple[str, ...], ...]:
    """The observations in groups, in their order, such that no pair within one is 不可比."""
    apart = judged.partners(observations, INCOMPARABLE)
    groups: list[list[str]] = []
    members: list[int] = []  # of each group, a bit an observation
    for place, one in enumerate(observations):
        number = next((n for n, group in enumerate(members) if not group & apart[place]), None)
        if number is None:
            groups.append([one])
            members.append(1 << place)
        else:
            groups[number].append(one)
            members[number] |= 1 << place
    return tuple(tuple(group) for group in groups)
