"""What a return takes from a member's levels (docs/rules.md R6.5), and what leaving takes of those with places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from treue.domain.events import Brought
from treue.domain.instants import Period, after, local_day
from treue.engine.decision import Climb, Decision
from treue.engine.leaving import LEFT
from treue.engine.levels.climbing import Climbing, View, brought, gone_on, view_of
from treue.engine.levels.keeping import keep_end_after
from treue.engine.levels.lines import Line, climb_between, cut_at, in_force, run_of
from treue.engine.levels.outlook import Outlook, Stretch
from treue.engine.levels.places import Counted
from treue.engine.state import State
from treue.engine.tallies import Count
from treue.programme.records import LEVEL_LOST, Programme


def without_support(programme: Programme, state: State, instant: datetime, counts: Sequence[Count] = ()) -> Climbing:
    """Levels won less than the return window ago that the counters support no more are lost at the instant, without
    grace; of older ones only what is ahead changes. `counts` is what the return takes away.

    A level is supported by the windows of the day on which it was won, and by those of today. What is left is the level
    before it with the keep it had, or what the counters, a floor or a lifetime still hold, if that is higher.
    """
    climbs: list[Climb] = []
    then: list[Brought] = []
    read: list[tuple[str, Line]] = []
    counted: Counted = ()
    names = {count.name for count in counts}
    recent = after(instant, Period(-programme.return_window.count, programme.return_window.unit), programme.zone)
    for ladder in programme.ladders.values():
        if ladder.tallies.isdisjoint(names):
            continue
        view = view_of(programme, state, ladder, instant, counts, back_to=recent)
        read += view.read
        counted += view.counted
        outlook = view.outlook(view.floors)
        stretch = _lost(view, outlook, recent)
        if stretch is None:
            moved, happened = gone_on(view, view.floors, instant)
            climbs += moved
            then += happened
            continue
        current = in_force(view.line, view.now)
        climbs += climb_between(ladder.id, view.line, (*cut_at(view.line, stretch.starts), *outlook.ahead(stretch)))
        then += [] if current is None else [brought(LEVEL_LOST, ladder, current.level, instant)]
    return Climbing(tuple(climbs), tuple(then), tuple(read), counted)


def giving_up_places(programme: Programme, state: State, decision: Decision) -> Decision:
    """The decision of who leaves: what is left to him is what he has without a place."""
    if decision.refused is not None or decision.kind != LEFT:
        return decision
    for ladder in programme.ladders.values():
        if state.level(ladder.id, state.now) not in ladder.places:
            continue
        view = view_of(programme, state, ladder, state.now)
        outlook = replace(view.outlook(view.floors), closed=frozenset(ladder.places))
        held = max(outlook.floor(state.now), outlook.supported(local_day(state.now, programme.zone)))
        new = (*cut_at(view.line, state.now), *outlook.ahead(outlook.kept(held, state.now)))
        read = decision.read_set
        read = replace(
            read,
            levels=(*read.levels, *view.read),
            budgets=(*read.budgets, *view.counted),
            tallies=tuple({**dict(read.tallies), **state.tallies.asked}.items()),
            joined=state.profile.joined if programme.counts_from_joining else read.joined,
        )
        climbs = climb_between(ladder.id, view.line, new)
        decision = replace(decision, read_set=read, climbs=(*decision.climbs, *climbs))
    return decision


def _lost(view: View, outlook: Outlook, recent: datetime) -> Stretch | None:
    """Where the line goes on if the level that is in force was won recently and is not supported any more."""
    run = run_of(view.line, view.now)
    if not run or run[0].starts <= recent:
        return None
    won, zone = run[0].starts, view.programme.zone
    rank = view.ladder.rank(run[0].level)
    days = (local_day(won, zone), local_day(view.now, zone))
    held = max(outlook.floor(view.now), *(outlook.supported(day) for day in days))
    earlier = next((one for one in view.line if one.ends == won), None)
    rank_before = -1 if earlier is None else view.ladder.rank(earlier.level)
    if held >= rank or rank_before >= rank:
        return None
    if earlier is None or rank_before < held:
        return outlook.kept(held, view.now)
    if outlook.is_lasting(rank_before):
        return Stretch(rank_before, view.now, None)
    ends = keep_end_after(view.ladder.keeps, earlier.starts, view.now, view.joined, zone)
    return replace(outlook.kept(rank_before, view.now), ends=ends)
