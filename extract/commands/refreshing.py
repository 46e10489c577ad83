"""Extracts reports of the store again from the text that is kept, on several cores."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import extract
from extract import store
from extract.commands import screen
from extract.model import Report
from extract.tidy import frame

# What a text that nobody foresaw may make the rules raise; it must not stop the other reports.
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_PART = 8
# A worker takes half a second to start: about as long as extracting so many reports.
_WORTH_A_WORKER = 30
_TRIES = 3
Rows = list[tuple[Any, ...]]


def refresh(kept: store.Store, names: Sequence[str], rules: str, jobs: int | None = None) -> int:
    """Extract reports again by the rules of a fingerprint; how many were stored.

    Each is a transaction. One that has been removed meanwhile stays away, one that a person has
    changed meanwhile is extracted once more. Says which report could not be extracted.
    """
    done = 0
    for number, (report, rows) in enumerate(_extracted(kept, names, jobs), start=1):
        if number % 50 == 0:
            screen.say(f"正在重新抽取第 {number}/{len(names)} 份报告……")
        done += _keep(kept, report, rows, rules)
    return done


def _extracted(
    kept: store.Store, names: Sequence[str], jobs: int | None
) -> Iterator[tuple[Report, Rows | str | None]]:
    reports = (report for name in names if (report := kept.report(name)) is not None)
    crew = jobs or min(_cores(), len(names) // _WORTH_A_WORKER)
    if crew < 2:
        return ((report, again(report)) for report in reports)
    from extract.commands.workers import in_order  # it takes time to load

    return in_order(again, _parts(reports), crew)


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _parts(reports: Iterator[Report]) -> Iterator[list[Report]]:
    part: list[Report] = []
    for report in reports:
        part.append(report)
        if len(part) == _PART:
            yield part
            part = []
    if part:
        yield part


def again(report: Report) -> Rows | str:
    """The observations of a report by the rules of today, or what went wrong."""
    try:
        return list(extract.observe(report))
    except _FAULTS as error:
        return f"{type(error).__name__}: {error}".splitlines()[0]


def _keep(kept: store.Store, report: Report, rows: Rows | str | None, rules: str) -> bool:
    """Store what was extracted; whether it was."""
    for _ in range(_TRIES):
        if not isinstance(rows, list):
            why = rows or "处理它的进程意外结束"
            screen.say(f"duibiao:{report.report_id} 重新抽取出错({why}),原有数字保留;请反馈。")
            return False
        if kept.refresh(report, frame(rows), rules):
            return True
        newer = kept.report(report.report_id)
        if newer is None:
            return False
        report, rows = newer, again(newer)
    return False
