"""Reads work reports and finds every quantitative claim: text to tidy table.

>>> import extract
>>> report = extract.read("seeds/004_725406cbe758a7e0.txt")
>>> report.agency, report.period.text
('深圳市政务服务数据管理局', '2022')
>>> table = extract.observations("seeds")
>>> table.loc[table["quote"] == "98.48%", "measured_property"].item()
'市民满意率'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from extract import reports
from extract.corrections import Correction
from extract.explanation import explain
from extract.gazetteer import area_named
from extract.model import DuibiaoError, NoClaims, Report, ReportError
from extract.periods import period as _period
from extract.pipeline import observe
from extract.quality import quality
from extract.reference import table
from extract.tidy import COLUMNS, frame

if TYPE_CHECKING:
    import pandas as pd

    from extract.store import Store

__all__ = [
    "COLUMNS",
    "Correction",
    "DuibiaoError",
    "NoClaims",
    "Report",
    "ReportError",
    "Store",
    "explain",
    "observations",
    "observe",
    "quality",
    "read",
    "reference_table",
]


def read(
    path: str | Path, agency: str | None = None, area: str | None = None, period: str | None = None
) -> Report:
    """Read a file as a report; ``area`` (福田区) and ``period`` (2022-H1) override what it shows.

    Raises ReportError where the file cannot be read, DuibiaoError where an area or period is
    not known.
    """
    place = area_named(area) if area else None
    when = _period(period) if period else None
    if area and place is None:
        raise DuibiaoError(f"不认识地区“{area}”;请写全称,如 深圳市 或 深圳市福田区。")
    if period and when is None:
        raise DuibiaoError(f"看不懂期间“{period}”;请写成 2022、2022-H1、2022-Q3 或 2022-10。")
    return reports.read(path, agency=agency, area=place, period=when)


def observations(paths: str | Path | Iterable[str | Path]) -> pd.DataFrame:
    """The tidy table of one report, of several, or of the .txt files of a folder.

    One row an observation, columns and dtypes as in COLUMNS. Raises ReportError where a
    file cannot be read.
    """
    return frame(row for path in _files(paths) for row in observe(read(path)))


def _files(paths: str | Path | Iterable[str | Path]) -> Iterator[Path]:
    for path in [paths] if isinstance(paths, str | Path) else paths:
        folder = Path(path)
        yield from sorted(folder.glob("**/*.txt")) if folder.is_dir() else [folder]


def reference_table(name: str) -> pd.DataFrame:
    """A table of data/ as a DataFrame of text: indicators, systems, units, population …."""
    import pandas as pd

    return pd.DataFrame([row.cells for row in table(name)])


def __getattr__(name: str) -> object:
    """The store is loaded when first used: it brings SQLAlchemy along."""
    if name == "Store":
        from extract.store import Store

        return Store
    raise AttributeError(f"module 'extract' has no attribute {name!r}")
