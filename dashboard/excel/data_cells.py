"""**Row by row**: the tidy table as the cells of 数据, exactly as Excel gives them back.

Percentages are fractions, days are days, codes are words, text is clean; a row's stamp
(``stamps.stamp``) is that of these cells.

>>> names = columns_of(data.columns(), observations)
>>> dict(zip(headings(names), next(cells(observations, names))))["数值"]
32000000.0
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboard import amounts, data
from dashboard.excel.sheet_words import open_end, unknown
from dashboard.excel.sheets import safe
from dashboard.excel.stamps import stamp
from dashboard.language import say
from dashboard.wording import label
from dashboard.written import unit_name

Cells = tuple[Any, ...]

#: What a reader fills in, at the end of each row, and the stamp of all cells before.
VALUE, UNIT, INDICATOR, REASON = "new_value", "new_unit", "new_indicator", "new_reason"
CORRECTED = (VALUE, UNIT, INDICATOR, REASON)
STAMP = "stamp"
AMOUNTS = ("value", "value_low", "value_high")
_EXPLAINED = re.compile(r"\s*[,(].*", re.DOTALL)  # 「下限,空为不限」
CHUNK = 2_000  # rows that are turned into cells at a time
_FIRST_DAY = datetime(1900, 3, 1)  # before it Excel counts its days wrong, or not at all
_CODES = {
    "area_level": "level",
    "category": "category",
    "qualifier": "qualifier",
    "kind": "kind",
    "obs_status": "status",
    "direction": "direction",
}


def columns_of(columns: Mapping[str, str], frame: pd.DataFrame) -> list[str]:
    """The columns of the tidy table that 数据 shows, in the order of ``columns``."""
    return [name for name in columns if name in frame]


def headings(names: Sequence[str]) -> list[str]:
    """The heading of each column in the language of the session, those of a correction behind.

    A name is that of a column of the tidy table, of CORRECTED, or STAMP.
    """
    own = {
        VALUE: say("更正值"),
        UNIT: say("更正单位"),
        INDICATOR: say("更正指标"),
        REASON: say("更正说明"),
        STAMP: say("行校验"),
    }
    told = data.columns()
    return [own.get(name) or _EXPLAINED.sub("", told.get(name, name)) for name in names]


def cells(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[Cells]:
    """Each row of the tidy table as the cells of ``names``: numbers, days and clean text."""
    for first in range(0, len(frame), CHUNK):
        part = frame.iloc[first : first + CHUNK]
        units = part["unit"].tolist()
        yield from zip(*(column(part[name], name, units) for name in names), strict=True)


def stamps(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[str]:
    """The stamp of each row of the tidy table as 数据 would show it now."""
    return map(stamp, cells(frame, names))


def unit_choices() -> dict[str, str]:
    """What 更正单位 may say and the unit meant; of words that mean two units the first counts."""
    choices: dict[str, str] = {}
    for row in data.table("units"):
        if row["canonical"]:
            choices.setdefault(unit_name(row["canonical"]), row["canonical"])
    return choices


def indicator_choices() -> dict[str, str]:
    """What 更正指标 may say, an indicator's name in the language of the session, and its id."""
    return {about.name: about.id for about in data.taxonomy().indicators.values()}


# --- one column -----------------------------------------------------------------------------------


def column(values: pd.Series, name: str, units: Sequence[str]) -> list[Any]:
    """The cells of a column of the tidy table; ``units`` are those of its rows."""
    dtype = str(values.dtype)
    if name in AMOUNTS:
        return _amounts(values.tolist(), units)
    if dtype == "bool":
        words = {True: say("是"), False: say("否")}
        return [words[bool(value)] for value in values.tolist()]
    if dtype.startswith("datetime"):
        return [_day(value) for value in values.tolist()]
    if dtype in ("float64", "int64"):
        return [unknown() if value != value else value for value in values.tolist()]
    return _texts(values, name)


def _amounts(values: Sequence[float], units: Sequence[str]) -> list[Any]:
    """Figures in base units, percentages as fractions, an open bound in words."""
    blank = open_end()
    return [
        blank if value != value else _fraction(value) if amounts.is_percent(unit) else value
        for value, unit in zip(values, units, strict=True)
    ]


@lru_cache(maxsize=10_000)
def _fraction(value: float) -> float:
    return amounts.excel_value(value, "%")


def _day(value: Any) -> Any:
    """A day as Excel counts them; one too early for Excel is text, NaT is unknown."""
    if pd.isna(value):
        return unknown()
    day = pd.Timestamp(value).to_pydatetime()
    return day if day >= _FIRST_DAY else day.date().isoformat()


def _texts(column: pd.Series, name: str) -> list[str]:
    """Words: codes by their names, units as the screen says them, nothing in words."""
    blank = "—" if name == "direction" else unknown()
    values = column.fillna("").tolist()
    if name not in _CODES and name != "unit":
        return [safe(value) or blank if value else blank for value in values]
    known = {value: safe(_word(name, str(value))) for value in set(values) if value}
    return [known.get(value, blank) for value in values]


def _word(name: str, code: str) -> str:
    """The word for a code or for a unit."""
    return unit_name(code) if name == "unit" else label(_CODES[name], code)
