"""机构画像: where an agency stands on each scale, what is left off it, and the page."""

from __future__ import annotations

import json
from typing import Any

import gold_frame
import pages
import pandas as pd
import pytest

from dashboard import language, portrait_words, spine
from dashboard.comparison import Reference
from dashboard.peers import SAME_LEVEL
from dashboard.portrait import Portrait, portrait, years_of
from dashboard.taxonomy import Indicator, Taxonomy

VIEW = "views/portrait.py"
CODES = {"甲": "440304", "乙": "440307", "丙": "440303", "丁": "440300"}


def lookup() -> Reference:
    rows = gold_frame.indicators().to_dict("records")
    return Reference(Taxonomy({row["id"]: Indicator.of(row) for row in rows}))


def figures(*cells: tuple[str, str, float, dict[str, Any]]) -> pd.DataFrame:
    """Rows (agency 甲 乙 丙, or the city 丁; indicator; value; what else differs) for 2022."""
    frame = gold_frame.observations()
    about = {row["id"]: row for row in gold_frame.indicators().to_dict("records")}
    plain = frame.iloc[0].to_dict()
    lines = []
    for number, (agency, indicator, value, other) in enumerate(cells):
        unit = str(about[indicator]["unit"])
        lines.append(
            plain
            | {
                "observation_id": f"{agency}{number}",
                "report_id": agency,
                "agency": f"{agency}局",
                "reference_area": f"{agency}区",
                "area_code": CODES[agency],
                "area_level": "city" if agency == "丁" else "district",
                "time_period": "2022",
                "indicator": indicator,
                "indicator_name": about[indicator]["name_zh"],
                "category": about[indicator]["category"],
                "system": "",
                "value": value,
                "value_low": value,
                "value_high": value,
                "quote": f"{value:g}{unit}",
                "unit": unit,
                "qualifier": "exact",
                "kind": "level",
                "direction": "",
                "obs_status": "actual",
                "cumulative": False,
                "confidence": 0.95,
                "start": number,
            }
            | other
        )
    return pd.DataFrame(lines, columns=frame.columns).astype(frame.dtypes.to_dict())


def three(indicator: str, own: float, one: float, two: float, **other: Any) -> Portrait:
    """甲 beside 乙 and 丙."""
    cells = [(a, indicator, v, other) for a, v in zip("甲乙丙", (own, one, two), strict=True)]
    return portrait(figures(*cells), "甲局", "2022", lookup=lookup())


@pytest.mark.parametrize(
    ("indicator", "own", "standing"),
    [
        ("satisfaction_hotline", 99, "better"),
        ("satisfaction_hotline", 90, "worse"),
        ("satisfaction_hotline", 96, "between"),
        ("satisfaction_hotline", 98, "between"),  # a tie at the end is no lead
        ("response", 1, "better"),
        ("response", 200, "worse"),
        ("requests", 5, "neutral"),
    ],
)
def test_better_and_worse_follow_the_polarity(indicator: str, own: float, standing: str) -> None:
    (place,) = three(indicator, own, 95, 98).places
    assert place.standing == standing and place.verdict == "可比"


def test_equals_are_the_same() -> None:
    (place,) = three("satisfaction_hotline", 100, 100, 100).places
    assert place.standing == "same"
    assert json.loads(spine.figure(three("online_rate", 100, 100, 100)).to_json())["data"]


def test_the_median_is_of_the_others_and_needs_exact_figures() -> None:
    (place,) = three("requests", 5, 10, 20).places
    assert place.median == 15
    cells = [("甲", "requests", 5, {}), ("乙", "requests", 10, {}), ("丙", "requests", 20, OVER)]
    (place,) = portrait(figures(*cells), "甲局", "2022", lookup=lookup()).places
    assert place.median is None


OVER = {"qualifier": "over", "value_low": 20.0, "value_high": None, "quote": "超20件"}


def test_with_caution_nothing_is_better_or_worse_and_there_is_no_median() -> None:
    cells = [
        ("甲", "satisfaction_hotline", 99, {}),
        ("乙", "satisfaction_hotline", 95, {"confidence": 0.3}),
        ("丙", "satisfaction_hotline", 96, {}),
    ]
    found = portrait(figures(*cells), "甲局", "2022", lookup=lookup())
    (place,) = found.places
    assert place.verdict == "谨慎" and place.standing == "caution" and place.median is None
    assert portrait_words.shown(found)["位置"][0] == "不排高低"
    assert portrait_words.standings(found) == ""
    own = [t for t in json.loads(spine.figure(found).to_json())["data"] if t.get("customdata")][-1]
    assert own["marker"]["color"] == ["#FFFFFF"], "hollow"


def test_what_cannot_be_compared_is_listed_with_the_reason() -> None:
    cells = [("甲", "requests", 5, {}), ("丁", "requests", 90, {}), ("甲", "grids", 3, {})]
    found = portrait(figures(*cells), "甲局", "2022", lookup=lookup())
    assert not found.places
    table = found.apart.set_index("指标")
    assert (
        "层级" in table.loc["诉求受理量", "理由"] and "90件" in table.loc["诉求受理量", "其他机构"]
    )
    assert table.loc["综合网格", "理由"] == "只有本机构公布"
    assert portrait_words.finding(found, "甲区").endswith("1个不可比，1个只有本机构公布")


def test_a_broader_indicator_brings_kin_together_with_caution() -> None:
    cells = [("甲", "satisfaction_hotline", 99, {}), ("乙", "satisfaction_business", 95, {})]
    (place,) = portrait(figures(*cells), "甲局", "2022", lookup=lookup()).places
    assert place.comparison.indicator.id == "satisfaction" and place.verdict == "谨慎"
    assert portrait_words.verdict_words(place) == "谨慎：口径"


def test_only_agencies_of_the_same_level() -> None:
    cells = [
        ("甲", "online_rate", 99, {}),
        ("乙", "online_rate", 95, {}),
        ("丁", "online_rate", 9, {}),
    ]
    (every,) = portrait(figures(*cells), "甲局", "2022", lookup=lookup()).places
    (same,) = portrait(figures(*cells), "甲局", "2022", SAME_LEVEL, lookup()).places
    assert len(every.peers) == 2 and list(same.peers["agency"]) == ["乙局"]


def test_plans_ranks_and_other_years_are_not_drawn() -> None:
    plan = figures(("甲", "requests", 5, {"obs_status": "target"}), ("乙", "requests", 6, {}))
    found = portrait(plan, "甲局", "2022", lookup=lookup())
    assert not found.places and "计划" in found.apart["理由"][0]
    assert "（计划）" in found.apart["本机构"][0]
    assert portrait(plan, "甲局", "2021", lookup=lookup()).apart.empty


def test_years_are_those_of_actual_figures() -> None:
    table = figures(
        ("甲", "requests", 5, {}),
        ("甲", "requests", 5, {"time_period": "2024", "obs_status": "target"}),
    )
    assert years_of(table, "甲局") == ("2022",)


def test_only_some_categories() -> None:
    cells = [(a, i, 5, {}) for a in "甲乙" for i in ("requests", "online_rate")]
    found = portrait(figures(*cells), "甲局", "2022", lookup=lookup())
    assert portrait_words.categories(found) == {"online_rate": "网办率", "work_orders": "诉求工单"}
    assert len(portrait_words.only(found, ["work_orders"]).places) == 1
    assert portrait_words.only(found, []) is found


def test_every_mark_carries_its_observation_and_each_shape_has_its_words() -> None:
    found = three("satisfaction_hotline", 99, 95, 98)
    drawn = spine.chart(found, "甲区")
    traces = json.loads(drawn.figure.to_json())["data"]
    assert {c[0] for t in traces for c in t.get("customdata", [])} == {"甲0", "乙1", "丙2"}
    assert "▲绿色：优于其余" in drawn.source and "▼" not in drawn.source
    assert "优于其余：热线满意率" in drawn.alt and drawn.alt.endswith("。")
    assert "中位数" in drawn.source


# ---- in English ------------------------------------------------------------------------------


def everything(found: Portrait, name: str) -> list[object]:
    """All that the page says of a portrait."""
    drawn = spine.chart(found, name)
    tables = [portrait_words.shown(found), portrait_words.apart_shown(found)]
    cells = [cell for table in tables for row in table.values for cell in row]
    heads = [name for table in tables for name in table.columns]
    words = [drawn.title, drawn.subtitle, drawn.source, drawn.alt, portrait_words.standings(found)]
    layout = json.loads(drawn.figure.to_json())["layout"]
    axes = [*layout["xaxis"]["ticktext"], *layout["yaxis"]["ticktext"]]
    marks = [mark["text"] for mark in layout.get("annotations", [])]
    hovers = [str(trace.hovertemplate) for trace in drawn.figure.data]
    named = portrait_words.categories(found).values()
    return [*cells, *heads, *words, *axes, *marks, *hovers, *named]


@pytest.mark.usefixtures("store")
def test_in_english_only_the_words_of_reports_are_chinese() -> None:
    with pages.in_english() as rows:
        evidence = pages.wording(rows)
        for agency in filter(None, rows["agency"].unique()):
            for year in years_of(rows, agency):
                found = portrait(rows, agency, year)
                assert not pages.chinese(everything(found, agency), evidence), (agency, year)


def test_in_english_plurals_positions_and_amounts() -> None:
    with language.spoken("en"):
        cells = [("甲", "requests", 32_000_000, {}), ("乙", "requests", 5, {})]
        found = portrait(figures(*cells), "甲局", "2022", lookup=lookup())
        assert portrait_words.finding(found, "Jia") == (
            "Jia has 1 indicator for 2022: 1 can be set beside other agencies, "
            "0 are not comparable, 0 are published by this agency only"
        )
        table = portrait_words.shown(found)
        assert table["Position"][0] == "above 1 other"
        assert table["This agency"][0].startswith("32.0 million ")
        assert table["Verdict"][0] == "comparable"
        better = three("satisfaction_hotline", 99, 95, 98)
        assert portrait_words.shown(better)["Position"][0] == "above 2 others"
        drawn = spine.chart(better, "Jia")
        assert "▲ green: better than the others" in drawn.source and "▼" not in drawn.source
        assert "; better than the others: " in drawn.alt and drawn.alt.endswith(".")
        assert portrait_words.peers() == {"全部": "All", "同级": "Same level"}


def test_in_english_a_long_name_has_room() -> None:
    rows = figures(("甲", "requests", 32_000_000, {"cumulative": True}), ("乙", "requests", 5, {}))
    with language.spoken("en"):
        found = portrait(rows, "甲局", "2022", lookup=lookup())
        for place in found.places:
            lines = spine._name(place).count("<br>") + 1
            assert spine.figure(found).layout.height > lines * spine.LINE


# ---- the page ---------------------------------------------------------------------------------

filled, store, nothing = pages.stores("profile")


@pytest.mark.usefixtures("store")
def test_the_page_from_an_address_in_chinese() -> None:
    app = pages.page(VIEW, agency="深圳市", year="2022", peers="同级")
    assert app.selectbox("agency").value == "深圳市政务服务数据管理局"
    assert "可与其他机构对照" in app.header[0].value
    assert app.get("plotly_chart")[0].proto.alt.endswith("。")
    assert set(app.dataframe[0].value["结论"].str[:2]) <= {"可比", "谨慎"}
    assert "只有本机构公布" in set(app.dataframe[1].value["理由"])


@pytest.mark.usefixtures("store")
def test_every_agency_year_and_group_of_peers_can_be_opened() -> None:
    app = pages.page(VIEW, agency="无此机构", year="1999")
    for name in app.selectbox("agency").options:
        app.selectbox("agency").select(name).run()
        assert not app.exception, name
    app.session_state["peers"] = SAME_LEVEL
    assert not app.run().exception


@pytest.mark.usefixtures("store")
def test_a_category_alone() -> None:
    app = pages.page(VIEW, agency="深圳市", categories=["满意度"])
    assert list(app.dataframe[0].value["类别"]) == ["满意度"]


@pytest.mark.usefixtures("store")
def test_a_click_on_a_mark_opens_its_sentence() -> None:
    app = pages.page(VIEW, agency="深圳市")
    app.session_state["spine_0"] = pages.clicked(pages.observation_of("98.48%")["observation_id"])
    app.run()
    assert not app.exception and "<mark class='figure'>98.48%</mark>" in pages.html(app)


@pytest.mark.usefixtures("nothing")
def test_an_empty_store_says_what_to_do() -> None:
    app = pages.page(VIEW)
    assert "duibiao add" in app.info[0].value and not app.dataframe


@pytest.mark.usefixtures("store")
def test_in_english_the_page_and_its_address() -> None:
    app = pages.page(VIEW, lang="English", peers="Same level", year="2022")
    assert app.title[0].value == "Agency profile"
    shown = [*app.header, *app.caption, *app.markdown, *app.info]
    labels = [widget.label for widget in (*app.selectbox, *app.multiselect)]
    assert not pages.chinese([*labels, *(element.value for element in shown)])
    assert app.session_state["peers"] == SAME_LEVEL
