"""Period text → time period, given the report's own: 2023年上半年, 去年, 截至10月底.

``MASTER`` finds the expressions, ``dates`` reads one, and the words around it give its role:

====== =================================== ======================================
role   example                             period
====== =================================== ======================================
span   2022年上半年, 1—10月, 去年, 近三年     the span named
asof   截至10月底, 到2025年, 2022年末         the month or year named
since  2020年以来, 自2021年3月上线以来         from there to the end of the report's own
base   较去年, 与2019年相比, 上年同期          what a figure is only compared with
day    3月4日, 11月15日至17日                the day, or the days from-to
====== =================================== ======================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from extract.dates import BLANKS, CN_DIGIT, CN_SMALL, INVALID, between, day, months, period, resolve
from extract.model import Period

__all__ = ["MASTER", "PeriodMention", "between", "day", "find", "period"]

# --- the language of periods, piece by piece ------------------------------------------------------

_D = "[0-9０-９]"
_NO_DIGIT = "(?<![0-9０-９])"
_NOT_INSIDE_NUMBER = f"{_NO_DIGIT}(?<![0-9０-９][.．,])"
_DASH = rf"{BLANKS}(?:[-－—–―−~～〜]{{1,2}}|至|到){BLANKS}"
_ABSOLUTE = (
    rf"{_NO_DIGIT}(?:(?:19|20|１９|２０){_D}{{2}}"
    "|(?:一九|二[〇零○Ｏ])[〇零○一二三四五六七八九]{2})"
)
_HALF = "[上下前后]半年度?"
_QUARTER = rf"第?{BLANKS}[一二三四1-4１-４]{BLANKS}季度(?!假)"
_FRONT = (
    rf"前{BLANKS}(?:{_D}{{1,2}}|[一二两三四五六七八九十]{{1,2}}){BLANKS}(?:个?月(?!内)|个?季度)"
)
_NO_AGE = "(?![龄齡租活])"
_MONTH = rf"(?:{_D}{{1,2}}|十[一二]?|{CN_DIGIT}){BLANKS}月份?{_NO_AGE}"
# 「22年上半年」 is 2022; 「22年」 alone may be a duration
_SHORT = (
    rf"{_NOT_INSIDE_NUMBER}[’'‘]?[12]\d年"
    r"(?=度|[上下]半年|底(?!子)|末|初|全年|第?[一二三四1-4]季度|\d{1,2}月)"
)
# 如今年轻人, 60岁以上年龄, 以前年度, 三年来年均 name no year; 超过去年 does
_RELATIVE = (
    "(?<![如现当])今年(?!轻|龄)度?|(?<![成基资样])本年度?(?!龄)|(?<!(?<!超)过)去年度?"
    "|(?<!以)上一?年度?(?!龄)|(?<![之以目])前年(?!度)|(?<![说表证声])明年度?"
    "|(?<!以)下一?年度?(?!龄)|(?<![未年以])来年(?!均)"
)
_YEAR = rf"(?:{_ABSOLUTE}{BLANKS}年(?:度(?!假))?|{_SHORT}度?|{_RELATIVE})"
_PART = rf"(?:{_HALF}|{_QUARTER}|{_FRONT}|{_MONTH}|全年)"
_BARE_MONTH = (
    rf"{_NOT_INSIDE_NUMBER}"
    rf"(?:{_D}{{1,2}}{BLANKS}月份?|(?<!十)(?:十[一二]?|{CN_DIGIT})月份){_NO_AGE}"
)
_BARE_PART = rf"(?:{_HALF}|{_QUARTER}|{_FRONT}|{_BARE_MONTH})"
_FROM_MONTH = rf"{_NOT_INSIDE_NUMBER}(?:{_D}{{1,2}}|十[一二]?|{CN_DIGIT}){BLANKS}(?:月份?)?"
_FROM_QUARTER = rf"第?{BLANKS}[一二三四1-4１-４]{BLANKS}(?:季度)?"
_TWO = rf"(?:{_D}{{1,2}}|{CN_SMALL}){BLANKS}"
_FEW = rf"(?:{_D}{{1,2}}|[一二两兩三四五六七八九十]{{1,2}})"

# A sentence without any of these names no period.
_NEEDED = re.compile(
    '[年月季五12](?:(?<=[年月季])|(?<=五)[”"」]?[规计期时時末以]|(?<=[12])[90][0-9]{2}[-/.])'
)
# Most characters can begin no period; the set of those that can stands alone, so that the
# search skips all others at once.
_CN = "一二两兩三四五六七八九十〇零○Ｏ"
_NEXT = "-年月季至到－—–―−~～〜"
_CAN_BEGIN = re.compile(
    f"[《〔“\"「’'‘近最过過0-9０-９{_CN}今本去上前后明下来第年]"
    "(?:(?<=[《〔])|(?<=[“\"「])[一二三四五六七八九十]|(?<=[’'‘])[12]"
    f"|(?<={_D}){_D}{{0,3}}{BLANKS}[{_NEXT}./]|(?<=[{_CN}])[{_CN}]{{0,3}}{BLANKS}[{_NEXT}五]"
    f"|(?<=最)近|(?<=[过過])去|(?<=近){BLANKS}[0-9０-９{_CN}]"
    f"|(?<=[今本去上前明下来])一?年|(?<=[上下前后])半年|(?<=前)[ \u3000\xa00-9０-９{_CN}]"
    "|(?<=第).{1,3}季|(?<=年)[底末])"
)

MASTER = re.compile(
    rf"""
    (?P<skip>《[^《》]{{0,120}}》|〔{_D}{{4}}〕)
    |(?P<iso>{_NOT_INSIDE_NUMBER}(?:19|20)[0-9]{{2}}(?P<sep>[-/.])[0-9]{{1,2}}(?P=sep)
        [0-9]{{1,2}}(?![0-9.]))
    |(?P<day>(?=[^月]{{1,16}}月)(?:{_YEAR}{BLANKS})?{_NOT_INSIDE_NUMBER}{_TWO}月{BLANKS}{_TWO}
        (?:[日号](?:{_DASH}(?:{_YEAR}{BLANKS})?(?:{_TWO}月{BLANKS})?{_TWO}[日号])?
          |{_DASH}(?:{_TWO}月{BLANKS})?{_TWO}[日号]))
    |(?P<range>(?=[^-－—–―−~～〜至到]{{1,24}}[-－—–―−~～〜至到])(?:
        {_YEAR}{BLANKS}{_PART}{_DASH}(?:{_YEAR}{BLANKS})?{_PART}
        |{_YEAR}{_DASH}{_YEAR}{BLANKS}{_PART}
        |{_ABSOLUTE}{BLANKS}(?:年度?)?{_DASH}(?:{_ABSOLUTE}|{_D}{{2}}){BLANKS}年度?
        |(?:{_YEAR}{BLANKS})?{_FROM_MONTH}{_DASH}(?:{_YEAR}{BLANKS})?{_MONTH}
        |(?:{_YEAR}{BLANKS})?{_FROM_QUARTER}{_DASH}{_QUARTER}))
    |(?P<plan>[“"「]?(?:十[一二三四五]|十|{CN_DIGIT})五[”"」]?(?:规划|计划)?
        (?:期[间間末]|[时時]期|末期?|以[来來]))
    |(?P<recent>(?<![历時时将费经])(?:最?近|过去|過去){BLANKS}{_FEW}{BLANKS}年(?:以?[来來]|[间間])?
        |(?<![0-9０-９一二三四五六七八九十百几幾数多第续近]){_FEW}{BLANKS}年以?[来來](?!自))
    |(?P<point>{_YEAR}(?:{BLANKS}{_PART})?|{_BARE_PART})
    |(?P<yearend>(?<![0-9０-９年月度去今本明])年[底末](?![考检]))
    """,
    re.VERBOSE,
)

# --- the words around an expression, which give its role ------------------------------------------

_BASE_BEFORE = re.compile(
    "(?:[同环对相]比|(?<![占评好])比起?|相?较之?|[高低优好多少]于|超过了?|相当于|等[于於])"
    r"于?[\s“「]{0,2}\Z"
)
_WITH_BEFORE = re.compile(r"[与與同和跟][\s“「]{0,2}\Z")
_WITH_AFTER = re.compile("(?:同期|全年|水平|底|末|年){0,2}(?:相比|比[较較]|对比|相较|持平|相当)")
_SAME_TERM = re.compile("同期")
# 「去年同期为85%」 states a figure of last year; 「是去年同期的1.5倍」 only compares
_STATED_AFTER = re.compile(r"同期[为是仅只约(\uff08:\uff1a达][^1-9]?")
_RATIO_BEFORE = re.compile(r"(?:[是为占]|[达達]到?|恢复到)\Z")
_RATIO_AFTER = re.compile(
    "(?:同期|全年)?的?[0-9０-９.．一二两三四五六七八九十百近超约点點分之]{1,8}(?:倍|成|[%\uff05]|番)"
)
# 「提升到2022年的98%」, 「联系到」: 到 belongs to the verb
_ASOF_BEFORE = re.compile(
    "(?:截[至止](?:到|至|于)?|(?<![升高加长降短低大少增涨减扩压甚以达達系])(?:直?至|直?到))"
    r"[\s“「]{0,2}\Z"
)
_FROM_BEFORE = re.compile("自从?\\s?\\Z")
_END_AFTER = re.compile("(?:年?[底末]|年终)(?![子考检])(?:之?前|以前)?|之?前(?![沿往来列])|以前")
_SINCE_AFTER = re.compile(
    r"(?:年?初)?(?:[^,\uff0c.。;\uff1b、:\uff1a《》\n0-9年月的是和从與与]{0,10}?以[来來](?!年度)"
    "|起(?![步草点伏用诉])|至今|开始)"
)
_START_AFTER = re.compile("年?初")


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A stretch of text that names a period, and how: span, asof, since, base or day.

    ``period`` is None where the words are relative and the report's own period is unknown.
    """

    start: int
    end: int
    period: Period | None
    role: str


# --- finding --------------------------------------------------------------------------------------


def find(text: str, start: int, end: int, own: Period | None) -> list[PeriodMention]:
    """Every period expression in ``text[start:end]``, in order, as offsets in ``text``.

    Titles in 《》 and document numbers 〔2022〕 are passed over. A month, quarter or half that
    names no year takes the year named just before it, else the report's own.

    >>> own = period("2022")
    >>> [(m.period.text, m.role) for m in find("截至10月底,较去年", 0, 10, own)]
    [('2022-10', 'asof'), ('2021', 'base')]
    """
    found: list[PeriodMention] = []
    if _NEEDED.search(text, start, end) is None:
        return found
    for match in _expressions(text, start, end):
        kind = "iso" if match["sep"] else match.lastgroup or ""
        if kind == "skip" or (found and match.start() < found[-1].end):
            continue
        if mention := _mention(match, kind, start, own, found):
            found.append(mention)
    return found


def _expressions(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The matches of MASTER in order, tried only where one can begin."""
    while begin := _CAN_BEGIN.search(text, start, end):
        match = MASTER.match(text, begin.start(), end)
        start = match.end() if match else begin.start() + 1
        if match:
            yield match


def _mention(
    match: re.Match[str], kind: str, start: int, own: Period | None, found: list[PeriodMention]
) -> PeriodMention | None:
    """The expression matched with its role, or None where it names no period."""
    text, at = match.string, match.span()
    own_year = own.end.year if own else None
    named = resolve(kind, match[0], own_year, _year_before(text, at[0], found) or own_year)
    if named is INVALID:
        return None
    first, last, role = _role(text, found[-1].end if found else start, match.endpos, kind, at)
    if role == "base" and text[last - 2 : last] == "同期":
        named = _same_term(named, own, found)
    elif role == "since":
        named = _until_own_end(named, own)
    elif role == "asof":
        named = _as_of(named)
    elif kind == "yearend":
        return None
    if role == "day" and named and named.start.day == 1 and "-" not in named.text[7:8]:
        role = "span"
    return PeriodMention(first, last, named, role)


def _year_before(text: str, at: int, found: list[PeriodMention]) -> int | None:
    """The year of a mention that ends just before (「2021年11月、12月」), else None."""
    if not found or found[-1].role == "base" or found[-1].period is None:
        return None
    gap = text[found[-1].end : at]
    return found[-1].period.end.year if len(gap) <= 6 and not set(gap) & set("。;;\n") else None


def _role(text: str, start: int, end: int, kind: str, at: tuple[int, int]) -> tuple[int, int, str]:
    """Where the expression begins and ends with its own small words, and its role."""
    first, last = at
    low = max(start, first - 6)
    if kind in _PLAIN_ROLES and not _has_small_words(text, low, first, last, end):
        return first, last, _PLAIN_ROLES[kind]
    same = _SAME_TERM.match(text, last, end)
    whole = same.end() if same else last
    if _is_base(text, low, first, last, end):
        return first, whole, "base"
    asof = _ASOF_BEFORE.search(text, low, first)
    begin = asof.start() if asof else first
    if kind == "plan" and text[last - 2 : last] in ("以来", "以來"):
        return first, last, "since"
    if match := _SINCE_AFTER.match(text, last, end):
        since = _FROM_BEFORE.search(text, low, first)
        return (since.start() if since else first), match.end(), "since"
    if since := _FROM_BEFORE.search(text, low, first):
        return since.start(), last, "since"
    if kind == "yearend":
        tail = re.compile("之?前|以前").match(text, last, end)
        return begin, (tail.end() if tail else last), "asof" if asof or tail else ""
    if tail := _END_AFTER.match(text, last, end):
        return (first, tail.end(), "span") if kind == "range" else (begin, tail.end(), "asof")
    if asof and kind != "recent":
        return begin, last, "asof"
    if kind in ("day", "iso"):
        return first, last, "day"
    tail = _START_AFTER.match(text, last, end)
    return first, (tail.end() if tail else whole), "span"


# what the patterns of the words around can end in before an expression, and begin with after it
_BEFORE = frozenset("比起较較之于於过了与與同和跟是为占达達到至止自从“「")
_AFTER = frozenset("同年底末终之以起至开初前")
_PLAIN_ROLES = {"point": "span", "range": "span", "recent": "span", "day": "day", "iso": "day"}


def _has_small_words(text: str, low: int, first: int, last: int, end: int) -> bool:
    """Whether the words around can give an expression another role: most have none such."""
    if first > low and (text[first - 1] in _BEFORE or text[first - 1].isspace()):
        return True
    return last < end and (text[last] in _AFTER or text.find("以", last, min(end, last + 14)) >= 0)


def _is_base(text: str, low: int, first: int, last: int, end: int) -> bool:
    """Whether a figure is only compared with the period: 较去年, 是去年同期的1.5倍."""
    if _BASE_BEFORE.search(text, low, first):
        return True
    if _WITH_BEFORE.search(text, low, first) and _WITH_AFTER.match(text, last, end):
        return True
    same = _SAME_TERM.match(text, last, end)
    if _RATIO_BEFORE.search(text, low, first) and (same or text[last : last + 1] == "的"):
        return bool(_RATIO_AFTER.match(text, last, end))
    return bool(same) and not _STATED_AFTER.match(text, last, end)


def _same_term(
    named: Period | None, own: Period | None, found: list[PeriodMention]
) -> Period | None:
    """「上年同期」: the months of the span before it, else of the report, in the year named."""
    spans = [m.period for m in found if m.role in ("span", "since") and m.period]
    like = spans[-1] if spans else own
    if named is None or like is None or like.start.year != like.end.year:
        return named
    return months(named.start.year, like.start.month, like.end.month) or named


def _until_own_end(named: Period | None, own: Period | None) -> Period | None:
    """From the period named to the end of the report's own, where that is later or unknown."""
    if named is None or own is None or named.start > own.end:
        return named
    start = date(named.start.year, named.start.month, 1)
    return between(start, own.end)


def _as_of(named: Period | None) -> Period | None:
    """A date as the month that it falls in, the last day of a year as the year."""
    if named is None or named.start != named.end:
        return named
    end = named.end
    if (end.month, end.day) == (12, 31):
        return months(end.year, 1, 12)
    return months(end.year, end.month, end.month)
