"""What an event does to a member's time lines: levels reached, reached again, and what time alone now has ahead (R8.1).

A level is reached as soon as its counters have what is asked, over the windows that contain the day of the event, and
is in force from the instant of the event on. The event itself was decided with the level before, unless the ladder says
`at_once`; an event of the same instant that is processed later is the next one.

A late event (R1.4) reaches its level as of its own day: that decides which windows it counts in and how long the level
is kept. What began since then stays as it is: the level is in force from the start of the interval that is in force
now, or from the event's instant where that is later. Reviews that lie between the event and now are taken into account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from treue.domain.events import Brought
from treue.domain.instants import after, local_day
from treue.engine.decision import Climb
from treue.engine.levels.counters import Counters
from treue.engine.levels.lines import (
    FLOOR,
    GRACE,
    KEPT,
    Line,
    climb_between,
    cut_at,
    earliest_start,
    floors_of,
    in_force,
    raised,
    since,
)
from treue.engine.levels.outlook import Outlook, Stretch
from treue.engine.levels.places import Counted, full
from treue.engine.levels.thresholds import is_between_thresholds
from treue.engine.occasion import Occasion
from treue.engine.state import Interval, State
from treue.engine.tallies import Count
from treue.programme.records import LEVEL_LOST, LEVEL_REACHED, Ladder, Programme


@dataclass(frozen=True, slots=True)
class Climbing:
    """What changes on the ladders, and what was read for it."""

    climbs: tuple[Climb, ...] = ()
    then: tuple[Brought, ...] = ()
    read: tuple[tuple[str, Line], ...] = ()
    """Time lines as they were."""
    counted: Counted = ()
    """How many members were at levels with places."""


NO_CLIMBING = Climbing()


def climbing(
    programme: Programme, state: State, kind: str, instant: datetime, counts: Sequence[Count], occasion: Occasion
) -> Climbing:
    """What an event of the kind does, with what it counts."""
    if not programme.ladders:
        return NO_CLIMBING
    climbs: list[Climb] = []
    then: list[Brought] = []
    read: list[tuple[str, Line]] = []
    counted: Counted = ()
    names = {count.name for count in counts}
    for ladder in programme.ladders.values():
        if state.recorded is not None and ladder.id not in state.levels:
            # Made again: the line was not looked at then, so it was there and stayed as it was.
            continue
        set_by_event = _floors_set(programme, ladder, kind, instant, occasion)
        line = state.levels.get(ladder.id, ())
        enters = not line and any(level.at_joining for level in ladder.levels)
        if not (set_by_event or enters or not ladder.tallies.isdisjoint(names)):
            continue
        if line and not set_by_event and is_between_thresholds(programme, state, ladder, counts, occasion.day):
            continue
        view = view_of(programme, state, ladder, instant, counts)
        read += view.read
        counted += view.counted
        floors = view.floors
        for floor in set_by_event:
            floors = raised(ladder, floors, floor)
        moved, happened = gone_on(view, floors, instant)
        climbs += climb_between(floors_of(ladder.id), view.floors, floors)
        climbs += moved
        then += happened
    return Climbing(tuple(climbs), tuple(then), tuple(read), counted)


def at_once(
    programme: Programme, state: State, occasion: Occasion, counts: Sequence[Count], instant: datetime
) -> Occasion:
    """The occasion at the levels that this event reaches, on ladders where they hold for it already."""
    if not programme.counts_at_once:
        return occasion
    levels = dict(occasion.facts.level)
    for ladder in programme.ladders.values():
        if not ladder.at_once or ladder.tallies.isdisjoint(count.name for count in counts):
            continue
        view = view_of(programme, state, ladder, instant, counts)
        rank = view.outlook(view.floors).supported(local_day(instant, programme.zone))
        held = (state.level(ladder.id, instant), occasion.facts.level.get(ladder.id))
        if rank > max(ladder.rank(None if level is None else str(level)) for level in held):
            levels[ladder.id] = ladder.levels[rank].id
    if levels == occasion.facts.level:
        return occasion
    return replace(
        occasion,
        facts=replace(occasion.facts, level=levels),
        held=tuple(map(str, levels.values())),
        line_facts=tuple(replace(facts, level=levels) for facts in occasion.line_facts),
    )


@dataclass(frozen=True, slots=True)
class View:
    """One ladder of a member as a decision sees it; `line` and `floors` go back to what is in force."""

    programme: Programme
    ladder: Ladder
    counters: Counters
    joined: date | None
    now: datetime
    line: Line
    floors: Line
    closed: frozenset[str] = frozenset()
    """Levels that have no place left for the member."""
    counted: Counted = ()
    """How many members are at levels with places."""

    @property
    def read(self) -> tuple[tuple[str, Line], ...]:
        """The time lines, by name."""
        floors = ((floors_of(self.ladder.id), self.floors),) if self.floors else ()
        return ((self.ladder.id, self.line), *floors)

    def outlook(self, floors: Line) -> Outlook:
        """How the line goes on over these floors."""
        return Outlook(self.programme, self.ladder, self.counters, self.joined, floors, self.closed)


def view_of(
    programme: Programme,
    state: State,
    ladder: Ladder,
    instant: datetime,
    counts: Sequence[Count] = (),
    back_to: datetime | None = None,
    own: str | None = None,
) -> View:
    """The ladder at the instant; `back_to` is how far back its line is looked at, where that is further. `own` is the
    level at which the member has his place, where it is not the one in force."""
    zone = programme.zone
    joined = state.profile.joined
    first = min(instant, state.now, back_to or instant)
    latest = max(instant, state.now) + programme.accepts_early
    closed, counted = full(state, ladder, own or state.level(ladder.id, state.now))
    day = None if joined is None else local_day(joined, zone)
    return View(
        programme,
        ladder,
        Counters(programme, state, day, local_day(latest, zone), counts),
        day,
        state.now,
        since(state.levels.get(ladder.id, ()), first),
        since(state.levels.get(floors_of(ladder.id), ()), first),
        closed,
        counted,
    )


def gone_on(view: View, floors: Line, instant: datetime) -> tuple[tuple[Climb, ...], list[Brought]]:
    """The line from now on, over these floors, after an event at the instant; and what follows from it."""
    ladder, line, outlook = view.ladder, view.line, view.outlook(floors)
    current = in_force(line, view.now)
    rank = -1 if current is None else ladder.rank(current.level)
    stretch = _risen(view, outlook, rank, instant) or _stayed(view, outlook, current, rank, instant)
    if stretch is None:
        return (), []
    new = (*cut_at(line, stretch.starts), *outlook.ahead(stretch))
    happened: list[Brought] = []
    if stretch.rank > rank:
        happened.append(brought(LEVEL_REACHED, ladder, ladder.levels[stretch.rank].id, instant))
    elif stretch.rank < rank and current is not None:
        happened.append(brought(LEVEL_LOST, ladder, current.level, instant))
    return climb_between(ladder.id, line, new), happened


def brought(name: str, ladder: Ladder, level: str, instant: datetime) -> Brought:
    """The event that a level was reached or lost."""
    return Brought(name, instant, {"ladder": ladder.id, "level": level})


def _risen(view: View, outlook: Outlook, rank: int, instant: datetime) -> Stretch | None:
    """The higher level that the counters support now, or to which a floor lifts."""
    starts = _start(view, instant)
    supported = outlook.supported(local_day(instant, view.programme.zone))
    if supported > rank:
        reached = in_force(outlook.ahead(outlook.kept(supported, instant)), max(instant, view.now))
        risen = -1 if reached is None else view.ladder.rank(reached.level)
        if reached is not None and risen > rank and risen >= outlook.floor(view.now):
            return Stretch(risen, starts, reached.ends, reached.standing)
    lifted = outlook.floor(view.now)
    return outlook.kept(lifted, starts, by_floor=True) if lifted > rank else None


def _stayed(view: View, outlook: Outlook, current: Interval | None, rank: int, instant: datetime) -> Stretch | None:
    """The level there is, with its keep extended where the event reached it again; None where there is none."""
    if current is None or rank < 0:
        return None
    end = outlook.end_of(current, view.now)
    if current.standing == FLOOR and not outlook.is_lasting(rank):
        if outlook.floor(view.now) < rank:
            # The floor under it was taken away: nothing is left but what holds without it.
            held = max(outlook.supported(local_day(instant, view.programme.zone)), outlook.floor(view.now))
            return outlook.kept(held, view.now)
        end = outlook.kept(rank, view.now, by_floor=True).ends
    reached = view.ladder.levels[rank].reached
    if (
        end is not None
        and reached is not None
        and view.counters.reached_again(reached, local_day(instant, view.programme.zone))
    ):
        kept = outlook.kept(rank, instant)
        if kept.ends is None or kept.ends > end or (current.standing == GRACE and kept.ends > view.now):
            starts = _start(view, instant) if current.standing == GRACE else current.starts
            return replace(kept, starts=starts)
    standing = KEPT if outlook.is_lasting(rank) else current.standing
    return Stretch(rank, current.starts, end, standing)


def _start(view: View, instant: datetime) -> datetime:
    """From when what the event reached is in force: see above. A moment early counts as now."""
    earliest = earliest_start(view.line, view.now)
    starts = min(instant, view.now)
    return starts if earliest is None else max(starts, earliest)


def _floors_set(
    programme: Programme, ladder: Ladder, kind: str, instant: datetime, occasion: Occasion
) -> list[Interval]:
    found = []
    for floor in ladder.floors:
        if floor.by != "event" or floor.event != kind:
            continue
        when = floor.when
        if when is None or when.holds(occasion.order, None, occasion.at, occasion.fields, occasion.facts):
            ends = None if floor.lasts is None else after(instant, floor.lasts, programme.zone)
            found.append(Interval(floor.level, instant, ends, FLOOR))
    return found
