"""What a workbook holds before any file is written: cover, table, charts, and the rows behind.

Every page makes a Book of what it shows; ``workbook.workbook`` turns it into an .xlsx file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import pandas as pd


@dataclass(frozen=True, slots=True)
class Amount:
    """A cell that is a number: in base units (percent in percent), dressed in unit and words.

    ``before`` and ``after`` are the words of a bound (超, 以上). With ``formula`` (of cells of its
    own sheet, ``=E2/F2*10000``) Excel recalculates it and ``value`` is what viewers show.
    ``observation`` is the one whose sentence the cell leads to, "" for none.
    """

    value: float
    unit: str = ""
    before: str = ""
    after: str = ""
    formula: str = ""
    observation: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to the sentence of an observation; "" for 证据 with its line."""

    observation: str
    text: str = ""


#: A cell of a table: a figure, a link, a plain count, a day, or words.
Cell = Amount | Link | int | date | str


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a table: its name, its width in Latin characters, whether it holds numbers."""

    name: str
    width: float
    right: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The table of 对比: it begins at A1 with one header row, row n of ``rows`` is line n + 2.

    ``notes`` stand below the table, a name and a text each. ``own`` are the rows to stand out.
    ``fixed`` columns stay in view. Empty cells are not allowed: 未公布 and 不适用 are words.
    """

    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[tuple[str, str], ...] = ()
    own: frozenset[int] = frozenset()
    fixed: int = 2


@dataclass(frozen=True, slots=True)
class Plot:
    """A native chart of 图表, fed by a table beside it: a bar (or dot, or point) a label.

    ``lows`` and ``highs`` are the bounds of each amount, infinite where open. ``shape`` is bar,
    dot (rates near 100%, the axis does not begin at zero) or line (periods). ``title`` says the
    finding, ``subtitle`` what is drawn and in which unit. ``quiet``: the one to stand out is in
    another chart, so that here all is grey.
    """

    title: str
    subtitle: str
    unit: str
    labels: tuple[str, ...]
    amounts: tuple[Amount, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    shape: str = "bar"
    own: frozenset[int] = frozenset()
    quiet: bool = False
    source: str = ""


def nothing_said() -> pd.DataFrame:
    """The reviews or choices of a store in which there are none."""
    return pd.DataFrame({"observation_id": pd.Series(dtype="str")})


@dataclass(frozen=True, slots=True)
class Book:
    """What goes into a workbook.

    ``cover`` and ``notes`` (封面, 说明) are names with texts; ``observations`` are the tidy rows
    behind the table, ``columns`` the names of their columns in order; ``corrections``,
    ``reviews`` and ``choices`` are those of these rows, as ``extract.Store`` lists them, a choice
    with what it was preferred to in words (``against``). ``indicators`` are explained on 口径.
    ``name`` is the file's name without folder; ``address`` the link to the view.
    """

    title: str
    finding: str
    cover: tuple[tuple[str, str], ...]
    grid: Grid
    plots: tuple[Plot, ...]
    notes: tuple[tuple[str, str], ...]
    indicators: tuple[str, ...]
    observations: pd.DataFrame
    reports: pd.DataFrame
    columns: Mapping[str, str]
    corrections: pd.DataFrame
    made: datetime
    name: str
    address: str = ""
    reviews: pd.DataFrame = field(default_factory=nothing_said)
    choices: pd.DataFrame = field(default_factory=nothing_said)
