"""A household as one of its members sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from treue.processing.desk import Desk
from treue.store.wallets import Housemate, PurchaseRow, read_purchases
from treue.usecases.members.show import show as show_wallet

PURCHASES_MAX = 20


@dataclass(frozen=True, slots=True)
class Home:
    """Who belongs to it, the head first; what the member can use of it; what they bought, if all of them agree."""

    now: datetime
    members: tuple[Housemate, ...]
    available: Mapping[str, int]
    """By unit that is shared: scaled units of all that the member can use."""
    purchases: tuple[PurchaseRow, ...] | None
    """The last ones, newest first; None where not everybody agrees that the others see them."""


async def show_household(desk: Desk, member_id: int) -> Home | None:
    """The household after settling what is due by now; None where the member is in none."""
    wallet = await show_wallet(desk, member_id, history_max=0, with_redemptions=False)
    if not wallet.household:
        return None
    purchases = None
    if all(mate.shares_purchases for mate in wallet.household):
        members = [mate.member_id for mate in wallet.household]
        async with desk.pool.connection() as connection:
            purchases = tuple(await read_purchases(connection, desk.programme_id, members, PURCHASES_MAX))
    available = {
        unit: pool + (wallet.holdings[unit].available if unit in wallet.holdings else 0)
        for unit, pool in wallet.pool.items()
    }
    return Home(wallet.now, wallet.household, available, purchases)
