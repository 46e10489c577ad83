"""Widgets, address bar and choice; what is offered; what was clicked; the coverage matrix."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import gold_frame
import pages
import pandas as pd
import pytest

from dashboard import coverage, english, evidence, markup, selection
from dashboard.language import spoken
from dashboard.selection import Choice
from dashboard.taxonomy import Indicator, Taxonomy

filled, store, nothing = pages.stores("selection")


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    rows = gold_frame.indicators().to_dict("records")
    return Taxonomy({row["id"]: Indicator.of(row) for row in rows})


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return gold_frame.observations()


def test_a_choice_from_the_widgets() -> None:
    state = {"indicator": "requests", "agencies": ["甲局", "乙局"], "period": "", "kin": True}
    choice = Choice.of(state)
    assert choice == Choice("requests", ("甲局", "乙局"), kin=True)
    assert Choice.of({}) == Choice()
    assert Choice.of({"agencies": None, "basis": None}).basis == "total"


def test_the_address_holds_the_names_on_screen(table: pd.DataFrame, taxonomy: Taxonomy) -> None:
    offered = selection.options(table, taxonomy, "requests")
    own = "深圳市福田区政务服务数据管理局"
    choice = Choice("requests", (own,), "2022-H1", "per_day", own, together=True)
    parameters = selection.query(choice, offered)
    assert parameters == {
        "indicator": "诉求受理量",
        "agencies": ["福田区"],
        "period": "2022年上半年",
        "basis": "日均",
        "own": "福田区",
        "together": "true",
    }
    address = selection.address("http://127.0.0.1:8501/compare", parameters)
    assert parse_qs(urlsplit(address).query)["indicator"] == ["诉求受理量"]
    assert selection.address("/", {}) == "/"


def test_defaults_are_left_out_of_the_address(table: pd.DataFrame, taxonomy: Taxonomy) -> None:
    offered = selection.options(table, taxonomy, "requests")
    assert selection.query(Choice("requests"), offered) == {"indicator": "诉求受理量"}


def test_what_is_offered(table: pd.DataFrame, taxonomy: Taxonomy) -> None:
    offered = selection.options(table, taxonomy, "requests")
    assert next(iter(offered.indicators)) == "requests", "the one most agencies report is first"
    assert "satisfaction" in offered.indicators, "a broader one is offered"
    assert set(offered.agencies.values()) == {"深圳市", "广州市", "福田区", "龙岗区"}
    assert offered.periods == ("2022-H1", "2022")
    assert "per_day" in offered.bases
    assert selection.options(table, taxonomy, "satisfaction").bases == ("total",)
    assert "per_day" not in selection.options(table, taxonomy, "no_certificate").bases


def test_a_share_is_offered_where_areas_are_nested(table: pd.DataFrame, taxonomy: Taxonomy) -> None:
    offered = selection.options(table, taxonomy, "requests")
    assert offered.bases[-1] == "share"
    assert "share" in selection.options(table, taxonomy, "no_certificate").bases, "a stock too"
    for left in (["广州市", "深圳市"], ["福田区", "龙岗区"], ["福田区"]):
        rows = table[table["reference_area"].isin(left)]
        assert "share" not in selection.options(rows, taxonomy, "requests").bases
    assert "share" not in selection.options(table, taxonomy, "satisfaction_hotline").bases


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("basis", "language", "shown"),
    [
        ("占上级比重", {}, "超15万件 ÷ 1101.46万件（深圳市）"),
        ("share of the area above", {"lang": "English"}, "over 150,000 cases ÷ 11.0 million"),
    ],
)
def test_the_page_shows_shares(basis: str, language: dict[str, str], shown: str) -> None:
    app = pages.page("views/comparing.py", **language, basis=basis)
    table = app.dataframe[0].value
    computed = list(table["Conversion" if language else "换算"])
    assert any(shown in cell for cell in computed), computed
    assert not app.exception


def test_names_on_screen_are_never_alike() -> None:
    assert selection.unique({"a": "满意率", "b": "满意率", "c": "办结率"}) == {
        "a": "满意率（a）",
        "b": "满意率（b）",
        "c": "办结率",
    }


def test_what_was_clicked(table: pd.DataFrame) -> None:
    event = {"selection": {"points": [{"customdata": ["004-2502"]}]}}
    assert selection.picked(event) == "004-2502"
    assert selection.picked({"selection": {"points": [{"customdata": {"0": "x"}}]}}) == "x"
    assert selection.picked({"selection": {"points": []}}) == ""
    assert selection.picked(None) == ""
    rows = table.head(2)
    chosen = {"selection": {"rows": [1]}}
    assert selection.picked_row(chosen, rows) == rows["observation_id"].iloc[1]
    assert selection.picked_row({"selection": {"rows": [9]}}, rows) == ""


def test_an_unknown_observation_is_none(table: pd.DataFrame) -> None:
    assert selection.observation(table, "no such") is None
    found = selection.observation(table, "004-2502")
    assert found is not None and found["quote"] == "1101.46万件"


def test_the_report_to_show() -> None:
    titles = selection.report_titles(gold_frame.reports())
    first = next(iter(titles))
    assert selection.report_of(None, {}, titles) == first
    assert selection.report_of(None, {"report": "no such"}, titles) == first
    other = list(titles)[-1]
    assert selection.report_of({"report_id": other}, {"report": first}, titles) == other


# ---- coverage ---------------------------------------------------------------------------------


def test_missing_is_not_zero(table: pd.DataFrame, taxonomy: Taxonomy) -> None:
    reports = gold_frame.reports()
    found = coverage.coverage(table, reports, taxonomy, "2022")
    line = found.cells.rename(columns=found.names).loc["satisfaction_hotline"]
    assert dict(line) == {
        "广州市": "未公布",
        "深圳市": "98.48%",
        "福田区": "99.8%",
        "龙岗区": "未公布",
    }
    later = coverage.coverage(table, reports, taxonomy, "2023")
    line = later.cells.rename(columns=later.names).loc["satisfaction_hotline"]
    assert dict(line) == {
        "广州市": "无报告",
        "深圳市": "无报告",
        "福田区": "99.23%",
        "龙岗区": "无报告",
    }


def test_marks_of_half_year_launch_and_plan(table: pd.DataFrame, taxonomy: Taxonomy) -> None:
    reports = gold_frame.reports()
    found = coverage.coverage(table, reports, taxonomy, "2022")
    cells = found.cells.rename(columns=found.names)
    assert cells.loc["requests", "龙岗区"] == "127113件 ◐"
    assert cells.loc["api_calls", "深圳市"] == "1亿多次 ∑"
    later = coverage.coverage(table, reports, taxonomy, "2024")
    assert later.cells.rename(columns=later.names).loc["smart_items", "福田区"] == "420项 ◇"
    newest = coverage.coverage(table, reports, taxonomy)
    assert newest.cells.rename(columns=newest.names).loc["grids", "福田区"] == "1990个（2023）"


def test_a_broader_indicator_gathers_its_narrower_ones(
    table: pd.DataFrame, taxonomy: Taxonomy
) -> None:
    found = coverage.coverage(table, gold_frame.reports(), taxonomy, "2022")
    assert found.counts["satisfaction"] == 3
    order = list(found.cells.index)
    assert order.index("satisfaction") < order.index("satisfaction_hotline")
    assert found.labels["satisfaction_hotline"] == "　热线满意率"
    assert set(coverage.several(found).counts) >= {2, 3, 4}
    assert coverage.several(found).counts.min() == 2


def test_headlines_are_what_most_report(table: pd.DataFrame, taxonomy: Taxonomy) -> None:
    found = coverage.headlines(table, taxonomy)
    assert found[:2] == ("requests", "satisfaction")
    assert "satisfaction_hotline" not in found, "one of a family is enough"


def test_a_click_in_the_matrix(table: pd.DataFrame, taxonomy: Taxonomy) -> None:
    found = coverage.coverage(table, gold_frame.reports(), taxonomy, "2022")
    event = {"selection": {"cells": [(1, "深圳市")]}}
    assert coverage.clicked(event, found) == found.cells.index[1]
    assert coverage.clicked({"selection": {"cells": []}}, found) == ""
    assert coverage.clicked({"selection": {"cells": [(999, "x")]}}, found) == ""


def test_years(table: pd.DataFrame) -> None:
    reports = gold_frame.reports()
    assert coverage.years(reports) == ("2023", "2022")
    assert coverage.usual_year(reports) == "2022"
    assert coverage.usual_year(reports.assign(period=None)) == ""


# ---- text from reports on screen ----------------------------------------------------------------


def test_the_mark_stands_at_its_own_offset() -> None:
    text = "办结率100%,满意率100%。"
    row = {"sentence": text, "quote": "100%", "start": text.rindex("100%")}
    html = markup.sentence_html(row, text)
    assert "满意率<mark class='figure'>100%</mark>。" in html
    assert "办结率100%," in html
    lost = markup.sentence_html({"sentence": "无此数", "quote": "9", "start": 0}, "")
    assert "<mark class='figure'>" not in lost


def test_a_report_is_shown_letter_for_letter() -> None:
    text = "<script>alert(1)</script> $1.2亿$ ~3~5 ![](http://example.org)\n受理<b>9件</b>"
    start = text.index("9件")
    row = {
        "observation_id": "x'\"><i>",
        "report_id": "r",
        "start": start,
        "end": start + 2,
        "quote": "9件",
        "category": "work_orders",
        "indicator_name": "",
        "measured_property": "<img src=x onerror=1>",
    }
    html = markup.report_html(text, pd.DataFrame([row]), "x'\"><i>")
    body = html.split("</style>")[1]
    for forbidden in ("<script", "<b>", "<img", "<i>"):
        assert forbidden not in body
    assert body.count("<a class='claim f-volume chosen'") == 1
    assert "$1.2亿$ ~3~5 ![](http://example.org)" in body


def test_every_claim_of_the_seeds_is_marked() -> None:
    table = gold_frame.observations()
    for _, report in gold_frame.reports().iterrows():
        claims = evidence.report_claims(table, report["report_id"])
        html = markup.report_html(report["text"], claims)
        assert html.count("<a class='claim ") == len(claims)


def test_overlapping_claims_do_not_break_the_text() -> None:
    rows = [
        {"observation_id": "a", "start": 0, "end": 4, "quote": "100%"},
        {"observation_id": "b", "start": 2, "end": 4, "quote": "0%"},
        {"observation_id": "c", "start": 0, "end": 2, "quote": "不对"},
    ]
    frame = pd.DataFrame(rows).assign(
        report_id="r", category="other", indicator_name="", measured_property=""
    )
    html = markup.report_html("100%。", frame)
    assert html.count("<a class=") == 1 and "</a>。" in html


def test_plain_text_is_safe_in_markdown() -> None:
    assert markup.plain("$1.2亿$ ~3~ **粗** [链](x)") == (
        "\\$1\\.2亿\\$ \\~3\\~ \\*\\*粗\\*\\* \\[链\\]\\(x\\)"
    )


def test_previous_and_next() -> None:
    claims = evidence.report_claims(gold_frame.observations(), "004_725406cbe758a7e0.txt")
    order = list(claims["observation_id"])
    assert evidence.neighbours(claims, order[0]) == ("", order[1])
    assert evidence.neighbours(claims, order[-1]) == (order[-2], "")
    assert evidence.neighbours(claims, "") == ("", order[0])
    assert evidence.neighbours(claims.head(0), "") == ("", "")


def test_fields_are_in_chinese() -> None:
    row = selection.observation(gold_frame.observations(), "004-2502")
    assert row is not None
    fields = dict(evidence.fields(row))
    assert fields["数值"] == "1101.5万件" and fields["基本单位"] == "11,014,600件"
    assert fields["状态"] == "已完成" and fields["是否累计"] == "当期"
    assert fields["类别"] == "诉求工单" and fields["期间"] == "2022年"


# ---- two languages ---------------------------------------------------------------------------


def test_values_follow_the_switch() -> None:
    with spoken("en"):
        name = english.agency("深圳市政务服务数据管理局")
        assert selection.turned("own", "深圳市政务服务数据管理局") == name
        assert selection.turned("agencies", ["深圳市政务服务数据管理局"]) == [name]
        assert selection.turned("org", [name]) == [name]
    assert selection.turned("agency", name) == "深圳市政务服务数据管理局"
    assert selection.turned("indicator", "requests") == "requests"
    assert selection.turned("agencies", []) == [] and selection.turned("own", "") == ""


def test_an_address_in_the_other_language_is_understood() -> None:
    elsewhere = {"about": {"requests": "诉求受理量"}, "when": {"2022-H1": "2022年上半年"}}
    shown = {"about": {"requests": "Appeals received"}, "when": {"2022-H1": "H1 2022"}}
    asked = {"indicator": ["诉求受理量"], "period": ["2022年上半年"], "basis": ["乱写"]}
    with spoken("en"):
        assert selection.foreign(["诉求受理量"]) and not selection.foreign(["2022"])
        found = selection.understood(asked, shown, elsewhere)
    assert found == {"indicator": ["Appeals received"], "period": ["H1 2022"]}
    assert selection.foreign(["Appeals received"]) and not selection.foreign(["i深圳"])
