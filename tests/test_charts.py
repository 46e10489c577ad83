"""What a chart says and draws: panels, bounds, axes in 万 and 亿, colours, words for the ear."""

from __future__ import annotations

import json
import re

import gold_frame
import pandas as pd
import pytest

from dashboard import charts
from dashboard.charts import BLUE, GREY
from dashboard.comparison import Comparison, Reference, Scope, compare
from dashboard.taxonomy import Indicator, Taxonomy


def made(indicator: str, table: pd.DataFrame | None = None, **scope: object) -> Comparison:
    rows = gold_frame.indicators().to_dict("records")
    taxonomy = Taxonomy({row["id"]: Indicator.of(row) for row in rows})
    frame = gold_frame.observations() if table is None else table
    return compare(frame, indicator, Scope(**scope), Reference(taxonomy))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def requests() -> Comparison:
    return made("requests")


def traces(figure: object, kind: str) -> list[dict[str, object]]:
    return [t for t in json.loads(figure.to_json())["data"] if t["type"] == kind]  # type: ignore[attr-defined]


def test_what_cannot_be_compared_shares_no_axis(requests: Comparison) -> None:
    assert len(traces(charts.figure(requests), "bar")) == 3
    assert len(traces(charts.figure(requests, together=True), "bar")) == 1


def test_every_mark_carries_its_observation(requests: Comparison) -> None:
    figure = charts.figure(requests)
    carried = [c[0] for bar in traces(figure, "bar") for c in bar["customdata"]]  # type: ignore[attr-defined]
    assert sorted(carried) == sorted(requests.rows["observation_id"])


def test_an_open_bound_fades_into_an_arrow(requests: Comparison) -> None:
    tails = traces(charts.figure(requests), "scatter")
    assert len(tails) == 2, "超3200万件 and 超15万"
    for tail in tails:
        assert tail["marker"]["symbol"] == "triangle-right"  # type: ignore[index]
        assert tail["line"]["dash"] == "dot"  # type: ignore[index]
        assert tail["x"][1] > tail["x"][0]  # type: ignore[index]
    assert "原文只给出一端" in charts.chart(requests).source


def test_two_bounds_are_a_whisker() -> None:
    bars = traces(charts.figure(made("app_services")), "bar")
    assert bars[0]["error_x"]["array"] == [100, 100]  # type: ignore[index]
    assert bars[0]["error_x"]["arrayminus"] == [0, 0]  # type: ignore[index]


def test_an_upper_bound_points_left() -> None:
    tails = traces(charts.figure(made("response")), "scatter")
    assert [tail["marker"]["symbol"] for tail in tails] == ["triangle-left"]  # type: ignore[index]


def test_axes_speak_chinese_and_begin_at_zero(requests: Comparison) -> None:
    layout = json.loads(charts.figure(requests).to_json())["layout"]
    for name in ("xaxis", "xaxis2", "xaxis3"):
        axis = layout[name]
        assert axis["range"][0] == 0 and axis["ticktext"][0] == "0"
        assert all(re.fullmatch(r"0|[\d.,]+[万亿]?", text) for text in axis["ticktext"])
        assert axis["title"]["text"] == "单位：件"
    assert all(layout[name]["type"] == "category" for name in ("yaxis", "yaxis2", "yaxis3"))


def test_rates_near_the_full_are_dots_on_an_axis_that_says_where_it_begins() -> None:
    figure = charts.figure(made("satisfaction", period="2022"))
    assert traces(figure, "bar") == []
    axis = json.loads(figure.to_json())["layout"]["xaxis"]
    assert axis["range"][0] >= 95 and "坐标轴自97%起" in axis["title"]["text"]
    assert axis["ticktext"][-1] == "100%"


def test_our_own_agency_stands_out_in_every_panel(requests: Comparison) -> None:
    own = "深圳市福田区政务服务数据管理局"
    bars = traces(charts.figure(requests, own), "bar")
    colours = {
        identity[0]: colour
        for bar in bars
        for identity, colour in zip(bar["customdata"], bar["marker"]["color"], strict=True)  # type: ignore[arg-type, index, call-overload]
    }
    agencies = dict(zip(requests.rows["observation_id"], requests.rows["agency"], strict=True))
    assert {agencies[i] for i, colour in colours.items() if colour == BLUE} == {own}
    assert set(colours.values()) == {BLUE, GREY}
    unknown = traces(charts.figure(requests, "无此机构"), "bar")
    assert {c for bar in unknown for c in bar["marker"]["color"]} == {BLUE}  # type: ignore[index]


def test_the_figure_stands_beside_its_name_as_written(requests: Comparison) -> None:
    texts = json.loads(charts.figure(requests).to_json())["layout"]["yaxis3"]["ticktext"]
    assert texts == ["龙岗区<br>2022年上半年<br><b>127113件</b>"]


def test_title_source_and_alt_are_sentences(requests: Comparison) -> None:
    chart = charts.chart(requests)
    assert chart.title == "4家机构公布了诉求受理量，不能直接比较"
    assert chart.source.startswith("来源：广州市政务服务数据管理局、")
    assert "超3200万件" in chart.alt and chart.alt.endswith("。")


def test_what_cannot_be_drawn_is_told_not_left_out() -> None:
    frame = gold_frame.observations()
    change = frame["quote"] == "80.79%"
    frame.loc[change, ["indicator", "indicator_name"]] = ["requests", "诉求受理量"]
    frame = frame[(frame["quote"] != "127113件")]
    found = made("requests", frame)
    assert "龙岗区未画出：单位是%，不能换算为件" in charts.chart(found).source
    assert len(found.rows) == 4
    assert "K" in found.codes


def test_nothing_to_draw_is_an_empty_figure() -> None:
    assert charts.figure(made("requests", agencies=("无此机构",))).data == ()


def test_contrast_of_every_colour_on_white() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in (charts.BLUE, charts.GREEN, charts.PURPLE, charts.ORANGE, charts.GREY):
        assert 1.05 / (light(colour) + 0.05) >= 3, colour
    assert 1.05 / (light(charts.INK) + 0.05) >= 4.5
