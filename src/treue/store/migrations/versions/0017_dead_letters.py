"""Messages that no webhook took are found without looking through the others."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0017_dead_letters"
down_revision = "0016_release"


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0017_dead_letters.sql")
