"""Leaving the programme (docs/rules.md R9.3): units stay usable for a while, then they are forfeited."""

from __future__ import annotations

from datetime import datetime

from treue.domain.books import Account, Cause, LotUse, Transfer
from treue.domain.events import (
    AwaitSeat,
    Brought,
    CustomEvent,
    DayChosen,
    Event,
    Left,
    OpeningBalance,
    Purchase,
    Rejoined,
    Return,
)
from treue.domain.instants import after
from treue.domain.reasons import Reason
from treue.domain.standing import MEMBER, Standing
from treue.engine.decision import Decision, ReadSet
from treue.engine.dues import CLOSING
from treue.engine.state import State, spend_order
from treue.programme.records import Programme

LEFT = "left"
REJOINED = "rejoined"


def absence(standing: Standing, event: Event) -> Reason | None:
    """Why somebody's standing refuses the event.

    A fact from the time before he left still counts while his units are usable; nothing that came later does. What was
    bought can come back at any time: whoever bought it gets his money, member or not.
    """
    if standing.left_at is None:
        return Reason.NOT_LEFT if isinstance(event, Rejoined) else None
    match event:
        case Rejoined() | Return():
            return None
        case Left() | OpeningBalance() | DayChosen() | AwaitSeat():
            return Reason.MEMBER_LEFT
        case Purchase(occurred_at=instant) | CustomEvent(occurred_at=instant) | Brought(occurred_at=instant) if (
            instant >= standing.left_at
        ):
            return Reason.MEMBER_LEFT
    return Reason.MEMBER_LEFT if standing.is_closed else None


def leave(programme: Programme, state: State) -> Decision:
    """He leaves now; what he holds stays usable for the programme's grace."""
    closes_at = after(state.now, programme.members.close_grace, programme.zone)
    return Decision(LEFT, state.now, ReadSet(state.now), standing=Standing(state.now, closes_at))


def rejoin(state: State) -> Decision:
    """He is a member again. What was not forfeited yet stays his; what was is gone."""
    return Decision(REJOINED, state.now, ReadSet(state.now), standing=MEMBER)


def close(state: State, instant: datetime) -> Decision:
    """The grace is over: every lot is forfeited, also what would have become available later. Debts stay."""
    lots = tuple(sorted(state.lots, key=lambda lot: (lot.unit, spend_order(lot))))
    transfers = tuple(
        Transfer(
            unit,
            Account.MEMBER,
            Account.FORFEITED,
            sum(lot.remaining for lot in lots if lot.unit == unit),
            instant,
            Cause.FORFEITED,
            uses=tuple(LotUse(lot.seq, lot.no, lot.remaining) for lot in lots if lot.unit == unit),
        )
        for unit in dict.fromkeys(lot.unit for lot in lots)
    )
    read_set = ReadSet(instant, lots=lots, standing=state.standing)
    return Decision(CLOSING, instant, read_set, transfers=transfers, standing=Standing(state.standing.left_at))
