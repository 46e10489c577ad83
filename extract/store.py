"""**Keep**: reports and their observations in one database, a report in one transaction.

SQLite (WAL) in the user's data folder unless ``DUIBIAO_DATABASE_URL`` or an argument names
another database; the SQL is portable, so PostgreSQL works by URL.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import platformdirs
import sqlalchemy as sa

from extract.model import DuibiaoError, Report
from extract.tidy import COLUMNS

DATABASE_URL = "DUIBIAO_DATABASE_URL"
BUSY_SECONDS = 30

_SQL_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "str": sa.Text(),
    "float64": sa.Double(),
    "int64": sa.BigInteger(),
    "bool": sa.Boolean(),
    "datetime64[s]": sa.Date(),
}

_metadata = sa.MetaData()

_reports = sa.Table(
    "reports",
    _metadata,
    sa.Column("report_id", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("agency", sa.Text, nullable=False),
    sa.Column("area", sa.Text),
    sa.Column("area_code", sa.Text),
    sa.Column("area_level", sa.Text),
    sa.Column("period", sa.Text),
    sa.Column("period_start", sa.Date),
    sa.Column("period_end", sa.Date),
    sa.Column("published", sa.Date),
    sa.Column("source_url", sa.Text, nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
)


def _observation_column(name: str, dtype: str) -> sa.Column[Any]:
    kind = _SQL_TYPES[dtype]
    if name == "observation_id":
        return sa.Column(name, kind, primary_key=True)
    if name == "report_id":
        owner = sa.ForeignKey("reports.report_id", ondelete="CASCADE")
        return sa.Column(name, kind, owner, nullable=False, index=True)
    return sa.Column(name, kind)


_observations = sa.Table(
    "observations",
    _metadata,
    *(_observation_column(column.name, column.dtype) for column in COLUMNS),
    sa.Index("ix_observations_indicator_period", "indicator", "time_period"),
)

_settings = sa.Table(
    "settings",
    _metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)


class Store:
    """One database of reports and observations; safe to use from several threads.

    ``Store("sqlite:////tmp/duibiao.db")``. Every method raises DuibiaoError, with one
    Chinese sentence, where the database cannot be opened, read or written.
    """

    def __init__(self, url: str | None = None) -> None:
        self.url = url or os.environ.get(DATABASE_URL) or _default_url()
        self._engine = _engine(self.url)
        with self._explained():
            _lay_tables(self._engine)

    def put(self, report: Report, frame: pd.DataFrame) -> None:
        """Store a report with its observations, replacing what it had, in one transaction."""
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
        """The tidy table of every stored report, by report and place in its text."""
        columns = _observations.c
        order = (columns.report_id, columns.start, columns.end, columns.observation_id)
        with self._reading() as connection:
            rows = connection.execute(sa.select(_observations).order_by(*order)).all()
        return _frame([tuple(row) for row in rows])

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

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._explained(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        engine = self._engine.execution_options(duibiao_writes=True)
        with self._explained(), engine.begin() as connection:
            yield connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what a database driver says into one Chinese sentence."""
        try:
            yield
        except sa.exc.SQLAlchemyError as error:
            raise DuibiaoError(f"数据库 {_shown(self.url)} {_complaint(error)}。") from error


def _default_url() -> str:
    folder = Path(platformdirs.user_data_dir("duibiao", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DuibiaoError(
            f"不能建立数据文件夹 {folder};请检查权限,或用环境变量 {DATABASE_URL} 指定数据库。"
        ) from error
    return f"sqlite:///{folder / 'duibiao.db'}"


def _engine(url: str) -> sa.Engine:
    """An engine whose SQLite connections wait for each other and never lose a write."""
    try:
        sqlite = sa.make_url(url).get_backend_name() == "sqlite"
        # A SQLite file is opened for each use: cheap, and no handle outlives its use.
        engine = sa.create_engine(url, poolclass=sa.NullPool if sqlite else None)
    except (sa.exc.ArgumentError, ImportError, ValueError) as error:
        raise DuibiaoError(
            f"不认识数据库地址 {url!r};请写成 sqlite:////文件夹/文件.db 这样的形式。"
        ) from error
    if sqlite:
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not the driver
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer takes its lock at once: two that read first and write later would fail each other.
    writes = connection.get_execution_options().get("duibiao_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _lay_tables(engine: sa.Engine) -> None:
    """Make the tables that are missing; observations of an older shape are laid anew."""
    inspector = sa.inspect(engine)
    found = set(inspector.get_table_names())
    if "observations" in found:
        columns = {column["name"] for column in inspector.get_columns("observations")}
        if columns == {column.name for column in COLUMNS} and found >= set(_metadata.tables):
            return
    with engine.execution_options(duibiao_writes=True).begin() as connection:
        # They can be extracted again from the reports' text; the empty fingerprint says so.
        _observations.drop(connection, checkfirst=True)
        _settings.drop(connection, checkfirst=True)
        _metadata.create_all(connection)


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


def _shown(url: str) -> str:
    """The address as it may stand on a screen: a file's path, or a URL without password."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        return address.database
    return address.render_as_string(hide_password=True)


_COMPLAINTS = (
    ("not a database", "已损坏或不是数据库文件;请把它移开后重试"),
    ("malformed", "已损坏;请把它移开后重试"),
    ("readonly", "是只读的,不能写入;请检查文件和文件夹的权限"),
    ("unable to open", "打不开;请检查所在文件夹是否存在、可写"),
    ("locked", "正被另一个程序占用;请稍后再试"),
    ("disk is full", "写不进去,磁盘已满;请腾出空间后再试"),
)


def _complaint(error: sa.exc.SQLAlchemyError) -> str:
    said = str(getattr(error, "orig", None) or error)
    for words, sentence in _COMPLAINTS:
        if words in said:
            return sentence
    return f"出错({said.splitlines()[0]});请检查地址、权限和网络"
