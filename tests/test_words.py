"""A list of words → one pattern that finds the longest of them."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.words import alternation, beginnings, grouped

steady = settings(deadline=None, derandomize=True)
words_lists = st.lists(
    st.text("个月人次项.*+()|[", min_size=1, max_size=4), min_size=1, max_size=12
)


def test_the_longest_word_wins() -> None:
    found = re.compile(alternation(["个", "个月", "个百分点", "百分点"]))
    assert found.findall("3个百分点、3个月、3个") == ["个百分点", "个月", "个"]


def test_a_word_that_begins_another_is_still_found() -> None:
    assert re.fullmatch(alternation(["人次", "人"]), "人")
    assert re.fullmatch(alternation(["人次", "人"]), "人次")


def test_a_pattern_can_be_repeated_whole() -> None:
    assert re.fullmatch(f"{alternation(['件', '宗'])}+", "件宗件")


@steady
@given(words_lists)
def test_every_word_matches_whole_even_signs(words: list[str]) -> None:
    pattern = re.compile(alternation(words))
    assert all(pattern.fullmatch(word) for word in words)


@steady
@given(words_lists, st.text("个月人次项.*+()|[", max_size=12))
def test_same_as_trying_the_words_from_the_longest(words: list[str], text: str) -> None:
    plain = "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))
    assert re.findall(alternation(words), text) == re.findall(plain, text)


@steady
@given(words_lists, st.randoms())
def test_the_order_of_the_words_does_not_matter(words: list[str], dice) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(words)
    dice.shuffle(shuffled)
    assert alternation(shuffled) == alternation(words)


@steady
@given(words_lists, st.text("个月人次项.*+()|[", max_size=12))
def test_a_grouped_list_finds_what_the_plain_one_does(words: list[str], text: str) -> None:
    found = re.compile(grouped(words)).finditer(text)
    assert [one.span() for one in found] == [
        one.span() for one in re.compile(alternation(words)).finditer(text)
    ]


@steady
@given(words_lists, st.text("个月人次项.*+()|[", max_size=12))
def test_no_word_begins_where_none_may(words: list[str], text: str) -> None:
    begun = {one.start() for one in beginnings(words).finditer(text)}
    assert begun >= {at for at in range(len(text)) if text.startswith(tuple(words), at)}
