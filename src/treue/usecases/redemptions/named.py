"""Which redemption is meant by the number that a wallet shows."""

from __future__ import annotations

from treue.processing.desk import Desk
from treue.store.wallets import read_redeemed

NO_REDEMPTION = 0
"""No event has this number."""


async def redemption_named(desk: Desk, member_id: int, name: str) -> tuple[int, int]:
    """(member, number of the event); 7.3 is number 3 of the member who was merged into this one by event 7."""
    if name.isascii() and name.isdigit():
        return member_id, int(name)
    async with desk.pool.connection() as connection:
        rows = await read_redeemed(connection, desk.programme_id, member_id)
    return next(((row.member_id, row.number) for row in rows if row.name == name), (member_id, NO_REDEMPTION))
