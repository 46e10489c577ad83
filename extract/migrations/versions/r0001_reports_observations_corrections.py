"""Reports, observations, corrections and settings.

Databases made before versions were told have these tables already, or lack corrections, or
have observations of an older shape: those are laid anew and the fingerprint of the rules is
dropped, so that they are extracted again from the text of the reports.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_OBSERVED: dict[str, Any] = {
    "observation_id": _TEXT, "report_id": _TEXT, "agency": _TEXT, "reference_area": _TEXT,
    "area_code": _TEXT, "area_level": _TEXT, "time_period": _TEXT, "period_start": sa.Date(),
    "period_end": sa.Date(), "indicator": _TEXT, "indicator_name": _TEXT, "category": _TEXT,
    "system": _TEXT, "measured_property": _TEXT, "value": sa.Double(), "value_low": sa.Double(),
    "value_high": sa.Double(), "unit": _TEXT, "number": _TEXT, "quote": _TEXT, "qualifier": _TEXT,
    "kind": _TEXT, "direction": _TEXT, "obs_status": _TEXT, "cumulative": sa.Boolean(),
    "start": sa.BigInteger(), "end": sa.BigInteger(), "sentence": _TEXT, "section": _TEXT,
    "rule": _TEXT, "confidence": sa.Double(), "note": _TEXT,
}  # fmt: skip


def upgrade() -> None:
    """Make the tables that are missing."""
    connection = op.get_bind()
    inspector = sa.inspect(connection)
    there = set(inspector.get_table_names())
    if "observations" in there:
        shape = {column["name"] for column in inspector.get_columns("observations")}
        if shape != set(_OBSERVED):
            op.drop_table("observations")
            if "settings" in there:
                op.execute("DELETE FROM settings WHERE key = 'fingerprint'")
    _tables().create_all(connection)


def _tables() -> sa.MetaData:
    """The tables as they were then."""
    made = sa.MetaData()
    sa.Table(
        "reports",
        made,
        sa.Column("report_id", _TEXT, primary_key=True),
        sa.Column("sha256", _TEXT, nullable=False, index=True),
        sa.Column("text", _TEXT, nullable=False),
        sa.Column("title", _TEXT, nullable=False),
        sa.Column("agency", _TEXT, nullable=False),
        sa.Column("area", _TEXT),
        sa.Column("area_code", _TEXT),
        sa.Column("area_level", _TEXT),
        sa.Column("period", _TEXT),
        sa.Column("period_start", sa.Date),
        sa.Column("period_end", sa.Date),
        sa.Column("published", sa.Date),
        sa.Column("source_url", _TEXT, nullable=False),
        sa.Column("notes", _TEXT, nullable=False),
    )
    sa.Table(
        "observations",
        made,
        *(_observed(name, kind) for name, kind in _OBSERVED.items()),
        sa.Index("ix_observations_indicator_period", "indicator", "time_period"),
    )
    _corrections(made)
    sa.Table(
        "settings",
        made,
        sa.Column("key", _TEXT, primary_key=True),
        sa.Column("value", _TEXT, nullable=False),
    )
    return made


def _observed(name: str, kind: Any) -> sa.Column[Any]:
    if name == "observation_id":
        return sa.Column(name, kind, primary_key=True)
    if name == "report_id":
        owner = sa.ForeignKey("reports.report_id", ondelete="CASCADE")
        return sa.Column(name, kind, owner, nullable=False, index=True)
    return sa.Column(name, kind)


def _corrections(made: sa.MetaData) -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    table = sa.Table(
        "corrections",
        made,
        sa.Column("correction_id", number, primary_key=True, autoincrement=True),
        sa.Column("observation_id", _TEXT, nullable=False, index=True),
        sa.Column("report_id", _TEXT, nullable=False),
        sa.Column("sha256", _TEXT, nullable=False),
        sa.Column("start", sa.BigInteger, nullable=False),
        sa.Column("end", sa.BigInteger, nullable=False),
        sa.Column("quote", _TEXT, nullable=False),
        sa.Column("field", _TEXT, nullable=False),
        sa.Column("before", _TEXT, nullable=False),
        sa.Column("after", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("made", sa.DateTime, nullable=False),
        sa.Column("origin", _TEXT, nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("supersedes", sa.BigInteger),
        sa.Column("ended", sa.DateTime),
        sa.Column("ended_by", _TEXT, nullable=False),
        sqlite_autoincrement=True,
    )
    active = table.c.status == "active"
    columns = table.c.observation_id, table.c.field
    sa.Index(
        "ix_corrections_active", *columns, unique=True, sqlite_where=active, postgresql_where=active
    )
