"""How a time line goes on when nothing more happens: reviews, grace and falls, one after the other (R8.1).

A review looks at the windows that contain the last instant before it. What can never be lost by time alone is written
without an end: a level from joining, one that is kept for ever or for life, and one whose counters no window takes
away.

A loss ahead is an event of its own. What rules will give for it hangs on limits and on budgets that others use up too,
so it is not known ahead; where it counts on the ladder, that event writes the line anew when it comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from treue.domain.instants import after, local_day
from treue.engine.levels.counters import Counters
from treue.engine.levels.keeping import keep_end, keep_end_after
from treue.engine.levels.lines import FLOOR, GRACE, KEPT, Line, in_force
from treue.engine.state import Interval
from treue.programme.records import Ladder, Level, Programme

INTERVALS_MAX = 100
"""How many intervals are written ahead; the review at the end of the last one writes on."""
_LAST_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a line goes on: at the level with this rank, none below 0, from an instant to the next review."""

    rank: int
    starts: datetime
    ends: datetime | None
    standing: str = KEPT


@dataclass(frozen=True, slots=True)
class Outlook:
    """What decides how a line on the ladder goes on."""

    programme: Programme
    ladder: Ladder
    counters: Counters
    joined: date | None
    floors: Line = ()
    closed: frozenset[str] = frozenset()
    """Levels that have no place left for the member."""

    def supported(self, day: date) -> int:
        """The rank of the highest level that the counters support over the windows that contain the day."""
        found = -1
        for rank, level in enumerate(self.ladder.levels):
            # Every level is asked, so that the read-set is enough where fewer lines of an order are looked at.
            reached = level.reached is not None and self.counters.reaches(level.reached, day)
            if (reached or level.at_joining or self._is_for_life(level, day)) and level.id not in self.closed:
                found = rank
        return found

    def floor(self, at: datetime) -> int:
        """The rank of the floor at the instant, -1 for none."""
        floor = in_force(self.floors, at)
        return -1 if floor is None or floor.level in self.closed else self.ladder.rank(floor.level)

    def kept(self, rank: int, starts: datetime, *, by_floor: bool = False) -> Stretch:
        """The level with the keep that starts there; `by_floor` where nothing but a floor holds it."""
        if rank < 0 or self.is_lasting(rank):
            return Stretch(rank, starts, None)
        floor = in_force(self.floors, starts)
        if floor is not None and self.ladder.rank(floor.level) < rank:
            floor = None
        if floor is not None and by_floor:
            return Stretch(rank, starts, floor.ends, FLOOR)
        end = keep_end(self.ladder.keeps, starts, self.joined, self.programme.zone)
        if floor is not None and end is not None and (floor.ends is None or floor.ends > end):
            return Stretch(rank, starts, floor.ends, FLOOR)
        return Stretch(rank, starts, end)

    def is_lasting(self, rank: int) -> bool:
        """Whether time alone cannot take the level away, whatever the ladder says of keeping."""
        # A level above that lasts holds this one as well.
        return any(self._lasts(level) for level in self.ladder.levels[rank:])

    def end_of(self, current: Interval, now: datetime) -> datetime | None:
        """The end of what is in force now. What was written without one, because no window could take it away, has one
        again where counters were taken back: that of the keeps since it began."""
        rank = self.ladder.rank(current.level)
        if rank < 0:
            return current.ends
        if self.is_lasting(rank):
            return None
        if current.ends is not None or current.standing == FLOOR:
            return current.ends
        return keep_end_after(self.ladder.keeps, current.starts, now, self.joined, self.programme.zone)

    def review(self, rank: int, at: datetime, standing: str) -> Stretch:
        """What becomes of the level whose keep, grace or floor ends at the instant."""
        supported = self.supported(local_day(at - _LAST_INSTANT, self.programme.zone))
        held = max(supported, self.floor(at))
        if held >= rank:
            return self.kept(held, at, by_floor=held > supported)
        if standing != GRACE and self.ladder.grace is not None:
            return Stretch(rank, at, after(at, self.ladder.grace, self.programme.zone), GRACE)
        fallen = self._fallen(rank, held)
        # What nothing but a floor keeps him from falling below ends with that floor.
        return self.kept(fallen, at, by_floor=fallen > self._fallen(rank, supported))

    def ahead(self, stretch: Stretch) -> Line:
        """The line from the stretch on, until nothing changes any more."""
        line: list[Interval] = []
        while stretch.rank >= 0 and len(line) < INTERVALS_MAX:
            level = self.ladder.levels[stretch.rank].id
            line.append(Interval(level, stretch.starts, stretch.ends, stretch.standing))
            if stretch.ends is None:
                break
            stretch = self.review(stretch.rank, stretch.ends, stretch.standing)
        return tuple(line)

    def _fallen(self, rank: int, held: int) -> int:
        match self.ladder.falls:
            case "to supported":
                return held
            case "to the lowest":
                return max(held, 0 if rank > 0 and self.ladder.levels[0].id not in self.closed else -1)
            case "one level":
                below = [index for index in range(rank) if self._is_open(self.ladder.levels[index])]
                return max([held, *below])

    def _is_for_life(self, level: Level, day: date) -> bool:
        return level.for_life is not None and self.counters.reaches(level.for_life, day)

    def _is_open(self, level: Level) -> bool:
        return _is_climbed(level) and level.id not in self.closed

    def _lasts(self, level: Level) -> bool:
        if level.at_joining:
            return True
        return any(
            reached is not None and self.counters.reaches_for_ever(reached)
            for reached in (level.reached, level.for_life)
        )


def _is_climbed(level: Level) -> bool:
    """Whether members come to the level by what is counted, and so can fall to it."""
    return level.at_joining or level.reached is not None or level.for_life is not None
