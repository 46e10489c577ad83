"""What was put into a generated sentence comes back out, and no text at all breaks the reading."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

import cn2an  # type: ignore[import-untyped]
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import extract
from extract import mentions
from extract.model import Mention, Report
from extract.numerals import value_of
from extract.reference import SEEDS, table
from extract.variants import fold

NAMES = [column.name for column in extract.COLUMNS]
DIGITS = "零一二三四五六七八九"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
UNITS = ("件", "项", "个", "条", "家", "台", "份", "次", "人次", "元")
BEFORE = {
    "超": "over",
    "逾": "over",
    "突破": "over",
    "超过": "over",
    "近": "nearly",
    "接近": "nearly",
    "约": "about",
    "不少于": "at_least",
    "不低于": "at_least",
    "至少": "at_least",
    "不超过": "at_most",
    "不到": "at_most",
    "": "exact",
}
AFTER = {"以上": "at_least", "左右": "about", "以内": "at_most", "以下": "at_most", "": "exact"}
# 12345 alone is a hotline, 365天 a saying.
NAMED_NUMBERS = frozenset(row["word"] for row in table("exclusions"))

units = st.sampled_from(UNITS)
digit = st.integers(1, 9)
# Reproducible, and no slower machine's failure.
steady = settings(deadline=None, derandomize=True)


def only(quote: str, begin: str = "全年共涉及", end: str = "。") -> Mention:
    """The one mention of a sentence made around a quote; it must be the quote."""
    text = f"{begin}{quote}{end}"
    found = list(mentions.find(fold(text)))
    assert [text[m.start : m.end] for m in found] == [quote]
    return found[0]


def said(mention: Mention) -> tuple[object, ...]:
    return mention.quantity.value, mention.unit, mention.qualifier


@st.composite
def written(draw: st.DrawFn) -> tuple[str, Decimal]:
    """A number in any of its plain forms, and its value."""
    number = draw(st.integers(2, 999_999))
    tenths = Decimal(draw(st.integers(11, 99_999))) / 100
    form = draw(st.sampled_from(("digits", "grouped", "wide", "万", "亿", "space", "chinese")))
    if form in ("万", "亿", "space"):
        scale = "亿" if form == "亿" else "万"
        space = " " if form == "space" else ""
        return f"{tenths}{scale}{space}", tenths * (10**8 if form == "亿" else 10**4)
    if form == "chinese":
        number = max(number, 11)
        return cn2an.an2cn(number, "low"), Decimal(number)
    text = f"{number:,}" if form == "grouped" else str(number)
    assume(text not in NAMED_NUMBERS)
    return (text.translate(WIDE) if form == "wide" else text), Decimal(number)


@steady
@given(written(), units, st.sampled_from(list(BEFORE)))
def test_value_unit_and_word_before(number: tuple[str, Decimal], unit: str, word: str) -> None:
    text, value = number
    assert said(only(f"{word}{text}{unit}")) == (value, unit, BEFORE[word])


@steady
@given(written(), units, st.sampled_from(list(AFTER)))
def test_value_unit_and_word_after(number: tuple[str, Decimal], unit: str, word: str) -> None:
    text, value = number
    assert said(only(f"{text}{unit}{word}")) == (value, unit, AFTER[word])


@steady
@given(st.integers(1, 999), st.sampled_from(["", "万", "亿"]), st.sampled_from("余多"), units)
def test_more_than_written(number: int, scale: str, loose: str, unit: str) -> None:
    factor = {"": 1, "万": 10**4, "亿": 10**8}[scale]
    assume(scale or number >= 10)
    assume(str(number) not in NAMED_NUMBERS)
    assert said(only(f"{number}{scale}{loose}{unit}")) == (number * factor, unit, "over")


@steady
@given(st.integers(0, 10**8 - 1))
def test_chinese_integers_as_cn2an_writes_them(number: int) -> None:
    for text in {cn2an.an2cn(number, "low"), cn2an.an2cn(number, "up")}:
        assert value_of(text) == number


@steady
@given(digit, digit, st.sampled_from(["千", "万", "亿"]))
def test_a_last_digit_counts_the_next_lower_place(head: int, tail: int, scale: str) -> None:
    """两万三 is 23000, not 20003."""
    factor = {"千": 10**3, "万": 10**4, "亿": 10**8}[scale]
    head_text = "两" if head == 2 else DIGITS[head]
    assert value_of(f"{head_text}{scale}{DIGITS[tail]}") == head * factor + tail * factor // 10


ROUND = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "亿": 10**8}


@steady
@given(st.sampled_from(list(ROUND)), st.sampled_from("数几"), units)
def test_several_tens_hundreds_thousands(scale: str, several: str, unit: str) -> None:
    assert said(only(f"{several}{scale}{unit}")) == (ROUND[scale], unit, "over")


@steady
@given(st.sampled_from(["百", "千", "万", "百万", "千万", "亿"]), units)
def test_round_numbers_with_a_qualifier(scale: str, unit: str) -> None:
    value = ROUND.get(scale, 10**7)
    assert said(only(f"上{scale}{unit}", "惠及企业")) == (value, unit, "at_least")
    assert said(only(f"近{scale}{unit}", "惠及企业")) == (value, unit, "nearly")
    assert said(only(f"{scale}余{unit}", "惠及企业")) == (value, unit, "over")


@steady
@given(st.sampled_from(["", "二", "三", "九"]), units)
def test_ten_and_some(tens: str, unit: str) -> None:
    value = 10 * (DIGITS.index(tens) if tens else 1)
    assert said(only(f"{tens}十几{unit}")) == (value, unit, "over")


@steady
@given(digit, st.integers(0, 9), st.sampled_from(["", "近", "约", "超"]))
def test_tenths_are_percentages(tens: int, ones: int, word: str) -> None:
    quote = f"{word}{DIGITS[tens]}成{DIGITS[ones] if ones else ''}"
    assert said(only(quote, "好评占")) == (10 * tens + ones, "%", BEFORE[word])


@steady
@given(st.integers(2, 10), st.data())
def test_shares_are_percentages(below: int, data: st.DataObject) -> None:
    above = data.draw(st.integers(1, below - 1))
    names = [cn2an.an2cn(number, "low").removeprefix("一") or "一" for number in (below, above)]
    mention = only("分之".join(names), "好评占")
    assert abs(mention.quantity.value - Decimal(100 * above) / below) <= Decimal("0.005")
    assert mention.unit == "%"


@steady
@given(st.decimals("0.01", 100, places=2), st.sampled_from(["%", "‰", "个百分点", "倍"]))
def test_ratios(number: Decimal, unit: str) -> None:
    assert said(only(f"{number}{unit}", "较上年提高")) == (number, unit, "exact")
    assert said(only(f"-{number}{unit}", "变动为")) == (-number, unit, "exact")


JOINS = ("-", "—", "–", "～", "~", "至", "到", "－")


@steady
@given(st.integers(1, 500), st.integers(1, 500), st.sampled_from(JOINS), units)
def test_ranges(low: int, more: int, join: str, unit: str) -> None:
    quantity = only(f"{low}{join}{low + more}{unit}", "每批安排").quantity
    assert [quantity.value, quantity.low, quantity.high] == [low, low, low + more]


@steady
@given(st.integers(1, 50), st.integers(1, 49), st.sampled_from(JOINS))
def test_the_scale_of_a_range_is_shared(low: int, more: int, join: str) -> None:
    quantity = only(f"{low}{join}{low + more}万元", "每户补贴").quantity
    assert [quantity.low, quantity.high] == [low * 10**4, (low + more) * 10**4]


@steady
@given(st.lists(st.integers(1, 99), min_size=2, max_size=5))
def test_a_list_shares_the_unit_of_its_last(numbers: list[int]) -> None:
    text = f"分别提高{'、'.join(f'{n}.5' for n in numbers)}个百分点。"
    found = [said(mention) for mention in mentions.find(text)]
    assert found == [(n + Decimal("0.5"), "个百分点", "exact") for n in numbers]


# --- any text -------------------------------------------------------------------------

CHARACTERS = (
    "0123456789０９.,．，%％‰-－—～~+/:：·、。；\n\t （）()“”一二三四五六七八九十百千万亿两几半首数"
    "余多第前连续冠增分之成大至到超近约以上内点點萬億兩廿卅〇零年月日件个项次人倍番百分点级同比增长截至累计"
)


@cache
def seeds() -> tuple[Report, ...]:
    return tuple(extract.read(path) for path in sorted(SEEDS.glob("*.txt")))


@st.composite
def mutated(draw: st.DrawFn) -> Report:
    """A stretch of a seed with characters inserted, deleted and swapped."""
    report = draw(st.sampled_from(seeds()))
    start = draw(st.integers(0, len(report.text) - 1))
    chars = list(report.text[start : start + draw(st.integers(1, 300))])
    for _ in range(draw(st.integers(1, 12))):
        at = draw(st.integers(0, len(chars)))
        change = draw(st.sampled_from(("insert", "delete", "swap")))
        if change == "insert":
            chars[at:at] = draw(st.text(CHARACTERS, min_size=1, max_size=4))
        elif change == "delete":
            del chars[at : at + draw(st.integers(1, 3))]
        elif at < len(chars):
            other = draw(st.integers(0, len(chars) - 1))
            chars[at], chars[other] = chars[other], chars[at]
    return replace(report, text="".join(chars))


def holds(report: Report) -> None:
    """Observations come in order, do not overlap, and quote the text that was given."""
    last = 0
    for row in extract.observe(report):
        values = dict(zip(NAMES, row, strict=True))
        assert report.text[values["start"] : values["end"]] == values["quote"]
        assert last <= values["start"] < values["end"] <= len(report.text)
        last = values["end"]
        assert values["number"] in values["quote"]
        low, high = values["value_low"], values["value_high"]
        assert low is None or high is None or low <= values["value"] <= high


@settings(steady, max_examples=400)
@given(mutated())
def test_a_mutated_seed_never_breaks(report: Report) -> None:
    holds(report)


@settings(steady, max_examples=200)
@given(st.text(CHARACTERS, max_size=60))
def test_a_soup_of_numerals_never_breaks(text: str) -> None:
    holds(Report("", text))


@settings(steady, max_examples=150)
@given(st.text(max_size=120))
def test_any_text_never_breaks(text: str) -> None:
    holds(Report("", text))
    assert len(fold(text)) == len(text)


NO_NUMBERS = ["现0连增", "零连升", "第〇名", "百分之零", "三分之零", "0/0", "3-1件", "共六二宗"]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_numbers_that_are_none(text: str) -> None:
    """Texts that once broke the reading or turned its bounds round."""
    holds(Report("", text))
