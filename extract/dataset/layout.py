"""What lies where in a dataset, and how a part of the work is laid down.

::

    DIR/dataset.json                                  what the dataset is made of
    DIR/parts/<key>/observations.parquet, reports.parquet, errors.parquet
                                                      what a part of the work left
    DIR/observations/year=2022/area=44/<name>.parquet by year and province of the report
    DIR/reports/year=2022/province=44/<name>.parquet  with their text
    DIR/indicators/year=2022/<name>.parquet           observations once more, by indicator
    DIR/lookup/<kind>-<name>.parquet                  where a report or an observation stands
    DIR/errors.parquet                                file, stage, reason

``dataset.json`` names the files that count: what a broken run left behind is nobody's.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from extract.dataset.manifest import taken
from extract.model import DuibiaoError, Report
from extract.tidy import COLUMNS, NAMES, Values

PARTS, OBSERVATIONS, REPORTS, ERRORS = "parts", "observations", "reports", "errors"
YEARLESS, AREALESS = "0", "00"
#: What stands beside the columns of a table: where its report belongs.
PLACED = ("report_year", "report_area")
#: Which observations stand for their report, or for an indicator of it, where these are counted.
MARKS = ("first_of_report", "first_of_indicator")

_TYPES = {
    "str": pa.string(),
    "float64": pa.float64(),
    "int64": pa.int64(),
    "bool": pa.bool_(),
    "datetime64[s]": pa.date32(),
}
_PLACES = [pa.field(name, pa.string()) for name in PLACED]
_KEY = re.compile(r"[A-Za-z0-9_-]{1,100}")
_ROWS = {OBSERVATIONS: 16_384, REPORTS: 128, ERRORS: 65_536}


def schema(dtypes: Mapping[str, str]) -> pa.Schema:
    """The columns of a file: those of a table, then where their report belongs."""
    return pa.schema([*(pa.field(name, _TYPES[kind]) for name, kind in dtypes.items()), *_PLACES])


OBSERVED = pa.schema(
    [
        *schema({column.name: column.dtype for column in COLUMNS}),
        *(pa.field(name, pa.bool_()) for name in MARKS),
    ]
)
FAILED = pa.schema([(name, pa.string()) for name in ("file", "stage", "reason")])


def is_written(folder: Path, key: str) -> bool:
    """Whether a part is there, whole, or has been brought into the partitions already."""
    return (folder / PARTS / key).is_dir() or key in taken(folder)


def write_part(
    folder: Path,
    key: str,
    reports: Iterable[Report],
    rows: Iterable[Values],
    errors: Iterable[tuple[str, str, str]],
    rules: str = "",
) -> None:
    """Lay down what a part of the work made: all of it at once, or nothing.

    ``rows`` are the observations of ``reports`` in the order of COLUMNS, ``errors`` the files
    that are no reports: file, stage, reason in Chinese. ``rules`` is the fingerprint of those
    that read them. A part that is there stays as it is. Raises DuibiaoError where a report
    cannot be kept (``check`` tells before), a report is not of the part, or the disk fails.
    """
    if not _KEY.fullmatch(key):
        raise DuibiaoError(f"部分的编号“{key}”不合格式;请只用字母、数字、- 和 _,最多 100 个。")
    known = {report.report_id: report for report in reports}
    tables = {
        OBSERVATIONS: _observed(rows, known),
        REPORTS: _reported(known.values(), rules),
        ERRORS: pa.Table.from_pylist(
            [dict(zip(FAILED.names, map(_clean, error), strict=True)) for error in errors], FAILED
        ),
    }
    target = folder / PARTS / key
    made = target.with_name(f".{key}.{uuid.uuid4().hex[:8]}")
    try:
        made.mkdir(parents=True)
        for name, table in tables.items():
            write(table, made / f"{name}.parquet", _ROWS[name])
        _appear(made, target)
    except OSError as error:
        raise unwritten(folder, error) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def check(report: Report) -> None:
    """Raises DuibiaoError, one Chinese sentence, where a report cannot be kept."""
    from extract.keeping.reported import facts  # it takes time to load

    facts(report)


def place(report: Report) -> tuple[str, str]:
    """Year ("" unknown) and area code ("" unknown) of a report."""
    year = f"{report.period.start.year}" if report.period else ""
    return year, report.area.code if report.area else ""


def partition(year: str, area: str) -> tuple[str, str]:
    """The year and the province under which files lie: ``("2022", "44")``."""
    return year or YEARLESS, area[:2] or AREALESS


def unwritten(folder: Path, error: OSError) -> DuibiaoError:
    """The sentence for a disk that is full, or a folder that may not be written."""
    return DuibiaoError(
        f"数据集 {folder} 写不进去({error.strerror or error});请检查磁盘空间和文件夹的权限后再试。"
    )


def write(table: pa.Table, path: Path, rows: int) -> None:
    """Write a table into a file that holds it whole once this returns."""
    from pyarrow import parquet  # it takes time to load

    ids = {"observation_id", "sentence", "quote", "text", "start", "end"}
    with path.open("wb") as file:
        parquet.write_table(
            table,
            file,
            row_group_size=rows,
            compression="zstd",
            use_dictionary=[name for name in table.column_names if name not in ids],
        )
        file.flush()
        os.fsync(file.fileno())


def _appear(made: Path, target: Path) -> None:
    """Give a folder its name; where another worker was faster, its work stands."""
    try:
        os.rename(made, target)
    except OSError:
        if not target.is_dir():
            raise


def _observed(rows: Iterable[Values], known: Mapping[str, Report]) -> pa.Table:
    columns = [list(cells) for cells in zip(*rows, strict=True)] or [[] for _ in NAMES]
    placed = {name: place(report) for name, report in known.items()}
    try:
        where = [placed[name] for name in columns[NAMES.index("report_id")]]
    except KeyError as error:
        raise DuibiaoError(f"数字所属的报告 {error.args[0]} 不在这一部分里;请反馈。") from error
    columns += [[year for year, _ in where], [area for _, area in where], *_marks(columns)]
    arrays = [
        pa.array(cells, field.type, from_pandas=True)
        for cells, field in zip(columns, OBSERVED, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=OBSERVED).sort_by(_order("start"))


def _marks(columns: Sequence[Sequence[Any]]) -> tuple[list[bool], list[bool]]:
    """For each row whether it is the first of its report, and the first of its indicator there."""
    of_report, of_indicator = [], []
    stated: dict[str, set[str]] = {}
    pairs = (columns[NAMES.index(name)] for name in ("report_id", "indicator"))
    for report, indicator in zip(*pairs, strict=True):
        known = stated.get(report)
        of_report.append(known is None)
        if known is None:
            known = stated[report] = set()
        of_indicator.append(indicator not in known)
        known.add(indicator)
    return of_report, of_indicator


def _reported(reports: Iterable[Report], rules: str) -> pa.Table:
    from extract.keeping.reported import REPORTS as columns
    from extract.keeping.reported import facts

    rows: list[dict[str, Any]] = []
    for report in reports:
        year, area = place(report)
        placed = {"report_year": year, "report_area": area, "rules": rules}
        told: dict[str, Any] = {**dict.fromkeys(columns), **facts(report), **placed}
        rows.append(told | {name: _clean(told[name]) for name in _FREE if told[name]})
    return pa.Table.from_pylist(rows, reported_schema()).sort_by(_order())


def reported_schema() -> pa.Schema:
    """The columns of reports, where they belong, and the fingerprint of the rules."""
    from extract.keeping.reported import REPORTS as columns

    return schema(columns).append(pa.field("rules", pa.string()))


# What is written beside the text, whose own characters ``facts`` has looked at.
_FREE = ("title", "agency", "source_url", "notes", "file_name")


def _order(*more: str) -> list[tuple[str, str]]:
    return [(name, "ascending") for name in (*PLACED, "report_id", *more)]


def _clean(text: str) -> str:
    """Text that any file can hold: what is no character becomes one that says so."""
    return text.encode(errors="replace").decode()
