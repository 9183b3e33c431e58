"""Rewards that are sent, and how far they have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from treue.store.statements import statements


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A reward that the member got by event `number` and that is sent to him; `state` is open, sent or arrived."""

    member_id: int
    number: int
    reward: str
    asked_at: datetime
    state: str
    by: str
    """'operator', 'partner' or 'supplier'."""
    address: str | None
    """None where the reward came without a wish, where it needs none, and once it was erased or retired."""
    public_id: str | None
    """None where the member was erased."""


async def list_deliveries(connection: AsyncConnection[Any], programme_id: int, *, arrived: bool) -> list[DeliveryRow]:
    """Those that are still to arrive, oldest first; with `arrived` all of them."""
    parameters = {"programme": programme_id, "arrived": arrived}
    cursor = await connection.execute(statements("deliveries")["list_deliveries"], parameters)
    return [DeliveryRow(*row) for row in await cursor.fetchall()]
