"""**Search**: a query in Chinese is cut into words, and a row must hold every one of them.

>>> words("热线的满意率")
('热线', '满意率')
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import cast

import numpy as np
import pandas as pd
import platformdirs

NAMES = ("indicator_name", "agency", "reference_area")
WRITTEN = ("sentence", "measured_property")
_WORTH = re.compile(r"\w")
_QUIET = 40  # jieba tells of its dictionary at lower levels
_FILLERS = frozenset("的了和与及在")


@cache
def _cut() -> Callable[[str], list[str]]:
    """The cutter, loaded when somebody searches; its cache lies in a folder of our own."""
    import jieba

    folder = platformdirs.user_cache_path("duibiao", appauthor=False) / "jieba"
    jieba.setLogLevel(_QUIET)
    if _made(folder.mkdir):
        jieba.dt.tmp_dir = str(folder)
    return cast("Callable[[str], list[str]]", jieba.lcut)


def _made(make: Callable[..., None]) -> bool:
    """Whether the folder is there; without one jieba takes the system's own."""
    try:
        make(parents=True, exist_ok=True)
    except OSError:
        return False
    return True


def words(query: str) -> tuple[str, ...]:
    """The words of a query, each once, without signs and particles; a lone particle counts."""
    if not query.strip():
        return ()
    found = [word.strip().casefold() for word in _cut()(query)]
    found = [word for word in found if _WORTH.search(word)]
    telling = [word for word in found if word not in _FILLERS]
    return tuple(dict.fromkeys(telling or found))


@dataclass(frozen=True, slots=True)
class Names:
    """A column of names that many rows share: each once, and which of them a row has."""

    each: tuple[str, ...]
    codes: np.ndarray

    @classmethod
    def of(cls, column: pd.Series) -> Names:
        """The names of a column, in small letters."""
        codes, each = pd.factorize(column)
        return cls(tuple(str(name).lower() for name in each), codes)

    def holding(self, word: str) -> np.ndarray:
        """Which rows have a name that holds a word."""
        held = np.array([word in name for name in self.each], dtype=bool)
        return np.asarray(held[self.codes])


@dataclass(frozen=True, slots=True)
class Texts:
    """What is searched of all rows: names, and one string in which each row ends at ``ends``.

    ``ends`` has one number a row, counted in characters, the line break after the row included.
    """

    whole: str
    ends: list[int]
    names: tuple[Names, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[str], names: Iterable[Names] = ()) -> Texts:
        """The texts of rows, in small letters, and their names."""
        low = [row.lower() for row in rows]
        ends = list(accumulate(len(row) + 1 for row in low))
        return cls("\n".join(low), ends, tuple(names))


def texts(observations: pd.DataFrame, *named: pd.DataFrame) -> Texts:
    """What is searched of each row: sentence, property, indicator, agency and area.

    ``named`` are the same rows with their names in other languages, which are found too.
    """
    written = zip(*(observations[name].tolist() for name in WRITTEN), strict=True)
    names = [Names.of(frame[name]) for frame in (observations, *named) for name in NAMES]
    return Texts.of(map("\n".join, written), names)


def holding(searched: Texts, wanted: Sequence[str]) -> np.ndarray:
    """Which rows hold every word, as a mask of truth values, one a row."""
    mask = np.ones(len(searched.ends), dtype=bool)
    for word in wanted:
        held = np.zeros(len(mask), dtype=bool)
        for names in searched.names:
            held |= names.holding(word)
        mask &= held if held.all() else held | _holding(searched, word)
    return mask


def _holding(searched: Texts, word: str) -> np.ndarray:
    """Which rows hold a word in their text: from each find on in the next row."""
    whole, ends = searched.whole, searched.ends
    mask = np.zeros(len(ends), dtype=bool)
    at = whole.find(word)
    while at >= 0:
        row = bisect_right(ends, at)
        mask[row] = True
        at = whole.find(word, ends[row])
    return mask


def matching(lines: Iterable[str], wanted: Sequence[str]) -> list[bool]:
    """Which lines hold every word, for a short list of texts."""
    return [all(word in line.casefold() for word in wanted) for line in lines]
