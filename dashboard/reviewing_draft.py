"""**Put right**: what a person typed for a figure, as corrections or as what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import extract
from dashboard import amounts, data
from dashboard.language import current, say
from dashboard.selection import unique
from dashboard.upload import typed_values
from dashboard.upload.typed_values import NotUnderstood
from dashboard.upload.uploaded import Typed
from dashboard.written import unit_name


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the fields: a figure as typed, a unit and an indicator by code, and why."""

    value: str
    unit: str
    indicator: str
    reason: str


def shown_value(row: Mapping[str, Any]) -> str:
    """The figure as its field shows it, every digit, a percentage with its sign."""
    value, unit = float(row["value"]), str(row["unit"] or "")
    digits = f"{value:,.10f}".rstrip("0").rstrip(".")
    return f"{digits}%" if amounts.is_percent(unit) else digits


def corrections(draft: Draft, row: Mapping[str, Any]) -> list[extract.Correction]:
    """What a draft changes of a figure, still without an author.

    Raises NotUnderstood with a sentence where a field cannot be taken.
    """
    if not draft.reason.strip():
        raise NotUnderstood(say("请写明更正的理由，例如“原文为3300万件”。"))
    given: dict[str, float | str] = {}
    if draft.unit != str(row["unit"] or ""):
        given["unit"] = draft.unit
    if draft.indicator != str(row["indicator"] or ""):
        given["indicator"] = draft.indicator
    if draft.value.strip() != shown_value(row):
        typed = Typed(draft.value.strip())
        given["value"] = typed_values.value_of(typed, draft.unit, str(row["qualifier"]))
    made = [extract.Correction.of(row, name, after, draft.reason) for name, after in given.items()]
    changing = [one for one in made if one.changes]
    if not changing:
        raise NotUnderstood(say("没有改动：更正前后相同。没有错的请按“接受”。"))
    return changing


def units(own: str = "") -> dict[str, str]:
    """The units that a correction may give, with their names, each name once.

    Of several units of one name (天 and 日 are days) the figure's ``own`` is kept, else the first.
    """
    names = {own: unit_name(own)} if own else {}
    for unit, name in _units(current()).items():
        if name not in names.values():
            names[unit] = name
    return {"": say("无"), **names}


@cache
def _units(language: str) -> dict[str, str]:
    rows = data.table("units")
    known = dict.fromkeys(row["canonical"] for row in rows if row["canonical"])
    return {unit: unit_name(unit) for unit in known}


def indicators() -> dict[str, str]:
    """The indicators that a correction may give, with their names."""
    return _indicators(current())


@cache
def _indicators(language: str) -> dict[str, str]:
    taxonomy = data.taxonomy()
    known = {row["id"]: taxonomy.name(row["id"]) for row in data.table("indicators")}
    return unique({"": say("未归类"), **known})
