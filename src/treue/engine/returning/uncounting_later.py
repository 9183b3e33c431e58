"""What a return takes from what versions count that began after its order was decided (docs/rules.md R6.2).

A version that counts something new begins with what is known of the past, and what other versions decide is counted for
it too (`engine.counting.counts_anew`). So an order is in those counters with what was kept of it; a return lowers them
by the difference between what was kept before and what is kept now, counted in the same way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from treue.domain.events import Purchase
from treue.domain.orders import Order
from treue.engine.counting import counts_anew
from treue.engine.decision import Share
from treue.engine.returning.keeping import Totals, kept_of
from treue.engine.returning.standing import Effect, OrderStanding
from treue.engine.state import Profile, State
from treue.engine.tallies import Count
from treue.programme.records import Programme

_Key = tuple[str, date, str]


def counted_of_kept(
    programme: Programme,
    names: frozenset[str],
    order: Order,
    occurred_at: datetime,
    totals: Totals,
    entitled: Mapping[Effect, int],
    joined: datetime | None,
) -> list[Count]:
    """What the tallies of these names hold of an order of which something came back: what is kept of it."""
    kept = kept_of(order, totals)
    if kept is None:
        return []
    shares = [Share(rule, unit, amount, amount) for (rule, unit), amount in entitled.items() if amount]
    state = State(occurred_at, profile=Profile(joined))
    return counts_anew(programme, names, state, Purchase(occurred_at, kept), shares)


def uncounted_later(
    standing: OrderStanding, totals: Totals, entitled: Mapping[Effect, int], joined: datetime | None
) -> tuple[Count, ...]:
    """What the return adds to those tallies, mostly below zero; nothing where the order's lines are not kept any more.

    `totals` and `entitled` are as they are with the return; the standing has them as they were before.
    """
    order = standing.order
    if order is None:
        return ()
    before = {(one.rule, one.unit): standing.left_of(one) for one in standing.booked}
    changes: Counter[_Key] = Counter()
    for programme, names in standing.later:
        at = (programme, names, order, standing.occurred_at)
        for count in counted_of_kept(*at, standing.totals, before, joined):
            changes[count.name, count.day, count.value] -= count.amount
        for count in counted_of_kept(*at, totals, entitled, joined):
            changes[count.name, count.day, count.value] += count.amount
    return tuple(Count(name, day, change, value) for (name, day, value), change in changes.items() if change)
