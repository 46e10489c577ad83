"""A store and a dataset answer the same questions with the same tables."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import extract
from extract import Archive, Correction, Dataset, DuibiaoError, Report, Store
from extract.archive import asked
from extract.dataset.arranging import arrange
from extract.dataset.layout import write_part
from extract.keeping import asking
from extract.model import Area, File, Period
from extract.reference import SEEDS

KINDS = ("sqlite", "postgresql", "dataset")
SHANGHAI = Report(
    "沪/某区2021.txt", "受理热线3200件,满意率98.5%。", agency="上海市浦东新区某局",
    area=Area("浦东新区", "310115", "district"),
    period=Period("2021-H1", date(2021, 1, 1), date(2021, 6, 30)),
    notes=("期间由标题得出", "甲"), published=date(2021, 8, 1),
    file=File("年报.zip/某区.pdf", "scan", "ab" * 32, 12_000, (0, 12), 0.9),
)  # fmt: skip
UNKNOWN = Report("不详.txt", "办理业务21件。")


@cache
def given() -> tuple[tuple[Report, ...], pd.DataFrame]:
    """The five reports, one of another place and one that says nothing; their observations."""
    read = [replace(extract.read(path), file=None) for path in sorted(SEEDS.glob("*.txt"))]
    reports = (*read, SHANGHAI, UNKNOWN)
    rows = extract.tidy.frame(row for report in reports for row in extract.observe(report))
    return reports, rows.sort_values(["report_id", "start", "end"], ignore_index=True)


@pytest.fixture(scope="module", params=KINDS)
def archive(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Archive]:
    """The reports, in a database or in a dataset."""
    folder = tmp_path_factory.mktemp(request.param)
    made: Archive = (
        filled_dataset(folder) if request.param == "dataset" else _store(request, folder)
    )
    yield made
    made.close()


def filled_dataset(folder: Path) -> Dataset:
    reports = given()[0]
    observed = [row for report in reports for row in extract.observe(report)]
    write_part(folder, "one", reports, observed, [("坏.pdf", "read", "读不了")])
    arrange(folder)
    return Dataset(folder)


def _store(request: pytest.FixtureRequest, folder: Path) -> Store:
    url = f"sqlite:///{folder / '对标.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql").database("store1")
    store, (reports, rows) = Store(url), given()
    store.put_all([(report, "") for report in reports], rows)
    return store


def fitting(wanted: Any) -> pd.DataFrame:
    rows = given()[1]
    return rows[wanted(rows)].reset_index(drop=True)


def place_of(rows: pd.DataFrame, column: str) -> pd.Series:
    """What the report of each row says of itself."""
    told = {"area_code": "", "period": ""}
    told_by = {
        report.report_id: told
        | ({"area_code": report.area.code} if report.area else {})
        | ({"period": report.period.text[:4]} if report.period else {})
        for report in given()[0]
    }
    return pd.Series([told_by[name][column] for name in rows["report_id"]], dtype="str")


def test_all_observations_come_as_they_were_found(archive: Archive) -> None:
    rows = archive.observations()
    assert_frame_equal(rows, given()[1])
    assert [str(kind) for kind in rows.dtypes] == [column.dtype for column in extract.COLUMNS]
    assert archive.count() == len(rows) == 210


def test_every_column_may_be_asked_for(archive: Archive) -> None:
    for column in given()[1].columns:
        cells = given()[1][column].dropna()
        expected = fitting(lambda rows, column=column, cell=cells.iloc[-1]: rows[column] == cell)
        assert_frame_equal(archive.observations(**{column: cells.iloc[-1]}), expected)
        several = tuple(cells.unique()[:3])
        expected = fitting(lambda rows, column=column, cells=several: rows[column].isin(cells))
        assert archive.count(**{column: several}) == len(expected)


def test_a_cell_may_be_written_as_text(archive: Archive) -> None:
    cells = {"value": "32000000", "cumulative": "False", "period_start": "2022-01-01", "start": "9"}
    for column, cell in cells.items():
        expected = given()[1][column].astype(str).str.removesuffix(".0") == cell
        assert archive.count(**{column: cell}) == expected.sum(), column


def test_one_of_several_is_asked_for_and_one_of_none(archive: Archive) -> None:
    several = tuple(given()[1]["indicator"].unique()[:4])
    assert_frame_equal(
        archive.observations(indicator=several),
        fitting(lambda rows: rows["indicator"].isin(several)),
    )
    for column in ("indicator", "value", "cumulative", "period_start", "start"):
        assert archive.observations(**{column: ()}).empty and archive.count(**{column: ()}) == 0


def test_a_part_of_the_country_is_asked_for_by_the_code_of_the_report(archive: Archive) -> None:
    for within in ("", "4", "44", "4403", "440304", "99", ("4401", "31"), ()):
        codes = within if isinstance(within, tuple) else (within,)
        expected = fitting(lambda rows, c=codes: place_of(rows, "area_code").str.startswith(c))
        assert_frame_equal(archive.observations(within=within), expected)
        assert archive.count(within=within) == len(expected)


def test_years_are_those_of_the_report(archive: Archive) -> None:
    for years in ("2022", ("2021", "2023"), ("",), ("", "2021"), (), "1999"):
        wanted = years if isinstance(years, tuple) else (years,)
        expected = fitting(lambda rows, wanted=wanted: place_of(rows, "period").isin(wanted))
        assert_frame_equal(archive.observations(years=years), expected)
        assert archive.count(years=years) == len(expected)


def test_several_questions_are_asked_at_once(archive: Archive) -> None:
    name = given()[1]["indicator"].value_counts().index[1]
    one = {"indicator": name, "within": "44", "years": "2022"}
    expected = fitting(
        lambda rows: (
            (rows["indicator"] == name)
            & place_of(rows, "area_code").str.startswith("44")
            & (place_of(rows, "period") == "2022")
        )
    )
    assert len(expected) > 1
    assert_frame_equal(archive.observations(**one), expected)
    agency = expected["agency"].iloc[0]
    expected = expected[expected["agency"] == agency].reset_index(drop=True)
    assert_frame_equal(archive.observations(agency=agency, **one), expected)


BY = [
    (), ("indicator",), ("agency", "indicator"), ("report_area", "report_year"),
    ("indicator_name", "report_year"), ("cumulative", "unit"), ("period_start",), ("value_low",),
    ("report_id", "report_area"),
]  # fmt: skip


@pytest.mark.parametrize("asked", [{}, {"within": "4403"}, {"indicator": ("", "x")}], ids=str)
def test_a_summary_counts_observations_and_reports(archive: Archive, asked: Any) -> None:
    rows = archive.observations(**asked)
    for by in BY:
        assert_frame_equal(archive.summary(by, **asked), counted(rows, by))


def counted(rows: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """The same in pandas."""
    rows = rows.assign(
        report_area=place_of(rows, "area_code"),
        report_year=place_of(rows, "period"),
        reports=rows["report_id"],
        observations=1,
    )
    whole = {"observations": "int64", "reports": "int64"}
    if not by:
        made = [(len(rows), rows["report_id"].nunique())]
        return pd.DataFrame(made, columns=[*whole]).astype(whole)
    kinds = rows.groupby([*by], dropna=False)
    made = kinds.agg({"observations": "sum", "reports": "nunique"}).reset_index()
    return made.sort_values([*by], ignore_index=True).astype(whole)


def test_reports_come_with_and_without_their_texts(archive: Archive) -> None:
    reports = {report.report_id: report for report in given()[0]}
    rows = archive.reports()
    assert list(rows["report_id"]) == sorted(reports)
    assert list(rows["text"]) == [reports[name].text for name in sorted(reports)]
    assert_frame_equal(archive.reports(texts=False), rows.assign(text=pd.Series("", rows.index)))
    (one,) = archive.reports(report_id=SHANGHAI.report_id).to_dict("records")
    assert one["notes"] == "期间由标题得出\n甲" and one["pages"] == "0,12"
    assert one["period_end"] == pd.Timestamp("2021-06-30") and one["file_confidence"] == 0.9
    (one,) = archive.reports(report_id="不详.txt").to_dict("records")
    assert one["agency"] == one["area_code"] == one["file_name"] == "" and one["file_size"] == 0
    assert pd.isna(one["published"]) and pd.isna(one["file_confidence"])


def test_reports_are_asked_for(archive: Archive) -> None:
    def ids(**asked: Any) -> list[str]:
        with_texts, without = archive.reports(**asked), archive.reports(texts=False, **asked)
        assert list(with_texts["report_id"]) == list(without["report_id"])
        assert (with_texts["text"] != "").all()
        return list(with_texts["report_id"])

    assert ids(within="31") == ids(agency="上海市浦东新区某局") == ["沪/某区2021.txt"]
    assert ids(years="") == ["不详.txt"] and ids(years=("2021", "")) == [
        "不详.txt",
        "沪/某区2021.txt",
    ]
    assert ids(within="4403", years="2022") == [
        "000_ec63c8f6af4f5c22.txt",
        "001_0ed795091897200c.txt",
        "004_725406cbe758a7e0.txt",
    ]
    with pytest.raises(DuibiaoError, match="不能按“indicator”查询;可用 report_id、agency。"):
        archive.reports(indicator="x")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"x'; DROP TABLE reports; --": "x"}, "不能按“x'; DROP TABLE reports; --”查询"),
        ({"value": "很多"}, "“value”不会是“很多”"),
        ({"cumulative": "也许"}, "“cumulative”不会是“也许”"),
        ({"period_start": "去年"}, "“period_start”不会是“去年”"),
        ({"agency": 3}, "“agency”不会是“3”"),
        ({"within": "深圳"}, "within 不能是“深圳”;请写地区代码的开头"),
        ({"within": "44%"}, "within 不能是“44%”"),
        ({"years": "22"}, "years 不能是“22”;请写四位年份"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_told_in_one_sentence(
    archive: Archive, asked: dict[str, Any], said: str
) -> None:
    for ask in (archive.observations, archive.count):
        with pytest.raises(DuibiaoError) as caught:
            ask(**asked)
        assert said in str(caught.value) and str(caught.value).endswith("。")
    with pytest.raises(DuibiaoError, match=r"不能按“x”汇总;可用 observation_id、.*等。"):
        archive.summary(["x"])
    with pytest.raises(DuibiaoError, match="同一列汇总了两次"):
        archive.summary(["unit", "unit"])


def test_what_is_asked_for_is_a_value_and_never_a_word_of_the_question(archive: Archive) -> None:
    for cell in ("x' OR 1=1 --", '"; DROP TABLE observations', "$1", "%", "深圳市%", "\\"):
        assert archive.observations(agency=cell).empty and archive.count(report_id=cell) == 0
        assert archive.reports(agency=(cell, "'")).empty
    assert archive.count() == 210


def test_nothing_has_been_said_about_any_figure(archive: Archive, tmp_path: Path) -> None:
    empty = Store(f"sqlite:///{tmp_path / 'x.db'}")
    for ask in ("corrections", "reviews", "choices"):
        assert_frame_equal(getattr(archive, ask)(), getattr(empty, ask)())


def test_many_values_are_one_question(archive: Archive) -> None:
    ids = tuple(given()[1]["observation_id"]) + tuple(f"x{number}" for number in range(40_000))
    assert_frame_equal(archive.observations(observation_id=ids), given()[1])


# ---- a store alone: people say something, and it is large ------------------------------------


def test_counts_are_those_of_figures_as_people_put_them_right(database_url: str) -> None:
    store, (reports, rows) = Store(database_url), given()
    store.put_all([(report, "") for report in reports], rows)
    told = rows[rows["indicator"] != ""].iloc[[0, 5, 9]].to_dict("records")
    made = Correction.of(told[0], "indicator", told[1]["indicator"], "看错了")
    store.correct([replace(made, author="张三")])
    store.review(told[1]["observation_id"], "rejected", "李四")
    store.review(told[2]["observation_id"], "accepted", "李四")
    assert store.count() == len(store.observations()) == len(rows) - 1
    for by in BY:
        assert_frame_equal(store.summary(by), counted(store.observations(), by))
    where = {"indicator": told[0]["indicator"], "within": "44"}
    by = ("indicator", "report_area")
    assert_frame_equal(store.summary(by, **where), counted(store.observations(**where), by))
    assert store.count(report_id="不详.txt") == 1
    assert store.count(report_id=told[1]["report_id"]) == len(
        store.observations(report_id=told[1]["report_id"])
    )
    store.close()


INDEXED = (
    "observation_id", "report_id", "agency", "indicator", "area_code", "category", "system",
    "time_period", "rule", "within", "years",
)  # fmt: skip


def test_a_question_to_the_store_uses_an_index(database_url: str) -> None:
    store = Store(database_url)
    lite = database_url.startswith("sqlite")
    for name, cells in itertools.product(INDEXED, (("2022",), ("2022", "2023"))):
        with store._reading() as connection:
            if not lite:  # few rows: a server would rather read them all
                connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            where, values = asking.fitting(connection, asked({name: cells}))
            explain = "EXPLAIN QUERY PLAN" if lite else "EXPLAIN"
            plan = connection.exec_driver_sql(
                f"{explain} SELECT * FROM observations {where}", values
            )
            steps = "\n".join(str(step[-1]) for step in plan)
        assert "SCAN observations" not in steps and "SCAN reports" not in steps, steps
        assert "Seq Scan" not in steps, steps
    store.close()
