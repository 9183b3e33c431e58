"""Trace = decision: every event of a programme traced from what was kept of it, beside what was booked.

The trace reads expressions with another reader than what decides and calculates in another way (`engine.tracing`), so
a difference is a fault of one of them. Nothing is changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from treue.domain.events import Brought, CustomEvent, Joined, Purchase
from treue.engine.tracing import retrace
from treue.processing.desk import Desk
from treue.processing.proof import Broken
from treue.processing.readset import restored
from treue.processing.replay import event_of
from treue.processing.versions import Versions
from treue.store.explaining import DecidedRow, read_decided
from treue.words.explanation.earning import as_stored

CHECK = "trace"


@dataclass(frozen=True, slots=True)
class Traced:
    """How many events were traced, of how many too little is kept, and those that come out otherwise."""

    events: int
    not_kept: int
    differences: tuple[Broken, ...]


async def trace_all(desk: Desk, differences_max: int = 10) -> Traced:
    """Trace every event that earns; it ends early where `differences_max` differences were found."""
    versions = await desk.versions()
    events, not_kept, differences = 0, 0, list[Broken]()
    async with desk.pool.connection() as connection, connection.transaction():
        async for row in read_decided(connection, desk.programme_id):
            if row.body is None or row.read_set is None:
                not_kept += bool(row.figures.get("shares"))
                continue
            difference = _difference(versions, row)
            if difference is None:
                continue
            events += 1
            if difference:
                place = f"event {row.seq} of member {row.member_id}"
                differences.append(Broken(CHECK, place, str(row.figures.get("shares", [])), difference))
                if len(differences) >= differences_max:
                    break
    return Traced(events, not_kept, tuple(differences))


def _difference(versions: Versions, row: DecidedRow) -> str | None:
    """What the trace comes to instead, nothing where it is the same; None for an event that no rule looks at."""
    assert row.body is not None
    assert row.read_set is not None
    try:
        event = event_of(row.kind, row.body)
    except (KeyError, ValueError):
        # A kind that is decided by other means than rules.
        return None
    if not isinstance(event, Purchase | Joined | CustomEvent | Brought):
        return None
    trace = retrace(versions.numbered(row.version).programme, event, restored(row.read_set), tells_misses=False)
    found = as_stored(trace.shares)
    return "" if found == [list(share) for share in row.figures.get("shares", ())] else str(found)
