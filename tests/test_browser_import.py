"""导入 in a real browser: files are dropped, confirmed, accepted, and seen on the other pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pages
import pytest
import report_files
from browsing import (
    HEIGHT,
    barriers,
    drawn,
    opened,
    outside,
    photographed,
    settled,
    sideways,
)
from playwright.sync_api import Page, expect

#: Asks another host wherever text is taken for HTML.
EVIL = "<img src='http://127.0.0.2/ran'><script>fetch('http://127.0.0.2/ran')</script>"
LINES = (
    "深圳市盐田区政务服务数据管理局2022年工作总结",
    "全年受理群众诉求工单3456件，满意率98.7%。",
)
NAMELESS = f"工作总结\n全年受理群众诉求工单4567件{EVIL}，满意率97%。"


@pytest.fixture(scope="module")
def own(
    serve: Callable[..., Any],
    free_port: Callable[[], int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Any:
    """A dashboard on a store that no other test reads."""
    url = pages.filled(tmp_path_factory.mktemp("import"))
    return serve("--port", str(free_port()), "--database", url)


@pytest.fixture
def asked() -> list[str]:
    """Every address that the page asked for."""
    return []


@pytest.fixture
def page(window: Callable[..., Page], own: Any, asked: list[str]) -> Iterator[Page]:
    """A page of the size of an office screen."""
    page = window(own.address, viewport={"width": 1440, "height": HEIGHT[1440]})
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.close()


def file(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "", "buffer": content}


def drop(page: Page, *files: Any) -> None:
    """Drops files and waits until they wait to be confirmed."""
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(list(files))
    expect(page.get_by_role("heading", name=f"等待确认的报告（{len(files)}份）")).to_be_visible()
    drawn(page)


def sign(page: Page) -> None:
    page.get_by_label("姓名").fill("张三")
    page.get_by_label("姓名").press("Enter")
    drawn(page)


def test_a_report_is_dropped_confirmed_and_seen_everywhere(page: Page, asked: list[str]) -> None:
    opened(page, "import")
    sign(page)
    drop(page, file("盐田.docx", report_files.docx(LINES)))
    row = page.get_by_role("table", name="等待确认的报告").locator("tbody tr")
    expect(row).to_contain_text("深圳市盐田区政务服务数据管理局")
    expect(row).to_contain_text("可以接受")
    expect(page.locator("mark.figure").filter(has_text="3456件")).to_be_visible()
    settled(page)
    photographed(page, "import-waiting-1440-zh")
    assert barriers(page) == []

    page.get_by_role("button", name="接受", exact=True).press("Enter")
    expect(page.get_by_test_id("stAlert").filter(has_text="已收下1份报告、2处数字")).to_be_visible()
    page.get_by_role("link", name="原文：盐田.docx").click()
    expect(page.get_by_role("heading", name="原文依据", level=1)).to_be_visible()
    drawn(page)
    expect(page.locator("a.claim").filter(has_text="3456件")).to_be_visible()

    opened(page, "")
    expect(page.get_by_test_id("stMain")).to_contain_text("6份工作报告")
    assert outside(asked) == set()


def test_unknown_facts_are_typed_and_hostile_text_never_runs(page: Page, asked: list[str]) -> None:
    opened(page, "import")
    sign(page)
    drop(page, file("无名.txt", NAMELESS.encode()))
    expect(page.get_by_role("table", name="等待确认的报告")).to_contain_text("待补充")
    for label, words in (("机构", "深圳市南山区政务服务数据管理局"), ("期间", "2022年上半年")):
        field = page.get_by_label(label, exact=True)
        field.fill(words)
        field.press("Enter")
        expect(page.get_by_text("由您填写").first).to_be_visible()
        drawn(page)
    expect(page.get_by_role("table", name="等待确认的报告")).to_contain_text("可以接受")
    expect(page.get_by_label("地区", exact=True)).to_have_value("")
    page.get_by_role("button", name="接受", exact=True).click()
    expect(page.get_by_test_id("stAlert").filter(has_text="已收下1份报告、2处数字")).to_be_visible()
    page.get_by_role("link", name="原文：无名.txt").click()
    expect(page.get_by_role("heading", name="原文依据", level=1)).to_be_visible()
    drawn(page)
    expect(page.get_by_test_id("stMain")).to_contain_text("<script>")
    assert outside(asked) == set(), "text never runs"


def test_what_is_there_already_and_what_is_broken_on_a_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": HEIGHT[390]})
    opened(page, "import")
    seed = Path("seeds/004_725406cbe758a7e0.txt")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        [file("年报.txt", seed.read_bytes()), file("坏.pdf", b"%PDF-1.7 nothing")]
    )
    expect(page.get_by_text("有1个文件没有读成")).to_be_visible()
    expect(page.get_by_text("“坏.pdf”")).to_be_visible()
    expect(
        page.get_by_text("库里已有文字完全相同的报告").or_(page.get_by_text("库里已有这个文件"))
    ).to_be_visible()
    drawn(page)
    settled(page)
    photographed(page, "import-waiting-390-zh")
    assert sideways(page) == [] and barriers(page) == []
    page.get_by_role("button", name="放弃", exact=True).click()
    expect(page.get_by_text("没有等待确认的报告")).to_be_visible()


def test_the_page_speaks_english(page: Page) -> None:
    opened(page, "import", "?lang=English")
    expect(page.get_by_role("heading", name="Import", level=1)).to_be_visible()
    expect(page.get_by_text("No report waits to be confirmed")).to_be_visible()
    settled(page)
    assert barriers(page) == []
