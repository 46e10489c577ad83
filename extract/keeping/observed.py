"""Observations in the store: the tidy table into the database and, fast, out of it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from extract.archive import TIDY, Asked
from extract.keeping import asking
from extract.keeping.attention import attention
from extract.keeping.frames import ARROW
from extract.keeping.frames import column as as_column
from extract.schema import observations
from extract.spans import stretches
from extract.tidy import COLUMNS, NAMES

_ROWS = 10_000
_STREAMED = {"stream_results": True, "max_row_buffer": _ROWS}


def replace(
    connection: sa.Connection, names: Sequence[str], frame: pd.DataFrame, blur: Any
) -> None:
    """Put the observations of some reports in the place of those that they had.

    ``blur`` is how uncertain the characters of the text are, 0 where they were not recognised:
    one number, or one for each observation.
    """
    for name in names:
        remove(connection, name)
    rows = zip(*_plain(frame), attention(frame, blur).tolist(), strict=True)
    load(connection, observations, iter(lambda: list(islice(rows, _ROWS)), []))


def remove(connection: sa.Connection, report_id: str) -> None:
    """Take the observations of a report out."""
    connection.execute(sa.delete(observations).where(observations.c.report_id == report_id))


def _plain(frame: pd.DataFrame) -> Iterator[list[Any]]:
    """The columns as drivers know their cells: dates as ISO text, missing as None."""
    for column in COLUMNS:
        cells = frame[column.name]
        if column.dtype.startswith("datetime"):
            cells = pd.to_datetime(cells).dt.strftime("%Y-%m-%d")
        yield list(cells.astype(object).where(cells.notna(), None))


def load(
    connection: sa.Connection, table: sa.Table, batches: Iterable[Sequence[tuple[Any, ...]]]
) -> None:
    """Add rows of all the columns of a table, in the fastest way that the driver has."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(map(quote, table.columns.keys()))
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {table.name} ({names}) FROM STDIN", batches)
        return
    marks = ", ".join("?" * len(table.columns))
    for some in batches:
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", some)


def _copy(
    connection: sa.Connection, statement: str, batches: Iterable[Sequence[tuple[Any, ...]]]
) -> None:
    """Rows through PostgreSQL's own COPY; what the driver says comes as SQLAlchemy says it."""
    dialect, driver = connection.dialect, cast(Any, connection.connection)
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for some in batches:
                for row in some:
                    copy.write_row(row)
    except cast(Any, dialect).loaded_dbapi.Error as error:
        raise sa.exc.DatabaseError(statement, None, error) from error


def read(connection: sa.Connection, question: Asked) -> pd.DataFrame:
    """The tidy table by report and place in its text; all of it, or the rows that fit."""
    where, values = asking.fitting(connection, question)
    return _frame(_arrays(connection, where, values))


def of(connection: sa.Connection, reports: Iterable[str]) -> pd.DataFrame:
    """The rows of some reports."""
    parts: list[list[pa.Array]] = []
    for some in stretches(list(reports)):
        marks = ", ".join([asking.mark(connection)] * len(some))
        parts += _arrays(connection, f"WHERE report_id IN ({marks})", tuple(some))
    return _frame(parts)


def _arrays(
    connection: sa.Connection, where: str, values: tuple[Any, ...]
) -> Iterator[list[pa.Array]]:
    """Rows as columns, a batch at a time: far smaller than their cells as Python's objects."""
    names = ", ".join(map(connection.dialect.identifier_preparer.quote, NAMES))
    asked = f"SELECT {names} FROM observations {where}"
    for rows in connection.exec_driver_sql(asked, values, _STREAMED).partitions(_ROWS):
        cells = zip(*rows, strict=True)
        yield [_array(column.dtype, some) for column, some in zip(COLUMNS, cells, strict=True)]


def _array(dtype: str, cells: tuple[Any, ...]) -> pa.Array:
    if dtype in ("bool", "datetime64[s]"):  # as numbers and text, or as they are
        return pa.array(cells).cast(ARROW[dtype])
    return pa.array(cells, ARROW[dtype])


def _frame(batches: Iterable[list[pa.Array]]) -> pd.DataFrame:
    parts = list(batches)
    cells = [
        pa.chunked_array([part[place] for part in parts], ARROW[column.dtype])
        for place, column in enumerate(COLUMNS)
    ]
    return framed(pa.table(cells, names=NAMES))


def framed(table: pa.Table) -> pd.DataFrame:
    """The tidy table, in order, of columns of Arrow; a table without columns has no rows."""
    made = {}
    for name, dtype in TIDY.items():
        cells = table[name] if table.num_columns else pa.chunked_array([], ARROW[dtype])
        made[name] = as_column(cells.cast(ARROW[dtype]), dtype)
    return ordered(pd.DataFrame(made))


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows by report and place; those of a report mostly stand together, in order, already."""
    codes, reports = pd.factorize(frame["report_id"])
    rank = np.argsort(pc.array_sort_indices(pa.array(reports, pa.large_string())))
    order = np.lexsort((frame["end"], frame["start"], rank[codes]))
    if (order == np.arange(len(order))).all():
        return frame
    return frame.take(order).reset_index(drop=True)
