"""From a matched number to a mention: the words around it that bound it, its sign, its unit."""

from __future__ import annotations

import re
from decimal import Decimal

from extract import grammar as g
from extract.guards import ASCII_DIGITS
from extract.model import Mention
from extract.numerals import bounds
from extract.words import alternation

_PREFIX_ENDS = frozenset(word[-1] for word in (*g.PREFIX, *g.SCALE_PREFIX))


def prefix_of(text: str, at: int, floor: int) -> tuple[int, str]:
    """Start and qualifier of the word right before a number: 超, 不少于, 近."""
    end = at
    while end > floor and text[end - 1] in "  ":
        end -= 1
    if text[end - 1 : end] not in _PREFIX_ENDS:
        return at, ""
    for length in range(min(g.LONGEST_PREFIX, end - floor), 0, -1):
        word = text[end - length : end]
        qualifier = g.PREFIX.get(word)
        if qualifier is None and text[at] in "百千万亿萬億":
            qualifier = g.SCALE_PREFIX.get(word)
        if qualifier is None:
            continue
        before = text[end - length - 1 : end - length]
        if before and before in g.FORBIDDEN_BEFORE.get(word, ""):
            return at, ""
        return end - length, qualifier
    return at, ""


def _qualifier(tail: str | None, vague: str | None, number: str) -> str:
    """The qualifier that the words behind and inside a number give together."""
    if not tail and not vague:
        return "over" if LOOSE_NUMBER.search(number) else "exact"
    tail = (tail or "").strip()
    if tail == "内":
        return "at_most"
    if tail in g.SUFFIX:
        return g.SUFFIX[tail]
    vague = (vague or "").strip()
    if vague in ("来", "级"):
        return "about"
    if tail in ("余", "多") or vague or LOOSE_NUMBER.search(number):
        return "over"
    return "exact"


# 上升3位 gains places, 3位专家 are persons.
_MOVES = re.compile(rf"{alternation(g.cues('move'))}了?$")
LOOSE_NUMBER = re.compile(r"[余多几]|^数")


def canonical(unit: str | None) -> str:
    """Canonical form of a unit as written: 名 → 人, 个多月 → 个月, 元/人 stays."""
    if not unit:
        return ""
    unit = unit.replace("个多", "个" if unit.endswith("月") else "")
    return g.CANONICAL.get(unit, unit)


def mention_of(
    text: str,
    at: int,
    floor: int,
    found: re.Match[str],
    value: Decimal,
    unit: str,
    rule: str,
    kind: str = "level",
    confidence: float = 0.95,
) -> Mention:
    """The mention of a match that has the groups number, vague and tail (or lacks them)."""
    groups = found.re.groupindex
    start, prefix = prefix_of(text, at, floor)
    number_start, number_end = found.span("number" if "number" in groups else 0)
    tail = found["tail"] if "tail" in groups else None
    vague = found["vague"] if "vague" in groups else None
    end = found.end()
    if tail and tail.strip() == "内" and g.DIMENSION.get(unit) not in ("duration", "length"):
        end -= len(tail)
        tail = None
    qualifier = prefix or _qualifier(tail, vague, text[number_start:number_end])
    if start and text[start - 1] in _MINUS:
        start, value = _sign(text, start, value)
    if (
        unit == "人"
        and found.group().rstrip().endswith("位")
        and _MOVES.search(text, max(0, at - 5), at)
    ):
        unit = "位"
    return Mention(
        start, end, number_start, number_end, bounds(value, qualifier), unit, qualifier, kind, rule,
        confidence,
    )  # fmt: skip


_MINUS = frozenset("-－−")


def _sign(text: str, start: int, value: Decimal) -> tuple[int, Decimal]:
    """A minus sign that the text itself writes: -3.5% after a word, not between digits."""
    if start < 2 or not text[start - 2].isalnum() or "一" <= text[start - 2] <= "鿿":
        if start >= 2 and text[start - 2] in ASCII_DIGITS:
            return start, value
        return start - 1, -value
    return start, value
