"""**What is measured**: the noun phrase beside a figure, in the text's own words.

A counted figure is followed by its thing (851项政务服务事项); a rate, an amount or a
measured length follows it (市民满意率98.48%, 受理工单1101.46万件). A change or a member of
a list that names nothing itself speaks of what was named before it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extract import grammar as g
from extract.edges import stops, without_lead, without_trail
from extract.model import Mention, Sentence
from extract.words import alternation

_BOUNDARY = re.compile(r"[,，。;；:：!！?？\n\r(（)）]")
# It runs to the end and comes back: it finds the last one at once.
_LAST_BOUNDARY = re.compile(f"(?s:.*){_BOUNDARY.pattern}")
_CHANGE_TAIL = re.compile(
    rf"(?:{alternation(g.cues('change'))})(?:了|的)?(?:幅度|率)?(?:约|近|超|达到?|为)?$"
)
_PERIOD_LEAD = re.compile(
    r"^(?:截[至止]?到?)?(?:(?:[0-9０-９]{2,4}\s?年度?|[一二三四]季度|前[一二三]季度|[上下]半年"
    r"|[0-9]{1,2}\s?[-—至]\s?[0-9]{1,2}月份?|[0-9]{1,2}月份?|年)[底末初]?"
    r"|[0-9]{1,2}日|[两二三四五六七八九十]+年内|以来|期间|全年|、|,|累计(?=完成))+"
)
# The patterns below look only at phrases that end, or begin, with one of these.
_FROM_THEN_ENDS = frozenset("由从来年期初度月的")
_WHEN_ENDS = frozenset("年底末")
_LIST_STARTS = frozenset("0123456789(（")
_FROM_THEN = re.compile(r"[由从](?:原来|上年同?期?|去年同?期?|[0-9]{4}年|年初|上季度|上月)?的?$")
# 教育经费支出五年(累计7.79万亿元), 储蓄存款年末(达到8800亿元): how long and when, not what
_WHEN = re.compile(
    r"(?:(?<![近前每第续过来个〇零○一二三四五六七八九十])[两二三四五六七八九十]年"
    r"|(?<![0-9０-９〇零○一二三四五六七八九十])年[底末])$"
)
_COMPARED = re.compile(r"(?:较|比)(?!例|重|率|值)[^、,，]{1,10}$")
_LIST_MARK = re.compile(r"^[0-9]{1,2}[.、．]|^[(（][0-9一二三四五六七八九十]{1,3}[)）]")
_LIST = re.compile(r"[、和及与]|以及")
_MARK = re.compile("[“”()（）《》「」]")
_CLOSERS = {"“": "”", "(": ")", "（": "）", "《": "》", "「": "」"}
# What is measured in these stands before the figure: 满意率98%, 用时3天, 贷款12亿元.
_AFTER_ITS_NAME = frozenset(
    ("ratio", "points", "score", "places", "duration", "money", "length", "area", "mass", "energy")
)
_RIGHT_NOUN = re.compile(r"\s*(?:的)?(?=[一-鿿“A-Za-z《「@])")
_LONGEST = 26


def properties(
    text: str, sentence: Sentence, mentions: list[Mention], kinds: list[str]
) -> list[str]:
    """The measured property of each mention of one sentence, "" where the words name none."""
    names: list[str] = []
    shares, earlier = _shares(text, sentence, mentions)
    for index, mention in enumerate(mentions):
        before = mentions[index - 1].end if index else sentence.start
        after = mentions[index + 1].start if index + 1 < len(mentions) else sentence.end
        name = shares.get(index) or (names[earlier[index]] if index in earlier else "")
        name = name or _own_name(text, before, mention, after, kinds[index])
        if not name and index and names[-1]:
            name = names[-1] if _inherits(text, mentions[index - 1], mention, kinds[index]) else ""
        if not name:
            name = _earlier(text, sentence, mention)
        names.append(name)
    return names


def _own_name(text: str, before: int, mention: Mention, after: int, kind: str) -> str:
    """The name right of a counted figure, or left of any other."""
    left = _left(text, before, mention.start, kind)
    if kind in ("rank", "streak", "change"):
        return left
    if g.DIMENSION.get(mention.unit) in _AFTER_ITS_NAME:
        return left or _right(text, mention.end, after)
    return _right(text, mention.end, after) or left


def _right(text: str, start: int, after: int) -> str:
    """The noun phrase that follows a figure: 851项[政务服务事项](除…)."""
    if _RIGHT_NOUN.match(text, start, after) is None:
        return ""
    limit = min(after, start + _LONGEST + 8)
    stop = _BOUNDARY.search(text, start, limit)
    raw = text[start : stop.start() if stop else limit].strip()
    if raw.startswith("口") and text.startswith("人", start - 1):
        # 13亿|人口
        return "人口"
    return _opening(raw.removeprefix("的"))


@lru_cache(maxsize=16384)
def _opening(raw: str) -> str:
    """The noun phrase that a stretch behind a figure begins with, "" where it names nothing."""
    for stop_at in stops(raw):
        if stop_at >= 2 and not _inside_quotes(raw, stop_at):
            raw = raw[:stop_at]
            break
        if stop_at < 2 and not raw.startswith("“"):
            return ""
    raw = _LIST_END.sub("", raw)
    fits = 2 <= len(raw) <= _LONGEST + 4 and not _EMPTY.fullmatch(raw)
    return _balanced(raw) if fits else ""


_LIST_END = re.compile(r"(?:[、和及与超约近逾达]|以及|其中|的)+$")


def _inside_quotes(raw: str, at: int) -> bool:
    return raw.count("“", 0, at) > raw.count("”", 0, at)


def _balanced(raw: str) -> str:
    """The phrase without an opening or closing mark that lacks its partner."""
    if not _MARK.search(raw):
        return raw
    for opener, closer in _CLOSERS.items():
        if raw.count(opener) > raw.count(closer):
            raw = raw + closer if raw.rfind(opener) < len(raw) - 1 else raw.rstrip(opener)
        elif raw.count(closer) > raw.count(opener):
            raw = raw.replace(closer, "", 1)
    return raw


def _left(text: str, before: int, end: int, kind: str) -> str:
    """The noun phrase that leads up to a figure within its clause."""
    start = max(before, end - 60)
    boundary = _LAST_BOUNDARY.match(text, start, end)
    return _trimmed(text[boundary.end() if boundary else start : end], kind)


@lru_cache(maxsize=16384)
def _trimmed(raw: str, kind: str) -> str:
    """A stretch before a figure without the words that lead in and out."""
    raw = raw.strip()
    for _ in range(3):
        cut = without_trail(raw)
        if cut[-1:] in _WHEN_ENDS:
            cut = _WHEN.sub("", cut)
        if cut[-1:] in _FROM_THEN_ENDS:
            cut = _FROM_THEN.sub("", cut)
        if kind == "change":
            cut = _COMPARED.sub("", _CHANGE_TAIL.sub("", cut))
        if cut == raw:
            break
        raw = cut
    for _ in range(3):
        cut = without_lead(_after(_LIST_MARK, raw) if raw[:1] in _LIST_STARTS else raw)
        cut = _after(_PERIOD_LEAD, cut)
        if cut == raw:
            break
        raw = cut
    if len(raw) > _LONGEST:
        raw = _shorter(raw)
    # 是去年同期(的1.4倍), 增长(到3700件): words that name nothing
    short = len(raw) < 2 and raw not in _SINGLE
    return "" if short or _EMPTY.fullmatch(raw) else _balanced(raw)


def _after(opening: re.Pattern[str], raw: str) -> str:
    """A phrase without what a pattern matches at its beginning."""
    found = opening.match(raw)
    return raw[found.end() :] if found else raw


# 镇75个, 乡23个: places are nouns of one character.
_SINGLE = frozenset("镇乡村县区市省户")
_EMPTY = re.compile(rf"(?:{alternation(g.cues('change'))}|[0-9０-９.、月日年和至由从了]|幅度)+")


_SPLIT = re.compile(r"(?<=.)(?:[的]|为|将|对|通过|实现|推动|其中|提供|开展|完成)")


def _shorter(raw: str) -> str:
    """The last part of a long stretch that still names a thing."""
    for found in _SPLIT.finditer(raw):
        rest = raw[found.end() :]
        if 4 <= len(rest) <= _LONGEST and not _inside_quotes(raw, found.start()):
            return rest
    return raw[-_LONGEST:]


def _inherits(text: str, previous: Mention, mention: Mention, kind: str) -> bool:
    """Whether a figure without a name of its own speaks of what the one before it did."""
    return kind in ("change", "rank", "streak") or mention.start - previous.end <= 12


def _earlier(text: str, sentence: Sentence, mention: Mention) -> str:
    """The name in the clause before, else the innermost heading."""
    end = mention.start
    for _ in range(3):
        boundary = max(text.rfind(mark, sentence.start, end) for mark in ",，:：;；（(")
        if boundary < sentence.start:
            break
        end = boundary
        name = _left(text, sentence.start, end, "level")
        if name:
            return name
    return _HEADING_MARK.sub("", sentence.section[-1])[:_LONGEST] if sentence.section else ""


_HEADING_MARK = re.compile(
    r"^[\s　]*(?:第?[一二三四五六七八九十0-9]+[、.．部分章]+|[(（][^)）]{1,3}[)）])\s*"
)


def _shares(
    text: str, sentence: Sentence, mentions: list[Mention]
) -> tuple[dict[int, str], dict[int, int]]:
    """A、B分别达x、y: the names of a list given out to its figures, in order.

    A list that names nothing (A达x、B达y,分别提高1.4、2.2个百分点) speaks of the figures
    before it: the second mapping gives each member the index of its own.
    """
    given: dict[int, str] = {}
    earlier: dict[int, int] = {}
    for index, mention in enumerate(mentions):
        before = mentions[index - 1].end if index else sentence.start
        left = text[before : mention.start]
        at = left.rfind("分别")
        if at < 0 or _BOUNDARY.search(left, at):
            continue
        run = _run_of(text, mentions, index)
        if not _LIST.search(left) and index >= len(run) > 1:
            earlier.update({member: member - len(run) for member in run})
            continue
        start = max((found.end() for found in _BOUNDARY.finditer(left, 0, at)), default=0)
        names = [n for n in _LIST.split(left[start:at]) if n.strip()]
        if len(names) < 2 or len(run) != len(names):
            continue
        names[0] = _trimmed(names[0], "level") or names[0]
        for member, name in zip(run, names, strict=True):
            given[member] = _trimmed(name, "level") or name
    return given, earlier


def _run_of(text: str, mentions: list[Mention], first: int) -> list[int]:
    """Indices of the figures listed from ``first`` on: 12件、30件和5件."""
    run = [first]
    for index in range(first + 1, len(mentions)):
        gap = text[mentions[index - 1].end : mentions[index].start]
        if len(gap) > 3 or not _LIST.search(gap):
            break
        run.append(index)
    return run
