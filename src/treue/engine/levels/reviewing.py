"""Reviews: what becomes of a level when its keep, its grace or its floor ends, as of that instant (R1.5, R8.1)."""

from __future__ import annotations

from datetime import datetime

from treue.domain.events import Brought
from treue.engine.decision import Decision, ReadSet
from treue.engine.levels.climbing import brought, view_of
from treue.engine.levels.lines import LEVEL_REVIEW, before, climb_between, cut_at
from treue.engine.state import State
from treue.programme.records import LEVEL_LOST, LEVEL_REACHED, Programme


def review_level(programme: Programme, state: State, subject: str, instant: datetime) -> Decision:
    """The level is confirmed, gets its grace, or falls. A ladder that the version does not know is left as it is."""
    state.tallies.asked.clear()
    ladder = programme.ladders.get(subject)
    current = before(state.levels.get(subject, ()), instant)
    if ladder is None or current is None:
        return Decision(LEVEL_REVIEW, instant, ReadSet(instant))
    view = view_of(programme, state, ladder, instant, back_to=current.starts, own=current.level)
    outlook = view.outlook(view.floors)
    rank = ladder.rank(current.level)
    stretch = outlook.review(rank, instant, current.standing)
    new = (*cut_at(view.line, instant), *outlook.ahead(stretch))
    then: tuple[Brought, ...] = ()
    if stretch.rank < rank:
        then = (brought(LEVEL_LOST, ladder, current.level, instant),)
    elif stretch.rank > rank:
        then = (brought(LEVEL_REACHED, ladder, ladder.levels[stretch.rank].id, instant),)
    read_set = ReadSet(
        instant,
        budgets=view.counted,
        tallies=tuple(state.tallies.asked.items()),
        levels=view.read,
        standing=state.standing,
        joined=state.profile.joined if programme.counts_from_joining else None,
    )
    return Decision(LEVEL_REVIEW, instant, read_set, climbs=climb_between(ladder.id, view.line, new), then=then)
