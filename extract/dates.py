"""A period expression → Period: 「去年10月」, 「2022年1-10月」, 「十四五」, and ISO-like text.

The expressions themselves are found in ``periods``; here one is read, in four steps: plain
digits and dashes, the year, the part of the year, the first and last day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from extract.model import Period

BLANKS = r"[ \u3000\xa0]{0,2}"
CN_DIGIT = "[一二三四五六七八九]"
CN_SMALL = rf"(?:[一二三]?十{CN_DIGIT}?|{CN_DIGIT})"

# --- periods from dates ---------------------------------------------------------------------------


def between(start: date, end: date) -> Period:
    """The period from ``start`` to ``end``, both included, with its canonical text.

    >>> between(date(2022, 1, 1), date(2022, 6, 30)).text    # 1—6月
    '2022-H1'
    """
    return Period(_label(start, end), start, end)


def _label(start: date, end: date) -> str:
    """The shortest ISO-like text: 2022, 2022-H1, 2022-Q3, 2022-10, a range or a day."""
    if start.day != 1 or end.day != monthrange(end.year, end.month)[1]:
        return f"{start}" if start == end else f"{start}/{end}"
    first, last = start.month, end.month
    if (first, last) == (1, 12):
        return f"{start.year}" if start.year == end.year else f"{start.year}/{end.year}"
    if start.year == end.year:
        if first == last:
            return f"{start.year}-{first:02}"
        if last - first == 5 and first in (1, 7):
            return f"{start.year}-H{1 if first == 1 else 2}"
        if last - first == 2 and first % 3 == 1:
            return f"{start.year}-Q{last // 3}"
    return f"{start.year}-{first:02}/{end.year}-{last:02}"


def months(year: int, first: int, last: int) -> Period | None:
    """The months ``first`` to ``last`` of a year, None where there is no such month."""
    if not 1 <= first <= last <= 12 or not 1 <= year <= 9998:
        return None
    return between(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


_ISO = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(\d{2})(?:-(\d{2}))?))?")


@lru_cache(maxsize=4096)
def period(text: str) -> Period | None:
    """Read ISO-like period text (2022, 2022-H1, 2022-Q3, 2022-10, 2020/2022); None if it is none.

    >>> period("2022-01/2022-10").end.isoformat()
    '2022-10-31'
    """
    first, slash, last = text.strip().partition("/")
    start = _iso(first)
    end = _iso(last) if slash else start
    if start is None or end is None or end.end < start.start:
        return None
    return between(start.start, end.end)


def _iso(text: str) -> Period | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, half, quarter, month, day_ = match.groups()
    number = int(year)
    if half:
        return months(number, int(half) * 6 - 5, int(half) * 6)
    if quarter:
        return months(number, int(quarter) * 3 - 2, int(quarter) * 3)
    if day_:
        return _one_day(number, int(month), int(day_))
    return months(number, int(month), int(month)) if month else months(number, 1, 12)


def _one_day(year: int, month: int, day_: int) -> Period | None:
    try:
        on = date(year, month, day_)
    except ValueError:
        return None
    return between(on, on)


# 「2019年1—10月」 is no date: 年 goes with 月, a dash with a dash
_DATE = re.compile(
    rf"((?:19|20)\d\d){BLANKS}(?:年{BLANKS}(?P<month>\d{{1,2}}|{CN_SMALL}){BLANKS}月"
    rf"|[-/.]{BLANKS}(?P<number>\d{{1,2}}){BLANKS}[-/.]){BLANKS}(?P<day>\d{{1,2}}(?!\d)|{CN_SMALL})"
)


def day(text: str) -> date | None:
    """The first full date in the text (2022-07-19, 2022年7月19日, ２０２２/7/19), None if none.

    >>> day("发布时间: 2022-07-19 来源:龙岗区政务服务数据管理局")
    datetime.date(2022, 7, 19)
    """
    plain = _CN_YEAR.sub(lambda m: m[0].translate(_CN_DIGITS), text.translate(_PLAIN))
    for match in _DATE.finditer(plain):
        month = match["month"] or match["number"]
        found = _one_day(int(match[1]), _small(month), _small(match["day"]))
        if found:
            return found.start
    return None


# --- reading one expression -----------------------------------------------------------------------

_PLAIN = str.maketrans(
    "０１２３４５６７８９－—–―−~～〜至到来间过兩",
    "0123456789----------来间过两",
) | str.maketrans("來間過", "来间过")
_SPACES = str.maketrans("", "", " \u3000\xa0")
_CN_YEAR = re.compile("[一二][九〇零○Ｏ][〇零○一二三四五六七八九]{2}(?=-|年|$)")
_CN_DIGITS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")
_SMALL = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_OFFSETS = {"今": 0, "本": 0, "去": -1, "上": -1, "前": -2, "明": 1, "下": 1, "来": 1}
_ATOM = re.compile(
    r"(?:[’'‘]?(?P<year>\d{4}|\d{2}(?=年))(?:年度?)?|(?P<rel>[今本去上前明下来])一?年度?)?(?P<part>.*)"
)
_HALF_PART = re.compile("([上下前后])半年度?")
_QUARTER_PART = re.compile("第?(.)(?:季度)?")
_FRONT_PART = re.compile("前(.+?)个?(月|季度)")
_MONTH_PART = re.compile(r"(\d{1,2}|十?[一二三四五六七八九十])(?:月份?)?")
_DAY_PART = re.compile(
    r"(?:(\d{1,2}|[一二三四五六七八九十]+)月)?(\d{1,2}|[一二三四五六七八九十]+)[日号]?"
)


def _plain(text: str) -> str:
    """Half-width digits, one kind of dash, no spaces: 「２０２２年１—６ 月」 → 「2022年1-6月」."""
    text = text.translate(_SPACES).translate(_PLAIN).replace("--", "-")
    return _CN_YEAR.sub(lambda m: m[0].translate(_CN_DIGITS), text)


def _small(text: str) -> int:
    """A small number in either script: 3, 三, 十二 → 3, 3, 12; 0 if it is none."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if ten:
        return (_SMALL.get(tens, 0) if tens else 1) * 10 + (_SMALL.get(ones, 0) if ones else 0)
    return _SMALL.get(text, 0)


def _year_and_part(text: str, own_year: int | None) -> tuple[int | None, str, bool]:
    """Split 「去年10月」 into year, part, and whether the words name a year at all."""
    match = _ATOM.match(text)
    if match is None:
        return None, text, False
    year, relative, part = match.group("year", "rel", "part")
    if year and (len(year) == 4 or "年" in text):
        return (int(year) if len(year) == 4 else 2000 + int(year)), part, True
    if relative and not text.startswith(("上半", "下半", "前半")):
        shifted = None if own_year is None else own_year + _OFFSETS[relative]
        return shifted, part, True
    return None, text, False


def _part(year: int, part: str) -> Period | None:
    """A part of a year: 上半年, 三季度, 前10个月, 10月; the whole year where it is empty."""
    if part in ("", "全年"):
        return months(year, 1, 12)
    if match := _HALF_PART.fullmatch(part):
        return months(year, 1, 6) if match[1] in "上前" else months(year, 7, 12)
    if match := _FRONT_PART.fullmatch(part):
        return months(year, 1, _small(match[1]) * (3 if match[2] == "季度" else 1))
    if part.endswith("季度") and (match := _QUARTER_PART.fullmatch(part)):
        return months(year, _small(match[1]) * 3 - 2, _small(match[1]) * 3)
    if match := _MONTH_PART.fullmatch(part):
        return months(year, _small(match[1]), _small(match[1]))
    return None


def _span(text: str, own_year: int | None, bare_year: int | None) -> Period | None:
    """A range 「2022年1-10月」, 「2020-2022年」, 「一至三季度」."""
    left, _, right = text.partition("-")
    year1, part1, named1 = _year_and_part(left, own_year)
    if (
        right.rstrip("年度").isdigit()
        and len(right.rstrip("年度")) == 2
        and year1
        and "年" in right
    ):
        right = f"{year1 // 100}{right}"
    year2, part2, named2 = _year_and_part(right, own_year)
    if not named1:
        year1 = year2 if named2 else bare_year
    if not named2:
        year2 = year1
    if part2.endswith("季度") and part1 and not part1.endswith("季度"):
        part1 += "季度"
    if year1 is None or year2 is None:
        return None
    first, last = _part(year1, part1), _part(year2, part2)
    if first and last and first.start > last.end and named2 and not named1:
        first = _part(year1 - 1, part1)
    if first is None or last is None or first.start > last.end:
        return None
    return between(first.start, last.end)


def _days(text: str, own_year: int | None, bare_year: int | None) -> Period | None:
    """A day or days from-to: 「3月4日」, 「11月15日至17日」, 「2022年1月1日至12月31日」."""
    left, dash, right = text.partition("-")
    year, rest, named = _year_and_part(left, own_year)
    year = year if named else bare_year
    match = _DAY_PART.fullmatch(rest)
    if match is None or year is None or not match[1]:
        return None
    month = _small(match[1])
    first = _one_day(year, month, _small(match[2]))
    if first is None or not dash:
        return first
    year2, rest, named = _year_and_part(right, own_year)
    until = _DAY_PART.fullmatch(rest)
    if until is None:
        return None
    month = _small(until[1]) if until[1] else month
    last = _one_day((year2 if named else year) or year, month, _small(until[2]))
    return None if last is None or last.end < first.start else between(first.start, last.end)


_PLAN_NUMBER = re.compile("(十[一二三四五](?=五)|[一二三四五六七八九十])五")


def _five_years(text: str) -> Period:
    """The years of a five-year plan: 「十四五」 → 2021/2025."""
    match = _PLAN_NUMBER.search(text)
    number = _small(match[1]) if match else 0
    first = {1: 1953, 2: 1958}.get(number, 1966 + 5 * (number - 3))
    return between(date(first, 1, 1), date(first + 4, 12, 31))


def _recent(text: str, own_year: int | None) -> Period | None:
    """The years up to the report's own: 「近三年」 → 2020/2022 in a report of 2022."""
    match = re.search("[0-9]+|[一二两三四五六七八九十]+", text)
    years = _small(match[0]) if match else 0
    if own_year is None or not years:
        return None
    return between(date(own_year - years + 1, 1, 1), date(own_year, 12, 31))


INVALID = Period("", date.min, date.min)


@lru_cache(maxsize=8192)
def resolve(kind: str, text: str, own_year: int | None, bare_year: int | None) -> Period | None:
    """Read one expression; ``bare_year`` is the year of a month or half that names none.

    ``INVALID`` where the words look like a period but are none (「13月」), None where unknown.
    """
    plain = _plain(text)
    if kind == "iso":
        found = _one_day(*(int(n) for n in re.split("[-/.]", plain)))
        return found or INVALID
    if kind == "plan":
        return _five_years(plain)
    if kind == "recent":
        return _recent(plain, own_year)
    if kind == "yearend":
        return months(own_year, 1, 12) if own_year else None
    if kind == "day":
        found, probe = _days(plain, own_year, bare_year), _days(plain, 2020, 2020)
    elif kind == "range":
        found, probe = _span(plain, own_year, bare_year), _span(plain, 2020, 2020)
    else:
        year, part, named = _year_and_part(plain, own_year)
        year = year if named else bare_year
        found, probe = (_part(year, part) if year else None), _part(2020, part)
    return INVALID if probe is None else found
