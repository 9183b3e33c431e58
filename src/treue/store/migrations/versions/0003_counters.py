"""Counters, levels, attributes, and budgets by window."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0003_counters"
down_revision = "0002_stoppages"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0003_counters.sql")
