"""The money that members are to be paid, and what causes got."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from treue.processing.desk import Desk
from treue.store.payouts import FIRST, DonationRow, PayoutRow, Place, list_donations, list_payouts

Which = Literal["waiting", "paid", "all"]
_STANDINGS: Mapping[Which, tuple[str, ...]] = {"waiting": ("open",), "paid": ("used",), "all": ("open", "used")}


async def payouts(
    desk: Desk, which: Which = "waiting", *, after: Place = FIRST, limit: int | None = None
) -> list[PayoutRow]:
    """Pay-outs that wait, that were made, or both, oldest first; those of a page after its place."""
    async with desk.pool.connection() as connection:
        return await list_payouts(connection, desk.programme_id, _STANDINGS[which], after, limit)


async def donations(desk: Desk, first: date | None = None, last: date | None = None) -> list[DonationRow]:
    """What each cause got on the local days between, both included."""
    async with desk.pool.connection() as connection:
        return await list_donations(connection, desk.programme_id, first, last)
