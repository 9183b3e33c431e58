"""`decide`: one event, one decision. The only entry to the engine besides `settle` and `advance`."""

from __future__ import annotations

from datetime import datetime

from treue.domain.events import Adjustment, Brought, CustomEvent, Event, Joined, Purchase, Return, Spend
from treue.domain.orders import Order
from treue.domain.reasons import Reason
from treue.engine.applying import state_of
from treue.engine.counting import counts_of, units_earned
from treue.engine.crediting import credit
from treue.engine.decision import Decision, ReadSet
from treue.engine.earning import earn
from treue.engine.fields import read_attributes, read_fields
from treue.engine.occasion import Occasion, occasion_of_fields, occasion_of_order
from treue.engine.returning.keeping import paid_of
from treue.engine.returning.reckoned import Reckoning
from treue.engine.returning.reckoning import reckon
from treue.engine.returning.standing import RETURN, Standing
from treue.engine.returning.taking_back import take_back
from treue.engine.state import RULE, Node, State
from treue.engine.taking import ADJUSTMENT, SPEND, adjust, spend
from treue.engine.timeliness import untimely
from treue.programme.records import FIRST_PURCHASE, JOINED, PURCHASE, Programme


def kind_of(event: Event) -> str:
    """What the event is called in a member's history."""
    match event:
        case Purchase():
            return PURCHASE
        case Return():
            return RETURN
        case CustomEvent(name=name) | Brought(name=name):
            return name
        case Joined():
            return JOINED
        case Spend():
            return SPEND
        case Adjustment():
            return ADJUSTMENT


def occurred_at(event: Event, now: datetime) -> datetime:
    """The instant of the event: its own, or now for wishes."""
    match event:
        case Purchase() | Return() | CustomEvent() | Brought():
            return event.occurred_at
        case Joined(occurred_at=instant):
            return instant or now
        case Spend() | Adjustment():
            return now


def needs_lots(event: Event, owes: bool) -> bool:
    """Whether `state.lots` has to hold all open lots to decide the event: it takes units, or the member owes some."""
    return owes or isinstance(event, Spend | Return) or (isinstance(event, Adjustment) and event.amount < 0)


def decide(programme: Programme, state: State, event: Event) -> Decision:
    """What the event does under this version of the programme, from what the state holds."""
    state.tallies.asked.clear()
    match event:
        case Spend():
            return spend(programme, state, event)
        case Adjustment():
            return adjust(programme, state, event)
        case Purchase(occurred_at=instant, order=order):
            if (reason := untimely(programme, state.now, instant)) is not None:
                return _refuse(PURCHASE, state, instant, reason)
            if order.currency != programme.currency:
                return _refuse(PURCHASE, state, instant, Reason.CURRENCY_MISMATCH)
            occasion = occasion_of_order(programme, state, PURCHASE, instant, order)
            return _earn(programme, state, PURCHASE, instant, occasion)
        case Return(occurred_at=instant):
            return take_back(programme, state, instant, _reckoned(programme, state, event))
        case CustomEvent(name=name, occurred_at=instant, fields=fields):
            if (reason := untimely(programme, state.now, instant)) is not None:
                return _refuse(name, state, instant, reason)
            declared = programme.events.get(name)
            if declared is None:
                return _refuse(name, state, instant, Reason.UNKNOWN_EVENT)
            values = read_fields(programme, declared.fields, fields)
            if values is None:
                return _refuse(name, state, instant, Reason.WRONG_FIELDS)
            return _earn(programme, state, name, instant, occasion_of_fields(programme, state, name, instant, values))
        case Brought(name=name, occurred_at=instant, fields=fields):
            values = read_attributes(fields)
            return _earn(programme, state, name, instant, occasion_of_fields(programme, state, name, instant, values))
        case Joined():
            instant = occurred_at(event, state.now)
            if (reason := untimely(programme, state.now, instant)) is not None:
                return _refuse(JOINED, state, instant, reason)
            return _earn(programme, state, JOINED, instant, occasion_of_fields(programme, state, JOINED, instant))


def _earn(programme: Programme, state: State, kind: str, instant: datetime, occasion: Occasion) -> Decision:
    rules = programme.rules_by_event.get(kind, ())
    purchases = None
    if kind == PURCHASE and (first := programme.rules_by_event.get(FIRST_PURCHASE)):
        purchases = state.profile.purchases
        if not purchases:
            rules = (*rules, *first)
    stopped: tuple[Node, ...] = ()
    if state.stopped:
        stopped = tuple((RULE, rule.id) for rule in rules if (RULE, rule.id) in state.stopped)
        rules = tuple(rule for rule in rules if (RULE, rule.id) not in state.stopped)
    earned = earn(programme, rules, occasion, state)
    by_id = {rule.id: rule for rule in earned.applied}
    transfers, lots = credit(programme, state, instant, earned.shares, by_id, occasion.held)
    counts = [
        *earned.counts,
        *counts_of(programme, kind, occasion),
        *units_earned(programme, earned.applied, earned.shares, occasion.day),
    ]
    debts = tuple((unit, owed) for unit in dict.fromkeys(lot.unit for lot in lots) if (owed := state.debts.get(unit)))
    read_set = ReadSet(
        state.now,
        debts,
        earned.budgets,
        stopped=stopped,
        tallies=tuple(state.tallies.asked.items()),
        facts=occasion.known,
        purchases=purchases,
    )
    return Decision(
        kind,
        instant,
        read_set,
        shares=earned.shares,
        transfers=tuple(transfers),
        lots=tuple(lots),
        counts=tuple(counts),
        is_purchase=kind == PURCHASE,
        paid=paid_of(occasion.order) if occasion.order is not None else None,
    )


def _reckoned(programme: Programme, state: State, event: Return) -> Reckoning:
    """What the return means for its order. Raises ValueError where the state does not hold the order."""
    match state.returning:
        case None:
            raise ValueError("a return is decided with the order it is about")
        case Standing():
            return reckon(programme, state.returning, event, state.now, _decided_again)
        case _:
            return state.returning


def _decided_again(standing: Standing, order: Order) -> Decision:
    """The order with these lines, from its own read-set, under the version that decided it."""
    assert standing.read_set is not None, "an order without its read-set is not decided again"
    return decide(standing.programme, state_of(standing.read_set, standing.seq), Purchase(standing.occurred_at, order))


def _refuse(kind: str, state: State, instant: datetime, reason: Reason) -> Decision:
    return Decision(kind, instant, ReadSet(state.now), refused=reason)
