"""A floor set by hand: an invitation, a status matched, or the word of staff (docs/rules.md R8.1).

An invitation and a status match never take anything away: where floors meet, the higher one counts. Staff have the last
word: their floor takes the place of every other from now on, so what was set by mistake can be set right.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from treue.domain.events import FloorSet
from treue.domain.instants import after, start_of_day
from treue.domain.reasons import Reason
from treue.engine.decision import Decision, ReadSet
from treue.engine.levels.climbing import gone_on, view_of
from treue.engine.levels.lines import FLOOR, climb_between, cut_at, floors_of, raised
from treue.engine.state import Interval, State
from treue.programme.records import Ladder, Programme

LEVEL_SET = "level_set"


def set_floor(programme: Programme, state: State, wish: FloorSet) -> Decision:
    """The level as a floor from now on, up to the end of its last day; or a refusal that records nothing."""
    ladder = programme.ladders.get(wish.ladder)
    if ladder is None or ladder.rank(wish.level) < 0:
        return _refused(state, Reason.UNKNOWN_LEVEL)
    lasts = next((one.lasts for one in ladder.floors if (one.level, one.by) == (wish.level, wish.by)), None)
    if not _may_be_set(ladder, wish):
        return _refused(state, Reason.NOT_SET_THIS_WAY)
    ends: datetime | None = None
    if wish.until is not None:
        ends = start_of_day(wish.until + timedelta(days=1), programme.zone)
    elif lasts is not None:
        ends = after(state.now, lasts, programme.zone)
    if ends is not None and ends <= state.now:
        return _refused(state, Reason.ENDS_IN_THE_PAST)
    view = view_of(programme, state, ladder, state.now)
    if wish.level in view.closed:
        return _refused(state, Reason.NO_PLACE)
    floor = Interval(wish.level, state.now, ends, FLOOR)
    floors = (*cut_at(view.floors, state.now), floor) if wish.by == "staff" else raised(ladder, view.floors, floor)
    moved, happened = gone_on(view, floors, state.now)
    read_set = ReadSet(
        state.now,
        budgets=view.counted,
        tallies=tuple(state.tallies.asked.items()),
        levels=view.read,
        joined=state.profile.joined if programme.counts_from_joining else None,
    )
    climbs = (*climb_between(floors_of(ladder.id), view.floors, floors), *moved)
    return Decision(LEVEL_SET, state.now, read_set, climbs=climbs, then=tuple(happened))


def _may_be_set(ladder: Ladder, wish: FloorSet) -> bool:
    """Staff may set any level; the other ways are those that the document foresees for it."""
    if wish.by == "staff" or any((floor.level, floor.by) == (wish.level, wish.by) for floor in ladder.floors):
        return True
    return wish.by == "invitation" and ladder.levels[ladder.rank(wish.level)].by_invitation


def _refused(state: State, reason: Reason) -> Decision:
    return Decision(LEVEL_SET, state.now, ReadSet(state.now), refused=reason)
