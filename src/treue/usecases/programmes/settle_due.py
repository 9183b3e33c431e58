"""Decide what time has brought the members nobody touches; a sweep, to be run now and then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from treue.processing.commands import Settle
from treue.processing.desk import Desk
from treue.store.statements import statements

MEMBERS_PER_BATCH = 1000


async def settle_due(desk: Desk, progress: Callable[[int], None] = lambda _: None) -> int:
    """Decide what time has brought the members nobody touched; returns how many there were.

    Doing this late, twice or never changes nothing but when it is seen.
    """
    settled = 0
    while members := await _due_first(desk, await desk.now()):
        await desk.run([Settle(member_id) for member_id in members])
        settled += len(members)
        progress(settled)
    return settled


async def _due_first(desk: Desk, now: datetime) -> list[int]:
    parameters = {"programme": desk.programme_id, "now": now, "limit": MEMBERS_PER_BATCH}
    async with desk.pool.connection() as connection:
        cursor = await connection.execute(statements("programmes")["due_first"], parameters)
        return [member_id for (member_id,) in await cursor.fetchall()]
