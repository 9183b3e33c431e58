"""Rewards that are sent, and how far they have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from treue.store.statements import statements
from treue.store.wallets import name_redemptions


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A reward that `owner_id` got by event `number` and that is sent to him; `state` is open, sent or arrived."""

    owner_id: int
    number: int
    name: str
    """What the redemption is called in the wallet: its number, after those of the merges that brought it there."""
    reward: str
    asked_at: datetime
    state: str
    by: str
    """'operator', 'partner' or 'supplier'."""
    adapter: str | None
    """The outside catalogue it comes from."""
    address: str | None
    """None where the reward came without a wish, where it needs none, and once it was erased or retired."""
    public_id: str | None
    """Of the survivor where the member was merged; None where he was erased."""

    @property
    def place(self) -> tuple[datetime, int, int]:
        """Where the next page begins."""
        return self.asked_at, self.owner_id, self.number


@dataclass(frozen=True, slots=True)
class DeliveriesPage:
    """Which deliveries are listed: those still to arrive, or with `arrived` all; after a place, at most `limit`."""

    arrived: bool = False
    adapter: str | None = None
    """Of one outside catalogue alone."""
    after: tuple[datetime, int, int] | None = None
    """(instant, member, number) of the last one before."""
    limit: int | None = None


async def list_deliveries(
    connection: AsyncConnection[Any], programme_id: int, page: DeliveriesPage
) -> list[DeliveryRow]:
    """Oldest first."""
    after, member, number = (None, None, None) if page.after is None else page.after
    parameters = {
        "programme": programme_id,
        "arrived": page.arrived,
        "adapter": page.adapter,
        "limit": page.limit,
        "after": after,
        "member": member,
        "number": number,
    }
    cursor = await connection.execute(statements("deliveries")["list_deliveries"], parameters)
    rows = await cursor.fetchall()
    merged = [(owner_id, number) for owner_id, number, was_merged, *_ in rows if was_merged]
    names = await name_redemptions(connection, programme_id, merged)
    return [
        DeliveryRow(owner_id, number, names.get((owner_id, number), str(number)), *rest)
        for owner_id, number, _, *rest in rows
    ]
