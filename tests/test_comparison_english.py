"""The comparison in English: no Chinese but the wording of the reports, and sentences that read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

import gold_frame
import pages
import pandas as pd
import pytest

from dashboard import (
    charts,
    coverage,
    data,
    english,
    evidence,
    language,
    markup,
    picture,
    rows,
    selection,
    stacked,
    written,
)
from dashboard.comparison import Comparison, Reference, Scope, compare
from dashboard.taxonomy import Indicator, Population, Taxonomy

STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
NAMES = {
    "satisfaction": "satisfaction rate",
    "satisfaction_hotline": "hotline satisfaction rate",
    "satisfaction_business": "business satisfaction rate",
    "requests": "requests received",
    "response": "time to close",
}
POPULATION = gold_frame.POPULATION
MADE = datetime(2026, 11, 22)
Made = Callable[..., Comparison]


@pytest.fixture(autouse=True)
def speaking() -> Iterator[None]:
    with language.spoken(language.ENGLISH):
        yield


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    table = gold_frame.indicators().to_dict("records")
    named = [{**row, "name_en": NAMES.get(row["id"], row["name_en"])} for row in table]
    return Taxonomy({row["id"]: Indicator.of(row, english=True) for row in named})


@pytest.fixture
def table(taxonomy: Taxonomy) -> pd.DataFrame:
    frame = english.observations(gold_frame.observations())
    return frame.assign(indicator_name=frame["indicator"].map(taxonomy.name))


@pytest.fixture
def made(table: pd.DataFrame, taxonomy: Taxonomy) -> Made:
    people = [
        Population(*row[:4], *row[4:6], "permanent population", "Communiqué") for row in POPULATION
    ]

    def compared(indicator: str, agencies: tuple[str, ...] = (), **scope: object) -> Comparison:
        asked = Scope(tuple(english.agency(name) for name in agencies), **scope)  # type: ignore[arg-type]
        return compare(table, indicator, asked, Reference(taxonomy, people))

    return compared


def chinese(*texts: object) -> list[str]:
    """The Chinese in texts that no report wrote."""
    plain = [STYLE.sub("", str(text)) for text in texts]
    sources = [row[5] for row in POPULATION]
    return pages.chinese(plain, [*pages.wording(gold_frame.observations()), *sources])


INDICATORS = [row[0] for row in gold_frame.INDICATORS]


@pytest.mark.parametrize("indicator", INDICATORS)
@pytest.mark.parametrize("basis", ["total", "per_capita", "per_day"])
def test_everything_said_of_a_comparison_is_english(made: Made, indicator: str, basis: str) -> None:
    found = made(indicator, basis=basis)
    chart = charts.chart(found)
    layout = chart.figure.to_plotly_json()
    tables = [rows.shown(frame, found.ranked) for frame in (found.rows, found.others)]
    assert not chinese(chart.title, chart.subtitle, chart.source, chart.alt, layout["layout"])
    assert not chinese(*(trace.get("hovertemplate", "") for trace in layout["data"]))
    assert not chinese(*tables, *(list(frame.columns) for frame in tables))
    assert not chinese(*tables[0].to_numpy().ravel(), *tables[1].to_numpy().ravel())
    assert not chinese(found.why_unranked, rows.pair_table(found.pairs, found.rows))
    assert not chinese(markup.reasons_html(found), markup.card_html(found))
    assert not chinese(*picture.words(chart, "c", picture.asked(found), MADE).values())


# ---- sentences --------------------------------------------------------------------------------


def test_a_sentence_that_cannot_rank_says_why(made: Made) -> None:
    found = made("requests")
    assert found.finding == "Requests received: figures from 4 agencies, not directly comparable"
    assert found.sentence == (
        "Requests received, 2022: "
        "Guangzhou over 32.0 million cases (超3200万件); "
        "Shenzhen 11.0 million cases (1101.46万件); "
        "Futian District over 150,000 cases (超15万); "
        "Longgang District (H1 2022) 127,113 cases (127113件). "
        'The verdict is "not comparable", so no ranking is given ('
        "period – totals over periods of different length; "
        "level – totals of areas of different level; "
        "level – one area contains the other: look at the share)."
    )


def test_a_rank_says_who_is_first_and_why_there_is_no_gap(made: Made) -> None:
    found = made("requests", ("深圳市政务服务数据管理局", "广州市政务服务数据管理局"))
    assert found.finding == "Requests received, 2022: Guangzhou highest, at over 32.0 million cases"
    assert found.sentence.endswith(
        "Guangzhou is highest and Shenzhen lowest; the difference is not computed, "
        'because the texts say "over", "nearly" or "about".'
    )


def test_gap_and_median_of_exact_figures(made: Made, table: pd.DataFrame) -> None:
    pair = ("深圳市政务服务数据管理局", "广州市政务服务数据管理局")
    per_day = made("requests", pair, basis="per_day")
    assert "cases per day (computed)" in per_day.sentence
    found = made("satisfaction_hotline", ("深圳市政务服务数据管理局",))
    assert found.finding == "Hotline satisfaction rate: only Shenzhen gives a figure, 98.48%"
    assert found.sentence == "Hotline satisfaction rate, 2022: Shenzhen 98.48%."
    assert found.why_unranked == "Fewer than two agencies, so no ranking is given."


def test_percentages_differ_by_points(table: pd.DataFrame, taxonomy: Taxonomy) -> None:
    frame = table.assign(area_level="city")
    found = compare(frame, "satisfaction_hotline", Scope(period="2022"), Reference(taxonomy))
    assert found.ranked
    assert found.finding == "Hotline satisfaction rate, 2022: Futian District highest, at 99.8%"
    assert found.sentence.endswith(
        "Futian District is highest and Shenzhen lowest; "
        "the difference is 1.32 percentage points and the median 99.14%."
    )


def test_ranks_are_ordinals(made: Made) -> None:
    found = made("rank_national")
    assert found.sentence == (
        "Rank national, 2022: Guangzhou 1st (首位); Shenzhen 1st (第一). "
        "The figures are not amounts of different agencies, so no ranking is given."
    )
    assert [written.place(n, "exact") for n in (2, 3, 4, 11, 12, 13, 21, 101, 112)] == (
        ["2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "101st", "112th"]
    )
    assert written.place(3, "at_most") == "top 3"


def test_nobody_and_all_the_same(made: Made, table: pd.DataFrame, taxonomy: Taxonomy) -> None:
    assert (
        made("requests", ("无此机构",)).sentence == "Requests received: no agency gives a figure."
    )
    same = table["indicator"] == "satisfaction_hotline"
    frame = table.assign(area_level="city")
    frame.loc[same, ["value", "value_low", "value_high", "quote"]] = [99.0, 99.0, 99.0, "99%"]
    found = compare(frame, "satisfaction_hotline", Scope(period="2022"), Reference(taxonomy))
    assert found.finding == "Hotline satisfaction rate, 2022: the same for all 2 agencies, 99.00%"
    assert found.sentence.endswith("All agencies give the same figure.")


def test_what_cannot_be_converted_is_told(made: Made) -> None:
    source = charts.chart(made("requests", basis="per_capita")).source
    assert source.startswith("Source: work reports of ") and source.endswith(".")
    table = rows.shown(made("requests", basis="per_capita").rows, False)
    cell = next(cell for cell in table["Conversion"] if "÷" in cell)
    assert re.fullmatch(
        r"32\.0 million cases ÷ 18\.7 million persons × 10,000; "
        r"permanent population of Guangzhou \(2022-12-31\): Communiqué",
        cell,
    )


# ---- a figure beside its wording ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "amount", "both", "one"),
    [
        ("超3200万件", "over 32.0 million cases", "over 32.0 million cases (超3200万件)", None),
        ("98.5%", "98.50%", "98.5%", "98.5%"),
        ("1990", "1,990 items", "1,990 items", None),
    ],
)
def test_the_amount_first_then_the_wording(
    quote: str, amount: str, both: str, one: str | None
) -> None:
    assert written.beside(quote, amount) == both
    assert written.alone(quote, amount) == (one or amount)
    with language.spoken(language.CHINESE):
        assert written.beside(quote, amount) == written.alone(quote, amount) == quote


def test_tables_show_the_figure_before_its_wording(made: Made) -> None:
    table = rows.shown(made("requests").rows, True)
    assert list(table.columns)[:6] == [
        "Rank",
        "Agency",
        "Period",
        "Figure",
        "As written",
        "In full",
    ]
    assert next(iter(table["Flags"])) == "≥ lower bound"


def test_cards_show_both(made: Made) -> None:
    html = markup.card_html(made("requests"))
    assert "<b>over 32.0 million cases</b> <span>(超3200万件)</span>" in html
    assert "<b>98.48%</b></a> " in markup.card_html(made("satisfaction"))
    assert ">H1 2022)" not in html and "(H1 2022)" in html


# ---- evidence -----------------------------------------------------------------------------------


def test_fields_of_every_observation(table: pd.DataFrame) -> None:
    known = {row["canonical"] for row in data.table("units")} | {""}
    for row in evidence.as_rows(table[table["unit"].isin(known)]):
        fields = evidence.fields(row)
        assert not chinese(*(name for name, _ in fields))
        assert not chinese(*(text for _, text in fields)), fields


def test_fields_of_one_observation(table: pd.DataFrame) -> None:
    row = selection.observation(table, "004-2502")
    assert row is not None
    fields = dict(evidence.fields(row))
    assert fields["As written"] == "1101.46万件" and fields["Figure"] == "11.0 million cases"
    assert fields["In full"] == "11,014,600 cases" and fields["Area"] == "Shenzhen"
    assert fields["Status"] == "actual" and fields["Cumulative"] == "of the period"
    assert fields["Confidence"] == "95%"


def test_where_a_sentence_stands() -> None:
    report = {"title": "", "agency": "Shenzhen Bureau", "period": "2022", "published": "2023-01-05"}
    row = {"section": "一、总结", "report_id": "r"}
    assert evidence.origin(row, report) == (
        '"Work report of Shenzhen Bureau, 2022", published 2023-01-05, 一、总结'
    )
    assert evidence.about({}) == "agency unknown, area unknown, period unknown"


def test_reasons_and_badges(made: Made) -> None:
    html = markup.reasons_html(made("requests"))
    assert "Not comparable</span>" in html
    assert (
        "<li><b>Period</b> (not comparable): totals over periods of different length, "
        "e.g. 2022 against H1 2022</li>" in html
    )


def test_the_marked_report_is_chinese_its_titles_english(table: pd.DataFrame) -> None:
    claims = evidence.report_claims(table, "004_725406cbe758a7e0.txt")
    text = next(t for t in gold_frame.reports()["text"] if claims["quote"].iloc[0] in t)
    report = gold_frame.reports().set_index("report_id").loc["004_725406cbe758a7e0.txt", "text"]
    titles = re.findall(r"title='([^']+)'", markup.report_html(str(report), claims))
    assert text and titles and not chinese(*titles)
    legend = markup.legend_html(claims["category"])
    assert not chinese(legend) and re.search(r"\d+ figures</span>", legend)
    assert "1 figure</span>" in markup.legend_html(claims["category"].head(1))


# ---- overview -----------------------------------------------------------------------------------


def test_the_matrix(table: pd.DataFrame, taxonomy: Taxonomy) -> None:
    reports = english.reports(gold_frame.reports())
    found = coverage.coverage(table, reports, taxonomy, "2022")
    shown = coverage.shown(found)
    assert list(shown.columns) == [
        "Indicator",
        "Guangzhou",
        "Shenzhen",
        "Futian District",
        "Longgang District",
        "Agencies",
        "Category",
    ]
    assert not chinese(*shown.to_numpy().ravel())
    assert "not published" in set(shown["Longgang District"])
    assert "127,113 cases ◐" in set(shown["Longgang District"])
    newest = coverage.shown(coverage.coverage(table, reports, taxonomy))
    assert any(str(cell).endswith(" (2023)") for cell in newest["Futian District"])
    assert not chinese(coverage.legend(), coverage.alt(found))


def test_one_is_not_many(table: pd.DataFrame, taxonomy: Taxonomy) -> None:
    one = table[(table["agency"] == table["agency"].iloc[0])].head(1).assign(indicator="requests")
    found = coverage.coverage(one, english.reports(gold_frame.reports()), taxonomy)
    assert coverage.alt(found).startswith("1 indicator by 1 agency: ")


# ---- charts, pictures, lists --------------------------------------------------------------------


def test_an_axis_in_millions_keeps_its_words_apart(made: Made) -> None:
    layout = charts.figure(made("requests")).to_plotly_json()["layout"]
    assert list(layout["xaxis"]["ticktext"]) == ["0", "20<br>million", "40<br>million"]
    assert layout["xaxis"]["title"]["text"] == "Unit: cases"
    dots = charts.figure(made("satisfaction", period="2022")).to_plotly_json()["layout"]
    assert dots["xaxis"]["title"]["text"] == "Unit: % (axis starts at 97%)"


def test_a_file_name_has_no_spaces() -> None:
    assert picture.file_name("Requests received, unit: cases", MADE) == (
        "Duibiao_Requests-received_20261122"
    )
    assert picture.printed("period: 2022", MADE) == "period: 2022. Printed on 2026-11-22."


def test_a_list_on_a_narrow_screen_has_no_full_width_colon() -> None:
    assert not chinese(stacked.table_html(("Word", "Meaning"), [("over", "more")], "Words"))
    assert 'attr(data-name) ":"' in stacked.table_html(("a", "b"), [("1", "2")], "t")


def test_flags_have_english_names() -> None:
    assert all(not chinese(row["name_en"]) for row in data.table("flags"))
