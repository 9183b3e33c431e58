"""The levels of two members who are one person: at every instant the higher one counts (docs/rules.md R9.2).

The higher level is kept until its end, and is reviewed then with what was counted of both. What both together reach is
reached now. A place that one of them has goes with his level; what only both together reach needs a free one. On a
ladder of participation the higher step counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from treue.domain.achieved import Achieved
from treue.domain.events import Brought
from treue.engine.applying import climbed
from treue.engine.decision import Climb
from treue.engine.levels.climbing import Climbing, gone_on, view_of
from treue.engine.levels.lines import Line, climb_between, cut_at, floors_of, in_force, raised, since, step_at
from treue.engine.levels.places import Counted
from treue.engine.state import Interval, State
from treue.engine.tallies import Count
from treue.programme.records import FIRST_STEP, Ladder, Programme


def levels_united(programme: Programme, state: State, achieved: Achieved, counts: Sequence[Count]) -> Climbing:
    """What becomes of the time lines of the one who stays."""
    climbs: list[Climb] = []
    then: list[Brought] = []
    read: list[tuple[str, Line]] = []
    counted: Counted = ()
    lines = {name: tuple(Interval(*one) for one in line) for name, line in achieved.lines}
    names = {count.name for count in counts}
    for ladder in programme.ladders.values():
        theirs, floors_there = lines.get(ladder.id, ()), lines.get(floors_of(ladder.id), ())
        if ladder.participation is not None:
            if theirs:
                read.append((ladder.id, state.levels.get(ladder.id, ())[-1:]))
                climbs += _higher_step(state, ladder, theirs)
            continue
        if not theirs and not floors_there and ladder.tallies.isdisjoint(names):
            continue
        line = higher(ladder, since(state.levels.get(ladder.id, ()), state.now), theirs, state.now)
        held = in_force(line, state.now)
        view = view_of(programme, state, ladder, state.now, counts, own=None if held is None else held.level)
        read += view.read
        counted += view.counted
        floors = view.floors
        for floor in floors_there:
            floors = raised(ladder, floors, replace(floor, starts=max(floor.starts, state.now)))
        moved, happened = gone_on(replace(view, line=line, floors=floors), floors, state.now)
        for climb in moved:
            line = climbed(line, climb.intervals)
        climbs += climb_between(floors_of(ladder.id), view.floors, floors)
        climbs += climb_between(ladder.id, view.line, line)
        then += happened
    return Climbing(tuple(climbs), tuple(then), tuple(read), counted)


def _higher_step(state: State, ladder: Ladder, theirs: Line) -> tuple[Climb, ...]:
    """The step of the other one, where he stands higher."""
    there = in_force(theirs, state.now)
    step = FIRST_STEP if there is None else int(there.level)
    if step <= step_at(state, ladder, state.now):
        return ()
    return (Climb(ladder.id, (Interval(str(step), state.now, None),)),)


def higher(ladder: Ladder, own: Line, theirs: Line, now: datetime) -> Line:
    """The own line, from now on with the higher of both levels at every instant."""
    if not theirs:
        return own
    both = (*own, *theirs)
    edges = sorted({now, *(edge for one in both for edge in (one.starts, one.ends) if edge is not None and edge > now)})
    found = list(cut_at(own, now))
    for start, end in zip(edges, [*edges[1:], None], strict=True):
        holding = [one for line in (own, theirs) if (one := in_force(line, start)) is not None]
        if not holding:
            continue
        best = max(holding, key=lambda one: (ladder.rank(one.level), one in own))
        last = found[-1] if found else None
        if last is not None and (last.level, last.standing, last.ends) == (best.level, best.standing, start):
            found[-1] = replace(last, ends=end)
        else:
            found.append(Interval(best.level, start, end, best.standing))
    return tuple(found)
