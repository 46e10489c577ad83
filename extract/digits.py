"""Rules for Arabic digits: with a unit, in a range, in a list, of great things."""

from __future__ import annotations

import re
from decimal import Decimal

from extract import grammar as g
from extract.bare import BIG_SCALE, NOT_A_COUNT, digits_of_noun
from extract.guards import CALENDAR, bad_left, bad_unit
from extract.model import Mention, Quantity
from extract.numerals import value_of
from extract.qualifiers import canonical, mention_of

_FROM = re.compile(r"(?:从|由|自(?![选动助主己治然建费]))[^,，。;；、“”]{0,8}$")
_PARTY = re.compile(r"党的?$|中共$|共产党$")


def _congress(text: str, at: int, value: Decimal) -> bool:
    """Whether a number before 大 is that of a congress: 党的二十大, 十四大以来."""
    if 13 <= value <= 22:
        return True
    return value > 10 and _PARTY.search(text, max(0, at - 3), at) is not None


_JOIN = re.compile(r"[-－—–~～至到]")


def number_range(text: str, at: int, floor: int) -> Mention | None:
    """Two numbers with one unit: 3-5个, 20至30个, 10%—15%, 5-8万元."""
    if _JOIN.search(text, at + 1, at + 14) is None:
        return None
    found = g.RANGE.match(text, at)
    if found is None or bad_left(text, at):
        return None
    if found["unit1"] and canonical(found["unit1"]) != canonical(found["unit"]):
        return None
    if found["join"] in ("至", "到") and _FROM.search(text, max(floor, at - 10), at):
        return None
    if bad_unit(text, found["high"], found["unit"], found.end("unit"), at):
        return None
    low, high = value_of(found["low"]), value_of(found["high"])
    years = found["unit"] == "年" and CALENDAR.fullmatch(found["high"])
    if low is None or high is None or years:
        return None
    scale = BIG_SCALE.search(found["high"])
    if scale and not BIG_SCALE.search(found["low"]) and not found["unit1"]:
        scaled = value_of("1" + found["high"][scale.start() :])
        if scaled and low * scaled <= high:
            low *= scaled
    if low > high:
        return None
    mention = mention_of(text, at, floor, found, low, canonical(found["unit"]), "number_range")
    if mention.qualifier != "exact":
        return mention
    return mention._replace(quantity=Quantity(low, low, high))


def digits(text: str, at: int, floor: int) -> Mention | None:
    """Arabic digits: with their unit, of great things, in a list, or before a counted noun."""
    found = g.ARABIC_QUANTITY.match(text, at)
    if found is None:
        return None
    unit, end = found["unit"], found.end()
    if (not unit and text[end : end + 1] in NOT_A_COUNT) or bad_left(text, at):
        return None
    if unit:
        alone = _with_unit(text, at, floor, found) or big_things(text, at, floor)
    else:
        alone = big_things(text, at, floor) or _sharing_unit(text, at, floor, found)
    return alone or digits_of_noun(text, at, floor, found)


def _with_unit(text: str, at: int, floor: int, found: re.Match[str]) -> Mention | None:
    """Arabic digits and a unit: 超3200万件, 98.48%, 2万余栋."""
    number, unit = found["number"], found["unit"]
    if bad_unit(text, number, unit, found.end("unit"), at):
        return None
    value = value_of(number)
    if value is None:
        return None
    return mention_of(text, at, floor, found, value, canonical(unit), "digits_with_unit")


def big_things(text: str, at: int, floor: int) -> Mention | None:
    """A number of great things: 五大领域, 27大功能模块, 6大方面."""
    found = g.BIG.match(text, at) if "大" in text[at + 1 : at + 5] else None
    if found is None or bad_left(text, at):
        return None
    number = found["number"]
    value = value_of(number)
    if (
        value is None
        or value > 60
        or _congress(text, at, value)
        or value == 1
        or BIG_SCALE.search(number)
    ):
        return None
    return mention_of(
        text, at, floor, found, value, found["unit"] or "个", "big_things", "level", 0.85
    )


def _sharing_unit(text: str, at: int, floor: int, found: re.Match[str]) -> Mention | None:
    """A number in a list whose last member has the unit: 1.4、2.2、0.6个百分点."""
    end = found.end()
    shared = g.SHARED.match(text, end) if text[end : end + 1] in _GOES_ON else None
    if shared is None or shared["unit"] in ("年", "级"):
        return None
    value = value_of(found["number"])
    if value is None or CALENDAR.fullmatch(found["number"]):
        return None
    if bad_unit(text, found["number"], shared["unit"], shared.end("unit"), at):
        return None
    unit = canonical(shared["unit"])
    return mention_of(text, at, floor, found, value, unit, "list_sharing_unit", "level", 0.9)


# What the gap between the members of a list can begin with.
_GOES_ON = frozenset("、和及与以 \xa0\t")
