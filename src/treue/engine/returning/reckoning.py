"""From an order and its returns to what it is entitled to (docs/rules.md R6.1, R6.6, R6.7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from treue.domain.events import Handout, Return
from treue.domain.instants import local_day
from treue.domain.orders import Order
from treue.domain.reasons import Reason
from treue.domain.windows import label
from treue.engine.crediting import netted
from treue.engine.decision import Decision
from treue.engine.returning.keeping import Totals, added, added_blindly, kept_of
from treue.engine.returning.reckoned import Bought, Entitled, Reckoning
from treue.engine.returning.standing import OrderStanding
from treue.engine.returning.uncounting import Kept, uncounted
from treue.engine.returning.uncounting_later import uncounted_later
from treue.engine.timeliness import untimely
from treue.programme.records import PURCHASE, Programme

Shares = tuple[tuple[str, str, int], ...]
Deciding = Callable[[OrderStanding, Order], Decision]
"""Decides the order, with the lines given, from the order's own read-set."""


def reckon(
    programme: Programme,
    standing: OrderStanding,
    event: Return,
    now: datetime,
    joined: datetime | None,
    decide: Deciding,
) -> Reckoning:
    """What the return means for its order; `programme` is the version in force when it came back, and `joined` since
    when he is a member who returns."""
    refused = _refusal(programme, standing, event, standing.reported_at or now)
    if refused is not None:
        return Reckoning(standing.seq, refused, owner=standing.owner)
    order = standing.order
    totals = (
        added_blindly(standing.paid, standing.totals, event) if order is None else added(order, standing.totals, event)
    )
    if isinstance(totals, Reason):
        return Reckoning(standing.seq, totals, owner=standing.owner)
    kept = _kept(standing, totals, decide)
    booked = _entitled(standing, kept)
    entitled = tuple(one for one in booked if one.before != one.after)
    after = {(one.rule, one.unit): one.after for one in booked}
    # What was counted of a member who was merged since counts for the one who returns (R9.2).
    counts = (*uncounted(standing, kept), *uncounted_later(standing, totals, after, joined))
    left = {unit: amount - standing.used_expired.get(unit, 0) for unit, amount in standing.expired.items()}
    return Reckoning(
        standing.seq,
        None,
        totals,
        standing.bought if order is None else {no: _bought(order, no) for no in totals.lines},
        standing.paid,
        entitled,
        counts,
        _budget_uses(standing, entitled),
        tuple((unit, amount) for unit, amount in left.items() if amount > 0),
        tuple((*effect, amount) for effect, amount in standing.forgiven.items() if amount),
        standing.given_back,
        kept.is_nothing and not standing.is_unmade,
        standing.owner,
        kept.decision is None and not kept.is_nothing,
        kept.ungranted,
    )


def _refusal(programme: Programme, standing: OrderStanding, event: Return, now: datetime) -> Reason | None:
    if (reason := untimely(programme, now, event.occurred_at)) is not None:
        return reason
    if standing.kind != PURCHASE:
        return Reason.NOT_AN_ORDER
    return Reason.ORDER_REFUSED if standing.is_refused else None


def _kept(standing: OrderStanding, totals: Totals, decide: Deciding) -> Kept:
    """What is kept and how it would be decided, or its part of the money where it cannot be decided again."""
    order = standing.order
    every = tuple(rule.reward for rule in standing.programme.earn if rule.reward is not None)
    if order is None:
        is_nothing = totals.whole or totals.money == standing.paid
        return Kept(is_nothing, None, *_proportion(standing.paid, totals.money), every if is_nothing else ())
    lines = kept_of(order, totals)
    if lines is None:
        return Kept(True, None, 0, 1, every)
    if standing.read_set is not None:
        whole = decide(standing, order)
        if _shares(whole) == standing.shares:
            decision = decide(standing, lines)
            still = {one.rule for one in _grants(decision)}
            ungranted = tuple(one.reward for one in _grants(whole) if one.rule not in still)
            return Kept(False, decision, 1, 1, ungranted)
    return Kept(False, None, *_proportion(standing.paid, totals.money))


def _grants(decision: Decision) -> list[Handout]:
    """What rules grant with it."""
    return [event for event in decision.then if isinstance(event, Handout) and event.rule]


def _proportion(paid: int | None, back: int) -> tuple[int, int]:
    """The kept part of the money, as a fraction."""
    return (max(0, paid - back), paid) if paid is not None and paid > 0 else (1, 1)


def _entitled(standing: OrderStanding, kept: Kept) -> list[Entitled]:
    would_be: dict[tuple[str, str], int] = {}
    if kept.decision is not None:
        shares = _shares(kept.decision)
        for unit in dict.fromkeys(unit for _, unit, _ in shares):
            parts = netted([(rule, given) for rule, of, given in shares if of == unit])
            would_be |= {(rule, unit): amount for rule, amount in parts}
    found = []
    for one in standing.booked:
        before = standing.left_of(one)
        if kept.is_nothing:
            after = 0
        elif kept.decision is not None:
            after = min(one.amount, would_be.get((one.rule, one.unit), 0))
        else:
            after = min(before, one.amount * kept.numerator // kept.denominator)
        found.append(Entitled(one.rule, one.unit, before, after, one.lot, one.available_at, one.expires_at))
    return found


def _budget_uses(standing: OrderStanding, entitled: tuple[Entitled, ...]) -> tuple[tuple[str, str, str, int], ...]:
    """What goes back to budgets and caps of all together, to the windows of the order's day."""
    programme = standing.programme
    day = local_day(standing.occurred_at, programme.zone)
    return tuple(
        (rule, unit, label(limit.window, day), one.after - one.before)
        for one in entitled
        for rule, unit, limit in programme.scarce
        if (rule, unit) == (one.rule, one.unit)
    )


def _shares(decision: Decision) -> Shares:
    return tuple((share.rule, share.unit, share.given) for share in decision.shares)


def _bought(order: Order, no: int) -> Bought:
    line = order.lines[no]
    return Bought(format(line.quantity.normalize(), "f"), line.paid)
