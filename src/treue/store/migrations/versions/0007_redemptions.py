"""What becomes of rewards, their codes, and kinds of stock movements."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0007_redemptions"
down_revision = "0006_returns"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0007_redemptions.sql")
