"""Reading what one member held at an instant of the past, and what moved since: from transfers, never from balances."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from treue.domain.books import Lot
from treue.domain.instants import local_day
from treue.domain.statement import Movement
from treue.store.statements import statements


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Who a member is; of one who was erased nothing is left."""

    erased: bool
    name: str | None
    language: str | None


@asynccontextmanager
async def one_picture(connection: AsyncConnection[Any]) -> AsyncIterator[None]:
    """Everything read in this context is of one instant, whatever is written meanwhile."""
    async with connection.transaction():
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


async def read_member(connection: AsyncConnection[Any], programme_id: int, member_id: int) -> MemberRow | None:
    """Who the member is; None where there is no such member."""
    parameters = {"programme": programme_id, "member": member_id}
    cursor = await connection.execute(statements("past")["read_member"], parameters)
    row = await cursor.fetchone()
    return MemberRow(*row) if row else None


async def read_held(
    connection: AsyncConnection[Any], programme_id: int, member_id: int, before: datetime
) -> tuple[list[Lot], dict[str, int]]:
    """Open lots in spend order and debts by unit, as everything that took effect before the instant left them."""
    parameters = {"programme": programme_id, "member": member_id, "before": before}
    cursor = await connection.execute(statements("past")["read_lots"], parameters)
    lots = [Lot(*row) for row in await cursor.fetchall()]
    cursor = await connection.execute(statements("past")["read_debts"], parameters)
    return lots, {unit: debt for unit, debt in await cursor.fetchall() if debt}


async def read_movements(
    connection: AsyncConnection[Any],
    programme_id: int,
    member_id: int,
    since: datetime,
    before: datetime,
    zone: ZoneInfo,
) -> list[tuple[str, Movement]]:
    """(unit, movement) of each transfer that took effect in this time, in order; their days are those of the zone."""
    parameters = {"programme": programme_id, "member": member_id, "since": since, "before": before}
    cursor = await connection.execute(statements("past")["read_movements"], parameters)
    return [
        (unit, Movement(seq, no, local_day(at, zone), *told)) for unit, at, seq, no, *told in await cursor.fetchall()
    ]
