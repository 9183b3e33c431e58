"""The schema's history: one version of Alembic for each step, whose statements are SQL text beside this file.

A released step never changes. A step expands the schema; what it made superfluous is dropped a release later.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import op


def run_statements(path: Path) -> None:
    """Run an SQL file as it stands, in the transaction of the version that is being applied.

    The text goes to the server without parameters, so `%` and `:` in it mean themselves.
    """
    connection: Any = op.get_bind().connection.driver_connection
    connection.cursor().execute(path.read_bytes())
