"""The order of the work: read → segment → find → resolve → name → map → tidy table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from extract.context import Context, resolve
from extract.grammar import cues
from extract.indicators import map_indicator
from extract.mentions import find
from extract.model import Mention, Report, Sentence
from extract.properties import properties
from extract.sentences import segment
from extract.tables import Cell, cell_of, cells, merged
from extract.tidy import Findings, Values, observation
from extract.variants import fold
from extract.where import area_beside
from extract.words import alternation

_PLANS = re.compile(alternation(cues("plan_title")))
_RESULTS = re.compile(alternation(cues("result_title")))


def observe(report: Report) -> Iterator[Values]:
    """The observations of one report as tuples in the order of COLUMNS."""
    read = replace(report, text=fold(report.text))
    figures = list(cells(read.text))
    mentions = merged(list(find(read.text)), figures) if figures else find(read.text)
    all_plan = is_plan(report.title)
    source = _source(report)
    for sentence, members in _placed(mentions, segment(read.text, report.period, all_plan)):
        contexts = resolve(read, sentence, members, all_plan)
        names = properties(read.text, sentence, members, [context.kind for context in contexts])
        for mention, context, name in zip(members, contexts, names, strict=True):
            cell = cell_of(figures, mention)
            if cell is not None:
                sentence = replace(sentence, start=cell.row_start, end=cell.row_end)
                context, name = _in_table(read, cell, mention, context)
            found = _findings(read, source, sentence, mention, context, name)
            yield observation(report, sentence, mention, found)


def _placed(
    mentions: Iterable[Mention], sentences: Iterator[Sentence]
) -> Iterator[tuple[Sentence, list[Mention]]]:
    """The sentences that hold mentions, each with those that it holds, in order.

    Both are taken as they come: a long report is never held in pieces as a whole.
    """
    members: list[Mention] = []
    sentence = following = next(sentences, None)
    for mention in mentions:
        while following is not None and following.start <= mention.start:
            if members and sentence is not None:
                yield sentence, members
                members = []
            sentence, following = following, next(sentences, None)
        members.append(mention)
    if members and sentence is not None:
        yield sentence, members


class _Source(NamedTuple):
    """What every figure of a report shares: its area's short name, its topic, its notes."""

    area_short: str
    topic: str
    notes: tuple[str, ...]


def _source(report: Report) -> _Source:
    """When a report was published says nothing of its figures: that note is left out."""
    name = report.area.name if report.area else ""
    return _Source(
        name[:-1] if len(name) > 2 else "",
        f"{report.agency} {report.title}",
        tuple(note for note in report.notes if not note.startswith("发布日期")),
    )


def _in_table(
    report: Report, cell: Cell, mention: Mention, context: Context
) -> tuple[Context, str]:
    """The context and the name that the headings of a table give to the figure in a cell."""
    around = Sentence(0, len(cell.column))
    end = len(cell.column)
    beside = replace(mention, start=end, end=end)
    headed = resolve(replace(report, text=cell.column), around, [beside])[0]
    place = area_beside(cell.row, report.area)
    name = cell.column if place or not cell.row else f"{cell.row}{cell.column}"
    found = headed._replace(area=place or context.area, period=headed.period or context.period)
    return found, name


def is_plan(title: str) -> bool:
    """Whether a title announces nothing but plans: 2024年工作要点."""
    title = fold(title)
    return _PLANS.search(title) is not None and _RESULTS.search(title) is None


def _findings(
    report: Report,
    source: _Source,
    sentence: Sentence,
    mention: Mention,
    context: Context,
    name: str,
) -> Findings:
    """What all stages found out about one mention, with its confidence and notes."""
    mapping = map_indicator(
        name,
        mention.unit,
        context.kind,
        _clause(report.text, sentence, mention),
        report.text[sentence.start : sentence.end],
        " > ".join(sentence.section),
        source.area_short,
        report.text[mention.start : mention.end],
        source.topic,
    )
    notes = [*source.notes, context.note, mapping.note]
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
        confidence=round(_confidence(report, mention, context, mapping.confidence), 3),
        note=";".join(filter(None, notes)),
    )


def _confidence(report: Report, mention: Mention, context: Context, mapped: float) -> float:
    """How sure a row is: of its figure, less of a period or place that is not the report's own."""
    aside = _differ(context.period, report.period) + _differ(context.area, report.area)
    return min(mention.confidence - 0.06 * aside, 0.6 + 0.4 * mapped)


def _differ(one: object, other: object) -> bool:
    """Whether two values differ; most are the very same object, which costs nothing to see."""
    return one is not other and one != other


_COMMA = re.compile("[,，;；]")
_STOP = re.compile("[,，;；。]")


def _clause(text: str, sentence: Sentence, mention: Mention) -> str:
    """The words between the commas around a figure."""
    start = sentence.start
    for found in _COMMA.finditer(text, start, mention.start):
        start = found.end()
    stop = _STOP.search(text, mention.end, sentence.end)
    return text[start : stop.start() if stop else sentence.end].strip()
