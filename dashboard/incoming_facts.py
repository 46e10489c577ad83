"""What a person says of a report that comes in: who, where, when, and the day of publication.

>>> day("2023年1月5日"), misread(Facts(period="去年")) != {}
(datetime.date(2023, 1, 5), True)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import extract
from dashboard.language import say

FIELDS = ("agency", "area", "period", "published")

# As the notes of the reading name the facts, and what stands where one is unknown.
_WORDS = {"agency": "机构", "area": "地区", "period": "期间", "published": "发布日期"}
_NOTHING: dict[str, Any] = {"agency": "", "area": None, "period": None, "published": None}
_PROBE = extract.Document(extract.File("-", "txt", "", 0), "")
_DAY = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*")
# A period in words, as in the title of a report: 2022年上半年, 2023年1-10月, 2022年第三季度
_SPELLED = re.compile(r"\d{4}\s*年[年月季度上下半第前至到一二三四\d\-—~\s]*")
_HEAD = re.compile("(?:(?:机构|地区|期间|发布日期)[和、]?)+")
_NAMED = re.compile("机构|地区|期间|发布日期")
_GIVEN = re.compile("由使用者指定$")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person says of a report: None as it was read, "" unknown after all.

    ``area`` is an official name (深圳市福田区), ``period`` as 2022-H1 or 2022年上半年,
    ``published`` as 2023-01-05.
    """

    agency: str | None = None
    area: str | None = None
    period: str | None = None
    published: str | None = None

    def said(self) -> dict[str, str]:
        """The fields of which something was said, with what was said."""
        told = ((name, getattr(self, name)) for name in FIELDS)
        return {name: value for name, value in told if value is not None}


NOTHING_SAID = Facts()


def stated(document: extract.Document, facts: Facts) -> extract.Report:
    """The report of a document as a person puts it; what was read gives way to what is said.

    The agency also tells the area where nobody says otherwise, and a date that the text lacks
    helps to tell the period. Raises DuibiaoError where something is not understood.
    """
    for sentence in misread(facts).values():
        raise extract.DuibiaoError(sentence)
    on, when = day(facts.published or ""), period(facts.period or "")
    dated = replace(document, published=on or document.published)
    report = extract.report(dated, facts.agency or None, facts.area or None, when or None)
    if facts.published is not None:
        report = replace(report, published=on)
    if facts.agency and facts.area is None:
        report = replace(report, area=_area_of(facts.agency) or report.area)
    told = facts.said()
    emptied = {name: _NOTHING[name] for name, text in told.items() if not text}
    derived = ("area",) if facts.agency and report.area else ()
    settled = {_WORDS[name] for name in (*told, *derived)}
    notes = tuple(note for note in report.notes if not _answered(note, settled))
    return replace(report, notes=notes, **emptied)


def _area_of(agency: str) -> Any:
    """The area that an agency's name tells, None where it tells none."""
    return extract.report(replace(_PROBE, source=agency)).area


def _answered(note: str, settled: set[str]) -> bool:
    """Whether a note tells only how facts were read of which a person has said something."""
    return bool(about(note)) and about(note) <= settled and not _GIVEN.search(note)


def about(note: str) -> set[str]:
    """The facts of which a note of the reading speaks: 机构和地区未知… speaks of two."""
    head = _HEAD.match(note)
    return set(_NAMED.findall(head.group())) if head else set()


def misread(facts: Facts) -> dict[str, str]:
    """The fields that are not understood, each with a sentence that says how to write them."""
    told = {
        "area": say("不认识这个地区；请写官方全称，如 深圳市 或 深圳市福田区。"),
        "period": say("看不懂这个期间；请写成 2022、2022-H1、2022-Q3 或 2022-10。"),
        "published": say("看不懂这个日期；请写成 2023-01-05。"),
    }
    wrong = {
        "area": bool(facts.area) and not _known(area=facts.area),
        "period": bool(facts.period) and not period(facts.period or ""),
        "published": bool(facts.published) and day(facts.published or "") is None,
    }
    return {name: told[name] for name in told if wrong[name]}


def _known(**told: str | None) -> bool:
    try:
        extract.report(_PROBE, **told)
    except extract.DuibiaoError:
        return False
    return True


def period(text: str) -> str:
    """A period as the product writes it, "" where it is none: ``period("2022年上半年")``."""
    if text and _known(period=text):
        return text
    if not _SPELLED.fullmatch(text):
        return ""
    told = extract.report(replace(_PROBE, title=text))
    return told.period.text if told.period else ""


def day(text: str) -> date | None:
    """The date of a text, None where it is none: ``day("2023年1月5日")``."""
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def origin_note(report: extract.Report, name: str) -> str:
    """The note that tells where a fact comes from, or why it is unknown; "" where there is none."""
    return next((note for note in report.notes if _WORDS[name] in about(note)), "")


def value(report: extract.Report, name: str) -> str:
    """A fact of a report as a person would type it, "" where it is unknown."""
    match name:
        case "area":
            return report.area.name if report.area else ""
        case "period":
            return report.period.text if report.period else ""
        case "published":
            return report.published.isoformat() if report.published else ""
    return report.agency


def shown(detected: extract.Report, facts: Facts) -> dict[str, str]:
    """The facts as their fields show them: what a person said, else what was read."""
    return {name: facts.said().get(name, value(detected, name)) for name in FIELDS}


def said(detected: extract.Report, typed: Mapping[str, str]) -> Facts:
    """What a person says who saw the detected facts and typed these; untouched ones say nothing."""
    plain = {name: " ".join(typed.get(name, "").split()) for name in FIELDS}
    return Facts(**{k: None if v == value(detected, k) else v for k, v in plain.items()})
