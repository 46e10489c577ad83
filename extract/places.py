"""Which place a short or hidden name means, told from the rest of the text.

Three sources, in order: the site code in the foot, words bound to one place (福镜), and the
places that the text names. What they leave open stays unknown, with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from extract.bodies import Body
from extract.reference import Division, gazetteer, place_words

_SITE_CODE = re.compile(r"网站标识码[::\uff1a]?\s*([1-9]\d{5})\d{4}")
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
    if main.places:
        return _among(main, text)
    bound, words = _bound_place(text, main.level)
    if bound:
        quoted = "".join(f"“{word}”" for word in words)
        return replace(main, places=(bound,)), [f"地区为推断:文中有{quoted},属于{bound.name}"]
    if not main.masked:
        place, count = _most_named(text, main.level)
        if place:
            note = f"地区为推断:机构只写简称,文中“{place.short or place.name}”出现 {count} 次"
            return replace(main, places=(place,)), [note]
    why = "隐去了地名" if main.masked else "只写简称"
    return main, [f"机构和地区未知:“{main.stem}”{why},文中没有可判断的地名;请指定机构和地区"]


def _among(main: Body, text: str) -> tuple[Body, list[str]]:
    """One of several areas of a name, by which of their cities and provinces the text names."""
    known = gazetteer().by_code
    scores = []
    for place in main.places:
        score, outer = 0, known.get(place.parent)
        while outer is not None and outer.level != "country":
            weight = 3 if outer.level == "city" or outer.name.endswith("市") else 1
            score += weight * (text.count(outer.short) if outer.short else text.count(outer.name))
            outer = known.get(outer.parent)
        scores.append(score)
    best = max(scores)
    name = main.places[0].name
    if best and scores.count(best) == 1:
        place = main.places[scores.index(best)]
        parent = known[place.parent].name
        return replace(main, places=(place,)), [f"地区为推断:有几个“{name}”,文中说到{parent}"]
    where = "、".join(known[p.parent].name for p in main.places if p.parent in known)
    return main, [f"机构和地区未知:“{name}”在{where}都有,文中没有可判断的依据;请指定地区"]


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
