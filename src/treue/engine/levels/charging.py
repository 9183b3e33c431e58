"""Units that are taken when a level is reached (`charges` of a ladder, docs/rules.md R8.1).

Taken is what can be spent then, in spend order, up to the charge. Nobody asked for it, so what is missing is not owed
and keeps nobody from the level; and it stays taken when the level is lost, like what the level gave stays.
"""

from __future__ import annotations

from dataclasses import replace

from treue.domain.books import Account, Cause, Transfer
from treue.domain.events import Brought, Event
from treue.engine.crediting import take
from treue.engine.decision import Decision
from treue.engine.happening import having_read, lots_left
from treue.engine.state import State, order_of
from treue.programme.records import LEVEL_REACHED, Programme


def charged(programme: Programme, state: State, event: Event, decision: Decision) -> Decision:
    """The decision with what its ladder charges, where it is that a level was reached."""
    if not isinstance(event, Brought) or event.name != LEVEL_REACHED or decision.refused is not None:
        return decision
    ladder = programme.ladders.get(str(event.fields["ladder"]))
    for unit, charge in ladder.charges.items() if ladder is not None else ():
        decision = _of_unit(programme, state, decision, unit, charge, str(event.fields["level"]))
    return decision


def _of_unit(programme: Programme, state: State, decision: Decision, unit: str, charge: int, level: str) -> Decision:
    lots = [lot for lot in lots_left(state, decision, unit) if lot.is_available(state.now)]
    lots.sort(key=order_of(programme.units[unit].first_out))
    owed = state.debts.get(unit, 0)
    read_set = having_read(decision.read_set, state, lots)
    if owed and unit not in dict(read_set.debts):
        read_set = replace(read_set, debts=(*read_set.debts, (unit, owed)))
    decision = replace(decision, read_set=read_set)
    amount = min(charge, sum(lot.remaining for lot in lots) - owed)
    if amount <= 0:
        return decision
    uses = take(lots, amount)
    taken = Transfer(unit, Account.MEMBER, Account.SPENT, amount, state.now, Cause.CHARGED, level, uses=uses)
    return replace(decision, transfers=(*decision.transfers, taken))
