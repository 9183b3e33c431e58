"""Wall-clock time to UTC for DuckDB, from the pinned time zones instead of DuckDB's own (docs/rules.md R1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def offsets(days: Iterable[date], where: ZoneInfo) -> Iterator[tuple[datetime, int]]:
    """For each day: from which wall-clock times on which offset counts, in seconds east of UTC.

    Of an hour that comes twice the first counts; a time that does not exist is read with the offset before it, which
    moves it forward by what was left out. The first pair of a day is its midnight.
    """
    for day in days:
        start = datetime.combine(day, time())
        end = start + timedelta(days=1)
        yield start, _offset(start, where)
        while _offset(start, where) != _offset(end, where):
            start = _first_change(start, end, where)
            yield start, _offset(start, where)


def _first_change(start: datetime, end: datetime, where: ZoneInfo) -> datetime:
    """The first whole second after `start` with another offset; there is one by `end`."""
    before = _offset(start, where)
    low, high = 0, int((end - start).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(start + timedelta(seconds=middle), where) == before:
            low = middle
        else:
            high = middle
    return start + timedelta(seconds=high)


def _offset(wall: datetime, where: ZoneInfo) -> int:
    offset = wall.replace(tzinfo=where, fold=0).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
