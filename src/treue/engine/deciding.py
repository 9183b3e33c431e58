"""`decide`: one event, one decision. The only entry to the engine besides `settle` and `advance`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from treue.domain.events import (
    Adjustment,
    AwaitSeat,
    Brought,
    CancelRedemption,
    CustomEvent,
    DayChosen,
    Event,
    FloorSet,
    Gift,
    GiftReceived,
    GiveUpSeat,
    Handout,
    HeadNamed,
    HouseholdEntered,
    HouseholdFounded,
    HouseholdLeft,
    Joined,
    Left,
    Merge,
    MergedAway,
    OpeningBalance,
    PoolGiven,
    PoolReceived,
    Purchase,
    PurchasesShared,
    ReissueRedemption,
    Rejoined,
    ReportDelivery,
    Return,
    Spend,
    UseRedemption,
    VoidRedemption,
)
from treue.domain.orders import Order
from treue.domain.reasons import Reason
from treue.engine.ageing import aged
from treue.engine.applying import state_of
from treue.engine.counting import counts_of, units_earned
from treue.engine.crediting import credit
from treue.engine.decision import Decision, ReadSet
from treue.engine.donating import donations_in
from treue.engine.earning import Earned, earn
from treue.engine.exchange import rate_at
from treue.engine.fields import fit, read_attributes, read_fields
from treue.engine.giving import GIFT, GIFT_RECEIVED, give, receive
from treue.engine.households.belonging import kind_of_household_event, leaving, settle_in, united
from treue.engine.households.pooling import POOL_GIVEN, POOL_RECEIVED, hand_to, take_from
from treue.engine.leaving import LEFT, REJOINED, absence, leave, rejoin
from treue.engine.levels.charging import charged
from treue.engine.levels.climbing import at_once, climbing
from treue.engine.levels.losing import giving_up_places
from treue.engine.levels.participating import taking_part
from treue.engine.levels.setting import LEVEL_SET, set_floor
from treue.engine.levels.warning import warned
from treue.engine.merging import hand_over, unite
from treue.engine.moving import MERGE, MERGED
from treue.engine.occasion import Occasion, occasion_of_fields, occasion_of_order
from treue.engine.opening import OPENING, bring_in
from treue.engine.returning.keeping import paid_of
from treue.engine.returning.reckoned import Reckoning
from treue.engine.returning.reckoning import reckon
from treue.engine.returning.standing import RETURN, OrderStanding
from treue.engine.returning.taking_back import take_back
from treue.engine.rewards.by_itself import prompted
from treue.engine.rewards.changing import change, kind_of_change
from treue.engine.rewards.redeeming import SPEND, kind_of_handout, redeem
from treue.engine.rewards.waiting import kind_of_waiting, wait
from treue.engine.rights import DAY_CHOSEN, choose_day
from treue.engine.state import RULE, Node, State
from treue.engine.taking import ADJUSTMENT, adjust
from treue.engine.tallies import Count
from treue.engine.timeliness import untimely
from treue.programme.records import FIRST_PURCHASE, JOINED, PERIOD_END, PURCHASE, EarnRule, Programme

INSTANT = timedelta(microseconds=1)
"""The shortest time there is between two instants."""


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
        case Handout():
            return kind_of_handout(event)
        case CancelRedemption() | ReissueRedemption() | UseRedemption() | ReportDelivery() | VoidRedemption():
            return kind_of_change(event)
        case AwaitSeat() | GiveUpSeat():
            return kind_of_waiting(event)
        case Gift():
            return GIFT
        case GiftReceived():
            return GIFT_RECEIVED
        case Merge():
            return MERGE
        case MergedAway():
            return MERGED
        case Left():
            return LEFT
        case Rejoined():
            return REJOINED
        case OpeningBalance():
            return OPENING
        case FloorSet():
            return LEVEL_SET
        case PoolGiven():
            return POOL_GIVEN
        case PoolReceived():
            return POOL_RECEIVED
        case HouseholdFounded() | HouseholdEntered() | HouseholdLeft() | HeadNamed() | PurchasesShared():
            return kind_of_household_event(event)
        case DayChosen():
            return DAY_CHOSEN


def occurred_at(event: Event, now: datetime) -> datetime:
    """The instant of the event: its own, or now for wishes."""
    match event:
        case Purchase() | Return() | CustomEvent() | Brought():
            return event.occurred_at
        case Joined(occurred_at=instant):
            return instant or now
    return now


_TAKING = (
    *(Spend, Return, Handout, CancelRedemption, Gift, Merge, MergedAway, Left),
    # What somebody brings into a household may be spent at once.
    *(HouseholdEntered, PoolGiven, PoolReceived),
)


def needs_lots(event: Event, owes: bool) -> bool:
    """Whether `state.lots` has to hold all open lots to decide the event: it takes units, or the member owes some."""
    if isinstance(event, Adjustment):
        return owes or event.amount < 0
    return owes or isinstance(event, _TAKING)


def decide(programme: Programme, state: State, event: Event) -> Decision:
    """What the event does under this version of the programme, from what the state holds."""
    reason = absence(state.standing, event)
    if reason is not None:
        decision = warned(
            programme, state, _refuse(kind_of(event), state, occurred_at(event, state.now), reason), event
        )
    else:
        decision = aged(programme, state, event, _decide(programme, state, event))
        decision = giving_up_places(programme, state, charged(programme, state, event, decision))
        decision = warned(programme, state, taking_part(programme, state, decision), event)
        decision = prompted(programme, state, event, decision)
    if state.standing.has_left:
        decision = replace(decision, read_set=replace(decision.read_set, standing=state.standing))
    return decision


def _decide(programme: Programme, state: State, event: Event) -> Decision:
    state.tallies.asked.clear()
    match event:
        case Purchase(occurred_at=instant, order=order):
            if (reason := untimely(programme, state.now, instant)) is not None:
                return _refuse(PURCHASE, state, instant, reason)
            foreign = order.currency != programme.currency
            if foreign and rate_at(programme, state, order, instant) is None:
                return _refuse(PURCHASE, state, instant, Reason.CURRENCY_MISMATCH)
            if not fit(programme, order):
                return _refuse(PURCHASE, state, instant, Reason.WRONG_FIELDS)
            occasion = occasion_of_order(programme, state, PURCHASE, instant, order)
            return _earn(programme, state, PURCHASE, instant, occasion, order)
        case Spend() | Handout():
            return redeem(programme, state, event)
        case CancelRedemption() | ReissueRedemption() | UseRedemption() | ReportDelivery() | VoidRedemption():
            return change(programme, state, event)
        case AwaitSeat() | GiveUpSeat():
            return wait(programme, state, event)
        case Adjustment():
            return adjust(programme, state, event)
        case Gift():
            return give(programme, state, event)
        case GiftReceived():
            return receive(state, event)
        case Merge():
            return united(state, event.belonging, unite(programme, state, event))
        case MergedAway():
            return leaving(state, hand_over(state, event))
        case Left():
            return leaving(state, leave(programme, state))
        case Rejoined():
            return rejoin(state)
        case OpeningBalance():
            return bring_in(programme, state, event)
        case FloorSet():
            return set_floor(programme, state, event)
        case HouseholdFounded() | HouseholdEntered() | HouseholdLeft() | HeadNamed() | PurchasesShared():
            return settle_in(programme, state, event)
        case PoolGiven():
            return hand_to(state, event)
        case PoolReceived():
            return take_from(state, event)
        case DayChosen():
            return choose_day(programme, state, event)
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
            # What ends is looked at as it was at its end, not as the next period that begins in the same instant.
            seen = instant - INSTANT if name == PERIOD_END else instant
            return _earn(programme, state, name, instant, occasion_of_fields(programme, state, name, seen, values))
        case Joined():
            instant = occurred_at(event, state.now)
            if (reason := untimely(programme, state.now, instant)) is not None:
                return _refuse(JOINED, state, instant, reason)
            return _earn(programme, state, JOINED, instant, occasion_of_fields(programme, state, JOINED, instant))


def _earn(
    programme: Programme,
    state: State,
    kind: str,
    instant: datetime,
    occasion: Occasion,
    bought: Order | None = None,
) -> Decision:
    """What rules give for the event; `bought` is the order in its own currency, in which it comes back some day."""
    rules = _candidates(programme, kind, occasion)
    if kind == PERIOD_END:
        period = occasion.fields.get("every")
        rules = [rule for rule in rules if rule.period == period]
    purchases = None
    if kind == PURCHASE and FIRST_PURCHASE in programme.indexes:
        purchases = state.profile.purchases
        if not purchases:
            rules = [*rules, *_candidates(programme, FIRST_PURCHASE, occasion)]
    stopped: tuple[Node, ...] = ()
    if state.stopped:
        stopped = tuple((RULE, rule.id) for rule in rules if (RULE, rule.id) in state.stopped)
        rules = [rule for rule in rules if (RULE, rule.id) not in state.stopped]
    earned = earn(programme, rules, occasion, state)
    counts = _counts(programme, kind, occasion, earned)
    raised = at_once(programme, state, occasion, counts, instant)
    if raised is not occasion:
        occasion, earned = raised, earn(programme, rules, raised, state)
        counts = _counts(programme, kind, occasion, earned)
    by_id = {rule.id: rule for rule in earned.applied}
    transfers, lots = credit(programme, state, instant, earned.shares, by_id, occasion.held)
    climbed = climbing(programme, state, kind, instant, counts, occasion)
    debts: tuple[tuple[str, int], ...] = ()
    if state.debts:
        units = dict.fromkeys([lot.unit for lot in lots])
        debts = tuple([(unit, owed) for unit in units if (owed := state.debts.get(unit))])
    rate = occasion.rate
    paid = None if bought is None else paid_of(bought)
    read_set = ReadSet(
        state.now,
        debts,
        (*earned.budgets, *climbed.counted),
        stopped=stopped,
        tallies=tuple(state.tallies.asked.items()),
        facts=occasion.known,
        levels=climbed.read,
        purchases=purchases,
        joined=state.profile.joined if programme.counts_from_joining else earned.joined,
        paid=paid,
        rate=rate,
        term=occasion.term,
    )
    return Decision(
        kind,
        instant,
        read_set,
        shares=earned.shares,
        transfers=tuple(transfers),
        lots=tuple(lots),
        donations=donations_in(counts, programme.currency),
        perks=tuple([(rule.id, rule.perk) for rule in earned.applied if rule.perk is not None]),
        budget_uses=earned.uses,
        counts=counts,
        climbs=climbed.climbs,
        then=(
            *climbed.then,
            *[
                Handout(rule.reward, rule.id, 0 if bought is None else state.next_seq)
                for rule in earned.applied
                if rule.reward is not None
            ],
        ),
        is_purchase=kind == PURCHASE,
        paid=paid,
        exchange=None if bought is None or rate is None else (bought.currency, rate),
    )


def at_levels_reached(programme: Programme, state: State, kind: str, instant: datetime, occasion: Occasion) -> Occasion:
    """The occasion as its rules see it where a ladder counts an order for itself (`level: at_once`)."""
    if not programme.counts_at_once:
        return occasion
    earned = earn(programme, _candidates(programme, kind, occasion), occasion, state)
    return at_once(programme, state, occasion, _counts(programme, kind, occasion, earned), instant)


def _reckoned(programme: Programme, state: State, event: Return) -> Reckoning:
    """What the return means for its order. Raises ValueError where the state does not hold the order."""
    match state.returning:
        case None:
            raise ValueError("a return is decided with the order it is about")
        case OrderStanding():
            return reckon(programme, state.returning, event, state.now, state.profile.joined, _decided_again)
        case _:
            return state.returning


def _decided_again(standing: OrderStanding, order: Order) -> Decision:
    """The order with these lines, from its own read-set, under the version that decided it."""
    assert standing.read_set is not None, "an order without its read-set is not decided again"
    return decide(standing.programme, state_of(standing.read_set, standing.seq), Purchase(standing.occurred_at, order))


def _counts(programme: Programme, kind: str, occasion: Occasion, earned: Earned) -> tuple[Count, ...]:
    return (
        *earned.counts,
        *counts_of(programme, kind, occasion),
        *units_earned(programme, earned.applied, earned.shares, occasion.day),
    )


def _candidates(programme: Programme, kind: str, occasion: Occasion) -> Sequence[EarnRule]:
    index = programme.indexes.get(kind)
    if index is None:
        return ()
    found, order = index.candidates(occasion.day, occasion.order, occasion.lines), occasion.order
    return found if order is None or not order.partner else [rule.at_partner(order.partner) for rule in found]


def _refuse(kind: str, state: State, instant: datetime, reason: Reason) -> Decision:
    return Decision(kind, instant, ReadSet(state.now), refused=reason)


def refused_unseen(event: Event, now: datetime, reason: Reason) -> Decision:
    """A refusal that no member's state had a say in."""
    return Decision(kind_of(event), occurred_at(event, now), ReadSet(now), refused=reason)
