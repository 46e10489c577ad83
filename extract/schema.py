"""The tables of the store, and how a database that lacks some of them gets them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from extract.tidy import COLUMNS

_SQL_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "str": sa.Text(),
    "float64": sa.Double(),
    "int64": sa.BigInteger(),
    "bool": sa.Boolean(),
    "datetime64[s]": sa.Date(),
}

metadata = sa.MetaData()

reports = sa.Table(
    "reports",
    metadata,
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


observations = sa.Table(
    "observations",
    metadata,
    *(_observation_column(column.name, column.dtype) for column in COLUMNS),
    sa.Index("ix_observations_indicator_period", "indicator", "time_period"),
)

# No foreign key: a correction outlives the row it is about. Report hash and span say what it
# is about when the report is extracted again, by other rules or under another file name.
corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column(
        "correction_id",
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("observation_id", sa.Text, nullable=False, index=True),
    sa.Column("report_id", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("start", sa.BigInteger, nullable=False),
    sa.Column("end", sa.BigInteger, nullable=False),
    sa.Column("quote", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("made", sa.DateTime, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("supersedes", sa.BigInteger),
    sa.Column("ended", sa.DateTime),
    sa.Column("ended_by", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)
# Whatever two people do at once, one field of one figure has one active correction.
sa.Index(
    "ix_corrections_active",
    corrections.c.observation_id,
    corrections.c.field,
    unique=True,
    sqlite_where=corrections.c.status == "active",
    postgresql_where=corrections.c.status == "active",
)

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)


def lay_tables(engine: sa.Engine) -> None:
    """Make the tables that are missing; observations of an older shape are laid anew.

    Reports and corrections are never dropped. ``engine`` begins a transaction that writes.
    """
    if not _lacking(sa.inspect(engine)):
        return
    with engine.begin() as connection:
        if not _has_observations(sa.inspect(connection)):
            # They can be extracted again from the reports' text; the empty fingerprint says so.
            observations.drop(connection, checkfirst=True)
            settings.drop(connection, checkfirst=True)
        metadata.create_all(connection)


def _lacking(inspector: sa.Inspector) -> bool:
    """Whether a table is missing or of an older shape."""
    missing = set(metadata.tables) - set(inspector.get_table_names())
    return bool(missing) or not _has_observations(inspector)


def _has_observations(inspector: sa.Inspector) -> bool:
    """Whether there is a table of observations in the shape of COLUMNS."""
    if "observations" not in inspector.get_table_names():
        return False
    columns = {column["name"] for column in inspector.get_columns("observations")}
    return columns == {column.name for column in COLUMNS}
