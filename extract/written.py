"""Rules for Chinese numerals: 十个, 三万余份, 近百次, 九成四, 百分之九十, 一半."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extract import grammar as g
from extract.bare import words_of_noun
from extract.guards import bad_left, bad_unit
from extract.model import Mention, Quantity
from extract.numerals import fraction_of, value_of
from extract.qualifiers import LOOSE_NUMBER, canonical, mention_of, prefix_of

_FUZZY_PAIR = re.compile(r"([一两二三四五六七八])([二两三四五六七八九])([十百千]?[万亿]?)")
_SPELLED = re.compile(r"[一二三四五六七八九两零〇]+")
_SLOGAN = re.compile(
    r"[一二两三四五六七八九十]+个(?:一|必|不|更|最|再|新|坚持|全面|进一步|明确|到位|办|转变|当)"
)
_SINGLE_OK = frozenset("所座家例名位人起条处栋部台辆支艘")


def fraction(text: str, at: int, floor: int) -> Mention | None:
    """A share in words: 百分之九十, 三分之二, 千分之三."""
    ahead = text[at : at + 14]
    found = g.FRACTION.match(text, at) if "分之" in ahead or "/" in ahead else None
    if found is None or bad_left(text, at):
        return None
    above, below = found["above"] or found["above2"], found["below"] or found["below2"]
    if found["below2"] and (int(above) >= int(below) or int(below) > 20):
        return None
    below_value = value_of(below)
    if below_value == 1000:
        value, unit = value_of(above), "‰"
    else:
        value, unit = fraction_of(above, below), "%"
    return None if value is None else mention_of(text, at, floor, found, value, unit, "fraction")


def tenths(text: str, at: int, floor: int) -> Mention | None:
    """Tenths in words: 九成, 九成四, 八成以上."""
    found = g.TENTHS.match(text, at) if "成" in text[at + 1 : at + 4] else None
    if found is None or bad_left(text, at):
        return None
    written = found["tens"]
    low = value_of(written if written.isascii() else written[0])
    high = value_of(written if written.isascii() else written[-1])
    if low is None or high is None:
        return None
    ones = Decimal(5) if found["ones"] == "半" else value_of(found["ones"] or "〇") or Decimal(0)
    value = (low * 10 + ones).quantize(Decimal(1))
    top = (high * 10 + ones).quantize(Decimal(1))
    if value > top:
        return None
    mention = mention_of(text, at, floor, found, value, "%", "tenths")
    if top > value and mention.qualifier == "exact":
        # 七八成, 七至八成
        return replace(mention, quantity=Quantity(value, value, top))
    return mention


def half(text: str, at: int, floor: int) -> Mention | None:
    """Half of something: 一半, 半数以上, 半小时."""
    found = g.HALF.match(text, at) if text[at] in "半一" else None
    if found is None:
        return None
    if found["unit"]:
        if found["unit"] == "年" or (at and text[at - 1] in "上下个大前后多每"):
            return None
        unit = canonical(found["unit"])
        return mention_of(text, at, floor, found, Decimal("0.5"), unit, "half", "level", 0.7)
    return mention_of(text, at, floor, found, Decimal(50), "%", "half", "level", 0.8)


def words_with_unit(text: str, at: int, floor: int) -> Mention | None:
    """Chinese numerals and a unit: 十个, 三万余份, 近百次, 两三百家."""
    found = g.CHINESE_QUANTITY.match(text, at)
    if found is None or bad_left(text, at):
        return None
    number, unit = found["number"], found["unit"]
    if not unit:
        return words_of_noun(text, at, floor, found)
    if bad_unit(text, number, unit, found.end("unit"), at):
        bare = g.BARE_CHINESE.match(text, at)
        near = bare and g.NOUN.match(text, bare.end())
        return words_of_noun(text, at, floor, bare) if bare and near else None
    pair = _FUZZY_PAIR.fullmatch(number)
    rising = pair and (value_of(pair[1]) or 0) < (value_of(pair[2]) or 0)
    if len(number) > 1 and _SPELLED.fullmatch(number) and not rising:
        return None
    value = value_of(number)
    if value is None or not _counts(text, at, floor, found, value):
        return None
    mention = mention_of(
        text, at, floor, found, value, canonical(unit), "words_with_unit", "level", 0.9
    )
    if pair and rising and mention.qualifier == "exact":
        high = value_of(pair[2] + pair[3])
        return replace(mention, quantity=Quantity(value, value, high))
    return mention


def _counts(text: str, at: int, floor: int, found: re.Match[str], value: Decimal) -> bool:
    """Whether Chinese numerals before a unit count something, rather than name it."""
    number, unit = found["number"], found["unit"]
    qualified = bool(
        found["vague"]
        or found["tail"]
        or LOOSE_NUMBER.search(number)
        or prefix_of(text, at, floor)[0] != at
    )
    if number[0] in "百千万亿萬億" and not qualified:
        # 百个, 千名干部, 万元 as a unit: no count of their own.
        return False
    if unit == "番":
        return True
    if number == "一":
        return (qualified and unit not in ("个", "批", "年")) or _one_of_a_kind(
            text, at, unit, found.end()
        )
    if number == "二" or (value < 10 and unit == "期") or number == "零":
        return False
    if unit not in g.SMALL_UNITS and len(number) < 3:
        return False
    if unit in ("年", "周年", "周"):
        return qualified or (len(number) > 1 and unit != "年") or _takes_time(text, at)
    if at and text[at - 1] in '“"' and not qualified:
        return False
    if unit == "次" and at and text[at - 1] in "届大会协" and _SESSION.match(text, found.end()):
        return False
    return not _SLOGAN.match(text, at)


# 五届人大四次会议 numbers a session.
_SESSION = re.compile(r"(?:全体)?会议|全会")
_NEW = re.compile(
    r"(?:新建|新增|建成|引进|培育|新设|创建|建设|配备|查处|破获|侦破|发生|获评|挂牌|打造|成立|改造|投用)(?:了)?(?:全[省市区国])?$"
)


def _one_of_a_kind(text: str, at: int, unit: str, end: int) -> bool:
    """新建一所学校 counts; 一名 in running prose does not."""
    return unit in _SINGLE_OK and _NEW.search(text, max(0, at - 8), at) is not None


def _takes_time(text: str, at: int) -> bool:
    return text[at - 2 : at] in (
        "缩短",
        "延长",
        "提前",
        "达到",
        "只需",
        "仅需",
        "仅用",
        "为期",
        "至少",
        "压缩",
    )
