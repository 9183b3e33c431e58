"""Counting anew what a version counts for the first time: from all that is stored of the past, member by member.

It happens in the transaction that publishes the version, while no batch of the programme runs; so from its first
instant on the version finds what it would have found had it always been there. What was counted stands as one event in
the member's history, so tallies can be rebuilt from events like everything else.

Of an order of which something came back, what was kept of it is counted.

What cannot be known any more is not counted: the lines of orders whose retention has ended, and the level or the
attributes a member had then; conditions of metrics that ask for these read what he has now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection

from treue.domain.events import Purchase
from treue.domain.instants import local_day
from treue.engine.counting import COUNTED, counts_anew, tally_names
from treue.engine.crediting import netted
from treue.engine.decision import Decision, ReadSet, Share
from treue.engine.returning.keeping import Totals
from treue.engine.returning.standing import RETURN, Effect
from treue.engine.returning.uncounting_later import counted_of_kept
from treue.engine.state import Profile, State
from treue.engine.tallies import Count
from treue.processing.figures import encoded, figures_of
from treue.processing.readset import stored
from treue.processing.replay import event_of
from treue.processing.returned import totals_in
from treue.programme.records import Programme
from treue.store.partitions import make_months, month_of
from treue.store.statements import statements
from treue.store.writing import Rows, write

_MEMBERS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class _Bought:
    """An order as it stands after what came back of it so far."""

    event: Purchase
    entitled: Mapping[Effect, int]
    totals: Totals = field(default_factory=Totals)


@dataclass(slots=True)
class _Member:
    """A member and what was found for him so far."""

    member_id: int
    last_seq: int
    decided_at: datetime
    purchases: int
    joined_at: datetime
    found: Counter[tuple[str, date, str]] = field(default_factory=Counter)
    orders: dict[int, _Bought] = field(default_factory=dict)
    """By number."""

    def add(self, counts: Iterable[Count], sign: int = 1) -> None:
        """Count, or with -1 uncount."""
        for count in counts:
            self.found[count.name, count.day, count.value] += sign * count.amount


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
        async for member_id, last_seq, decided_at, purchases, joined_at, seq, kind, result, body in cursor:
            if current is None or current.member_id != member_id:
                members += _keep(rows, current, programme, version, audit_id, now)
                current = _Member(member_id, last_seq, decided_at, purchases, joined_at)
            if kind == RETURN:
                _uncount(current, programme, names, result)
            elif body is not None:
                _count(current, programme, names, seq, kind, result, body)
            if len(rows["insert_events"]) >= _MEMBERS_AT_ONCE:
                await write(connection, programme_id, rows)
                rows = Rows()
    members += _keep(rows, current, programme, version, audit_id, now)
    await write(connection, programme_id, rows)
    return members


def _count(
    member: _Member,
    programme: Programme,
    names: frozenset[str],
    seq: int,
    kind: str,
    result: Mapping[str, Any],
    body: Mapping[str, Any],
) -> None:
    event = event_of(kind, body)
    shares = tuple(Share(rule, unit, given, given) for rule, unit, given, *_ in result.get("shares", ()))
    if isinstance(event, Purchase):
        member.orders[seq] = _Bought(event, _netted(shares))
    state = State(member.decided_at, profile=Profile(member.joined_at))
    member.add(counts_anew(programme, names, state, event, shares))


def _uncount(member: _Member, programme: Programme, names: frozenset[str], result: Mapping[str, Any]) -> None:
    """Count what is kept of the order after a return in place of what was counted of it; nothing of it is known where
    its lines are not kept, or where it was that of a member who was merged into this one (R9.2)."""
    order = None if "owner" in result else member.orders.get(result["order"])
    if order is None:
        return
    after = {(rule, unit): kept for rule, unit, _, kept in result.get("entitled", ())}
    kept = replace(order, entitled={**order.entitled, **after}, totals=totals_in(result))
    for one, sign in ((order, -1), (kept, 1)):
        event = one.event
        counted = counted_of_kept(
            programme, names, event.order, event.occurred_at, one.totals, one.entitled, member.joined_at
        )
        member.add(counted, sign)
    member.orders[result["order"]] = kept


def _netted(shares: Sequence[Share]) -> dict[Effect, int]:
    """By rule and unit: what was booked of the shares."""
    units = dict.fromkeys(share.unit for share in shares)
    return {
        (rule, unit): amount
        for unit in units
        for rule, amount in netted([(share.rule, share.given) for share in shares if share.unit == unit])
    }


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
