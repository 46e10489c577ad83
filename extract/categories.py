"""The category of a figure that has no indicator, from weighted cues in its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from extract.taxonomy import category_cues
from extract.words import beginnings

_Pairs = tuple[tuple[str, float], ...]
_Cues = dict[str, list[tuple[str, _Pairs]]]
_Scores = dict[str, float]
_ENOUGH = 2.0
_SURE = 3.0


def category_of(
    name: str,
    unit: str,
    clause: str,
    earlier: Iterable[str],
    before: str,
    section: str,
    topic: str,
    known: Callable[[str], str],
) -> str:
    """The category with the most weight, "other" where no cue is found.

    The property's own words and the unit speak first, then the clause; of a change, a share
    or a part the clauses before, the nearest first (``known`` tells the category of what
    they measure, "" if nothing); then the sentence, the headings and the topic of the report.
    """
    scores: _Scores = dict(category_cues("unit").get(unit, ()))
    for text, share in ((name, 1.0), (clause, 0.6)):
        _weigh(scores, text, "property", share)
        if max(scores.values(), default=0.0) >= _ENOUGH:
            return max(scores, key=scores.__getitem__)
    for text in earlier:
        if subject := known(text) or _of_clause(text):
            return subject
    for text, where in ((before, "sentence"), (section, "sentence"), (topic, "topic")):
        _weigh(scores, text, where, 1.0)
        if max(scores.values(), default=0.0) >= _ENOUGH:
            break
    return max(scores, key=scores.__getitem__) if scores else "other"


def is_honour(after: str) -> bool:
    """Whether a streak is one of ranks or awards, by what follows: 连续三年[居首], not [下降]."""
    return not any(term in after for term in category_cues("streak"))


def _of_clause(text: str) -> str:
    """The category that a clause names beyond doubt, else ""."""
    scores: _Scores = {}
    _weigh(scores, text, "property", 1.0)
    best = max(scores, key=scores.__getitem__, default="")
    return best if best and scores[best] >= _SURE else ""


def _weigh(scores: _Scores, text: str, where: str, share: float) -> None:
    """Add the weights of the cues in a text; the last word counts more: 项目总[投资]."""
    for pairs, weightier in _cues_in(text, where):
        factor = share * weightier
        for category, weight in pairs:
            scores[category] = scores.get(category, 0.0) + weight * factor


@lru_cache(maxsize=4096)
def _cues_in(text: str, where: str) -> tuple[tuple[_Pairs, float], ...]:
    """The cues in a text, each with how much more it counts where it stands."""
    cues, free, found = _by_first(where), 0, []
    for begun in _begin(where).finditer(text):
        at = begun.start()
        if at < free:
            continue
        for term, pairs in cues[text[at]]:
            if text.startswith(term, at):
                free = at + len(term)
                found.append((pairs, 1.3 if free == len(text) else 1.0))
                break
    return tuple(found)


@cache
def _begin(where: str) -> re.Pattern[str]:
    """What finds where a cue of a place may begin."""
    return beginnings(category_cues(where))


@cache
def _by_first(where: str) -> _Cues:
    """The cues of a place under their first character, longest first."""
    index: _Cues = {}
    for term, pairs in sorted(category_cues(where).items(), key=lambda cue: -len(cue[0])):
        index.setdefault(term[0], []).append((term, pairs))
    return index
