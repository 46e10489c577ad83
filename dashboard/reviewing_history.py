"""**Tell what happened to a figure**: who found it right, corrected it, chose it, and took back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import changed, written
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
    found += [review(row) for row in _about(ledgers.reviews, identity)]
    found += [choice(row) for row in _about(ledgers.choices, identity)]
    return sorted(found, key=lambda step: (step.made, step.kind, step.number), reverse=True)


def _about(ledger: pd.DataFrame, identity: str) -> list[dict[str, Any]]:
    """The rows of a ledger that are about a figure."""
    return as_rows(ledger[ledger["observation_id"] == identity])


def rejected(reviews: pd.DataFrame) -> tuple[str, ...]:
    """The figures that are left out: the latest review that holds rejected them."""
    latest = _latest(reviews)
    return tuple(latest.loc[latest["verdict"] == "rejected", "observation_id"])


def rejection(ledgers: Ledgers, identity: str) -> Step | None:
    """The review by which a figure is left out, None where it counts."""
    found = _about(_latest(ledgers.reviews), identity)
    return review(found[0]) if found and found[0]["verdict"] == "rejected" else None


def _latest(reviews: pd.DataFrame) -> pd.DataFrame:
    """Of the reviews that hold the latest of each figure."""
    standing = reviews[reviews["status"] == "active"].sort_values("review_id")
    return standing.drop_duplicates("observation_id", keep="last")


def told(rejected: Step) -> str:
    """A rejection in a sentence: who, when, why."""
    who, when = rejected.who, changed.moment(rejected.made)
    return say("{who}于{when}拒绝：{why}", who=who, when=when, why=rejected.why or say("未写明"))


def reviewed(ledgers: Ledgers) -> list[Step]:
    """All reviews ever made, newest first."""
    return [review(row) for row in reversed(as_rows(ledgers.reviews))]


def _correction(row: Mapping[str, Any], unit: str) -> Step:
    code = str(row["field"])
    return Step(
        CORRECTION, int(row["correction_id"]), str(row["observation_id"]), row["made"],
        str(row["author"]), say("更正{field}", field=changed.field(code).lower()),
        changed.shown(code, str(row["before"]), unit), changed.shown(code, str(row["after"]), unit),
        str(row["reason"]), changed.held(row, unit), row["status"] in _STANDING,
    )  # fmt: skip


def review(row: Mapping[str, Any]) -> Step:
    """A row of the store's reviews as a step."""
    what = written.opened(say("已接受") if row["verdict"] == "accepted" else say("已拒绝"))
    held = _ended(row)
    if row["status"] == "active" and row["drifted"]:
        held = say("有效；之后数字有变动")
    return Step(
        REVIEW, int(row["review_id"]), str(row["observation_id"]), row["made"], str(row["author"]),
        what, "", str(row["quote"]), str(row["note"]), held, row["status"] in _STANDING,
    )  # fmt: skip


def choice(row: Mapping[str, Any]) -> Step:
    """A row of the store's choices as a step."""
    return Step(
        CHOICE, int(row["choice_id"]), str(row["observation_id"]), row["made"], str(row["author"]),
        written.opened(say("已选用")), "", str(row["quote"]), str(row["reason"]), _ended(row),
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
        say("时间"), say("操作人"), say("做了什么"), say("之前"), say("之后"),
        say("理由"), say("状态"),
    )  # fmt: skip


def numbered(found: Sequence[Step]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The steps as a table, each with its number."""
    lines = zip(found, cells(found), strict=True)
    return (say("编号"), *headings()), [(str(one.number), *line) for one, line in lines]


def cells(found: Sequence[Step]) -> list[tuple[str, ...]]:
    """The steps as rows of a table in words."""
    return [
        (changed.moment(one.made), one.who, one.what, one.before or "—", one.after,
         one.why or "—", one.held)
        for one in found
    ]  # fmt: skip
