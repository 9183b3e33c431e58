"""Retire what need not be kept any longer: line data and other facts as received (docs/rules.md R4.9).

Decisions and books stay. Such events are not replayable any more, and `treue verify` says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from psycopg.types.json import Jsonb

from treue.domain.instants import Period, after, local_day
from treue.processing.desk import Desk
from treue.programme.records import PURCHASE, Programme
from treue.store.audits import insert_audit
from treue.store.partitions import known_months, month_after
from treue.store.retiring import Boundaries, drop_month, insert_retirement, last_boundaries, retire_month


@dataclass(frozen=True, slots=True)
class Retired:
    """Up to where the programme is retired now, and what this run deleted: rows, and months dropped as a whole."""

    boundaries: Boundaries
    rows: int
    months: int


async def retire(desk: Desk, *, actor: str, progress: Callable[[int, int], None] = lambda _done, _of: None) -> Retired:
    """Delete bodies and read-sets of events that are older than the document's retention.

    A run that was interrupted is gone on with by the next one. `progress` hears how many of how many months are done.
    """
    now = await desk.now()
    versions = await desk.versions()
    wanted = boundaries_at(now, (versions.at(now) or versions.first).programme)
    async with desk.pool.connection() as connection:
        async with connection.transaction():
            before = await last_boundaries(connection, desk.programme_id) or Boundaries(date.min, date.min)
            boundaries = Boundaries(
                max(wanted.lines_before, before.lines_before), max(wanted.payloads_before, before.payloads_before)
            )
            if boundaries != before:
                audit_id = desk.new_id()
                await insert_retirement(connection, desk.programme_id, boundaries, now, audit_id)
                detail = {
                    "lines_before": boundaries.lines_before.isoformat(),
                    "payloads_before": boundaries.payloads_before.isoformat(),
                }
                await insert_audit(connection, desk.programme_id, audit_id, None, actor, "retire", Jsonb(detail))
        earliest = min(boundaries.lines_before, boundaries.payloads_before)
        latest = max(boundaries.lines_before, boundaries.payloads_before)
        touched = sorted(month for month in await known_months(connection) if month < latest)
        await connection.commit()
        rows = months = 0
        for done, month in enumerate(touched, start=1):
            dropped = None
            if month_after(month) <= earliest:
                dropped = await drop_month(connection, desk.programme_id, month)
            if dropped is None:
                rows += await retire_month(connection, desk.programme_id, month, boundaries, PURCHASE)
            else:
                rows, months = rows + dropped, months + 1
            progress(done, len(touched))
    return Retired(boundaries, rows, months)


def boundaries_at(now: datetime, programme: Programme) -> Boundaries:
    """What may be retired at the instant: never what can still be returned, nor a day about which facts can come."""
    late = local_day(now - programme.accepts_late, programme.zone)
    lines = min(_day_before(now, programme.lines_kept, programme), _day_before(now, programme.return_window, programme))
    payloads = _day_before(now, programme.payloads_kept, programme)
    return Boundaries(min(lines, late), min(payloads, late))


def _day_before(now: datetime, kept: Period, programme: Programme) -> date:
    return local_day(after(now, Period(-kept.count, kept.unit), programme.zone), programme.zone)
