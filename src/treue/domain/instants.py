"""Instants, zones and periods: the calendar arithmetic of docs/rules.md R1.

An instant is an aware `datetime` in UTC. A zone is a `ZoneInfo` read from the pinned `tzdata` package and
never from the operating system, so that two machines agree on every local day.
"""

from __future__ import annotations

import calendar
import importlib.resources
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

PeriodUnit = Literal["minutes", "hours", "days", "weeks", "months", "years"]
AnyDay = TypeVar("AnyDay", date, datetime)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of calendar time, for instance 12 months."""

    count: int
    unit: PeriodUnit

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count != 1 else self.unit[:-1]}"


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The zone called `name`, for instance Europe/Berlin. Raises ValueError for an unknown name."""
    parts = name.split("/")
    if not all(part.replace("_", "").replace("-", "").replace("+", "").isalnum() for part in parts):
        raise ValueError(f"'{name}' is not a time zone; write one like Europe/Berlin")
    source = importlib.resources.files("tzdata").joinpath("zoneinfo", *parts)
    if not source.is_file():
        raise ValueError(f"'{name}' is not a time zone; write one like Europe/Berlin")
    with source.open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@lru_cache(maxsize=8192)
def local_day(instant: datetime, where: ZoneInfo) -> date:
    """The calendar day of `instant` in the zone. One decision asks for that of the same instants many times."""
    return instant.astimezone(where).date()


def start_of_day(day: date, where: ZoneInfo) -> datetime:
    """The first instant of the local day."""
    return _resolve(datetime.combine(day, time()), where)


def after(instant: datetime, period: Period, where: ZoneInfo) -> datetime:
    """`instant` plus `period`.

    Days and longer keep the wall-clock time of the zone; months are added to the original date and clipped to the
    month's end (R1.2). Raises OverflowError past the year 9999.
    """
    if period.unit == "minutes":
        return instant + timedelta(minutes=period.count)
    if period.unit == "hours":
        return instant + timedelta(hours=period.count)
    # Arithmetic within one zone is that of its wall clock.
    local = instant.astimezone(where)
    if period.unit == "days":
        return _resolve(local + timedelta(days=period.count), where)
    if period.unit == "weeks":
        return _resolve(local + timedelta(weeks=period.count), where)
    months = period.count * (12 if period.unit == "years" else 1)
    return _resolve(months_later(local, months), where)


def wall_clock_later(instant: datetime, start: datetime, end: datetime, where: ZoneInfo) -> datetime:
    """`instant` plus the time from `start` to `end`, all as the wall clock of the zone counts it: midnight stays
    midnight. Raises OverflowError past the year 9999.
    """
    passed = _wall_clock(end, where) - _wall_clock(start, where)
    return _resolve(_wall_clock(instant, where) + passed, where)


def months_later(day: AnyDay, months: int) -> AnyDay:
    """The same day of the month, `months` later or (below 0) earlier, clipped to the month's end (R1.2).

    A time of day is kept. Raises OverflowError outside the years 1 to 9999.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"{months} months from {day:%Y-%m-%d} is outside the calendar")
    return day.replace(year=year, month=month + 1, day=min(day.day, days_in_month(year, month + 1)))


@lru_cache(maxsize=1024)
def days_in_month(year: int, month: int) -> int:
    """How many days the month has."""
    return calendar.monthrange(year, month)[1]


def _wall_clock(instant: datetime, where: ZoneInfo) -> datetime:
    return instant.astimezone(where).replace(tzinfo=None, fold=0)


def _resolve(local: datetime, where: ZoneInfo) -> datetime:
    """The instant of a wall-clock time: the first of two, and past the gap where there is none (R1.2)."""
    # With fold=0 a time in a gap is read with the offset before it, which moves it forward by the gap's length.
    return local.replace(tzinfo=where, fold=0).astimezone(UTC)
