"""The days in which a `level period` counts: since the member reached the level that he holds (docs/rules.md R1.4).

They are whole days: the day on which a level is reached or lost belongs to the time before it and to the time after it.
A renewed keep and a grace go on with the level. Who holds no level counts since he has held none.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from treue.domain.instants import local_day
from treue.domain.windows import Days
from treue.engine.levels.lines import Line, run_of
from treue.engine.state import State
from treue.programme.records import Programme

_INSTANT = timedelta(microseconds=1)


def level_term(programme: Programme, state: State, instant: datetime) -> Days | None:
    """The days that count together with the instant, as the level history is known now; None where nothing asks.

    A decision that is made again counts in the days that it counted in.
    """
    if not programme.counts_at_levels:
        return None
    if state.recorded is not None:
        return state.term
    # A version that counts in such days has one ladder.
    line = next((state.levels.get(ladder, ()) for ladder in programme.ladders), ())
    begun, ends = _edges(line, instant)
    first = date.min if begun is None else local_day(begun, programme.zone)
    if ends is None or ends > state.now:
        return Days(first, date.max)
    return Days(first, local_day(ends - _INSTANT, programme.zone))


def _edges(line: Line, instant: datetime) -> tuple[datetime | None, datetime | None]:
    """When the level in force at the instant was reached, or the last one lost; and when that is over."""
    if run := run_of(line, instant):
        return run[0].starts, run[-1].ends
    begun = max((one.ends for one in line if one.ends is not None and one.ends <= instant), default=None)
    return begun, min((one.starts for one in line if one.starts > instant), default=None)
