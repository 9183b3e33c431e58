"""Close a period of the books: what is booked later counts in the open one, marked (docs/rules.md R4.8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from psycopg.types.json import Jsonb

from treue.domain.instants import local_day
from treue.processing.desk import Desk
from treue.store.audits import insert_audit
from treue.store.closings import closed_until, insert_closing
from treue.store.programmes import lock_for_publishing
from treue.usecases.programmes.settle_due import settle_due


class CannotClose(Exception):
    """The period stays as it is; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A period that is closed up to and including `until`; not new where it was before."""

    until: date
    closed_at: datetime
    is_new: bool


async def close_period(
    desk: Desk, until: date, *, actor: str, progress: Callable[[int], None] = lambda _: None
) -> Closed:
    """Close every day up to and including `until`, for ever. Closing the same day twice is closing it once.

    What time brought in the period is booked into it first. Raises CannotClose for a day that is not over, and for one
    before the last closed day.
    """
    await _refuse_unfinished(desk, until)
    await settle_due(desk, progress)
    async with desk.pool.connection() as connection, connection.transaction():
        # Waits for the batches that are being decided; those that come later read the closing under the same lock.
        await lock_for_publishing(connection, desk.programme_id)
        now = await desk.now_seen_by(connection)
        before = await closed_until(connection, desk.programme_id)
        if before == until:
            return Closed(until, now, is_new=False)
        if before is not None and until < before:
            raise CannotClose(
                f"the books of '{desk.key}' are closed up to {before} already, and a closed period is not opened "
                f"again; name a day after {before}"
            )
        audit_id = desk.new_id()
        await insert_closing(connection, desk.programme_id, until, now, audit_id)
        detail = Jsonb({"until": until.isoformat()})
        await insert_audit(connection, desk.programme_id, audit_id, None, actor, "close_period", detail)
    return Closed(until, now, is_new=True)


async def _refuse_unfinished(desk: Desk, until: date) -> None:
    now = await desk.now()
    versions = await desk.versions()
    today = local_day(now, (versions.at(now) or versions.first).programme.zone)
    if until >= today:
        raise CannotClose(f"{until} is not over in '{desk.key}', where it is {today}; name an earlier day")
