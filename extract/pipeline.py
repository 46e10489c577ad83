"""The order of the work: read → segment → find → resolve → name → map → tidy table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from extract.context import Context, resolve
from extract.grammar import cues
from extract.indicators import map_indicator
from extract.mentions import find
from extract.model import Mention, Report, Sentence
from extract.properties import properties
from extract.sentences import holding
from extract.tables import Cell, cell_of, cells, merged
from extract.tidy import Findings, Place, Values, observation
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
    placed = holding(read.text, _ahead(mentions), report.period, all_plan)
    while some := list(islice(placed, _AT_ONCE)):
        contexts = [resolve(read, *one, all_plan) for one in some]
        names = [
            properties(read.text, *one, [context.kind for context in told])
            for one, told in zip(some, contexts, strict=True)
        ]
        found = [
            figure
            for one, told, named in zip(some, contexts, names, strict=True)
            for figure in _mapped(read, source, figures, *one, told, named)
        ]
        for place, mention, findings in found:
            yield observation(report, place, mention, findings)


# A stage does this many sentences before the next: its words stay at hand in the processor's
# cache, and a long report is still never held in pieces as a whole.
_AT_ONCE = 64


def _ahead(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions, found some at a time."""
    found = iter(mentions)
    while some := list(islice(found, _AT_ONCE)):
        yield from some


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


def _mapped(
    report: Report,
    source: _Source,
    figures: list[Cell],
    sentence: Sentence,
    mentions: list[Mention],
    contexts: list[Context],
    names: list[str],
) -> Iterator[tuple[Place, Mention, Findings]]:
    """Each mention of a sentence, or of a row of a table, with what was found out about it."""
    words = report.text[sentence.start : sentence.end]
    place = Place(sentence.start, sentence.end, " > ".join(sentence.section))
    for mention, context, name in zip(mentions, contexts, names, strict=True):
        cell = cell_of(figures, mention) if figures else None
        if cell is not None:
            place = place._replace(start=cell.row_start, end=cell.row_end)
            words = report.text[place.start : place.end]
            context, name = _in_table(report, cell, mention, context)
        yield place, mention, _findings(report, source, place, words, mention, context, name)


def _in_table(
    report: Report, cell: Cell, mention: Mention, context: Context
) -> tuple[Context, str]:
    """The context and the name that the headings of a table give to the figure in a cell."""
    around = Sentence(0, len(cell.column))
    end = len(cell.column)
    beside = mention._replace(start=end, end=end)
    headed = resolve(replace(report, text=cell.column), around, [beside])[0]
    place = area_beside(cell.row, report.area)
    column = cell.column.replace(cell.period, "", 1)  # 2021年受理工单: when is told apart
    name = column if place or not cell.row else f"{cell.row}{column}"
    found = headed._replace(area=place or context.area, period=headed.period or context.period)
    return found, name


def is_plan(title: str) -> bool:
    """Whether a title announces nothing but plans: 2024年工作要点."""
    title = fold(title)
    return _PLANS.search(title) is not None and _RESULTS.search(title) is None


def _findings(
    report: Report,
    source: _Source,
    place: Place,
    words: str,
    mention: Mention,
    context: Context,
    name: str,
) -> Findings:
    """What all stages found out about one mention, with its confidence and notes."""
    text = report.text
    mapping = map_indicator(
        name,
        mention.unit,
        context.kind,
        _clause(text, place, mention),
        words,
        place.section,
        source.area_short,
        text[mention.start : mention.end],
        source.topic,
    )
    kind, direction, obs_status, cumulative, period, area, note = context
    notes = [*source.notes, note, mapping.note]
    return Findings(
        kind, direction, obs_status, cumulative, period, area, name,
        mapping.indicator, mapping.indicator_name, mapping.category, mapping.system,
        round(_confidence(report, mention, context, mapping.confidence), 3),
        ";".join(filter(None, notes)),
    )  # fmt: skip


def _confidence(report: Report, mention: Mention, context: Context, mapped: float) -> float:
    """How sure a row is: of its figure, less of a period or place that is not the report's own.

    Of a text recognised from a picture, less by as much as its characters are unsure.
    """
    period, area = context.period, context.area
    # Most are the very same object, which costs nothing to see.
    other_time = period is not report.period and period != report.period
    other_place = area is not report.area and area != report.area
    found = min(mention.confidence - 0.06 * (other_time + other_place), 0.6 + 0.4 * mapped)
    seen = report.file.confidence if report.file else None
    return found if seen is None else found * seen


# The first runs to the end and comes back: it finds the last comma at once.
_COMMA = re.compile("(?s:.*)[,，;；]")
_STOP = re.compile("[,，;；。]")


def _clause(text: str, place: Place, mention: Mention) -> str:
    """The words between the commas around a figure."""
    comma = _COMMA.match(text, place.start, mention.start)
    stop = _STOP.search(text, mention.end, place.end)
    start = comma.end() if comma else place.start
    return text[start : stop.start() if stop else place.end].strip()
