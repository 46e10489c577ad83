"""同类系统: platforms of a class, their figures side by side, and the page in every state."""

from __future__ import annotations

import gold_frame
import pages
import pandas as pd
import pytest

from dashboard import data, language, systems
from dashboard.comparison import Reference, reference
from dashboard.systems import class_of, side_by_side

VIEW = "views/systems.py"


@pytest.mark.parametrize(
    ("system", "kind"),
    [
        ("i深圳", "城市服务APP"),
        ("i深圳公众号", "公众号"),
        ("i福田", "城市服务APP"),
        ("福田CIM平台", "CIM平台"),
        ("福田跨省通办", "跨域通办"),
        ("@福田—民意速办", "民生诉求平台"),
        ("福田民情日报", "简报专刊"),
        ("穗智管", "城市运行中枢"),
        ("没有登记的平台", "没有登记的平台"),
    ],
)
def test_a_platform_has_a_class(system: str, kind: str) -> None:
    assert class_of(system) == kind


def platforms(*cells: tuple[str, str, str, float, str, str]) -> pd.DataFrame:
    """Rows (agency, system, indicator, value, quote, unit) for 2022."""
    row = gold_frame.observations().iloc[0].to_dict()
    codes = {"深": "440300", "广": "440100", "福": "440304"}
    lines = [
        row
        | {
            "observation_id": f"{agency}{system}{indicator}{number}",
            "agency": agency,
            "reference_area": agency,
            "area_code": codes[agency[0]],
            "area_level": "district" if agency[0] == "福" else "city",
            "system": system,
            "indicator": indicator,
            "indicator_name": "",
            "value": value,
            "value_low": value,
            "value_high": value,
            "qualifier": "exact",
            "quote": quote,
            "unit": unit,
            "time_period": "2022",
            "kind": "level",
            "obs_status": "actual",
            "cumulative": False,
            "confidence": 0.95,
        }
        for number, (agency, system, indicator, value, quote, unit) in enumerate(cells)
    ]
    frame = gold_frame.observations()
    return pd.DataFrame(lines, columns=frame.columns).astype(frame.dtypes.to_dict())


TWO = (
    ("深圳市", "i深圳", "app_services", 8500.0, "8500项", "项"),
    ("广州市", "穗好办", "app_services", 3200.0, "3200项", "项"),
    ("广州市", "穗好办", "app_users", 15e6, "1500万人", "人"),
)


def test_classes_with_most_platforms_come_first() -> None:
    frame = platforms(*TWO, ("福田区", "福田CIM平台", "models", 50.0, "50个", "个"))
    assert systems.classes(frame) == {
        "城市服务APP": ("穗好办", "i深圳"),
        "CIM平台": ("福田CIM平台",),
    }


def test_platforms_are_ranked_where_all_is_comparable() -> None:
    side = side_by_side(platforms(*TWO), "城市服务APP")
    (shared,) = side.shared
    assert shared.verdict == "可比" and list(shared.rows["label"]) == ["i深圳", "穗好办"]
    assert list(shared.rows["agency"]) == ["深圳市", "广州市"], "the agencies stay who they are"
    assert "i深圳" in systems.heading(shared)
    assert systems.finding(side).startswith("“城市服务APP”类2个平台，3个数字；共同的指标：")


def test_two_platforms_of_one_agency_stand_side_by_side() -> None:
    frame = platforms(
        ("福田区", "福田12345", "requests", 10.0, "10件", "件"),
        ("福田区", "@福田—民意速办", "requests", 20.0, "20件", "件"),
    )
    assert len(side_by_side(frame, "民生诉求平台").shared[0].rows) == 2


def test_the_matrix_holds_the_words_of_the_report_and_the_verdict() -> None:
    table = systems.matrix(side_by_side(platforms(*TWO), "城市服务APP"))
    assert list(table.columns) == ["指标", "穗好办", "i深圳", "结论"]
    assert list(table["i深圳"]) == ["8500项（2022年）", "未公布"]
    assert list(table["结论"]) == ["可比", "—"]


def test_units_that_do_not_convert_are_named() -> None:
    frame = platforms(
        ("深圳市", "i深圳", "app_services", 45e8, "45亿次", "次"),
        ("广州市", "穗好办", "app_services", 2e6, "200万宗", "宗"),
    )
    side = side_by_side(frame, "城市服务APP")
    assert systems.matrix(side)["结论"][0] == "不可比：单位"
    assert "不能直接比较" in systems.heading(side.shared[0])


def test_a_single_platform_has_none_beside_it() -> None:
    side = side_by_side(platforms(TWO[0]), "城市服务APP")
    assert not side.shared and systems.finding(side).endswith("没有同类平台可并排")


def test_another_year_has_no_figures() -> None:
    side = side_by_side(platforms(*TWO), "城市服务APP", "2021")
    assert side.platforms == () and systems.finding(side) == "没有城市服务APP的数字"
    assert systems.matrix(side).empty and systems.shown(side).empty


def test_a_click_on_a_cell_gives_its_observation() -> None:
    side = side_by_side(platforms(*TWO), "城市服务APP")

    def click(row: int, column: str) -> str:
        return systems.clicked({"selection": {"cells": [(row, column)]}}, side)

    assert click(0, "i深圳") == "深圳市i深圳app_services0"
    assert click(1, "i深圳") == "" and click(0, "指标") == "" and click(9, "i深圳") == ""
    assert systems.clicked(None, side) == ""


def test_every_figure_stands_in_the_table_with_its_sentence() -> None:
    frame = platforms(*TWO, ("深圳市", "i深圳", "", 2.0, "两大", "个"))
    table = systems.shown(side_by_side(frame, "城市服务APP"))
    assert len(table) == 4 and "未归入指标" in set(table["指标"])
    assert all(table["原句"]) and set(table["机构"]) == {"深圳市", "广州市"}


def test_in_english_plurals_and_amounts() -> None:
    with language.spoken("en"):
        side = side_by_side(platforms(*TWO), "城市服务APP")
        alone = systems.finding(side_by_side(platforms(TWO[0]), "城市服务APP"))
        assert "2 platforms, 3 figures; shared indicator: " in systems.finding(side)
        assert "1 platform, 1 figure; there is no other" in alone
        assert systems.matrix(side)["i深圳"][0] == "8,500 items (2022)"
        assert list(systems.matrix(side)["Verdict"]) == ["comparable", "—"]


def test_the_lookup_is_the_product_s_own() -> None:
    assert isinstance(reference(), Reference)


# ---- the page ---------------------------------------------------------------------------------

filled, store, nothing = pages.stores("systems")


@pytest.mark.usefixtures("store")
def test_the_page_from_an_address_in_chinese() -> None:
    app = pages.page(VIEW, **{"class": "城市服务APP"})
    assert app.selectbox("class").value == "城市服务APP"
    assert {"穗好办", "i深圳", "i龙岗"} <= set(app.dataframe[0].value.columns)
    assert "超1500万（2022年）" in set(app.dataframe[0].value["穗好办"])
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))


@pytest.mark.usefixtures("store")
def test_every_class_can_be_opened() -> None:
    app = pages.page(VIEW, **{"class": "无此类别"})
    for kind in app.selectbox("class").options[:8]:
        app.selectbox("class").select(kind).run()
        assert not app.exception, kind


@pytest.mark.usefixtures("store")
def test_a_click_on_a_bar_opens_its_sentence() -> None:
    app = pages.page(VIEW, **{"class": "城市服务APP"})
    row = pages.observation_of("3200多项")
    app.session_state[f"of_{row['indicator']}_0"] = pages.clicked(row["observation_id"])
    app.run()
    assert not app.exception
    assert "<mark class='figure'>3200多项</mark>" in pages.html(app)


@pytest.mark.usefixtures("store")
def test_in_english_only_the_words_of_reports_are_chinese() -> None:
    with pages.in_english() as rows:
        evidence = pages.wording(rows)
        for kind in systems.classes(rows):
            side = side_by_side(rows, kind)
            cells, figures = systems.matrix(side), systems.shown(side)
            said = [systems.class_name(kind), systems.finding(side), systems.marks_told()]
            said += [systems.heading(one) for one in side.shared]
            for table in (cells, figures):
                said += [*table.columns, *table.to_numpy().ravel()]
            assert not pages.chinese(said, evidence), kind


@pytest.mark.usefixtures("store")
def test_classes_are_the_same_in_either_language() -> None:
    kinds = {kind: len(found) for kind, found in systems.classes(data.observations()).items()}
    with pages.in_english() as rows:
        assert {kind: len(found) for kind, found in systems.classes(rows).items()} == kinds


@pytest.mark.usefixtures("store")
def test_the_page_from_an_address_in_english() -> None:
    app = pages.page(VIEW, lang="English", **{"class": "City service app"})
    assert app.title[0].value == "Similar systems"
    assert app.selectbox("class").value == "城市服务APP", "the value is the class itself"
    table = app.dataframe[0].value
    assert {"Indicator", "Suihaoban", "iShenzhen", "Verdict"} <= set(table.columns)
    assert "over 15.0 million persons (2022)" in set(table["Suihaoban"])
    said = [e.value for e in (*app.title, *app.header, *app.caption, *app.markdown)]
    said += [option for box in app.selectbox for option in box.options]
    said += [name for table in app.dataframe for name in table.value.columns]
    assert not pages.chinese(said, pages.wording(data.observations()))


@pytest.mark.usefixtures("nothing")
def test_an_empty_store_says_what_to_do() -> None:
    app = pages.page(VIEW)
    assert "duibiao add" in app.info[0].value and not app.dataframe
