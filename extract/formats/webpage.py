"""**HTML → text**: the article of a page, without menus, footers, share buttons and side lists.

Known containers of government sites first (data/containers.csv), then what readability finds,
then the whole page, which is told in the notes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from lxml import etree, html
from lxml.etree import _Element as Element

from extract.formats import headline, limits
from extract.formats.blocks import lines
from extract.formats.decoding import decode_page
from extract.formats.document import Reading
from extract.formats.refusals import refused
from extract.reference import table

UNCERTAIN = "正文位置不确定:没有认出网页的正文区,取了整个网页的文字,可能混入栏目和页脚"

_LEAST_CHARACTERS = 80
_LEAST_SHARE = 0.25
# Where the furniture of a page stands among the lines of an article.
_HEAD_LINES = 8
_FOOT_LINES = 12
_FURNITURE_CHARACTERS = 80


def read(data: bytes, name: str) -> Reading:
    """The article of a web page with its title, date, source and address.

    Raises ReportError where the page is too large, nested too deeply or empty.
    """
    check_size(data, name)
    return article(decode_page(data, name), name)


def check_size(data: bytes, name: str) -> None:
    """Raise ReportError where a page is too large."""
    if len(data) > limits.PAGE_BYTES:
        size = f"{len(data) / limits.MEGABYTE:.0f}"
        limit = limits.PAGE_BYTES // limits.MEGABYTE
        raise refused("page_large", name=name, size=size, limit=limit)


def article(source: str, name: str) -> Reading:
    """The article of a web page that was decoded. Raises ReportError as ``read`` does."""
    page = _parsed(source, name)
    head = headline.head(page, source, " ".join(lines(page)))
    _drop_furniture(page)
    found, notes = _article(page, name)
    if not found:
        raise refused("page_empty", name=name)
    if head.title and not any(headline.is_same(head.title, line) for line in found[:6]):
        found.insert(0, head.title)
    return Reading(
        text="\n".join(found),
        notes=notes,
        title=head.title,
        published=head.published,
        source=head.source,
        source_url=head.address,
    )


def _parsed(source: str, name: str) -> Element:
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        page: Element = html.document_fromstring(
            source.encode("utf-8", "replace"), parser=parser, ensure_head_body=True
        )
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError, ValueError):
        raise refused("page_none", name=name) from None
    return page


# --- the article ------------------------------------------------------------------------------


class _Parts(NamedTuple):
    """Parts of pages by name: containers of articles, furniture, and the lines of furniture."""

    containers: tuple[str, ...]
    furniture: frozenset[str]
    line: re.Pattern[str]


@cache
def _parts() -> _Parts:
    """data/containers.csv; a name is ``#id`` or ``.class`` in lower case."""
    roles: dict[str, list[str]] = defaultdict(list)
    for row in table("containers"):
        if row["role"] not in ("main", "furniture", "line"):
            raise row.broken(f"不认识的作用“{row['role']}”", "写成 main、furniture 或 line")
        roles[row["role"]].append(row["part"] if row["role"] == "line" else row["part"].lower())
    return _Parts(tuple(roles["main"]), frozenset(roles["furniture"]), _opening(roles["line"]))


def _opening(words: list[str]) -> re.Pattern[str]:
    """How a line of furniture begins; prose goes on after the word: 打印材料20万份."""
    # 「粤ICP备12001664号」: what begins in Latin letters may bear the character of a province
    either = "|".join(f"(?:[一-鿿]?{w})" if w[0] < "\x7f" else re.escape(w) for w in words)
    return re.compile(rf"[\s【\[(（|]*(?:{either})(?![一-鿿])")


def _names(element: Element) -> list[str]:
    """``#id`` and ``.class`` names of an element in lower case."""
    names = [f".{word}" for word in (element.get("class") or "").lower().split()]
    if label := (element.get("id") or "").strip().lower():
        names.append(f"#{label}")
    return names


def _drop_furniture(page: Element) -> None:
    """Take the menus, footers, share bars and side lists out of a page, what follows them stays."""
    furniture, main = _parts().furniture, set(_parts().containers)
    found: list[Element] = []
    kept: set[Element] = set()
    for element in page.iter("*"):
        names = _names(element)
        if not main.isdisjoint(names):
            kept.update((element, *element.iterancestors()))
        elif not furniture.isdisjoint(names) and element.tag not in ("html", "body"):
            found.append(element)
    for element in found:
        if element not in kept:
            _remove(element)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _article(page: Element, name: str) -> tuple[list[str], tuple[str, ...]]:
    """The lines of the article, and a note where its place is uncertain."""
    whole = _without_furniture(lines(page))
    size = sum(map(len, whole))
    if (found := _container(page)) and _length(found) >= _LEAST_CHARACTERS:
        return found, ()
    guessed = _readable(page)
    if _length(guessed) >= max(_LEAST_CHARACTERS, _LEAST_SHARE * size):
        return guessed, ()
    return found or whole, (UNCERTAIN,) if whole else ()


def _length(found: list[str]) -> int:
    return sum(map(len, found))


def _container(page: Element) -> list[str]:
    """The lines of the first known container with enough text, else of the fullest one."""
    by_name: dict[str, list[Element]] = defaultdict(list)
    for element in page.iter("*"):
        for label in _names(element):
            by_name[label].append(element)
    best: list[str] = []
    for label in _parts().containers:
        tries = [_without_furniture(lines(element)) for element in by_name[label]]
        fullest = max(tries, key=_length, default=[])
        if _length(fullest) >= _LEAST_CHARACTERS:
            return fullest
        best = max(best, fullest, key=_length)
    return best


def _readable(page: Element) -> list[str]:
    """What readability takes for the article."""
    from readability import Document  # it takes time to load
    from readability.readability import Unparseable

    try:
        summary = Document(html.tostring(page, encoding="unicode")).summary(html_partial=True)
        return _without_furniture(lines(html.fromstring(summary)))
    except (Unparseable, etree.ParserError, etree.XMLSyntaxError, ValueError, TypeError):
        return []


def _without_furniture(found: list[str]) -> list[str]:
    """The lines without those of buttons, counters and records at head and foot."""
    last = len(found) - _FOOT_LINES
    return [
        line
        for index, line in enumerate(found)
        if not ((index < _HEAD_LINES or index >= last) and _is_furniture(line))
    ]


def _is_furniture(line: str) -> bool:
    return len(line) <= _FURNITURE_CHARACTERS and _parts().line.match(line) is not None
