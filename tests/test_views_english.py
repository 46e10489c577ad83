"""总览, 指标对比 and 原文依据 switched to English: no Chinese but what the reports say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pages
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data, language

OVERVIEW, COMPARE, SOURCE = "views/overview.py", "views/comparing.py", "views/source.py"
STYLE = re.compile(r"<style>.*?</style>|<script>.*?</script>", re.DOTALL)
QUOTED = re.compile("[“”()]")
VERBATIM = re.compile(r"<div class='report'>.*?</div>|<blockquote.*?</blockquote>", re.DOTALL)
filled, store, nothing = pages.stores("english")


@pytest.fixture(autouse=True)
def speaking() -> Iterator[None]:
    with language.spoken(language.ENGLISH):
        yield


def opened(path: str, **parameters: str | list[str]) -> AppTest:
    """A page in English; in the address its filters are English too."""
    return pages.page(path, lang="English", **parameters)


def shown(app: AppTest) -> list[str]:
    """All words of the page, as they stand on screen."""
    said = [*app.title, *app.header, *app.caption, *app.info, *app.warning, *app.markdown]
    widgets = [*app.selectbox, *app.multiselect, *app.toggle, *app.button, *app.expander]
    texts = [str(element.value) for element in [*said, *app.code]]
    texts += [f"{element.label} {getattr(element, 'help', '')}" for element in widgets]
    texts += [str(option) for box in app.selectbox for option in box.options]
    for table in app.dataframe:
        texts += [str(name) for name in table.value.columns]
        texts += [str(cell) for cell in table.value.to_numpy().ravel()]
    texts += [chart.proto.alt + chart.proto.spec for chart in app.get("plotly_chart")]
    texts += [link.proto.label for link in app.get("page_link")]
    ours = STYLE.sub("", pages.html(app))
    titles = re.findall(r"title='([^']*)'", ours)
    whole = [*texts, *titles, VERBATIM.sub("", ours)]
    return [unescape(text).replace("\\", "") for text in whole]


def leftovers(app: AppTest) -> list[str]:
    """The Chinese on the page that no report wrote; the switch itself names both languages."""
    sources = [row["source"] for row in data.table("population")]
    titles = [str(title) for title in data.reports()["title"]]
    notes = [quoted for note in data.reports()["notes"] for quoted in QUOTED.split(note)[1::2]]
    evidence = [*pages.wording(data.observations()), *titles, *notes, *sources]
    return pages.chinese(shown(app), evidence)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("path", "title"), [(OVERVIEW, "Overview"), (COMPARE, "Compare"), (SOURCE, "Evidence")]
)
def test_a_page_speaks_english(path: str, title: str) -> None:
    app = opened(path)
    assert app.title[0].value == title
    assert not leftovers(app)


@pytest.mark.usefixtures("store")
def test_the_overview_in_english() -> None:
    app = opened(OVERVIEW)
    caption = next(c.value for c in app.caption if "work reports" in c.value)
    assert caption.startswith("5 work reports of 4 agencies with ")
    matrix = app.dataframe[0].value
    assert {"Indicator", "Guangzhou", "Agencies", "Category"} <= set(matrix.columns)
    assert "not published" in set(matrix["Longgang District"])


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("basis", ["total", "per_capita", "per_day"])
def test_every_conversion_in_english(basis: str) -> None:
    app = opened(COMPARE)
    app.session_state["basis"] = basis
    app.run()
    assert not app.exception and not leftovers(app)


@pytest.mark.usefixtures("store")
def test_indicators_in_english() -> None:
    app = opened(COMPARE)
    for indicator in app.selectbox("indicator").options[:25]:
        app.selectbox("indicator").select(indicator).run()
        assert not app.exception and not leftovers(app), indicator


@pytest.mark.usefixtures("store")
def test_folded_parts_in_english() -> None:
    app = opened(COMPARE)
    app.session_state["pairs"] = app.session_state["readings"] = True
    app.run()
    assert not app.exception and not leftovers(app)


@pytest.mark.usefixtures("store")
def test_a_click_opens_the_evidence_in_english() -> None:
    app = opened(COMPARE)
    app.session_state["chart_0"] = pages.clicked(
        pages.observation_of("超3200万件")["observation_id"]
    )
    app.run()
    assert "<mark class='figure'>超3200万件</mark>" in pages.html(app)
    assert "As written" in pages.html(app) and not leftovers(app)


@pytest.mark.usefixtures("store")
def test_the_source_of_a_figure_in_english() -> None:
    app = opened(SOURCE, obs=pages.observation_of("98.48%")["observation_id"])
    assert "chosen' id='chosen-claim'" in pages.html(app) and "In full" in pages.html(app)
    assert not leftovers(app)
    gone = opened(SOURCE, obs="no such")
    assert "no longer exists" in gone.warning[0].value


@pytest.mark.usefixtures("nothing")
@pytest.mark.parametrize("path", [OVERVIEW, COMPARE, SOURCE])
def test_an_empty_store_in_english(path: str) -> None:
    assert "duibiao add" in opened(path).info[0].value
    assert "There are no figures" in opened(path).info[0].value
