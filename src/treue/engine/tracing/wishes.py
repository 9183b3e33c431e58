"""The conditions of wishes that were granted, found a second way: by the trace reader, from event and read-set."""

from __future__ import annotations

from treue.domain.events import DayChosen, Event, Handout, Spend
from treue.engine.decision import ReadSet
from treue.engine.occasion import NO_FIELDS
from treue.engine.tracing.hurdles import Place
from treue.programme.records import Programme
from treue.rules.at import At
from treue.rules.condition import Condition


def retrace_condition(programme: Programme, event: Event, read_set: ReadSet) -> bool | None:
    """Whether what a reward or a counted right asks for held then; None where nothing is asked."""
    when = _asked(programme, event)
    if when is None:
        return None
    place = Place(None, None, None, At.of(read_set.now, programme.zone), NO_FIELDS, read_set.facts)
    return place.trace(when.tree).holds


def _asked(programme: Programme, event: Event) -> Condition | None:
    match event:
        # What a rule grants is for whom the rule says.
        case Spend(reward=reward) | Handout(reward=reward, rule="") if reward in programme.rewards:
            return programme.rewards[reward].when
        case DayChosen(right=right) if right in programme.rights:
            return programme.rights[right].when
    return None
