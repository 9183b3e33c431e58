"""The money that members are to be paid, and what causes got."""

from __future__ import annotations

from datetime import date

from treue.processing.desk import Desk
from treue.store.payouts import DonationRow, PayoutRow, list_donations, list_payouts


async def payouts(desk: Desk, *, paid: bool = False) -> list[PayoutRow]:
    """Pay-outs that wait, oldest first; with `paid` also those that were made."""
    async with desk.pool.connection() as connection:
        return await list_payouts(connection, desk.programme_id, paid=paid)


async def donations(desk: Desk, first: date | None = None, last: date | None = None) -> list[DonationRow]:
    """What each cause got on the local days between, both included."""
    async with desk.pool.connection() as connection:
        return await list_donations(connection, desk.programme_id, first, last)
