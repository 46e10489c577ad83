"""The tables of the store as they are now; ``migrations`` tells how older ones became these."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from extract.tidy import COLUMNS

#: The newest shape that this program knows, and those before it.
VERSIONS = ("0001", "0002", "0003")
HEAD = VERSIONS[-1]

# A server sorts text by the rules of its own language unless told otherwise: the order of rows
# must be the same everywhere.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBERED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_SQL_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "str": TEXT,
    "float64": sa.Double(),
    "int64": sa.BigInteger(),
    "bool": sa.Boolean(),
    "datetime64[s]": sa.Date(),
}

metadata = sa.MetaData()

# ``rules`` is the fingerprint of those that made its observations; ``stamp`` is another word
# whenever these change.
reports = sa.Table(
    "reports",
    metadata,
    sa.Column("report_id", TEXT, primary_key=True),
    sa.Column("sha256", TEXT, nullable=False, index=True),
    sa.Column("text", TEXT, nullable=False),
    sa.Column("title", TEXT, nullable=False),
    sa.Column("agency", TEXT, nullable=False),
    sa.Column("area", TEXT),
    sa.Column("area_code", TEXT),
    sa.Column("area_level", TEXT),
    sa.Column("period", TEXT),
    sa.Column("period_start", sa.Date),
    sa.Column("period_end", sa.Date),
    sa.Column("published", sa.Date),
    sa.Column("source_url", TEXT, nullable=False),
    sa.Column("notes", TEXT, nullable=False),
    sa.Column("file_name", TEXT),
    sa.Column("file_kind", TEXT),
    sa.Column("file_sha256", TEXT),
    sa.Column("file_size", sa.BigInteger),
    sa.Column("pages", TEXT),
    sa.Column("file_confidence", sa.Double),
    sa.Column("added", sa.DateTime),
    sa.Column("added_by", TEXT),
    sa.Column("rules", TEXT),
    sa.Column("stamp", TEXT),
    sa.Index("ix_reports_file_sha256", "file_sha256"),
    sa.Index("ix_reports_agency_period", "agency", "period"),
    sa.Index("ix_reports_area_code_period_start", "area_code", "period_start"),
    sa.Index("ix_reports_period_start", "period_start"),
)


def _observation_column(name: str, dtype: str) -> sa.Column[Any]:
    kind = _SQL_TYPES[dtype]
    if name == "observation_id":
        return sa.Column(name, kind, primary_key=True)
    if name == "report_id":
        owner = sa.ForeignKey("reports.report_id", ondelete="CASCADE")
        return sa.Column(name, kind, owner, nullable=False, index=True)
    return sa.Column(name, kind)


# ``attention`` is how much a figure by itself asks for a second look: ``keeping.worklist``.
observations = sa.Table(
    "observations",
    metadata,
    *(_observation_column(column.name, column.dtype) for column in COLUMNS),
    sa.Column("attention", sa.Double),
    sa.Index("ix_observations_indicator_period", "indicator", "time_period"),
    sa.Index("ix_observations_indicator_attention", "indicator", "attention"),
    sa.Index("ix_observations_agency_indicator", "agency", "indicator"),
    sa.Index("ix_observations_rule", "rule"),
    sa.Index("ix_observations_area_code", "area_code"),
    sa.Index("ix_observations_category", "category"),
    sa.Index("ix_observations_system", "system"),
    sa.Index("ix_observations_time_period", "time_period"),
)


def _about_a_span(number: str) -> tuple[sa.Column[Any], ...]:
    """Where something that a person said belongs: report hash and span.

    No foreign key: it outlives the row that it is about, and finds it again when the report is
    extracted again, by other rules or under another file name.
    """
    return (
        sa.Column(number, NUMBERED, primary_key=True, autoincrement=True),
        sa.Column("observation_id", TEXT, nullable=False, index=True),
        sa.Column("report_id", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False, index=True),
        sa.Column("start", sa.BigInteger, nullable=False),
        sa.Column("end", sa.BigInteger, nullable=False),
        sa.Column("quote", TEXT, nullable=False),
    )


def _ended() -> tuple[sa.Column[Any], ...]:
    """What has become of it: active, superseded by another or undone; when and by whom."""
    return (
        sa.Column("status", TEXT, nullable=False),
        sa.Column("supersedes", sa.BigInteger),
        sa.Column("ended", sa.DateTime),
        sa.Column("ended_by", TEXT, nullable=False),
    )


corrections = sa.Table(
    "corrections",
    metadata,
    *_about_a_span("correction_id"),
    sa.Column("field", TEXT, nullable=False),
    sa.Column("before", TEXT, nullable=False),
    sa.Column("after", TEXT, nullable=False),
    sa.Column("reason", TEXT, nullable=False),
    sa.Column("author", TEXT, nullable=False),
    sa.Column("made", sa.DateTime, nullable=False),
    sa.Column("origin", TEXT, nullable=False),
    *_ended(),
    sqlite_autoincrement=True,
)
# ``seen`` is what the figure said when it was reviewed: a later change asks for another look.
reviews = sa.Table(
    "reviews",
    metadata,
    *_about_a_span("review_id"),
    sa.Column("verdict", TEXT, nullable=False),
    sa.Column("seen", TEXT, nullable=False),
    sa.Column("note", TEXT, nullable=False),
    sa.Column("author", TEXT, nullable=False),
    sa.Column("made", sa.DateTime, nullable=False),
    *_ended(),
    sqlite_autoincrement=True,
)
# ``over`` are the spans of the figures that say otherwise, as JSON.
choices = sa.Table(
    "choices",
    metadata,
    *_about_a_span("choice_id"),
    sa.Column("over", TEXT, nullable=False),
    sa.Column("reason", TEXT, nullable=False),
    sa.Column("author", TEXT, nullable=False),
    sa.Column("made", sa.DateTime, nullable=False),
    *_ended(),
    sqlite_autoincrement=True,
)


def _one_active(table: sa.Table, *names: str) -> None:
    """Whatever two people do at once: of such rows one is active."""
    active = table.c.status == "active"
    sa.Index(
        f"ix_{table.name}_active",
        *(table.c[name] for name in names),
        unique=True,
        sqlite_where=active,
        postgresql_where=active,
    )


_one_active(corrections, "observation_id", "field")
_one_active(reviews, "observation_id", "author")
_one_active(choices, "observation_id")

# Lines are only added: triggers refuse every other change. ``line`` is the same in a backup.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("audit_id", NUMBERED, primary_key=True, autoincrement=True),
    sa.Column("line", TEXT, nullable=False, unique=True),
    sa.Column("made", sa.DateTime, nullable=False),
    sa.Column("author", TEXT, nullable=False),
    sa.Column("action", TEXT, nullable=False),
    sa.Column("target", TEXT, nullable=False),
    sa.Column("before", TEXT, nullable=False),
    sa.Column("after", TEXT, nullable=False),
    sa.Column("detail", TEXT, nullable=False),
    sa.Index("ix_audit_target", "target"),
    sa.Index("ix_audit_author", "author"),
    sqlite_autoincrement=True,
)

roles = sa.Table(
    "roles",
    metadata,
    sa.Column("person", TEXT, primary_key=True),
    sa.Column("role", TEXT, nullable=False),
    sa.Column("given_by", TEXT, nullable=False),
    sa.Column("given", sa.DateTime, nullable=False),
)

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("key", TEXT, primary_key=True),
    sa.Column("value", TEXT, nullable=False),
)
