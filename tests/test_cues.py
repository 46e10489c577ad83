"""Each row of data/cues.csv acts in its example as its role says, not in its counter-example."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from test_context import resolved

from extract import mentions
from extract.context import Context, resolve
from extract.model import Mention, Report
from extract.periods import period
from extract.pipeline import is_plan
from extract.properties import properties
from extract.reference import Row, table
from extract.sentences import segment
from extract.variants import fold

OWN = period("2022")
CUES = table("cues")


def quantities(text: str) -> list[Mention]:
    return list(mentions.find(fold(text)))


def contexts(text: str, own: str = "2022") -> list[Context]:
    return [context for _, context in resolved(Report("", text, period=period(own)))]


def named(text: str) -> Iterator[tuple[Mention, str]]:
    """Each figure of a text with what it measures."""
    report = Report("", fold(text), period=OWN)
    for sentence in segment(report.text, OWN):
        here = [m for m in mentions.find(report.text) if sentence.start <= m.start < sentence.end]
        found = [context.kind for context in resolve(report, sentence, here)]
        yield from zip(here, properties(report.text, sentence, here, found), strict=True)


# --- what a row of each role does -----------------------------------------------------


def bounds_a_figure(row: Row, text: str) -> bool:
    found = [(m.qualifier, text[m.start : m.end]) for m in quantities(text)]
    return any(row["value"] == qualifier and row["cue"] in quote for qualifier, quote in found)


def tells_a_change(row: Row, text: str) -> bool:
    directions = {context.direction for context in contexts(text) if context.kind == "change"}
    return bool(directions) and row["value"] in {"", "beside", *directions}


def tells_no_change(row: Row, text: str) -> bool:
    return {context.direction for context in contexts(text)} == {""}


def moves_places(row: Row, text: str) -> bool:
    return tells_a_change(row, text) and "位" in {mention.unit for mention in quantities(text)}


def tells_the_status(row: Row, text: str) -> bool:
    return {context.obs_status for context in contexts(text)} == {row["value"] or "target"}


def runs_on(row: Row, text: str) -> bool:
    return any(context.cumulative for context in contexts(text))


def does_not_run_on(row: Row, text: str) -> bool:
    return not runs_on(row, text)


def begins_afresh(row: Row, text: str) -> bool:
    """What follows 今年 is no running total any more; 新增长点 (none) ends nothing."""
    return contexts(text)[-1].cumulative is bool(row["value"])


def ranks(row: Row, text: str) -> bool:
    return "rank" in {mention.kind for mention in quantities(text)}


def heads_a_plan(row: Row, text: str) -> bool:
    *_, last = segment(f"{text}\n新增坐席20个。", period("2023"))
    return last.plan


def heads_results(row: Row, text: str) -> bool:
    """A heading of results stands out even among plans."""
    return not heads_a_plan(row, f"第二部分 下一步工作\n{text}")


def titles_a_plan(row: Row, text: str) -> bool:
    return is_plan(text)


def titles_results(row: Row, text: str) -> bool:
    return not is_plan(text)


def leads_in(row: Row, text: str) -> bool:
    """The name of a figure begins behind the cue, in the same clause."""
    for mention, name in named(text):
        start = text.rfind(name, 0, mention.start) if name else -1
        clause = text[text.rfind("，", 0, start) + 1 : start]
        if start > 0 and row["cue"] in clause and len(clause) <= len(row["cue"]) + 5:
            return True
    return False


def leads_on(row: Row, text: str) -> bool:
    """The name of a figure ends before the cue, the figure follows."""
    for mention, name in named(text):
        start = text.rfind(name, 0, mention.start) if name else -1
        if start >= 0 and row["cue"] in text[start + len(name) : mention.number_start]:
            return True
    return False


def ends_the_name(row: Row, text: str) -> bool:
    """The name behind a figure ends right before the cue."""
    for mention, name in named(text):
        behind = text[mention.end :].removeprefix("的")
        if name and behind.startswith(name) and behind.startswith(row["cue"], len(name)):
            return True
    return False


def has_the_year(row: Row, text: str) -> bool:
    return contexts(text, "2022-H1")[-1].period == OWN


def leaves_the_period(row: Row, text: str) -> bool:
    return contexts(text)[-1].period == OWN


def lets_one_count(row: Row, text: str) -> bool:
    return any(text[m.start : m.end].startswith("一") for m in quantities(text))


def takes_time(row: Row, text: str) -> bool:
    spent = [m for m in quantities(text) if m.unit in ("年", "周", "日", "天")]
    return any(row["cue"] in text[: m.number_start] for m in spent)


def makes_no_quantity(row: Row, text: str) -> bool:
    """No figure begins right behind the cue or ends right before it."""
    starts = [at for at in range(len(text)) if text.startswith(row["cue"], at)]
    ends = [at + len(row["cue"]) for at in starts]
    return not any(
        m.end in starts or any(0 <= m.number_start - end <= 4 for end in ends)
        for m in quantities(text)
    )


ACTS: dict[str, Callable[[Row, str], bool]] = {
    "prefix": bounds_a_figure,
    "prefix_scale": bounds_a_figure,
    "suffix": bounds_a_figure,
    "change": tells_a_change,
    "change_name": tells_a_change,
    "change_link": tells_a_change,
    "against": tells_a_change,
    "against_what": tells_a_change,
    "compare": tells_a_change,
    "no_change": tells_no_change,
    "no_change_before": tells_no_change,
    "move": moves_places,
    "target": tells_the_status,
    "year_goal": has_the_year,
    "cumulative": runs_on,
    "bounded": does_not_run_on,
    "fresh": begins_afresh,
    "rank": ranks,
    "plan_heading": heads_a_plan,
    "report_heading": heads_results,
    "plan_title": titles_a_plan,
    "result_title": titles_results,
    "lead": leads_in,
    "trail": leads_on,
    "np_stop": ends_the_name,
    "founded": leaves_the_period,
    "disaster": leaves_the_period,
    "new": lets_one_count,
    "one_counts": lets_one_count,
    "takes_time": takes_time,
    "span_of_years": makes_no_quantity,
    "no_half": makes_no_quantity,
    "slogan": makes_no_quantity,
    "assembly": makes_no_quantity,
    "page_counter": makes_no_quantity,
}


def named_by_cue(row: Row) -> str:
    return f"{row.line}:{row['role']}:{row['cue']}"


def test_every_role_is_known() -> None:
    assert {row["role"] for row in CUES} == set(ACTS)


@pytest.mark.parametrize("row", CUES, ids=named_by_cue)
def test_cues_act_in_their_examples(row: Row) -> None:
    assert row["cue"] in row["example"]
    assert ACTS[row["role"]](row, row["example"])


@pytest.mark.parametrize("row", [row for row in CUES if row["counter_example"]], ids=named_by_cue)
def test_cues_do_not_act_in_their_counter_examples(row: Row) -> None:
    assert row["cue"] in row["counter_example"]
    assert not ACTS[row["role"]](row, row["counter_example"])


@pytest.mark.parametrize("row", [row for row in CUES if row["not_after"]], ids=named_by_cue)
def test_words_that_end_in_a_qualifier_are_none(row: Row) -> None:
    """赶超3200万件, 最近3200万件: the letter belongs to the word before."""
    prefixes = {other["cue"] for other in CUES if other["role"] == "prefix"}
    number = "百万件" if row["role"] == "prefix_scale" else "3200万件"
    for letter in row.several("not_after"):
        if letter + row["cue"] in prefixes:
            continue
        text = f"{letter}{row['cue']}{number}"
        assert row["cue"] not in [text[m.start : m.number_start] for m in quantities(text)], text
