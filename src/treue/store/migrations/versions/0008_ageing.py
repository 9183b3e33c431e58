"""Lots whose end moves, and more kinds of what is due."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0008_ageing"
down_revision = "0007_redemptions"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0008_ageing.sql")
