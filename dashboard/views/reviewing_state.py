"""What 核对 shows, read once for each revision: the queue, one figure, what people did to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import data, english, reviewing, reviewing_conflicts, selection
from dashboard.evidence import as_rows
from dashboard.language import say
from dashboard.reviewing import Asked
from dashboard.reviewing_conflicts import Conflict, conflicts
from dashboard.reviewing_history import Ledgers
from dashboard.views import cached, parts, saving
from dashboard.views.cached import each_language


def queue(asked: Asked, author: str) -> pd.DataFrame:
    """The figures that wait for a person, the most urgent first."""
    reports = cached.reports()
    wanted = set(asked.reports)
    if asked.agencies:
        told_by = set(reports.loc[reports["agency"].isin(asked.agencies), "report_id"])
        wanted = wanted & told_by if wanted else told_by
        if not wanted:
            return _queue(asked.readers, author, ("",)).head(0)
    return reviewing.sifted(_queue(asked.readers, author, tuple(sorted(wanted)) or ("",)), asked)


@each_language(8, waiting=lambda: say("正在排出待核对的数字……"))
def _queue(readers: int, author: str, reports: tuple[str, ...]) -> pd.DataFrame:
    """The queue of some reports, of all for ``("",)``."""
    found = [data.queue(reviewing.MOST, readers, author, one) for one in reports]
    return english.observations(reviewing.merged(found))


@each_language(64)
def claims(report_id: str) -> pd.DataFrame:
    """The figures of one report, the rejected ones too."""
    return english.observations(data.observations(rejected=True, report_id=report_id))


@each_language(256)
def _named(identity: str) -> pd.DataFrame:
    return english.observations(data.observations(rejected=True, observation_id=identity))


def figure(identity: str) -> dict[str, Any] | None:
    """A figure, also a rejected one; None where it is not in the store any more."""
    rows = as_rows(_named(identity)) if identity else []
    return rows[0] if rows else None


@each_language(1)
def ledgers() -> Ledgers:
    """All that people did."""
    return Ledgers(data.corrections(), data.reviews(), data.choices())


@each_language(1, waiting=lambda: say("正在对照各份报告……"))
def torn() -> list[Conflict]:
    """What reports of one agency say otherwise."""
    return conflicts(cached.observations(), cached.reports(), ledgers().choices)


def conflict_of(row: Mapping[str, Any]) -> Conflict | None:
    """What another report of the same agency says otherwise of a figure, None for nothing."""
    if not row["indicator"]:
        return None
    among = _torn_of(english.original(str(row["agency"])))
    return reviewing_conflicts.about(among, str(row["observation_id"]))


@each_language(16)
def _torn_of(agency: str) -> list[Conflict]:
    """What the reports of one agency say otherwise: few rows, whatever the store holds."""
    rows = english.observations(data.observations(agency=agency))
    return conflicts(rows, cached.reports(), ledgers().choices)


def address() -> str:
    """The address of the page as its widgets stand."""
    return saving.here(reviewing.parameters(parts.state(), words()))


def titles() -> dict[str, str]:
    """The reports by id with a title each."""
    return selection.report_titles(cached.reports())


def agencies() -> dict[str, str]:
    """Who reports, in the language of the session."""
    names = cached.reports()["agency"]
    return {str(name): str(name) for name in sorted(set(names) - {""})}


def words() -> dict[str, dict[Any, str]]:
    """The words of each widget that is bound to the address, by value."""
    return {
        reviewing.PART: dict(reviewing.parts()),
        reviewing.REPORTS: dict(titles()),
        reviewing.AGENCIES: dict(agencies()),
        reviewing.CATEGORIES: dict(reviewing.categories()),
        reviewing.WHY: dict(reviewing.whys()),
    }
