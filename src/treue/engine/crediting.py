"""From shares to books: lots by unit and life, one transfer per rule, and debt paid first where it can be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from treue.domain.books import Account, Cause, Lot, LotUse, Transfer
from treue.engine.decision import Share
from treue.engine.lifetimes import available_at, ending_by, expires_at
from treue.engine.state import State
from treue.programme.records import EarnRule, Programme, Unit


class Life(NamedTuple):
    """The instants between which a lot can be used."""

    available_at: datetime
    expires_at: datetime | None


def credit(
    programme: Programme,
    state: State,
    occurred_at: datetime,
    shares: Sequence[Share],
    rules: Mapping[str, EarnRule],
    held: Collection[str] = (),
) -> tuple[list[Transfer], list[Lot]]:
    """Transfers and lots for what was earned; lots are as they stand after debt was paid from them.

    What is available and ends at the same instants becomes one lot. `held` are the levels in force.
    """
    transfers: list[Transfer] = []
    lots: list[Lot] = []
    owed = dict(state.debts)
    for unit in dict.fromkeys([share.unit for share in shares]):
        parts = netted([(share.rule, share.given) for share in shares if share.unit == unit])
        for life, together in _by_life(programme, programme.units[unit], occurred_at, parts, rules, held):
            amount = sum([given for _, given in together])
            lot = Lot(state.next_seq, len(lots), unit, amount, amount, occurred_at, *life)
            transfers += [
                Transfer(unit, Account.ISSUED, Account.MEMBER, given, occurred_at, Cause.EARNED, rule, lot.no)
                for rule, given in together
            ]
            paid, lot = pay_debt_from_new(state, lot, owed)
            transfers += paid
            lots.append(lot)
    return transfers, lots


def _by_life(
    programme: Programme,
    unit: Unit,
    occurred_at: datetime,
    parts: list[tuple[str, int]],
    rules: Mapping[str, EarnRule],
    held: Collection[str],
) -> Iterable[tuple[Life, list[tuple[str, int]]]]:
    """What rules gave of the unit, together where it lives alike."""
    own = {
        rule: by
        for rule, _ in parts
        if (by := rules.get(rule)) is not None and (by.available is not None or by.expires is not None)
    }
    if not own:
        return [(life_of(programme, unit, occurred_at, held), parts)] if parts else ()
    lives: dict[Life, list[tuple[str, int]]] = {}
    for rule, amount in parts:
        lives.setdefault(life_of(programme, unit, occurred_at, held, own.get(rule)), []).append((rule, amount))
    return lives.items()


def life_of(
    programme: Programme, unit: Unit, earned_at: datetime, held: Collection[str], rule: EarnRule | None = None
) -> Life:
    """From when and until when units earned at the instant can be used (R1.3), by a rule with its own say or not."""
    availability = unit.available if rule is None or rule.available is None else rule.available
    expiry = unit.expires if rule is None or rule.expires is None else rule.expires
    start = available_at(availability.at(held), earned_at, programme.zone)
    counted_from = start if unit.counted_from == "available" else earned_at
    end = expires_at(expiry.at(held), counted_from, programme.zone)
    return Life(start, ending_by(unit, earned_at, end, programme.zone))


def new_lot(
    programme: Programme,
    unit: Unit,
    state: State,
    no: int,
    earned_at: datetime,
    amount: int,
    held: Collection[str] = (),
) -> Lot:
    """A full lot of the event about to be decided; its ages count from `earned_at` (R1.3)."""
    return Lot(state.next_seq, no, unit.id, amount, amount, earned_at, *life_of(programme, unit, earned_at, held))


def pay_debt_from_new(state: State, lot: Lot, owing: dict[str, int] | None = None) -> tuple[list[Transfer], Lot]:
    """Debt is paid as soon as a lot becomes available (R4.4): the transfer, and the lot after it.

    `owing` is what is still owed by unit, where one decision makes several lots; it is moved on.
    """
    if owing is None:
        owing = dict(state.debts)
    owed = owing.get(lot.unit, 0)
    if not owed or not lot.is_available(state.now):
        return [], lot
    amount = min(owed, lot.remaining)
    owing[lot.unit] = owed - amount
    use = LotUse(lot.seq, lot.no, amount)
    paid = Transfer(lot.unit, Account.MEMBER, Account.DEBT, amount, state.now, Cause.DEBT_PAID, uses=(use,))
    return [paid], lot.holding(lot.remaining - amount)


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


def netted(parts: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The parts with negative ones (a factor below 1) taken from the parts before them, latest first."""
    kept: list[tuple[str, int]] = []
    for rule, amount in parts:
        missing = -amount if amount < 0 else 0
        while missing and kept:
            earlier, given = kept.pop()
            if given > missing:
                kept.append((earlier, given - missing))
            missing = max(0, missing - given)
        if amount > 0:
            kept.append((rule, amount))
    return kept
