"""Running totals: where in a sentence a count since launch or to date begins and ends."""

from __future__ import annotations

import re

from extract import grammar as g
from extract.model import Mention, Period, Sentence
from extract.periods import PeriodMention
from extract.words import alternation

# A running total counts all (累计) or only what happens (目前共); a bounded one does neither.
_MARKS = dict.fromkeys(g.cues("bounded"), "") | g.cues("cumulative")
_RUNNING = re.compile(alternation(_MARKS))
_FRESH_CUES = g.cues("fresh")
_FRESH = re.compile(alternation(_FRESH_CUES))
RATIOS = frozenset(("%", "‰", "倍", "番", "个百分点"))
_NEVER_RUNNING = frozenset(("ratio", "points", "duration", "score", "places"))


def running_marks(
    text: str, sentence: Sentence, periods: list[PeriodMention], own: Period | None
) -> list[tuple[int, str]]:
    """Positions in a sentence where a running total begins or ends: (position, total|flow|"")."""
    marks: list[tuple[int, str]] = []
    for found in _RUNNING.finditer(text, sentence.start, sentence.end):
        bounded = any(
            p.role in ("span", "since")
            and 0 <= found.start() - p.end <= 3
            and _inside(p.period, own)
            for p in periods
        )
        marks.append((found.start(), "" if bounded else _MARKS[found[0]]))
    for p in periods:
        if p.role == "asof" and not (p.period and own and p.period.start > own.end):
            marks.append((p.start, "flow"))
        elif p.role == "since" and not _inside(p.period, own):
            marks.append((p.start, "total"))
        elif p.role == "span":
            marks.append((p.start, ""))
    for found in _FRESH.finditer(text, sentence.start, sentence.end):
        if not _FRESH_CUES[found[0]]:
            marks.append((found.start(), ""))
    marks.sort()
    return marks


def _inside(period: Period | None, own: Period | None) -> bool:
    """Whether a period lies within the report's own year."""
    return bool(period and own and period.start.year >= own.start.year) or period is None


def is_cumulative(marks: list[tuple[int, str]], mention: Mention, kind: str) -> bool:
    if kind != "level" or g.DIMENSION.get(mention.unit) in _NEVER_RUNNING:
        return False
    state = ""
    for position, mark in marks:
        if position >= mention.start:
            break
        state = mark
    return state == "total" or (state == "flow" and mention.unit in g.EVENTS)
