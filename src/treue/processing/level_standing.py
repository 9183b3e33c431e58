"""Where one member stands on the ladders: his time lines and what is missing, for him and for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from treue.domain.instants import local_day
from treue.domain.windows import days_of
from treue.engine.levels.participating import Step, standing
from treue.engine.levels.progress import Progress, progress
from treue.engine.state import Interval, Profile, State
from treue.processing.versions import Versions
from treue.store.open_books import Held, OpenBooks
from treue.store.reading import TallyWanted


@dataclass(frozen=True, slots=True)
class LevelStanding:
    """Where a member stands: by ladder his whole time line, and his progress on the ladders of today's version."""

    lines: Mapping[str, tuple[Interval, ...]]
    progress: tuple[Progress, ...] = ()
    steps: tuple[Step, ...] = ()
    """The same of ladders that are climbed period by period."""


def level_tallies(versions: Versions, books: OpenBooks, now: datetime) -> list[TallyWanted]:
    """What the ladders count, over the windows that contain yesterday and later days."""
    programme = (versions.at(now) or versions.first).programme
    day = local_day(now - timedelta(days=1), programme.zone)
    joined_on = local_day(books.joined_at, programme.zone)
    names = {name for ladder in programme.ladders.values() for name in ladder.tallies}
    names.update(*(one.tallies for ladder in programme.participating if (one := ladder.participation) is not None))
    windows = {metric.key: metric.window for metric in programme.metrics.values() if metric.key in names}
    days = {name: days_of(window, day, joined_on) for name, window in windows.items()}
    return [TallyWanted(books.member_id, name, found.first, False) for name, found in days.items() if found is not None]


def level_standing_of(
    versions: Versions,
    books: OpenBooks,
    now: datetime,
    wanted: Sequence[TallyWanted],
    counted: Mapping[str, Mapping[tuple[date, str], int]],
) -> LevelStanding:
    """The member at `now`, after everything that is due was settled; `counted` is what was `wanted`."""
    programme = (versions.at(now) or versions.first).programme
    lines = {ladder: tuple(Interval(*one) for one in line) for ladder, line in books.levels.items()}
    dues = books.held.get(books.member_id, Held()).dues
    state = State(now, profile=Profile(books.joined_at), levels=dict(lines), dues=dues)
    for tally in wanted:
        state.tallies.know(tally.name, tally.since, counted.get(tally.name, {}))
    ladders = [ladder for ladder in programme.ladders.values() if ladder.levels]
    return LevelStanding(
        lines,
        tuple(progress(programme, state, ladder) for ladder in ladders),
        tuple(standing(programme, state, ladder) for ladder in programme.participating),
    )
