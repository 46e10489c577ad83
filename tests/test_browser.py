"""What a person does in a real browser: compare, see the chart, take the workbook home."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pytest
from playwright.sync_api import Page, expect

PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
PAGES = {"": "总览", "compare": "指标对比", "source": "原文依据"}


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


def opened(page: Page, path: str) -> None:
    """Go to a page of the dashboard and wait until it is drawn."""
    page.goto(f"/{path}")
    expect(page.get_by_role("heading", name=PAGES[path], level=1)).to_be_visible()
    drawn(page)


def drawn(page: Page) -> None:
    """Wait until the page no longer computes, and see that it shows no error."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_compare_an_indicator_and_take_the_workbook_home(
    page: Page, asked: list[str], tmp_path: Path
) -> None:
    opened(page, "")
    page.get_by_role("link", name="指标对比").click()
    expect(page.get_by_role("heading", name="指标对比", level=1)).to_be_visible()
    drawn(page)

    chooser = page.get_by_role("combobox", name="指标", exact=True)
    chooser.click()
    option = page.get_by_role("option").nth(1)
    name = option.inner_text().strip()
    option.click()
    expect(chooser).to_have_value(name)
    drawn(page)

    # While the page is drawn anew the chart of the indicator before may still stand beside it.
    named = name.split("(")[0].split("（")[0]
    chart = page.locator(f'[data-testid="stPlotlyChart"][aria-label*="{named}"]').first
    expect(chart.locator("svg.main-svg").first).to_be_visible()
    assert "单位" in chart.inner_text(), "the axis names its unit"
    assert re.search("[市区]", chart.inner_text()), "a bar names its place"
    page.screenshot(path=tmp_path / "compare.png", full_page=True)

    with page.expect_download() as download:
        page.get_by_role("button", name="下载 Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    content = Path(download.value.path()).read_bytes()
    workbook = openpyxl.load_workbook(BytesIO(content))
    cells = [c for sheet in workbook for row in sheet.iter_rows() for c in row]
    assert any(cell.data_type == "n" and cell.value for cell in cells), "numbers are numbers"
    assert not any(cell.data_type == "f" for cell in cells), "text never became a formula"
    assert any(named in str(cell.value) for cell in cells)

    outside = {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))}
    assert outside == {"127.0.0.1"}, "nothing leaves this machine"


@pytest.mark.parametrize("path", PAGES)
def test_a_telephone_shows_each_page_without_sideways_scrolling(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, path)
    page.wait_for_timeout(500)
    wider = page.evaluate(
        """() => [document.scrollingElement, ...document.querySelectorAll(
            '[data-testid="stMain"], [data-testid="stAppViewContainer"]')]
            .filter(box => box.scrollWidth > box.clientWidth + 1)
            .map(box => `${box.tagName} ${box.scrollWidth} > ${box.clientWidth}`)"""
    )
    assert wider == []
