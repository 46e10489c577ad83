"""**What the headings of a table say**: of a column, of a row, and of a figure where they cross.

A heading holds words (受理工单), a period that it begins with (2021年), a hint of the unit
(万件), each or all of them. Under 2021年 the row says what is counted, else the column does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extract.gazetteer import gazetteer
from extract.grammar import CANONICAL
from extract.periods import find

TEXT, PERIOD, NUMERAL = range(3)
"""Kinds of cells."""

_FIGURE = re.compile(
    r"[\s　]*[+-]?[0-9][0-9,]*(?:\.[0-9]+)?\s*[^0-9\s,，。;；]{0,6}[\s　]*|[\s　]*[-—–/]+[\s　]*"
)
_HINT = re.compile(r"[(（]\s*(?:单位[:：])?\s*([十百千万亿]*)([^()（）0-9]{1,8})\s*[)）]\s*$")
_SCALED = re.compile(r"([十百千万亿]*)(.*)")
_NO_QUANTITY = re.compile(r"序号|编号|代码|电话|年份|日期|时间|备注|邮编|^年$")
_WHEN = re.compile(r"年份|年度|日期|时间|期间|时期|月份|季度|^[年月]$|^期$")
_RANK = re.compile(r"名次|排名|排序|位次")
_BARE_YEAR = re.compile(r"(?:199|20[0-4])[0-9]")
_MAY_NAME_PERIOD = re.compile(r"[年月季]|^(?:199|20[0-4])[0-9]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart: its words, the period before them, and the unit behind them."""

    words: str
    period: str = ""
    scale: str = ""
    unit: str = ""

    @property
    def is_period(self) -> bool:
        """Whether it names a period and nothing else: 2021年(万件)."""
        return bool(self.period) and not self.words


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of columns, which column holds units (-1: none), the unit of the caption."""

    columns: tuple[Heading, ...]
    units: int
    scale: str
    unit: str


@dataclass(frozen=True, slots=True)
class Label:
    """What heads a row: a group (南山区), a name (受理工单), which may begin with a period."""

    group: str
    name: Heading
    opens_with_period: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What the headings tell of a figure: names, and unit and kind of a bare number.

    ``period`` are the words of ``column`` that name a period and nothing of the quantity.
    """

    column: str
    row: str
    period: str
    scale: str
    unit: str
    kind: str


# --- cells ------------------------------------------------------------------------------------


def is_figure(cell: str) -> bool:
    """Whether a cell holds a figure or the dash that stands for one: 3,200, 5万件, 2021年, —."""
    return _FIGURE.fullmatch(cell) is not None


def kind(cell: str) -> int:
    """TEXT, PERIOD (2021年) or NUMERAL; a year alone (2021) may be any figure."""
    if not is_figure(cell):
        return TEXT
    year_alone = _BARE_YEAR.fullmatch(cell.strip())
    return PERIOD if not year_alone and heading(cell.strip()).period else NUMERAL


# --- headings ---------------------------------------------------------------------------------


def heading(text: str) -> Heading:
    """A heading taken apart; a year alone gets its 年, an unknown unit is left out.

    >>> heading("2021年受理工单(万件)")
    Heading(words='受理工单', period='2021年', scale='万', unit='件')
    """
    hint = _HINT.search(text)
    words = text[: hint.start()].strip() if hint else text
    unit = CANONICAL.get(hint[2].strip(), "") if hint else ""
    scale = hint[1] if hint and unit else ""
    if not _MAY_NAME_PERIOD.search(words):
        return Heading(words, "", scale, unit)
    if _BARE_YEAR.fullmatch(words):
        return Heading("", f"{words}年", scale, unit)
    opening = next(iter(find(words, 0, len(words), None)), None)
    if opening is None or opening.start > 0 or opening.role == "base":
        return Heading(words, "", scale, unit)
    return Heading(words[opening.end :].strip(), words[: opening.end], scale, unit)


def are_headings(row: Sequence[str]) -> bool:
    """Whether the first row of a table are headings: no figures, unless they name periods."""
    odd = [cell for cell in row[1:] if is_figure(cell)]
    if not all(heading(cell).period for cell in odd):
        return False
    # 「上线时间 2019年」 is a line of a list; 「办件 2010」 may be one
    alone = len(set(odd)) == 1
    return not (alone and (_WHEN.search(row[0]) or _BARE_YEAR.fullmatch(odd[0])))


def unit_column(rows: Sequence[Sequence[str]]) -> int:
    """The column that says in what its rows are counted (项, 万件), -1 where there is none."""
    for index, title in enumerate(rows[0]):
        below = [row[index].lstrip("十百千万亿") for row in rows[1:] if len(row) > index]
        if "单位" in title and all(unit in CANONICAL for unit in below):
            return index
    return -1


def labels(rows: Sequence[Sequence[str]], head: Headings) -> Iterator[Label]:
    """What heads each row below the headings."""
    when = bool(_WHEN.search(head.columns[0].words))
    for row, grouped in zip(rows, _grouped(rows, head), strict=True):
        first = heading(row[0])
        if first.period and (when or not _BARE_YEAR.fullmatch(row[0])):
            yield Label("", first if first.words else replace(first, words=_name(row)), True)
        elif grouped:
            yield Label(row[0], _row_heading(row[1]))
        else:
            yield Label("", _row_heading(_name(row)))


def _name(row: Sequence[str]) -> str:
    """The first cell of a row that is no figure."""
    return next((cell for cell in row if cell and not is_figure(cell)), "")


def _grouped(rows: Sequence[Sequence[str]], head: Headings) -> list[bool]:
    """Which rows have a group and a name in their first two cells: 南山区 办件, 南山区 投诉."""
    found = [False] * len(rows)
    for index, (one, other) in enumerate(pairwise(rows)):
        if min(len(one), len(other)) < 3 or head.units == 1:
            continue
        if one[0] == other[0] and not any(map(is_figure, (*one[:2], *other[:2]))):
            found[index] = found[index + 1] = True
    return found


def _row_heading(name: str) -> Heading:
    """A row's name without its unit, where it says one that we know: 受理工单(万件)."""
    told = heading(name)
    return Heading(told.period + told.words if told.unit else name, "", told.scale, told.unit)


# --- a figure where they cross ----------------------------------------------------------------


def told(head: Headings, index: int, label: Label, own: str) -> Told | None:
    """What its headings tell of the figure in a column, None where they name no quantity.

    ``own`` is what the row's own column of units says.
    """
    column, row = head.columns[index], label.name.words
    names = f"{column.words}{row}" if column.is_period else column.words
    if _NO_QUANTITY.search(names):
        return None
    period = _both(column.period, label.name.period if label.opens_with_period else "")
    words = period + column.words
    if column.is_period and row not in gazetteer().by_name:
        words, row = words + row, ""
    if label.group in gazetteer().by_name:
        words, row = row + words, label.group
    else:
        row = label.group + row
    rank = _RANK.search(names) is not None
    scale, unit = _unit(head, column, label.name, own)
    return Told(words, row, period, scale, "名" if rank else unit, "rank" if rank else "level")


def _both(column: str, row: str) -> str:
    """The period of a column and a row: 1月 and 2021年 are 2021年1月, of two years one counts."""
    years = ["年" in period for period in (column, row)]
    if not column or not row or all(years):
        return column or row
    return row + column if years[1] else column + row


def _unit(head: Headings, column: Heading, row: Heading, own: str) -> tuple[str, str]:
    """Scale word and canonical unit of a figure: its column's, its row's, the caption's."""
    if column.unit:
        return column.scale, column.unit
    if own and (found := _SCALED.fullmatch(own)):
        return found[1], CANONICAL.get(found[2], found[2])
    if row.unit:
        return row.scale, row.unit
    what = row.words if column.is_period else column.words
    if what.endswith("率") or "占比" in what:
        return "", "%"
    corner = head.columns[0]
    if column.is_period and corner.unit:
        return corner.scale, corner.unit
    return head.scale, head.unit
