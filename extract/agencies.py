"""Who reports, and about where: the body that a report's title, labels and words name.

A short name (区政数局, 莲花街道办) is completed by a fuller one elsewhere in the head, else by
the places that the text names. What stays ambiguous stays unknown, with the reason as a note.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from extract.bodies import Body, area_of, branch, chain, full_name, parse, parse_street
from extract.gazetteer import Division, agency_words, document_words, gazetteer
from extract.heads import CRUMB, HEAD, Line
from extract.model import Area
from extract.periods import find
from extract.places import anywhere, by_context, fits, hotline, names_hotline

_LABEL = re.compile(
    "(?:信息来源|文章来源|来源|发布机构|发布单位|信息提供单位|发文机关|发文机构|发布机关|发文单位|公开机构"
    "|公开主体|制发机关|责任部门|供稿单位|供稿|信息提供|单位|机构)"
    r"[】\]]?[ \t\u3000]{0,4}[::\uff1a][ \t\u3000]{0,4}([^\s,\uff0c;\uff1b|【】]{2,40})"
)
# 「教育局2023年…」, 「…局关于2022年工作总结的报告」: the body ends where these begin
_AFTER_BODY = re.compile(
    "关于|年度|[上下]半年|工作|政府信息公开|法治政府|部门|推进|落实|贯彻|政府工作报告|国民经济|季度|月报|运行"
)
_SPEECH_PLACE = re.compile("日?[ \u3000]{0,2}在([\u4e00-\u9fff]{2,20})")
_LAST_CHARACTER = re.compile("[局厅心处院会队馆室]|委(?!员)|办(?!公|事|理|结)|府(?!办)")
_HOTLINE_NUMBER = "12345"
_HAN = re.compile("[\u4e00-\u9fffXx×*]+$")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reports and where, "" and None where unknown, with notes in Chinese."""

    agency: str = ""
    area: Area | None = None
    notes: tuple[str, ...] = ()


def identify(text: str, head: list[Line], title: int | None) -> Identity:
    """The agency and area of a report whose head lines and title line are given."""
    headline = head[title].text if title is not None else ""
    named = [*_from_title(head, title), *_from_labels(text)]
    named += hotline(text, headline)
    main = named[0] if named else None
    if main is None or main.place is None or len(main.stem) <= 6:
        spoken = _from_words(text)
        if main is None or not (main.places or main.level or main.masked):
            same = [body for body in spoken if main is None or body.stem == main.stem]
            main = same[0] if same else main
        named += spoken
    if main is None:
        return _only_area(text, headline)
    if main.place is None:
        named += _from_crumbs(head)
    short, main = main, _completed(main, named)
    if not main.places and not main.masked:
        here = _first_place(headline)
        if len(here) == 1 and fits(here[0], main.level):
            main = replace(main, places=here)
    notes = _borrowed(short, main, named)
    if main.place is None:
        main, notes = by_context(main, text)
    if main.place is None:
        return Identity("", _named_only(main), tuple(notes))
    if names_hotline(main.stem):
        notes.append("机构据热线名称:文中没有说到它的管理机构")
    main = branch(main)
    return Identity(full_name(main), area_of(main), tuple(notes))


def _named_only(main: Body) -> Area | None:
    """The area by its name alone where several bear it: 朝阳区, without a code."""
    if not main.places:
        return None
    if main.street:
        return Area(main.street, "", "subdistrict")
    return Area(main.places[0].name, "", main.places[0].level)


# --- where bodies are named ----------------------------------------------------------------------


def _from_title(head: list[Line], title: int | None) -> Iterator[Body]:
    """Bodies in the title itself, then in the lines right around it."""
    if title is not None:
        line = head[title].text
        if body := _in_title(line):
            yield body
        for words, stem in document_words().items():
            if words in line:
                yield _issuer(stem, line, head[title + 1 : title + 6])
    near = (
        head[:6]
        if title is None
        else [*head[max(0, title - 2) : title], *head[title + 1 : title + 4]]
    )
    for line_ in near:
        if len(line_.text) <= 50 and not CRUMB.search(line_.text):
            body = parse(line_.text) or parse(line_.text.split()[0])
            if body is not None and (body.places or body.masked):
                yield body


def _in_title(title: str) -> Body | None:
    """The body that a title names, before or after its period: 「2023年余杭区教育局工作总结」."""
    title = re.sub('^关于(?:印发)?|[《》“”"]', "", title.replace(" ", "").replace("\u3000", ""))
    mentions = find(title, 0, len(title), None)
    if mentions and mentions[0].start >= 2:
        before = title[: mentions[0].start]
        before = before[: before.rfind("关于")] if "关于" in before[2:] else before
        if body := parse(before) or parse_street(before):
            return body
    rest = title[mentions[0].end :] if mentions and mentions[0].start < 2 else title
    for cut in _AFTER_BODY.finditer(rest):
        whole = rest[: cut.start()]
        if cut.start() >= 2 and (body := parse(whole) or parse_street(whole)):
            return body
    return parse(re.sub(r"[\d〇零一二三四五六七八九十]{4}年?$", "", rest))


def _issuer(stem: str, title: str, after: list[Line]) -> Body:
    """The body that issues a kind of document by law: 政府工作报告 → 人民政府."""
    places = _first_place(title)
    for line in after:
        if places:
            break
        match = _SPEECH_PLACE.search(line.text)
        places = chain(match[1])[0] if match else ()
    if any("全国人民代表大会" in line.text for line in after) and not places:
        return Body((gazetteer().by_code["100000"],), "country", "", "", "国务院")
    return Body(places, places[0].level if places else "", "", "", stem)


def _first_place(title: str) -> tuple[Division, ...]:
    """The areas that the first place name in a title can mean."""
    for at in range(len(title) - 1):
        places, end = chain(title, at)
        if places and end - at >= 3:
            return places
    return ()


def _from_labels(text: str) -> Iterator[Body]:
    """Bodies after 来源, 发布机构 and the like, in the head or the last lines."""
    for part in (text[:HEAD], text[max(HEAD, len(text) - 300) :]):
        for match in _LABEL.finditer(part):
            if body := parse(match[1]) or parse_street(match[1]):
                yield body


def _from_crumbs(head: list[Line]) -> Iterator[Body]:
    """Bodies in the path of the web page: they lend their place, but do not report."""
    for line in head[:6]:
        if CRUMB.search(line.text):
            for part in CRUMB.split(line.text):
                body = parse(part)
                if body is not None and body.place is not None:
                    yield body


def _from_words(text: str) -> list[Body]:
    """Bodies that the head's own words name, most often named first; the first counts double."""
    found: Counter[Body] = Counter()
    words = agency_words()
    part = text[:HEAD]
    for match in _LAST_CHARACTER.finditer(part):
        end = match.end()
        if part[end - 2 : end] not in _last_pairs():
            continue
        word = next(
            (w for n in range(20, 1, -1) if (w := part[max(0, end - n) : end]) in words), ""
        )
        if not word or words[word].startswith("人民政府"):
            continue
        before = _HAN.search(part[max(0, end - len(word) - 14) : end - len(word)])
        body = _named_before(before[0] if before else "", word)
        if body is not None:
            found[body] += 2 if not found else 1
    return [body for body, _ in found.most_common()]


@cache
def _last_pairs() -> frozenset[str]:
    """The last two characters of every agency word: a look at them spares most searches."""
    return frozenset(word[-2:] for word in agency_words())


def _named_before(before: str, word: str) -> Body | None:
    """The body whose stem is ``word``, with the longest place name that ends right before it."""
    known = gazetteer()
    for at in range(len(before)):
        start = before[at : at + 2]
        possible = start in known.by_short or any(
            before[at : at + n] in known.by_name or before[at : at + n] in known.by_short
            for n in (2, 3, 4, 5)
        )
        if (possible or before[at] in "Xx×*") and chain(before, at)[1] in (len(before), at):
            body = parse(before[at:] + word)
            if body is not None and (body.places or body.masked):
                return body
    return parse(before[-1:] + word) or parse(word)


# --- from a short name to a full one -------------------------------------------------------------


def _completed(main: Body, others: list[Body]) -> Body:
    """The body with the place of a fuller name elsewhere: 区教育局 by 武侯区教育局."""
    if main.place is not None:
        near = (b for b in others if b.places == main.places and _completes(b, main))
        longer = next(near, main)
        return replace(main, stem=longer.stem, prefix=longer.prefix or main.prefix)
    fuller = [b for b in others if b.place and b.level != "country" and _compatible(main, b)]
    same = [b for b in fuller if b.stem == main.stem]
    if same:
        like = same[0]
        street, prefix = main.street or like.street, main.prefix or like.prefix
        return replace(main, places=like.places, street=street, prefix=prefix)
    return replace(main, places=fuller[0].places) if fuller and not main.masked else main


def _completes(full: Body, short: Body) -> bool:
    """Whether a body of the same place bears the same name in a longer form."""
    if full.stem == short.stem:
        return bool(full.prefix) and not short.prefix
    return _shortens(short.stem, full.stem)


def _borrowed(short: Body, full: Body, others: list[Body]) -> list[str]:
    """A note where a short name took its place from another body: 市…局 by 广州12345….中心."""
    if short.place or not full.place or any(b.stem == full.stem and b.place for b in others):
        return []
    lender = next((b for b in others if b.place == full.place), None)
    source = f"文中有“{full_name(lender)}”" if lender else f"标题里有“{full.place.name}”"
    return [f"地区为推断:机构只写简称,{source}"]


def _shortens(short: str, full: str) -> bool:
    """Whether a stem shortens another of the same place: 政务服务局 and 政务服务管理局."""
    full = full.removeprefix(_HOTLINE_NUMBER)
    if len(short) > len(full) or (short[0], short[-1]) != (full[0], full[-1]):
        return False
    rest = iter(full)
    return all(character in rest for character in short)


def _compatible(main: Body, other: Body) -> bool:
    place = other.place
    if place is None:
        return False
    if main.places:
        return place in main.places
    if main.street and other.street:
        return main.street == other.street
    return fits(place, main.level)


def _only_area(text: str, title: str) -> Identity:
    """No body at all: the area that the title names, else the one that the text is about."""
    unknown = "机构未知:标题、来源和正文开头都没有机构全称;请指定机构"
    places = _first_place(title)
    if len(places) == 1:
        return Identity("", places[0].area, (unknown,))
    place, note = anywhere(text)
    if place is not None:
        return Identity("", place.area, (unknown, note))
    return Identity("", None, (unknown, "地区未知:标题里没有可确定的地名;请指定地区"))
