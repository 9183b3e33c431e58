"""Rows of what was stopped and resumed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from treue.store.statements import statements


async def read_switches(connection: AsyncConnection[Any], programme_id: int) -> list[tuple[str, str, datetime, bool]]:
    """(kind, id, from when, whether it stops) of every switch, in the order in which they were recorded."""
    cursor = await connection.execute(statements("programmes")["read_switches"], {"programme": programme_id})
    return await cursor.fetchall()


async def insert_switch(
    connection: AsyncConnection[Any],
    programme_id: int,
    kind: str,
    node: str,
    effective_at: datetime,
    stops: bool,
    audit_id: int,
    note: str,
) -> None:
    """Record a switch as the last one; the caller holds `lock_for_publishing`."""
    parameters = {
        "programme": programme_id,
        "kind": kind,
        "node": node,
        "effective_at": effective_at,
        "stops": stops,
        "audit": audit_id,
        "note": note,
    }
    await connection.execute(statements("programmes")["insert_switch"], parameters)
