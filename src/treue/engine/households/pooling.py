"""Spending the pool: which units of others a reward needs, and how they change hands (docs/rules.md R9.1).

All usable lots of the household stand in one spend order; a member's own come first where two are alike. What a reward
takes from the lots of others is handed to him who gets it, by a pair of events for each of them, right before the
reward. Handed over is exactly what the reward takes, so his own lots are used as the same order would have it.

Debt stays personal: who owes a unit uses none of the pool, and of what a cancelled reward gives back, only what was his
own pays it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from treue.domain.books import Account, Cause, Lot, LotUse, Transfer
from treue.domain.events import Event, Handout, PoolGiven, PoolReceived, Spend
from treue.domain.reasons import Reason
from treue.engine.decision import Decision, ReadSet
from treue.engine.moving import move_in, moved_lots
from treue.engine.state import State
from treue.programme.records import HouseholdTerms, Programme

POOL_GIVEN = "pool_given"
POOL_RECEIVED = "pool_received"
_OF_OTHERS = 1 << 40
"""From here on the numbers of lots that others hold, while it is worked out which are needed; after all own ones."""


@dataclass(frozen=True, slots=True)
class Lent:
    """What another member hands over: of these lots, so much."""

    giver: State
    uses: tuple[LotUse, ...]


def pool_of(programme: Programme, state: State, unit: str) -> int:
    """Scaled units of the others that the member can use now besides his own."""
    terms = programme.members.households
    if terms is None or not _may_use(terms, state, unit):
        return 0
    return sum(mate.available(unit) for mate in state.mates if not mate.debts.get(unit))


def may_not_spend(programme: Programme, state: State, units: frozenset[str]) -> Reason | None:
    """Why he may not spend the units: they are shared, and only the head spends."""
    terms = programme.members.households
    if terms is None or not terms.only_head_spends or state.is_head or terms.pool.isdisjoint(units):
        return None
    return Reason.HEAD_SPENDS


def recipient(programme: Programme, state: State, event: Event) -> State:
    """Who gets a reward that comes by itself: the head, where only he spends what it costs."""
    if not isinstance(event, Handout) or event.rule:
        return state
    reward = programme.rewards.get(event.reward)
    units = frozenset(() if reward is None else reward.prices[0].units)
    if may_not_spend(programme, state, units) is None:
        return state
    return min((state, *state.mates), key=lambda one: one.belonging.place)


def with_pool(programme: Programme, state: State) -> tuple[State, dict[int, tuple[State, Lot]]]:
    """The member as if he held what he can use of the others; and by its number there, whose lot it is."""
    terms = programme.members.households
    found: dict[int, tuple[State, Lot]] = {}
    if terms is None or not state.mates:
        return state, found
    for unit in sorted(terms.pool & programme.units.keys()):
        if not _may_use(terms, state, unit):
            continue
        for mate in state.mates:
            if not mate.debts.get(unit):
                for lot in mate.available_lots(unit):
                    found[_OF_OTHERS + len(found)] = (mate, lot)
    lots = [replace(lot, seq=number, no=0) for number, (_, lot) in found.items()]
    return (replace(state, lots=[*state.lots, *lots]) if lots else state), found


def lent_for(decision: Decision, pool: dict[int, tuple[State, Lot]]) -> list[Lent]:
    """What others hand over for a reward that was decided over the pool."""
    uses: dict[int, list[LotUse]] = {}
    givers: dict[int, State] = {}
    for transfer in decision.transfers:
        if transfer.cause is not Cause.SPENT:
            continue
        for use in transfer.uses:
            if use.seq in pool:
                mate, lot = pool[use.seq]
                givers[id(mate)] = mate
                uses.setdefault(id(mate), []).append(LotUse(lot.seq, lot.no, use.amount))
    return [Lent(giver, tuple(uses[key])) for key, giver in givers.items()]


def spends(event: Event) -> bool:
    """Whether the event may take units of the pool: it is wished for, or comes because its units are there."""
    return isinstance(event, Spend) or (isinstance(event, Handout) and not event.rule)


def hand_to(state: State, event: PoolGiven) -> Decision:
    """The side that gives: so much of each lot."""
    held = {(lot.seq, lot.no): lot for lot in state.lots}
    lots = tuple(held[use.seq, use.no] for use in event.uses)
    transfers = []
    for unit in dict.fromkeys(lot.unit for lot in lots):
        uses = tuple(use for use in event.uses if held[use.seq, use.no].unit == unit)
        amount = sum(use.amount for use in uses)
        transfers.append(Transfer(unit, Account.MEMBER, Account.MOVED, amount, state.now, Cause.POOLED, uses=uses))
    return Decision(POOL_GIVEN, state.now, ReadSet(state.now, lots=lots), transfers=tuple(transfers))


def take_from(state: State, event: PoolReceived) -> Decision:
    """The side that gets them; what goes back to its owner pays what he owes by now."""
    return move_in(POOL_RECEIVED, state, event.lots, (), Cause.POOLED)


def received(given: Decision, giver_id: int) -> PoolReceived:
    """The event at the other side of a decision that gave."""
    return PoolReceived(giver_id, moved_lots(given))


def _may_use(terms: HouseholdTerms, state: State, unit: str) -> bool:
    return unit in terms.pool and not state.debts.get(unit) and (not terms.only_head_spends or state.is_head)
