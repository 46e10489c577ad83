"""**Counts as Word writes them**: 1, 一, 壹, 甲, 子, ①, a, iv, by the names of its formats."""

from __future__ import annotations

from collections.abc import Callable

_MOST = 9_999
_MOST_LETTERS = 26 * 4
_DIGITS = "〇一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"))
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_OLD = str.maketrans("零一二三四五六七八九十百千", "零壹貳參肆伍陸柒捌玖拾佰仟")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_CIRCLES = "".join(
    chr(first + index)
    for first, count in ((0x2460, 20), (0x3251, 15), (0x32B1, 15))
    for index in range(count)
)
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def ordinal(number: int, form: str) -> str:
    """A count in one of Word's formats; one that it cannot write, or we do not know, in digits.

    >>> [ordinal(12, form) for form in ("chineseCounting", "ideographTraditional", "lowerRoman")]
    ['十二', '12', 'xii']
    """
    if form in ("none", "bullet"):
        return ""
    write = _FORMS.get(form)
    return (write(number) if write and 0 < number <= _MOST else "") or str(number)


def _thousands(number: int) -> str:
    """一百二十三; 10 is 十, 110 一百一十, 101 一百零一."""
    told, gap = "", False
    for unit, word in _UNITS:
        digit, number = divmod(number, unit)
        if digit:
            plain = digit == 1 and unit == 10 and not told
            told += ("零" if gap else "") + ("" if plain else _DIGITS[digit]) + word
            gap = False
        else:
            gap = bool(told)
    return told + ("零" if gap and number else "") + (_DIGITS[number] if number else "")


def _counting(number: int) -> str:
    """十, 二十三; from a hundred on digit by digit."""
    return _thousands(number) if number < 100 else _by_digit(number)


def _by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _legal(number: int) -> str:
    told = _thousands(number)
    return f"壹{told}".translate(_LEGAL) if told.startswith("十") else told.translate(_LEGAL)


def _legal_old(number: int) -> str:
    told = _thousands(number)
    return f"壹{told}".translate(_LEGAL_OLD) if told[0] == "十" else told.translate(_LEGAL_OLD)


def _among(letters: str) -> Callable[[int], str]:
    """The letter at a place, "" past the last."""
    return lambda number: letters[number - 1 : number]


def _from(first: str, count: int) -> Callable[[int], str]:
    return _among("".join(chr(ord(first) + index) for index in range(count)))


def _cycle(number: int) -> str:
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12] if number <= 60 else ""


def _letter(number: int) -> str:
    times, place = divmod(number - 1, 26)
    return chr(ord("A") + place) * (times + 1) if number <= _MOST_LETTERS else ""


def _roman(number: int) -> str:
    told = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        told += letters * times
    return told


_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _counting,
    "chineseCountingThousand": _thousands,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _thousands,
    "japaneseCounting": _thousands,
    "koreanDigital2": _by_digit,
    "ideographDigital": _by_digit,
    "japaneseDigitalTenThousand": _by_digit,
    "taiwaneseDigital": _by_digit,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal_old,
    "ideographTraditional": _among(_STEMS),
    "ideographZodiac": _among(_BRANCHES),
    "ideographZodiacTraditional": _cycle,
    "ideographEnclosedCircle": _from("㊀", 10),
    "decimalEnclosedCircle": _among(_CIRCLES),
    "decimalEnclosedCircleChinese": _among(_CIRCLES),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "numberInDash": lambda number: f"- {number} -",
    "lowerLetter": lambda number: _letter(number).lower(),
    "upperLetter": _letter,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
    "decimalZero": lambda number: f"{number:02}",
}
