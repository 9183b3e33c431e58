"""Who of the staff may do what, their sessions, and what the console reads with many members."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0014_staff"
down_revision = "0013_service"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0014_staff.sql")
