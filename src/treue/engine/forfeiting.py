"""Events that take the units: at once, or a while later where nothing can keep them any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from treue.domain.books import Account, Cause, Transfer
from treue.domain.instants import after
from treue.engine.crediting import take
from treue.engine.decision import Decision
from treue.engine.happening import Happening, having_read, lots_left
from treue.engine.state import FORFEIT, State, order_of
from treue.programme.records import Forfeit, Programme, Unit


def forfeited(programme: Programme, state: State, happening: Happening, decision: Decision) -> Decision:
    """The decision with what it takes, pending units included, and with what will be taken."""
    for unit in programme.units.values():
        for rule in unit.forfeit:
            if happening.meets((rule.event,), rule.when):
                decision = _of_unit(programme, state, decision, unit, rule)
    return decision


def _of_unit(programme: Programme, state: State, decision: Decision, unit: Unit, rule: Forfeit) -> Decision:
    if rule.after is None:
        return _at_once(state, decision, unit)
    try:
        falls_at: datetime = after(decision.occurred_at, rule.after, programme.zone)
    except OverflowError:
        return decision
    key = (FORFEIT, unit.id)
    known = state.dues.get(key)
    if known is None:
        return replace(decision, dues=(*decision.dues, (key, falls_at)))
    # What falls first takes everything.
    read_set = replace(decision.read_set, dues=(*decision.read_set.dues, (key, known)))
    said = ((key, falls_at),) if falls_at < known else ()
    return replace(decision, read_set=read_set, dues=(*decision.dues, *said))


def _at_once(state: State, decision: Decision, unit: Unit) -> Decision:
    lots = sorted(lots_left(state, decision, unit.id), key=order_of(unit.first_out))
    amount = sum(lot.remaining for lot in lots)
    if not amount:
        return decision
    uses = take(lots, amount)
    taken = Transfer(
        unit.id, Account.MEMBER, Account.FORFEITED, amount, state.now, Cause.FORFEITED, decision.kind, uses=uses
    )
    return replace(
        decision,
        transfers=(*decision.transfers, taken),
        read_set=having_read(decision.read_set, state, lots),
    )
