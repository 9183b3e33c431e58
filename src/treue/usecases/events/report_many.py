"""Many facts at once; what cannot be reached for one of them leaves the others alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence

from treue.processing.batcher import Closed, QueueFull
from treue.processing.commands import Command, Outcome
from treue.processing.desk import Desk
from treue.processing.processor import Unavailable

NotReached = QueueFull | Closed | Unavailable
"""The fact is not known to have happened and can be reported again with the same keys."""


def report_many(desk: Desk, commands: Sequence[Command]) -> Awaitable[list[Outcome | NotReached]]:
    """What becomes of each, in their order; see `report`. They are handed over at once, so whoever calls this again
    before it is awaited has his facts decided after these."""
    return _all([desk.take(command) for command in commands])


async def _all(answers: Sequence[asyncio.Future[Outcome]]) -> list[Outcome | NotReached]:
    found: list[Outcome | NotReached] = []
    for one in await asyncio.gather(*answers, return_exceptions=True):
        if not isinstance(one, Outcome | NotReached):
            raise one
        found.append(one)
    return found
