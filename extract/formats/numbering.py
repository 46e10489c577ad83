"""**Automatic numbers of a DOCX → text**: 一、 (一) 1. as a person sees them, in their paragraphs.

Word keeps no such number in the text: it counts the paragraphs of each list as it shows them.
Here each is counted the same way and written into its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from extract.formats.ordinals import ordinal

DOCUMENT, STYLES, NUMBERING = "word/document.xml", "word/styles.xml", "word/numbering.xml"
NO_LISTS = b'<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
"""What may stand for the numbering once all numbers are written out."""

_LEVELS = 9
_MOST_STYLES = 16  # based on each other
_LONGEST = 40
_PLACE = re.compile(r"%([1-9])")
_GAP = "\u3000"
_CLOSED = re.compile(r"[、,，.．:：)）\]】》\-①-⒛㈠-㊿]$")
_APART = re.compile(r"[)）\]】》]$|^[^0-9０-９]*、$")
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list counts: from ``start``, in a format, shown as ``text`` (第%1章).

    ``restart`` is the level whose count starts it anew, None for the one above it, -1 for none;
    ``style`` is the paragraph style that belongs to it.
    """

    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None
    style: str = ""


@dataclass(frozen=True, slots=True)
class List:
    """A list: whose counts it shares, its levels, and the counts that it starts anew."""

    shared: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


@dataclass(slots=True)
class _Counts:
    """How far each list has been counted, level by level; which of them have begun."""

    at: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)


def numbered(document: bytes, styles: bytes, numbering: bytes) -> bytes | None:
    """The main part of a DOCX with its numbers written out, None where there are none.

    Takes the XML parts of document, styles and numbering. Broken XML is left to the reader.
    """
    try:
        root, lists = _parsed(document), _lists(_parsed(numbering))
        linked = _styles(_parsed(styles)) if styles else {}
    except etree.XMLSyntaxError:
        return None
    counts = _Counts()
    written = False
    for paragraph in _paragraphs(root):
        asked = _asked(paragraph, linked, lists)
        if asked and (label := _counted(*asked, lists, counts)):
            written |= _write(paragraph, label)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) if written else None


def _parsed(part: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(part, parser)


def _paragraphs(root: Element) -> Iterator[Element]:
    """The paragraphs in order, without those that stand twice or are deleted."""
    word = _space(root)
    for paragraph in root.iter(f"{word}p"):
        if next(paragraph.iterancestors(_COMPATIBILITY), None) is not None:
            continue
        if paragraph.find(f"{word}pPr/{word}rPr/{word}del") is None:
            yield paragraph


def _space(element: Element) -> str:
    return f"{{{etree.QName(element).namespace}}}"


def _told(element: Element | None, name: str) -> str | None:
    """The value of a child (<w:start w:val="1"/>), "" where it has none, None without it."""
    if element is None:
        return None
    word = _space(element)
    child = element.find(f"{word}{name}")
    return None if child is None else child.get(f"{word}val") or ""


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,6}", text) else otherwise


# --- what the parts say -----------------------------------------------------------------------

_Asked = tuple[str | None, int | None]
"""A list and a level, None where not told."""


def _lists(root: Element) -> dict[str, List]:
    """The lists by number, each with the levels that it draws from its definition."""
    word = _space(root)
    all_drafts = root.iterchildren(f"{word}abstractNum")
    drafts = {draft.get(f"{word}abstractNumId") or "": draft for draft in all_drafts}
    levels = {number: _levels(draft) for number, draft in drafts.items()}
    by_style = {_told(draft, "styleLink"): number for number, draft in drafts.items()}
    found = {}
    for item in root.iterchildren(f"{word}num"):
        shared = _told(item, "abstractNumId")
        if shared is None or shared not in drafts:
            continue
        drawn = by_style.get(_told(drafts[shared], "numStyleLink") or "-", shared)
        own, starts = levels[drawn], {}
        for change in islice(item.iterchildren(f"{word}lvlOverride"), _LEVELS):
            own = own | _levels(change)
            if (start := _told(change, "startOverride")) is not None:
                starts[_number(change.get(f"{word}ilvl"), 0)] = _number(start, 1)
        found[item.get(f"{word}numId") or ""] = List(shared, own, starts)
    return found


def _levels(element: Element) -> dict[int, Level]:
    levels = element.iterchildren(f"{_space(element)}lvl")
    return dict(map(_level, islice(levels, _LEVELS)))


def _level(element: Element) -> tuple[int, Level]:
    told = {name: _told(element, name) for name in ("start", "numFmt", "lvlText", "pStyle")}
    legal, restart = _told(element, "isLgl"), _told(element, "lvlRestart")
    level = Level(
        start=_number(told["start"], 0),
        format=told["numFmt"] or "decimal",
        text=told["lvlText"] or "",
        legal=legal is not None and legal not in ("0", "false"),
        restart=None if restart is None else _number(restart, 0) - 1,
        style=told["pStyle"] or "",
    )
    return _number(element.get(f"{_space(element)}ilvl"), 0), level


def _styles(root: Element) -> dict[str, _Asked]:
    """What list and level each paragraph style asks for, "" being the default style."""
    word = _space(root)
    styles = {s.get(f"{word}styleId") or "": s for s in root.iterchildren(f"{word}style")}
    usual = next((name for name, style in styles.items() if _is_usual(style)), None)
    found = {name: _by_style(name, styles) for name in styles}
    return found | {"": found.get(usual or "", (None, None))}


def _is_usual(style: Element) -> bool:
    word = _space(style)
    return style.get(f"{word}type") == "paragraph" and style.get(f"{word}default") in ("1", "true")


def _by_style(name: str, styles: Mapping[str, Element]) -> _Asked:
    """The list and level of a style, of those it is based on where it says nothing."""
    found: _Asked = (None, None)
    for _ in range(_MOST_STYLES):
        if name not in styles or None not in found:
            break
        own = _own(styles[name])
        found = (found[0] or own[0], found[1] if found[1] is not None else own[1])
        name = _told(styles[name], "basedOn") or ""
    return found


def _own(element: Element) -> _Asked:
    """What list and level a paragraph, or a style, itself names."""
    word = _space(element)
    found = element.find(f"{word}pPr/{word}numPr")
    level = _told(found, "ilvl")
    return _told(found, "numId") or None, None if level is None else _number(level, 0)


def _asked(
    paragraph: Element, styles: Mapping[str, _Asked], lists: Mapping[str, List]
) -> tuple[str, int] | None:
    """The list and level of a paragraph: its own, else its style's; None for plain ones."""
    word = _space(paragraph)
    number, level = _own(paragraph)
    style = _told(paragraph.find(f"{word}pPr"), "pStyle") or ""
    by_style = styles.get(style, (None, None))
    if number is None:
        number, level = by_style[0], level if level is not None else by_style[1]
        if number in lists and level is None and style:
            levels = lists[number or ""].levels.items()
            level = next((at for at, told in levels if told.style == style), None)
    elif level is None:
        level = by_style[1]
    if number is None or number not in lists:  # 0 takes the number away
        return None
    return number, min(max(level or 0, 0), _LEVELS - 1)


# --- counting ---------------------------------------------------------------------------------


def _counted(number: str, at: int, lists: Mapping[str, List], counts: _Counts) -> str:
    """The number of the next paragraph of a list, "" for a bullet."""
    one = lists[number]
    level = one.levels.get(at, Level())
    now = counts.at.setdefault(one.shared, {})
    if at in one.starts and (number, at) not in counts.begun:
        now.pop(at, None)
    now[at] = now[at] + 1 if at in now else one.starts.get(at, level.start)
    counts.begun.add((number, at))
    for deeper in [other for other in now if other > at]:
        restart = one.levels.get(deeper, Level()).restart
        if restart is None or at <= restart:
            del now[deeper]
    if level.format == "bullet":
        return ""
    return _shown(one, level, now)


def _shown(one: List, level: Level, now: Mapping[int, int]) -> str:
    def place(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        told = one.levels.get(at, Level())
        return ordinal(now.get(at, told.start), "decimal" if level.legal else told.format)

    return _PLACE.sub(place, level.text[:_LONGEST]).strip()


def _write(paragraph: Any, label: str) -> bool:
    """Write a number before the text of a paragraph; False for one without text."""
    word = _space(paragraph)
    words = "".join(text.text or "" for text in paragraph.iter(f"{word}t")).strip()
    if not words:
        return False
    run = etree.Element(f"{word}r")
    text = etree.SubElement(run, f"{word}t")
    text.text = joined(label, words[0])
    first = paragraph.find(f"{word}pPr")
    paragraph.insert(0 if first is None else paragraph.index(first) + 1, run)
    return True


def joined(label: str, first: str) -> str:
    """A number as it stands before a text that begins so: with white where it would run on.

    >>> joined("一、", "2"), joined("1.", "受"), joined("1.", "3"), joined("第一章", "总")
    ('一、', '1.', '1.\u3000', '第一章\u3000')
    """
    ends = _APART if first in "0123456789０１２３４５６７８９" else _CLOSED
    return label + ("" if ends.search(label) else _GAP)
