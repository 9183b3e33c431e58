"""Totals over a programme, added up from the facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from treue.store.statements import statements


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts, what was paid for goods in minor units, and per unit what every account received less what it gave."""

    members: int
    orders: int
    lines: int
    redemptions: int
    accounts: Mapping[str, Mapping[str, int]]
    """Unit -> account -> scaled units; issuing and adjusting accounts are below zero by what they gave."""


async def read_totals(connection: AsyncConnection[Any], programme_id: int) -> Totals:
    """The totals as of now."""
    sql = statements("totals")
    parameters = {"programme": programme_id}
    cursor = await connection.execute(sql["counts"], parameters)
    counts = await cursor.fetchone()
    assert counts is not None
    members, orders, lines, redemptions = counts
    cursor = await connection.execute(sql["accounts"], parameters)
    accounts: dict[str, dict[str, int]] = {}
    for unit, account, amount in await cursor.fetchall():
        accounts.setdefault(unit, {})[account] = amount
    return Totals(members, orders, lines, redemptions, accounts)


async def count_holders(connection: AsyncConnection[Any], programme_id: int, units: Sequence[str]) -> int:
    """How many members who are not erased hold any of the units, available or not yet."""
    parameters = {"programme": programme_id, "units": list(units)}
    cursor = await connection.execute(statements("totals")["count_holders"], parameters)
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def members_holding(
    connection: AsyncConnection[Any], programme_id: int, unit: str, at_least: int
) -> list[tuple[int, int]]:
    """(member id, booked scaled units) of everybody who holds at least so much, by id."""
    parameters = {"programme": programme_id, "unit": unit, "at_least": at_least}
    cursor = await connection.execute(statements("totals")["members_holding"], parameters)
    return await cursor.fetchall()
