"""Counted rights: a member chooses days, so many in each window, and rules apply on the days he chose.

A chosen day is counted on that day itself, so that a rule asks for it like for anything that was counted. What a rule
grants besides is counted on the day of its event, and is more days in the window of that day.
"""

from __future__ import annotations

from treue.domain.events import DayChosen
from treue.domain.instants import local_day
from treue.domain.reasons import Reason
from treue.domain.windows import days_of
from treue.engine.decision import Decision, ReadSet
from treue.engine.earning.limiting import chosen_days_of, days_granted_of
from treue.engine.levels.terms import level_term
from treue.engine.occasion import NO_FIELDS, NO_READS, facts_of, held_of
from treue.engine.state import State
from treue.engine.tallies import Count
from treue.programme.records import Programme
from treue.rules.at import At

DAY_CHOSEN = "day_chosen"


def choose_day(programme: Programme, state: State, wish: DayChosen) -> Decision:
    """The day is the member's from now on; or a refusal that records nothing."""
    right = programme.rights.get(wish.right)
    if right is None:
        return Decision(DAY_CHOSEN, state.now, ReadSet(state.now), refused=Reason.UNKNOWN_RIGHT)
    at = At.of(state.now, programme.zone)
    day = wish.day or at.date
    facts = facts_of(programme, state, programme.reads.get(f"right.{right.id}", NO_READS), state.now)
    limit = right.count.at(held_of(facts))
    term, joined = level_term(programme, state, state.now), state.profile.joined
    refused: Reason | None = None
    if limit is None or (right.when is not None and not right.when.holds(None, None, at, NO_FIELDS, facts)):
        refused = Reason.NOT_ENTITLED
    elif day < at.date:
        refused = Reason.DAY_OVER
    elif state.tallies.total(chosen_days_of(right.id), day, day) > 0:
        refused = Reason.DAY_CHOSEN
    else:
        joined_on = None if joined is None else local_day(joined, programme.zone)
        days = days_of(limit.window, day, joined_on, term)
        if days is not None:
            more = state.tallies.total(days_granted_of(right.id), *days)
            if state.tallies.total(chosen_days_of(right.id), *days) >= limit.amount + more:
                refused = Reason.RIGHT_USED_UP
    read_set = ReadSet(
        state.now,
        tallies=tuple(state.tallies.asked.items()),
        facts=facts,
        joined=joined if programme.counts_from_joining else None,
        term=term,
    )
    if refused is not None:
        return Decision(DAY_CHOSEN, state.now, read_set, refused=refused)
    return Decision(DAY_CHOSEN, state.now, read_set, counts=(Count(chosen_days_of(right.id), day, 1),))
