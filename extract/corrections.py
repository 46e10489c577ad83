"""**Correct**: what a person puts right in an observation, and the tidy table with it applied."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from extract.model import DuibiaoError
from extract.numerals import bounds
from extract.reference import table
from extract.taxonomy import indicators

if TYPE_CHECKING:
    import pandas as pd

FIELDS = ("value", "unit", "indicator")
LONGEST = 2000
_NAMES = {"value": "数值", "unit": "单位", "indicator": "指标"}
_CHANGED = (
    "value", "value_low", "value_high", "unit", "indicator", "indicator_name", "category", "note"
)  # fmt: skip
_LARGEST = 1e20
_UNFIT = re.compile("[\0\ud800-\udfff]")  # NUL, and halves of a character


@dataclass(frozen=True, slots=True)
class Correction:
    """One field of one observation put right: before, after, why, who, when and where from.

    ``field`` is value, unit or indicator. Values are text of a number in base units, percent in
    percent (``32000000``, ``98.48``); units are canonical, indicators ids, "" for none.
    ``origin`` is the file it came from, "" for none; ``made`` is UTC, None until it is stored.
    """

    observation_id: str
    report_id: str
    field: str
    before: str
    after: str
    reason: str
    author: str
    origin: str = ""
    made: datetime | None = None

    @classmethod
    def of(cls, row: Mapping[Any, Any], field: str, after: float | str, reason: str) -> Correction:
        """A correction of an observation (its tidy columns), still without an author.

        >>> row = {"observation_id": "a1", "report_id": "深圳2022.txt", "value": 32e6}
        >>> Correction.of(row, "value", 3.3e7, "原文为3300万件").after
        '33000000'
        """
        text = number_text(float(after)) if field == "value" else str(after)
        before = present(field, row)
        return cls(row["observation_id"], row["report_id"], field, before, text, reason, "")

    @property
    def changes(self) -> bool:
        """Whether it says something else than what stands there: numbers count as numbers."""
        return not same(self.field, self.before, self.after)


def number_text(value: float) -> str:
    """A value as a correction writes it, nothing lost: ``32000000``, ``98.48``, "" for NaN.

    >>> number_text(32000000.0), number_text(98.48)
    ('32000000', '98.48')
    """
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) <= _LARGEST else repr(value)


def check(correction: Correction) -> None:
    """See that a correction can be stored; raise DuibiaoError with what is wrong and the cure."""
    if correction.field not in FIELDS:
        raise DuibiaoError(f"不能更正“{correction.field}”;请更正数值、单位或指标。")
    if not correction.reason.strip():
        raise DuibiaoError("更正没有写说明;请写明为什么更正。")
    if not correction.author.strip():
        raise DuibiaoError("更正没有写更正人;请写上姓名。")
    for words in (correction.reason, correction.author, correction.origin):
        plain(words, "更正的说明或更正人")
    if correction.field == "value":
        _check_value(correction.after)
    elif correction.field == "unit" and correction.after not in units():
        raise DuibiaoError(f"不认识单位“{correction.after}”;请用 data/units.csv 里的单位。")
    elif correction.field == "indicator" and correction.after not in {"", *indicators()}:
        raise DuibiaoError(f"不认识指标“{correction.after}”;请用 data/indicators.csv 里的指标。")
    if not correction.changes:
        raise DuibiaoError("更正前后相同;请写上不同的内容。")


def signed(author: str, what: str) -> str:
    """Who did something (``撤销``), without blanks around; raises DuibiaoError for nobody."""
    if not author.strip():
        raise DuibiaoError(f"{what}没有写姓名;请写上是谁{what}。")
    return plain(author, "姓名")


def plain(words: str, what: str) -> str:
    """Words that a person wrote, without blanks around.

    Raises DuibiaoError where they are too long or hold what no database keeps.
    """
    if len(words) > LONGEST:
        raise DuibiaoError(f"{what}超过 {LONGEST} 字;请写短一些。")
    if _UNFIT.search(words):
        raise DuibiaoError(f"{what}里有不能保存的字符;请去掉后再试。")
    return words.strip()


def _check_value(text: str) -> None:
    value = _number(text)
    if value is None or not math.isfinite(value) or abs(value) > _LARGEST:
        raise DuibiaoError(f"“{text}”不是可用的数值;请写一个数字,如 32000000。")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@cache
def units() -> frozenset[str]:
    """The canonical units that a correction may give, "" for none."""
    return frozenset({"", *(row["canonical"] for row in table("units"))})


def same(field: str, one: str, other: str) -> bool:
    """Whether two texts of a field say the same: numbers count as numbers."""
    return one == other or (field == "value" and _number(one) == _number(other) is not None)


def present(field: str, row: Mapping[Any, Any]) -> str:
    """What an observation, a mapping of the tidy columns, says in a field now."""
    return number_text(float(row["value"])) if field == "value" else _text(row[field])


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else ""  # an empty cell of a database is no text


def applied(frame: pd.DataFrame, corrections: Iterable[Correction]) -> pd.DataFrame:
    """The tidy table with corrections applied; those of no row change nothing.

    The frame given stays as it is. A later correction of a field wins. What was extracted is
    told in the note: 已更正(数值原为32000000).
    """
    given: dict[str, dict[str, str]] = {}
    for correction in corrections:
        given.setdefault(correction.observation_id, {})[correction.field] = correction.after
    mask = frame["observation_id"].isin(list(given)) if given else None
    if mask is None or not mask.any():
        return frame
    rows = frame.loc[mask, ["observation_id", "qualifier", *_CHANGED]].to_dict("records")
    turned = [_corrected(row, given[row["observation_id"]]) for row in rows]
    changed = frame.copy(deep=False)
    for name in _CHANGED:
        changed.loc[mask, name] = [row[name] for row in turned]
    return changed


def _corrected(row: dict[Any, Any], after: dict[str, str]) -> dict[Any, Any]:
    """The changed cells of one row."""
    row, clauses = dict(row), []
    for field in FIELDS:
        was = present(field, row)
        if field in after and not same(field, was, after[field]):
            clauses.append(f"已更正({_NAMES[field]}原为{_told(field, was, row)})")
            _set(row, field, after[field])
    row["note"] = ";".join(filter(None, [_text(row["note"]), *clauses]))
    return row


def _told(field: str, was: str, row: dict[Any, Any]) -> str:
    return (_text(row["indicator_name"]) if field == "indicator" else was) or "无"


def _set(row: dict[Any, Any], field: str, after: str) -> None:
    """Put one field right, with the fields that follow from it."""
    if field == "value":
        quantity = bounds(Decimal(after), row["qualifier"])
        row["value"] = float(after)
        row["value_low"], row["value_high"] = (
            math.nan if bound is None else float(bound) for bound in (quantity.low, quantity.high)
        )
    elif field == "unit":
        row["unit"] = after
    else:
        found = indicators().get(after)
        row["indicator"], row["indicator_name"] = after, found.name if found else ""
        if found and not found.by_thing:
            row["category"] = found.category


def twice(corrections: Sequence[Correction]) -> Correction | None:
    """The first of two corrections of the same field of the same observation, None for none."""
    seen: set[tuple[str, str]] = set()
    for correction in corrections:
        key = (correction.observation_id, correction.field)
        if key in seen:
            return correction
        seen.add(key)
    return None
