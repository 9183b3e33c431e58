"""Closed periods of the books, as rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection

from treue.store.statements import statements


async def closed_until(
    connection: AsyncConnection[Any], programme_id: int, known_at: datetime | None = None
) -> date | None:
    """The last day that is closed, now or as was known then; None where nothing is."""
    parameters = {"programme": programme_id, "known_at": known_at}
    cursor = await connection.execute(statements("closings")["closed_until"], parameters)
    row = await cursor.fetchone()
    return row[0] if row else None


async def insert_closing(
    connection: AsyncConnection[Any], programme_id: int, until: date, closed_at: datetime, audit_id: int
) -> None:
    """Close everything up to and including this day."""
    parameters = {"programme": programme_id, "until": until, "closed_at": closed_at, "audit": audit_id}
    await connection.execute(statements("closings")["insert_closing"], parameters)
