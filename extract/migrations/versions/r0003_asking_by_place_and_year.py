"""Indexes for what is asked of many reports: place and year, area, system, category, period."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what is new; every row that is there stays."""
    op.create_index("ix_reports_area_code_period_start", "reports", ["area_code", "period_start"])
    op.create_index("ix_reports_period_start", "reports", ["period_start"])
    for name in ("area_code", "category", "system", "time_period"):
        op.create_index(f"ix_observations_{name}", "observations", [name])
