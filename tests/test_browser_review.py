"""核对 in a real browser: three figures worked through by keyboard alone; what it looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browsing import HEIGHT, WIDTHS, barriers, drawn, opened, photographed, sideways
from playwright.sync_api import Page, expect

#: A key pressed three times before the page could be drawn anew, however busy the machine is.
IN_A_HURRY = """() => { for (let n = 0; n < 3; n++) for (const kind of ['keydown', 'keyup'])
    document.body.dispatchEvent(new KeyboardEvent(kind,
        {key: 'a', code: 'KeyA', keyCode: 65, bubbles: true, cancelable: true})); }"""


@pytest.fixture
def page(window: Callable[..., Page], dashboard: Any) -> Iterator[Page]:
    """A page on the dashboard, of the size of an office screen."""
    page = window(dashboard.address, viewport={"width": 1440, "height": HEIGHT[1440]})
    yield page
    page.close()


def quote(page: Page) -> str:
    """The figure on the screen, and its place in its sentence."""
    card = page.locator(".figure-card").first.inner_text()
    return card + page.locator(".passage p.here").first.inner_text()


def focused(page: Page) -> str:
    """The name of what has the focus."""
    asked = "document.activeElement.getAttribute('aria-label') || document.activeElement.tagName"
    return str(page.evaluate(asked))


def goes_on(page: Page, key: str) -> str:
    """Presses a key after which another figure is to stand on the screen; that figure."""
    before = quote(page)
    page.keyboard.press(key)
    expect(page.locator(".figure-card").first).to_be_visible()
    page.wait_for_function(
        """was => document.querySelector('.figure-card')?.innerText
            + document.querySelector('.passage p.here')?.innerText !== was""",
        arg=before,
    )
    drawn(page)
    return quote(page)


def signed(page: Page, name: str) -> None:
    """Reaches the field for the name with the tabulator and signs."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page) == "姓名":
            break
    assert focused(page) == "姓名"
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="接受").first).to_be_enabled()
    drawn(page)


def test_three_figures_are_worked_through_by_keyboard_alone(page: Page) -> None:
    opened(page, "review")
    expect(page.get_by_role("button", name="接受").first).to_be_disabled()
    signed(page, "ares")  # letters that are keys, too
    assert focused(page) == "BODY", "the keys are the page's again"

    one = quote(page)
    two = goes_on(page, "a")
    expect(page.get_by_text("已接受", exact=False).first).to_be_visible()

    page.keyboard.press("e")
    expect(page.get_by_label("数值", exact=True)).to_be_focused()
    page.keyboard.type("7")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("请写明更正的理由")).to_be_visible()
    expect(page.get_by_label("数值", exact=True)).to_have_value("7")
    page.get_by_label("数值", exact=True).press("Tab")
    for _ in range(4):
        if focused(page) == "理由（必填）":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("areus 7")
    three = goes_on(page, "Control+Enter")
    expect(page.get_by_text("已更正", exact=False).first).to_be_visible()

    page.keyboard.press("r")
    expect(page.get_by_label("为什么拒绝（必填）")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("为什么拒绝（必填）")).to_have_count(0)
    drawn(page)
    page.keyboard.press("r")
    expect(page.get_by_label("为什么拒绝（必填）")).to_be_focused()
    page.keyboard.type("not ours")
    four = goes_on(page, "Enter")
    assert len({one, two, three, four}) == 4

    assert goes_on(page, "s") != four and goes_on(page, "ArrowLeft") == four
    assert goes_on(page, "ArrowRight") != four and goes_on(page, "ArrowLeft") == four
    goes_on(page, "u")  # the rejection
    expect(page.get_by_text("not ours")).to_be_visible()
    assert "已撤销（ares）" in page.locator("table[aria-label=这个数字的经过]").inner_text()
    goes_on(page, "u")  # the correction
    expect(page.get_by_text("areus 7").first).to_be_visible()
    assert goes_on(page, "u") == one
    goes_on(page, "Enter")  # accepts, too

    opened(page, "review", "?part=核对记录")
    told = page.locator("table[aria-label=核对记录]").inner_text()
    assert told.count("ares") >= 3 and "not ours" in told


def test_a_key_pressed_three_times_in_a_hurry_accepts_nothing_unseen(page: Page) -> None:
    opened(page, "review")
    signed(page, "快手")
    before = quote(page)
    card = page.locator(".figure-card").first.inner_text()
    page.evaluate(IN_A_HURRY)
    page.wait_for_function(
        "was => document.querySelector('.figure-card')?.innerText !== was", arg=card
    )
    page.wait_for_timeout(1500)
    drawn(page)
    assert quote(page) != before
    opened(page, "review", "?part=核对记录")
    rows = page.locator("table[aria-label=核对记录] tr", has_text="快手")
    expect(rows).to_have_count(1)


@pytest.mark.parametrize(("language", "part"), [("", ""), ("", "核对记录"), ("English", "")])
def test_the_page_fits_and_is_accessible(page: Page, language: str, part: str) -> None:
    """Also while a correction is being typed."""
    asked = {"lang": language, "part": part}
    query = "&".join(f"{key}={value}" for key, value in asked.items() if value)
    opened(page, "review", f"?{query}" if query else "")
    if not part:
        page.keyboard.press("e")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT[width]})
        drawn(page)
        assert sideways(page) == [] and barriers(page) == [], width
        photographed(page, f"review_{part}_{width}{'_en' if language else ''}")
