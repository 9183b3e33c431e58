"""Lots that change their member: out of one wallet and, as they are, into another (docs/rules.md R9.2).

Expiry, availability and age stay what they were. Both sides meet in the account `moved`, which each pair leaves empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from treue.domain.books import Account, Cause, Lot, Transfer
from treue.engine.crediting import take
from treue.engine.decision import Decision, Extension, ReadSet
from treue.engine.state import State, spend_order

MERGE = "merge"
MERGED = "merged"


def moved_lots(decision: Decision) -> tuple[Lot, ...]:
    """What the decision sent to another member: each lot it took from, with as much as was taken."""
    read = {(lot.seq, lot.no): lot for lot in decision.read_set.lots}
    return tuple(
        replace(read[use.seq, use.no], remaining=use.amount)
        for transfer in decision.transfers
        if transfer.credit is Account.MOVED
        for use in transfer.uses
    )


def moved_debts(decision: Decision) -> tuple[tuple[str, int], ...]:
    """(unit, amount) of what the decision handed on that was owed."""
    return tuple((one.unit, one.amount) for one in decision.transfers if one.cause is Cause.DEBT_MOVED)


def move_in(kind: str, state: State, lots: Iterable[Lot], owing: Sequence[tuple[str, int]], cause: Cause) -> Decision:
    """The lots arrive as lots of their own, the debts are added, and what is available pays what is owed (R4.4)."""
    arriving = [replace(lot, seq=state.next_seq, no=no, amount=lot.remaining) for no, lot in enumerate(lots)]
    transfers = [
        Transfer(lot.unit, Account.MOVED, Account.MEMBER, lot.amount, state.now, cause, lot_no=lot.no)
        for lot in arriving
    ]
    transfers += [
        Transfer(unit, Account.DEBT, Account.MOVED, amount, state.now, Cause.DEBT_MOVED) for unit, amount in owing
    ]
    units = sorted({lot.unit for lot in arriving} | {unit for unit, _ in owing})
    debts = tuple((unit, owed) for unit in units if (owed := state.debts.get(unit, 0)))
    total = {unit: dict(debts).get(unit, 0) + dict(owing).get(unit, 0) for unit in units}
    paid = [transfer for unit in units if (transfer := _pay(state, unit, total[unit], arriving)) is not None]
    used = {(use.seq, use.no): use.amount for transfer in paid for use in transfer.uses}
    own = tuple(lot for lot in state.lots if (lot.seq, lot.no) in used)
    return Decision(
        kind,
        state.now,
        ReadSet(state.now, debts, lots=own),
        transfers=(*transfers, *paid),
        lots=tuple(replace(lot, remaining=lot.remaining - used.get((lot.seq, lot.no), 0)) for lot in arriving),
        # The books say with which end a lot was issued; what moved it since is said again for its new place.
        extensions=tuple(Extension(lot.seq, lot.no, lot.expires_at) for lot in arriving if lot.issued_until),
    )


def _pay(state: State, unit: str, owed: int, arriving: Iterable[Lot]) -> Transfer | None:
    usable = sorted(
        (lot for lot in (*state.lots, *arriving) if lot.unit == unit and lot.is_available(state.now)), key=spend_order
    )
    amount = min(owed, sum(lot.remaining for lot in usable))
    if not amount:
        return None
    return Transfer(unit, Account.MEMBER, Account.DEBT, amount, state.now, Cause.DEBT_PAID, uses=take(usable, amount))
