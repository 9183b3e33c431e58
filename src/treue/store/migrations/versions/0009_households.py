"""Households, and what is due of members who were merged."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0009_households"
down_revision = "0008_ageing"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0009_households.sql")
