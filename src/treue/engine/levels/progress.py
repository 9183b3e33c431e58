"""What a member is told about a ladder: his level, until when he keeps it, and what is missing for more.

Calculated from a state, for reading only; nothing is decided. Amounts are scaled like their metrics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil

from treue.domain.instants import local_day
from treue.engine.levels.climbing import View, view_of
from treue.engine.levels.lines import GRACE, in_force, run_of
from treue.engine.state import State
from treue.programme.records import Ladder, Programme, Reached


@dataclass(frozen=True, slots=True)
class Lacking:
    """How much of a metric is missing, above zero."""

    metric: str
    amount: int


@dataclass(frozen=True, slots=True)
class Step:
    """What is missing for a level: of every counter in `all`, and of one in `any`. Nothing missing: it is reached.

    `counted_from` is the first day that counts, where that is still ahead.
    """

    level: str
    all: tuple[Lacking, ...] = ()
    any: tuple[Lacking, ...] = ()
    counted_from: date | None = None
    kept_until: datetime | None = None
    """Until when it would be kept if it were reached now; None is for ever."""

    @property
    def is_reached(self) -> bool:
        """Whether nothing is missing."""
        return not self.all and not self.any


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a member stands on a ladder."""

    ladder: str
    level: str | None
    since: datetime | None = None
    kept_until: datetime | None = None
    """When he loses the level if nothing more happens; None is never, or there is no level."""
    in_grace: bool = False
    """The keep is over, and the level can still be saved until then."""
    following: Step | None = None
    """The next level that is reached by what is counted."""
    keeping: Step | None = None
    """What keeps the level beyond `kept_until`."""


def progress(programme: Programme, state: State, ladder: Ladder) -> Progress:
    """Where the member stands at `state.now`; everything that is due until then is settled."""
    now, zone = state.now, programme.zone
    view = view_of(programme, state, ladder, now, back_to=_begun(state, ladder))
    today = local_day(now, zone)
    run = run_of(view.line, now)
    current = in_force(view.line, now)
    rank = -1 if current is None else ladder.rank(current.level)
    above = range(rank + 1, len(ladder.levels))
    asked = ((index, ladder.levels[index].reached) for index in above)
    step = next((_following(view, index, of, today) for index, of in asked if of is not None), None)
    if current is None:
        return Progress(ladder.id, None, following=step)
    in_grace = current.standing == GRACE
    graces = [one.starts for one in run if one.standing == GRACE and one.starts > now]
    ends = graces[0] if graces else run[-1].ends
    reached = ladder.levels[rank].reached if rank >= 0 else None
    keeping = None
    if ends is not None and reached is not None:
        last = today if in_grace else local_day(ends - timedelta(microseconds=1), zone)
        keeping = _step(view, current.level, reached, last, today)
    return Progress(ladder.id, current.level, run[0].starts, ends, in_grace, step, keeping)


def _following(view: View, rank: int, reached: Reached, today: date) -> Step:
    kept_until = view.outlook(view.floors).kept(rank, view.now).ends
    return replace(_step(view, view.ladder.levels[rank].id, reached, today, today), kept_until=kept_until)


def _step(view: View, level: str, reached: Reached, day: date, today: date) -> Step:
    """What is missing over the windows that contain the day."""
    every = tuple(one for one in _lacking(view, reached.all, day) if one.amount)
    either = _lacking(view, reached.any, day)
    if any(not lacking.amount for lacking in either):
        either = ()
    windows = [view.counters.window(name, day) for name, _ in (*reached.all, *reached.any)]
    first = min((days.first for days in windows if days is not None), default=None)
    return Step(level, every, either, first if first is not None and first > today else None)


def _lacking(view: View, counters: Sequence[tuple[str, int]], day: date) -> tuple[Lacking, ...]:
    return tuple(Lacking(name, max(0, ceil(start - view.counters.figure(name, day)))) for name, start in counters)


def _begun(state: State, ladder: Ladder) -> datetime:
    """Where the run of the current level began, so that the line is looked at from there."""
    run = run_of(state.levels.get(ladder.id, ()), state.now)
    return run[0].starts if run else state.now
