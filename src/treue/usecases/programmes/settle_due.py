"""Decide what time has brought the members nobody touches; a sweep, to be run now and then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from treue.processing.commands import Settle
from treue.processing.desk import Desk
from treue.store.arrays import integers
from treue.store.statements import statements

MEMBERS_PER_BATCH = 1000


async def settle_due(desk: Desk, progress: Callable[[int], None] = lambda _: None) -> int:
    """Decide what time has brought the members nobody touched; returns how many there were.

    Doing this late, twice or never changes nothing but when it is seen. What cannot be decided is parked and left as it
    is; the others are not kept waiting.
    """
    settled = 0
    parked: set[int] = set()
    while members := await _due_first(desk, await desk.now(), parked):
        outcomes = await desk.run([Settle(member_id) for member_id in members])
        parked |= {
            member_id for member_id, outcome in zip(members, outcomes, strict=True) if outcome.status != "decided"
        }
        settled += sum(outcome.status == "decided" for outcome in outcomes)
        progress(settled)
    return settled


async def _due_first(desk: Desk, now: datetime, without: set[int]) -> list[int]:
    parameters = {
        "programme": desk.programme_id,
        "now": now,
        "limit": MEMBERS_PER_BATCH,
        "without": integers(without),
    }
    async with desk.pool.connection() as connection:
        cursor = await connection.execute(statements("programmes")["due_first"], parameters)
        return [member_id for (member_id,) in await cursor.fetchall()]
