"""Rewards that come by themselves, wherever their units come to be there (docs/rules.md R7.7).

`prompted` is asked once for every decision. What it gives to the wallet may fill a card at once; what it gives for
later is looked at when it becomes available, so that instant is said to be due. A reward whose units are there and that
something else keeps back, a limit or a condition, comes with whatever happens to the member next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from treue.domain.books import Account
from treue.domain.events import (
    Brought,
    CancelRedemption,
    CustomEvent,
    Event,
    Handout,
    HouseholdEntered,
    Joined,
    Merge,
    Purchase,
)
from treue.engine.decision import Decision, ReadSet
from treue.engine.state import DueKey, State
from treue.programme.records import Programme

READY = "units_ready"
"""What is due: units become available that a reward which comes by itself may be waiting for."""


def prompted(programme: Programme, state: State, event: Event, decision: Decision) -> Decision:
    """The decision with the rewards that may come by themselves after it, and with when to look again."""
    if not programme.automatic or decision.refused is not None:
        return decision
    handouts = _handouts_after(programme, event, decision)
    if handouts:
        decision = replace(decision, then=(*decision.then, *handouts))
    return _looking_again(programme, state, decision)


def following(decision: Decision, *, is_erased: bool) -> list[Event]:
    """What follows from a decision at once. Of one who was erased, time still ends lots and levels; but there is nobody
    any more who could get a reward."""
    return [event for event in decision.then if not (is_erased and isinstance(event, Handout))]


def look(programme: Programme, state: State, unit: str, instant: datetime) -> Decision:
    """Units became available at the instant: what may come by itself now, and when the next ones do."""
    ahead = [lot for lot in state.lots if lot.unit == unit and lot.available_at > instant]
    following = min(ahead, key=lambda lot: (lot.available_at, lot.seq, lot.no), default=None)
    said = ((READY, unit), None if following is None else following.available_at)
    read_set = ReadSet(instant, lots=() if following is None else (following,))
    return Decision(READY, instant, read_set, dues=(said,), then=_all_of(programme.automatic))


def _handouts_after(programme: Programme, event: Event, decision: Decision) -> tuple[Handout, ...]:
    given = {moved.unit for moved in decision.transfers if moved.credit is Account.MEMBER}
    match event:
        case Purchase() | CustomEvent() | Brought() | Joined() | Merge() | HouseholdEntered():
            # What was counted of two members unites, or what they share, and may be all that a reward waited for.
            return _all_of(programme.automatic)
        case CancelRedemption():
            # Whoever gives a reward back does not want it again at once.
            return ()
        case Handout(reward=reward):
            # Only onwards in the document, so that rewards of units can never turn in a circle.
            place = programme.automatic.index(reward) + 1 if reward in programme.automatic else 0
            later = programme.automatic[place:]
            return _all_of([one for one in later if given & programme.rewards[one].units_asked])
        case _:
            return _all_of(programme.automatic) if given & programme.automatic_units else ()


def _all_of(rewards: Sequence[str]) -> tuple[Handout, ...]:
    return tuple([Handout(reward) for reward in rewards])


def _looking_again(programme: Programme, state: State, decision: Decision) -> Decision:
    soonest: dict[DueKey, datetime] = {}
    for lot in decision.lots:
        if lot.unit in programme.automatic_units and lot.remaining and lot.available_at > state.now:
            key = (READY, lot.unit)
            soonest[key] = min(lot.available_at, soonest.get(key, lot.available_at))
    for key, instant in soonest.items():
        known = state.dues.get(key)
        if known is not None:
            read_set = replace(decision.read_set, dues=(*decision.read_set.dues, (key, known)))
            decision = replace(decision, read_set=read_set)
        if known is None or instant < known:
            decision = replace(decision, dues=(*decision.dues, (key, instant)))
    return decision
