"""Rows of the database as tables: missing text is "", missing numbers are NaN."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd


def frame(rows: Iterable[tuple[Any, ...]], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """A table of rows whose cells stand in the order of ``dtypes``."""
    made = pd.DataFrame(list(rows), columns=list(dtypes), dtype=object)
    blank = {name: _MISSING[dtype] for name, dtype in dtypes.items() if dtype in _MISSING}
    return made.fillna(blank).astype(dict(dtypes))


_MISSING: dict[str, str | int] = {"str": "", "int64": 0}
