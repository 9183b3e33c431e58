"""Many facts at once; what cannot be reached for one of them leaves the others alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from treue.processing.batcher import Closed, QueueFull
from treue.processing.commands import Command, Outcome
from treue.processing.desk import Desk
from treue.processing.processor import Unavailable

NotReached = QueueFull | Closed | Unavailable
"""The fact is not known to have happened and can be reported again with the same keys."""


async def report_many(desk: Desk, commands: Sequence[Command]) -> list[Outcome | NotReached]:
    """What became of each, in their order; see `report`."""
    return await asyncio.gather(*(_reported(desk, command) for command in commands))


async def _reported(desk: Desk, command: Command) -> Outcome | NotReached:
    try:
        (outcome,) = await desk.run([command])
    except (QueueFull, Closed, Unavailable) as fault:
        return fault
    return outcome
