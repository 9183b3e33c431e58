"""Lots whose end moves, and more kinds of what is due."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0008_ageing"
down_revision = "0005_members_together"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0008_ageing.sql")
