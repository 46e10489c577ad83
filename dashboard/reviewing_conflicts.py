"""**Two reports, two figures**: what reports of one agency say otherwise, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import wording, written
from dashboard.conflicts import contradicted
from dashboard.evidence import as_rows
from dashboard.kept import with_table
from dashboard.language import listed, say

_SUBJECT = (
    *("agency", "indicator", "time_period", "reference_area"),
    *("system", "kind", "obs_status", "unit", "cumulative"),
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Figures of the same thing that exclude each other; ``choice`` is the standing one's number.

    ``rows`` are rows of the tidy table, the chosen one first, then the newest report's.
    """

    rows: tuple[Mapping[str, Any], ...]
    choice: int = 0
    chosen: str = ""
    reason: str = ""
    author: str = ""

    @property
    def key(self) -> str:
        """What tells the group apart from others."""
        return min(str(row["observation_id"]) for row in self.rows)

    @property
    def title(self) -> str:
        """What the figures are about: agency, indicator, period, area."""
        row = self.rows[0]
        parts = (
            str(row["agency"] or say("机构不明")),
            str(row["indicator_name"] or say("未归类")),
            wording.period_text(str(row["time_period"])),
            str(row["reference_area"] or ""),
            str(row["system"] or ""),
        )
        return written.joined(part for part in parts if part)

    @property
    def figures(self) -> list[str]:
        """The ids of its figures."""
        return [str(row["observation_id"]) for row in self.rows]

    def others(self, identity: str) -> list[str]:
        """The figures beside one, by id."""
        return [one for one in self.figures if one != identity]

    def beside(self, identity: str) -> str:
        """What the others say, each wording once: 12万、超15万."""
        quotes = (str(row["quote"]) for row in self.rows if row["observation_id"] != identity)
        return listed(dict.fromkeys(quotes))


@with_table
def torn(observations: pd.DataFrame) -> Sequence[pd.DataFrame]:
    """The rows that contradict each other, a table for each thing that they speak of."""
    rows = observations[contradicted(observations)]
    names = list(_SUBJECT)
    keys = rows[names].astype(dict.fromkeys(names, object)).fillna("")
    found = rows.groupby([keys[name] for name in names], sort=False)
    return [one for _, one in found]


def conflicts(
    observations: pd.DataFrame, reports: pd.DataFrame, choices: pd.DataFrame
) -> list[Conflict]:
    """The groups in which nothing was chosen yet first, of many figures before of few."""
    published = dict(zip(reports["report_id"], reports["published"], strict=True))
    standing = choices[choices["status"] == "active"]
    made = {str(row["observation_id"]): row for row in as_rows(standing)}
    found = [_conflict(as_rows(rows), published, made) for rows in torn(observations)]
    return sorted(found, key=lambda one: (bool(one.choice), -len(one.rows), one.title, one.key))


def about(found: Sequence[Conflict], identity: str) -> Conflict | None:
    """The group in which a figure is contradicted, None where it is in none."""
    return next((one for one in found if identity in one.figures), None)


def foremost(found: Sequence[Conflict], identity: str) -> list[Conflict]:
    """The groups in their order, that of a figure first."""
    return sorted(found, key=lambda one: identity not in one.figures)


def told(found: Sequence[Conflict]) -> str:
    """How many groups there are, and in how many nothing was chosen yet."""
    left = sum(not one.choice for one in found)
    return say(
        "共{n}组，{left}组还没有选用。两个数字都保留；选用的一个在对比中优先。",
        n=len(found),
        left=left,
    )


def _conflict(
    rows: Sequence[Mapping[str, Any]],
    published: Mapping[str, Any],
    made: Mapping[str, Mapping[str, Any]],
) -> Conflict:
    identity = next((str(r["observation_id"]) for r in rows if r["observation_id"] in made), "")

    def order(row: Mapping[str, Any]) -> tuple[bool, float, str, int]:
        day = published.get(str(row["report_id"]))
        newest = 0.0 if day is None or pd.isna(day) else -pd.Timestamp(day).timestamp()
        return row["observation_id"] != identity, newest, str(row["report_id"]), int(row["start"])

    ordered = tuple(sorted(rows, key=order))
    if not identity:
        return Conflict(ordered)
    choice = made[identity]
    number, reason, author = int(choice["choice_id"]), choice["reason"], choice["author"]
    return Conflict(ordered, number, identity, str(reason), str(author))
