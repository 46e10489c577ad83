"""**Resolve**: whose figure, where, when; actual or target; cumulative; level or change.

Each question is answered from the words around a mention, nearest first: its clause,
its sentence, its heading, and last the report itself.
"""

from __future__ import annotations

from typing import NamedTuple

from extract.changes import change_of, listed
from extract.model import Area, Mention, Period, Report, Sentence
from extract.periods import PeriodMention, find
from extract.planning import carried_period, planned_period, section_period
from extract.targets import status_of
from extract.timing import adjusted, named_period, period_of, speaking_year, whole_year
from extract.totals import is_cumulative, running_marks
from extract.where import area_of, clause_start


class Context(NamedTuple):
    """What the surroundings say of one mention; ``area`` is the name as the text has it."""

    kind: str
    direction: str
    obs_status: str
    cumulative: bool
    period: Period | None
    area: Area | None
    note: str = ""


def resolve(
    report: Report,
    sentence: Sentence,
    mentions: list[Mention],
    all_plan: bool = False,
) -> list[Context]:
    """The contexts of the mentions of one sentence, in order.

    ``all_plan`` says that the report is nothing but a plan: it plans for its own period.

    >>> # 「群众满意率同比提高2.3个百分点」: a change, upwards
    """
    text, own = report.text, report.period
    planned, past, periods = _scene(report, sentence, all_plan)
    running = running_marks(text, sentence, periods, own)
    contexts: list[Context] = []
    previous: Mention | None = None
    for mention in mentions:
        before = previous.end if previous else sentence.start
        clause = clause_start(text, sentence.start, mention.start)
        change = change_of(text, before, clause, mention)
        if change in ("", "none") and previous and listed(text, previous, mention):
            last = contexts[-1]
            change = (last.direction or "none") if last.kind == "change" else change
        kind = "change" if change and mention.kind == "level" else mention.kind
        named = named_period(text, periods, mention, previous, clause) if periods else None
        if named is None and past is not None:
            named = PeriodMention(sentence.start, sentence.start, past, "span")
        status = status_of(text, sentence, clause, mention, named, own, planned)
        target = status == "target"
        yearly = whole_year(text, clause, mention, planned or own) if target else None
        contexts.append(
            Context(
                kind,
                change if kind == "change" and change != "none" else "",
                status,
                bool(running) and is_cumulative(running, mention, kind),
                yearly or period_of(named, status, planned, own, sentence.plan),
                area_of(text, sentence, clause, mention, report.area, before),
            )
        )
        previous = mention
    return contexts


def _scene(
    report: Report, sentence: Sentence, all_plan: bool
) -> tuple[Period | None, Period | None, list[PeriodMention]]:
    """The period a sentence plans for, the one its paragraph tells of, those it names itself."""
    text, own = report.text, report.period
    planned = past = None
    if sentence.plan:
        planned = own if all_plan else planned_period(sentence.section, own)
    now = planned or speaking_year(report) or own
    if sentence.line < sentence.start:
        past = carried_period(text, sentence.line, sentence, now)
    if past is None and planned is None:
        past = section_period(sentence.section, own)
    named = find(text, sentence.start, sentence.end, now)
    return planned, past, [adjusted(text, one) for one in named]
