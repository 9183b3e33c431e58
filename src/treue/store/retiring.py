"""Deleting the bodies and read-sets of old events, month by month; the decisions themselves stay.

Each month is a transaction of its own and only ever deletes what is old enough, so an interrupted run is begun again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection, errors, sql

from treue.store.partitions import PARTITIONED, lock_partitions_for_change, month_after
from treue.store.statements import statements


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Purchases before `lines_before` and other events before `payloads_before` keep only their decisions."""

    lines_before: date
    payloads_before: date


async def last_boundaries(connection: AsyncConnection[Any], programme_id: int) -> Boundaries | None:
    """How far the programme was retired before."""
    cursor = await connection.execute(statements("retiring")["last_retirement"], {"programme": programme_id})
    row = await cursor.fetchone()
    return Boundaries(*row) if row and row[0] is not None else None


async def insert_retirement(
    connection: AsyncConnection[Any], programme_id: int, boundaries: Boundaries, now: datetime, audit_id: int
) -> None:
    """Note what will be gone; before anything is deleted, so that what is missing is always explained."""
    parameters = {
        "programme": programme_id,
        "now": now,
        "audit": audit_id,
        "lines_before": boundaries.lines_before,
        "payloads_before": boundaries.payloads_before,
    }
    await connection.execute(statements("retiring")["insert_retirement"], parameters)


async def retire_month(
    connection: AsyncConnection[Any], programme_id: int, month: date, boundaries: Boundaries, purchase: str
) -> int:
    """Delete what is old enough of one month, in a transaction; how many rows that were."""
    statement = statements("retiring")
    parameters = {
        **_span(programme_id, month),
        "lines_before": boundaries.lines_before,
        "payloads_before": boundaries.payloads_before,
        "purchase": purchase,
    }
    deleted = 0
    async with connection.transaction():
        for name in ("retire_payloads", "retire_readsets"):
            deleted += (await connection.execute(statement[name], parameters)).rowcount
    return deleted


async def drop_month(connection: AsyncConnection[Any], programme_id: int, month: date) -> int | None:
    """Drop the partitions of a month that has lapsed as a whole; how many rows they held.

    None where they have to stay: other programmes have rows in them, or somebody is reading for longer than a second.
    """
    statement = statements("retiring")
    try:
        async with connection.transaction():
            await connection.execute(statement["wait_briefly"])
            await lock_partitions_for_change(connection)
            await connection.execute(statement["lock_partitions"])
            cursor = await connection.execute(statement["rows_of_month"], _span(programme_id, month))
            ((own, of_others),) = await cursor.fetchall()
            if of_others:
                return None
            for parent in PARTITIONED:
                child = sql.Identifier(f"{parent}_{month:%Y%m}")
                await connection.execute(sql.SQL("DROP TABLE {child}").format(child=child))
            return int(own)
    except errors.LockNotAvailable:
        return None


def _span(programme_id: int, month: date) -> dict[str, Any]:
    return {"programme": programme_id, "since": month, "until": month_after(month)}
