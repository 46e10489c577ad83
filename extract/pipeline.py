"""The order of the work: read → segment → find → resolve → name → map → tidy table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from extract.context import Context, resolve
from extract.indicators import Mapping, map_indicator
from extract.mentions import find
from extract.model import Mention, Report, Sentence
from extract.tidy import Findings, Values, observation
from extract.properties import properties
from extract.sentences import segment
from extract.variants import fold


def observe(report: Report) -> Iterator[Values]:
    """The observations of one report as tuples in the order of COLUMNS."""
    read = replace(report, text=fold(report.text))
    mentions = list(find(read.text))
    if not mentions:
        return
    all_plan = is_plan(report.title)
    sentences = list(segment(read.text, report.period, all_plan))
    starts = [sentence.start for sentence in sentences]
    by_sentence = groupby(mentions, key=lambda m: bisect_right(starts, m.start) - 1)
    for index, group in by_sentence:
        yield from _in_sentence(report, read, sentences[index], list(group), all_plan)


def is_plan(title: str) -> bool:
    """Whether a title announces nothing but plans: 2024年工作要点."""
    return any(word in title for word in ("计划", "要点", "安排", "打算")) and not any(
        word in title for word in ("总结", "情况", "报告", "完成", "公报", "回顾")
    )


def _in_sentence(
    report: Report, read: Report, sentence: Sentence, mentions: list[Mention], all_plan: bool
) -> Iterator[Values]:
    """The observations of one sentence; ``read`` is the report with its text folded."""
    contexts = resolve(read, sentence, mentions, all_plan)
    names = properties(read.text, sentence, mentions, [context.kind for context in contexts])
    words = read.text[sentence.start : sentence.end]
    section = " > ".join(sentence.section)
    short = report.area.name[:-1] if report.area and len(report.area.name) > 2 else ""
    for mention, context, name in zip(mentions, contexts, names, strict=True):
        mapping = map_indicator(
            name, mention.unit, context.kind, _clause(read.text, sentence, mention), words,
            section, short,
        )  # fmt: skip
        yield observation(report, sentence, mention, _findings(report, mention, context, name, mapping))


def _findings(
    report: Report, mention: Mention, context: Context, name: str, mapping: Mapping
) -> Findings:
    """What all stages found out about one mention, with its confidence and notes."""
    notes = [*report.notes, *(note for note in (context.note, mapping.note) if note)]
    return Findings(
        kind=context.kind,
        direction=context.direction,
        obs_status=context.obs_status,
        cumulative=context.cumulative,
        period=context.period,
        area=context.area,
        measured_property=name,
        indicator=mapping.indicator,
        indicator_name=mapping.indicator_name,
        category=mapping.category,
        system=mapping.system,
        confidence=round(mention.confidence, 3),
        note=";".join(notes),
    )


def _clause(text: str, sentence: Sentence, mention: Mention) -> str:
    """The words between the commas around a figure."""
    start = max(text.rfind(mark, sentence.start, mention.start) for mark in ",，;；")
    ends = [at for mark in ",，;；。" if (at := text.find(mark, mention.end, sentence.end)) >= 0]
    return text[max(start + 1, sentence.start) : min(ends, default=sentence.end)].strip()

