"""Turn the clock of a sandbox forward, and decide what that time brings, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from psycopg.types.json import Jsonb

from treue.processing.desk import Desk
from treue.store.audits import insert_audit
from treue.store.programmes import turn_clock as set_clock
from treue.usecases.programmes.settle_due import settle_due
from treue.words.sentences import sentence


class CannotTurn(Exception):
    """The clock stays as it is; the sentence says why."""


async def turn_clock(desk: Desk, to: datetime, *, actor: str, progress: Callable[[int], None] = lambda _: None) -> int:
    """Set the sandbox's clock to `to` and settle every member; returns how many members had something due."""
    if not desk.sandbox:
        raise CannotTurn(
            sentence("'{programme}' is live; only the clock of a sandbox can be turned", programme=desk.key)
        )
    async with desk.pool.connection() as connection, connection.transaction():
        if not await set_clock(connection, desk.programme_id, to):
            raise CannotTurn(
                sentence(
                    "the clock of '{programme}' is already past {instant} UTC and never runs back",
                    programme=desk.key,
                    instant=f"{to:%Y-%m-%d %H:%M}",
                )
            )
        detail = Jsonb({"to": to.isoformat()})
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "turn_clock", detail)
    return await settle_due(desk, progress)
