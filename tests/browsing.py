"""What the browser tests share: the pages, how one is opened, and when it is drawn."""

from __future__ import annotations

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
#: Every page by its path, with its heading in Chinese and in English.
PAGES = {
    "": ("总览", "Overview"),
    "compare": ("指标对比", "Compare"),
    "systems": ("同类系统", "Similar systems"),
    "trend": ("趋势", "Trend"),
    "profile": ("机构画像", "Agency profile"),
    "detail": ("明细", "All figures"),
    "source": ("原文依据", "Evidence"),
    "method": ("口径与方法", "Definitions and methods"),
    "corrections": ("更正", "Corrections"),
}
#: An office screen, and a telephone.
WIDTHS = (1440, 390)
HEIGHT = {1440: 900, 390: 844}
#: Where the pictures of the pages go, for a person to look at.
PICTURES = Path(
    os.environ.get("DUIBIAO_SCREENSHOTS", Path(__file__).resolve().parent.parent / "screenshots")
)


def opened(page: Page, path: str, query: str = "") -> None:
    """Go to a page of the dashboard and wait until it is drawn."""
    page.goto(f"/{path}{query}")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    drawn(page)


def drawn(page: Page) -> None:
    """Wait until the page no longer computes, and see that it shows no error."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def settled(page: Page) -> None:
    """Wait until tables and charts have faded in: a grey half-way is no colour of the page."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)


def barriers(page: Page) -> list[str]:
    """What axe-core finds serious or critical: the rule, and the element it is about."""
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in Axe().run(page).response["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def photographed(page: Page, name: str) -> None:
    """Keeps a picture of the whole page."""
    PICTURES.mkdir(exist_ok=True, parents=True)
    # Streamlit scrolls inside: the window is made as high as what it shows.
    high = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    size = page.viewport_size or {"width": 1440, "height": 900}
    page.set_viewport_size({"width": size["width"], "height": min(int(high) + 80, 6000)})
    page.wait_for_timeout(700)
    page.screenshot(path=PICTURES / f"{name}.png")
    page.set_viewport_size(size)


def sideways(page: Page) -> list[str]:
    """The boxes that scroll sideways, with how wide they are."""
    found: list[str] = page.evaluate(
        """() => [document.scrollingElement, ...document.querySelectorAll(
            '[data-testid="stMain"], [data-testid="stAppViewContainer"]')]
            .filter(box => box.scrollWidth > box.clientWidth + 1)
            .map(box => `${box.tagName} ${box.scrollWidth} > ${box.clientWidth}`)"""
    )
    return found
