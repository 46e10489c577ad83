"""**Tell what happened to a figure**: who found it right, corrected it, chose it, and took back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import changed
from dashboard.evidence import as_rows
from dashboard.language import say

CORRECTION, REVIEW, CHOICE = "correction", "review", "choice"
#: The statuses of a step that can be taken back.
_STANDING = ("active", "moot")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did to a figure; ``kind`` and ``number`` say which to take back."""

    kind: str
    number: int
    observation_id: str
    made: pd.Timestamp
    who: str
    what: str
    before: str
    after: str
    why: str
    held: str
    standing: bool

    @property
    def name(self) -> str:
        """The step as the button that takes it back names it: 更正3."""
        known = {
            CORRECTION: say("更正{n:d}", n=self.number),
            REVIEW: say("核对{n:d}", n=self.number),
        }
        return known.get(self.kind) or say("选用{n:d}", n=self.number)


@dataclass(frozen=True, slots=True)
class Ledgers:
    """All that people did, as the store lists it."""

    corrections: pd.DataFrame
    reviews: pd.DataFrame
    choices: pd.DataFrame


def steps(ledgers: Ledgers, identity: str, unit: str = "") -> list[Step]:
    """What happened to a figure, newest first; ``unit`` is the figure's own."""
    found = [_correction(row, unit) for row in _about(ledgers.corrections, identity)]
    found += [_review(row) for row in _about(ledgers.reviews, identity)]
    found += [_choice(row) for row in _about(ledgers.choices, identity)]
    return sorted(found, key=lambda step: (step.made, step.kind, step.number), reverse=True)


def _about(ledger: pd.DataFrame, identity: str) -> list[dict[str, Any]]:
    """The rows of a ledger that are about a figure."""
    return as_rows(ledger[ledger["observation_id"] == identity])


def reviewed(ledgers: Ledgers) -> list[Step]:
    """All reviews ever made, newest first."""
    return [_review(row) for row in reversed(as_rows(ledgers.reviews))]


def _correction(row: Mapping[str, Any], unit: str) -> Step:
    code = str(row["field"])
    return Step(
        CORRECTION, int(row["correction_id"]), str(row["observation_id"]), row["made"],
        str(row["author"]), say("更正{field}", field=changed.field(code).lower()),
        changed.shown(code, str(row["before"]), unit), changed.shown(code, str(row["after"]), unit),
        str(row["reason"]), changed.held(row, unit), row["status"] in _STANDING,
    )  # fmt: skip


def _review(row: Mapping[str, Any]) -> Step:
    what = say("接受") if row["verdict"] == "accepted" else say("拒绝")
    held = _ended(row)
    if row["status"] == "active" and row["drifted"]:
        held = say("有效；之后数字有变动")
    return Step(
        REVIEW, int(row["review_id"]), str(row["observation_id"]), row["made"], str(row["author"]),
        what, "", str(row["quote"]), str(row["note"]), held, row["status"] in _STANDING,
    )  # fmt: skip


def _choice(row: Mapping[str, Any]) -> Step:
    return Step(
        CHOICE, int(row["choice_id"]), str(row["observation_id"]), row["made"], str(row["author"]),
        say("选用"), "", str(row["quote"]), str(row["reason"]), _ended(row),
        row["status"] in _STANDING,
    )  # fmt: skip


def _ended(row: Mapping[str, Any]) -> str:
    """Whether a step holds, and who ended it."""
    told = changed.status(str(row["status"]))
    if row["status"] in ("undone", "superseded") and row["ended_by"]:
        return say("{status}（{who}）", status=told, who=row["ended_by"])
    return told


def headings() -> tuple[str, ...]:
    """The columns of a history."""
    return (
        say("时间"), say("姓名"), say("做了什么"), say("之前"), say("之后"),
        say("理由"), say("状态"),
    )  # fmt: skip


def cells(found: Sequence[Step]) -> list[tuple[str, ...]]:
    """The steps as rows of a table in words."""
    return [
        (changed.moment(one.made), one.who, one.what, one.before or "—", one.after,
         one.why or "—", one.held)
        for one in found
    ]  # fmt: skip
