"""Why a figure is what it is: the rule that took it, or why none did."""

from __future__ import annotations

import pytest
from case_files import cases

from extract import explain


def test_a_quantity_with_its_rule_and_fields() -> None:
    lines = explain("受理诉求超3200万件")
    assert lines[0] == "〔超3200万件〕 由规则 digits_with_unit 认出"
    told = dict(line.strip().split(":", 1) for line in lines[1:])
    assert told["数值(基本单位)"] == "32,000,000"
    assert told["单位"] == "件"
    assert told["限定"] == "超过"
    assert told["类型"] == "数值"
    assert "上限,空为不限" not in told


def test_what_is_no_quantity_says_why() -> None:
    [line] = explain("增强“四个意识”")
    assert line.startswith("〔四个") and "不作为数量" in line and "排除词" in line
    lines = explain("2022年12月31日")
    assert lines and all("不作为数量" in line for line in lines)


def test_every_numeral_is_told_of_in_order() -> None:
    heads = [line for line in explain("一是受理12件，满意率98%") if line.startswith("〔")]
    assert [head[: head.index("〕") + 1] for head in heads] == ["〔一〕", "〔12件〕", "〔98%〕"]


def test_the_words_are_the_sentence_s_own() -> None:
    """Traditional and full-width characters are read, not rewritten."""
    assert explain("受理訴求３２萬餘件，滿意率很高")[0].startswith("〔３２萬餘件〕")


@pytest.mark.parametrize("sentence", ["", "强化统筹，压实责任。"])
def test_nothing_to_tell(sentence: str) -> None:
    assert explain(sentence) == []


@pytest.mark.parametrize("text", [case.values[0] for case in cases("mentions", 2)])
def test_every_case_can_be_explained(text: str) -> None:
    for line in explain(text):
        assert line.startswith(("〔", "    "))
