"""The release that decided."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0016_release"
down_revision = "0015_webhooks"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0016_release.sql")
