"""The periods that headings and paragraphs set for what stands below them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from extract.model import Period, Sentence
from extract.periods import between, find


@lru_cache(maxsize=1024)
def planned_period(section: tuple[str, ...], own: Period | None) -> Period | None:
    """The period that a heading plans for: its own words', or the one after the report's."""
    for title in reversed(section):
        for named in reversed(find(title, 0, len(title), own)):
            if (
                named.period
                and named.role == "span"
                and (own is None or named.period.end > own.end)
            ):
                return named.period
    return _following(own) if own else None


@lru_cache(maxsize=1024)
def section_period(section: tuple[str, ...], own: Period | None) -> Period | None:
    """The year or years that a heading names where they are not the report's own."""
    for title in reversed(section[-2:]):
        spans = [
            n.period
            for n in find(title, 0, len(title), own)
            if n.period and n.role == "span" and _DATED.search(title, n.start, n.end)
        ]
        if len(spans) == 1 and own and _is_years(spans[0]) and spans[0].text != own.text:
            return spans[0] if spans[0].end <= own.end else None
    return None


_DATED = re.compile(r"[0-9五]")


def _is_years(period: Period) -> bool:
    return (period.start.month, period.end.month) == (1, 12)


def carried_period(text: str, line: int, sentence: Sentence, now: Period | None) -> Period | None:
    """The year or years that a paragraph begins with and goes on to tell of."""
    return _begun(text[line : min(sentence.end, line + 40)], now)


@lru_cache(maxsize=1024)
def _begun(words: str, now: Period | None) -> Period | None:
    """The year or years that the first words of a paragraph tell of."""
    for named in find(words, 0, len(words), now):
        if named.role == "span" and named.start <= 12:
            if named.start and words[named.start - 1] in "在较比":
                continue
            return named.period if named.period and _is_years(named.period) else None
    return None


def _following(own: Period) -> Period:
    """The period after a report's own: 2022 → 2023, 2022-H1 → 2022-H2, or the rest of its year."""
    months = (own.end.year - own.start.year) * 12 + own.end.month - own.start.month + 1
    first = own.end + timedelta(days=1)
    if months not in (1, 3, 6, 12) and first.month > 1:
        return between(first, date(first.year, 12, 31))
    last = first.year * 12 + first.month - 1 + months
    return between(first, date(last // 12, last % 12 + 1, 1) - timedelta(days=1))
