"""**Keep**: reports and their observations in one database, a report in one transaction.

SQLite (WAL) in the user's data folder unless ``DUIBIAO_DATABASE_URL`` or an argument names
another database; the SQL is portable, so PostgreSQL works by URL.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import pandas as pd
import sqlalchemy as sa

from extract import database, ledger
from extract.corrections import Correction, applied
from extract.database import DATABASE_URL
from extract.model import Report
from extract.schema import lay_tables
from extract.schema import observations as _observations
from extract.schema import reports as _reports
from extract.schema import settings as _settings
from extract.tidy import COLUMNS

__all__ = ["DATABASE_URL", "Store"]

_REVISION = sa.select(_settings.c.value).where(_settings.c.key == "revision")
# In one step, as SQLite and PostgreSQL know it: two that write first do not fail each other.
_REVISE = sa.text(
    "INSERT INTO settings (key, value) VALUES ('revision', :word)"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)


class Store:
    """One database of reports and observations; safe to use from several threads.

    ``Store("sqlite:////tmp/duibiao.db")``. Every method raises DuibiaoError, with one
    Chinese sentence, where the database cannot be opened, read or written.
    """

    def __init__(self, url: str | None = None) -> None:
        self.url = database.address(url)
        self._engine = database.engine(self.url)
        with database.explained(self.url):
            lay_tables(database.writing(self._engine))

    def put(self, report: Report, frame: pd.DataFrame) -> None:
        """Store a report with its observations, replacing what it had, in one transaction.

        Its corrections stay: they are about spans of its text.
        """
        facts = _facts(report)
        rows = _records(frame)
        of_report = _reports.c.report_id == report.report_id
        with self._writing() as connection:
            connection.execute(
                sa.delete(_observations).where(_observations.c.report_id == report.report_id)
            )
            if not connection.execute(sa.update(_reports).where(of_report).values(facts)).rowcount:
                connection.execute(sa.insert(_reports).values(facts))
            if rows:
                connection.execute(sa.insert(_observations), rows)

    def reports(self) -> pd.DataFrame:
        """Every stored report with its text, by report_id; unknown is "", notes a line each."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(_reports).order_by(_reports.c.report_id)).all()
        names = [column.name for column in _reports.columns]
        frame = pd.DataFrame([tuple(row) for row in rows], columns=names, dtype=object)
        dates = {column.name for column in _reports.columns if isinstance(column.type, sa.Date)}
        for name in names:
            missing = frame[name] if name in dates else frame[name].fillna("")
            frame[name] = missing.astype("datetime64[s]" if name in dates else "str")
        return frame

    def observations(self) -> pd.DataFrame:
        """The tidy table of every stored report, by report and place in its text, as corrected."""
        columns = _observations.c
        order = (columns.report_id, columns.start, columns.end, columns.observation_id)
        with self._reading() as connection:
            rows = connection.execute(sa.select(_observations).order_by(*order)).all()
            entries = ledger.entries(connection, active=True)
        active = [entry.correction() for entry in entries if entry.observation_id]
        return applied(_frame([tuple(row) for row in rows]), active)

    def correct(self, corrections: Sequence[Correction]) -> tuple[int, ...]:
        """Store corrections in one transaction, all or none; return their numbers.

        An earlier correction of the same field stays, superseded. Raises DuibiaoError where one
        is not sound, its observation is gone, or it says something else than ``before`` by now.
        """
        with self._writing() as connection:
            return ledger.append(connection, corrections)

    def undo(self, correction_id: int, author: str) -> None:
        """Take back an active correction; the one that it superseded holds again.

        Raises DuibiaoError where there is no such correction or it is not active.
        """
        with self._writing() as connection:
            ledger.undo(connection, correction_id, author)

    def corrections(self) -> pd.DataFrame:
        """Every correction ever made by number, columns and dtypes as in ledger.LEDGER.

        Status is active, superseded, undone, or moot where text or span are not there.
        """
        with self._reading() as connection:
            rows = [entry.values() for entry in ledger.entries(connection)]
        return pd.DataFrame(rows, columns=list(ledger.LEDGER), dtype=object).astype(ledger.LEDGER)

    def fingerprint(self) -> str:
        """The fingerprint of the rules and data that filled the store, "" if none."""
        query = sa.select(_settings.c.value).where(_settings.c.key == "fingerprint")
        with self._reading() as connection:
            return str(connection.execute(query).scalar() or "")

    def set_fingerprint(self, fingerprint: str) -> None:
        """Note which rules and data the stored observations come from."""
        with self._writing() as connection:
            connection.execute(sa.delete(_settings).where(_settings.c.key == "fingerprint"))
            connection.execute(sa.insert(_settings).values(key="fingerprint", value=fingerprint))

    def revision(self) -> str:
        """A word that is another one after every write, by whomever; "" before the first."""
        with self._reading() as connection:
            return str(connection.execute(_REVISION).scalar() or "")

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with database.explained(self.url), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with database.explained(self.url), database.writing(self._engine).begin() as connection:
            yield connection
            connection.execute(_REVISE, {"word": uuid.uuid4().hex})


def _facts(report: Report) -> dict[str, Any]:
    area, period = report.area, report.period
    return {
        "report_id": report.report_id,
        "sha256": hashlib.sha256(report.text.encode()).hexdigest(),
        "text": report.text,
        "title": report.title,
        "agency": report.agency,
        "area": area.name if area else None,
        "area_code": area.code if area else None,
        "area_level": area.level if area else None,
        "period": period.text if period else None,
        "period_start": period.start if period else None,
        "period_end": period.end if period else None,
        "published": report.published,
        "source_url": report.source_url,
        "notes": "\n".join(report.notes),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for the driver: plain Python values, dates as dates, missing as None."""
    plain = frame[[column.name for column in COLUMNS]].copy()
    for column in COLUMNS:
        values = plain[column.name]
        if column.dtype.startswith("datetime"):
            values = pd.to_datetime(values).dt.date
        plain[column.name] = values.astype(object).where(values.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def _frame(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[column.name for column in COLUMNS], dtype=object)
    return frame.astype(_dtypes())


@cache
def _dtypes() -> dict[str, str]:
    return {column.name: column.dtype for column in COLUMNS}
