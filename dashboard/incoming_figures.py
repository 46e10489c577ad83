"""The figures of a report that comes in, in words: least certain first, each as it was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard import english, written
from dashboard.evidence import as_rows
from dashboard.incoming import UNSURE, Candidate, least_certain, page_of
from dashboard.incoming_words import Table
from dashboard.language import say
from dashboard.wording import label, period_text


def rows(candidate: Candidate) -> list[dict[str, Any]]:
    """The figures of a candidate as rows in the reader's language, least certain first.

    What their notes say of the report as a whole stands beside its facts, and is left out here.
    """
    found = least_certain(candidate.report)
    whole = {clause for note in candidate.report.notes for clause in note.split(";")}
    own = (";".join(c for c in str(n).split(";") if c not in whole) for n in found["note"])
    return as_rows(english.observations(found.assign(note=list(own))))


def told(row: Mapping[str, Any], candidate: Candidate) -> str:
    """What was made of a figure, on one line: its amount, name, place, period, how sure."""
    page = page_of(candidate.report, int(row["start"]))
    parts = (
        written.amount(row),
        str(row["indicator_name"] or row["measured_property"]),
        str(row["reference_area"]) or say("地区不明"),
        period_text(str(row["time_period"])),
        label("status", "target") if row["obs_status"] == "target" else "",
        say("第{n}页", n=page) if page else "",
        say("把握{sure:.0%}", sure=float(row["confidence"])),
    )
    return " · ".join(part for part in parts if part)


def is_unsure(row: Mapping[str, Any]) -> bool:
    """Whether a figure is to be looked at before it is kept."""
    return float(row["confidence"]) < UNSURE


def table(found: Iterable[Mapping[str, Any]]) -> Table:
    """All figures of a candidate, one a line."""
    header = (
        say("原文"),
        say("数值"),
        say("所量之事"),
        say("指标"),
        say("地区"),
        say("期间"),
        say("把握程度"),
    )
    return header, [
        (
            str(row["quote"]),
            written.amount(row),
            str(row["measured_property"]),
            str(row["indicator_name"]),
            str(row["reference_area"]),
            period_text(str(row["time_period"])),
            f"{float(row['confidence']):.0%}",
        )
        for row in found
    ]
