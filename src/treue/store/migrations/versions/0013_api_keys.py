"""Keys by which programs speak for a programme over HTTP."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0013_api_keys"
down_revision = "0008_ageing"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0013_api_keys.sql")
