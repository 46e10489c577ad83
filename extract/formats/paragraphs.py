"""**Lines of pages → text**: running heads and page numbers go, lines that run on are joined.

A paragraph is one line of the text, so that no number is parted from its unit.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from extract.formats.layout import Line

_PAGE_NUMBER = re.compile(
    r"[\s\-—–~·.|_]*(?:第?\s*\d{1,4}\s*页?|[ivxIVX]{1,6}|第\s*\d{1,4}\s*页\s*[/,，]?\s*共\s*\d{1,4}\s*页"
    r"|\d{1,4}\s*/\s*\d{1,4})[\s\-—–~·.|_]*"
)
_ENDS = re.compile(r"[。！？!?；;：:][”’」』）)》]*$")
_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十]+(?:部分|章|篇|节)|[一二三四五六七八九十]{1,3}[、.．]"
    r"|[(（](?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)）]|[0-9]{1,2}[、.．](?![0-9])|附件[::：\d])"
)
_WHOLE = re.compile(r"[!-~]+")
_DIGITS = re.compile(r"\d+")
_EDGE_SHARE = 0.12  # header and footer lie in this share of the page
_LATIN = re.compile("[A-Za-z]")


@dataclass(slots=True)
class Page:
    """A page: its height, its lines in reading order."""

    height: float
    lines: list[Line] = field(default_factory=list)


# --- headers, footers, page numbers -----------------------------------------------------------


def without_repeats(pages: list[Page]) -> list[Page]:
    """Pages without page numbers and without what stands at the edge of most pages."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_plain(line) for line in _edges(page)})
    often = {text for text, count in counts.items() if count >= max(2, 0.5 * len(pages))}
    return [
        Page(page.height, [line for line in page.lines if not _repeats(line, page, often)])
        for page in pages
    ]


def _plain(line: Line) -> str:
    """A line's text with its digits alike: 第3页 and 第4页 are one."""
    return _DIGITS.sub("0", re.sub(r"\s+", "", line.text))


def _edges(page: Page) -> list[Line]:
    return [line for line in page.lines if _at_edge(line, page)]


def _at_edge(line: Line, page: Page) -> bool:
    edge = _EDGE_SHARE * page.height
    return line.bottom <= edge or line.top >= page.height - edge


def _repeats(line: Line, page: Page, often: set[str]) -> bool:
    if not _at_edge(line, page):
        return False
    return _PAGE_NUMBER.fullmatch(line.text) is not None or _plain(line) in often


# --- lines → text -----------------------------------------------------------------------------


def paragraphs(pages: list[Page]) -> tuple[str, tuple[int, ...]]:
    """The text of pages, a paragraph a line, and the character at which each page begins."""
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    before: Line | None = None
    for page in pages:
        first = True
        for line in page.lines:
            glue = "" if before is None else _glue(before, line, first)
            length += len(glue)
            if first:
                starts.append(length)
            pieces += (glue, line.text)
            length += len(line.text)
            before, first = line, False
        if first:
            starts.append(length)
    return "".join(pieces), tuple(starts)


def _glue(before: Line, line: Line, new_page: bool) -> str:
    """What stands between two lines: a line end, a blank, or nothing where the text runs on."""
    if before.row or line.row or not _runs_on(before, line, new_page):
        return "\n"
    if before.text[-1:].isascii() and line.text[:1].isascii():
        both_words = _LATIN.match(before.text[-1:]) and _LATIN.match(line.text)
        return " " if both_words and before.right - before.x1 > 0.5 * before.size else ""
    return ""


def _runs_on(before: Line, line: Line, new_page: bool) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    if line.x0 - line.left > 1.2 * line.em:
        return False  # this line is indented
    ended = _ENDS.search(before.text) is not None
    if ended and _HEADING.match(line.text):
        return False
    # What could not be broken went to this line as a whole: 99.8%, or a letter before a comma.
    whole = _WHOLE.match(line.text)
    short = before.right - before.x1
    if short > before.em * (1.2 if ended else 3.3 + 0.55 * len(whole[0] if whole else "")):
        return False  # the line before ends short of the margin
    if abs(before.size - line.size) > 0.3 * max(before.size, line.size) and not new_page:
        return False  # a heading is set larger
    if new_page or line.top < before.top:
        return True  # the next page or column
    return line.top - before.bottom <= (0.9 if ended else 1.6) * max(before.size, line.size)
