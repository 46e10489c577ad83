"""From the five reports to the tidy table: what is found, and what each row promises."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from test_properties import LOOSE_ENDS

import extract
from extract.evaluation import Evaluation, evaluate, read_annotations
from extract.model import Area, Report
from extract.periods import period
from extract.pipeline import is_plan
from extract.reference import SEEDS
from extract.taxonomy import CATEGORIES, indicators
from extract.tidy import COLUMNS, failures

REFERENCE = Path(__file__).parent / "reference_annotations.jsonl"
CASES = Path(__file__).parent / "cases"
PATHS = sorted(SEEDS.glob("*.txt"))


@cache
def table() -> pd.DataFrame:
    return extract.observations(SEEDS)


def records() -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table().to_dict("records")]


@cache
def evaluation() -> Evaluation:
    return evaluate(records(), read_annotations(REFERENCE))


def listed(*what: str) -> str:
    """The disagreements of these kinds, one a line, for the message of a failing test."""
    rows = [mistake for mistake in evaluation().mistakes if not what or mistake.what in what]
    return "\n" + "\n".join(
        f"{m.report_id[:3]}:{m.start} {m.quote} {m.what}: {m.expected} → {m.got}" for m in rows
    )


# --- floors on the reference annotations ------------------------------------------------


def test_every_firm_claim_is_found() -> None:
    assert evaluation().total.recall == 1.0, listed("missing")


def test_nothing_is_invented() -> None:
    assert evaluation().total.precision == 1.0, listed("invented")


def test_whole_claims() -> None:
    assert evaluation().total.share("whole") >= 0.98, listed()


@pytest.mark.parametrize(
    ("field", "floor"),
    [
        ("value", 1.0),
        ("unit", 0.98),
        ("qualifier", 1.0),
        ("kind", 0.98),
        ("obs_status", 0.98),
        ("time_period", 0.98),
        ("reference_area", 0.98),
        ("cumulative", 0.95),
        ("category", 0.92),
        ("agency", 1.0),
    ],
)
def test_fields(field: str, floor: float) -> None:
    assert evaluation().total.share(field) >= floor, listed(field)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name[:3])
def test_no_report_lags_behind(path: Path) -> None:
    score = evaluation().reports[path.name]
    assert (score.precision, score.recall) == (1.0, 1.0)
    assert score.share("whole") >= 0.95, listed()


def test_every_headline_claim_has_its_indicator() -> None:
    """cases/seed_indicators.tsv was judged by eye, claim by claim."""
    rows = table().set_index(["report_id", "start", "end"])
    lines = (CASES / "seed_indicators.tsv").read_text("utf-8").splitlines()[1:]
    wanted = {tuple(line.split("\t")[:2]): line.split("\t")[3] for line in lines}
    claims = [row for row in read_annotations(REFERENCE) if row["headline"]]
    got = {
        (row["report_id"], str(row["start"])): rows.loc[
            (row["report_id"], row["start"], row["end"]), "indicator"
        ]
        for row in claims
        if not row["optional"]
    }
    assert got == wanted


def test_the_shipped_annotations_are_whole() -> None:
    rows = [json.loads(line) for line in REFERENCE.read_text("utf-8").splitlines()]
    texts = {path.name: path.read_bytes().decode("utf-8") for path in PATHS}
    assert len(rows) == 254
    assert all(texts[r["report_id"]][r["start"] : r["end"]] == r["quote"] for r in rows)


# --- what every row promises ----------------------------------------------------------


def test_columns_and_dtypes() -> None:
    assert list(table().columns) == [column.name for column in extract.COLUMNS]
    assert [str(dtype) for dtype in table().dtypes] == [column.dtype for column in extract.COLUMNS]


def test_quotes_are_slices_of_the_reports() -> None:
    texts = {path.name: extract.read(path).text for path in PATHS}
    assert list(failures(table(), texts)) == []
    for row in records():
        assert row["number"] in row["quote"] and row["quote"] in row["sentence"]
        assert row["sentence"] in texts[row["report_id"]]


def test_spans_never_overlap() -> None:
    for _, rows in table().groupby("report_id"):
        ordered = rows.sort_values("start")
        assert (ordered["end"].iloc[:-1].to_numpy() <= ordered["start"].iloc[1:].to_numpy()).all()


def test_ids_are_unique_and_the_same_on_every_run() -> None:
    ids = table()["observation_id"]
    assert ids.is_unique
    assert ids.str.fullmatch("[0-9a-f]{12}").all()
    assert list(ids) == list(extract.observations(SEEDS)["observation_id"])


def test_one_known_id() -> None:
    """Stored corrections hang on these ids: a change of the formula would orphan them."""
    row = table().query("report_id.str.startswith('004') and quote == '98.48%'")
    assert list(row["observation_id"]) == ["dd670cc67426"]


def test_a_report_alone_gives_the_same_rows() -> None:
    alone = extract.observations(PATHS[-1])
    together = table().query("report_id == @PATHS[-1].name").reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, together)


def test_fields_come_from_their_lists() -> None:
    rows = table()
    assert set(rows["category"]) <= set(CATEGORIES)
    assert set(rows["indicator"]) <= {"", *indicators()}
    assert set(rows["direction"]) <= {"", "up", "down"}
    assert rows["confidence"].between(0, 1, inclusive="right").all()
    assert (rows["rule"] != "").all()
    assert (rows.loc[rows["kind"] != "change", "direction"] == "").all()


def test_bounds_follow_the_qualifier() -> None:
    rows = table()
    low, high = rows["value_low"].notna(), rows["value_high"].notna()
    expected = rows["qualifier"].map(
        {
            "exact": (True, True),
            "over": (True, False),
            "at_least": (True, False),
            "nearly": (False, True),
            "at_most": (False, True),
            "about": (False, False),
        }
    )
    assert list(zip(low, high, strict=True)) == list(expected)


def test_names_are_whole() -> None:
    """No leading particles, no cut brackets, no line breaks."""
    names = table()["measured_property"]
    assert (names != "").mean() >= 0.99
    assert [name for name in names if LOOSE_ENDS.search(name)] == []
    assert [name for name in names if name.count("“") != name.count("”")] == []


# --- reports beyond the five -----------------------------------------------------------


def observed(text: str, **known: object) -> list[dict[str, object]]:
    names = [column.name for column in extract.COLUMNS]
    report = Report("x.txt", text, **known)  # type: ignore[arg-type]
    return [dict(zip(names, row, strict=True)) for row in extract.observe(report)]


@pytest.mark.parametrize("text", ["", "\n", "强化统筹，压实责任。", "2022年12月31日"])
def test_a_text_without_quantities_has_no_rows(text: str) -> None:
    assert observed(text) == []


def test_an_empty_table_has_all_columns() -> None:
    from extract.tidy import frame

    empty = frame([])
    assert [str(dtype) for dtype in empty.dtypes] == [column.dtype for column in extract.COLUMNS]


def test_what_is_unknown_stays_empty() -> None:
    [row] = observed("全年受理诉求3268.5万件。")
    assert (row["agency"], row["reference_area"], row["time_period"]) == ("", "", "")
    assert (row["period_start"], row["period_end"]) == (None, None)


def test_notes_of_the_report_reach_every_row() -> None:
    rows = observed("满意率98%。办件12万件。", notes=("地区为推断",))
    assert all("地区为推断" in str(row["note"]) for row in rows)


def test_a_figure_from_a_picture_is_as_much_less_sure_as_its_characters() -> None:
    report = extract.read(PATHS[0])
    assert report.file is not None and report.file.confidence is None
    column = [one.name for one in COLUMNS].index("confidence")
    plain = list(extract.observe(report))
    assert list(extract.observe(replace(report, file=None))) == plain
    seen = replace(report, file=replace(report.file, kind="scan", confidence=0.8))
    recognised = list(extract.observe(seen))
    assert len(recognised) == len(plain) > 10
    for row, sure in zip(recognised, plain, strict=True):
        assert row[column] == pytest.approx(0.8 * sure[column], abs=0.001)
        assert [*row[:column], *row[column + 1 :]] == [*sure[:column], *sure[column + 1 :]]


def test_a_repeated_figure_is_two_observations() -> None:
    rows = observed("一、满意率达98.5%。\n全年满意率达98.5%。")
    assert [row["quote"] for row in rows] == ["98.5%", "98.5%"]
    assert rows[0]["observation_id"] != rows[1]["observation_id"]


@pytest.mark.parametrize(
    ("title", "plan"),
    [
        ("深圳市政务服务数据管理局2024年工作要点", True),
        ("2024年重点工作计划", True),
        ("2023年工作总结和2024年工作计划", False),
        ("2023年工作情况报告", False),
        ("2023年工作计划完成情况", False),
        ("", False),
    ],
)
def test_titles_of_plans(title: str, plan: bool) -> None:
    assert is_plan(title) is plan


def test_the_figures_of_a_plan_are_targets() -> None:
    area = Area("福田区", "440304", "district")
    [row] = observed("新增坐席20个。", title="2024年工作要点", area=area, period=period("2024"))
    assert (row["obs_status"], row["time_period"]) == ("target", "2024")
