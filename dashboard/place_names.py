"""**English names of places**: areas of ``data/areas.csv``, and streets, towns and zones in pinyin.

>>> area_en("龙岗区"), area_en("鹭江街道", "350203"), area_en("荷塘区、芦淞区")
('Longgang District', 'Lujiang Subdistrict', 'Hetang District and Lusong District')
>>> area_en("平湖、坂田、南湾、布吉街道")
'Pinghu, Bantian, Nanwan and Buji Subdistricts'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from dashboard import data

LONGEST = 20  # 积石山保安族东乡族撒拉族自治县 has 15 characters
# 「Futian District」 as 福田, but 「Xinjiang Production and Construction Corps」 whole
_GENERIC = re.compile(" (?:District|County|Banner|League|New Area|New District)$")
# 广西壮族自治, 鹭江街: short names that merely lost their last character
_LAST = "区市县省州旗盟道"


def everyday(name: str) -> str:
    """The name with traditional characters in their everyday form: 思明區 as 思明区."""
    return name.translate(_everyday())


def area_en(name: str, code: str = "") -> str:
    """The English name of an area as the tidy table names it, with its GB/T 2260 code or without.

    Streets, towns and zones without a code of their own are written in pinyin; what is no
    place name in Chinese characters is given back as it is.
    """
    row = _coded().get(code)
    if row and name in (row["name"], row["short"]):
        return row["name_en"]
    return _area(everyday(name)) or name


@cache
def _area(name: str) -> str:
    if "、" in name:
        return _several(name.split("、"))
    if known := named(name) or shortened(name):
        return known
    return " ".join(places(name)) or locality(name) or _stub(name) or _pinyin(name)


def _several(names: list[str]) -> str:
    """平湖、坂田、布吉街道: what the last one is holds for those that do not say."""
    last = next((kind for kind in kinds() if names[-1].endswith(kind)), "")
    if last and not any(name.endswith(last) for name in names[:-1]):
        own = [_pinyin(name) for name in (*names[:-1], names[-1].removesuffix(last))]
        return kinds()[last].format(_row(own)) + "s" if all(own) else ""
    turned = [_area(name) for name in names]
    return _row(turned) if all(turned) else ""


def _row(words: list[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def places(name: str) -> list[str]:
    """The places that a name consists of, outermost first: 深圳市福田区; none if it has more."""
    for size in range(min(LONGEST, len(name)), 1, -1):
        known, rest = named(name[:size]), name[size:]
        if known and not rest:
            return [known]
        if known and (inner := places(rest) or [one for one in (locality(rest),) if one]):
            return [known, *inner]
    return []


def locality(name: str) -> str:
    """A street, town, village or zone, "" where it is none: 莲花街道, 合肥高新区."""
    for kind, pattern in kinds().items():
        own = name.removesuffix(kind)
        if own and own != name:
            place = specific(own)
            return pattern.format(place) if place else ""
    return ""


def specific(name: str) -> str:
    """A place without District and the like, in pinyin if no area bears the name: 福田, 友谊路."""
    return _GENERIC.sub("", shortened(name) or named(name) or _stub(name)) or _pinyin(name)


def _stub(name: str) -> str:
    """The area whose name lacks its last character, "" for none: 广西壮族自治, 鹭江街."""
    found = next((known for last in _LAST if (known := named(name + last))), "")
    return found or (locality(f"{name}道") if name.endswith("街") else "")


def _pinyin(name: str) -> str:
    """A place name in pinyin, with an apostrophe where it needs one: 友谊路 as Youyilu."""
    syllables = [_syllables().get(character, "") for character in name]
    if not syllables or not all(syllables):
        return ""
    joined = "".join(f"'{one}" if one[0] in "aoe" else one for one in syllables)
    return joined.lstrip("'").capitalize()


def named(name: str) -> str:
    """The English of an area's official name, "" where no area has it."""
    return _named().get(name, "")


def shortened(name: str) -> str:
    """The English of an area's short name without District and the like, "" where there is none."""
    return _shortened().get(name, "")


@cache
def kinds(*groups: str) -> Mapping[str, str]:
    """What names of places end in and its English, longer ones first.

    The groups are ``place`` (streets, towns, villages) and ``zone``; none named means both.
    """
    rows = [row for row in data.table("labels") if row["group"] in (groups or ("place", "zone"))]
    return {row["code"]: row["en"] for row in sorted(rows, key=lambda row: -len(row["code"]))}


@cache
def _everyday() -> dict[int, str]:
    return {ord(row["traditional"]): row["simplified"] for row in data.table("variants")}


@cache
def _coded() -> Mapping[str, Mapping[str, str]]:
    return {row["code"]: row for row in data.table("areas") if row["code"]}


@cache
def _rows() -> tuple[Mapping[str, str], ...]:
    """The areas, those that were abolished before those that exist, the first of these last."""
    rows = data.table("areas")
    standing = [row for row in rows if not row["to"]]
    return (*(row for row in rows if row["to"]), *reversed(standing))


@cache
def _named() -> Mapping[str, str]:
    return {row["name"]: row["name_en"] for row in _rows()}


@cache
def _shortened() -> Mapping[str, str]:
    """Of a short name that several bear, the first of the table: 吉林 is the province."""
    return {row["short"]: _GENERIC.sub("", row["name_en"]) for row in _rows() if row["short"]}


@cache
def _syllables() -> Mapping[str, str]:
    rows = data.table("syllables")
    return {character: row["syllable"] for row in rows for character in row["characters"]}
