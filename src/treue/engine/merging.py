"""Two members are one person: everything of the one goes to the other, unchanged (docs/rules.md R9.2)."""

from __future__ import annotations

from treue.domain.books import Account, Cause, LotUse, Transfer
from treue.domain.events import Merge
from treue.engine.decision import Decision, ReadSet
from treue.engine.moving import move_in
from treue.engine.state import State, spend_order

MERGE = "merge"
MERGED = "merged"


def hand_over(state: State) -> Decision:
    """The side that ends: every lot, available or not, and every debt leaves."""
    lots = tuple(sorted(state.lots, key=lambda lot: (lot.unit, spend_order(lot))))
    debts = tuple(sorted((unit, owed) for unit, owed in state.debts.items() if owed))
    transfers = [
        Transfer(
            unit,
            Account.MEMBER,
            Account.MOVED,
            sum(lot.remaining for lot in lots if lot.unit == unit),
            state.now,
            Cause.MERGED,
            uses=tuple(LotUse(lot.seq, lot.no, lot.remaining) for lot in lots if lot.unit == unit),
        )
        for unit in dict.fromkeys(lot.unit for lot in lots)
    ]
    transfers += [
        Transfer(unit, Account.MOVED, Account.DEBT, owed, state.now, Cause.DEBT_MOVED) for unit, owed in debts
    ]
    return Decision(MERGED, state.now, ReadSet(state.now, debts, lots=lots), transfers=tuple(transfers))


def unite(state: State, event: Merge) -> Decision:
    """The side that stays: it takes over what the other held and owed."""
    return move_in(MERGE, state, event.lots, event.debts, Cause.MERGED)
