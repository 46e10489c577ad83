"""**Trim**: the words that lead into a noun phrase, out of it, and end it (``data/cues.csv``)."""

from __future__ import annotations

from collections.abc import Iterator

from extract import grammar as g
from extract.reference import table

# Words are looked up in sets, longest first: a pattern of thousands of them is slow to fail.
_LEADS = frozenset(g.cues("lead")) | frozenset("　、，,)）” \t\xa0")
_TRAILS = frozenset((*g.cues("trail"), *g.cues("prefix"), "　", " "))
_STOPS = frozenset(g.cues("np_stop"))
# 比对, 行为 and 及时 hold a word that would end or open a phrase: they stay whole.
_COMPOUNDS = frozenset(row["word"] for row in table("compounds"))
_WHOLE = _COMPOUNDS | _LEADS | _TRAILS | _STOPS
# The longest word that begins with a character.
_STOP_LENGTHS: dict[str, int] = {}
for _word in _STOPS | _COMPOUNDS:
    _STOP_LENGTHS[_word[0]] = max(len(_word), _STOP_LENGTHS.get(_word[0], 0))
_COMPOUND_ENDS = frozenset(word[-1] for word in _COMPOUNDS)


def _lengths(words: frozenset[str], at: int) -> dict[str, tuple[int, ...]]:
    """The lengths of the words that have a character at a place, the longest first."""
    known: dict[str, set[int]] = {}
    for word in words:
        known.setdefault(word[at], set()).add(len(word))
    return {char: tuple(sorted(lengths, reverse=True)) for char, lengths in known.items()}


_LEAD_LENGTHS, _TRAIL_LENGTHS = _lengths(_LEADS, 0), _lengths(_TRAILS, -1)


def stops(raw: str) -> Iterator[int]:
    """Where words begin that end a noun phrase, those inside longer words left out."""
    at = 0
    for start, char in enumerate(raw):
        if start < at or char not in _STOP_LENGTHS:
            continue
        for length in range(_STOP_LENGTHS[char], 0, -1):
            word = raw[start : start + length]
            if len(word) == length and (word in _COMPOUNDS or word in _STOPS):
                if word not in _COMPOUNDS:
                    yield start
                at = start + length
                break


_OF_A_RATE = frozenset("率量数额度值")


def without_lead(raw: str) -> str:
    """A phrase without the words that only lead in: 全年共受理 → 受理."""
    at = 0
    while lengths := _LEAD_LENGTHS.get(raw[at : at + 1]):
        for length in lengths:
            if raw[at : at + length] in _LEADS:
                break
        else:
            break
        length = min(length, len(raw) - at)
        if any(raw[at : at + n] in _WHOLE for n in range(length + 1, 5)):
            break
        if length > 1 and raw[at + length : at + length + 1] in _OF_A_RATE:
            # 完成率 is a name, 完成 alone leads in.
            break
        at += length
    return raw[at:]


def without_trail(raw: str) -> str:
    """A phrase without the words that only lead on to the figure: 满意率高达 → 满意率."""
    while lengths := _TRAIL_LENGTHS.get(raw[-1:]):
        for length in lengths:
            if raw[-length:] in _TRAILS:
                break
        else:
            break
        length = min(length, len(raw))
        if raw[-1] in _COMPOUND_ENDS and any(raw[-n:] in _COMPOUNDS for n in range(length + 1, 5)):
            break
        raw = raw[:-length]
    return raw
