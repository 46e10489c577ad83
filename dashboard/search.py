"""**Search**: a query in Chinese is cut into words, and a row must hold every one of them.

>>> words("热线的满意率")
('热线', '满意率')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import cast

import pandas as pd
import platformdirs

PLACES = ("sentence", "measured_property", "indicator_name", "agency", "reference_area")
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


def texts(observations: pd.DataFrame) -> pd.Series:
    """What is searched of each row: sentence, property, indicator, agency and area."""
    rows = observations[PLACES[0]]
    for name in PLACES[1:]:
        rows = rows.str.cat(observations[name], sep="\n")
    return rows.str.lower()


def holding(searched: pd.Series, wanted: Sequence[str]) -> pd.Series:
    """Which rows hold every word, as a mask with the index of ``searched``."""
    mask = pd.Series(True, index=searched.index)
    for word in wanted:
        mask &= searched.str.contains(word, regex=False)
    return mask


def matching(lines: Iterable[str], wanted: Sequence[str]) -> list[bool]:
    """Which lines hold every word: ``holding`` for a short list of texts."""
    return [all(word in line.casefold() for word in wanted) for line in lines]
