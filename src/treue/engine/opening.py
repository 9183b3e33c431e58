"""Opening balances: units that members bring from another system, given by no rule (docs/rules.md R4.1)."""

from __future__ import annotations

from dataclasses import replace

from treue.domain.books import Account, Cause, Transfer
from treue.domain.events import OpeningBalance
from treue.domain.reasons import Reason
from treue.engine.crediting import new_lot, pay_debt_from_new
from treue.engine.decision import Decision, ReadSet
from treue.engine.state import State
from treue.engine.taking import refusal
from treue.programme.records import Programme

OPENING = "opening"


def bring_in(programme: Programme, state: State, event: OpeningBalance) -> Decision:
    """One lot with its own dates, available at once; or a refusal that records nothing."""
    unit = programme.units.get(event.unit)
    if unit is None:
        return refusal(OPENING, state, Reason.UNKNOWN_UNIT)
    lot = replace(new_lot(programme, unit, state, 0, event.earned_at, event.amount), available_at=event.earned_at)
    if event.expires_at is not None:
        lot = replace(lot, expires_at=event.expires_at)
    if event.earned_at > state.now or not lot.is_available(state.now):
        return refusal(OPENING, state, Reason.WRONG_DATES)
    brought = Transfer(
        unit.id, Account.OPENING, Account.MEMBER, lot.amount, state.now, Cause.OPENING, event.note, lot.no
    )
    owed = state.debts.get(unit.id, 0)
    paid, lot = pay_debt_from_new(state, lot)
    read_set = ReadSet(state.now, ((unit.id, owed),) if owed else ())
    return Decision(OPENING, state.now, read_set, transfers=(brought, *paid), lots=(lot,))
