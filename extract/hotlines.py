"""The 12345 hotline that a title speaks of: its centre as the text names it, else itself."""

from __future__ import annotations

import re
from collections import Counter

from extract.bodies import Body, right_before
from extract.reference import Division

_TITLE = re.compile("12345[\u4e00-\u9fff]{0,10}?热线")
_CENTRE = "12345[\u4e00-\u9fff]{0,12}?热线[\u4e00-\u9fff]{0,6}?中心"
_NUMBER = "12345"
_LEVELS = {"省": "province", "市": "city", "州": "city", "区": "district", "县": "district"}


def hotline(text: str, title: str) -> list[Body]:
    """The centre of the hotline in the title, with the place before its name, else in the title.

    >>> [b.stem for b in hotline("由市12345市民热线服务中心督办", "武汉市12345市民热线运行情况")]
    ['12345市民热线服务中心']
    """
    named = _TITLE.search(title)
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
    return _TITLE.fullmatch(stem) is not None


def _centre(text: str, match: re.Match[str], here: tuple[Division, ...]) -> Body:
    """The centre of a hotline; a name with the short form of its place is kept as written."""
    places, start = right_before(text, match.start())
    stem = _NUMBER + match[0].removeprefix(_NUMBER)
    numbered = stem == match[0]
    short = numbered and len(places) == 1 and not text[: match.start()].endswith(places[0].name)
    level = "" if places else _LEVELS.get(text[match.start() - 1 : match.start()], "")
    written = text[start : match.end()] if short else ""
    return Body(places or here, level, "", "", stem, written=written)
