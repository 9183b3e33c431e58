"""Figures of the demo that no report has: how many members stand at which level, and telling decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from treue.store.statements import statements


async def count_levels(
    connection: AsyncConnection[Any], programme_id: int, ladder: str, at: datetime
) -> dict[str, int]:
    """Level -> members who stand there at the instant."""
    parameters = {"programme": programme_id, "ladder": ladder, "at": at}
    cursor = await connection.execute(statements("demo")["count_levels"], parameters)
    return dict(await cursor.fetchall())


async def count_returns(connection: AsyncConnection[Any], programme_id: int) -> int:
    """How many returns were taken."""
    cursor = await connection.execute(statements("demo")["count_returns"], {"programme": programme_id})
    ((count,),) = await cursor.fetchall()
    return int(count)


async def most_reasons(connection: AsyncConnection[Any], programme_id: int, limit: int) -> list[tuple[int, int]]:
    """(member, number of the event) of the decisions in which most rules had a say, each of another member."""
    parameters = {"programme": programme_id, "limit": limit}
    cursor = await connection.execute(statements("demo")["most_reasons"], parameters)
    return await cursor.fetchall()
