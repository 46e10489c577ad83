"""**Round trip**: a workbook comes back with corrections; each row is taken or refused in words.

A row's stamp tells what happened: cells that no longer give the stamp written beside them were
altered in the workbook; a stamp that is not that of the store's row any more is stale.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

import extract
from dashboard import english
from dashboard.excel import data_cells
from dashboard.excel.sheets import safe
from dashboard.excel.stamps import stamp
from dashboard.language import CHINESE, ENGLISH, is_english, listed, say, spoken
from dashboard.upload import typed_values, uploaded
from dashboard.upload.typed_values import NotUnderstood
from dashboard.upload.uploaded import Line, Sheet, Typed

# What new rules may say otherwise of the same figure: a correction stays sound. The names in an
# English table are made anew each time.
_REMARKS = frozenset({"rule", "confidence", "note"})
_LOOSE = {
    CHINESE: _REMARKS,
    ENGLISH: _REMARKS | {"agency", "reference_area", "indicator_name", "system"},
}


LONGEST, NAMED = 2000, 200  # characters of a reason that the store takes, of a file's name
DOUBLES = 5  # other lines of a figure that are named
_COLUMNS = {
    "value": data_cells.VALUE,
    "unit": data_cells.UNIT,
    "indicator": data_cells.INDICATOR,
}


@dataclass(frozen=True, slots=True)
class Change:
    """A correction that is taken, with its line in 数据 and the words of the figure it is about.

    ``unit_before`` and ``unit_after`` are those in which a value is to be read.
    """

    line: int
    correction: extract.Correction
    agency: str
    indicator: str
    quote: str
    unit_before: str
    unit_after: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is not taken: its line in 数据, whose figure it is, and why, in a sentence."""

    line: int
    agency: str
    indicator: str
    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class Review:
    """What a workbook asks for: the changes that are taken and the rows that are refused."""

    changes: tuple[Change, ...] = ()
    refused: tuple[Refusal, ...] = ()

    def corrections(self, author: str, origin: str) -> list[extract.Correction]:
        """The corrections to be stored, by whom and from which file."""
        by, file = _plain(author), _plain(origin)[-NAMED:]
        given = (change.correction for change in self.changes)
        return [replace(correction, author=by, origin=file) for correction in given]


def _plain(text: str) -> str:
    """A name on one line, without characters that no screen shows."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def review(content: bytes, figures: Callable[[Collection[str]], pd.DataFrame]) -> Review:
    """The corrections in an uploaded .xlsx, against the tidy table of the store as it is now.

    ``figures`` gives the rows of some ids as stored (names in Chinese). Raises DuibiaoError, with
    one sentence, where the file is not a workbook of ours or cannot be read.
    """
    sheet = uploaded.read(content)
    present = _present(sheet, figures)
    places: dict[str, list[int]] = {}
    for line in sheet.lines:
        places.setdefault(_identity(line), []).append(line.number)
    changes: list[Change] = []
    refused: list[Refusal] = []
    for line in sheet.lines:
        row, cells = present.get(_identity(line), (None, ()))
        try:
            if row is not None and len(places[_identity(line)]) > 1:
                raise NotUnderstood(_doubles(line.number, places[_identity(line)]))
            changes += _judged(line, sheet, row, cells)
        except NotUnderstood as error:
            refused.append(_refusal(line, row, str(error)))
    return Review(tuple(changes), tuple(refused))


def _identity(line: Line) -> str:
    return str(line.typed("observation_id").value or "").strip()


def _present(
    sheet: Sheet, figures: Callable[[Collection[str]], pd.DataFrame]
) -> dict[str, tuple[Mapping[Any, Any], tuple[Any, ...]]]:
    """The store's rows that the sheet is about, each with its cells as 数据 would show them now."""
    wanted = {
        one for line in sheet.lines if (one := _identity(line)).isascii() and one.isprintable()
    }
    frame = figures(wanted)
    with spoken(sheet.language):
        cells = list(data_cells.cells(english.observations(frame), sheet.names))
    rows = frame.to_dict("records")
    return {row["observation_id"]: (row, shown) for row, shown in zip(rows, cells, strict=True)}


def _judged(
    line: Line, sheet: Sheet, row: Mapping[Any, Any] | None, cells: Sequence[Any]
) -> list[Change]:
    """The changes of one row, one a field; raises NotUnderstood with the reason for none."""
    if row is None:
        raise NotUnderstood(say("库里没有这个数字，可能报告已更新；请重新导出"))
    own = [line.typed(name).value for name in sheet.names]
    marked = str(line.typed(data_cells.STAMP).value or "").strip()
    if stamp(own) != marked:
        raise NotUnderstood(_altered(sheet, own, cells))
    given, unclear = _given(line, row)
    if not given and not unclear:
        raise NotUnderstood(say("只写了说明，没有填更正值、更正单位或更正指标"))
    reason = line.typed(data_cells.REASON)
    words = safe(reason.value or "").strip()
    new = [one for one in _corrections(row, given, words) if one.changes]
    if not new and not unclear:
        raise NotUnderstood(say("与库里现在的内容相同，没有要更正的"))
    if changed := _differing(sheet.names, own, cells, _LOOSE[sheet.language]):
        raise NotUnderstood(
            say("导出之后库里的{names}已经变了；请重新导出再更正", names=listed(_told(changed)))
        )
    if reason.formula:
        unclear.append(say("更正说明是公式；请写成文字"))
    elif reason.empty:
        unclear.append(say("没有写更正说明；请写明为什么更正"))
    elif len(words) > LONGEST:
        unclear.append(say("更正说明超过{n}字；请写短一些", n=LONGEST))
    if unclear:
        raise NotUnderstood(say("；").join(unclear))
    return [_change(line, row, correction, given) for correction in new]


def _altered(sheet: Sheet, own: Sequence[Any], cells: Sequence[Any]) -> str:
    """Which cells outside the correction columns are not as they were exported."""
    changed = _differing(sheet.names, own, cells, _LOOSE[sheet.language])
    changed = changed or _differing(sheet.names, own, cells, frozenset())
    if not changed:
        return say("“行校验”被改过，或有列被删除；请重新导出，只填更正各列")
    return say(
        "更正各列以外的{names}被改过；请重新导出，只填更正各列", names=listed(_told(changed))
    )


def _differing(
    names: Sequence[str], one: Sequence[Any], other: Sequence[Any], loose: frozenset[str]
) -> list[str]:
    """The columns in which two rows of cells differ, without those of ``loose``."""
    pairs = zip(names, one, other, strict=True)
    return [name for name, a, b in pairs if name not in loose and stamp([a]) != stamp([b])]


def _told(names: Sequence[str]) -> list[str]:
    return [say("“{name}”", name=heading) for heading in data_cells.headings(names)]


def _doubles(number: int, places: Sequence[int]) -> str:
    """In which other lines the same figure is corrected, the first few of them."""
    others = [one for one in places[: DOUBLES + 1] if one != number][:DOUBLES]
    if len(places) - 1 > len(others):
        return say("与第{lines}等行是同一个数字；请只留一行", lines=listed(others))
    return say("与第{lines}行是同一个数字；请只留一行", lines=listed(others))


# --- one row --------------------------------------------------------------------------------------


def _given(line: Line, row: Mapping[Any, Any]) -> tuple[dict[str, float | str], list[str]]:
    """What was typed for each field, and what could not be understood."""
    found: dict[str, float | str] = {}
    unclear: list[str] = []
    readers: dict[str, Callable[[Typed], float | str]] = {
        "unit": typed_values.unit_of,
        "indicator": typed_values.indicator_of,
        # Last: a value is read in the unit that the row will have.
        "value": lambda typed: typed_values.value_of(
            typed, str(found.get("unit", row["unit"])), str(row["qualifier"])
        ),
    }
    for field, read in readers.items():
        typed = line.typed(_COLUMNS[field])
        try:
            if not typed.empty:
                found[field] = read(typed)
        except NotUnderstood as error:
            unclear.append(str(error))
    return found, unclear


def _corrections(
    row: Mapping[Any, Any], given: Mapping[str, float | str], reason: str
) -> list[extract.Correction]:
    return [extract.Correction.of(row, field, after, reason) for field, after in given.items()]


def _change(
    line: Line,
    row: Mapping[Any, Any],
    correction: extract.Correction,
    given: Mapping[str, float | str],
) -> Change:
    unit = str(row["unit"])
    after = str(given.get("unit", unit))
    return Change(line.number, correction, *whose(row), unit_before=unit, unit_after=after)


def whose(row: Mapping[Any, Any]) -> tuple[str, str, str]:
    """Agency, indicator and wording of a figure in the language of the session."""
    agency, indicator = str(row["agency"] or ""), str(row["indicator_name"] or "")
    if is_english():
        agency, indicator = english.named("agency", agency), english.indicator(indicator)
    return agency or say("机构不明"), indicator or say("未归类"), str(row["quote"] or "")


def _refusal(line: Line, row: Mapping[Any, Any] | None, why: str) -> Refusal:
    """A refused row in the words of the store, else in those of the sheet."""
    written = {
        name: str(line.typed(name).value or "")[:60]
        for name in ("agency", "indicator_name", "quote")
    }
    return Refusal(line.number, *whose(written if row is None else row), why=why)
