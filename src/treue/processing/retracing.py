"""Trace = decision: every event of a programme traced from what was kept of it, beside what was booked.

The trace reads expressions with another reader than what decides and calculates in another way (`engine.tracing`), so
a difference is a fault of one of them. Nothing is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from treue.domain.events import Brought, CustomEvent, Joined, Purchase
from treue.engine.tracing import retrace, retrace_condition, retrace_period
from treue.processing.desk import Desk
from treue.processing.proof import Broken
from treue.processing.readset import restored
from treue.processing.replay import event_of
from treue.processing.versions import Versions
from treue.programme.records import PARTICIPATION
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
    """Trace every event that earns, every end of a period of participation, and every condition of a wish.

    It ends early where `differences_max` differences were found.
    """
    versions = await desk.versions()
    events, not_kept, differences = 0, 0, list[Broken]()
    async with desk.pool.connection() as connection, connection.transaction():
        async for row in read_decided(connection, desk.programme_id):
            if row.read_set is None or (row.body is None and row.kind != PARTICIPATION):
                not_kept += bool(row.figures.get("shares"))
                continue
            both = _booked_and_traced(versions, row)
            if both is None:
                continue
            events += 1
            booked, found = both
            if booked != found:
                place = f"event {row.seq} of member {row.member_id}"
                differences.append(Broken(CHECK, place, str(booked), str(found)))
                if len(differences) >= differences_max:
                    break
    return Traced(events, not_kept, tuple(differences))


def _booked_and_traced(versions: Versions, row: DecidedRow) -> tuple[list[Any], list[Any]] | None:
    """What was booked and what the trace comes to; None for an event that no rule looks at."""
    assert row.read_set is not None
    programme, read_set = versions.numbered(row.version).programme, restored(row.read_set)
    if row.body is None:
        period = retrace_period(programme, read_set)
        if period is None:
            return None
        # A step that stays is not said anew.
        found = [[period.ladder.id, str(period.after)]] if period.after != period.before else []
        return [climb[:2] for climb in row.figures.get("climbs", ())], found
    try:
        event = event_of(row.kind, row.body)
    except (KeyError, ValueError):
        # A kind that is decided by other means than rules.
        return None
    if not isinstance(event, Purchase | Joined | CustomEvent | Brought):
        holds = retrace_condition(programme, event, read_set)
        return None if holds is None else ([True], [holds])
    trace = retrace(programme, event, read_set, tells_misses=False)
    return [list(share) for share in row.figures.get("shares", ())], as_stored(trace.shares)
