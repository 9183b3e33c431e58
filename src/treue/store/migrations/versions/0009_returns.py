"""Returns: what came back of an order, and what waits for one."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0009_returns"
down_revision = "0008_ageing"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0009_returns.sql")
