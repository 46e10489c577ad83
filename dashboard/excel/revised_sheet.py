"""**修订**: who corrected, accepted, rejected or chose what, when and why, newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard import changed, reviewing_history
from dashboard.books.book import Book
from dashboard.evidence import as_rows
from dashboard.excel.sheet_words import names, not_applicable, unknown
from dashboard.excel.sheets import Sheet
from dashboard.language import say
from dashboard.reviewing_history import Step

_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
_NOTHING = "—"


@dataclass(frozen=True, slots=True)
class _Line:
    """What somebody did to a figure; ``before`` and ``after`` are numbers in ``unit``, or words."""

    made: datetime
    who: str
    agency: str
    quote: str
    what: str
    before: float | str
    after: float | str
    why: str
    origin: str
    held: str
    observation: str
    unit: str = ""


def count(book: Book) -> int:
    """How many lines the sheet has."""
    return len(book.corrections) + len(book.reviews) + len(book.choices)


def write(sheet: Sheet, book: Book, lines: Mapping[str, int]) -> None:
    """Who did what to the figures of a book, and the way to each one's line of 证据."""
    columns = (
        (say("时间"), 18),
        (say("操作人"), 12),
        (say("机构"), 24),
        (say("原文"), 16),
        (say("做了什么"), 12),
        (say("之前"), 20),
        (say("之后"), 16),
        (say("理由"), 36),
        (say("来源"), 20),
        (say("状态"), 10),
        (say("证据"), 12),
    )
    sheet.widths([width for _, width in columns])
    sheet.table("Corrections", [name for name, _ in columns], max(count(book), 1))
    if not count(book):
        sheet.line([say("没有更正、核对或选用"), *[_NOTHING] * (len(columns) - 1)])
        return
    found = [*_corrections(book), *_reviews(book), *_choices(book)]
    for one in sorted(found, key=lambda line: line.made, reverse=True):
        _write(sheet, one, lines.get(one.observation))


def _write(sheet: Sheet, one: _Line, line: int | None) -> None:
    sheet.begin()
    sheet.cell(one.made, "moment")
    for text in (one.who, one.agency, one.quote, one.what):
        sheet.cell(text or unknown(), "wrap")
    for state in (one.before, one.after):
        if isinstance(state, float):
            sheet.number(state, one.unit)
        else:
            sheet.cell(state or unknown(), "wrap")
    for text in (one.why, one.origin, one.held):
        sheet.cell(text or unknown(), "wrap")
    target = f"'{names().evidence}'!A{line}" if line else ""
    sheet.link(target, say("证据{line:d}", line=line) if line else not_applicable())


def _corrections(book: Book) -> Iterator[_Line]:
    """The corrections, those of one moment newest first."""
    known = _known(book)
    for row in reversed(as_rows(book.corrections)):
        about = known.get(str(row["observation_id"]), {})
        code, unit = str(row["field"]), str(about.get("unit", ""))
        yield _Line(
            _moment(row["made"]), str(row["author"]), str(about.get("agency", "")),
            str(about.get("quote", "")), say("更正{field}", field=changed.field(code).lower()),
            _stood(code, str(row["before"])), _stood(code, str(row["after"])), str(row["reason"]),
            str(row["origin"]), changed.held(row, unit), str(row["observation_id"]), unit,
        )  # fmt: skip


def _reviews(book: Book) -> Iterator[_Line]:
    known = _known(book)
    for row in reversed(as_rows(book.reviews)):
        yield _step(reviewing_history.review(row), known, _NOTHING)


def _choices(book: Book) -> Iterator[_Line]:
    """The choices, each with the figures that it was preferred to."""
    known = _known(book)
    for row in reversed(as_rows(book.choices)):
        there = next((one for one in row["over"].split() if one in known), "")
        known.setdefault(str(row["observation_id"]), known.get(there, {}))
        yield _step(reviewing_history.choice(row), known, str(row.get("against") or _NOTHING))


def _step(step: Step, known: Mapping[str, Mapping[str, Any]], before: str) -> _Line:
    about = known.get(step.observation_id, {})
    return _Line(
        _moment(step.made), step.who, str(about.get("agency", "")), step.after, step.what, before,
        step.after, step.why or _NOTHING, say("核对"), step.held, step.observation_id,
    )  # fmt: skip


def _known(book: Book) -> dict[str, dict[str, Any]]:
    """The figures of a book by id, with whose they are."""
    rows = as_rows(book.observations[["observation_id", "agency", "quote", "unit"]])
    return {str(row["observation_id"]): row for row in rows}


def _moment(made: Any) -> datetime:
    """A moment in UTC as the clock on the wall shows it."""
    return pd.Timestamp(made).tz_localize("UTC").to_pydatetime().astimezone().replace(tzinfo=None)


def _stood(field: str, text: str) -> float | str:
    """What stood or stands there: a figure, else a unit or an indicator in words."""
    if field == "value" and _NUMBER.fullmatch(text):
        return float(text)
    return changed.shown(field, text)
