"""How far a reward that is sent has come, and who waits for a seat."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0011_deliveries"
down_revision = "0009_households"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0011_deliveries.sql")
