"""What the service needs: API keys, finding members by address, lost cards."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0013_service"
down_revision = "0008_ageing"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0013_service.sql")
