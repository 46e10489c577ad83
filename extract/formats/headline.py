"""**What a page says of itself**: headline, date, source and address, from <meta> or its labels."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from lxml.etree import _Element as Element

from extract.formats.blocks import tidy

_SHORTEST_TITLE = 4
_TITLE_NAMES = ("articletitle", "og:title", "title", "dc.title")
_DATE_NAMES = (
    "pubdate",
    "publishdate",
    "publish_date",
    "article:published_time",
    "dc.date",
    "date",
)
_SOURCE_NAMES = ("contentsource", "source")
_URL_NAMES = ("url", "og:url")
_DAY = re.compile(r"((?:19|20)\d\d)\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})")
_DATE_ON_PAGE = re.compile(
    r"(?:发布|公开|公布|印发|成文|信息提供)?(?:日期|时间)\s{0,4}[::\uff1a]\s{0,4}(?=(?:19|20)\d\d)"
)
_SOURCE_ON_PAGE = re.compile(
    r"(?:信息|文章|稿件)?来源\s{0,4}[::\uff1a]\s{0,4}([一-鿿()（）]{3,40})"
)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)\s*(https?://[^\s>]+)\s*-->")
_ADDRESS = re.compile(r"https?://[^\s\"'<>]{4,500}")
_SITE = re.compile(r"\s*(?:[_|–—»]+|-{1,2}(?!\d))\s*")


class Head(NamedTuple):
    """Headline, day of publication, who issued it, and address; "" or None where not told."""

    title: str
    published: date | None
    source: str
    address: str


def head(page: Element, source: str, text: str) -> Head:
    """What a page says of itself: the parsed page, its source, and its text on one line."""
    told = _told(page)
    return Head(
        _title(page, told),
        _published(page, told, text),
        _first(told, _SOURCE_NAMES) or _source(text),
        _address(source, page, told),
    )


def _told(page: Element) -> dict[str, str]:
    """The <meta> of a page by lower-case name, the first of each."""
    told: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        if content := tidy(meta.get("content") or ""):
            told.setdefault(name, content)
    return told


def _first(told: dict[str, str], names: tuple[str, ...]) -> str:
    return next((told[name] for name in names if name in told), "")


def _title(page: Element, told: dict[str, str]) -> str:
    """The headline: as <meta> says, else the <h1> that <title> repeats, else <title> itself."""
    if "articletitle" in told:
        return told["articletitle"][:200]
    tab = tidy(page.findtext(".//title") or "")
    heads = [tidy("".join(map(str, head.itertext()))) for head in page.iter("h1", "h2")]
    for head in heads:
        if len(head) >= 6 and _bare(head) in _bare(tab):
            return head[:200]
    if "og:title" in told:
        return told["og:title"][:200]
    only = [head for head in heads if len(head) >= 6]
    if len(only) == 1 and not tab:
        return only[0][:200]
    return next((part for part in _SITE.split(tab) if len(part) >= _SHORTEST_TITLE), tab)[:200]


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def is_same(title: str, line: str) -> bool:
    """Whether a line is the title, or one holds the other almost whole."""
    one, other = _bare(title), _bare(line)
    return one == other or (
        min(len(one), len(other)) >= 8
        and (one in other or other in one)
        and abs(len(one) - len(other)) <= 12
    )


def _day(text: str) -> date | None:
    if found := _DAY.search(text):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            return None
    return None


def _published(page: Element, told: dict[str, str], whole: str) -> date | None:
    """When the page was published: <meta>, <time>, else a label near the headline."""
    if on := _day(_first(told, _DATE_NAMES)):
        return on
    for found in _DATE_ON_PAGE.finditer(whole):
        if on := _day(whole[found.end() : found.end() + 14]):
            return on
    times = (element.get("datetime") or "" for element in page.iter("time"))
    return next((on for text in times if (on := _day(text))), None)


def _source(whole: str) -> str:
    found = _SOURCE_ON_PAGE.search(whole)
    return found[1] if found else ""


def _address(source: str, page: Element, told: dict[str, str]) -> str:
    """Where the page came from: the browser's remark, the canonical link, <meta>."""
    if saved := _SAVED_FROM.search(source[:2000]):
        return saved[1]
    links = [
        link.get("href") or ""
        for link in page.iter("link")
        if (link.get("rel") or "").lower() == "canonical"
    ]
    for text in (*links, _first(told, _URL_NAMES)):
        if found := _ADDRESS.match(text):
            return found[0]
    return ""
