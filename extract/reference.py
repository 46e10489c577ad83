"""The only reader of ``data/``: loads each table once and checks it as it loads.

Every table is a UTF-8 CSV with one header row. A cell that holds several values
separates them by ``|``. A broken row raises ReferenceDataError with file, row and cure.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extract.model import ReferenceDataError

_HERE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    """The folder ``name`` beside the package in a checkout, inside it in a wheel."""
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parent / name


DATA = _folder("data")
SEEDS = _folder("seeds")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table of data/, with its place for messages."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def several(self, column: str) -> tuple[str, ...]:
        """The ``|``-separated values of a cell; an empty cell has none."""
        return tuple(part.strip() for part in self.cells[column].split("|") if part.strip())

    def broken(self, why: str, cure: str) -> ReferenceDataError:
        return ReferenceDataError(f"数据表 data/{self.file} 第 {self.line} 行:{why};请{cure}。")


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of ``data/<name>.csv`` in file order.

    Raises ReferenceDataError where the file is missing or a row has too few or too many cells.
    """
    path = DATA / f"{name}.csv"
    if not path.is_file():
        raise ReferenceDataError(f"缺少数据表 data/{name}.csv;请重新安装 duibiao。")
    rows = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        for cells in reader:
            row = Row(path.name, reader.line_num, dict(zip(header, cells, strict=False)))
            if len(cells) != len(header):
                raise row.broken(
                    f"有 {len(cells)} 格,应有 {len(header)} 格", "检查逗号和引号后补齐"
                )
            rows.append(row)
    return tuple(rows)
