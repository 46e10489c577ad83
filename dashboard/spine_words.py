"""The words of a portrait's chart: what its marks mean, and whose reports it is made of."""

from __future__ import annotations

from dashboard.language import listed, say
from dashboard.portrait import Portrait
from dashboard.verdicts import COMPARABLE

NAMED = 4  # agencies named as sources


def marks() -> dict[str, str]:
    """What the marks mean, by standing."""
    return {
        "better": say("▲绿色：优于其余"),
        "worse": say("▼紫色：逊于其余"),
        "neutral": say("●蓝色：高低无所谓好坏"),
        "between": say("◆黑色：居中或并列"),
        "same": say("◆黑色：与其余相同"),
        "caution": say("○空心：结论为谨慎，不评好坏"),
    }


def notes(found: Portrait) -> str:
    """How to read the marks that occur."""
    notes = [words for code, words in marks().items() if code in _codes(found)]
    if any(p.standing == "neutral" and p.verdict != COMPARABLE for p in found.places):
        notes.append(say("○蓝色空心：高低无所谓好坏，结论为谨慎"))
    notes.append(say("■灰色：其他机构的范围，两端写有机构与原文"))
    if any(len(place.beside) == 1 for place in found.places):
        notes.append(say("只有一家可对照的，两者必在两端，差距请看数字"))
    if any(place.median is not None for place in found.places):
        notes.append(say("黑竖线：其他机构的中位数（各家两两可比时才画）"))
    return say("；").join(notes)


def _codes(found: Portrait) -> set[str]:
    return {p.standing for p in found.places if p.standing != "neutral" or p.verdict == COMPARABLE}


def sources(found: Portrait) -> str:
    """The agencies whose reports the figures come from, the first few by name."""
    others = (str(one["agency"]) for place in found.places for one in place.beside)
    names = list(dict.fromkeys([found.agency, *others]))
    if len(names) <= NAMED:
        return listed(names)
    return say("{names}等{n}家", names=listed(names[:NAMED]), n=len(names))
