"""Sweeps: what is done for each programme now and then. Doing one late, twice or at the same time changes nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from treue.processing.clock import wall_now
from treue.processing.commands import SYSTEM
from treue.processing.desk import Desk
from treue.store.jobs import drop_lapsed_keys
from treue.store.webhooks import run as run_statement
from treue.usecases.books.retire import retire
from treue.usecases.programmes.settle_due import settle_due
from treue.usecases.webhooks.announce_expiry import announce_expiry

KEYS_PER_BATCH = 10_000
DELIVERED_KEPT = timedelta(days=7)
DEAD_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep by name; `run` answers how many things it did."""

    name: str
    every: timedelta
    run: Callable[[Desk], Awaitable[int]]


async def settle(desk: Desk) -> int:
    """Decide what time has brought the members nobody touched."""
    return await settle_due(desk)


async def lapse_keys(desk: Desk) -> int:
    """Delete request keys that lapsed, page by page, so that nobody waits for it."""
    dropped, after = 0, b""
    while True:
        async with desk.pool.connection() as connection:
            count, last = await drop_lapsed_keys(
                connection, desk.programme_id, now=wall_now(), after=after, limit=KEYS_PER_BATCH
            )
        dropped += count
        if last is None:
            return dropped
        after = last


async def retain(desk: Desk) -> int:
    """Retire what the document does not keep any longer, and delete messages that were delivered or given up."""
    retired = await retire(desk, actor=SYSTEM)
    now = wall_now()
    parameters = {
        "programme": desk.programme_id,
        "delivered_before": now - DELIVERED_KEPT,
        "dead_before": now - DEAD_KEPT,
        "now": await desk.now(),
    }
    async with desk.pool.connection() as connection:
        return retired.rows + await run_statement(connection, "delete_old_messages", parameters)


SWEEPS = (
    Sweep("settle", timedelta(minutes=1), settle),
    Sweep("expiry_ahead", timedelta(hours=1), announce_expiry),
    Sweep("lapse_keys", timedelta(days=1), lapse_keys),
    Sweep("retain", timedelta(days=1), retain),
)
