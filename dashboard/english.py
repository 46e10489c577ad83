"""**Turn a table into English**: the names in its columns, each different name once.

Words of the reports themselves (quotes, sentences, headings, titles) stay as they are written:
they are evidence.

>>> note("发布日期未知:文中没有发布日期;指标据前后文推断")
'date of publication unknown: the text has none; indicator inferred from the words around'
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pandas as pd

from dashboard import data, names
from dashboard.language import is_english, say
from dashboard.wording import period_text, unit_text

# Which name was turned into which: two agencies never share a name, and each leads back.
_TURNED: dict[str, str] = {}


def observations(frame: pd.DataFrame) -> pd.DataFrame:
    """The tidy table; in English with the names of agencies, areas, indicators, systems, notes."""
    if not is_english():
        return frame
    return frame.assign(
        agency=_each(frame["agency"], agency),
        reference_area=_each(frame["reference_area"], area),
        indicator_name=_each(frame["indicator_name"], indicator),
        system=_each(frame["system"], system),
        note=_each(frame["note"], note),
    )


def reports(frame: pd.DataFrame) -> pd.DataFrame:
    """The reports; in English with the names of agencies and areas, and the notes."""
    if not is_english():
        return frame
    return frame.assign(
        agency=_each(frame["agency"], agency),
        area=_each(frame["area"], area),
        notes=_each(frame["notes"], note),
    )


def _each(column: pd.Series, turned: Callable[[str], str]) -> pd.Series:
    """The column with every different value turned once, of the same type as before."""
    return column.map({name: turned(str(name)) for name in column.unique()}).astype(column.dtype)


def agency(name: str) -> str:
    """The English name of an agency."""
    return _own(name, names.agency_en)


def area(name: str) -> str:
    """The English name of an area, or of several: 平湖、坂田街道."""
    return _own(name, names.area_en)


def indicator(name: str) -> str:
    """The English name of an indicator, its own where the taxonomy has none."""
    return _indicators().get(name, name)


def system(name: str) -> str:
    """The English name of a platform."""
    return _own(name, names.system_en)


def named(kind: str, name: str) -> str:
    """The name of an agency, area or system in the language of the session."""
    turned = {"agency": agency, "area": area, "system": system}[kind]
    return turned(original(name)) if is_english() else original(name)


def original(name: str) -> str:
    """The Chinese name that was turned into an English one, a name that was not as it is."""
    return _TURNED.get(name, name)


@cache
def _own(name: str, turned: Callable[[str], str]) -> str:
    """The English name, numbered where another name has it already: 苏州 and 宿州 are Suzhou."""
    plain = own = turned(name) if name else ""
    number = 1
    while _TURNED.setdefault(own, name) != name:
        number += 1
        own = f"{plain} ({number})"
    return own


@cache
def _indicators() -> dict[str, str]:
    return {row["name_zh"]: row["name_en"] for row in data.table("indicators")}


# --- notes ------------------------------------------------------------------------------------

_BLANK = re.compile(r"\{(\w+)\}")
_READS = {"n": r"\d+", "year": r"\d+", "code": r"\w+", "quotes": "(?:“[^”]*”)+"}


@cache
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    """How the notes of the extraction read, plain ones first, and their English."""
    rows = sorted(data.table("notes"), key=lambda row: -len(_BLANK.sub("", row["zh"])))
    return tuple((_reads(row["zh"]), row["en"]) for row in rows)


def _reads(template: str) -> re.Pattern[str]:
    parts = _BLANK.split(template)
    return re.compile(
        "".join(
            f"(?P<{part}>{_READS.get(part, '.+?')})" if i % 2 else re.escape(part)
            for i, part in enumerate(parts)
        )
    )


def note(text: str) -> str:
    """Notes of the extraction, joined by ``;`` or lines, in English; unknown ones as they are."""
    return "\n".join("; ".join(map(_clause, line.split(";"))) for line in text.split("\n"))


@cache
def _clause(text: str) -> str:
    for reads, turned in _templates():
        if match := reads.fullmatch(text):
            return turned.format(**{k: _filled(k, v) for k, v in match.groupdict().items()})
    return text


def _filled(blank: str, value: str) -> str:
    """What a note names, in English; what it quotes as it is written."""
    match blank:
        case "agency":
            return agency(value)
        case "area" | "areas":
            return area(value)
        case "indicator":
            return indicator(value)
        case "period":
            return period_text(value)
        case "unit":
            return unit_text(value)
        case "fields":
            return ", ".join(_field(one) for one in value.split("、"))
    return value


def _field(name: str) -> str:
    """What a reader or the catalogue may say of a report."""
    words = {
        "机构": say("机构"),
        "地区": say("地区"),
        "期间": say("期间"),
        "发布日期": say("发布日期"),
    }
    return words.get(name, name).lower()
