"""Turn the clock of a sandbox forward, and decide what that time brings, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from psycopg.types.json import Jsonb

from treue.processing.commands import Settle
from treue.processing.desk import Desk
from treue.store.audits import insert_audit
from treue.store.programmes import turn_clock as set_clock
from treue.store.statements import statements

MEMBERS_PER_BATCH = 1000


class CannotTurn(Exception):
    """The clock stays as it is; the sentence says why."""


async def turn_clock(desk: Desk, to: datetime, *, actor: str, progress: Callable[[int], None] = lambda _: None) -> int:
    """Set the sandbox's clock to `to` and settle every member; returns how many members had something due."""
    if not desk.sandbox:
        raise CannotTurn(f"'{desk.key}' is live; only the clock of a sandbox can be turned")
    async with desk.pool.connection() as connection, connection.transaction():
        if not await set_clock(connection, desk.programme_id, to):
            raise CannotTurn(f"the clock of '{desk.key}' is already past {to:%Y-%m-%d %H:%M} UTC and never runs back")
        detail = Jsonb({"to": to.isoformat()})
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "turn_clock", detail)
    return await settle_due(desk, progress)


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
