"""Every page in every state, run by Streamlit's own test driver on the five reports."""

from __future__ import annotations

from typing import Any

import pages
import pytest
from pages import html, observation_of, page
from streamlit.testing.v1 import AppTest

from extract import Store

OVERVIEW, COMPARE, SOURCE = "views/overview.py", "views/comparing.py", "views/source.py"


filled, store, nothing = pages.stores("views")


def said(app: AppTest) -> str:
    """All text of our own on the page."""
    elements = [*app.title, *app.header, *app.caption, *app.info, *app.warning, *app.markdown]
    return "\n".join(element.value for element in elements)


# ---- 总览 -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("store")
def test_overview() -> None:
    app = page(OVERVIEW)
    assert app.title[0].value == "总览"
    assert "5份工作报告，4家机构" in said(app)
    matrix = app.dataframe[0].value
    assert list(matrix.columns) == ["指标", "广州市", "深圳市", "福田区", "龙岗区", "家数", "类别"]
    assert (matrix["家数"] >= 2).all()
    assert "未公布" in set(matrix["龙岗区"]) and "127113件 ◐" in set(matrix["龙岗区"])
    assert "98.48%" in html(app)


@pytest.mark.usefixtures("store")
def test_overview_of_another_year_tells_who_has_no_report() -> None:
    app = page(OVERVIEW, year="2023", several="false")
    matrix = app.dataframe[0].value
    assert "无报告" in set(matrix["深圳市"]) and "99.23%" in set(matrix["福田区"])


@pytest.mark.usefixtures("store")
def test_overview_with_every_indicator() -> None:
    app = page(OVERVIEW)
    few = len(app.dataframe[0].value)
    app.toggle("several").set_value(False).run()
    assert len(app.dataframe[0].value) > few
    assert not app.exception


# ---- 指标对比 ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("store")
def test_comparison_opens_on_the_indicator_most_agencies_report() -> None:
    app = page(COMPARE)
    assert app.title[0].value == "指标对比"
    assert "4家机构公布了" in app.header[0].value
    assert "不可比" in html(app) and "期间长短不同" in html(app)
    table = app.dataframe[0].value
    assert list(table["机构"]) == ["广州市", "深圳市", "福田区", "龙岗区"]
    assert "名次" not in table.columns
    chart = app.get("plotly_chart")[0]
    assert chart.proto.alt.endswith("。") and "超3200万件" in chart.proto.alt
    assert "不排名" in app.code[0].value


@pytest.mark.usefixtures("store")
def test_comparison_from_an_address_in_chinese() -> None:
    app = page(COMPARE, indicator="满意率", own="福田区")
    assert app.selectbox("indicator").value == "satisfaction_rate"
    assert app.selectbox("own").value == "深圳市福田区政务服务数据管理局"
    assert "谨慎" in html(app) and "口径" in html(app)


@pytest.mark.usefixtures("store")
def test_an_unknown_address_falls_back() -> None:
    app = page(COMPARE, indicator="无此指标", period="1999年", basis="乱写")
    assert app.header[0].value.startswith("4家机构公布了")


@pytest.mark.usefixtures("store")
def test_two_cities_alone_are_ranked() -> None:
    app = page(COMPARE, agencies=["广州市", "深圳市"])
    table = app.dataframe[0].value
    assert list(table["名次"]) == [1, 2]
    assert "可比" in html(app) and "最多" in app.header[0].value


@pytest.mark.usefixtures("store")
def test_per_head_and_day() -> None:
    app = page(COMPARE)
    for basis in ("per_capita", "per_day", "per_capita_day", "share", "total"):
        app.get("button_group")
        app.session_state["basis"] = basis
        app.run()
        assert not app.exception
        shown = app.dataframe[0].value
        assert ("÷" in "".join(shown["换算"])) == (basis != "total")


@pytest.mark.usefixtures("store")
def test_every_indicator_can_be_opened() -> None:
    app = page(COMPARE)
    for indicator in app.selectbox("indicator").options[:40]:
        app.selectbox("indicator").select(indicator).run()
        assert not app.exception, indicator


@pytest.mark.usefixtures("store")
def test_a_click_on_a_bar_opens_its_sentence() -> None:
    app = page(COMPARE)
    row = observation_of("超3200万件")
    app.session_state["chart_0"] = _clicked(row["observation_id"])
    app.run()
    assert not app.exception
    assert "<mark class='figure'>超3200万件</mark>" in html(app)


def _clicked(identity: str) -> dict[str, Any]:
    point = {"customdata": [identity], "point_index": 0, "curve_number": 0}
    return {"selection": {"points": [point], "point_indices": [0], "box": [], "lasso": []}}


@pytest.mark.usefixtures("store")
def test_nobody_of_the_chosen_reports_it() -> None:
    app = page(COMPARE, indicator="满意率", agencies=["龙岗区"])
    assert not app.exception and app.title[0].value == "指标对比"


# ---- 原文依据 ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("store")
def test_source_shows_the_first_report_with_its_claims() -> None:
    app = page(SOURCE)
    assert app.title[0].value == "原文依据"
    assert html(app).count("<a class='claim ") > 30
    assert "下一处" in {button.label for button in app.button}


@pytest.mark.usefixtures("store")
def test_source_of_an_observation() -> None:
    row = observation_of("98.48%")
    app = page(SOURCE, obs=row["observation_id"])
    assert app.selectbox("picked_report").value == row["report_id"]
    assert "chosen' id='chosen-claim'" in html(app) and "scrollTop" in html(app)
    assert ">98.48%</a>" in html(app)
    following = next(button for button in app.button if button.label == "下一处")
    following.click().run()
    assert not app.exception
    assert app.query_params["obs"] != [row["observation_id"]]


@pytest.mark.usefixtures("store")
def test_source_of_another_report() -> None:
    app = page(SOURCE, obs=observation_of("98.48%")["observation_id"])
    box = app.selectbox("picked_report")
    box.select(box.options[0]).run()
    assert not app.exception
    assert app.query_params["report"] and "chosen-claim' href" not in html(app)


@pytest.mark.usefixtures("store")
def test_source_of_an_observation_that_is_gone() -> None:
    app = page(SOURCE, obs="no such")
    assert "已不存在" in said(app)


# ---- nothing there ----------------------------------------------------------------------------


@pytest.mark.usefixtures("nothing")
@pytest.mark.parametrize("path", [OVERVIEW, COMPARE, SOURCE])
def test_an_empty_store_says_what_to_do(path: str) -> None:
    app = page(path)
    assert "duibiao add" in app.info[0].value
    assert not app.dataframe


@pytest.mark.usefixtures("nothing")
def test_figures_without_an_indicator_are_read_in_the_source() -> None:
    import extract

    report = extract.read("seeds/002_19229e3d3300add3.txt")
    rows = extract.observations("seeds/002_19229e3d3300add3.txt").assign(
        indicator="", indicator_name=""
    )
    kept = Store()
    kept.put(report, rows)
    kept.close()
    assert "没有归入指标" in said(page(COMPARE))
    assert html(page(SOURCE)).count("<a class='claim ") > 10
    assert page(OVERVIEW).title[0].value == "总览"


@pytest.mark.usefixtures("store")
def test_a_button_leads_to_those_that_can_be_compared() -> None:
    app = page(COMPARE)
    button = next(b for b in app.button if b.label.startswith("只看可比的"))
    assert button.label == "只看可比的2家：广州市、深圳市"
    button.click().run()
    assert len(app.multiselect("agencies").value) == 2
    assert list(app.dataframe[0].value["名次"]) == [1, 2]
