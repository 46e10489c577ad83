"""What the browser tests share: the pages, how one is opened, and when it is drawn."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

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
    "import": ("导入", "Import"),
    "review": ("核对", "Review"),
    "manage": ("管理", "Admin"),
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
    """Keeps a picture of the whole page; under CI=true only where it is said into which folder."""
    if os.environ.get("CI") == "true" and "DUIBIAO_SCREENSHOTS" not in os.environ:
        return
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


def outside(asked: Iterable[str]) -> set[str | None]:
    """The hosts among addresses that were asked for, without the machine's own."""
    sent = (url for url in asked if not url.startswith(("data:", "blob:")))
    return {urlsplit(url).hostname for url in sent} - {"127.0.0.1"}


def downloaded(page: Page, words: str) -> tuple[str, bytes]:
    """The file behind a button: the name that it suggests, and what is in it."""
    with page.expect_download() as download:
        page.get_by_role("button", name=words, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def written(table: Locator) -> list[dict[str, str]]:
    """The rows of a table of text, each by the table's headings, also where it is not shown."""
    lines = "rows => [...rows].map(row => [...row.cells].map(cell => cell.textContent))"
    header, *rows = table.locator("tr").evaluate_all(lines)
    return [dict(zip(header, row, strict=True)) for row in rows]


def tick(page: Page, row: int) -> None:
    """Ticks the box at the head of a row of the first table, which is drawn on a canvas."""
    table = page.get_by_test_id("stDataFrame").first
    settled(page)
    table.click(position={"x": 18, "y": 35 * row + 52})
    drawn(page)


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
