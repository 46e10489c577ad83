"""Rows of the database as tables: missing text is "", missing numbers are NaN."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa


def frame(rows: Iterable[tuple[Any, ...]], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """A table of rows whose cells stand in the order of ``dtypes``."""
    made = pd.DataFrame(list(rows), columns=list(dtypes), dtype=object)
    blank = {name: _MISSING[dtype] for name, dtype in dtypes.items() if dtype in _MISSING}
    return made.fillna(blank).astype(dict(dtypes))


_MISSING: dict[str, str | int] = {"str": "", "int64": 0}


def shaped(table: pa.Table, dtypes: Mapping[str, str]) -> pd.DataFrame:
    """The same of columns of Arrow, far faster; a table without columns has no rows."""
    if not table.num_columns:
        return frame([], dtypes)
    made = {}
    for name, dtype in dtypes.items():
        cells = table[name].cast(ARROW[dtype])
        if dtype in _MISSING:
            cells = cells.fill_null(_MISSING[dtype])
        made[name] = column(cells, dtype)
    return pd.DataFrame(made)


def column(cells: pa.ChunkedArray, dtype: str) -> Any:
    """A column of Arrow as a column of a table."""
    if dtype.startswith("datetime"):
        cells = cells.cast(pa.timestamp("s"))
    return cells.to_pandas().astype(dtype)


ARROW = {
    "str": pa.large_string(),
    "float64": pa.float64(),
    "int64": pa.int64(),
    "bool": pa.bool_(),
    "datetime64[s]": pa.date32(),
}
