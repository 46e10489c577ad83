"""**Segment**: sentences with their heading path, and which of them speak of plans."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import extract
from extract.mentions import find
from extract.model import Sentence
from extract.periods import period
from extract.reference import SEEDS
from extract.sentences import holding, segment

steady = settings(deadline=None, derandomize=True)

TEXT = """福田区政务服务数据管理局2022年工作总结和2023年工作计划
一、2022年工作总结
(一)抓实政务服务。一是推动事项上网。全年办件12万件；满意率98%。
(二)抓实热线
受理诉求36万件。
二、2023年工作计划
(一)做强热线。新增坐席20个。
"""


def found(text: str, own: str = "2022", all_plan: bool = False) -> list[tuple[str, Sentence]]:
    return [
        (text[sentence.start : sentence.end].strip(), sentence)
        for sentence in segment(text, period(own), all_plan)
    ]


def test_sentences_end_at_their_marks_and_lines() -> None:
    assert [words for words, _ in found(TEXT)] == [
        "福田区政务服务数据管理局2022年工作总结和2023年工作计划",
        "一、2022年工作总结",
        "(一)抓实政务服务。",
        "一是推动事项上网。",
        "全年办件12万件；",
        "满意率98%。",
        "(二)抓实热线",
        "受理诉求36万件。",
        "二、2023年工作计划",
        "(一)做强热线。",
        "新增坐席20个。",
    ]


def test_each_sentence_knows_its_headings() -> None:
    sections = {words: sentence.section for words, sentence in found(TEXT)}
    assert sections["满意率98%。"][-2:] == ("一、2022年工作总结", "(一)抓实政务服务")
    assert sections["受理诉求36万件。"][-2:] == ("一、2022年工作总结", "(二)抓实热线")
    assert sections["新增坐席20个。"][-2:] == ("二、2023年工作计划", "(一)做强热线")


def test_plans_begin_at_their_heading_and_end_at_the_next() -> None:
    plans = {words: sentence.plan for words, sentence in found(TEXT)}
    assert plans["新增坐席20个。"]
    assert not plans["受理诉求36万件。"]


@pytest.mark.parametrize(
    ("heading", "plan"),
    [
        ("二、2023年工作计划", True),
        ("三、下一步工作思路", True),
        ("(三)下半年工作安排", True),
        ("第二部分 2023年重点任务", True),
        ("三、存在的问题及下一步工作计划", True),
        ("一、2022年工作总结", False),
        ("一、2022年工作计划完成情况", False),
        ("二、主要工作成效", False),
        ("一、推进计划生育服务", False),
    ],
)
def test_headings_that_announce_plans(heading: str, plan: bool) -> None:
    *_, (_, sentence) = found(f"{heading}\n新增坐席20个。")
    assert sentence.plan is plan


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("下一步，我们将新增坐席20个。", True),
        ("2023年，将继续优化服务，新增坐席20个。", True),
        ("2022年以来，将热线并入平台，新增坐席20个。", False),
        ("全年新增坐席20个。", False),
    ],
)
def test_paragraphs_that_open_with_what_comes_next(text: str, plan: bool) -> None:
    [(_, sentence)] = found(text)
    assert sentence.plan is plan


def test_a_plan_is_a_plan_from_end_to_end() -> None:
    assert all(sentence.plan for _, sentence in found("一、总体要求\n新增坐席20个。", "2024", True))


@pytest.mark.parametrize(
    "text",
    [
        "满意率98.5%，比上年高1.5个百分点。",
        "平台1.0版上线，受理1.5万件。",
        "受理来信107封(咨询72封、投诉35封)。",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert [words for words, _ in found(text)] == [text]


def test_closing_marks_stay_with_their_sentence() -> None:
    words = [words for words, _ in found("他说：“办得真快。”群众点赞。")]
    assert words == ["他说：“办得真快。”", "群众点赞。"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n　　"])
def test_every_kind_of_line_end(end: str) -> None:
    assert [words for words, _ in found(f"办件12万件{end}满意率98%")] == ["办件12万件", "满意率98%"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "　\n　"])
def test_blank_text_has_no_sentences(text: str) -> None:
    assert found(text) == []


def covers(text: str) -> None:
    """Sentences come in order, do not overlap, and leave out nothing but white space."""
    last = 0
    for sentence in segment(text, period("2022")):
        assert last <= sentence.start < sentence.end <= len(text)
        assert not text[last : sentence.start].strip()
        last = sentence.end
    assert not text[last:].strip()


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
def test_the_five_reports_are_covered(path) -> None:  # type: ignore[no-untyped-def]
    covers(extract.read(path).text)


PIECES = (
    "一、 (一) 1. 第一部分 2022年 下一步 将 计划 总结 。 ； ！ ” ） \n \r\n 　 办件 12万件 ， : 98%"
)


@steady
@given(st.lists(st.sampled_from(PIECES.split(" ")), max_size=14).map("".join))
def test_any_text_is_covered(text: str) -> None:
    covers(text)


@steady
@given(st.text(max_size=200))
def test_any_characters_are_covered(text: str) -> None:
    covers(text)


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
def test_each_mention_is_with_the_sentence_that_holds_it(path) -> None:  # type: ignore[no-untyped-def]
    text, own = extract.read(path).text, period("2022")
    mentions = list(find(text))
    held = list(holding(text, iter(mentions), own, False))
    assert [mention for _, members in held for mention in members] == mentions
    assert all(one.start <= mention.start < one.end for one, some in held for mention in some)
    sentences = set(segment(text, own))
    assert all(sentence in sentences for sentence, _ in held)
