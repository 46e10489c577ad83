"""How good the extraction is, measured on the annotated reports that come with the product."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract import evaluation, pipeline, reports, tidy
from extract.evaluation import FIELDS, Score
from extract.model import DuibiaoError
from extract.reference import SEEDS

if TYPE_CHECKING:
    import pandas as pd

_HERE = Path(__file__).resolve().parent
_FILE = "reference_annotations.jsonl"
COUNTS = ("annotated", "found", "invented")


def quality() -> pd.DataFrame:
    """Counts and shares of the right (0 to 1) by report and, with report_id "", of all.

    Columns: report_id, annotated, found, invented, precision, recall, f1, whole (all seven
    main fields right, of the annotated), and for each field the share right of the found.
    Raises DuibiaoError where the annotations or a report are missing.
    """
    import pandas as pd

    reference = _annotations()
    names = sorted({str(row["report_id"]) for row in reference})
    outcome = evaluation.evaluate((row for name in names for row in _rows(name)), reference)
    scores = [("", outcome.total), *outcome.reports.items()]
    return pd.DataFrame([_line(name, score) for name, score in scores])


def _annotations() -> list[dict[str, Any]]:
    """The annotations: inside a wheel, among the tests in a checkout."""
    for path in (_HERE / _FILE, _HERE.parent / "tests" / _FILE):
        if path.is_file():
            return evaluation.read_annotations(path)
    raise DuibiaoError(f"找不到参考标注 {_FILE};请重新安装 duibiao。")


def _rows(name: str) -> list[dict[str, Any]]:
    """The observations of a report of seeds/ as mappings."""
    found = pipeline.observe(reports.read(SEEDS / name))
    return [dict(zip(tidy.NAMES, values, strict=True)) for values in found]


def _line(name: str, score: Score) -> dict[str, Any]:
    counts = {count: getattr(score, count) for count in COUNTS}
    shares = {"precision": score.precision, "recall": score.recall, "f1": score.f1}
    fields = {field: score.share(field) for field in ("whole", *FIELDS)}
    return {"report_id": name, **counts, **shares, **fields}
