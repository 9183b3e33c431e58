"""Stopping and resuming one rule, offer or reward."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0002_stoppages"
down_revision = "0001_books"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0002_stoppages.sql")
