"""Observations against reference annotations: precision, recall, F1, and each field.

A claim is found where an observation has the very same span. Optional annotations count
neither way: finding one is no gain, missing one no loss, and an observation that overlaps
one is not held to be invented.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: The fields whose agreement makes a whole claim.
WHOLE = ("value", "unit", "qualifier", "kind", "obs_status", "time_period", "reference_area")
FIELDS = (*WHOLE, "cumulative", "category", "agency")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One disagreement: what is missing, invented, or wrong in which field."""

    report_id: str
    start: int
    quote: str
    what: str
    expected: str
    got: str


@dataclass(slots=True)
class Score:
    """Counts of one report or of all."""

    annotated: int = 0
    found: int = 0
    invented: int = 0
    whole: int = 0
    headline: int = 0
    headline_category: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))

    @property
    def recall(self) -> float:
        return self.found / self.annotated if self.annotated else math.nan

    @property
    def precision(self) -> float:
        made = self.found + self.invented
        return self.found / made if made else math.nan

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def share(self, name: str) -> float:
        """Share of the found claims right in a field, or whole of all annotated ones."""
        if name == "whole":
            return self.whole / self.annotated if self.annotated else math.nan
        return self.right[name] / self.found if self.found else math.nan

    def add(self, other: Score) -> None:
        for name in ("annotated", "found", "invented", "whole", "headline", "headline_category"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in FIELDS:
            self.right[name] += other.right[name]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of all reports together, of each, and the list of disagreements."""

    total: Score
    reports: dict[str, Score]
    mistakes: tuple[Mistake, ...]


def read_annotations(path: Path) -> list[dict[str, Any]]:
    """Reference annotations from a file with one JSON object a line."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def evaluate(observed: Iterable[Row], reference: Iterable[Row]) -> Evaluation:
    """Compare observations with reference annotations, report by report."""
    made: dict[str, list[Row]] = {}
    for row in observed:
        made.setdefault(row["report_id"], []).append(row)
    expected: dict[str, list[Row]] = {}
    for row in reference:
        expected.setdefault(row["report_id"], []).append(row)
    total = Score()
    scores: dict[str, Score] = {}
    mistakes: list[Mistake] = []
    for report_id, rows in sorted(expected.items()):
        score = _one_report(made.get(report_id, []), rows, mistakes)
        scores[report_id] = score
        total.add(score)
    return Evaluation(total, scores, tuple(mistakes))


def _one_report(made: list[Row], rows: list[Row], mistakes: list[Mistake]) -> Score:
    score = Score()
    spans = {(row["start"], row["end"]): row for row in made}
    for row in rows:
        if row.get("optional"):
            continue
        score.annotated += 1
        got = spans.get((row["start"], row["end"]))
        if got is None:
            near = [m["quote"] for m in made if m["start"] < row["end"] and row["start"] < m["end"]]
            mistakes.append(_mistake(row, "missing", row["quote"], "|".join(near)))
            continue
        score.found += 1
        _fields(score, got, row, mistakes)
    wanted = {(row["start"], row["end"]) for row in rows}
    optional = [row for row in rows if row.get("optional")]
    for span, row in spans.items():
        if span in wanted or any(o["start"] < span[1] and span[0] < o["end"] for o in optional):
            continue
        score.invented += 1
        mistakes.append(_mistake(row, "invented", "", f"{row['quote']} ({row['rule']})"))
    return score


def _fields(score: Score, got: Row, row: Row, mistakes: list[Mistake]) -> None:
    right = {name: same(got[name], row[name]) for name in FIELDS}
    for name, agrees in right.items():
        score.right[name] += agrees
        if not agrees:
            mistakes.append(_mistake(row, name, row[name], got[name]))
    score.whole += all(right[name] for name in WHOLE)
    if row.get("headline"):
        score.headline += 1
        score.headline_category += right["category"]


def same(got: Any, expected: Any) -> bool:
    """Whether two field values agree; numbers to one part in ten thousand million."""
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        return math.isclose(float(got), float(expected), rel_tol=1e-10)
    return bool(got == expected)


def _mistake(row: Row, what: str, expected: object, got: object) -> Mistake:
    return Mistake(row["report_id"], row["start"], row["quote"], what, str(expected), str(got))
