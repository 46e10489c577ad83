"""On reports that nobody wrote rules for: what is found and right may not fall."""

from __future__ import annotations

import annotated_reports
import pytest

from extract.evaluation import WHOLE, same


@pytest.mark.parametrize("name", annotated_reports.SETS)
def test_scores_do_not_fall(name: str) -> None:
    total = annotated_reports.score(name).total
    assert total.precision >= 0.99
    assert total.recall >= 0.985
    assert total.share("whole") >= 0.89
    assert min(total.share(field) for field in ("value", "unit", "qualifier", "kind")) >= 0.995


@pytest.mark.parametrize("name", annotated_reports.SETS)
def test_the_marks_take_nothing_from_the_text(name: str) -> None:
    for report in annotated_reports.reports(name):
        assert "{{" not in report.text and "}}" not in report.text
        assert report.claims
        for claim in report.claims:
            assert report.text[claim["start"] : claim["end"]] == claim["quote"]


def test_sure_rows_are_right() -> None:
    """Of the rows marked at least 0.9, at least 97% are right in all seven fields."""
    right = sure = 0
    for name in ("heldout", "final"):
        for report in annotated_reports.reports(name):
            claims = {(claim["start"], claim["end"]): claim for claim in report.claims}
            for row in annotated_reports.observed(report):
                claim = claims.get((row["start"], row["end"]))
                if row["confidence"] < 0.9 or (claim is not None and claim["optional"]):
                    continue
                sure += 1
                right += claim is not None and all(same(row[f], claim[f]) for f in WHOLE)
    assert sure > 500
    assert right / sure >= 0.97
