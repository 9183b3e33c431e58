"""An order as it stands when something of it comes back: what was bought, what it gave, and what came back before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from treue.domain.books import Account, Cause
from treue.domain.orders import Order
from treue.engine.decision import Decision, ReadSet
from treue.engine.returning.keeping import Totals
from treue.engine.returning.reckoned import Bought
from treue.engine.tallies import Count
from treue.programme.records import Programme

RETURN = "return"
Effect = tuple[str, str]
"""(rule, unit)"""


@dataclass(frozen=True, slots=True)
class Booked:
    """What the order was credited by a rule, in which of its lots, and the life of that lot."""

    rule: str
    unit: str
    amount: int
    lot: int
    available_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderStanding:
    """One order. Amounts of units are scaled, money is in minor units."""

    seq: int
    kind: str
    occurred_at: datetime
    programme: Programme
    """The version it was decided under."""
    is_refused: bool
    order: Order | None
    """None where it is not kept any more."""
    read_set: ReadSet | None
    paid: int | None
    booked: tuple[Booked, ...]
    shares: tuple[tuple[str, str, int], ...]
    """(rule, unit, given), before parts below zero are taken from others."""
    counts: tuple[Count, ...]
    """What it counted."""
    expired: Mapping[str, int] = field(default_factory=dict)
    """By unit: what expired of its lots."""
    totals: Totals = field(default_factory=Totals)
    entitled: Mapping[Effect, int] = field(default_factory=dict)
    """What returns left of what was booked, where they changed it."""
    uncounted: tuple[Count, ...] = ()
    """What returns took away from the counts."""
    used_expired: Mapping[str, int] = field(default_factory=dict)
    """By unit: what expired and was counted as taken back."""
    forgiven: Mapping[Effect, int] = field(default_factory=dict)
    given_back: tuple[int, ...] = ()
    """The numbers of returns that gave back; their lots are the order's own as well."""
    is_unmade: bool = False
    """Nothing of it is kept."""
    bought: Mapping[int, Bought] = field(default_factory=dict)
    """By place: the lines of which something came back."""
    reported_at: datetime | None = None
    """When the return was reported, where it had to wait for the order."""
    owner: int | None = None
    """The internal id of the member whose order it was, where he was merged into the one who returns."""
    later: tuple[tuple[Programme, frozenset[str]], ...] = ()
    """Versions that took over from the one it was decided under, and the tallies that only they keep."""

    def left_of(self, booked: Booked) -> int:
        """What the order is entitled to of the rule and unit so far."""
        return self.entitled.get((booked.rule, booked.unit), booked.amount)


def standing_of(programme: Programme, seq: int, order: Order | None, decision: Decision) -> OrderStanding:
    """The order, or what was taken for one, right after it was decided as event `seq`."""
    lots = {lot.no: lot for lot in decision.lots}
    booked = tuple(
        Booked(
            moved.source,
            moved.unit,
            moved.amount,
            moved.lot_no,
            lots[moved.lot_no].available_at,
            lots[moved.lot_no].expires_at,
        )
        for moved in decision.transfers
        if moved.cause is Cause.EARNED and moved.lot_no is not None
    )
    return OrderStanding(
        seq,
        decision.kind,
        decision.occurred_at,
        programme,
        decision.refused is not None,
        order,
        decision.read_set,
        decision.paid,
        booked,
        tuple((share.rule, share.unit, share.given) for share in decision.shares),
        decision.counts,
    )


def followed(standing: OrderStanding, decision: Decision) -> OrderStanding:
    """The order after a later decision about the same member: lots of it that expired, or a return."""
    back = decision.returned
    if back is not None and (back.owner, back.order) == (standing.owner, standing.seq) and decision.refused is None:
        used, forgiven = dict(standing.used_expired), dict(standing.forgiven)
        for unit, amount in decision.expired:
            used[unit] = used.get(unit, 0) + amount
        for rule, unit, amount in decision.forgiven:
            forgiven[rule, unit] = forgiven.get((rule, unit), 0) + amount
        return replace(
            standing,
            totals=back.totals,
            entitled={**standing.entitled, **{(one.rule, one.unit): one.after for one in back.entitled}},
            uncounted=(*standing.uncounted, *decision.counts),
            used_expired=used,
            forgiven=forgiven,
            given_back=(*standing.given_back, *({lot.seq for lot in decision.lots} if back.owner is None else ())),
            is_unmade=standing.is_unmade or back.unmade,
            bought={**standing.bought, **back.bought},
        )
    expired = dict(standing.expired)
    for moved in decision.transfers:
        if moved.credit in (Account.EXPIRED, Account.FORFEITED):
            own = sum(use.amount for use in moved.uses if use.seq in (standing.seq, *standing.given_back))
            expired[moved.unit] = expired.get(moved.unit, 0) + own
    return standing if expired == standing.expired else replace(standing, expired=expired)
