"""The mark of a database that was restored and in which later erasures were not replayed yet.

While it has the mark nothing is served. It is a table in a schema of its own: made and committed before a back-up is
read in, so that no crash leaves a restored database without it, and left out of back-ups.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import TupleRow

from treue.store.connect import open_connection, place_of
from treue.store.unavailable import StoreUnavailable

SCHEMA = "treue_restored"


def mark_restored(connection: psycopg.Connection[TupleRow]) -> None:
    """Nothing is served from now on."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS treue_restored")
    connection.execute("CREATE TABLE IF NOT EXISTS treue_restored.erasures_awaited ()")


def remove_mark(connection: psycopg.Connection[Any]) -> None:
    """The erasures were replayed, or there were none."""
    connection.execute("DROP SCHEMA IF EXISTS treue_restored CASCADE")


def end_waiting(conninfo: str) -> None:
    """Let the database be served: its erasures were replayed, or somebody said that there were none."""
    with open_connection(conninfo) as connection:
        remove_mark(connection)


def awaits_erasures(conninfo: str) -> bool:
    """Whether the database was restored and its erasures are still to be replayed."""
    with open_connection(conninfo) as connection:
        row = connection.execute("SELECT to_regclass('treue_restored.erasures_awaited') IS NOT NULL").fetchone()
    return row is not None and bool(row[0])


def refuse_awaiting(conninfo: str) -> None:
    """Raises StoreUnavailable (erasures_awaited) where erasures are still to be replayed."""
    if awaits_erasures(conninfo):
        raise StoreUnavailable(
            "erasures_awaited",
            f"The database {place_of(conninfo)} was restored from a back-up, and members who were erased since that "
            "back-up may be in it again. Nothing is served until the erasures are replayed.",
            remedy="Run `treue erasures replay FILE` with the list of erasures of the lost installation; or, if nobody "
            "was erased since the back-up, `treue erasures replay --no-erasures-since-backup`.",
        )
