"""When: which of the periods named in a sentence is a figure's own."""

from __future__ import annotations

import re
from dataclasses import replace

from extract import grammar as g
from extract.model import Mention, Period, Report
from extract.periods import PeriodMention
from extract.periods import period as parse_period
from extract.totals import RATIOS
from extract.words import alternation

_HEAD = 400


def speaking_year(report: Report) -> Period | None:
    """The year in which a report speaks where that is not its own: 去年 in one of last year.

    A press account of January calls the year it tells of 去年; a work report calls it 今年.
    """
    own, published = report.period, report.published
    if own is None or published is None or published.year != own.end.year + 1:
        return None
    head = report.text[:_HEAD]
    return parse_period(str(published.year)) if "去年" in head and "今年" not in head else None


_FROM = re.compile(r"[从由自]$")
_END_OF_PLAN = re.compile(r"[”\"」]?末")
_PART_OF_MONTH = re.compile(rf"[上中下]旬|[以之]前|期间?的?(?:{alternation(g.cues('disaster'))})")
_AGAINST = re.compile(rf"{alternation(g.cues('against'))}$")
_EVENT = re.compile(r"(?:于|在)$")
_FOUNDED = re.compile(rf"[^,，]{{0,12}}(?:{alternation(g.cues('founded'))})")
_ON_BASIS = re.compile(r"基础上")


def adjusted(text: str, named: PeriodMention) -> PeriodMention:
    """A named period with what the words behind it add: “十二五”末 is its last year."""
    period = named.period
    if (
        period
        and period.start.year + 4 == period.end.year
        and (_END_OF_PLAN.match(text, named.end) or text[named.end - 1] == "末")
    ):
        return replace(named, period=parse_period(str(period.end.year)))
    if named.role == "span" and _PART_OF_MONTH.match(text, named.end):
        return replace(named, role="day")
    return named


def whole_year(text: str, clause: int, mention: Mention, own: Period | None) -> Period | None:
    """The year for a target that speaks of 全年 in a report of a part of it."""
    if own is None or not _YEARLY.search(text, max(0, clause - 14), mention.start):
        return None
    year = parse_period(str(own.start.year))
    return year if year and year.text != own.text else None


_YEARLY = re.compile(
    rf"全年(?:[^,，。;；]{{0,16}})$|(?:{alternation(g.cues('year_goal'))})[^,，。;；]{{0,4}}$"
)


def named_period(
    text: str, periods: list[PeriodMention], mention: Mention, previous: Mention | None, clause: int
) -> PeriodMention | None:
    """The last period named before a mention that can be its own."""
    chosen = None
    for named in periods:
        if named.start >= mention.start:
            break
        if named.period is None or named.role == "day":
            continue
        if named.role == "base":
            # 较二季度的1.4万件减少31.4%: the base's own figure; 少于上年同期120件 is a difference
            own_figure = text[named.end : mention.start] in ("的", "")
            against = _AGAINST.search(text, max(0, named.start - 4), named.start)
            if (
                own_figure
                and not against
                and mention.kind == "level"
                and mention.unit not in RATIOS
            ):
                return replace(named, role="span")
            continue
        if _closed(text, named.end, mention.start):
            continue
        if named.end < clause:
            if _EVENT.search(text, max(0, named.start - 1), named.start) and _FOUNDED.match(
                text, named.end
            ):
                continue
            if _ON_BASIS.search(text, named.end, mention.start):
                continue
        # 由2021年的18分钟缩短至7分钟: the year belongs to the first figure only.
        if (
            previous is not None
            and named.end <= previous.start
            and _FROM.search(text, max(0, named.start - 1), named.start)
        ):
            continue
        chosen = named
    return _own_of_list(text, periods, mention, chosen) or chosen


def _own_of_list(
    text: str, periods: list[PeriodMention], mention: Mention, last: PeriodMention | None
) -> PeriodMention | None:
    """2020年、2021年、2022年分别受理3、4、5万件: the year at the figure's place in the list."""
    if last is None or not _RESPECTIVELY.match(text, last.end, mention.start):
        return None
    run = [last]
    for named in reversed(periods[: periods.index(last)]):
        if text[named.end : run[0].start].strip() not in ("、", "和", "及"):
            break
        run.insert(0, named)
    place = len(_MEMBER.findall(text, last.end, mention.start))
    return run[place] if len(run) > 1 and place < len(run) else None


_RESPECTIVELY = re.compile(r"[^,，。;；0-9]{0,12}分别")
_MEMBER = re.compile(r"[0-9][0-9.,]*[^、和]*[、和]")


def _closed(text: str, start: int, end: int) -> bool:
    """Whether a bracket that was open at ``start`` closes before ``end``: (4月为20件)."""
    depth = 0
    for index in range(start, end):
        char = text[index]
        depth += (char in "(（") - (char in ")）")
        if depth < 0:
            return True
    return False


def period_of(
    named: PeriodMention | None, status: str, planned: Period | None, own: Period | None, plan: bool
) -> Period | None:
    default = planned if plan and status == "target" and planned else own
    if named is None or named.period is None:
        return default
    period = named.period
    if named.role == "span":
        return period
    if named.role == "asof":
        if status == "target" and (own is None or period.end > own.end):
            return _year_of(period) if period.end.month == 12 else period
        if own is None or period.start > own.end or period.end < own.start:
            return period if period.text.count("-") == 0 else _year_of(period)
        return default
    return default


def _year_of(period: Period) -> Period:
    return parse_period(period.text[:4]) or period
