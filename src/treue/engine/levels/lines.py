"""Time lines as intervals: what is in force, what of a line a decision reads, and how one differs from another.

Beside the line of a ladder stands the line of its floors, which is named after it (`floors_of`); both are kept alike.
What began is never moved: a line is cut only at or after the start of the interval that is in force now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from treue.engine.decision import Climb
from treue.engine.state import Interval, State
from treue.programme.records import FIRST_STEP, Ladder

Line = tuple[Interval, ...]
KEPT, GRACE, FLOOR = "kept", "grace", "floor"
_FLOORS = ".floors"
LEVEL_REVIEW = "level_review"
"""What is due at the end of every interval of a ladder, and the event that it becomes."""


def floors_of(ladder: str) -> str:
    """The name of the line of a ladder's floors. No ladder is called so."""
    return ladder + _FLOORS


def is_ladder(name: str) -> bool:
    """Whether the line is that of a ladder, not of its floors."""
    return not name.endswith(_FLOORS)


def in_force(line: Sequence[Interval], at: datetime) -> Interval | None:
    """The interval that holds at the instant."""
    return next((one for one in line if one.starts <= at and (one.ends is None or at < one.ends)), None)


def step_at(state: State, ladder: Ladder, at: datetime) -> int:
    """The step in force at the instant."""
    level = state.level(ladder.id, at)
    return FIRST_STEP if level is None else int(level)


def before(line: Sequence[Interval], at: datetime) -> Interval | None:
    """The interval that holds until the instant, or would hold beyond it."""
    found = [one for one in line if one.starts < at and (one.ends is None or at <= one.ends)]
    return found[-1] if found else None


def since(line: Line, at: datetime) -> Line:
    """The line from the interval on that began last before the instant: what decisions from then on can depend on."""
    begun = [index for index, one in enumerate(line) if one.starts <= at]
    return line[begun[-1] :] if begun else line


def run_of(line: Line, at: datetime) -> tuple[Interval, ...]:
    """The intervals of one level, each following the other, around the one in force at the instant."""
    current = in_force(line, at)
    if current is None:
        return ()
    first = last = line.index(current)
    while first and line[first - 1].level == current.level and line[first - 1].ends == line[first].starts:
        first -= 1
    while last + 1 < len(line) and line[last + 1].level == current.level and line[last + 1].starts == line[last].ends:
        last += 1
    return line[first : last + 1]


def earliest_start(line: Line, now: datetime) -> datetime | None:
    """The instant before which nothing of the line may be changed any more: where what is in force began, or the last
    level ended."""
    edges = [one.starts for one in line if one.starts <= now]
    edges += [one.ends for one in line if one.ends is not None and one.ends <= now]
    return max(edges, default=None)


def cut_at(line: Line, at: datetime) -> Line:
    """The line up to the instant."""
    kept = [one for one in line if one.starts < at]
    if kept and (kept[-1].ends is None or kept[-1].ends > at):
        kept[-1] = replace(kept[-1], ends=at)
    return tuple(kept)


def climb_between(name: str, old: Line, new: Line) -> tuple[Climb, ...]:
    """The climb that makes the new line of the old one; none where nothing changes."""
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    if same == len(old) == len(new):
        return ()
    if not new:
        # What came in this very instant is gone in it: an interval that ends where it starts says so.
        return (Climb(name, (replace(old[0], ends=old[0].starts),)),)
    # Where the new line only ends sooner, its last interval says so.
    return (Climb(name, new[min(same, len(new) - 1) :]),)


def raised(ladder: Ladder, floors: Line, floor: Interval) -> Line:
    """The floors with one more: at every instant the higher one counts."""
    edges = sorted({edge for one in (*floors, floor) for edge in (one.starts, one.ends) if edge is not None})
    found: list[Interval] = []
    for start, end in zip(edges, [*edges[1:], None], strict=True):
        holding = [one for one in (*floors, floor) if one.starts <= start and (one.ends is None or start < one.ends)]
        if not holding:
            continue
        best = max(holding, key=lambda one: ladder.rank(one.level))
        if found and found[-1].level == best.level and found[-1].ends == start:
            found[-1] = replace(found[-1], ends=end)
        else:
            found.append(Interval(best.level, start, end, FLOOR))
    return tuple(found)


def review_after(line: Line, instant: datetime) -> datetime | None:
    """The next end of an interval after the instant: then it is reviewed."""
    return min((one.ends for one in line if one.ends is not None and one.ends > instant), default=None)
