"""Rows taken out of a large table as mappings, without making a small table first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa

from dashboard.index import Numbers
from dashboard.kept import with_table


@dataclass(frozen=True, slots=True)
class _Columns:
    """A table by columns: texts as Arrow has them, all others as pandas has them."""

    texts: pa.Table
    others: Mapping[str, Any]


@with_table
def _columns(table: pd.DataFrame) -> _Columns:
    texts = [str(name) for name in table.columns if isinstance(table[name].dtype, pd.StringDtype)]
    others = [str(name) for name in table.columns if name not in texts]
    return _Columns(
        pa.table({name: _whole(pa.array(table[name].array)) for name in texts}),
        {name: table[name].array for name in others},
    )


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def rows_at(table: pd.DataFrame, places: Numbers) -> list[dict[str, Any]]:
    """The rows at some places as mappings from column to value, in the order of the places."""
    columns = _columns(table)
    taken = columns.texts.take(places)
    cells = {name: _texts(taken[name]) for name in taken.column_names}
    for name, column in columns.others.items():
        cells[name] = column.take(places).astype(object).tolist()
    return [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]


def _texts(column: pa.ChunkedArray) -> Sequence[Any]:
    """The cells of a column, a missing one as pandas has it."""
    cells: list[Any] = column.to_pylist()
    return [math.nan if cell is None else cell for cell in cells] if column.null_count else cells
