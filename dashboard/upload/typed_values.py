"""**Understand**: what a reader typed as 更正值, 更正单位 or 更正指标, or why it cannot be taken.

A value counts as it is shown: 98.5% is 98.5 percent whether the cell holds the fraction 0.985
with a percent format, the number 98.5, or text; 3200万 and 3,200万件 are 32000000.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import extract
from dashboard import amounts, data
from dashboard.excel import data_cells
from dashboard.language import LANGUAGES, say, spoken
from dashboard.names import unit_en
from dashboard.upload.uploaded import Typed
from dashboard.wording import unit_text

LARGEST = 1e20
SURE = 1000  # percent: a cell that shows more holds 98.5 where 98.5% was meant
SIGNED = ("ratio", "points", "money", "temperature")  # what may be below zero
_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?"
)
_LONG = 200  # characters: no number is as long
_OVER_ONE = Decimal("0.01")  # a fraction is a percentage of this


class NotUnderstood(ValueError):
    """What was typed cannot be taken: one sentence says why and what to write."""


def value_of(typed: Typed, unit: str, qualifier: str) -> float:
    """The value in base units (percent in percent) that was typed for a figure of that unit.

    ``qualifier`` is the figure's own. Raises NotUnderstood.
    """
    value = _read(typed, unit, qualifier)
    if value < 0 and _dimension(unit) not in ("", *SIGNED):
        shown = unit_text(unit) or unit
        raise NotUnderstood(
            say(
                "更正值{value}是负数，而单位是{unit}；请检查正负号", value=f"{value:,f}", unit=shown
            )
        )
    if abs(value) > LARGEST:
        raise NotUnderstood(say("更正值太大；请检查单位和位数"))
    return float(f"{value:.15g}")  # as many digits as a spreadsheet keeps


def _dimension(unit: str) -> str:
    """What kind of quantity a unit measures, "" where it is not known."""
    rows = data.table("units")
    return next((row["dimension"] for row in rows if row["canonical"] == unit), "")


def _read(typed: Typed, unit: str, qualifier: str) -> Decimal:
    """The number that was typed."""
    if typed.formula:
        raise NotUnderstood(say("更正值是公式；请写成数字"))
    value = typed.value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise NotUnderstood(say("更正值“{text}”不是数字；请写成数字", text=_cut(value)))
    if isinstance(value, str):
        return _of_text(_clean(value), unit, qualifier)
    if not math.isfinite(value):
        raise NotUnderstood(say("更正值“{text}”不是数字；请写成数字", text=_cut(value)))
    number = Decimal(str(value))
    return _of_format(number, unit) if typed.percent else _plain(number, unit)


def _of_format(number: Decimal, unit: str) -> Decimal:
    """A number that its cell shows as a percentage; 98.5 there shows 9850%."""
    percent = _of_percent(number / _OVER_ONE, unit)
    if abs(percent) > SURE:
        raise NotUnderstood(
            say(
                "更正值的单元格显示{percent}%，看不出要写的是不是{value}%；"
                "请作为文字写，如 '{value}%",
                percent=f"{percent.normalize():f}",
                value=f"{number.normalize():f}",
            )
        )
    return percent


def _clean(text: str) -> str:
    """Text without blanks, full-width digits and signs as plain ones; of a long one its head."""
    text = text[:_LONG]
    return "".join(unicodedata.normalize("NFKC", text).split())


def _cut(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 30 else text[:29] + "…"


def _of_percent(value: Decimal, unit: str) -> Decimal:
    """A number with a percent sign; only a percentage has one."""
    if not amounts.is_percent(unit):
        shown = unit_text(unit) or say("无")
        raise NotUnderstood(
            say("更正值带百分号，而单位是{unit}；请写不带百分号的数字，或更正单位", unit=shown)
        )
    return value


def _plain(value: Decimal, unit: str) -> Decimal:
    """A number without percent sign; a percentage of 1 or less might be a fraction."""
    if amounts.is_percent(unit) and 0 < abs(value) <= 1:
        percent = f"{(value * 100).normalize():f}"
        raise NotUnderstood(
            say(
                "看不出更正值{value}是{value}%还是{percent}%；请带百分号写",
                value=f"{value:f}",
                percent=percent,
            )
        )
    return value


def _of_text(text: str, unit: str, qualifier: str) -> Decimal:
    """A number written as text: 1,234, 98.5%, 3200万, 超3200万件."""
    try:
        if text.endswith("%"):
            return _of_percent(_digits(text[:-1]), unit)
        return _plain(_digits(text), unit)
    except InvalidOperation:
        return _of_words(text, unit, qualifier)


def _digits(text: str) -> Decimal:
    """A plain number with or without thousands separators; raises InvalidOperation."""
    if not _NUMBER.fullmatch(text):
        raise InvalidOperation
    return Decimal(text.replace(",", ""))


def _of_words(text: str, unit: str, qualifier: str) -> Decimal:
    """A number as a report writes it, read by the rules that read the reports."""
    refused = NotUnderstood(
        say("更正值“{text}”不是看得懂的数字；请写成数字，如 32000000 或 3200万", text=_cut(text))
    )
    if len(text) > 40:
        raise refused
    found = _seen(text + unit, unit) or _seen(text, None)
    if found is None:
        raise refused
    if found["unit"] != unit:
        shown, own = unit_text(found["unit"]), unit_text(unit) or say("无")
        raise NotUnderstood(
            say(
                "更正值写的单位是{shown}，本行的单位是{own}；请同时填更正单位",
                shown=shown,
                own=own,
            )
        )
    if found["qualifier"] not in ("exact", qualifier):
        raise NotUnderstood(say("更正值“{text}”改了限定词；限定词不能更正，请只写数字", text=text))
    return Decimal(str(found["value"]))


def _seen(text: str, unit: str | None) -> Mapping[str, Any] | None:
    """The one figure that the whole text is, of that unit where one is asked for."""
    names = [column.name for column in extract.COLUMNS]
    rows = list(extract.observe(extract.Report("", text)))
    if len(rows) != 1:
        return None
    row = dict(zip(names, rows[0], strict=True))
    ends = {row["value_low"], row["value_high"]} - {None}
    single = row["quote"] == text and row["kind"] in ("level", "rank") and ends <= {row["value"]}
    return row if single and (unit is None or row["unit"] == unit) else None


# --- units and indicators -------------------------------------------------------------------------


def unit_of(typed: Typed) -> str:
    """The canonical unit that was typed, "" for 无; raises NotUnderstood."""
    text = _words(typed, say("更正单位是公式；请写成单位"))
    known = _units()
    if text.lower() in known:
        return known[text.lower()]
    raise NotUnderstood(say("不认识更正单位“{text}”；请从单元格的列表里选", text=_cut(text)))


def indicator_of(typed: Typed) -> str:
    """The id of the indicator that was typed, "" for 无; raises NotUnderstood."""
    text = _words(typed, say("更正指标是公式；请写成指标名称"))
    known = _indicators()
    if text.lower() in known:
        return known[text.lower()]
    raise NotUnderstood(
        say("不认识更正指标“{text}”；请从单元格的列表里选，名称见“口径与方法”", text=_cut(text))
    )


def _words(typed: Typed, is_formula: str) -> str:
    if typed.formula:
        raise NotUnderstood(is_formula)
    return str(typed.value).strip()


def _units() -> dict[str, str]:
    """What a unit may be called, in small letters, and the unit meant; choices come first."""
    known: dict[str, str] = {}
    for code in LANGUAGES:
        with spoken(code):
            for shown, unit in (*_none(), *data_cells.unit_choices().items()):
                known.setdefault(shown.lower(), unit)
    for row in data.table("units"):
        for shown in (row["canonical"], row["unit"], unit_en(row["canonical"])):
            known.setdefault(shown.lower(), row["canonical"])
    return known


def _indicators() -> dict[str, str]:
    """What an indicator may be called, in small letters, and its id."""
    known: dict[str, str] = {}
    for code in LANGUAGES:
        with spoken(code):
            for shown, identity in (*_none(), *data_cells.indicator_choices().items()):
                known.setdefault(shown.lower(), identity)
    for row in data.table("indicators"):
        known.setdefault(row["id"].lower(), row["id"])
    return known


def _none() -> tuple[tuple[str, str], ...]:
    """What says that there is none, in the language of the session."""
    return ((say("无"), ""), (say("未归类"), ""))
