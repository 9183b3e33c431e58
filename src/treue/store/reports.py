"""Figures of the books as of one instant and as known at another, added up from the facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection

from treue.store.statements import statements


@dataclass(frozen=True, slots=True)
class Sight:
    """What a report sees: effective up to `as_of`, whose local day is `as_of_day`, and booked up to `known_at`."""

    as_of: datetime
    as_of_day: date
    known_at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Movement:
    """Scaled units that went from one account to another on one day; `late` transfers of them were about a closed
    period."""

    unit: str
    day: date
    debit: str
    credit: str
    amount: int
    late: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Of what members hold of a unit: what has expired but is not booked yet, and what is not available yet."""

    lapsed: int
    pending: int


@dataclass(frozen=True, slots=True)
class Donated:
    """What a cause was given in one month, in minor units; `month` is its first day."""

    cause: str
    month: date
    currency: str
    minor: int


async def read_donations(
    connection: AsyncConnection[Any], programme_id: int, as_of: datetime, known_at: datetime
) -> list[Donated]:
    """By cause and month, in this order."""
    parameters = {"programme": programme_id, "as_of": as_of, "known_at": known_at}
    cursor = await connection.execute(statements("reports")["donations"], parameters)
    return [Donated(*row) for row in await cursor.fetchall()]


async def read_movements(connection: AsyncConnection[Any], programme_id: int, sight: Sight) -> list[Movement]:
    """Every pair of accounts by unit and day, in this order."""
    cursor = await connection.execute(statements("reports")["movements"], _parameters(programme_id, sight))
    return [Movement(*row) for row in await cursor.fetchall()]


async def read_waiting(connection: AsyncConnection[Any], programme_id: int, sight: Sight) -> dict[str, Waiting]:
    """What of the open lots cannot be used, by unit."""
    cursor = await connection.execute(statements("reports")["lots"], _parameters(programme_id, sight))
    return {unit: Waiting(lapsed, pending) for unit, lapsed, pending in await cursor.fetchall()}


def _parameters(programme_id: int, sight: Sight) -> dict[str, Any]:
    return {
        "programme": programme_id,
        "as_of": sight.as_of,
        "as_of_day": sight.as_of_day,
        "known_at": sight.known_at,
        "zone": sight.zone,
    }
