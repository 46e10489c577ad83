"""The category of a figure that has no indicator, from weighted cues in its words."""

from __future__ import annotations

from functools import cache

from extract.reference import category_cues

_Cues = dict[str, list[tuple[str, tuple[tuple[str, float], ...]]]]
_ENOUGH = 2.0


def category_of(name: str, unit: str, clause: str, before: str) -> str:
    """The category with the most weight, "other" where no cue is found.

    The property's own words and the unit speak first, then the clause, then the
    sentence up to there.
    """
    scores: dict[str, float] = {}
    for category, weight in category_cues("unit").get(unit, ()):
        scores[category] = scores.get(category, 0.0) + weight
    for text, where, share in (
        (name, "property", 1.0), (clause, "property", 0.6), (before, "sentence", 1.0)
    ):  # fmt: skip
        _weigh(scores, text, where, share)
        if max(scores.values(), default=0.0) >= _ENOUGH:
            break
    return max(scores, key=scores.__getitem__) if scores else "other"


def _weigh(scores: dict[str, float], text: str, where: str, share: float) -> None:
    """Add the weights of the cues in a text; the last word counts more: 项目总[投资]."""
    cues = _by_first(where)
    for at, first in enumerate(text):
        for term, pairs in cues.get(first, ()):
            if text.startswith(term, at):
                factor = share * (1.3 if at + len(term) == len(text) else 1.0)
                for category, weight in pairs:
                    scores[category] = scores.get(category, 0.0) + weight * factor
                break


@cache
def _by_first(where: str) -> _Cues:
    """The cues of a place under their first character, longest first."""
    index: _Cues = {}
    for term, pairs in sorted(category_cues(where).items(), key=lambda cue: -len(cue[0])):
        index.setdefault(term[0], []).append((term, pairs))
    return index
