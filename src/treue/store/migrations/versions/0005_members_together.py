"""Commands that touch two members, leaving, opening balances, and requests that wait for a second actor."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0005_members_together"
down_revision = "0004_closing_and_retiring"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0005_members_together.sql")
