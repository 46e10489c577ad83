"""**Find quantities**: text → mentions, by named rules in listed order.

A numeral in the text is offered to the rules one after the other (the list stands at
the foot of this file); the first that sees a quantity there wins, and the search goes on
behind it. A numeral that no rule takes is no claim: a date, a label, a list number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from extract import grammar as g
from extract.bare import PLAIN_END, digits_of_noun
from extract.digits import big_things, digits_with_unit, list_sharing_unit, number_range
from extract.guards import ASCII_DIGITS
from extract.model import Mention
from extract.ranks import first_place, rank, run_of_wins, streak
from extract.written import fraction, half, tenths, words_with_unit

Rule = Callable[[str, int, int], Mention | None]


@dataclass(frozen=True, slots=True)
class Look:
    """What became of one numeral: the rule that took it, or why it is no claim (Chinese)."""

    start: int
    end: int
    rule: str
    why: str


def looks(text: str) -> Iterator[Look]:
    """What became of every numeral in the text, in order."""
    position = floor = 0
    found = list(find(text))
    while hit := g.NUMERAL.search(text, position):
        at = hit.start()
        taken = next((m for m in found if m.start <= at < m.end), None)
        if taken:
            yield Look(taken.start, taken.end, taken.rule, "")
            position = floor = taken.end
            continue
        skip = _excluded(text, at)
        digits = text[at] in ASCII_DIGITS
        position = skip or (_end_of_digits if digits else _end_of_word)(text, at)
        why = (
            "是排除词(data/exclusions.csv)"
            if skip
            else "没有规则认出它是数量(日期、编号、名称或缺少单位)"
        )
        yield Look(max(floor, at), position, "", why)


def find(text: str) -> Iterator[Mention]:
    """Mentions of quantities in the text, in order, none overlapping another.

    >>> [text[m.start:m.end] for text in ["受理诉求超3200万件"] for m in find(text)]
    ['超3200万件']
    """
    position, floor = 0, 0
    previous: Mention | None = None
    search = g.NUMERAL.search
    while hit := search(text, position):
        at = hit.start()
        if text[at] in ASCII_DIGITS:
            rules, fallback = DIGIT_RULES, _end_of_digits
        else:
            rules, fallback = WORD_RULES, _end_of_word
        skip = _excluded(text, at) or _plainly_none(text, at)
        if skip:
            position = skip
            continue
        for rule in rules:
            mention = rule(text, at, floor)
            if mention is not None:
                if mention.unit == "个":
                    mention = _abbreviated(text, previous, mention)
                yield mention
                previous, position = mention, mention.end
                floor = mention.end
                break
        else:
            position = fallback(text, at)


# What may follow Chinese numerals in a quantity, and what before them makes one likely.
_MAY_FOLLOW = frozenset(unit[0] for unit in g.CANONICAL) | frozenset(
    "余多来几大成分连至到-－—–~～点點半  %％"
)
_MAY_LEAD = frozenset("第前首榜续") | frozenset(word[-1] for word in (*g.PREFIX, *g.SCALE_PREFIX))


def _plainly_none(text: str, at: int) -> int:
    """End of Chinese numerals that begin no quantity (一体化, 十四五), 0 where they may."""
    if text[at] in ASCII_DIGITS or text[at] in "半首":
        return 0
    found = _WORD_RUN.match(text, at)
    end = found.end() if found else at + 1
    if text[end : end + 1] in _MAY_FOLLOW or (at and text[at - 1] in _MAY_LEAD):
        return 0
    return end


_POINTS_AHEAD = re.compile(r"[、和及与,，][^,，。;；\n]{0,10}?[0-9.]+个(百分点|工作日|月)")
_BACK_TO = re.compile(r"(?:到|至|为|、|和|及|与)[约近]?$")


def _abbreviated(text: str, previous: Mention | None, mention: Mention) -> Mention:
    """高于全国2.8个、高于全省0.2个百分点: a unit that its neighbour spells out."""
    ahead = _POINTS_AHEAD.match(text, mention.end)
    unit = f"个{ahead[1]}" if ahead else mention.unit
    if previous and len(previous.unit) > 1 and previous.unit[0] == "个":
        near = mention.start - previous.end <= 8 and PLAIN_END.match(text, mention.end)
        if near and _BACK_TO.search(text, previous.end, mention.start):
            unit = previous.unit
    return replace(mention, unit=unit) if unit != mention.unit else mention


def _excluded(text: str, at: int) -> int:
    """End of the excluded word that the numeral at ``at`` belongs to, 0 where none."""
    for key in (text[at : at + 2], text[at - 1 : at + 1]):
        for offset, word in g.EXCLUDED.get(key, ()):
            end = at - offset + len(word)
            if not text.startswith(word, at - offset):
                continue
            # 12345 is a hotline, 123456 a number.
            if word[-1] not in ASCII_DIGITS or text[end : end + 1] not in ASCII_DIGITS:
                return end
    return 0


_DIGIT_RUN = re.compile(r"[0-9０-９]+(?:[,.．][0-9０-９]+)*")


def _end_of_digits(text: str, at: int) -> int:
    found = _DIGIT_RUN.match(text, at)
    return found.end() if found else at + 1


_WORD_RUN = re.compile(r"[一二三四五六七八九十百千万亿两零数几廿卅]+")


def _end_of_word(text: str, at: int) -> int:
    found = _WORD_RUN.match(text, at)
    return found.end() if found else at + 1


DIGIT_RULES: tuple[Rule, ...] = (
    streak,
    rank,
    fraction,
    number_range,
    tenths,
    run_of_wins,
    digits_with_unit,
    big_things,
    list_sharing_unit,
    digits_of_noun,
)
WORD_RULES: tuple[Rule, ...] = (
    streak,
    rank,
    first_place,
    half,
    fraction,
    tenths,
    run_of_wins,
    number_range,
    big_things,
    words_with_unit,
)
