"""The named platform or service that a figure is about, from the words around it.

A generic name takes the area of the report: 12345热线 in a report of 广州 is 广州12345, and
the anonymous iXX in one of 福田 is i福田, so that systems of a kind stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from extract.taxonomy import System, systems
from extract.words import beginnings

_Hit = tuple[int, str, str, System]
_Aliases = dict[str, tuple[list[int], dict[str, tuple[int, System]]]]

_ANONYMOUS = ("XX", "××", "xx", "**")
# The first digit stands alone, so that the search skips all other characters at once.
_FIGURES = re.compile(
    r"[0-9０-９](?<![0-9A-Za-z].)(?!(?<=1)2[0-9]{3}(?![0-9.万亿])|(?<=1)10(?![0-9.万亿])"
    r"|(?<=5)G|(?<=2)4小时)[0-9０-９.．]*(?!G|[0-9０-９.．年月日])"
)


def named_system(
    name: str, clause: str, sentence: str, title: str, category: str, area_short: str
) -> str:
    """The system in the property, the clause, the stretch before or the heading, else "".

    Farther off than the clause, a system must fit the category of the figure.
    """
    hits = _sighted(sentence, area_short)
    if name not in sentence:
        hits = (*hits, *_sighted(name, area_short))
    if hits:
        if near := [hit for hit in hits if hit[1] in name] or _beside(clause, hits, category):
            return max(near, key=lambda hit: len(hit[1]))[2]
        start, end = _stretch(sentence, clause)
        if far := [hit for hit in hits if start < hit[0] <= end and category in hit[3].fits]:
            return max(far, key=lambda hit: (hit[0], len(hit[1])))[2]
    for hit in _headed(title, area_short):
        if category in hit[3].fits:
            return hit[2]
    return ""


def _stretch(sentence: str, clause: str) -> tuple[int, int]:
    """Where a sentence's stretch between semicolons begins, and where the clause ends."""
    at = sentence.find(clause)
    if at < 0:
        return 0, len(sentence)
    return max(sentence.rfind(mark, 0, at) for mark in ";；") + 1, at + len(clause)


def _beside(clause: str, hits: tuple[_Hit, ...], category: str) -> list[_Hit]:
    """The systems named in a figure's clause; among several figures, those that fit it."""
    near = [hit for hit in hits if hit[1] in clause]
    if near and len(figures(clause)) > 1:
        return [hit for hit in near if not hit[3].fits or category in hit[3].fits]
    return near


@lru_cache(maxsize=1024)
def figures(clause: str) -> tuple[tuple[int, int], ...]:
    """Where the numbers in digits of a clause begin and end, years and names left out."""
    return tuple(found.span() for found in _FIGURES.finditer(clause))


@lru_cache(maxsize=4096)
def _headed(title: str, area_short: str) -> tuple[_Hit, ...]:
    """The systems in a heading, the longest name first."""
    return tuple(sorted(_sighted(title, area_short), key=lambda hit: -len(hit[1])))


@lru_cache(maxsize=1024)
def _sighted(text: str, area_short: str) -> tuple[_Hit, ...]:
    """End, alias, name and system of each alias in a text that no exclude word forbids."""
    found = _standing(text, _fixed(), (begun.start() for begun in _begin().finditer(text)))
    if named := [area for area in (area_short, *_ANONYMOUS) if area and area in text]:
        beside = _standing(text, _of_area(area_short), _around(text, named))
        found = sorted((*found, *beside), key=lambda one: one[:2])
    return tuple(
        (at + len(alias), alias, _full(system, area_short), system)
        for at, _, alias, system in found
        if _allowed(system, text)
    )


def _around(text: str, areas: Iterable[str]) -> Iterator[int]:
    """Where an alias may begin that holds the name of an area: i福田 one character before it."""
    for area in areas:
        at = text.find(area)
        while at >= 0:
            yield from (at - offset for offset in _area_offsets() if offset <= at)
            at = text.find(area, at + 1)


def _standing(
    text: str, aliases: _Aliases, places: Iterable[int]
) -> list[tuple[int, int, str, System]]:
    """Place, rank, alias and system of each alias that begins at one of some places."""
    found = []
    for at in places:
        start = aliases.get(text[at : at + 2])
        if start is None:
            continue
        for length in start[0]:
            known = start[1].get(text[at : at + length])
            if known:
                found.append((at, known[0], text[at : at + length], known[1]))
    return found


def _allowed(system: System, text: str) -> bool:
    """Whether a text has none of the words that forbid a system."""
    for word in system.exclude:  # noqa: SIM110 - a generator costs as much as the whole scan
        if word in text:
            return False
    return True


@cache
def _fixed() -> _Aliases:
    """The aliases that are the same in the reports of every area."""
    return _by_start(
        (alias, system) for system in systems() for alias in system.aliases if "{area}" not in alias
    )


@cache
def _begin() -> re.Pattern[str]:
    """What finds where one of them may begin."""
    return beginnings(a for s in systems() for a in s.aliases if "{area}" not in a)


@cache
def _area_offsets() -> frozenset[int]:
    """How far from its beginning an alias holds the name of an area."""
    aliases = (alias for system in systems() for alias in system.aliases)
    return frozenset(alias.index("{area}") for alias in aliases if "{area}" in alias)


@lru_cache(maxsize=512)
def _of_area(area_short: str) -> _Aliases:
    """The aliases that hold the name of an area, or what stands for one that is not named."""
    return _by_start(
        (alias.replace("{area}", area), system)
        for system in systems()
        for alias in system.aliases
        if "{area}" in alias
        for area in (area_short, *_ANONYMOUS)
        if area
    )


def _by_start(pairs: Iterable[tuple[str, System]]) -> _Aliases:
    """Aliases under their first two characters: their lengths, and each with rank and system."""
    aliases: _Aliases = {}
    for rank, (alias, system) in enumerate(pairs):
        lengths, known = aliases.setdefault(alias[:2], ([], {}))
        if len(alias) not in lengths:
            lengths.append(len(alias))
        known.setdefault(alias, (rank, system))
    return aliases


def _full(system: System, area_short: str) -> str:
    """A system's name in the reports of an area: 民意速办 of 福田 → @福田—民意速办."""
    if not system.generic or "{area}" in system.name:
        return system.name.replace("{area}", area_short or _ANONYMOUS[0])
    return area_short + system.name
