"""**What people said**: corrections, reviews and choices that concern the rows of a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.evidence import as_rows, report_name
from dashboard.language import listed, say
from dashboard.reviewing_history import Ledgers


def about(rows: pd.DataFrame, said: Ledgers, whole: pd.DataFrame, reports: pd.DataFrame) -> Ledgers:
    """What was said of some rows of the tidy table, ``whole``.

    A choice concerns the figure chosen and those not chosen; ``against`` names these in words.
    """
    shown = set(rows["observation_id"])
    corrections, reviews = (
        ledger[ledger["observation_id"].isin(shown)] if len(ledger) else ledger
        for ledger in (said.corrections, said.reviews)
    )
    return Ledgers(corrections, reviews, _choices(shown, said.choices, whole, reports))


def _choices(
    shown: set[str], choices: pd.DataFrame, whole: pd.DataFrame, reports: pd.DataFrame
) -> pd.DataFrame:
    if choices.empty:
        return choices
    told = zip(choices["observation_id"], choices["over"], strict=True)
    found = choices[[not shown.isdisjoint((one, *over.split())) for one, over in told]]
    if found.empty:
        return found
    wanted = {one for over in found["over"] for one in over.split()}
    known = as_rows(whole[whole["observation_id"].isin(wanted)])
    figures = {str(row["observation_id"]): row for row in known}
    titled = reports[reports["report_id"].isin({row["report_id"] for row in known})]
    titles = {row["report_id"]: report_name(row) for row in as_rows(titled)}
    return found.assign(against=[_told(over.split(), figures, titles) for over in found["over"]])


def _told(
    over: list[str], figures: Mapping[str, Mapping[str, Any]], titles: Mapping[str, str]
) -> str:
    """The figures that were not chosen, each with its report: 12万（《2022年补充报告》）."""
    return listed(
        say(
            "{quote}（《{title}》）",
            quote=figures[one]["quote"],
            title=titles.get(figures[one]["report_id"], figures[one]["report_id"]),
        )
        for one in over
        if one in figures
    )
