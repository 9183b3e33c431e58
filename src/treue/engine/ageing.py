"""What an event does to the time that units have, besides what it gives and takes.

`aged` is asked once for every decision. It moves the end of open lots (`extending`, `pausing`), takes what an event
forfeits (`forfeiting`), and keeps a wallet from falling silent (`inactivity`). Each of them adds to the decision what
it does and what it read; none changes what the decision gave.
"""

from __future__ import annotations

from dataclasses import replace

from treue.domain.events import Brought, CustomEvent, Event, Purchase, Spend
from treue.engine.decision import Decision
from treue.engine.extending import extended
from treue.engine.fields import read_attributes
from treue.engine.forfeiting import forfeited
from treue.engine.happening import Happening
from treue.engine.inactivity import kept_active
from treue.engine.occasion import Occasion, occasion_of_fields, occasion_of_order
from treue.engine.pausing import paused
from treue.engine.state import State
from treue.programme.records import FIRST_PURCHASE, PURCHASE, REDEEMED, Programme
from treue.rules.facts import NO_FACTS, Facts


def aged(programme: Programme, state: State, event: Event | None, decision: Decision) -> Decision:
    """The decision with what it does to the time of units; `event` is None for what time alone brings."""
    if decision.refused is not None or not programme.is_aged_by_events:
        return decision
    happening = _happening(programme, state, event, decision)
    if happening is not None:
        decision = _with_reads(programme, state, decision, happening)
        decision = forfeited(programme, state, happening, decision)
        decision = extended(programme, state, happening, decision)
        decision = kept_active(programme, state, happening, decision)
    return paused(programme, state, decision)


def _happening(programme: Programme, state: State, event: Event | None, decision: Decision) -> Happening | None:
    if event is None or (isinstance(event, Brought) and event.name == REDEEMED):
        # A redemption counts when it is wished, not again where rules react to it.
        return None
    name = REDEEMED if isinstance(event, Spend) else decision.kind
    names = {name}
    if name == PURCHASE and not state.profile.purchases and _names_first_purchase(programme):
        names.add(FIRST_PURCHASE)
    return Happening(frozenset(names), lambda: _occasion(programme, state, name, event, decision))


def _occasion(programme: Programme, state: State, name: str, event: Event, decision: Decision) -> Occasion:
    instant = decision.occurred_at
    match event:
        case Purchase(order=order):
            return occasion_of_order(programme, state, name, instant, order)
        case CustomEvent(fields=fields) | Brought(fields=fields):
            return occasion_of_fields(programme, state, name, instant, read_attributes(fields))
        case Spend(reward=reward):
            return occasion_of_fields(programme, state, name, instant, {"reward": reward})
        case _:
            return occasion_of_fields(programme, state, name, instant)


def _with_reads(programme: Programme, state: State, decision: Decision, happening: Happening) -> Decision:
    """The decision with what conditions over the event may read of the member (R5.1)."""
    read_set = decision.read_set
    if _names_first_purchase(programme) and PURCHASE in happening.names:
        read_set = replace(read_set, purchases=state.profile.purchases)
    if REDEEMED in happening.names and programme.reads.get(REDEEMED) is not None:
        read_set = replace(read_set, facts=_united(read_set.facts, happening.occasion.known))
    return decision if read_set is decision.read_set else replace(decision, read_set=read_set)


def _united(first: Facts, second: Facts) -> Facts:
    if first is NO_FACTS:
        return second
    scopes = ("member", "metric", "level", "plan", "partner")
    return replace(first, **{scope: {**getattr(second, scope), **getattr(first, scope)} for scope in scopes})


def _names_first_purchase(programme: Programme) -> bool:
    return any(event == FIRST_PURCHASE for unit in programme.units.values() for event, _ in unit.ageing_events)
