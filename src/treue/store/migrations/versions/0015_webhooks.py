"""Webhooks that are delivered, and workers that leave a sign of life."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0015_webhooks"
down_revision = "0014_staff"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0015_webhooks.sql")
