"""Rules for Chinese numerals: 十个, 三万余份, 近百次, 九成四, 百分之九十, 一半."""

from __future__ import annotations

import re
from decimal import Decimal

from extract import grammar as g
from extract.bare import words_of_noun
from extract.guards import bad_left, bad_unit, takes_time
from extract.model import Mention, Quantity
from extract.numerals import fraction_of, value_of
from extract.qualifiers import LOOSE_NUMBER, canonical, mention_of, prefix_of
from extract.words import alternation

#: 三五, 两三百, 十七八, 一百七八十, 二十五六万: two neighbouring digits for what lies between.
_FUZZY_PAIR = re.compile(
    r"([一二两三四五六七八九十百千]*(?:十|[百千](?=..[十百])))?"
    r"([一两二三四五六七八])([二两三四五六七八九])([十百千]?[万亿]?)"
)
_SPELLED = re.compile(r"[一二三四五六七八九两零〇]+")
_SLOGAN = re.compile(rf"[一二两三四五六七八九十]+个(?:{alternation(g.cues('slogan'))})")
_HALF_OF_NAME = frozenset(g.cues("no_half"))
_ONE_COUNTS = frozenset(g.cues("one_counts"))


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
        return mention._replace(quantity=Quantity(value, value, top))
    return mention


def half(text: str, at: int, floor: int) -> Mention | None:
    """Half of something: 一半, 半数以上, 半小时."""
    found = g.HALF.match(text, at) if text[at] in "半一" else None
    if found is None:
        return None
    if found["unit"]:
        if found["unit"] == "年" or (at and text[at - 1] in _HALF_OF_NAME):
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
    pair = _ends_of_pair(number) if len(number) > 1 else None
    if len(number) > 1 and _SPELLED.fullmatch(number) and not pair:
        return None
    value = pair[0] if pair else value_of(number)
    if value is None or not _counts(text, at, floor, found, value):
        return None
    mention = mention_of(
        text, at, floor, found, value, canonical(unit), "words_with_unit", "level", 0.9
    )
    if pair and mention.qualifier == "exact":
        return mention._replace(quantity=Quantity(value, *pair))
    return mention


def _ends_of_pair(number: str) -> tuple[Decimal, Decimal] | None:
    """The two ends that neighbouring digits name: 三五 → 3, 5; 十七八 → 17, 18; else None."""
    pair = _FUZZY_PAIR.fullmatch(number)
    if pair is None:
        return None
    low, high = (value_of(f"{pair[1] or ''}{pair[digit]}{pair[4]}") for digit in (2, 3))
    return (low, high) if low and high and low < high else None


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
        return qualified or (len(number) > 1 and unit != "年") or takes_time(text, at)
    if at and text[at - 1] in '“"' and not qualified:
        return False
    if unit == "次" and text[at - 1 : at] in _ASSEMBLY and text.startswith("会议", found.end()):
        return False
    return not _SLOGAN.match(text, at)


# 五届人大四次会议 numbers a session.
_ASSEMBLY = frozenset(g.cues("assembly"))
_NEW = re.compile(rf"{alternation(g.cues('new'))}了?(?:全[省市区国])?$")


def _one_of_a_kind(text: str, at: int, unit: str, end: int) -> bool:
    """新建一所学校 counts; 一名 in running prose does not."""
    return unit in _ONE_COUNTS and _NEW.search(text, max(0, at - 8), at) is not None
