"""The tidy table as it was last read, so that only what has changed since is read again.

Every report bears a stamp that is another one whenever its observations change. A table is
remembered in memory with the stamps that it was read under; a large one in a file of the
user's cache folder too, for the next start. Whatever is wrong with that file, it is read anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import uuid
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import pandas as pd
import platformdirs
import pyarrow as pa
import sqlalchemy as sa

from extract.archive import Asked
from extract.corrections import Correction, applied
from extract.keeping import observed
from extract.schema import HEAD, reports
from extract.tidy import COLUMNS, NAMES

LARGE = 100_000
_STORES = 2
_WORTH_A_FILE = 0.1
_DTYPES = {column.name: column.dtype for column in COLUMNS}


class _Read(NamedTuple):
    """A table with the stamps of its reports."""

    stamps: Mapping[str, str]
    table: pd.DataFrame


class _Finished(NamedTuple):
    """A table as people put it right, with what it was made from."""

    extracted: pd.DataFrame
    corrections: tuple[Correction, ...]
    out: frozenset[str]
    table: pd.DataFrame


_read: OrderedDict[str, _Read] = OrderedDict()
_finished: dict[str, _Finished] = {}
_one_at_a_time = Lock()


def finished(
    extracted: pd.DataFrame, url: str, corrections: Sequence[Correction], out: Collection[str]
) -> pd.DataFrame:
    """A table from ``table`` with corrections, without the observations that are ``out``.

    The caller's own to change. Mostly nothing of that has changed since it was last asked.
    """
    made_from = (tuple(corrections), frozenset(out))
    known = _finished.get(url)
    if known is None or known.extracted is not extracted or known[1:3] != made_from:
        known = _Finished(extracted, *made_from, without(applied(extracted, corrections), out))
        _finished.clear()
        _finished[url] = known
    return known.table.copy(deep=False)


def without(table: pd.DataFrame, out: Collection[str]) -> pd.DataFrame:
    """A table without some observations."""
    if not out:
        return table
    return table[~table["observation_id"].isin(list(out))].reset_index(drop=True)


def table(connection: sa.Connection, url: str) -> pd.DataFrame:
    """The tidy table of the store at an address, as extracted; nobody may change it."""
    found = connection.execute(sa.select(reports.c.report_id, reports.c.stamp))
    stamps = {name: stamp or uuid.uuid4().hex for name, stamp in found}  # without one: read anew
    with _one_at_a_time:
        known = _read.get(url)
    before = known or _from_file(url)
    now = _brought_up(connection, before, stamps)
    if known is not now:
        with _one_at_a_time:
            _read[url] = now
            _read.move_to_end(url)
            while len(_read) > _STORES:
                _read.popitem(last=False)
    if known is None and _differs(before, now):
        _to_file(url, now)
    return now.table


def _brought_up(
    connection: sa.Connection, before: _Read | None, stamps: Mapping[str, str]
) -> _Read:
    """What was read before with the reports that have changed since read again."""
    if before is None:
        return _Read(stamps, observed.read(connection, Asked()))
    if before.stamps == stamps:
        return before
    fresh = [name for name, stamp in stamps.items() if before.stamps.get(name) != stamp]
    if 2 * len(fresh) > len(stamps):
        return _Read(stamps, observed.read(connection, Asked()))
    same = stamps.keys() - set(fresh)
    kept = before.table[before.table["report_id"].isin(same)]
    together = pd.concat([kept, observed.of(connection, fresh)], ignore_index=True)
    return _Read(stamps, observed.ordered(together))


def _differs(before: _Read | None, now: _Read) -> bool:
    """Whether a file is worth writing: a large table, and a good part of it is not in one."""
    if len(now.table) < LARGE:
        return False
    if before is None or before.stamps.keys() - now.stamps.keys():
        return True
    same = sum(before.stamps.get(name) == stamp for name, stamp in now.stamps.items())
    return same < (1 - _WORTH_A_FILE) * len(now.stamps)


def _file(url: str) -> Path:
    folder = platformdirs.user_cache_dir("duibiao", appauthor=False)
    return Path(folder, f"observations-{hashlib.sha256(url.encode()).hexdigest()[:16]}.parquet")


def _from_file(url: str) -> _Read | None:
    """What an earlier process left, None where there is nothing sound of this shape."""
    from pyarrow import parquet  # it takes time to load

    try:
        found = parquet.read_table(_file(url))
        told = json.loads(found.schema.metadata[b"duibiao"])
        if told["shape"] != HEAD or tuple(found.column_names) != NAMES:
            return None
        return _Read(told["stamps"], found.to_pandas(ignore_metadata=True).astype(_DTYPES))
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return None


def _to_file(url: str, now: _Read) -> None:
    """Leave a table for the next start; where that cannot be, nothing is lost."""
    from pyarrow import parquet

    path = _file(url)
    told: dict[str, Any] = {"shape": HEAD, "stamps": now.stamps}
    made = pa.Table.from_pandas(now.table, preserve_index=False)
    made = made.replace_schema_metadata({b"duibiao": json.dumps(told).encode()})
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(".tmp", path.name, path.parent)
        os.close(handle)
        try:
            parquet.write_table(made, name)
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError:
        return
