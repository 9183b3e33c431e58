"""Telling members ahead that a level will be lost (docs/rules.md R8.1).

Where a time line falls is written ahead, so when to tell is known too. It is due as `level_warning`, an event of its
own that rules can react to. One warning is due at a time, the next one; whatever moves the time line moves it. A moment
that has passed when the fall becomes known is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from treue.domain.events import Brought, Event
from treue.domain.instants import Period, after, local_day
from treue.engine.applying import climbed
from treue.engine.decision import Decision, ReadSet
from treue.engine.levels.lines import Line, since
from treue.engine.state import DueKey, State
from treue.programme.records import LEVEL_WARNING, Ladder, Programme


class Fall(NamedTuple):
    """The instant at which a level is lost if nothing happens, and the level."""

    at: datetime
    level: str


def falls_ahead(ladder: Ladder, line: Line, now: datetime) -> Iterator[Fall]:
    """Every fall that is written ahead, in order."""
    for index, one in enumerate(line):
        if one.ends is None or one.ends <= now:
            continue
        following = line[index + 1] if index + 1 < len(line) else None
        if following is None or ladder.rank(following.level) < ladder.rank(one.level):
            yield Fall(one.ends, one.level)


def warning_of(programme: Programme, state: State, subject: str, instant: datetime) -> Brought | None:
    """The event of a warning that is due; None where the version in force warns of nothing."""
    ladder = programme.ladders.get(subject)
    fall = None
    if ladder is not None and ladder.warn:
        fall = next(falls_ahead(ladder, state.levels.get(subject, ()), instant), None)
    if fall is None:
        return None
    days = (local_day(fall.at, programme.zone) - local_day(instant, programme.zone)).days
    return Brought(LEVEL_WARNING, instant, {"ladder": subject, "level": fall.level, "days": days})


def unneeded(_programme: Programme, _state: State, subject: str, instant: datetime) -> Decision:
    """What is due was said by an earlier version, and the one in force does not warn."""
    return Decision(LEVEL_WARNING, instant, ReadSet(instant), dues=(((LEVEL_WARNING, subject), None),))


def warned(programme: Programme, state: State, decision: Decision, event: Event | None = None) -> Decision:
    """The decision with the next warning of each ladder whose time line it moves, and of the one it warned of."""
    warned_of = event.fields["ladder"] if isinstance(event, Brought) and event.name == LEVEL_WARNING else None
    for ladder in programme.ladders.values():
        climbs = [climb for climb in decision.climbs if climb.ladder == ladder.id]
        if not ladder.warn or not (climbs or warned_of == ladder.id):
            continue
        line = state.levels.get(ladder.id, ())
        read = decision.read_set
        if not any(name == ladder.id for name, _ in read.levels):
            read = replace(read, levels=(*read.levels, (ladder.id, since(line, state.now))))
        for climb in climbs:
            line = climbed(line, climb.intervals)
        key: DueKey = (LEVEL_WARNING, ladder.id)
        following, known = next_warning(programme, ladder, line, state.now), state.dues.get(key)
        if known is not None:
            read = replace(read, dues=(*read.dues, (key, known)))
        decision = replace(decision, read_set=read)
        if following != known:
            decision = replace(decision, dues=(*decision.dues, (key, following)))
    return decision


def next_warning(programme: Programme, ladder: Ladder, line: Line, now: datetime) -> datetime | None:
    """The first moment after `now` at which to tell of a fall; None where there is none."""
    moments = (
        after(fall.at, Period(-length.count, length.unit), programme.zone)
        for fall in falls_ahead(ladder, line, now)
        for length in ladder.warn
    )
    return min((moment for moment in moments if moment > now), default=None)
