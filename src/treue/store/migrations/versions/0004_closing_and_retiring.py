"""Closed periods, and line data that was retired."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0004_closing_and_retiring"
down_revision = "0003_counters"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0004_closing_and_retiring.sql")
