"""Reviews, choices, roles and the audit log; the file, the time and the rules of a report.

Every figure gets its ``attention``, as keeping.attention reckons it. The audit log refuses to
be changed: its triggers let lines in, and nothing else.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OF_REPORTS: dict[str, Any] = {
    "file_name": _TEXT, "file_kind": _TEXT, "file_sha256": _TEXT, "file_size": sa.BigInteger(),
    "pages": _TEXT, "file_confidence": sa.Double(), "added": sa.DateTime(), "added_by": _TEXT,
    "rules": _TEXT, "stamp": _TEXT,
}  # fmt: skip
_ATTENTION = """
UPDATE observations SET attention = (
    1 - coalesce(confidence, 0)
    + CASE WHEN coalesce(time_period, '') = '' THEN 0.1 ELSE 0 END
    + CASE WHEN coalesce(reference_area, '') = '' THEN 0.1 ELSE 0 END
    + CASE WHEN coalesce(note, '') = '' THEN 0 ELSE 0.05 END
) * CASE WHEN obs_status = 'actual' AND kind = 'level' AND coalesce(indicator, '') <> ''
    THEN 2 ELSE 1 END
"""
_RANDOM = "gen_random_uuid()::text"
_SQLITE_REFUSAL = """
CREATE TRIGGER audit_keeps_{what} BEFORE {what} ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END
"""
_POSTGRESQL_REFUSAL = (
    """
CREATE OR REPLACE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$
""",
    """
CREATE TRIGGER audit_keeps_lines BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()
""",
)


def upgrade() -> None:
    """Add what is new; every row that is there stays."""
    for name, kind in _OF_REPORTS.items():
        op.add_column("reports", sa.Column(name, kind))
    random = "hex(randomblob(16))" if op.get_bind().dialect.name == "sqlite" else _RANDOM
    op.execute(f"UPDATE reports SET stamp = {random}")
    op.create_index("ix_reports_file_sha256", "reports", ["file_sha256"])
    op.create_index("ix_reports_agency_period", "reports", ["agency", "period"])
    op.add_column("observations", sa.Column("attention", sa.Double()))
    op.execute(_ATTENTION)
    for others in (["indicator", "attention"], ["agency", "indicator"], ["rule"]):
        op.create_index("ix_observations_" + "_".join(others), "observations", others)
    op.create_index("ix_corrections_sha256", "corrections", ["sha256"])
    _tables().create_all(op.get_bind())
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(_SQLITE_REFUSAL.format(what=what))
    else:
        for statement in _POSTGRESQL_REFUSAL:
            op.execute(statement)


def _tables() -> sa.MetaData:
    made = sa.MetaData()
    reviews = _spoken(made, "reviews", "review_id", ("verdict", "seen", "note", "author"), "made")
    choices = _spoken(made, "choices", "choice_id", ("over", "reason", "author"), "made")
    _one_active(reviews, "observation_id", "author")
    _one_active(choices, "observation_id")
    sa.Table(
        "audit",
        made,
        sa.Column("audit_id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("line", _TEXT, nullable=False, unique=True),
        sa.Column("made", sa.DateTime, nullable=False),
        *(_told(name) for name in ("author", "action", "target", "before", "after", "detail")),
        sa.Index("ix_audit_target", "target"),
        sa.Index("ix_audit_author", "author"),
        sqlite_autoincrement=True,
    )
    sa.Table(
        "roles",
        made,
        sa.Column("person", _TEXT, primary_key=True),
        *(_told(name) for name in ("role", "given_by")),
        sa.Column("given", sa.DateTime, nullable=False),
    )
    return made


def _told(name: str) -> sa.Column[Any]:
    return sa.Column(name, _TEXT, nullable=False)


def _spoken(
    made: sa.MetaData, table: str, number: str, words: tuple[str, ...], when: str
) -> sa.Table:
    """A table of what people say about spans."""
    return sa.Table(
        table,
        made,
        sa.Column(number, _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("observation_id", _TEXT, nullable=False, index=True),
        _told("report_id"),
        sa.Column("sha256", _TEXT, nullable=False, index=True),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("start", "end")),
        *(_told(name) for name in ("quote", *words)),
        sa.Column(when, sa.DateTime, nullable=False),
        _told("status"),
        sa.Column("supersedes", sa.BigInteger),
        sa.Column("ended", sa.DateTime),
        _told("ended_by"),
        sqlite_autoincrement=True,
    )


def _one_active(table: sa.Table, *names: str) -> None:
    active = table.c.status == "active"
    columns = [table.c[name] for name in names]
    sa.Index(
        f"ix_{table.name}_active",
        *columns,
        unique=True,
        sqlite_where=active,
        postgresql_where=active,
    )
