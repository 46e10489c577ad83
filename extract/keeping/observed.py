"""Observations in the store: the tidy table into the database and, fast, out of it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from extract.keeping.attention import attention
from extract.schema import observations
from extract.spans import stretches
from extract.tidy import COLUMNS, NAMES

_ROWS = 10_000
_STREAMED = {"stream_results": True, "max_row_buffer": _ROWS}
_ARROW = {
    "str": pa.large_string(),
    "float64": pa.float64(),
    "int64": pa.int64(),
    "bool": pa.bool_(),
    "datetime64[s]": pa.date32(),
}


def replace(connection: sa.Connection, report_id: str, frame: pd.DataFrame, blur: float) -> None:
    """Put the observations of a report in the place of those that it had.

    ``blur`` is how uncertain the characters of its text are, 0 where they were not recognised.
    """
    remove(connection, report_id)
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


def mark(connection: sa.Connection) -> str:
    """What stands for a value in a statement of the driver."""
    return "?" if connection.dialect.name == "sqlite" else "%s"


def read(connection: sa.Connection, asked: Mapping[str, str]) -> pd.DataFrame:
    """The tidy table by report and place in its text; all of it, or the rows with some cells."""
    if unknown := asked.keys() - set(NAMES):
        raise TypeError(f"no column {', '.join(sorted(unknown))}")
    quote = connection.dialect.identifier_preparer.quote
    wanted = " AND ".join(f"{quote(name)} = {mark(connection)}" for name in asked)
    return _frame(_arrays(connection, wanted and f"WHERE {wanted}", tuple(asked.values())))


def of(connection: sa.Connection, reports: Iterable[str]) -> pd.DataFrame:
    """The rows of some reports."""
    parts: list[list[pa.Array]] = []
    for some in stretches(list(reports)):
        marks = ", ".join([mark(connection)] * len(some))
        parts += _arrays(connection, f"WHERE report_id IN ({marks})", tuple(some))
    return _frame(parts)


def _arrays(
    connection: sa.Connection, where: str, values: tuple[str, ...]
) -> Iterator[list[pa.Array]]:
    """Rows as columns, a batch at a time: far smaller than their cells as Python's objects."""
    names = ", ".join(map(connection.dialect.identifier_preparer.quote, NAMES))
    asked = f"SELECT {names} FROM observations {where}"
    for rows in connection.exec_driver_sql(asked, values, _STREAMED).partitions(_ROWS):
        cells = zip(*rows, strict=True)
        yield [_array(column.dtype, some) for column, some in zip(COLUMNS, cells, strict=True)]


def _array(dtype: str, cells: tuple[Any, ...]) -> pa.Array:
    if dtype in ("bool", "datetime64[s]"):  # as numbers and text, or as they are
        return pa.array(cells).cast(_ARROW[dtype])
    return pa.array(cells, _ARROW[dtype])


def _frame(batches: Iterable[list[pa.Array]]) -> pd.DataFrame:
    parts, made = list(batches), {}
    for place, column in enumerate(COLUMNS):
        cells = pa.chunked_array([part[place] for part in parts], _ARROW[column.dtype])
        if column.dtype.startswith("datetime"):
            cells = cells.cast(pa.timestamp("s"))
        made[column.name] = cells.to_pandas().astype(column.dtype)
    return ordered(pd.DataFrame(made))


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows by report and place; those of a report mostly stand together, in order, already."""
    codes, reports = pd.factorize(frame["report_id"])
    rank = np.argsort(np.argsort(reports.to_numpy(object)))
    order = np.lexsort((frame["end"], frame["start"], rank[codes]))
    if (order == np.arange(len(order))).all():
        return frame
    return frame.take(order).reset_index(drop=True)
