"""Chinese and Arabic number text → exact value with the bounds its own words allow.

``NUMBER`` is the pattern of a number as written, scale word included; ``quantity``
reads what it matched: ``3200万``, ``1,234``, ``３２００``, ``1.2万亿``, ``12亿3000万``,
``一千二百``, ``两万三``, ``数百``, ``十几``, ``50多万``, ``三分之二``, ``九成``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from extract.model import Quantity

# Traditional and financial forms read as their everyday ones.
_FOLD = str.maketrans(
    "萬億兩〇○零壹贰叁肆伍陆柒捌玖拾佰仟貳參陸０１２３４５６７８９．，點",
    "万亿两000一二三四五六七八九十百千二三六0123456789.,点",
)
_DIGITS = {char: value for value, char in enumerate("0一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10_000, "亿": 100_000_000}
_CHINESE_DIGITS = "一二三四五六七八九两兩〇○零"
_CHINESE = _CHINESE_DIGITS + "十百千万亿萬億廿卅壹贰叁肆伍陆柒捌玖拾佰仟"

# Thousands are set apart by commas, in statistics by spaces: 1,234, 40 163.
_THOUSANDS = r"[0-9]{1,3}(?:(?:,[0-9]{3})+|(?:[ \xa0\u2009\u202f][0-9]{3})+)(?![0-9])"
_PLAIN = rf"(?:{_THOUSANDS}|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
# 千米, 千瓦 and 百分点 are units, not scales.
_SCALE = (
    r"(?:[十百千]?[余多几]?[万萬]?[亿億]|[十百千]?[余多几]?[万萬]"
    r"|[十百千](?![米瓦克伏卡帕赫]|分[点點]|强))"
)
ARABIC = rf"{_PLAIN}(?:[  ]?{_SCALE}(?:{_PLAIN}{_SCALE})*)?"
CHINESE = rf"[数几]?[{_CHINESE}]+(?:[余多几][万萬亿億]+|[几])?(?:[点點][{_CHINESE_DIGITS}]+)?"
NUMBER = rf"(?:{ARABIC}|{CHINESE})"

_GROUP = re.compile(r"([0-9.,]+|[一二三四五六七八九两十百千0]*)((?:十|百|千)?[万亿]+|[十百千])?")
_LOOSE = re.compile(r"[余多几数来\s ]")
_FUZZY = re.compile(r"([一二两三四五六七八])[二两三四五六七八九](?=[十百千万亿]|$)")
_DIGIT_STRING = re.compile(r"[0一二三四五六七八九]+")


def _small(text: str) -> Decimal | None:
    """Value of Chinese number text below 万: 一千二百, 二百零五, 一百二, 十五, 二0二二."""
    if _DIGIT_STRING.fullmatch(text):
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    total, digit, last = 0, None, 1
    for char in text:
        if char in _TENS:
            last = _TENS[char]
            total += (1 if digit is None else digit) * last
            digit = None
        elif char == "0":
            last = 10
        elif digit is None and char in _DIGITS:
            digit = _DIGITS[char]
        else:
            return None
    if digit is not None:
        # 一百二 is 120, 一百零二 is 102.
        total += digit * (last // 10 if last >= 100 else 1)
    return Decimal(total)


def _chinese(text: str) -> Decimal | None:
    """Value of Chinese number text: 两万三, 一亿二千万, 三点五."""
    whole, _, fraction = text.partition("点")
    if fraction:
        digits = "".join(str(_DIGITS[char]) for char in fraction)
        units = _chinese(whole)
        return None if units is None else units + Decimal(f"0.{digits}")
    total = Decimal(0)
    for scale in ("亿", "万"):
        head, found, rest = text.rpartition(scale)
        if not found:
            continue
        value = _chinese(head) if head else Decimal(1)
        if value is None:
            return None
        total += value * _SCALES[scale]
        # 两万三 is 23000.
        if len(rest) == 1 and rest in _DIGITS and rest != "0":
            return total + Decimal(_DIGITS[rest]) * (_SCALES[scale] // 10)
        text = rest
    if not text:
        return total
    small = _small(text)
    return None if small is None else total + small


def _arabic(text: str) -> Decimal | None:
    """Value of Arabic digits with scale words: 3200万, 1.2万亿, 12亿3000万."""
    total, factor_before = Decimal(0), None
    for match in re.finditer(r"([0-9][0-9,]*(?:\.[0-9]+)?)([十百千万亿]*)", text):
        value = Decimal(match[1].replace(",", ""))
        factor = 1
        for char in match[2]:
            factor *= _TENS.get(char) or _SCALES[char]
        if factor == 1 and factor_before and value < 10 and factor_before >= 1000:
            factor = factor_before // 10
        total += value * factor
        factor_before = factor
    return total


# No report states a number this long; a run of digits may be an account or a code.
_LONGEST = 24
_LARGEST = Decimal(10) ** 20


@lru_cache(maxsize=65536)
def value_of(number: str) -> Decimal | None:
    """The exact value of number text as written, None where it reads as none.

    Approximate words give their lowest multiple: 数百 → 100, 几十万 → 100000, 十几 → 10.

    >>> value_of("76.1亿")
    Decimal('7610000000')
    """
    if len(number) > _LONGEST:
        return None
    text = _LOOSE.sub("", number.translate(_FOLD)).replace("廿", "二十").replace("卅", "三十")
    if not text:
        return None
    if text[0].isdigit() and number[0] not in "〇○零":
        value = _arabic(text)
    else:
        text = _FUZZY.sub(r"\1", text) if len(text) < 5 and "0" not in text else text
        value = _chinese(text)
    if value is None or value > _LARGEST:
        return None
    return value if value != value.to_integral_value() else value.quantize(Decimal(1))


def fraction_of(numerator: str, denominator: str) -> Decimal | None:
    """N分之M in percent, to two decimals where it does not end: 三分之二 → 66.67."""
    above, below = value_of(numerator), value_of(denominator)
    if above is None or not below:
        return None
    percent = above * 100 / below
    short = percent.quantize(Decimal("0.01"))
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def bounds(value: Decimal, qualifier: str) -> Quantity:
    """The quantity that a qualifier makes of a value; open ends are None."""
    if qualifier in ("over", "at_least"):
        return Quantity(value, value, None)
    if qualifier in ("nearly", "at_most"):
        return Quantity(value, None, value)
    if qualifier == "about":
        return Quantity(value, None, None)
    return Quantity(value, value, value)
