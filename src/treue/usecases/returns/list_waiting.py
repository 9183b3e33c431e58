"""Which returns wait for their order, and which of them have waited so long that a person should look (R6.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from treue.domain.events import Return
from treue.engine.returning.standing import RETURN
from treue.processing.desk import Desk
from treue.processing.replay import event_of
from treue.store.returns import list_waiting as read_waiting

WAITING_MAX = 1000


@dataclass(frozen=True, slots=True)
class WaitingReturn:
    """A return without its order."""

    waiting_id: int
    reported_at: datetime
    actor: str
    event: Return
    for_review: bool
    """Whether it has waited longer than the programme lets it (`checkout.parked_for`)."""


async def list_waiting(desk: Desk, limit: int = WAITING_MAX) -> list[WaitingReturn]:
    """The returns that wait, the oldest first."""
    now, versions = await desk.now(), await desk.versions()
    longest = (versions.at(now) or versions.first).programme.parked_for
    async with desk.pool.connection() as connection:
        rows = await read_waiting(connection, desk.programme_id, limit)
    found = []
    for waiting_id, reported_at, actor, body in rows:
        event = event_of(RETURN, body)
        assert isinstance(event, Return), "only returns wait for an order"
        found.append(WaitingReturn(waiting_id, reported_at, actor, event, now - reported_at >= longest))
    return found
