"""The annotated reports of tests/annotated/: read, extracted as files would be, and scored.

Run as a script it prints one line a set: ``python tests/annotated_reports.py [SET...]``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import extract
from extract.evaluation import WHOLE, Evaluation, evaluate
from extract.reports import detect
from extract.tidy import NAMES

FOLDER = Path(__file__).parent / "annotated"
SETS = ("dev", "heldout", "final")

_CLAIM = re.compile(r"\{\{([^|{}]+)\|([^|{}]*)\|([^|{}]*)(?:\|([^{}]*))?\}\}")


@dataclass(frozen=True, slots=True)
class Annotated:
    """One annotated report: its plain text, what is known about it, and its claims."""

    name: str
    text: str
    known: dict[str, str]
    claims: tuple[dict[str, Any], ...]


def read(path: Path) -> Annotated:
    """An annotated report from its file."""
    head, body = re.split(r"^---[ ]*\n", path.read_text("utf-8"), maxsplit=1, flags=re.M)
    known = dict(re.split("[:：] *", line, maxsplit=1) for line in head.strip().splitlines())
    text, claims, position = "", [], 0
    for found in _CLAIM.finditer(body):
        text += body[position : found.start()]
        claims.append(_claim(found, path.name, len(text), known))
        text += found[1]
        position = found.end()
    return Annotated(path.name, text + body[position:], known, tuple(claims))


def _claim(found: re.Match[str], name: str, start: int, known: dict[str, str]) -> dict[str, Any]:
    given = dict(part.split("=", 1) for part in (found[4] or "").split(";") if "=" in part)
    said = {key.strip(): value.strip() for key, value in given.items()}
    return {
        "report_id": name,
        "start": start,
        "end": start + len(found[1]),
        "quote": found[1],
        "value": float(found[2]),
        "unit": found[3],
        "qualifier": said.get("q", "exact"),
        "kind": said.get("k", "level"),
        "obs_status": said.get("s", "actual"),
        "cumulative": said.get("c") == "1",
        "time_period": said.get("t", known["period"]),
        "reference_area": said.get("a", known["area"]),
        "agency": known["agency"],
        "measured_property": said.get("p", ""),
        "category": said.get("cat", "other"),
        "headline": said.get("h") == "1",
        "optional": said.get("opt") == "1",
    }


def reports(name: str) -> list[Annotated]:
    """The annotated reports of one set."""
    return [read(path) for path in sorted((FOLDER / name).glob("*.txt"))]


def observed(report: Annotated) -> Iterator[dict[str, Any]]:
    """The observations of a report read from its bare text, as of a file nobody knows."""
    for values in extract.observe(detect(report.text, report.name)):
        yield dict(zip(NAMES, values, strict=True))


def score(name: str) -> Evaluation:
    """The evaluation of one set, detection of agency, area and period included."""
    found = reports(name)
    return evaluate(
        [row for report in found for row in observed(report)],
        [claim for report in found for claim in report.claims],
    )


def main(names: list[str]) -> None:
    """Print the scores of the sets."""
    for name in names or list(SETS):
        total = score(name).total
        fields = "  ".join(f"{field} {total.share(field):.3f}" for field in WHOLE)
        headline = total.headline_category / total.headline
        print(
            f"{name}: {total.annotated} claims, precision {total.precision:.3f}, recall "
            f"{total.recall:.3f}, F1 {total.f1:.3f}; all seven fields {total.share('whole'):.3f}; "
            f"category of headline claims {headline:.3f}\n    {fields}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
