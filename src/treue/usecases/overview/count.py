"""Counting figures over a whole programme without getting in the way of its work.

With a million members it takes seconds, so what was counted is kept, and is counted anew when it is older than fifty
times as long as counting took: counting is at most a fiftieth of the time. In a small programme that is a second, and
the figures are those of now. One count runs at a time in a process.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from treue.processing.clock import stopwatch, wall_now
from treue.processing.desk import Desk
from treue.store.overview import KeptOverview, count, keep, read_kept

ACTIVE_WITHIN = timedelta(days=90)
"""Who bought something in this time is active."""
JOINED_WITHIN = timedelta(days=30)
_AGE_FACTOR = 50
_AGE_MIN = timedelta(seconds=1)
_PATIENCE_S = 0.5
"""How long a reader waits for a count that runs; after that he gets what was counted last."""


class Counting:
    """The counts of one process."""

    def __init__(self) -> None:
        self._running: dict[int, asyncio.Task[KeptOverview]] = {}

    async def latest(self, desk: Desk) -> KeptOverview | None:
        """The figures, not older than they may be; or those of before, or None, while a long count is going on."""
        async with desk.pool.connection() as connection:
            kept = await read_kept(connection, desk.programme_id)
        if kept is not None and not _is_old(kept, wall_now()):
            return kept
        running = self._running.get(desk.programme_id)
        if running is None or running.done():
            running = self._running[desk.programme_id] = asyncio.create_task(count_now(desk))
        done, _ = await asyncio.wait({running}, timeout=_PATIENCE_S)
        return running.result() if done else kept

    async def drain(self) -> None:
        """Wait for what still counts, before the connections go."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)


async def count_now(desk: Desk) -> KeptOverview:
    """Count everything and keep it."""
    now, versions = await desk.now(), await desk.versions()
    programme = (versions.at(now) or versions.first).programme
    started, begun = wall_now(), stopwatch()
    async with desk.pool.connection() as connection:
        counted = await count(
            connection,
            desk.programme_id,
            now=now,
            active_since=now - ACTIVE_WITHIN,
            joined_since=now - JOINED_WITHIN,
            zone=programme.zone.key,
        )
        kept = KeptOverview(started, round((stopwatch() - begun) * 1000), counted)
        await keep(connection, desk.programme_id, kept)
    return kept


def _is_old(kept: KeptOverview, now: datetime) -> bool:
    return now - kept.counted_at > max(_AGE_MIN, _AGE_FACTOR * timedelta(milliseconds=kept.took_ms))
