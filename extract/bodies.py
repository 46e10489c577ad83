"""The names of government bodies: 「深圳市公安局福田分局」 → places, stem, full official name.

A name is a chain of places, outermost first (深圳市, 福田区), perhaps a street, and a stem
(政务服务数据管理局). ``parse`` reads a whole name, ``full_name`` writes the official one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from extract.gazetteer import Division, agency_words, gazetteer
from extract.model import Area
from extract.reference import table

_LONGEST = 15  # 双江拉祜族佤族布朗族傣族自治县
_LEVELS = {
    word: level
    for level, words in (
        ("province", "省 自治区"),
        ("city", "市 州 自治州"),
        ("district", "区 新区 县 旗"),
        ("subdistrict", "街道 镇 乡"),
    )
    for word in words.split()
}
_LARGE = ("province", "city")
_MASKED = re.compile(r"[XxＸ×✕╳*＊某○]{1,4}(省|自治区|自治州|州|市|新区|区|县|街道|镇|乡)")
_OWN_LEVEL = re.compile("(自治区|自治州|新区|[省州市区县旗镇乡]|街道)(?!.*?[省市区县]人民政府)")
_STREET = re.compile(
    "([\u4e00-\u9fff]{2,6}?(?:街道|镇|乡|苏木))"
    "(?=办事处|人民政府|政府|办$|党群|便民|政务|综合|社区|党政|经济)"
)
_ENDING = re.compile(
    "(?:局|委员会|(?<!常)委|厅|署|办公室|办事处|政府|中心|管委会|[总支大]队|法院|检察院|联合会|工会|集团"
    "|国务院|银行|档案馆|图书馆|研究院|指挥部|公司|医院|学校|大学|学院|海关)$"
)
# zones that publish reports of their own without a code in GB/T 2260: 兰州新区, 合肥高新区
_ZONE = re.compile(
    "(?:国家级)?(?:新区|(?:高新技术|经济技术|经济|工业|旅游)(?:产业)?(?:开发|示范)?区|高新区|经开区|开发区"
    "|工业园区|科技城|保税(?:港|物流)?区|度假区|示范区|合作区|自贸区|自由贸易试验区|临港新片区)"
)
_BRANCH = re.compile("(局)([\u4e00-\u9fff]{2,8}?)(?:分局|管理局)$")
# 「鄞州公安分局」, 「武昌区公安分局」: a branch named by its district alone
_SHORT_BRANCH = re.compile("([\u4e00-\u9fff]{2,8}?)(公安|规划|自然资源|生态环境)分局$")
# 「莲花街道」, 「思明区莲花街道」 alone: a street names its office
_WHOLE_STREET = re.compile(
    "(?![各全我本该]|街道|乡镇)([\u4e00-\u9fff]{1,5}(街道|(?<!城)镇|(?<!城)乡))$"
)
# 「市审批服务管理局」: a level, then a body that no row knows; not 「市场监督管理局」
_UNKNOWN_STEM = re.compile("(?![场民区域级政内外])[\u4e00-\u9fff]{3,16}(?:局|厅|委员会|办公室)$")
_NATIONAL = re.compile("(?:中华人民共和国|国务院|国家|中国|全国|最高人民)")
_PREFIX = re.compile(
    "(?:新疆生产建设兵团|兵团)?第?[一二三四五六七八九十]{1,3}师(?=.{2,}市)"
    "|国家(?:税务|统计|金融监督管理|外汇管理|矿山安全监察|移民管理|邮政)(?:总局|局)(?=.{4,})"
)
_ASIDE = re.compile(r"[(\uff08][^()\uff08\uff09]{0,20}[)\uff09]|[ \u3000\xa0]")


@dataclass(frozen=True, slots=True)
class Body:
    """A government body as a text names it.

    ``places`` are the areas its innermost place name can mean (two for 朝阳区, none where
    the text says only 市 or 我局); ``level`` is the level that its own words give, "" if none;
    ``street`` a street, town or township; ``masked`` where the name is hidden (XX区);
    ``written`` is the whole name where the text's own is kept (海口12345…热线管理中心).
    """

    places: tuple[Division, ...]
    level: str
    street: str
    prefix: str
    stem: str
    masked: bool = False
    written: str = ""

    @property
    def place(self) -> Division | None:
        """The one area that the name can mean, None if there is none or more than one."""
        return self.places[0] if len(self.places) == 1 else None


def chain(text: str, at: int = 0) -> tuple[tuple[Division, ...], int]:
    """The place names at ``text[at:]``, as the areas the innermost can mean, and where they end.

    >>> [d.code for d in chain("深圳市福田区政务服务数据管理局")[0]]
    ['440304']
    """
    places: tuple[Division, ...] = ()
    while True:
        found = _longest_name(text, at, places)
        if found is None:
            return places, at
        places, at = found


def _longest_name(
    text: str, at: int, within: tuple[Division, ...]
) -> tuple[tuple[Division, ...], int] | None:
    """The longest area name at ``text[at:]`` that lies within one of the areas given."""
    known = gazetteer()
    for length in range(min(_LONGEST, len(text) - at), 1, -1):
        name = text[at : at + length]
        if name[-1] == "市" and text.startswith("民", at + length):
            continue  # 武汉|市民热线服务中心
        full = known.by_name.get(name)
        here = full or known.by_short.get(name)
        if not here:
            continue
        if within:
            here = tuple(d for d in here if _within(d, within))
        elif not full:
            # a short name alone stands for a province or city: 深圳, 凉山州, 融水县, not 朝阳
            here = tuple(d for d in here if d.level in _LARGE or name[-1] in "县旗")
        if here and (full or not text.startswith(("街道", "镇"), at + length)):
            return here, at + length
    return None


def right_before(text: str, end: int) -> tuple[tuple[Division, ...], int]:
    """The place names that end at ``text[:end]``, and where the longest such chain begins."""
    for start in range(max(0, end - 2 * _LONGEST), end - 1):
        places, stop = chain(text[:end], start)
        if places and stop == end:
            return places, start
    return (), end


def inside(division: Division, outer: Division) -> bool:
    """Whether an area lies within another, at any depth; the country holds all."""
    known = gazetteer().by_code
    parent = known.get(division.parent)
    while parent is not None:
        if parent == outer:
            return parent != division
        parent = known.get(parent.parent)
    return False


def parse(name: str) -> Body | None:
    """Read a whole name, full or short; None where it is no name of a government body.

    >>> parse("区政数局").stem
    '政务服务数据管理局'
    """
    name = _ASIDE.sub("", name).strip("、,\uff0c:\uff1a")
    if not 2 <= len(name) <= 50:
        return None
    name = name.removeprefix("中华人民共和国")
    prefix = _PREFIX.match(name)
    if (short := _short_branch(name)) is not None:
        return short
    at = prefix.end() if prefix else 0
    places, at = chain(name, at)
    body = Body(places, places[0].level if places else "", "", prefix[0] if prefix else "", "")
    if places and (zone := _ZONE.match(name, at)):
        body, at = _zoned(body, name[prefix.end() if prefix else 0 : zone.end()]), zone.end()
    body, at = _own_words(body, name, at)
    stem = agency_words().get(name[at:], name[at:])
    if body.street and stem == "办":
        stem = "办事处"
    if not (stem in agency_words() or (len(stem) >= 2 and _ends_well(stem))):
        return None
    if not (places or body.level or body.masked):
        if not _NATIONAL.match(stem):
            # no place and no level: only a known stem counts (政务服务数据管理局 in a heading)
            return replace(body, stem=stem) if name[at:] in agency_words() else None
        return replace(body, places=(gazetteer().by_code["100000"],), level="country", stem=stem)
    return branch(replace(body, stem=stem))


def _short_branch(name: str) -> Body | None:
    """A branch named by its district alone: 鄞州公安分局 → 宁波市公安局鄞州分局."""
    match = _SHORT_BRANCH.fullmatch(name)
    if match is None:
        return None
    places, end = chain(match[1])
    rest = match[1][end:] or match[1]
    outer = places if 0 < end < len(match[1]) else ()
    own = tuple(
        d for d in _called(rest) if d.level == "district" and (not outer or _within(d, outer))
    )
    return Body(own, "branch", "", "", f"{match[2]}局{rest}分局") if own else None


def _called(name: str) -> tuple[Division, ...]:
    """The areas of a name, full or short."""
    known = gazetteer()
    return known.by_name.get(name, ()) + known.by_short.get(name, ())


def _within(division: Division, outers: tuple[Division, ...]) -> bool:
    return any(inside(division, outer) for outer in outers)


def parse_street(name: str) -> Body | None:
    """The office of a street or town that a title or label names alone: 莲花街道, 周市镇.

    >>> parse_street("思明区莲花街道").stem
    '办事处'
    """
    name = _ASIDE.sub("", name)
    places, at = chain(name)
    match = _WHOLE_STREET.match(name, at)
    if match is None:
        return None
    stem = "办事处" if match[2] == "街道" else "人民政府"
    return Body(places, "subdistrict", match[1], "", stem)


def _zoned(body: Body, name: str) -> Body:
    """The body of a zone: an area of its own right below the place whose name it bears."""
    parent = body.places[0]
    start = max(0, name.rfind(parent.short)) if parent.short else 0
    zone = Division("", name[start:], "district", parent.code, "")
    return replace(body, places=(zone,), level="district")


def _own_words(body: Body, name: str, at: int) -> tuple[Body, int]:
    """Masked names, a street, or a bare level word before the stem: XX区, 莲花街道, 区."""
    while match := _MASKED.match(name, at):
        body = replace(body, places=(), level=_LEVELS[match[1]], masked=True)
        at = match.end()
    if match := _STREET.match(name, at):
        return replace(body, street=match[1], level="subdistrict"), match.end(1)
    if not body.places and not body.masked:
        match = _OWN_LEVEL.match(name, at)
        if match and _is_stem(name, match.end()):
            return replace(body, level=_LEVELS[match[1]]), match.end()
        if name[at:].startswith(("我", "本")) and name[at + 1 :] in agency_words():
            at += 1
    return body, at


def _is_stem(name: str, at: int) -> bool:
    """Whether a name goes on with a body's stem after the word of its level."""
    words = agency_words()
    return name[at:] in words or (name not in words and bool(_UNKNOWN_STEM.match(name, at)))


def _ends_well(stem: str) -> bool:
    return bool(_ENDING.search(stem)) and not stem.startswith(("的", "是"))


def branch(body: Body) -> Body:
    """A branch is about its own district: 深圳市公安局福田分局 → 福田区."""
    match = _BRANCH.search(body.stem)
    if match is None or not body.places:
        return body
    own = tuple(d for d in _called(match[2]) if _within(d, body.places))
    return replace(body, places=own, level="branch") if len(own) == 1 else body


def official(division: Division) -> str:
    """How official names write an area: districts of a city after their city, else alone."""
    parent = gazetteer().by_code.get(division.parent)
    in_city = parent is not None and (parent.level == "city" or parent.name.endswith("市"))
    is_urban = division.level == "district" and division.name.endswith("区")
    # 苏州工业园区 bears its city's name already
    if parent and in_city and is_urban and not division.name.startswith(parent.short):
        return parent.name + division.name
    return division.name


def full_name(body: Body) -> str:
    """The full official name of a body whose place is known, "" where it is not.

    >>> full_name(parse("龙岗区政务服务数据管理局"))
    '深圳市龙岗区政务服务数据管理局'
    """
    place = body.place
    if place is None:
        return ""
    if body.written:
        return body.written
    if place.level == "country":
        return body.stem
    if body.level == "branch":
        parent = gazetteer().by_code.get(place.parent)
        return f"{body.prefix}{parent.name if parent else ''}{body.stem}"
    if body.stem in _customs():
        return f"{place.short or place.name}{body.stem}"
    return f"{body.prefix}{official(place)}{body.street}{body.stem}"


@cache
def _customs() -> frozenset[str]:
    """What the names of custom houses end in: they bear the short name of their place."""
    return frozenset(row["word"] for row in table("agencies") if row["kind"] == "customs")


def area_of(body: Body) -> Area | None:
    """The reference area of a body whose place is known: a street with its district's code."""
    place = body.place
    if place is None:
        return None
    return Area(body.street, place.code, "subdistrict") if body.street else place.area
