"""Returns: what came back of an order, and what waits for one."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0006_returns"
down_revision = "0005_members_together"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0006_returns.sql")
