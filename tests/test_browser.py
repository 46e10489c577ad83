"""What a person does in a real browser: compare, see the evidence, share, take things home."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import docx
import filled_workbook
import openpyxl
import pytest
from browsing import (
    HEIGHT,
    PAGES,
    WIDTHS,
    barriers,
    chart_of,
    choose,
    downloaded,
    drawn,
    opened,
    outside,
    photographed,
    settled,
    sideways,
    tick,
    written,
)
from playwright.sync_api import Page, expect

CHINESE = re.compile("[一-鿿]")
REQUESTS, OWN = "受理诉求工单量", "深圳市"
#: Asks another host wherever text is taken for HTML.
EVIL = "<img src='http://127.0.0.2/ran'><script>fetch('http://127.0.0.2/ran')</script>"


@pytest.fixture
def asked() -> list[str]:
    """Every address that the page asked for."""
    return []


@pytest.fixture
def page(window: Callable[..., Page], dashboard: Any, asked: list[str]) -> Iterator[Page]:
    """A page on the dashboard, of the size of an office screen."""
    page = window(dashboard.address, viewport={"width": 1366, "height": 768})
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    yield page
    page.close()


def figures(page: Page) -> list[dict[str, str]]:
    """The rows of the table of 指标对比, as they stand on paper."""
    return written(page.locator(".st-key-printed_table table"))


def parameters(page: Page) -> dict[str, list[str]]:
    """The parameters of the address."""
    return parse_qs(urlsplit(page.url).query)


def test_compare_an_indicator(page: Page) -> None:
    opened(page, "")
    page.get_by_role("link", name="指标对比").click()
    expect(page.get_by_role("heading", name="指标对比", level=1)).to_be_visible()
    drawn(page)
    name = choose(page, 1)
    chart = chart_of(page, name)
    assert "单位" in chart.inner_text(), "the axis names its unit"
    assert re.search("[市区]", chart.inner_text()), "a bar names its place"


def test_the_workbook_has_the_figures_of_the_page_and_leads_back_to_it(
    page: Page, browser: Any, asked: list[str]
) -> None:
    opened(page, "compare", f"?indicator={REQUESTS}&own={OWN}")
    finding = page.locator("h2").first.inner_text()
    seen = figures(page)
    name, content = downloaded(page, "下载 Excel")
    assert re.fullmatch(rf"对标_{REQUESTS}_.+\.xlsx", name)
    book = openpyxl.load_workbook(BytesIO(content))
    header, *rows = book["对比"].iter_rows(max_row=len(seen) + 1, values_only=True)
    kept = [dict(zip(header, row, strict=True)) for row in rows]
    assert len(seen) > 2
    for there, here in zip(kept, seen, strict=True):
        assert there["数值"] == int(re.sub("[^0-9]", "", here["基本单位"])), "numbers are numbers"
        assert [there[one] for one in ("机构", "期间", "原文", "所量之事")] == [
            here[one] for one in ("机构全称", "期间", "原文", "所量之事")
        ]
    cover = {row[0]: row[1] for row in book["封面"].iter_rows(max_col=2, values_only=True)}
    assert cover["结论"] == finding
    assert outside(asked) == set()

    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    colleague = context.new_page()
    colleague.goto(cover["页面地址"])
    drawn(colleague)
    expect(colleague.get_by_role("combobox", name="指标", exact=True)).to_have_value(REQUESTS)
    expect(colleague.get_by_role("combobox", name="本单位")).to_have_value(OWN)
    assert colleague.locator("h2").first.inner_text() == finding
    context.close()


def test_the_brief_for_word_says_what_the_page_says(page: Page, asked: list[str]) -> None:
    opened(page, "compare", f"?indicator={REQUESTS}")
    name, content = downloaded(page, "下载 Word 简报")
    assert re.fullmatch(rf"对标_{REQUESTS}_.+\.docx", name)
    brief = docx.Document(BytesIO(content))
    told = "\n".join(one.text for one in brief.paragraphs)
    assert page.locator("h2").first.inner_text() in told
    assert page.get_by_test_id("stCode").inner_text().strip() in told
    cells = {cell.text for table in brief.tables for row in table.rows for cell in row.cells}
    assert {one["原文"] for one in figures(page)} <= cells
    assert outside(asked) == set()


def corrected(content: bytes) -> bytes:
    """The workbook with one good correction in its first row, and HTML where it does not belong."""
    book = openpyxl.load_workbook(BytesIO(content))
    filled_workbook.fill(book, 2, value=34567890, reason=f"见年鉴{EVIL}")
    filled_workbook.fill(book, 3, unit=EVIL, reason=EVIL)
    filled_workbook.fill(book, 4, measured_property=EVIL, value=7)
    return filled_workbook.saved(book)


def named(page: Page, name: str) -> None:
    """Opens 更正 and gives a name there."""
    opened(page, "corrections")
    page.get_by_label("姓名").fill(name)
    page.get_by_label("姓名").press("Enter")
    drawn(page)


def test_a_correction_goes_home_comes_back_is_adopted_and_undone(
    page: Page, asked: list[str]
) -> None:
    opened(page, "compare", f"?indicator={REQUESTS}")
    before = figures(page)
    name, content = downloaded(page, "下载 Excel")

    named(page, f"张三{EVIL}"[:40])
    file: Any = {"name": name, "mimeType": "", "buffer": corrected(content)}
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    expect(page.get_by_role("heading", name="可采纳的更正（1处）")).to_be_visible()
    drawn(page)
    told = page.get_by_role("table", name="可采纳的更正").inner_text()
    assert "34,567,890件" in told and EVIL in told
    assert page.get_by_role("table", name="没有采纳的行").locator("tbody tr").count() == 2
    settled(page)
    photographed(page, "corrections-review-1366-zh")
    page.get_by_role("button", name="采纳这些更正").click()
    expect(page.get_by_text("已采纳1处更正")).to_be_visible()
    drawn(page)

    opened(page, "compare", f"?indicator={REQUESTS}")
    after = figures(page)
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert [one["基本单位"] for one in changed] == ["34,567,890件"]

    named(page, "李四")
    tick(page, 0)
    page.get_by_role("button", name=re.compile("撤销第.*号更正")).click()
    expect(page.get_by_text("已撤销第1号更正")).to_be_visible()
    opened(page, "compare", f"?indicator={REQUESTS}")
    assert figures(page) == before
    assert outside(asked) == set(), "text never runs"


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
@pytest.mark.parametrize("path", PAGES)
def test_each_page_fits_is_accessible_and_asks_nobody_else(
    page: Page, asked: list[str], path: str, language: str
) -> None:
    """Photographed at two widths in both languages, for a person to look at."""
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT[WIDTHS[0]]})
    opened(page, path, language)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT[width]})
        drawn(page)
        name = PAGES[path][bool(language)]
        expect(page.get_by_role("heading", name=name, level=1, exact=True)).to_be_visible()
        if path not in ("corrections", "import", "manage"):
            words = "Download Excel" if language else "下载 Excel"
            button = page.locator(".st-key-take").get_by_role("button", name=words).first
            expect(button).to_be_in_viewport()
        settled(page)
        photographed(page, f"{path or 'overview'}-{width}-{'en' if language else 'zh'}")
        assert sideways(page) == [], width
        assert barriers(page) == [], width
    assert outside(asked) == set()
