"""趋势: what may be computed between two periods, what broke, and the page in every state."""

from __future__ import annotations

import json
from typing import Any

import gold_frame
import pages
import pandas as pd
import pytest

from dashboard import data, language, timeline, trend_words
from dashboard.comparison import Reference, reference
from dashboard.taxonomy import Indicator, Taxonomy
from dashboard.trend import Trend, periods_by_indicator, trend
from dashboard.views import trend_choice

VIEW = "views/trend.py"
ENDS = {"2022-H1": "06-30", "2023-H1": "06-30"}


def lookup() -> Reference:
    rows = gold_frame.indicators().to_dict("records")
    return Reference(Taxonomy({row["id"]: Indicator.of(row) for row in rows}))


def figures(indicator: str, *cells: dict[str, Any]) -> pd.DataFrame:
    """Rows of one agency; each cell gives time_period, value, and what else differs."""
    frame = gold_frame.observations()
    plain = frame.iloc[0].to_dict() | {
        "agency": "甲局",
        "reference_area": "甲区",
        "area_code": "440304",
        "area_level": "district",
        "indicator": indicator,
        "indicator_name": indicator,
        "measured_property": "某事",
        "system": "",
        "qualifier": "exact",
        "unit": "件",
        "kind": "level",
        "direction": "",
        "obs_status": "actual",
        "cumulative": False,
        "confidence": 0.95,
    }
    lines = []
    for number, cell in enumerate(cells):
        period, value = str(cell["time_period"]), float(cell["value"])
        start = "07-01" if period.endswith("H2") else "01-01"
        lines.append(
            plain
            | {
                "observation_id": f"o{number}",
                "report_id": f"r{period}",
                "period_start": pd.Timestamp(f"{period[:4]}-{start}"),
                "period_end": pd.Timestamp(f"{period[:4]}-{ENDS.get(period, '12-31')}"),
                "value_low": value,
                "value_high": value,
                "quote": f"{value:g}{cell.get('unit', '件')}",
                "start": number,
            }
            | cell
        )
    return pd.DataFrame(lines, columns=frame.columns).astype(frame.dtypes.to_dict())


def made(indicator: str, *cells: dict[str, Any]) -> Trend:
    return trend(figures(indicator, *cells), "甲局", indicator, lookup())


def test_a_total_is_compared_with_the_year_before() -> None:
    found = made(
        "requests",
        {"time_period": "2023", "value": 150},
        {"time_period": "2022", "value": 100},
    )
    (step,) = found.steps
    assert step.change is not None and step.change.words == "增加50件（+50.00%）"
    assert step.change.formula == "150件 − 100件 = +50件；+50件 ÷ 100件 = +50.00%"
    assert trend_words.finding(found, "甲区").endswith("计算得出增加50件（+50.00%）")


def test_rates_change_by_percentage_points() -> None:
    cells = ({"time_period": "2022", "value": 98.5}, {"time_period": "2023", "value": 99.25})
    found = made("satisfaction_hotline", *(cell | {"unit": "%"} for cell in cells))
    change = found.steps[0].change
    assert change is not None and change.words == "增加0.75个百分点"
    assert "%" not in change.short


def test_a_fall_has_a_true_minus_and_no_change_is_told_as_such() -> None:
    cells = [{"time_period": str(2020 + n), "value": v} for n, v in enumerate((105, 104, 104))]
    fall, same = made("requests", *cells).steps
    assert fall.change is not None and fall.change.short == "−0.95%"
    assert same.change is not None and same.change.short == "持平"


def test_a_half_year_is_compared_with_a_half_year() -> None:
    found = made(
        "requests",
        {"time_period": "2022-H1", "value": 10},
        {"time_period": "2022", "value": 30},
        {"time_period": "2023-H1", "value": 20},
    )
    whole, half = found.steps
    assert whole.change is None and "期间长短不同" in whole.why
    assert (half.before, half.after) == ("o0", "o2")
    assert half.change is not None and half.change.short == "+100.00%"


@pytest.mark.parametrize(
    ("indicator", "later", "broken"),
    [
        ("requests", {"cumulative": True}, "累计"),
        ("requests", {"unit": "宗"}, "单位"),
        ("satisfaction", {"indicator": "satisfaction_hotline"}, "口径"),
    ],
)
def test_a_break_is_named_and_nothing_is_computed(
    indicator: str, later: dict[str, Any], broken: str
) -> None:
    found = made(
        indicator,
        {"time_period": "2022", "value": 100},
        {"time_period": "2023", "value": 90} | later,
    )
    (step,) = found.steps
    assert broken in step.broken and step.change is None and step.why
    assert "有变，不计算增减" in trend_words.finding(found, "甲区")
    drawn = json.loads(timeline.figure(found).to_json())
    assert any("中断" in str(note.get("text")) for note in drawn["layout"]["annotations"])


def test_bounds_allow_a_direction_at_most() -> None:
    about = {"qualifier": "about", "value_low": None, "value_high": None}
    sure = made(
        "requests",
        {"time_period": "2022", "value": 100},
        {"time_period": "2023", "value": 150, "quote": "约150件"} | about,
    ).steps[0]
    assert sure.change is None and sure.certain == "增加" and "幅度不作计算" in sure.why
    unsure = made(
        "requests",
        {"time_period": "2022", "value": 100, "quote": "约100件"} | about,
        {"time_period": "2023", "value": 101, "quote": "约101件"} | about,
    ).steps[0]
    assert unsure.change is None and unsure.certain == ""


def test_several_figures_of_a_period_in_other_words_are_not_mixed() -> None:
    found = made(
        "grids",
        {"time_period": "2022", "value": 10, "measured_property": "街道", "unit": "个"},
        {"time_period": "2022", "value": 92, "measured_property": "社区", "unit": "个"},
        {"time_period": "2023", "value": 10, "measured_property": "各街道", "unit": "个"},
    )
    assert found.steps[0].change is None and "所指不一" in found.steps[0].why


def test_a_figure_that_doubled_is_to_be_looked_at() -> None:
    found = made(
        "requests",
        {"time_period": "2022", "value": 2, "measured_property": "走访"},
        {"time_period": "2023", "value": 35, "measured_property": "调研"},
    )
    said = dict(trend_words.explained(found, found.steps[0]))
    assert "请核对原文" in said["注意"] and "两期写法不同：走访 对 调研" in said["注意"]


def test_what_the_report_says_is_kept_apart_from_what_is_computed() -> None:
    change = {"kind": "change", "direction": "up", "unit": "%", "quote": "48%"}
    found = made(
        "requests",
        {"time_period": "2022", "value": 100},
        {"time_period": "2023", "value": 150},
        {"time_period": "2023", "value": 48} | change,
    )
    assert len(found.rows) == 2 and list(found.reported["quote"]) == ["48%"]
    table = trend_words.shown(found)
    assert (
        table["报告写明的变化"][1] == "上升48%"
        and "+50.00%" in table[trend_words.computed_name()][1]
    )
    assert list(trend_words.changes_shown(found)["报告写明"]) == ["上升48%"]
    words = [
        n["text"] for n in json.loads(timeline.figure(found).to_json())["layout"]["annotations"]
    ]
    assert "报告：上升48%" in words and "计算：+50.00%" in words


def test_a_plan_is_drawn_hollow_and_joins_nothing() -> None:
    found = made(
        "requests",
        {"time_period": "2022", "value": 100},
        {"time_period": "2023", "value": 150, "obs_status": "target"},
    )
    assert len(found.rows) == 1 and len(found.plans) == 1 and not found.steps
    marks = [t for t in json.loads(timeline.figure(found).to_json())["data"] if "marker" in t]
    assert any(t["marker"].get("symbol") == "diamond-open" for t in marks)


def test_an_open_bound_is_an_arrow_and_every_mark_carries_its_observation() -> None:
    over = {"qualifier": "over", "value_low": 150.0, "value_high": None, "quote": "超150件"}
    found = made(
        "requests",
        {"time_period": "2022", "value": 100},
        {"time_period": "2023", "value": 150} | over,
    )
    traces = json.loads(timeline.figure(found).to_json())["data"]
    assert any(t.get("marker", {}).get("symbol") == "triangle-up" for t in traces)
    carried = {c[0] for t in traces for c in t.get("customdata", [])}
    assert carried == {"o0", "o1"}
    assert "原文只给出一端" in timeline.chart(found, "甲区").source


def test_half_years_are_named_and_many_years_by_year_alone() -> None:
    few = made("requests", {"time_period": "2022", "value": 1}, {"time_period": "2023", "value": 2})
    axis = json.loads(timeline.figure(few).to_json())["layout"]["xaxis"]
    assert axis["ticktext"][0] == "2022年<br>上半年" and len(axis["ticktext"]) == 4
    cells = [{"time_period": str(2018 + n), "value": n + 1} for n in range(5)]
    axis = json.loads(timeline.figure(made("requests", *cells)).to_json())["layout"]["xaxis"]
    assert axis["ticktext"] == [f"{2018 + n}年" for n in range(5)]


def test_one_period_says_what_to_do_next() -> None:
    found = made("requests", {"time_period": "2022-H1", "value": 5})
    assert trend_words.finding(found, "甲区").endswith("只有2022年上半年一期：5件")
    assert "导入" in trend_words.next_step(found)


def test_nothing_at_all() -> None:
    found = trend(figures("requests"), "甲局", "requests", lookup())
    assert found.rows.empty and "没有公布" in trend_words.finding(found, "甲区")
    assert trend_words.shown(found).empty


def test_the_indicators_of_most_periods_come_first() -> None:
    table = pd.concat(
        [
            figures("requests", {"time_period": "2022", "value": 1}),
            figures(
                "grids", {"time_period": "2022", "value": 1}, {"time_period": "2023", "value": 1}
            ),
            figures("satisfaction_hotline", {"time_period": "2022", "value": 1}),
            figures("satisfaction_business", {"time_period": "2023", "value": 1}),
        ]
    )
    found = periods_by_indicator(table, "甲局", lookup().taxonomy)
    assert list(found)[:2] == ["grids", "satisfaction"], "the broader one gathers two periods"
    assert found["requests"] == 1


# ---- the page ---------------------------------------------------------------------------------

filled, store, nothing = pages.stores("trend")


@pytest.mark.usefixtures("store")
def test_the_page_opens_on_an_agency_with_several_periods() -> None:
    app = pages.page(VIEW)
    assert app.selectbox("agency").value == "深圳市福田区政务服务数据管理局"
    assert len(app.dataframe[0].value) == 2 and app.get("plotly_chart")[0].proto.alt
    assert not app.info


@pytest.mark.usefixtures("store")
def test_the_page_from_an_address_in_chinese() -> None:
    app = pages.page(VIEW, agency="福田区", indicator="通办大厅数")
    assert "计算得出减少1个（−0.95%）" in app.header[0].value.replace("\\", "")
    assert "104个 − 105个" in pages.html(app)


@pytest.mark.usefixtures("store")
def test_a_single_period_with_a_reported_change() -> None:
    app = pages.page(VIEW, agency="龙岗区", indicator="上级转办量")
    assert "其他年份的报告" in app.info[0].value.replace("\\", "")
    assert list(app.dataframe[1].value["报告写明"]) == ["上升80.79%"]


@pytest.mark.usefixtures("store")
def test_the_summary_lists_what_has_several_periods() -> None:
    app = pages.page(VIEW, agency="福田区")
    lines = app.dataframe[-1].value
    assert "网格数" in set(lines["指标"]) and trend_words.KEY not in lines
    assert set(lines["结论"].str[:2]) <= {"可比", "谨慎", "不可"}


def test_in_english_a_change_is_computed_in_words() -> None:
    cells = [{"time_period": str(2021 + n), "value": v} for n, v in enumerate((100, 150, 149, 149))]
    with language.spoken("en"):
        rise, fall, same = made("requests", *cells).steps
        found = made("requests", *cells[:2])
        said = trend_words.finding(found, "Area")
    assert rise.change and fall.change and same.change
    assert rise.change.words == "up 50 cases (+50.00%)"
    assert rise.change.formula == (
        "150 cases − 100 cases = +50 cases; +50 cases ÷ 100 cases = +50.00%"
    )
    assert fall.change.words.startswith("down 1 case (") and same.change.words == "no change"
    assert said.endswith("100 cases (2021), 150 cases (2022); computed: up 50 cases (+50.00%)")


def test_in_english_half_years_and_breaks_are_named() -> None:
    cells = [{"time_period": "2022", "value": 100}, {"time_period": "2023", "value": 90}]
    with language.spoken("en"):
        found = made("requests", cells[0], cells[1] | {"cumulative": True})
        layout = json.loads(timeline.figure(found).to_json())["layout"]
        said = trend_words.finding(found, "Area")
    assert layout["xaxis"]["ticktext"][:2] == ["H1<br>2022", "H2<br>2022"]
    assert "<b>Break: cumulative</b>" in [note["text"] for note in layout["annotations"]]
    assert said.endswith("; break in the series (cumulative), so no change is computed")


def test_a_line_of_the_summary_is_its_indicator() -> None:
    lines = pd.DataFrame({trend_words.KEY: ["grids", "requests"]})
    assert trend_words.picked(pages.row(1), lines) == "requests"
    assert trend_words.picked(pages.row(7), lines) == trend_words.picked(None, lines) == ""


@pytest.mark.usefixtures("store")
def test_another_agency_and_every_indicator_can_be_opened() -> None:
    app = pages.page(VIEW)
    for name in app.selectbox("indicator").options[:12]:
        app.selectbox("indicator").select(name).run()
        assert not app.exception, name
    for name in app.selectbox("agency").options:
        app.selectbox("agency").select(name).run()
        assert not app.exception, name


@pytest.mark.usefixtures("store")
def test_a_long_summary_is_leafed_through(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pages.page(VIEW, agency="福田区")
    assert not whole.get("pagination") and len(whole.dataframe[-1].value) > 2
    monkeypatch.setattr(trend_choice, "LINES", 2)
    leafed = pages.page(VIEW, agency="福田区")
    assert leafed.get("pagination")
    first = whole.dataframe[-1].value.head(2)
    assert leafed.dataframe[-1].value.equals(first.reset_index(drop=True))


@pytest.mark.usefixtures("store")
def test_a_click_on_a_mark_opens_its_sentence() -> None:
    app = pages.page(VIEW, agency="福田区", indicator="通办大厅数")
    app.session_state["trend_0"] = pages.clicked(pages.observation_of("104个")["observation_id"])
    app.run()
    assert not app.exception and "<mark class='figure'>104个</mark>" in pages.html(app)


@pytest.mark.usefixtures("store")
def test_in_english_only_the_words_of_reports_are_chinese() -> None:
    with pages.in_english() as rows:
        evidence = pages.wording(rows)
        for agency in filter(None, rows["agency"].unique()):
            known = periods_by_indicator(rows, agency, reference().taxonomy)
            for indicator in list(known)[:4]:
                found = trend(rows, agency, indicator)
                assert not pages.chinese(everything(found, agency), evidence), indicator
            assert not pages.chinese(trend_words.summary(rows, agency, list(known)[:4]).columns)


def everything(found: Trend, name: str) -> list[object]:
    """All that the page says of a trend."""
    table, changes = trend_words.shown(found), trend_words.changes_shown(found)
    said: list[object] = [trend_words.finding(found, name), trend_words.next_step(found)]
    said += [*table.columns, *table.to_numpy().ravel(), *changes.columns]
    said += [text for step in found.steps for text in trend_words.explained(found, step)]
    if len(found.rows):
        drawn = timeline.chart(found, name)
        layout = json.loads(drawn.figure.to_json())["layout"]
        said += [drawn.title, drawn.subtitle, drawn.source, drawn.alt]
        said += [note.get("text") for note in layout.get("annotations", [])]
        said += [layout["xaxis"]["ticktext"], layout["yaxis"]["title"], layout["yaxis"]["ticktext"]]
    return said


@pytest.mark.usefixtures("store")
def test_the_page_in_english() -> None:
    app = pages.page(VIEW, lang="English")
    assert app.title[0].value == "Trend"
    assert app.selectbox("agency").label == "Agency"
    assert "computed" in app.header[0].value
    widgets = [*app.selectbox, *app.expander]
    said = [e.value for e in (*app.title, *app.header, *app.caption, *app.info)]
    said += [widget.label for widget in widgets]
    said += [option for box in app.selectbox for option in box.options]
    said += [name for table in app.dataframe for name in table.value.columns]
    assert not pages.chinese(said, pages.wording(data.observations()))


@pytest.mark.usefixtures("store")
def test_the_page_from_an_address_in_english() -> None:
    app = pages.page(VIEW, lang="English", agency="Longgang District")
    assert app.selectbox("agency").value.startswith("Shenzhen Longgang District ")


@pytest.mark.usefixtures("nothing")
def test_an_empty_store_says_what_to_do() -> None:
    app = pages.page(VIEW)
    assert "duibiao add" in app.info[0].value and not app.dataframe
