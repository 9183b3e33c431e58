"""Most orders pass no threshold: they count, and nothing on the ladder changes, now or ahead.

That is so where every counter of the ladder adds up over windows that begin at fixed days, and the event lies in the
windows of now. A rolling window also moves with time, so there every order can change when a level is lost. What a
household counts together moves by the orders of others, which leave the line of this member as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from treue.domain.instants import local_day
from treue.domain.windows import days_of
from treue.engine.occasion import tallied
from treue.engine.state import State
from treue.engine.tallies import Count
from treue.programme.records import Ladder, Programme

_ADDED_UP = frozenset(("sum", "events", "earned", "spent"))
_FROM_FIXED_DAYS = frozenset(("calendar", "membership", "yearly", "lifetime"))


def is_between_thresholds(
    programme: Programme, state: State, ladder: Ladder, counts: Sequence[Count], day: date
) -> bool:
    """Whether the event of the local day leaves every counter of the ladder between the same two thresholds."""
    joined = state.profile.joined
    joined_on = None if joined is None else local_day(joined, programme.zone)
    today = local_day(state.now, programme.zone)
    terms = programme.members.households
    if terms is not None and terms.level == "pooled":
        return False
    if ladder.places:
        # Who stood above a threshold without a place may find one now.
        return False
    for name in ladder.metrics:
        metric = programme.metrics[name]
        if metric.by_household or metric.counts not in _ADDED_UP or metric.window.kind not in _FROM_FIXED_DAYS:
            return False
        if today != day and days_of(metric.window, day, joined_on) != days_of(metric.window, today, joined_on):
            return False
        added = sum(count.amount for count in counts if count.name == metric.key)
        if not added:
            continue
        before = tallied(programme, state, metric, day, by_household=False)
        if any((before < threshold) != (before + added < threshold) for threshold in ladder.thresholds.get(name, ())):
            return False
    return True
