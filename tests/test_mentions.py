"""**Find quantities**: text → quote, value, bounds, unit, qualifier, and what is no quantity."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from case_files import cases, expectations

from extract import mentions
from extract.model import Mention
from extract.variants import fold

QUALIFIERS = {
    "over": "超过",
    "nearly": "接近",
    "about": "约",
    "at_least": "至少",
    "at_most": "至多",
}
KINDS = {"rank": "名次", "streak": "连续"}


def plain(value: Decimal) -> str:
    """The number without exponent or trailing zeros: 32000000, 98.48."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(text: str, mention: Mention) -> tuple[str, list[str]]:
    """A mention in the words of the case file: ("近3万件", ["30000", "件", "接近"])."""
    quantity = mention.quantity
    value = plain(quantity.value)
    if mention.qualifier == "exact" and quantity.high != quantity.value:
        value = f"{value}~{plain(quantity.high or Decimal(0))}"
    words = [
        value,
        mention.unit,
        QUALIFIERS.get(mention.qualifier, ""),
        KINDS.get(mention.kind, ""),
    ]
    return text[mention.start : mention.end], [word for word in words if word]


@pytest.mark.parametrize(("text", "expected"), cases("mentions", 2))
def test_quantities(text: str, expected: str) -> None:
    found = [shown(text, mention) for mention in mentions.find(fold(text))]
    assert found == expectations(expected)


@pytest.mark.parametrize("end", ["。", "，", ",", "；", "、", ")", "）", "”", "\n", " ", ""])
@pytest.mark.parametrize("begin", ["", "\n", " ", "，", "：", "(", "（", "其中"])
def test_what_stands_around_does_not_matter(begin: str, end: str) -> None:
    text = f"{begin}受理工单超3200万件{end}"
    assert [shown(text, m) for m in mentions.find(text)] == [
        ("超3200万件", ["32000000", "件", "超过"])
    ]


@pytest.mark.parametrize(
    ("quote", "low", "high"),
    [
        ("3件", 3, 3),
        ("超3件", 3, None),
        ("3件以上", 3, None),
        ("近3件", None, 3),
        ("3件以内", None, 3),
        ("约3件", None, None),
        ("3-5件", 3, 5),
        ("三五件", 3, 5),
    ],
)
def test_bounds_that_the_words_allow(quote: str, low: int | None, high: int | None) -> None:
    [mention] = mentions.find(f"每周收到来信{quote}。")
    assert (mention.quantity.low, mention.quantity.high) == (low, high)
    assert mention.quantity.value == 3


@pytest.mark.parametrize("text", ["", " ", "\n\n", "万", "第", "百分之", "超", "3", "三", "%", "-"])
def test_next_to_nothing_is_nothing(text: str) -> None:
    assert list(mentions.find(text)) == []


def test_every_numeral_is_accounted_for() -> None:
    """Each numeral is taken by a rule or told why not, in order, none twice."""
    text = "2022年，12345热线受理工单3268.5万件，满意率98.48%，位列全国第一，一是强化统筹。"
    looks = list(mentions.looks(text))
    assert [text[look.start : look.end] for look in looks if look.rule] == [
        "3268.5万件",
        "98.48%",
        "第一",
    ]
    assert all(bool(look.rule) != bool(look.why) for look in looks)
    spans = [(look.start, look.end) for look in looks]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
