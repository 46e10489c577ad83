"""**Archive**: what may be asked of reports and observations, wherever they are kept.

``Store`` (a database) and ``Dataset`` (parquet files) answer the same questions with the same
tables; whoever only reads knows no more than this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from extract.model import DuibiaoError
from extract.tidy import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

#: One cell that rows must have, or several of which they must have one.
Cells = str | Sequence[str]

#: What rows may be grouped by beside the columns of the tidy table.
OF_REPORT: dict[str, str] = {"report_area": "str", "report_year": "str"}
TIDY: dict[str, str] = {column.name: column.dtype for column in COLUMNS}
REPORTS_ASKED = ("report_id", "agency")


class Archive(Protocol):
    """Reports and observations to read from; every method raises DuibiaoError where it fails.

    ``asked`` are cells that rows must have as extracted: any column of COLUMNS with one value
    or several, ``indicator=("hotline_calls", "service_items_total")``; ``within="4403"``, how
    the code of the report's area begins ("" the country, 44 a province, 4403 a city, 440304 a
    district); ``years=("2022",)``, in which the report's period begins, "" for unknown.
    """

    def revision(self) -> str:
        """A word that is another one once anything has changed."""

    def count(self, **asked: Cells) -> int:
        """How many observations fit, as ``observations`` would give them."""

    def observations(self, *, rejected: bool = False, **asked: Cells) -> pd.DataFrame:
        """The observations that fit by report and place in its text, columns as COLUMNS."""

    def reports(self, texts: bool = True, **asked: Cells) -> pd.DataFrame:
        """The reports by report_id; asked by report_id, agency, within, years."""

    def summary(self, by: Sequence[str], **asked: Cells) -> pd.DataFrame:
        """How many observations and reports there are of each kind, in order.

        ``by`` are columns of COLUMNS, report_area (a code) or report_year; then come
        ``observations`` and ``reports``, whole numbers.
        """

    def corrections(self) -> pd.DataFrame:
        """Every correction ever made."""

    def reviews(self) -> pd.DataFrame:
        """Every review ever made."""

    def choices(self) -> pd.DataFrame:
        """Every choice between figures ever made."""

    def close(self) -> None:
        """Give back what reading needed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, checked: cells by column, beginnings of area codes, years; None for any."""

    cells: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    within: tuple[str, ...] | None = None
    years: tuple[str, ...] | None = None

    def __bool__(self) -> bool:
        return bool(self.cells) or self.within is not None or self.years is not None


def asked(given: Mapping[str, Any], columns: Iterable[str] = tuple(TIDY)) -> Asked:
    """The question that is meant; raises DuibiaoError for a column or a cell that cannot be.

    >>> asked({"indicator": "hotline_calls", "years": ["2022"]})
    Asked(cells={'indicator': ('hotline_calls',)}, within=None, years=('2022',))
    """
    allowed = tuple(columns)
    cells = {name: tuple(_several(cell)) for name, cell in given.items() if name not in _PLACED}
    for name in cells:
        if name not in allowed:
            raise DuibiaoError(f"不能按“{name}”查询;可用 {_listed(allowed)}。")
    placed = {name: tuple(_several(given[name])) for name in _PLACED if name in given}
    for name, known in _PLACED.items():
        for word in placed.get(name, ()):
            if not known(word):
                raise DuibiaoError(f"查询条件 {name} 不能是“{word}”;{_MEANT[name]}。")
    within = placed.get("within")
    return Asked(
        {name: tuple(_cell(name, one) for one in some) for name, some in cells.items()},
        None if within is None or "" in within else within,
        placed.get("years"),
    )


def _listed(names: Iterable[str]) -> str:
    """Some columns by name: the first ones where there are many."""
    every = [*names]
    return "、".join(every[:_FEW]) + (" 等" if len(every) > _FEW else "")


_FEW = 12


def _code(word: object) -> bool:
    return isinstance(word, str) and (not word or (word.isascii() and word.isdecimal()))


def _year(word: object) -> bool:
    return _code(word) and len(str(word)) in (0, 4)


_PLACED: dict[str, Callable[[object], bool]] = {"within": _code, "years": _year}
_MEANT = {"within": "请写地区代码的开头,如 44、4403", "years": "请写四位年份,如 2022"}


def _several(given: Any) -> Iterable[Any]:
    return given if isinstance(given, tuple | list | set | frozenset) else (given,)


def _cell(name: str, given: Any) -> Any:
    """A cell as its column has it. Raises DuibiaoError where it is none of these."""
    try:
        return _AS[TIDY[name]](given)
    except (KeyError, TypeError, ValueError) as error:
        raise DuibiaoError(f"“{name}”不会是“{given}”;请检查查询条件。") from error


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise TypeError(given)
    return given


_TRUTH = {"true": True, "false": False}
_AS: dict[str, Callable[[Any], Any]] = {
    "str": _text,
    "float64": float,
    "int64": int,
    "bool": lambda given: _TRUTH[str(given).lower()],
    "datetime64[s]": lambda given: date.fromisoformat(str(given)[:10]),
}


def grouped(by: Sequence[str]) -> dict[str, str]:
    """The columns to group by with their dtypes; raises DuibiaoError for one that is not there."""
    known = TIDY | OF_REPORT
    for name in by:
        if name not in known:
            raise DuibiaoError(f"不能按“{name}”汇总;可用 {_listed(known)}。")
    if len(set(by)) < len(by):
        raise DuibiaoError(f"同一列汇总了两次({'、'.join(by)});请只写一次。")
    return {name: known[name] for name in by}
