"""Where: the place a clause speaks of, else the report's own area."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.gazetteer import areas_within, parent_area
from extract.model import Area, Mention, Sentence
from extract.words import alternation

_TOWNS = re.compile(
    r"\s*(?:其中)?((?:[一-鿿]{2,4}(?:街道|镇|乡)?、){0,5}[一-鿿]{2,4}(?:街道|镇|乡))(?![一-鿿]?[制建分村居级])(?=[^、,，。]{2,})"
)
_OF_A_TOWN = re.compile("[道镇乡]")
_WIDER = re.compile(r"\s*(全国|全省|全市|全区|全县|全州)(?!.{0,8}(?:率先|首|唯一|第|最|前|排|居))")
_NOT_A_NAME = re.compile(r"城镇|城乡|乡镇|农村|[个各全该本所由在与和及向对为有到从把将等了下从]")
_RANKS = {"全国": "country", "全省": "province", "全市": "city"}
_DEPTH = {"country": 0, "province": 1, "city": 2, "district": 3, "subdistrict": 4}


# It runs to the end and comes back: it finds the last mark at once.
_CLAUSE_MARK = re.compile("(?s:.*)[,，;；(（:：]")


def clause_start(text: str, floor: int, at: int) -> int:
    """Where the clause around ``at`` begins: behind the last comma or bracket."""
    mark = _CLAUSE_MARK.match(text, floor, at)
    return mark.end() if mark else floor


_LEAD = re.compile(r"\s*(?:其中[,，:：]?)?\s*")


@lru_cache(maxsize=512)
def _children(code: str) -> re.Pattern[str] | None:
    """The pattern of an area's parts at the start of a clause, by official name."""
    names = [area.name for area in areas_within(code)]
    if not names:
        return None
    one = alternation(names)
    return re.compile(rf"{_LEAD.pattern}({one}(?:[、和]{one})*)")


@lru_cache(maxsize=512)
def _beginnings(code: str) -> frozenset[str]:
    """The first two characters of the names of an area's parts."""
    return frozenset(area.name[:2] for area in areas_within(code))


def _begins(text: str, at: int, code: str) -> bool:
    """Whether a part of an area may stand at a place: cheaper than its pattern."""
    first = text[at : at + 1]
    if first == "其" or first.isspace():
        lead = _LEAD.match(text, at)
        at = lead.end() if lead else at
    return text[at : at + 2] in _beginnings(code)


def _spread(text: str, found: re.Match[str], names: str, mention: Mention) -> str:
    """荷塘区、芦淞区分别达6.1万件、5.8万件: the area that this figure falls to."""
    parts = names.split("、")
    at = text.find("分别", found.end(1), mention.start)
    if len(parts) < 2 or at < 0:
        return ""
    order = len(_LISTED_NUMBER.findall(text, at, mention.start))
    return parts[order] if order < len(parts) else ""


_HEAD_OF_BRACKET = re.compile(
    r"(?:(?<=[,，、;；:：是为)）])|(?<=分别))[^,，、;；:：是为)）]{2,10}$"
)
_LISTED_NUMBER = re.compile(r"[0-9][0-9.,]*[^、和]*[、和]")


def area_beside(name: str, own: Area | None) -> Area | None:
    """The area that the heading of a table's row names: a part of the report's own, or itself."""
    if own is None or not name:
        return None
    parts = (*areas_within(own.code), own) if own.code else (own,)
    return next((area for area in parts if area.name == name), None)


def area_of(
    text: str, sentence: Sentence, clause: int, mention: Mention, own: Area | None, before: int
) -> Area | None:
    """The place a clause speaks of where it begins with one, else the report's own."""
    if own is None or mention.kind in ("rank", "streak"):
        return own
    return (
        _before_bracket(text, sentence.start, clause, own)
        or _part(text, clause, mention, own, before)
        or _town(text, clause, mention, own)
        or _wider(text, clause, mention, own)
        or own
    )


def _before_bracket(text: str, floor: int, clause: int, own: Area) -> Area | None:
    """正定县(98.76分): the part of the area that stands before the bracket."""
    if not clause or text[clause - 1] not in "(（" or not own.code:
        return None
    head = _HEAD_OF_BRACKET.search(text, max(floor, clause - 14), clause - 1)
    name = head[0].strip() if head else ""
    return next((area for area in areas_within(own.code) if area.name == name), None)


def _part(text: str, clause: int, mention: Mention, own: Area, before: int) -> Area | None:
    """南山区受理12万件: a part, or several, of the report's own area."""
    listed = text.rfind("、", clause, mention.start)
    if not own.code or not (
        _begins(text, clause, own.code)
        or (listed >= before and _begins(text, listed + 1, own.code))
    ):
        return None
    children = _children(own.code)
    if children is None:
        return None
    found = children.match(text, clause, mention.start)
    if listed >= before and (found is None or found.end() <= listed):
        # 历下区98.76分、莱芜区98.41分: the member of the list that the figure belongs to
        found = children.match(text, listed + 1, mention.start) or found
    if found is None:
        return None
    names = found[1].replace("和", "、")
    names = _spread(text, found, names, mention) or names
    part = next((a for a in areas_within(own.code) if a.name == names), None)
    return part or Area(names, "", "district" if own.level == "city" else "city")


def _town(text: str, clause: int, mention: Mention, own: Area) -> Area | None:
    """平湖、坂田街道工作进度已达100%: streets and towns, as the text names them."""
    if own.level not in ("district", "city") or not _OF_A_TOWN.search(text, clause, mention.start):
        return None
    found = _TOWNS.match(text, clause, mention.start)
    if found is None:
        return None
    names = found[1].removeprefix("其中")
    if mention.start - found.end(1) < 2 or _NOT_A_NAME.search(names):
        return None
    return Area(names, "", "subdistrict")


def _wider(text: str, clause: int, mention: Mention, own: Area) -> Area | None:
    """全市共受理…件 in a district's report: the area around it."""
    first = text[clause : clause + 1]
    found = _WIDER.match(text, clause, mention.start) if first == "全" or first.isspace() else None
    level = _RANKS.get(found[1]) if found else None
    if level is None or _DEPTH[level] >= _DEPTH.get(own.level, 0):
        return None
    return parent_area(own, level)
