"""**English names** of what the tidy table names in Chinese: areas, agencies, units, platforms.

The names are rows of ``data/``; what is composed is the name of an agency (its places, then what
it is) and of a platform that bears its area. A name that no row reads stays Chinese as a whole:
it is never turned in part.

>>> agency_en("深圳市政务服务数据管理局")
'Shenzhen Government Services and Data Management Bureau'
>>> agency_en("天津市河西区友谊路街道办事处")
'Tianjin Hexi District Youyilu Subdistrict Office'
>>> area_en("福田区"), system_en("福田CIM平台"), unit_en("件")
('Futian District', 'Futian CIM platform', 'cases')
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache

from dashboard import data
from dashboard.place_names import (
    LONGEST,
    area_en,
    everyday,
    kinds,
    locality,
    named,
    places,
    shortened,
    specific,
)

__all__ = [
    "agency_en",
    "area_en",
    "class_en",
    "indicator_en",
    "system_en",
    "unit_en",
]

_HAN = re.compile("[\u4e00-\u9fff]")
# 「鹭江街道办事处」; not 「城乡规划局」, 「城镇住房保障中心」
_STREET = re.compile("([\u4e00-\u9fff]{2,6}?)(街道|苏木|(?<!城)镇|(?<!城)乡)")
_ZONE = 4  # characters before 高新区, 新区: 「天府新区」, 「克拉玛依高新区」
_DIVISION = re.compile("第?([一二三四五六七八九]?十?[一二三四五六七八九]?)师")
_BRANCH = re.compile("(.+?局)([\u4e00-\u9fff]{2,8})分局")
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}
_MARKS = {"(": " (", "（": " (", "）": ")", "／": "/", "、": ", "}


# --- agencies -----------------------------------------------------------------------------------


@cache
def agency_en(name: str) -> str:
    """The English name of an agency: its places, outermost first, then what it is.

    A name of which any part is unknown stays Chinese.

    >>> agency_en("宁波市公安局鄞州分局")
    'Ningbo Public Security Bureau Yinzhou Branch'
    >>> agency_en("国家税务总局合肥市税务局")
    'Hefei Tax Service of the State Taxation Administration'
    """
    text = everyday(name)
    for superior, pattern in _labelled("body_prefix").items():
        rest = text.removeprefix(superior)
        if rest not in (text, "") and (body := _body(rest)):
            return pattern.format(body)
    return _body(text) or " ".join(places(text)) or name


@cache
def _body(text: str) -> str:
    """What a body is, or a place and then what is left; "" where a part is unknown."""
    if stem := _stem(text):
        return stem
    rests = ((place, _body(text[size:])) for place, size in _openings(text))
    return next((f"{place} {rest}" for place, rest in rests if rest), "")


def _openings(text: str) -> Iterator[tuple[str, int]]:
    """The places and higher bodies that a name can begin with, with their length in the name."""
    sizes = range(min(LONGEST, len(text) - 1), 1, -1)
    yield from ((named(text[:size]), size) for size in sizes if named(text[:size]))
    yield from ((_bodies()[text[:size]], size) for size in sizes if text[:size] in _bodies())
    if (street := _STREET.match(text)) and (found := locality(street[0])):
        yield found, street.end()
    if (division := _DIVISION.match(text)) and division[1]:
        yield f"{_ordinal(division[1])} Division", division.end()
    yield from ((shortened(text[:size]), size) for size in sizes if shortened(text[:size]))
    for kind, pattern in kinds("zone").items():
        at = text.find(kind)
        if 0 <= at <= _ZONE:
            yield pattern.format(specific(text[:at])).strip(), at + len(kind)


def _ordinal(number: str) -> str:
    """八 as 8th, 十四 as 14th."""
    tens, ten, ones = number.rpartition("十")
    value = (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)
    return f"{value}{'th' if 10 < value < 14 else _ORDINALS.get(value % 10, 'th')}"


@cache
def _stem(text: str) -> str:
    """What a body is, without its place: 政数局, 公安局鄞州分局, 12345市民热线服务中心."""
    if known := _bodies().get(text):
        return known
    if (branch := _BRANCH.fullmatch(text)) and (own := _stem(branch[1])):
        return f"{own} {place} Branch" if (place := specific(branch[2])) else ""
    for ending, pattern in sorted(_labelled("body").items(), key=lambda row: -len(row[0])):
        if text.endswith(ending):
            words = _words(text.removesuffix(ending))
            if words or text == ending:
                return pattern.format(words).strip()
    return ""


@cache
def _words(text: str) -> str:
    """The words for what a body does, all of them or none: 政务服务便民热线管理."""
    known = _labelled("body_word")
    for size in range(min(LONGEST, len(text)), 0, -1):
        rest = _words(text[size:]) if text[:size] in known else ""
        if text[:size] in known and (rest or size == len(text)):
            return f"{known[text[:size]]} {rest}".strip()
    return ""


# --- units, platforms, indicators ---------------------------------------------------------------


def unit_en(unit: str, value: float = math.nan) -> str:
    """The English of a unit as it stands behind a figure, in the singular for a ``value`` of 1.

    个, a plain count, needs no word and gives "". 名 stays itself in the tidy table only where
    it is a rank. 台(套) is read part by part; what is unknown stays Chinese.

    >>> unit_en("个工作日"), unit_en("个工作日", 1), unit_en("台(套)")
    ('working days', 'working day', 'units (sets)')
    """
    known = _units()
    if unit in known:
        many, one = known[unit]
        return one if abs(value) == 1 else many
    parts = re.split("([()（）/／、])", unit)
    if any(_HAN.search(part) and part not in known for part in parts):
        return unit
    told = (known[part][0] if part in known else _MARKS.get(part, part) for part in parts)
    return "".join(told).strip()


@cache
def system_en(name: str) -> str:
    """The English name of a platform, its area filled in where it bears one: 福田CIM平台.

    >>> system_en("@福田—民意速办"), system_en("穗好办")
    ('@Futian Minyi Suban', 'Suihaoban')
    """
    for reads, english in _systems():
        if match := reads.fullmatch(name):
            area = match.groupdict().get("area")
            return english if area is None else _placed(english, specific(area) or area) or name
    return name


def _placed(english: str, place: str) -> str:
    """The name of a platform with its place, "" where the place stayed Chinese."""
    if _HAN.search(place):
        return ""
    if "{area}" in english:
        return english.replace("{area}", place).strip()
    return f"{place} {english}" if place else f"{english[:1].upper()}{english[1:]}"


def class_en(name: str) -> str:
    """The English of a class of platforms; of a platform that is a class of its own, its name."""
    return _labelled("system_class").get(name) or system_en(name)


def indicator_en(indicator: str) -> str:
    """The English name of an indicator by its id, the id itself where the taxonomy has none."""
    return _indicators().get(indicator, indicator)


# --- tables -------------------------------------------------------------------------------------


@cache
def _bodies() -> Mapping[str, str]:
    """What names of agencies end in, full or short, and its English."""
    rows = [row for row in data.table("agencies") if row["kind"] != "document"]
    short = {word: row["en"] for row in rows for word in row["short"].split("|") if word}
    return short | {row["word"]: row["en"] for row in rows}


@cache
def _labelled(group: str) -> Mapping[str, str]:
    return {row["code"]: row["en"] for row in data.table("labels") if row["group"] == group}


@cache
def _units() -> Mapping[str, tuple[str, str]]:
    """The word for many and for one by unit, canonical ones first: 位 counts places, not people."""
    rows = data.table("units")
    words = [(row["en"], row["en_one"] or row["en"]) for row in rows]
    told = {row["unit"]: word for row, word in zip(rows, words, strict=True)}
    canonical: dict[str, tuple[str, str]] = {}
    for row, word in zip(rows, words, strict=True):
        canonical.setdefault(row["canonical"], word)
    return told | canonical


@cache
def _systems() -> tuple[tuple[re.Pattern[str], str], ...]:
    """How the names of platforms read and their English, plain names first, longer ones first."""
    found = []
    for row in sorted(data.table("systems"), key=lambda row: (row["generic"], -len(row["name"]))):
        reads = re.escape(row["name"]).replace(re.escape("{area}"), "(?P<area>.*)")
        if row["generic"] and "{area}" not in row["name"]:
            reads = f"(?P<area>.*){reads}"
        found.append((re.compile(reads), row["name_en"]))
    return tuple(found)


@cache
def _indicators() -> Mapping[str, str]:
    return {row["id"]: row["name_en"] for row in data.table("indicators")}
