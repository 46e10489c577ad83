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

from extract import formats, reports
from extract.archive import Archive
from extract.corrections import Correction
from extract.explanation import explain
from extract.formats import SUFFIXES, Broken, Document
from extract.gazetteer import area_named
from extract.model import Area, DuibiaoError, File, NoClaims, Period, Report, ReportError
from extract.periods import period as _period
from extract.pipeline import observe
from extract.quality import quality
from extract.reference import table
from extract.tidy import COLUMNS, frame

if TYPE_CHECKING:
    import pandas as pd

    from extract.dataset.reading import Dataset
    from extract.store import Store

__all__ = [
    "COLUMNS",
    "SUFFIXES",
    "Archive",
    "Broken",
    "Correction",
    "Dataset",
    "Document",
    "DuibiaoError",
    "File",
    "NoClaims",
    "Report",
    "ReportError",
    "Store",
    "documents",
    "explain",
    "observations",
    "observe",
    "quality",
    "read",
    "reference_table",
    "report",
]

Source = str | Path | tuple[bytes, str]
"""A file, archive or folder, or the bytes of a file with its name."""


def read(
    path: str | Path, agency: str | None = None, area: str | None = None, period: str | None = None
) -> Report:
    """Read a file as a report; ``area`` (福田区) and ``period`` (2022-H1) override what it shows.

    Raises ReportError where the file cannot be read, DuibiaoError where an area or period is
    not known.
    """
    place, when = _known(area, period)
    return reports.read(path, agency=agency, area=place, period=when)


def documents(
    sources: Source | Iterable[Source], progress: formats.Progress | None = None
) -> Iterator[Document | Broken]:
    """The text of each report in files, zip files and folders, or a Broken that says why not.

    Nothing is raised for a bad file. ``progress`` hears the name of a file, the page under way
    and the number of pages, as a long PDF or a scan is read.

    >>> import extract
    >>> [d.file.name for d in extract.documents(("受理工单3200件。".encode(), "福田.txt"))]
    ['福田.txt']
    """
    for source in _each(sources):
        yield from formats.open(source, progress)


def report(
    document: Document,
    agency: str | None = None,
    area: str | None = None,
    period: str | None = None,
) -> Report:
    """The report of a document; ``area`` (福田区) and ``period`` (2022-H1) override what it shows.

    Raises DuibiaoError where an area or period is not known.
    """
    place, when = _known(area, period)
    return reports.report(document, agency=agency, area=place, period=when)


def _each(sources: Source | Iterable[Source]) -> Iterable[Source]:
    """Several sources, or one alone; bytes with their name are one."""
    if isinstance(sources, str | Path):
        return (sources,)
    match sources:
        case (bytes() as data, str() as name):
            return ((data, name),)
    return sources


def _known(area: str | None, period: str | None) -> tuple[Area | None, Period | None]:
    """The area and the period of two texts. Raises DuibiaoError where one is not known."""
    place = area_named(area) if area else None
    when = _period(period) if period else None
    if area and place is None:
        raise DuibiaoError(f"不认识地区“{area}”;请写全称,如 深圳市 或 深圳市福田区。")
    if period and when is None:
        raise DuibiaoError(f"看不懂期间“{period}”;请写成 2022、2022-H1、2022-Q3 或 2022-10。")
    return place, when


def observations(paths: str | Path | Iterable[str | Path]) -> pd.DataFrame:
    """The tidy table of one report, of several, or of all reports in a folder or zip file.

    One row an observation, columns and dtypes as in COLUMNS. Raises ReportError where a
    file cannot be read.
    """
    return frame(row for read_in in _reports(paths) for row in observe(read_in))


def _reports(paths: str | Path | Iterable[str | Path]) -> Iterator[Report]:
    for path in [paths] if isinstance(paths, str | Path) else paths:
        for document in formats.open(path):
            if isinstance(document, Document):
                yield report(document)
            elif document.stage != "skip":
                raise ReportError(document.reason)


def reference_table(name: str) -> pd.DataFrame:
    """A table of data/ as a DataFrame of text: indicators, systems, units, population …."""
    import pandas as pd

    return pd.DataFrame([row.cells for row in table(name)])


def __getattr__(name: str) -> object:
    """Store and Dataset are loaded when first used: they bring SQLAlchemy and DuckDB along."""
    if name == "Store":
        from extract.store import Store

        return Store
    if name == "Dataset":
        from extract.dataset.reading import Dataset

        return Dataset
    raise AttributeError(f"module 'extract' has no attribute {name!r}")
