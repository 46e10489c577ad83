"""Large archives: what the reader chooses above every page, on a store and on a dataset alike."""

from __future__ import annotations

from collections.abc import Iterator

import pages
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import extract
from dashboard import data, extent
from dashboard.comparison import indicators_of
from dashboard.extent import NOTHING, WHOLE, Areas, Extent
from dashboard.rights import Person
from dashboard.views import cached, looked
from extract.dataset.arranging import arrange
from extract.dataset.layout import write_part

FEW = 130  # of the 207 observations of the five reports: 深圳's, or 广州's, but not all of them
PAGES = (
    *("views/overview.py", "views/comparing.py", "views/systems.py", "views/trend.py"),
    *("views/portrait.py", "views/detail.py", "views/source.py"),
)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The five reports in a store and in a dataset: what names each to the dashboard."""
    folder = tmp_path_factory.mktemp("large")
    url, dataset = pages.filled(folder), folder / "dataset"
    store = extract.Store(url)
    reports = [store.report(one) for one in store.reports()["report_id"]]
    kept = [one for one in reports if one]
    write_part(dataset, "five", kept, [row for one in kept for row in extract.observe(one)], [])
    arrange(dataset)
    return {"store": url, "dataset": str(dataset)}


@pytest.fixture(params=["store", "dataset"])
def large(
    request: pytest.FixtureRequest, places: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """An archive of more observations than are looked at together."""
    monkeypatch.setattr(extent, "MOST", FEW)
    monkeypatch.setenv("DUIBIAO_DATABASE_URL", places["store"])
    if request.param == "dataset":
        monkeypatch.setenv(data.DATASET, places["dataset"])
        monkeypatch.setenv("DUIBIAO_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    pages.forget()
    yield request.param
    pages.forget()


def asked(app: AppTest) -> dict[str, str]:
    """What stands in the widgets above the page."""
    return {one.label: one.value for one in app.selectbox if one.key in ("in_province", "in_city")}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_at_the_largest_area_that_fits(large: str, path: str) -> None:
    app = pages.page(path)
    assert asked(app) == {"省份": "44", "城市": "4403" if fits("4403") else "4401"}
    assert not app.info or "所选范围" not in app.info[0].value


def fits(code: str) -> bool:
    return data.count(within=code) <= FEW


def test_the_whole_country_is_too_much_and_says_what_to_do(large: str) -> None:
    app = pages.page("views/overview.py", in_province="全国")
    assert [one.value for one in app.info] == [
        "所选范围有207个数字，一次最多看130个。请在页面上方选定省份、城市或年份。"
    ]
    assert not app.dataframe


def test_one_indicator_is_compared_across_the_country(large: str) -> None:
    app = pages.page("views/comparing.py", in_province="全国", indicator="热线诉求办理满意率")
    assert not app.info
    shown = app.dataframe[0].value
    found = indicators_of("hotline_satisfaction", False, data.taxonomy())
    whole = data.observations(indicator=found)
    assert len(shown) == whole["agency"].nunique() == 3


def test_a_trend_is_of_its_agency_whatever_year_was_chosen(large: str) -> None:
    app = pages.page("views/trend.py", in_province="广东省", in_city="深圳市", in_year="2023")
    agencies = next(one for one in app.selectbox if one.label == "机构")
    assert set(agencies.value.split()) == {"深圳市福田区政务服务数据管理局"}
    assert len(app.dataframe[0].value) > 1


def test_a_sentence_is_shown_wherever_its_report_is(large: str) -> None:
    rows = data.observations(within="4401")
    row = rows.iloc[0]
    app = pages.page(
        "views/source.py", obs=row["observation_id"], in_province="广东省", in_city="深圳市"
    )
    report = next(one for one in app.selectbox if one.label == "报告")
    assert report.value == row["report_id"]
    assert row["quote"] in pages.html(app)


def test_the_evidence_of_a_figure_opens_from_a_narrowed_page(large: str) -> None:
    app = pages.page("views/comparing.py", in_province="全国", indicator="热线诉求办理满意率")
    app.session_state["table_0"] = pages.row(0)
    app.run()
    assert not app.exception and "98.48%" in pages.html(app)


def test_the_address_is_read_in_english_too(large: str) -> None:
    app = pages.page(
        "views/overview.py", lang="English", in_city="Guangzhou", in_province="Guangdong"
    )
    assert asked(app) == {"Province": "44", "City": "4401"}


def test_a_file_is_about_what_its_page_looked_at(large: str) -> None:
    seen = looked.Looked(True, WHOLE, Extent.of(indicator=("requests_handled",)))
    before = looked._LATER.set(seen)
    try:
        later = looked.kept(lambda: len(cached.observations()))
    finally:
        looked._LATER.reset(before)
    assert later() == data.count(indicator="requests_handled") < data.count()


def test_nothing_is_written_to_a_dataset(large: str) -> None:
    if large == "store":
        assert data.correct([], Person("甲", "admin")) == ()
        return
    with pytest.raises(extract.DuibiaoError, match="只读的数据集"):
        data.correct([], Person("甲", "admin"))


def test_areas_and_years_are_those_of_the_reports() -> None:
    counts = pd.DataFrame(
        {
            "report_area": ["440300", "440304", "110101", "", "440100"],
            "report_year": ["2022", "2023", "2022", "2022", ""],
            "observations": [10, 20, 40, 500, 25],
        }
    )
    areas = Areas(counts)
    assert areas.provinces() == {"11": "北京市", "44": "广东省"}
    assert areas.cities("44") == {"4401": "广州市", "4403": "深圳市"}
    assert areas.cities("") == {}
    assert areas.years("4403") == ("2023", "2022") and areas.years("4401") == ()
    assert areas.usual == "1101"


def test_an_extent_leaves_out_what_is_not_asked() -> None:
    assert Extent.of(within=(), years=("2022",)).words == {"years": ("2022",)}
    assert Extent.of() == WHOLE != NOTHING
    assert WHOLE.also(indicator=("a",)).words == {"indicator": ("a",)}
