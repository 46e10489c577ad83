"""What a person does in a real browser: compare, see the evidence, share, take things home."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from browsing import (
    HEIGHT,
    PAGES,
    PATIENCE,
    WIDTHS,
    barriers,
    drawn,
    opened,
    photographed,
    settled,
    sideways,
)
from playwright.sync_api import Locator, Page, expect

CHINESE = re.compile("[一-鿿]")


@pytest.fixture
def asked() -> list[str]:
    """Every address that the page asked for."""
    return []


@pytest.fixture
def page(browser: Any, dashboard: Any, asked: list[str]) -> Iterator[Page]:
    """A page on the dashboard, of the size of an office screen."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768},
        locale="zh-CN",
        accept_downloads=True,
        base_url=dashboard.address,
    )
    context.set_default_timeout(PATIENCE)
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("websocket", lambda socket: asked.append(socket.url))
    yield page
    context.close()


def choose(page: Page, number: int) -> str:
    """Chooses the indicator of that number on 指标对比, and gives its name."""
    chooser = page.get_by_role("combobox", name="指标", exact=True)
    chooser.click()
    option = page.get_by_role("option").nth(number)
    name = option.inner_text().strip()
    option.click()
    expect(chooser).to_have_value(name)
    drawn(page)
    return name


def chart_of(page: Page, name: str) -> Locator:
    """The chart of an indicator: that of the one before may still stand beside it."""
    named = name.split("(")[0].split("（")[0]
    chart = page.locator(f'[data-testid="stPlotlyChart"][aria-label*="{named}"]').first
    expect(chart.locator("svg.main-svg").first).to_be_visible()
    return chart


def parameters(page: Page) -> dict[str, list[str]]:
    """The parameters of the address."""
    return parse_qs(urlsplit(page.url).query)


def test_compare_an_indicator_and_take_the_workbook_home(page: Page, asked: list[str]) -> None:
    opened(page, "")
    page.get_by_role("link", name="指标对比").click()
    expect(page.get_by_role("heading", name="指标对比", level=1)).to_be_visible()
    drawn(page)
    name = choose(page, 1)
    chart = chart_of(page, name)
    assert "单位" in chart.inner_text(), "the axis names its unit"
    assert re.search("[市区]", chart.inner_text()), "a bar names its place"

    with page.expect_download() as download:
        page.get_by_role("button", name="下载 Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    content = Path(download.value.path()).read_bytes()
    workbook = openpyxl.load_workbook(BytesIO(content))
    cells = [c for sheet in workbook for row in sheet.iter_rows() for c in row]
    assert any(cell.data_type == "n" and cell.value for cell in cells), "numbers are numbers"
    assert not any(cell.data_type == "f" for cell in cells), "text never became a formula"
    assert any(name.split("（")[0] in str(cell.value) for cell in cells)


def test_a_bar_leads_to_its_sentence_and_back_to_the_same_view(page: Page) -> None:
    opened(page, "compare")
    name = choose(page, 0)
    before = parameters(page)
    chart_of(page, name).locator("g.points path, g.points .point").first.click(force=True)
    evidence = page.get_by_role("dialog")
    expect(evidence).to_contain_text("原文依据")
    expect(evidence.locator("mark.figure")).to_be_visible()
    figure = evidence.locator("mark.figure").inner_text()

    evidence.get_by_role("link", name="在报告全文中查看").click()
    expect(page.get_by_role("heading", name="原文依据", level=1)).to_be_visible()
    drawn(page)
    chosen = page.locator("a.claim.chosen")
    expect(chosen).to_have_text(figure)
    expect(chosen).to_be_in_viewport()

    page.go_back()
    expect(page.get_by_role("heading", name="指标对比", level=1)).to_be_visible()
    drawn(page)
    expect(page.get_by_role("combobox", name="指标", exact=True)).to_have_value(name)
    assert parameters(page) == before


def test_a_figure_on_a_card_leads_to_its_sentence_in_the_same_language(page: Page) -> None:
    opened(page, "", "?lang=English")
    page.locator("table.plain td a").first.click()
    expect(page.get_by_role("heading", name=PAGES["source"][1], level=1)).to_be_visible()
    drawn(page)
    expect(page.locator("a.claim.chosen")).to_be_in_viewport()
    page.locator("a.claim:not(.chosen)").first.click()
    expect(page.get_by_role("heading", name=PAGES["source"][1], level=1)).to_be_visible()


def test_a_colleague_opens_the_same_view_by_its_address(page: Page, browser: Any) -> None:
    opened(page, "compare")
    name = choose(page, 1)
    own = page.get_by_role("combobox", name="本单位")
    own.click()
    page.get_by_role("option").nth(1).click()
    drawn(page)
    unit = own.input_value()
    title = page.locator("h2, h3").first.inner_text()
    assert parameters(page)["indicator"] == [name], "Chinese stands in the address"

    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    colleague = context.new_page()
    colleague.goto(page.url)
    drawn(colleague)
    expect(colleague.get_by_role("combobox", name="指标", exact=True)).to_have_value(name)
    expect(colleague.get_by_role("combobox", name="本单位")).to_have_value(unit)
    expect(colleague.locator("h2, h3").first).to_have_text(title)
    context.close()


def test_one_click_turns_the_whole_page_to_english_and_back(page: Page) -> None:
    opened(page, "compare")
    name = choose(page, 1)
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("heading", name=PAGES["compare"][1], level=1)).to_be_visible()
    drawn(page)
    chooser = page.get_by_role("combobox", name="Indicator", exact=True)
    expect(chooser).not_to_have_value(name)
    assert not CHINESE.search(chooser.input_value())
    assert not CHINESE.search(page.locator("header").inner_text().replace("中文", ""))
    expect(page).to_have_url(re.compile("lang=English"))

    page.get_by_role("link", name=PAGES["trend"][1], exact=True).click()
    expect(page.get_by_role("heading", name=PAGES["trend"][1], level=1)).to_be_visible()
    drawn(page)
    # A widget that is bound to the address may add a step of its own.
    page.go_back()
    page.wait_for_timeout(800)
    if "trend" in page.url:
        page.go_back()
    expect(page.get_by_role("heading", name=PAGES["compare"][1], level=1)).to_be_visible()
    drawn(page)
    page.get_by_role("radio", name="中文").click()
    expect(page.get_by_role("combobox", name="指标", exact=True)).to_have_value(name)


def test_the_keyboard_alone_reaches_and_changes_the_indicator(page: Page) -> None:
    opened(page, "compare")
    chooser = page.get_by_role("combobox", name="指标", exact=True)
    before = chooser.input_value()
    for _ in range(40):
        page.keyboard.press("Tab")
        if chooser.evaluate("box => box === document.activeElement"):
            break
    expect(chooser).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(chooser).not_to_have_value(before)
    drawn(page)


@pytest.mark.parametrize("language", ["", "?lang=English"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_each_page_fits_is_accessible_and_asks_nobody_else(
    page: Page, asked: list[str], path: str, width: int, language: str
) -> None:
    """Photographed at two widths in both languages, for a person to look at."""
    page.set_viewport_size({"width": width, "height": HEIGHT[width]})
    opened(page, path, language)
    name = PAGES[path][bool(language)]
    expect(page.get_by_role("heading", name=name, level=1, exact=True)).to_be_visible()
    settled(page)
    photographed(page, f"{path or 'overview'}-{width}-{'en' if language else 'zh'}")
    assert sideways(page) == []
    assert barriers(page) == []
    outside = {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))}
    assert outside == {"127.0.0.1"}
