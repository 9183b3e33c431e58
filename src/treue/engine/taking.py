"""Adjustments: staff gives units, or takes some."""

from __future__ import annotations

from treue.domain.books import Account, Cause, Lot, Transfer
from treue.domain.events import Adjustment
from treue.domain.reasons import Reason
from treue.engine.crediting import new_lot, pay_debt_from_new, take
from treue.engine.decision import Decision, ReadSet
from treue.engine.state import State
from treue.programme.records import Programme

ADJUSTMENT = "adjustment"


def adjust(programme: Programme, state: State, wish: Adjustment) -> Decision:
    """Units given or taken by staff. Taking uses what is available; the rest becomes debt where that is allowed."""
    unit = programme.units.get(wish.unit)
    if unit is None:
        return refusal(ADJUSTMENT, state, Reason.UNKNOWN_UNIT)
    if programme.members.reasons and wish.wording not in programme.members.reasons:
        return refusal(ADJUSTMENT, state, Reason.UNLISTED_REASON)
    debt = _debt(state, unit.id)
    if wish.amount > 0:
        lot = new_lot(programme, unit, state, 0, state.now, wish.amount)
        given = Transfer(
            unit.id, Account.ADJUSTED, Account.MEMBER, wish.amount, state.now, Cause.ADJUSTED, wish.wording, lot.no
        )
        paid, lot = pay_debt_from_new(state, lot)
        return Decision(ADJUSTMENT, state.now, ReadSet(state.now, debt), transfers=(given, *paid), lots=(lot,))
    wanted = -wish.amount
    available = state.available(unit.id)
    if available < wanted and not wish.allow_debt:
        return refusal(ADJUSTMENT, state, Reason.INSUFFICIENT_UNITS, wanted - available)
    lots = state.available_lots(unit.id, unit.first_out)
    taken = min(wanted, sum(lot.remaining for lot in lots))
    transfers: list[Transfer] = []
    if taken:
        transfers.append(
            Transfer(
                unit.id,
                Account.MEMBER,
                Account.ADJUSTED,
                taken,
                state.now,
                Cause.ADJUSTED,
                wish.wording,
                uses=take(lots, taken),
            )
        )
    if taken < wanted:
        missing = wanted - taken
        transfers.append(
            Transfer(unit.id, Account.DEBT, Account.ADJUSTED, missing, state.now, Cause.DEBT_MADE, wish.wording)
        )
    read_set = ReadSet(state.now, debt, lots=_used(lots, transfers))
    return Decision(ADJUSTMENT, state.now, read_set, transfers=tuple(transfers))


def refusal(kind: str, state: State, reason: Reason, missing: int = 0) -> Decision:
    """A decision without effects."""
    return Decision(kind, state.now, ReadSet(state.now), refused=reason, missing=missing)


def _debt(state: State, unit: str) -> tuple[tuple[str, int], ...]:
    owed = state.debts.get(unit, 0)
    return ((unit, owed),) if owed else ()


def _used(lots: list[Lot], transfers: list[Transfer] | tuple[Transfer, ...]) -> tuple[Lot, ...]:
    used = {(use.seq, use.no) for transfer in transfers for use in transfer.uses}
    return tuple(lot for lot in lots if (lot.seq, lot.no) in used)
