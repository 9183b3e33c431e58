"""One member gives units to another: taken from what is available, received with the expiry they had."""

from __future__ import annotations

from treue.domain.books import Account, Cause, Transfer
from treue.domain.events import Gift, GiftReceived
from treue.domain.reasons import Reason
from treue.engine.crediting import take
from treue.engine.decision import Decision, ReadSet
from treue.engine.moving import move_in
from treue.engine.state import State
from treue.engine.taking import refusal
from treue.programme.records import Programme

GIFT = "gift"
GIFT_RECEIVED = "gift_received"


def give(programme: Programme, state: State, wish: Gift) -> Decision:
    """The giver's side, or a refusal that records nothing."""
    if wish.unit not in programme.units:
        return refusal(GIFT, state, Reason.UNKNOWN_UNIT)
    terms = programme.members.gifts.get(wish.unit)
    if terms is None:
        return refusal(GIFT, state, Reason.NOT_GIVABLE)
    if wish.amount < terms.minimum:
        return refusal(GIFT, state, Reason.BELOW_MINIMUM)
    if terms.maximum is not None and wish.amount > terms.maximum:
        return refusal(GIFT, state, Reason.ABOVE_MAXIMUM)
    available = state.available(wish.unit)
    if available < wish.amount:
        return refusal(GIFT, state, Reason.INSUFFICIENT_UNITS, wish.amount - available)
    lots = state.available_lots(wish.unit, programme.units[wish.unit].first_out)
    given = Transfer(
        wish.unit,
        Account.MEMBER,
        Account.MOVED,
        wish.amount,
        state.now,
        Cause.GIVEN,
        uses=take(lots, wish.amount),
    )
    used = {(use.seq, use.no) for use in given.uses}
    read_lots = tuple(lot for lot in lots if (lot.seq, lot.no) in used)
    return Decision(GIFT, state.now, ReadSet(state.now, lots=read_lots), transfers=(given,))


def receive(state: State, event: GiftReceived) -> Decision:
    """The receiver's side. It cannot be refused: who may not receive is known before anything is taken."""
    return move_in(GIFT_RECEIVED, state, event.lots, (), Cause.RECEIVED)
