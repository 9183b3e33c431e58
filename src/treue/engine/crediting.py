"""From shares to books: one lot per unit and event, one transfer per rule, and debt paid first where it can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from treue.domain.books import Account, Cause, Lot, LotUse, Transfer
from treue.domain.instants import after
from treue.engine.decision import Share
from treue.engine.state import State
from treue.programme.records import Programme, Unit


def credit(
    programme: Programme, state: State, occurred_at: datetime, shares: Sequence[Share]
) -> tuple[list[Transfer], list[Lot]]:
    """Transfers and lots for what was earned; lots are as they stand after debt was paid from them."""
    transfers: list[Transfer] = []
    lots: list[Lot] = []
    for unit in dict.fromkeys(share.unit for share in shares):
        parts = _netted([(share.rule, share.given) for share in shares if share.unit == unit])
        if parts:
            lot = new_lot(programme, programme.units[unit], state, len(lots), occurred_at, sum(n for _, n in parts))
            transfers += [
                Transfer(unit, Account.ISSUED, Account.MEMBER, amount, occurred_at, Cause.EARNED, rule, lot.no)
                for rule, amount in parts
            ]
            paid, lot = pay_debt_from_new(state, lot)
            transfers += paid
            lots.append(lot)
    return transfers, lots


def new_lot(programme: Programme, unit: Unit, state: State, no: int, earned_at: datetime, amount: int) -> Lot:
    """A full lot of the event about to be decided; its ages count from `earned_at` (R1.3)."""
    available_at = after(earned_at, unit.available, programme.zone) if unit.available else earned_at
    expires_at = after(earned_at, unit.expires, programme.zone) if unit.expires else None
    return Lot(state.next_seq, no, unit.id, amount, amount, earned_at, available_at, expires_at)


def pay_debt_from_new(state: State, lot: Lot) -> tuple[list[Transfer], Lot]:
    """Debt is paid as soon as a lot becomes available (R4.4): the transfer, and the lot after it."""
    owed = state.debts.get(lot.unit, 0)
    if not owed or not lot.is_available(state.now):
        return [], lot
    amount = min(owed, lot.remaining)
    use = LotUse(lot.seq, lot.no, amount)
    paid = Transfer(lot.unit, Account.MEMBER, Account.DEBT, amount, state.now, Cause.DEBT_PAID, uses=(use,))
    return [paid], replace(lot, remaining=lot.remaining - amount)


def take(lots: Iterable[Lot], amount: int) -> tuple[LotUse, ...]:
    """Uses that take up to `amount` from the lots, in the order given."""
    uses: list[LotUse] = []
    for lot in lots:
        if amount <= 0:
            break
        used = min(amount, lot.remaining)
        uses.append(LotUse(lot.seq, lot.no, used))
        amount -= used
    return tuple(uses)


def _netted(parts: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The parts with negative ones (a factor below 1) taken from the parts before them, latest first."""
    netted: list[tuple[str, int]] = []
    for rule, amount in parts:
        missing = -min(0, amount)
        while missing and netted:
            earlier, given = netted.pop()
            if given > missing:
                netted.append((earlier, given - missing))
            missing = max(0, missing - given)
        if amount > 0:
            netted.append((rule, amount))
    return netted
