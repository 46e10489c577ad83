"""**Find quantities**: text → mentions, by named rules in listed order.

A numeral in the text is offered to the rules one after the other (the list stands at
the foot of this file); the first that sees a quantity there wins, and the search goes on
behind it. A numeral that no rule takes is no claim: a date, a label, a list number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from extract import grammar as g
from extract.bare import PLAIN_END
from extract.digits import big_things, digits, number_range
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
        position = skip or (_end_of_digits(text, at) if text[at] in ASCII_DIGITS else at + 1)
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
    search = _CANDIDATE.search
    while hit := search(text, position):
        position = hit.end()
        if hit.lastgroup:
            continue
        at = hit.start()
        if end := _excluded(text, at):
            position = end
            continue
        arabic = text[at] in ASCII_DIGITS
        for rule in _rules(text, at, arabic):
            mention = rule(text, at, floor)
            if mention is not None:
                if mention.unit == "个":
                    mention = _abbreviated(text, previous, mention)
                yield mention
                previous, position = mention, mention.end
                floor = mention.end
                break
        else:
            if arabic:
                position = _end_of_digits(text, at)


# What may follow Chinese numerals in a quantity, and what before them makes one likely:
# 一体化 and 十四五 are passed over without a look.
_MAY_FOLLOW = {unit[0] for unit in g.CANONICAL} | set("余多来几大成分连至到-－—–~～点點半  %％")
_MAY_LEAD = {word[-1] for word in (*g.PREFIX, *g.SCALE_PREFIX)} | set("第前首榜续")
_WORDS = "一二三四五六七八九十百千万亿两零数几廿卅萬億兩"
# The first character stands alone, so that the search skips all others at once. A calendar
# year counts nothing: it is passed over.
_CANDIDATE = re.compile(
    rf"[0-9０-９半首{_WORDS}]"
    rf"(?:(?P<year>(?<![0-9.．][12])(?:(?<=1)9|(?<=2)0)[0-9]{{2}}年)|(?<=[0-9０-９半首])"
    rf"|(?<=[{_WORDS}])(?<![{_WORDS}]{{2}})[{_WORDS}]*+"
    rf"(?=[{re.escape(''.join(sorted(_MAY_FOLLOW)))}])"
    rf"|(?<=[{''.join(sorted(_MAY_LEAD))}][{_WORDS}])[{_WORDS}]*)"
)
# What the special rules look for in a numeral or right behind it.
_SIGNS = re.compile(r"[-－—–~～至到/成连大首半]|分之")
_REACH = 14


def _rules(text: str, at: int, arabic: bool) -> tuple[Rule, ...]:
    """The rules to try at a numeral: those that can see something in and around it."""
    signs = _SIGNS.findall(text, at, at + _REACH)
    ordered = text[at - 1 : at] in _SPECIAL_BEFORE or (
        bool(signs) and _ORDERED.search(text, max(0, at - 3), at) is not None
    )
    if not signs and not ordered:
        return _PLAIN_DIGITS if arabic else _PLAIN_WORDS
    return _seeing("".join(signs), ordered, arabic)


@lru_cache(maxsize=4096)
def _seeing(signs: str, ordered: bool, arabic: bool) -> tuple[Rule, ...]:
    """The rules, in their order, that see one of some signs, or where an order is told."""
    return tuple(
        rule
        for rule, needs in (DIGIT_RULES if arabic else WORD_RULES)
        if not needs or (ordered and needs == _ORDER) or any(sign in signs for sign in needs)
    )


_ORDERED = re.compile("[第续]")
_SPECIAL_BEFORE = frozenset("第前续 ") | {""}


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
    return mention._replace(unit=unit) if unit != mention.unit else mention


_EXCLUDED = {key: tuple(words) for key, words in g.EXCLUDED.items()}


def _excluded(text: str, at: int) -> int:
    """End of the excluded word that the numeral at ``at`` belongs to, 0 where none."""
    words = _EXCLUDED.get(text[at : at + 2], ())
    if also := _EXCLUDED.get(text[at - 1 : at + 1]):
        words = (*words, *also)
    for offset, word in words:
        if text.startswith(word, at - offset):
            end = at - offset + len(word)
            # 12345 is a hotline, 123456 a number.
            if word[-1] not in ASCII_DIGITS or text[end : end + 1] not in ASCII_DIGITS:
                return end
    return 0


_DIGIT_RUN = re.compile(r"[0-9０-９]+(?:[,.．][0-9０-９]+)*")


def _end_of_digits(text: str, at: int) -> int:
    found = _DIGIT_RUN.match(text, at)
    return found.end() if found else at + 1


# Each rule with the signs that it needs to see one of; () for those that look at every numeral.
_ORDER = ("第", "续")
_JOINS = tuple("-－—–~～至到")
DIGIT_RULES: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (streak, _ORDER),
    (rank, _ORDER),
    (fraction, ("分之", "/")),
    (number_range, _JOINS),
    (tenths, ("成",)),
    (run_of_wins, ("连",)),
    (digits, ()),
)
WORD_RULES: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (streak, _ORDER),
    (rank, _ORDER),
    (first_place, ("首",)),
    (half, ("半",)),
    (fraction, ("分之", "/")),
    (tenths, ("成",)),
    (run_of_wins, ("连",)),
    (number_range, _JOINS),
    (big_things, ("大",)),
    (words_with_unit, ()),
)
_PLAIN_DIGITS: tuple[Rule, ...] = (digits,)
_PLAIN_WORDS: tuple[Rule, ...] = (words_with_unit,)
