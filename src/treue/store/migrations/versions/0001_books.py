"""The books and what surrounds them."""

from pathlib import Path

from treue.store.migrations import run_statements

revision = "0001_books"
down_revision = None


def upgrade() -> None:
    run_statements(Path(__file__).parents[1] / "0001_books.sql")
