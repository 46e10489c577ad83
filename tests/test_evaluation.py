"""The evaluation must be able to fail: wrong observations lower exactly the right figure."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from extract.evaluation import FIELDS, WHOLE, evaluate, read_annotations, same

REFERENCE = read_annotations(Path(__file__).parent / "reference_annotations.jsonl")
FIRM = [row for row in REFERENCE if not row["optional"]]


def perfect() -> list[dict[str, Any]]:
    """Observations that say what the annotations say, optional ones left out."""
    return [{**row, "rule": "digits_with_unit"} for row in FIRM]


def test_perfect_observations_score_one() -> None:
    result = evaluate(perfect(), REFERENCE)
    total = result.total
    assert (total.precision, total.recall, total.f1) == (1.0, 1.0, 1.0)
    assert all(total.share(name) == 1.0 for name in ("whole", *FIELDS))
    assert result.mistakes == ()
    assert set(result.reports) == {row["report_id"] for row in REFERENCE}


def test_a_missing_observation_lowers_recall_alone() -> None:
    result = evaluate(perfect()[1:], REFERENCE)
    assert result.total.recall == pytest.approx(1 - 1 / len(FIRM))
    assert result.total.precision == 1.0
    assert [(m.what, m.quote) for m in result.mistakes] == [("missing", FIRM[0]["quote"])]


def test_an_invented_observation_lowers_precision_alone() -> None:
    extra = {**perfect()[0], "start": 0, "end": 4, "quote": "2022"}
    result = evaluate([*perfect(), extra], REFERENCE)
    assert result.total.precision == pytest.approx(len(FIRM) / (len(FIRM) + 1))
    assert result.total.recall == 1.0
    assert [m.what for m in result.mistakes] == ["invented"]


def test_a_span_off_by_one_is_missing_and_invented() -> None:
    made = perfect()
    made[0] = {**made[0], "end": made[0]["end"] + 1}
    result = evaluate(made, REFERENCE)
    assert result.total.recall < 1.0
    assert result.total.precision < 1.0
    assert {m.what for m in result.mistakes} == {"missing", "invented"}


WRONG = {
    "value": 1.23456,
    "unit": "匹",
    "qualifier": "宽松",
    "kind": "错",
    "obs_status": "错",
    "time_period": "1949",
    "reference_area": "某县",
    "cumulative": None,
    "category": "错",
    "agency": "某局",
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_wrong_field_lowers_its_own_share(name: str) -> None:
    made = perfect()
    made[0] = {**made[0], name: WRONG[name]}
    result = evaluate(made, REFERENCE)
    assert result.total.share(name) == pytest.approx(1 - 1 / len(FIRM))
    assert all(result.total.share(other) == 1.0 for other in FIELDS if other != name)
    assert (result.total.share("whole") < 1.0) is (name in WHOLE)
    assert [m.what for m in result.mistakes] == [name]


def test_everything_wrong_scores_nothing() -> None:
    result = evaluate([{**row, **WRONG} for row in perfect()], REFERENCE)
    assert result.total.share("whole") == 0.0
    assert result.total.f1 == 1.0  # the spans are still right


def test_nothing_made_scores_nothing() -> None:
    total = evaluate([], REFERENCE).total
    assert total.recall == 0.0
    assert math.isnan(total.precision)
    assert not total.f1 > 0


def test_optional_claims_count_neither_way() -> None:
    optional = [{**row, "rule": "words_with_unit"} for row in REFERENCE if row["optional"]]
    result = evaluate([*perfect(), *optional], REFERENCE)
    assert (result.total.precision, result.total.recall) == (1.0, 1.0)
    inside = {**optional[0], "start": optional[0]["start"], "end": optional[0]["end"] + 1}
    assert evaluate([*perfect(), inside], REFERENCE).total.precision == 1.0


def test_the_same_span_in_another_report_is_no_match() -> None:
    moved = [{**row, "report_id": "other.txt"} for row in perfect()]
    assert evaluate(moved, REFERENCE).total.recall == 0.0


@pytest.mark.parametrize(
    ("got", "expected", "agree"),
    [
        (32000000.0, 32000000, True),
        (98.48, 98.48, True),
        (98.4800001, 98.48, False),
        (0.1 + 0.2, 0.3, True),
        ("件", "宗", False),
        (True, True, True),
        (False, True, False),
        (0, False, True),
    ],
)
def test_agreement_of_values(got: object, expected: object, agree: bool) -> None:
    assert same(got, expected) is agree


def test_annotations_skip_blank_lines(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"quote": "超3200万件"}\n\n', encoding="utf-8")
    assert read_annotations(file) == [{"quote": "超3200万件"}]
