"""What the end of a period of participation brought, found a second way: by the trace reader, from the read-set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from treue.engine.decision import ReadSet
from treue.engine.levels.lines import in_force
from treue.engine.occasion import NO_FIELDS
from treue.engine.tracing.hurdles import Place, failure_of
from treue.engine.tracing.traced import Unmet
from treue.programme.records import FIRST_STEP, Ladder, Programme
from treue.rules.at import At

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class PeriodTrace:
    """The steps before and after, and what kept the member from a step up, or from staying; None where nothing did."""

    ladder: Ladder
    before: int
    after: int
    no_advance: Unmet | None
    no_hold: Unmet | None
    """Asked only where there was no step up; None as well where nothing lets a member stay."""


def retrace_period(programme: Programme, read_set: ReadSet) -> PeriodTrace | None:
    """The end of a period, as of `read_set.now`; None where the version has no such ladder of participation."""
    ladder = programme.ladders.get(read_set.subject)
    if ladder is None or ladder.participation is None:
        return None
    terms = ladder.participation
    current = in_force(dict(read_set.levels).get(ladder.id, ()), read_set.now)
    step = FIRST_STEP if current is None else int(current.level)
    # The period is looked at as it was at its end.
    place = Place(None, None, None, At.of(read_set.now - _INSTANT, programme.zone), NO_FIELDS, read_set.facts)
    no_advance = None if place.trace(terms.advance.tree).holds else failure_of(terms.advance.tree, place)
    if no_advance is None:
        return PeriodTrace(ladder, step, step + (step < terms.last_step), None, None)
    no_hold = None
    if terms.hold is not None:
        if place.trace(terms.hold.tree).holds:
            return PeriodTrace(ladder, step, step, no_advance, None)
        no_hold = failure_of(terms.hold.tree, place)
    lower = {"hold": step, "reset": FIRST_STEP, "one_step_down": max(FIRST_STEP, step - 1)}
    return PeriodTrace(ladder, step, lower[terms.otherwise], no_advance, no_hold)
