"""**Resolve**: whose figure, where, when; actual or target; cumulative; level or change.

Each question is answered from the words around a mention, nearest first: its clause,
its sentence, its heading, and last the report itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from extract import grammar as g
from extract.model import Area, Mention, Period, Report, Sentence
from extract.periods import PeriodMention, between, find
from extract.periods import period as parse_period
from extract.reference import areas_within, parent_area
from extract.words import alternation


@dataclass(frozen=True, slots=True)
class Context:
    """What the surroundings say of one mention; ``area`` is the name as the text has it."""

    kind: str
    direction: str
    obs_status: str
    cumulative: bool
    period: Period | None
    area: Area | None
    note: str = ""


def resolve(
    report: Report,
    sentence: Sentence,
    mentions: list[Mention],
    all_plan: bool = False,
    line: int | None = None,
) -> list[Context]:
    """The contexts of the mentions of one sentence, in order.

    ``all_plan`` says that the report is nothing but a plan: it plans for its own period.
    ``line`` is where the sentence's paragraph begins, if not with the sentence itself.

    >>> # 「群众满意率同比提高2.3个百分点」: a change, upwards
    """
    text = report.text
    own = report.period
    planned = None
    if sentence.plan:
        planned = own if all_plan else _planned(sentence.section, own)
    now = planned or speaking_year(report) or own
    past = _carried(text, line, sentence, now) if line is not None else None
    if past is None and planned is None:
        past = _section_period(sentence.section, own)
    periods = [
        _adjusted(text, named) for named in find(text, sentence.start, sentence.end, now)
    ]
    running = _running(text, sentence, periods, own)
    contexts: list[Context] = []
    previous: Mention | None = None
    for mention in mentions:
        before = previous.end if previous else sentence.start
        clause = _clause_start(text, sentence.start, mention.start)
        change = _change(text, before, clause, mention)
        if not change and contexts and previous and _listed(text, previous, mention):
            change = contexts[-1].kind == "change" and contexts[-1].direction or ""
            if contexts[-1].kind == "change" and not change:
                change = "none"
        kind = "change" if change and mention.kind == "level" else mention.kind
        named = _named_period(text, periods, mention, previous, clause)
        if named is None and past is not None:
            named = PeriodMention(sentence.start, sentence.start, past, "span")
        status = _status(text, sentence, clause, mention, named, own, planned)
        contexts.append(
            Context(
                kind=kind,
                direction=change if kind == "change" and change != "none" else "",
                obs_status=status,
                cumulative=_cumulative(running, mention, kind),
                period=_whole_year(text, clause, mention, status, planned or own)
                or _period(named, status, planned, own, sentence.plan),
                area=_area(text, sentence, clause, mention, report.area, before),
            )
        )
        previous = mention
    return contexts


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


# --- level or change ------------------------------------------------------------------

_RISES = g.cues("change")
_CHANGE = re.compile(alternation(_RISES))
_RESULT = re.compile(r"(?<!达)到(?!期)|达到|至(?!少)|为(?!主)|达")
_REACHED = re.compile(r"(?<!达)到(?!期)|至(?!少)")
_NOMINAL = frozenset(("增幅", "降幅", "涨幅", "升幅", "增速", "跌幅", "减幅", "增长", "下降", "年均增"))
_AGAINST = frozenset(("高于", "低于", "高出", "多于", "少于", "快于", "慢于", "领先", "落后于", "优于", "超出"))
_AVERAGE = re.compile(r"平均|均值|水平|均分|全[国省市区县]|上年|去年|同期|城镇|农村|第二")
_FILLER = re.compile(r"(?:了|的?幅度|率?约|近|超过?|逾|为|达到?|高达|[:：“”\"（(了 ]|均|各|整|将|左右|近乎|提速){0,3}$")
_NAMED_RATE = re.compile(r"^(?:率(?!约|达|为)|率|比例|比率|比|值|点|量|额|面|数|力|潜)")
_OTHER_RATE = re.compile(r"(?<!效)率[^,，]{0,3}$|比重|占比")
_COMPARE = re.compile(alternation(g.cues("compare")))
_RIGHT_AFTER_COMPARE = re.compile(r"(?:同比|环比|較?上年|比上年|较上年)(?:实际|名义)?[+＋\-－]?$")
_PLUS = re.compile(r"(?:^|[^0-9A-Za-z])[+＋]$")


def _change(text: str, before: int, clause: int, mention: Mention) -> str:
    """Direction of the rise or fall that a figure states: up, down, none; "" for a level."""
    if mention.kind != "level":
        return ""
    left = text[max(before, clause, mention.start - 26) : mention.start]
    ratio = mention.unit in ("%", "‰", "倍", "番")
    always = mention.unit in ("个百分点", "番")
    word, between = _last_change(left)
    if always:
        return (_RISES[word] if word else _plain_direction(left)) or "none"
    if _RIGHT_AFTER_COMPARE.search(left) or _PLUS.search(left):
        return "down" if mention.quantity.value < 0 else "up"
    if not word:
        return ""
    if word in _AGAINST and len(between) <= 12 and _AVERAGE.search(between):
        return _RISES[word]
    if _REACHED.search(between) or _NAMED_RATE.match(between):
        return ""
    if between.startswith("为") and word not in _NOMINAL:
        return ""
    if len(word) == 1:
        if ratio and word in "减降压" and len(between) <= 5 and not _OTHER_RATE.search(between):
            return _RISES[word]
        if word in "增减" and not between and left[: -len(word)].endswith(("月", "年", "日", "均")):
            return _RISES[word]
        compared = _COMPARE.search(text, max(clause, mention.start - 40), mention.start)
        near = len(between) <= 2 and _FILLER.fullmatch(between)
        if not (near and (compared or word in "增降升减涨跌翻" and ratio)):
            return ""
        return _RISES[word]
    if ratio:
        short = len(between) <= 9 and not _OTHER_RATE.search(between)
        return _RISES[word] if short or _FILLER.fullmatch(between) else ""
    if mention.unit == "位" or _FILLER.fullmatch(between):
        return _RISES[word] if _FILLER.fullmatch(between) else ""
    return ""


def _last_change(left: str) -> tuple[str, str]:
    """The last word of rise or fall in a stretch, and what stands behind it."""
    last = None
    for found in _CHANGE.finditer(left):
        # 新增 and 增加值 speak of no rise against something.
        if found.start() and left[found.start() - 1] in "新":
            continue
        if left.startswith(("增加值", "增值", "减灾", "高新", "高质", "高频", "降水", "升级"), found.start()):
            continue
        last = found
    if last is None:
        return "", ""
    return last[0], left[last.end() :]


def _plain_direction(left: str) -> str:
    return "down" if any(char in left for char in "降减低少缩") else ""


_STATES = re.compile(r"[率比达占为是到至,，。;；]")
_LIST_JOIN = re.compile(r"[、,，]?(?:和|及|与|以及|、)?[约近超]?")


def _listed(text: str, previous: Mention, mention: Mention) -> bool:
    """Whether a mention goes on a list of the same unit: 分别增长5.2%、3.1%."""
    gap = text[previous.end : mention.start]
    if 1 < len(gap) <= 7 and gap[0] == "、" and gap[-1] not in "约近超" and not _STATES.search(gap):
        # 平均压减材料46.3%、时限71.8%
        return mention.unit == previous.unit == "%"
    return (
        len(gap) <= 3
        and (mention.unit == previous.unit or {mention.unit, previous.unit} <= {"%", "倍", "‰"})
        and ("、" in gap or "和" in gap or "及" in gap or "与" in gap)
        and _LIST_JOIN.fullmatch(gap) is not None
    )


# --- actual or target -----------------------------------------------------------------

_TARGET = re.compile(alternation(g.cues("target")))
_GOAL_BEFORE = re.compile(r"(?:目标|任务)(?:数|值|任务)?[（(为是:：]?$")
_OF_GOAL = re.compile(r"[)）]?的|[)）]")
_REQUIRED = re.compile(r"(?:要求|必须|不得|须)(?:在)?$")
_GOAL_AFTER = re.compile(r"(?:的)?(?:预期|年度|控制|规划|工作|发展)?目标(?!任务的|的[0-9])")
_FROM_END = re.compile(r"[由从](?:原来的?|目前的?|现在的?|去年的?|上年的?|法定的?)?$")
_TO_AFTER = re.compile(r"[^,，。;；]{0,6}(?:到|至|为)")


def _status(
    text: str, sentence: Sentence, clause: int, mention: Mention, named: PeriodMention | None,
    own: Period | None, planned: Period | None,
) -> str:  # fmt: skip
    """actual or target, from the clause's own words, the period it names and its heading."""
    if named and named.period and own and named.role in ("span", "asof"):
        if named.period.start > own.end:
            return "target"
        if planned and named.period.end < planned.start:
            return "actual"
    left = max(sentence.start, mention.start - 14)
    if _GOAL_BEFORE.search(text, left, mention.start) and _OF_GOAL.match(text, mention.end):
        return "target"
    if _REQUIRED.search(text, left, mention.start):
        return "target"
    if _GOAL_AFTER.match(text, mention.end):
        return "target"
    if sentence.plan:
        if _FROM_END.search(text, clause, mention.start) and _TO_AFTER.match(text, mention.end):
            return "actual"
        return "target"
    start = _clause_start(text, sentence.start, max(clause - 1, sentence.start))
    return "target" if _TARGET.search(text, start, mention.start) else "actual"


# --- running totals -------------------------------------------------------------------

_RUNNING = re.compile(alternation([*g.cues("cumulative"), *g.cues("bounded")]))
_BOUNDED = frozenset(g.cues("bounded"))
_FRESH = re.compile(r"新增(?!长)|今年|本年|当年|全年|本月|(?<!截至)当月|年内|日均|月均|人均|平均|每[日天月年]")
_RATIOS = frozenset(("%", "‰", "倍", "番", "个百分点"))
_NEVER_RUNNING = frozenset(("%", "‰", "个百分点", "倍", "番", "分", "名", "小时", "分钟", "秒", "个工作日"))
_FLOWS = frozenset("件 宗 笔 次 期 场 人次 份 批 起 单 例 户次 场次 件次 封 通 班次 家次".split())


def _running(
    text: str, sentence: Sentence, periods: list[PeriodMention], own: Period | None
) -> list[tuple[int, str]]:
    """Positions in a sentence where a running total begins or ends: (position, total|flow|"")."""
    marks: list[tuple[int, str]] = []
    for found in _RUNNING.finditer(text, sentence.start, sentence.end):
        bounded = found[0] in _BOUNDED or any(
            p.role in ("span", "since") and 0 <= found.start() - p.end <= 3 and _inside(p.period, own)
            for p in periods
        )
        total = "" if bounded else "total" if "累" in found[0] or "至今" in found[0] or "以来" in found[0] else "flow"
        marks.append((found.start(), total))
    for p in periods:
        if p.role == "asof" and not (p.period and own and p.period.start > own.end):
            marks.append((p.start, "flow"))
        elif p.role == "since" and not _inside(p.period, own):
            marks.append((p.start, "total"))
        elif p.role == "span":
            marks.append((p.start, ""))
    for found in _FRESH.finditer(text, sentence.start, sentence.end):
        marks.append((found.start(), ""))
    marks.sort()
    return marks


def _inside(period: Period | None, own: Period | None) -> bool:
    """Whether a period lies within the report's own year."""
    return bool(period and own and period.start.year >= own.start.year) or period is None


def _cumulative(marks: list[tuple[int, str]], mention: Mention, kind: str) -> bool:
    if kind != "level" or mention.unit in _NEVER_RUNNING:
        return False
    state = ""
    for position, mark in marks:
        if position >= mention.start:
            break
        state = mark
    return state == "total" or (state == "flow" and mention.unit in _FLOWS)


# --- when -----------------------------------------------------------------------------

_FROM = re.compile(r"[从由自]$")
_TO = re.compile(r"(?:到|至|为|达)(?:[^,，]{0,4})$")


_END_OF_PLAN = re.compile(r"[”\"」]?末")
_PART_OF_MONTH = re.compile(r"[上中下]旬|[以之]前|期间?的?(?:强|暴|疫)")
_EVENT = re.compile(r"(?:于|在)$")
_FOUNDED = re.compile(r"[^,，]{0,12}(?:成立|挂牌|启动|上线|开通|印发|揭牌|投入|建成|开业|启用|运行|施行|实施|组建)")
_ON_BASIS = re.compile(r"基础上")


def _adjusted(text: str, named: PeriodMention) -> PeriodMention:
    """A named period with what the words behind it add: “十二五”末 is its last year."""
    period = named.period
    if period and period.start.year + 4 == period.end.year and (
        _END_OF_PLAN.match(text, named.end) or text[named.end - 1] == "末"
    ):
        return replace(named, period=parse_period(str(period.end.year)))
    if named.role == "span" and _PART_OF_MONTH.match(text, named.end):
        return replace(named, role="day")
    return named


def _whole_year(
    text: str, clause: int, mention: Mention, status: str, own: Period | None
) -> Period | None:
    """The year for a target that speaks of 全年 in a report of a part of it."""
    if status != "target" or own is None:
        return None
    if not _YEARLY.search(text, max(0, clause - 14), mention.start):
        return None
    year = parse_period(str(own.start.year))
    return year if year and year.text != own.text else None


_YEARLY = re.compile(r"全年(?:[^,，。;；]{0,16})$|年度(?:目标|任务|投资|计划)[^,，。;；]{0,4}$")


def _named_period(
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
            # 较二季度的1.4万件减少31.4%: the base's own figure
            own_figure = text[named.end : mention.start] in ("的", "")
            if own_figure and mention.kind == "level" and mention.unit not in _RATIOS:
                return replace(named, role="span")
            continue
        if _closed(text, named.end, mention.start):
            continue
        if named.end < clause:
            if _EVENT.search(text, 0, named.start) and _FOUNDED.match(text, named.end):
                continue
            if _ON_BASIS.search(text, named.end, mention.start):
                continue
        # 由2021年的18分钟缩短至7分钟: the year belongs to the first figure only.
        if previous is not None and named.end <= previous.start and _FROM.search(text, 0, named.start):
            continue
        chosen = named
    return chosen


def _closed(text: str, start: int, end: int) -> bool:
    """Whether a bracket that was open at ``start`` closes before ``end``: (4月为20件)."""
    depth = 0
    for index in range(start, end):
        char = text[index]
        depth += (char in "(（") - (char in ")）")
        if depth < 0:
            return True
    return False


def _period(
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


@lru_cache(maxsize=1024)
def _planned(section: tuple[str, ...], own: Period | None) -> Period | None:
    """The period that a heading plans for: its own words', or the one after the report's."""
    for title in reversed(section):
        for named in reversed(find(title, 0, len(title), own)):
            if named.period and named.role == "span" and (own is None or named.period.end > own.end):
                return named.period
    return _following(own) if own else None


@lru_cache(maxsize=1024)
def _section_period(section: tuple[str, ...], own: Period | None) -> Period | None:
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


def _carried(text: str, line: int, sentence: Sentence, now: Period | None) -> Period | None:
    """The year or years that a paragraph begins with and goes on to tell of."""
    for named in find(text, line, min(sentence.end, line + 40), now):
        if named.role == "span" and named.start - line <= 12:
            if text[named.start - 1] in "在较比":
                continue
            return named.period if named.period and _is_years(named.period) else None
    return None


def _following(own: Period) -> Period:
    """The period after a report's own: 2022 → 2023, 2022-H1 → 2022-H2, 2023-01/2023-10 → the rest."""
    months = (own.end.year - own.start.year) * 12 + own.end.month - own.start.month + 1
    first = own.end + timedelta(days=1)
    if months not in (1, 3, 6, 12) and first.month > 1:
        return between(first, date(first.year, 12, 31))
    last = first.year * 12 + first.month - 1 + months
    return between(first, date(last // 12, last % 12 + 1, 1) - timedelta(days=1))


# --- where ----------------------------------------------------------------------------

_TOWNS = re.compile(
    r"\s*(?:其中)?((?:[一-鿿]{2,4}、){0,5}[一-鿿]{2,4}(?:街道|镇|乡))(?![一-鿿]?[制建分村居级])(?=[^、,，。]{2,})"
)
_WIDER = re.compile(r"\s*(全国|全省|全市|全区|全县|全州)(?!.{0,8}(?:率先|首|唯一|第|最|前|排|居))")
_NOT_A_NAME = re.compile(r"城镇|城乡|乡镇|农村|[个各全该本所由在与和及向对为有到从把将等了下从]")
_RANKS = {"全国": "country", "全省": "province", "全市": "city"}
_DEPTH = {"country": 0, "province": 1, "city": 2, "district": 3, "subdistrict": 4}


def _clause_start(text: str, floor: int, at: int) -> int:
    """Where the clause around ``at`` begins: behind the last comma or bracket."""
    for index in range(at - 1, floor - 1, -1):
        if text[index] in ",，;；(（:：":
            return index + 1
    return floor


@lru_cache(maxsize=512)
def _children(code: str) -> re.Pattern[str] | None:
    """The pattern of an area's parts at the start of a clause, by official name."""
    names = [area.name for area in areas_within(code)]
    if not names:
        return None
    one = alternation(names)
    return re.compile(rf"\s*(?:其中[,，:：]?)?\s*({one}(?:[、和]{one})*)")


def _spread(text: str, found: re.Match[str], names: str, mention: Mention) -> str:
    """荷塘区、芦淞区分别达6.1万件、5.8万件: the area that this figure falls to."""
    parts = names.split("、")
    at = text.find("分别", found.end(1), mention.start)
    if len(parts) < 2 or at < 0:
        return ""
    order = len(_LISTED_NUMBER.findall(text, at, mention.start))
    return parts[order] if order < len(parts) else ""


_HEAD_OF_BRACKET = re.compile(r"(?:(?<=[,，、;；:：是为)）])|(?<=分别))[^,，、;；:：是为)）]{2,10}$")
_LISTED_NUMBER = re.compile(r"[0-9][0-9.,]*[^、和]*[、和]")
_PLACE_END = re.compile(r"[省市县区州盟旗]$")


def area_beside(name: str, own: Area | None) -> Area | None:
    """The area that the heading of a table's row names: a part of the report's own, or itself."""
    if own is None or not name:
        return None
    parts = (*areas_within(own.code), own) if own.code else (own,)
    return next((area for area in parts if area.name == name), None)


def _area(
    text: str, sentence: Sentence, clause: int, mention: Mention, own: Area | None, before: int
) -> Area | None:
    """The place a clause speaks of where it begins with one, else the report's own."""
    if own is None or mention.kind in ("rank", "streak"):
        return own
    start = clause
    if clause and text[clause - 1] in "(（" and own.code:
        children = _children(own.code)
        head = _HEAD_OF_BRACKET.search(text, max(sentence.start, clause - 14), clause - 1)
        found = children.fullmatch(head[0]) if children and head else None
        part = next((a for a in areas_within(own.code) if found and a.name == found[1]), None)
        if part:
            return part
    listed = text.rfind("、", clause, mention.start)
    for begin in (max(listed + 1, before) if listed >= before else start, start):
        children = _children(own.code) if own.code else None
        found = children.match(text, begin, mention.start) if children else None
        if found:
            names = found[1].replace("和", "、")
            shared = _spread(text, found, names, mention)
            if shared:
                names = shared
            part = next((a for a in areas_within(own.code) if a.name == names), None)
            return part or Area(names, "", "district" if own.level == "city" else "city")
    towns = _TOWNS.match(text, start, mention.start)
    if towns and own.level in ("district", "city") and mention.start - towns.end(1) >= 2:
        names = towns[1].removeprefix("其中")
        if not _NOT_A_NAME.search(names):
            return Area(names, "", "subdistrict")
    wider = _WIDER.match(text, start, mention.start)
    if wider:
        level = _RANKS.get(wider[1])
        if level and _DEPTH[level] < _DEPTH.get(own.level, 0):
            return parent_area(own, level) or own
    return own
