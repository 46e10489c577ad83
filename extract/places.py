"""Which place a short or hidden name means, told from the rest of the text.

In order: the site code in the foot, the place right before a street's name, words bound to one
place (福镜), a newspaper, dateline or address, and the places that the text names most. What they
leave open stays unknown, with the reason. At the end: the hotline that a title speaks of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from extract.bodies import Body, chain, inside, right_before
from extract.gazetteer import Division, gazetteer, place_words

_SITE_CODE = re.compile(r"网站标识码[::\uff1a]?\s*([1-9]\d{5})\d{4}")
# how much of a text's beginning and end is looked at for signs of a place
_HEAD, _FOOT = 1500, 600
_CITY_LIKE = ("city", "province")


def fits(place: Division, level: str) -> bool:
    """Whether a place can be the 市, 区 or 省 of a short name; 市 may be a county-level city."""
    if level == "city":
        return place.level == "city" or place.name.endswith("市")
    if level == "subdistrict":
        return place.level in ("district", "city") and place.name[-1:] in "区县市旗"
    if level == "district":
        return place.level == "district" and not place.name.endswith("市")
    return not level or place.level == level


def by_context(main: Body, text: str) -> tuple[Body, list[str]]:
    """The body with a place told from the rest of the text, and what that was told from."""
    if code := _SITE_CODE.search(text[-600:]):
        site = gazetteer().by_code.get(code[1])
        if site and (site in main.places if main.places else fits(site, main.level)):
            return replace(main, places=(site,)), [f"地区据网站标识码 {code[1]}"]
    if main.street and (around := _around_street(main, text)):
        note = f"地区为推断:文中有“{around.name}{main.street}”"
        return replace(main, places=(around,)), [note]
    if main.places:
        return _among(main, text)
    bound, words = _bound_place(text, main.level)
    if bound:
        quoted = "".join(f"“{word}”" for word in words)
        return replace(main, places=(bound,)), [f"地区为推断:文中有{quoted},属于{bound.name}"]
    if not main.masked:
        told, note = _told(text, main.level)
        if told:
            return replace(main, places=(told,)), [note]
    why = "隐去了地名" if main.masked else "只写简称"
    return main, [
        f"机构和地区未知:“{main.street}{main.stem}”{why},文中没有可判断的地名;请指定机构和地区"
    ]


def anywhere(text: str) -> tuple[Division | None, str]:
    """The city or county that a text without any body is about, and what that was told from."""
    bound, words = _bound_place(text, "city")
    if bound:
        return bound, f"地区为推断:文中有“{words[0]}”,属于{bound.name}"
    place, note = _told(text, "city")
    return (place, note) if place else _told(text, "district")


def _told(text: str, level: str) -> tuple[Division | None, str]:
    """The place of a level by a newspaper, a dateline or an address, else the most named."""
    for places, words in _signs(text):
        fitting = [place for place in places if fits(place, level)]
        if len(fitting) == 1 or _nested(tuple(fitting)):
            return fitting[0], f"地区为推断:文中有“{words}”"
    most, count = _most_named(text, level)
    name = most.short or most.name if most else ""
    return most, f"地区为推断:文中“{name}”出现 {count} 次"


_SIGNS = re.compile(
    "(?P<press>[\u4e00-\u9fff]{2,8})(?:日报|晚报|晨报|早报|商报|新闻(?:网|传媒)|电视台|广播电视|融媒|新闻综合"
    "|人民政府(?:门户)?网|政府(?:门户)?网)"
    "|(?:本报|新华社|中新[网社])(?P<line>[\u4e00-\u9fff]{2,8})(?:[0-9]{1,2}月)?[0-9]{1,2}日"
    "|地址[:：][ \u3000]{0,2}(?P<address>[\u4e00-\u9fff]{3,20})"
)


def _signs(text: str) -> Iterator[tuple[tuple[Division, ...], str]]:
    """What the places can be that a newspaper, a dateline or an address near the ends names."""
    known = gazetteer()
    for part in (text[:_HEAD], text[max(_HEAD, len(text) - _FOOT) :]):
        for match in _SIGNS.finditer(part):
            name = match[match.lastgroup or 0]
            here, _ = chain(name)
            if match.lastgroup == "press":
                yield here or known.by_short.get(name, ()), match[0]
            else:
                parents = (known.by_code.get(place.parent) for place in here)
                yield (*here, *(p for p in parents if len(here) == 1 and p)), match[0]


def _around_street(main: Body, text: str) -> Division | None:
    """The district right before the name of a street: 思明区鹭江街道."""
    found: Counter[Division] = Counter()
    at = text.find(main.street)
    while at >= 0:
        places, _ = right_before(text[max(0, at - 30) : at], min(at, 30))
        if len(places) == 1 and fits(places[0], "subdistrict"):
            found[places[0]] += 1
        at = text.find(main.street, at + 1)
    allowed = [d for d, _ in found.most_common() if not main.places or d in main.places]
    return allowed[0] if allowed else None


def _among(main: Body, text: str) -> tuple[Body, list[str]]:
    """One of several areas of a name, by which of their cities and provinces the text names."""
    known = gazetteer().by_code
    scores = []
    signs = [place for word, place in place_words().items() if word in text]
    signs += [places[0] for places, _ in _signs(text) if len(places) == 1 or _nested(places)]
    for place in main.places:
        score, outer = 0, known.get(place.parent)
        while outer is not None and outer.level != "country":
            weight = 3 if outer.level == "city" or outer.name.endswith("市") else 1
            score += weight * (text.count(outer.short) if outer.short else text.count(outer.name))
            outer = known.get(outer.parent)
        scores.append(score + 3 * sum(_belongs(place, sign) for sign in signs))
    best = max(scores)
    name = main.places[0].name
    if best and scores.count(best) == 1:
        place = main.places[scores.index(best)]
        parent = known[place.parent].name
        return replace(main, places=(place,)), [f"地区为推断:有几个“{name}”,文中说到{parent}"]
    where = "、".join(known[p.parent].name for p in main.places if p.parent in known)
    return main, [f"机构全称和地区代码未知:“{name}”在{where}都有,文中没有可判断的依据;请指定地区"]


def _nested(places: tuple[Division, ...]) -> bool:
    """Whether the places are one and the place around it."""
    return len(places) == 2 and places[0].parent == places[1].code


def _belongs(place: Division, sign: Division) -> bool:
    """Whether a sign of another place speaks for a place: it is the same, around it or in it."""
    return sign == place or inside(place, sign) or inside(sign, place)


def _bound_place(text: str, level: str) -> tuple[Division | None, list[str]]:
    """The place that words bound to one place point to, and those words."""
    known = gazetteer().by_code
    votes: dict[Division, list[str]] = {}
    for word, place in place_words().items():
        if word in text:
            outer: Division | None = place
            while outer is not None and not fits(outer, level):
                outer = known.get(outer.parent)
            if outer is not None and outer.level != "country":
                votes.setdefault(outer, []).append(word)
    if not votes:
        return None, []
    ranked = sorted(votes.items(), key=lambda item: -len(item[1]))
    if len(ranked) > 1 and len(ranked[0][1]) == len(ranked[1][1]):
        return None, []
    return ranked[0]


_FULL_NAME_END = re.compile("(?<=[\u4e00-\u9fff])[省市区县州盟旗]")


def _most_named(text: str, level: str) -> tuple[Division | None, int]:
    """The place of a level that the text names most, at least twice and clearly most."""
    known = gazetteer()
    counts: Counter[Division] = Counter()
    for match in _FULL_NAME_END.finditer(text):
        end = match.end()
        for length in (5, 4, 3, 2):
            here = known.by_name.get(text[max(0, end - length) : end], ())
            if len(here) == 1 and fits(here[0], level):
                counts[here[0]] += 1
                break
    if level in _CITY_LIKE:
        pairs = Counter(map(str.__add__, text, text[1:]))
        for name in pairs.keys() & known.by_short.keys():
            here = tuple(
                d for d in known.by_short[name] if d.level in _CITY_LIKE and fits(d, level)
            )
            if len(here) == 1:
                counts[here[0]] = max(counts[here[0]], pairs[name])
    best = counts.most_common(2)
    if not best or best[0][1] < 2 or (len(best) > 1 and best[1][1] * 1.5 > best[0][1]):
        return None, 0
    return best[0]


# --- the 12345 hotline that a title speaks of ---------------------------------------------------

_HOTLINE = re.compile("12345[\u4e00-\u9fff]{0,10}?热线")
_CENTRE = "12345[\u4e00-\u9fff]{0,12}?热线[\u4e00-\u9fff]{0,6}?中心"
_NUMBER = "12345"
_LEVEL_OF = {"省": "province", "市": "city", "州": "city", "区": "district", "县": "district"}


def hotline(text: str, title: str) -> list[Body]:
    """The centre of the hotline in the title, with the place before its name, else in the title.

    >>> [b.stem for b in hotline("由市12345市民热线服务中心督办", "武汉市12345市民热线运行情况")]
    ['12345市民热线服务中心']
    """
    named = _HOTLINE.search(title)
    if named is None:
        return []
    here, _ = right_before(title, named.start())
    centres: Counter[Body] = Counter()
    # 「武汉市民热线服务中心」 runs 「武汉市12345市民热线」
    bare = f"{named[0].removeprefix(_NUMBER)}[\u4e00-\u9fff]{{0,6}}?中心"
    for match in re.finditer(f"{_CENTRE}|{bare}", text):
        centres[_centre(text, match, here)] += 1
    if centres:
        return [body for body, _ in centres.most_common()]
    return [Body(here, "", "", "", named[0])] if here else []


def names_hotline(stem: str) -> bool:
    """Whether a stem is a hotline's name and no body's: 12345政务服务便民热线."""
    return _HOTLINE.fullmatch(stem) is not None


def _centre(text: str, match: re.Match[str], here: tuple[Division, ...]) -> Body:
    """The centre of a hotline; a name with the short form of its place is kept as written."""
    places, start = right_before(text, match.start())
    stem = _NUMBER + match[0].removeprefix(_NUMBER)
    numbered = stem == match[0]
    short = numbered and len(places) == 1 and not text[: match.start()].endswith(places[0].name)
    level = "" if places else _LEVEL_OF.get(text[match.start() - 1 : match.start()], "")
    written = text[start : match.end()] if short else ""
    return Body(places or here, level, "", "", stem, written=written)
