"""**Segment**: report text → sentences, each with its heading path.

A sentence ends at 。！？； or at the end of its line. A heading is a line, or the first
sentence of a line, that begins with a list mark (一、 (一) 1. 第一部分) or stands short
and unpunctuated on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from extract.model import Mention, Period, Sentence
from extract.periods import find
from extract.reference import table
from extract.words import alternation

_LINE = re.compile(r"[^\n\r]+")
_INK = re.compile(r"\S")
_END = re.compile(r"[。！？!?；;]+[”’」』）)》]*")
# From the outermost mark to the innermost; a deeper heading closes only deeper ones.
_MARKS = (
    r"第[一二三四五六七八九十]+(?:部分|章|篇)",
    r"[一二三四五六七八九十]{1,3}[、.．]",
    r"[(（][一二三四五六七八九十]{1,3}[)）]",
    r"[0-9０-９]{1,2}[、.．](?![0-9０-９])",
    r"[(（][0-9０-９]{1,2}[)）]",
)
_HEADING = re.compile(r"[\s　]*(?:" + "|".join(f"({mark})" for mark in _MARKS) + r")[\s　]*")
_BARE_HEADING = re.compile(
    r"[\s　]*([^\s。！？!?；;，,、：:0-9０-９%％][^。！？!?；;，,%％\n]{1,30})[\s　]*$"
)
_PLAN_WORDS = [row["cue"] for row in table("cues") if row["role"] == "plan_heading"]
_REPORT_WORDS = [row["cue"] for row in table("cues") if row["role"] == "report_heading"]
_PLAN = re.compile(alternation(_PLAN_WORDS))
_REPORT = re.compile(alternation(_REPORT_WORDS))
_PROBLEMS = re.compile(r"问题|不足|困难")
_YEAR = re.compile(r"(20[0-9]{2})\s?年")
_OPENS_PLAN = re.compile(
    r"[\s　]*(?:[一二三四五六七八九十]+是)?"
    r"(?:下一步|下一阶段|下半年|明年|新的一年|来年|今后|接下来|20[0-9]{2}\s?年(?!以来|度?以来))[,，:：]?"
    r"(?=[^。;；\n]{0,60}(?:将|要|继续|重点|着力|计划|力争|打算|拟))"
)
_LONGEST = 1200

# How deep a heading is, its words, whether it announces plans.
_Heading = tuple[int, str, bool]


def segment(text: str, own: Period | None = None, all_plan: bool = False) -> Iterator[Sentence]:
    """The sentences of a text in order, with heading path and whether they speak of plans.

    ``own`` is the period the report is about: a heading of a later one announces plans;
    ``all_plan`` says that the whole report is one (工作要点).
    """
    for line in _lines(text, own, all_plan):
        for start, end in _stretches(text, line.start, line.end):
            yield Sentence(start, end, line.section, line.plan, line.start)


def holding(
    text: str, mentions: Iterable[Mention], own: Period | None, all_plan: bool
) -> Iterator[tuple[Sentence, list[Mention]]]:
    """The sentences that hold mentions, each with those that it holds, in order.

    The others are never made, and mentions are taken as they come: a long report is never
    held in pieces as a whole.
    """
    lines = _lines(text, own, all_plan)
    line, stretches = _Line(0, 0, (), False), iter([(0, 0)])
    sentence, members = Sentence(0, 0), list[Mention]()
    for mention in mentions:
        at = mention.start
        if at >= sentence.end:
            if members:
                yield sentence, members
            if at >= line.end:
                line = next((line for line in lines if line.end > at), line)
                stretches = _stretches(text, line.start, line.end)
            start, end = next(stretch for stretch in stretches if stretch[1] > at)
            sentence, members = Sentence(start, end, line.section, line.plan, line.start), []
        members.append(mention)
    if members:
        yield sentence, members


class _Line(NamedTuple):
    """A line of a text that is not blank, the headings above it, and whether it is of plans."""

    start: int
    end: int
    section: tuple[str, ...]
    plan: bool


def _lines(text: str, own: Period | None, all_plan: bool) -> Iterator[_Line]:
    """The lines of a text, in order."""
    path: list[_Heading] = []
    section: tuple[str, ...] = ()
    plan = all_plan
    for line in _LINE.finditer(text):
        start, end = line.span()
        if _INK.search(text, start, end) is None:
            continue
        headed = _headed(text, start, end, path, own)
        if headed is not None and headed is not path:
            path, section = headed, tuple(heading[1] for heading in headed)
            plan = all_plan or path[-1][2]
        opened = headed is None and not plan and own and _opens_plan(text, start, end, own)
        yield _Line(start, end, section, plan or bool(opened))


def _headed(
    text: str, start: int, end: int, path: list[_Heading], own: Period | None
) -> list[_Heading] | None:
    """The headings from a line on that is or bears one, None where it is prose."""
    mark = _HEADING.match(text, start, end)
    if mark:
        stop = _END.search(text, mark.end(), end)
        title_end = stop.end() if stop else end
        # 一是…二是… and numbered sentences are prose: only a short title is a heading.
        if title_end - start > 60 and not (title_end == end and end - start <= 80):
            return path
        depth = (mark.lastindex or 1) - 1
        path = [heading for heading in path if heading[0] < depth]
        return [*path, (depth, *_title(text[start:title_end], path, own))]
    if end - start > 60 or not _BARE_HEADING.match(text, start, end):
        return None
    title, plan = _title(text[start:end], [], own)
    return [(0, title, plan)] if plan or _REPORT.search(title) else path


def _opens_plan(text: str, start: int, end: int, own: Period) -> bool:
    """Whether a paragraph begins by saying what comes next: 下一步,我们将…."""
    found = _OPENS_PLAN.match(text, start, end)
    if found is None:
        return False
    year = _YEAR.search(found[0])
    return year is None or int(year[1]) > own.end.year


@lru_cache(maxsize=4096)
def _plan_title(title: str, own: Period | None) -> bool | None:
    """True for a heading of plans, False for one of results, None where it says neither."""
    plan, done = _PLAN.search(title), _REPORT.search(title)
    if plan and done and _PROBLEMS.search(done[0]):
        # 存在的问题及下一步工作计划 goes on to the plan.
        done = None
    years = [int(year) for year in _YEAR.findall(title)]
    spans = [n.period for n in find(title, 0, len(title), own) if n.period and n.role == "span"]
    if own and spans and min(span.start for span in spans) > own.end:
        return True
    if plan and not done:
        done_by_now = own and years and max(years) <= own.end.year
        return not (done_by_now and "下半年" not in title and "计划" not in title)
    return False if done else None


def _title(raw: str, path: list[_Heading], own: Period | None) -> tuple[str, bool]:
    """A heading's words without closing punctuation, and whether it announces plans."""
    title = raw.strip().rstrip("。;；:：")
    plan = _plan_title(title, own)
    return title, bool(path and path[-1][2]) if plan is None else plan


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the sentences of a line begin and end; one that does not end is cut at a comma."""
    position = start
    for stop in chain((found.end() for found in _END.finditer(text, start, end)), (end,)):
        while stop - position > _LONGEST:
            cut = position + _LONGEST
            comma = max(text.rfind(mark, position + _LONGEST // 2, cut) for mark in ",，、 ")
            cut = comma + 1 if comma > 0 else cut
            yield position, cut
            position = cut
        if position < stop:
            yield position, stop
            position = stop
