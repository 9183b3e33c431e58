"""Counting anew what a version counts for the first time: from all that is stored of the past, member by member.

It happens in the transaction that publishes the version, while no batch of the programme runs; so from its first
instant on the version finds what it would have found had it always been there. What was counted stands as one event in
the member's history, so tallies can be rebuilt from events like everything else.

What cannot be known any more is not counted: the lines of orders whose retention has ended, and the level or the
attributes a member had then; conditions of metrics that ask for these read what he has now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection

from treue.domain.instants import local_day
from treue.engine.counting import COUNTED, counts_anew, tally_names
from treue.engine.decision import Decision, ReadSet, Share
from treue.engine.state import Profile, State
from treue.engine.tallies import Count
from treue.processing.figures import encoded, figures_of
from treue.processing.readset import stored
from treue.processing.replay import event_of
from treue.programme.records import Programme
from treue.store.partitions import make_months, month_of
from treue.store.statements import statements
from treue.store.writing import Rows, write

_MEMBERS_AT_ONCE = 1000


@dataclass(slots=True)
class _Member:
    """A member and what was found for him so far."""

    member_id: int
    last_seq: int
    decided_at: datetime
    purchases: int
    joined_at: datetime
    found: Counter[tuple[str, date, str]] = field(default_factory=Counter)


async def backfill(
    connection: AsyncConnection[Any],
    programme_id: int,
    before: Sequence[Programme],
    programme: Programme,
    version: int,
    audit_id: int,
    now: datetime,
) -> int:
    """Count for every member what no version `before` counted; the number of members for whom something was found.

    The caller holds the lock for publishing and commits.
    """
    names = tally_names(programme).difference(*(tally_names(earlier) for earlier in before))
    if not names or not before:
        return 0
    await make_months(connection, {month_of(local_day(now, programme.zone))})
    rows, members = Rows(), 0
    current: _Member | None = None
    async with connection.cursor(name="past_events") as cursor:
        await cursor.execute(statements("programmes")["past_events"], {"programme": programme_id})
        async for member_id, seq, decided_at, purchases, joined_at, kind, result, body in cursor:
            if current is None or current.member_id != member_id:
                members += _keep(rows, current, programme, version, audit_id, now)
                current = _Member(member_id, seq, decided_at, purchases, joined_at)
            if body is not None:
                _count(current, programme, names, kind, result, body)
            if len(rows["insert_events"]) >= _MEMBERS_AT_ONCE:
                await write(connection, programme_id, rows)
                rows = Rows()
    members += _keep(rows, current, programme, version, audit_id, now)
    await write(connection, programme_id, rows)
    return members


def _count(
    member: _Member,
    programme: Programme,
    names: Collection[str],
    kind: str,
    result: Mapping[str, Any],
    body: Mapping[str, Any],
) -> None:
    shares = [Share(rule, unit, given, given) for rule, unit, given, *_ in result.get("shares", ())]
    state = State(member.decided_at, profile=Profile(member.joined_at))
    for count in counts_anew(programme, names, state, event_of(kind, body), shares):
        member.found[count.name, count.day, count.value] += count.amount


def _keep(rows: Rows, member: _Member | None, programme: Programme, version: int, audit_id: int, now: datetime) -> int:
    """The event of what was found for the member, and his tallies."""
    if member is None or not any(member.found.values()):
        return 0
    decided_at = max(now, member.decided_at)
    counts = tuple(Count(name, day, amount, value) for (name, day, value), amount in sorted(member.found.items()))
    decision = Decision(COUNTED, decided_at, ReadSet(decided_at), counts=counts)
    seq, day = member.last_seq + 1, local_day(decided_at, programme.zone)
    figures = encoded(figures_of(decision, programme.zone))
    rows["insert_events"].append(
        (member.member_id, seq, decided_at, decided_at, audit_id, version, day, COUNTED, None, figures)
    )
    rows["insert_readsets"].append((member.member_id, seq, day, stored(decision.read_set)))
    rows["update_members"].append((member.member_id, seq, decided_at, member.purchases))
    rows["add_tallies"].extend((member.member_id, *key, amount) for key, amount in sorted(member.found.items()))
    return 1
