"""A wallet that nothing happens to: all lots of a unit fall together (docs/rules.md R4.6).

The instant is kept as something due, said by the events that move it: the latest resetting event by `occurred_at`, and
the period. Where no such event happened yet, it counts from when the wallet was first given the unit. A fact that is
reported late and occurred before the wallet fell shows that it was not silent: what fell comes back.
"""

from __future__ import annotations

from dataclasses import replace

from treue.domain.books import Account, Cause, Lot, Transfer
from treue.engine.crediting import pay_debt_from_new
from treue.engine.decision import Decision, Extension
from treue.engine.happening import Happening
from treue.engine.lifetimes import moved_on
from treue.engine.state import INACTIVITY, Lapse, State
from treue.programme.records import Inactivity, Programme


def kept_active(programme: Programme, state: State, happening: Happening, decision: Decision) -> Decision:
    """The decision with the instants it moves, and with what it brings back."""
    for unit in programme.units.values():
        if unit.inactivity is not None:
            decision = _of_unit(programme, state, happening, decision, unit.id, unit.inactivity)
    return decision


def _of_unit(
    programme: Programme, state: State, happening: Happening, decision: Decision, unit: str, rule: Inactivity
) -> Decision:
    key = (INACTIVITY, unit)
    known = state.dues.get(key)
    if any(said == key for said, _ in decision.dues):
        # A merge brings the instant of the other one, and says so itself.
        return decision
    resets = happening.meets(rule.reset_by, rule.when)
    gives = any(lot.unit == unit for lot in (*decision.lots, *decision.reopened))
    if not resets and not gives:
        return decision
    read_set = decision.read_set
    if known is not None:
        read_set = replace(read_set, dues=(*read_set.dues, (key, known)))
        if not resets:
            return replace(decision, read_set=read_set)
    falls_at = moved_on(decision.occurred_at, rule.after, programme.zone)
    said = falls_at if known is None else max(known, falls_at)
    if said != known:
        decision = replace(decision, dues=(*decision.dues, (key, said)))
    lapse = state.lapses.get(unit)
    if resets and lapse is not None and decision.occurred_at < lapse.at < falls_at:
        read_set = replace(read_set, lapses=(*read_set.lapses, (unit, lapse)))
        # A reset so much later that the units would have fallen in between brings nothing back.
        if known is None or known <= moved_on(falls_at, rule.after, programme.zone):
            owed = state.debts.get(unit)
            if owed and unit not in dict(read_set.debts):
                read_set = replace(read_set, debts=(*read_set.debts, (unit, owed)))
            decision = _reinstated(state, decision, unit, lapse)
    return replace(decision, read_set=read_set)


def _reinstated(state: State, decision: Decision, unit: str, lapse: Lapse) -> Decision:
    """Each lot comes back as it was, as if it had never fallen; debt is paid from what can be used (R4.4)."""
    owing = dict(state.debts)
    for moved in decision.transfers:
        if moved.credit is Account.DEBT:
            owing[moved.unit] -= moved.amount
    transfers: list[Transfer] = []
    lots: list[Lot] = []
    extensions: list[Extension] = []
    number = max((lot.no for lot in decision.lots), default=-1)
    for fallen in lapse.lots:
        number += 1
        lot = replace(fallen, seq=state.next_seq, no=number, amount=fallen.remaining)
        if lot.issued_until is not None:
            extensions.append(Extension(lot.seq, lot.no, lot.expires_at))
        transfers.append(
            Transfer(unit, Account.EXPIRED, Account.MEMBER, lot.amount, lapse.at, Cause.REINSTATED, lot_no=lot.no)
        )
        paid, lot = pay_debt_from_new(state, lot, owing)
        transfers += paid
        lots.append(lot)
    return replace(
        decision,
        transfers=(*decision.transfers, *transfers),
        lots=(*decision.lots, *lots),
        extensions=(*decision.extensions, *extensions),
    )
