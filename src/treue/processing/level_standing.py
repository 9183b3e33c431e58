"""Where one member stands on the ladders: his time lines and what is missing, read for him and for staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import AsyncConnection

from treue.domain.instants import local_day
from treue.domain.windows import days_of
from treue.engine.levels.participating import Step, standing
from treue.engine.levels.progress import Progress, progress
from treue.engine.state import Interval, Profile, State
from treue.processing.versions import Versions
from treue.programme.records import Programme
from treue.store.reading import MoreWanted, TallyWanted, read_more
from treue.store.wallets import read_dues, read_joined


@dataclass(frozen=True, slots=True)
class LevelStanding:
    """Where a member stands: by ladder his whole time line, and his progress on the ladders of today's version."""

    lines: Mapping[str, tuple[Interval, ...]]
    progress: tuple[Progress, ...] = ()
    steps: tuple[Step, ...] = ()
    """The same of ladders that are climbed period by period."""


async def level_standing_of(
    connection: AsyncConnection[Any], programme_id: int, versions: Versions, member_id: int, now: datetime
) -> LevelStanding:
    """The member at `now`, after everything that is due was settled."""
    if not versions.reads.ladders:
        return LevelStanding({})
    version = versions.at(now) or versions.first
    programme = version.programme
    joined = await read_joined(connection, programme_id, member_id)
    wanted = _tallies(programme, member_id, joined, now)
    more = await read_more(connection, programme_id, MoreWanted((), wanted, {}, (member_id,), (), (), ()))
    lines = {ladder: tuple(Interval(*one) for one in line) for ladder, line in more.levels.get(member_id, {}).items()}
    dues = await read_dues(connection, programme_id, member_id)
    state = State(now, profile=Profile(joined), levels=dict(lines), dues=dues)
    for tally in wanted:
        state.tallies.know(tally.name, tally.since, more.tallies.get(member_id, {}).get(tally.name, {}))
    ladders = [ladder for ladder in programme.ladders.values() if ladder.levels]
    return LevelStanding(
        lines,
        tuple(progress(programme, state, ladder) for ladder in ladders),
        tuple(standing(programme, state, ladder) for ladder in programme.participating),
    )


def _tallies(programme: Programme, member_id: int, joined: datetime | None, now: datetime) -> list[TallyWanted]:
    """What the ladders count, over the windows that contain yesterday and later days."""
    day = local_day(now - timedelta(days=1), programme.zone)
    joined_on = None if joined is None else local_day(joined, programme.zone)
    names = {name for ladder in programme.ladders.values() for name in ladder.tallies}
    names.update(*(one.tallies for ladder in programme.participating if (one := ladder.participation) is not None))
    windows = {metric.key: metric.window for metric in programme.metrics.values() if metric.key in names}
    days = {name: days_of(window, day, joined_on) for name, window in windows.items()}
    return [TallyWanted(member_id, name, found.first, False) for name, found in days.items() if found is not None]
