"""`advance`: the state after a decision. Used by the processor, by rehearsals and by the proof of the books."""

from __future__ import annotations

from dataclasses import replace

from treue.domain.books import Account, Cause, Lot
from treue.engine.decision import Decision, ReadSet
from treue.engine.state import Scarce, State


def advance(state: State, decision: Decision) -> None:
    """Change the state by what was decided, and count the event.

    Raises ValueError where a transfer takes more than a lot or an account holds: the decision was made from another
    state.
    """
    state.next_seq += 1
    taken: dict[tuple[int, int], int] = {}
    own = {(lot.seq, lot.no) for lot in decision.lots}
    for transfer in decision.transfers:
        unit, amount = transfer.unit, transfer.amount
        if transfer.credit is Account.MEMBER:
            state.booked[unit] = state.booked.get(unit, 0) + amount
        elif transfer.debit is Account.MEMBER:
            state.booked[unit] = _less(state.booked.get(unit, 0), amount, unit)
        if transfer.debit is Account.DEBT:
            state.debts[unit] = state.debts.get(unit, 0) + amount
        elif transfer.credit is Account.DEBT:
            state.debts[unit] = _less(state.debts.get(unit, 0), amount, unit)
        for use in transfer.uses:
            # The new lots of a decision stand in it as they are afterwards.
            if (use.seq, use.no) not in own:
                taken[use.seq, use.no] = taken.get((use.seq, use.no), 0) + use.amount
        if transfer.cause is Cause.EARNED and (transfer.source, unit) in state.scarce.budgets:
            state.scarce.budgets[transfer.source, unit] += amount
    if taken:
        state.lots = [
            lot if (amount := taken.pop((lot.seq, lot.no), 0)) == 0 else _reduced(lot, amount) for lot in state.lots
        ]
        if taken:
            raise ValueError(f"the decision takes from lots {sorted(taken)}, which are not among the open ones")
        state.lots = [lot for lot in state.lots if lot.remaining]
    state.lots += [lot for lot in decision.lots if lot.remaining]
    if decision.reward in state.scarce.stock:
        state.scarce.stock[decision.reward] -= 1
    if decision.standing is not None:
        state.standing = decision.standing


def state_of(read_set: ReadSet, seq: int) -> State:
    """The state a stored decision was made from, as far as it read it (R5.1)."""
    return State(
        read_set.now,
        next_seq=seq,
        debts=dict(read_set.debts),
        lots=list(read_set.lots),
        scarce=Scarce({(rule, unit): used for rule, unit, used in read_set.budgets}, dict(read_set.stock)),
        standing=read_set.standing,
    )


def _less(held: int, amount: int, unit: str) -> int:
    if amount > held:
        raise ValueError(f"the decision takes {amount} {unit} from an account that holds {held}")
    return held - amount


def _reduced(lot: Lot, amount: int) -> Lot:
    return replace(lot, remaining=_less(lot.remaining, amount, lot.unit))
