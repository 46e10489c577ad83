"""On reports that nobody wrote rules for: what is found and right may not fall."""

from __future__ import annotations

import annotated_reports
import pytest


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
