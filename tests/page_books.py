"""The workbook of every page, made of the five reports: what tests of workbooks go through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pandas as pd

import extract
from dashboard import (
    coverage,
    data,
    english,
    evidence,
    portrait,
    selection,
    systems,
    trend,
    trend_words,
)
from dashboard.books import (
    comparison_book,
    detail_book,
    method_book,
    overview_book,
    portrait_book,
    report_book,
    systems_book,
    trend_book,
)
from dashboard.books.book import Book
from dashboard.books.comparison_book import Behind, Subject
from dashboard.comparison import Scope, compare
from extract.corrections import Correction

MADE = datetime(2026, 11, 22, 9, 30)
ADDRESS = "http://127.0.0.1:8501/page?a=1"


def behind() -> Behind:
    """What stands behind the books, in the language of the test."""
    observations = english.observations(data.observations())
    reports = english.reports(data.reports())
    said = data.corrections(), data.reviews(), data.choices()
    return Behind(observations, reports, MADE, ADDRESS, *said)


def district(observations: pd.DataFrame) -> tuple[str, str]:
    """福田区 as agency and by its short name."""
    agency = english.named("agency", "深圳市福田区政务服务数据管理局")
    return agency, coverage.short_names(observations)[agency]


def overview(back: Behind, year: str = "2022") -> Book:
    matrix = coverage.coverage(back.observations, back.reports, data.taxonomy(), year)
    heads = [
        compare(back.observations, one)
        for one in coverage.headlines(back.observations, data.taxonomy())
    ]
    return overview_book.book(matrix, heads, year, "2022", back)


def platforms(back: Behind) -> Book:
    kind = next(iter(systems.classes(back.observations)))
    return systems_book.book(systems.side_by_side(back.observations, kind), "", "", back)


def profile(back: Behind) -> Book:
    agency, short = district(back.observations)
    return portrait_book.book(portrait.portrait(back.observations, agency, "2022"), short, "", back)


def one_report(back: Behind) -> Book:
    row = evidence.as_rows(back.reports)[3]
    return report_book.book(row, evidence.report_claims(back.observations, row["report_id"]), back)


def over_time(back: Behind) -> Book:
    agency, short = district(back.observations)
    counts = trend.periods_by_indicator(back.observations, agency, data.taxonomy())
    indicator = next(iter(counts))
    summary = trend_words.summary(back.observations, agency, [indicator])
    found = trend.trend(back.observations, agency, indicator)
    return trend_book.book(found, short, summary, back)


def explained(back: Behind) -> Book:
    return method_book.book(None, selection.report_titles(back.reports), back)


def detail(back: Behind) -> Book:
    return detail_book.book(back.observations.iloc[10:40], "x", "y", back)


def compared(back: Behind) -> Book:
    agency, _ = district(back.observations)
    return comparison_book.book(compare(back.observations, "appeals_received"), back, agency)


def per_head(back: Behind) -> Book:
    found = compare(back.observations, "appeals_received", Scope(basis="per_capita"))
    return comparison_book.book(found, back)


def several(back: Behind) -> Book:
    wanted = ("appeals_received", "satisfaction_rate", "app_service_volume")
    found = [compare(back.observations, one) for one in wanted]
    return comparison_book.several(found, Subject("A", "B"), back, district(back.observations)[0])


BOOKS: dict[str, Callable[[Behind], Book]] = {
    "overview": overview,
    "systems": platforms,
    "portrait": profile,
    "report": one_report,
    "trend": over_time,
    "method": explained,
    "detail": detail,
}
#: The books of the pages, and of comparisons that a page or a command asks for.
ALL = {**BOOKS, "compared": compared, "per_head": per_head, "several": several}


def correct(store: extract.Store) -> str:
    """Corrects two figures, one of them twice, one taken back; the first one's observation."""
    rows = store.observations()
    first = rows[rows["quote"].str.contains("3200万")].iloc[0]
    rate = rows[rows["unit"] == "%"].iloc[0]
    _put(store, Correction.of(first.to_dict(), "value", 3.3e7, "核对纸质件"))
    again = store.observations().set_index("observation_id", drop=False)
    second = again.loc[first["observation_id"]].to_dict()
    _put(store, Correction.of(second, "value", 3.25e7, "复核"))
    (number,) = _put(store, Correction.of(rate.to_dict(), "value", 97.5, "抄录有误"))
    store.undo(number, "李四")
    return str(first["observation_id"])


def judge(store: extract.Store, identity: str) -> None:
    """Accepts a figure, rejects another for a while, and chooses it over that."""
    other = str(store.observations()["observation_id"].iloc[-1])
    store.review(identity, "accepted", "张三", "核对纸质件")
    store.unreview(store.review(other, "rejected", "李四", "重复"), "李四")
    store.choose(identity, [other], "以年报为准", "张三")


def _put(store: extract.Store, made: Correction) -> tuple[int, ...]:
    return store.correct([replace(made, author="张三", origin="对标.xlsx")])
