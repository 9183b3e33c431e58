"""Events that come with the calendar: birthdays, anniversaries of joining, ends of periods (docs/rules.md R1.5).

Each is due at 00:00 of its local day. It comes only where a version in force at that instant has a rule for it, once in
every year or period, however late it is settled. Nobody's birthday is guessed: unknown is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from treue.domain.calendar import Window, next_anniversary, next_birthday
from treue.domain.events import Brought
from treue.domain.instants import local_day, start_of_day
from treue.domain.windows import days_of
from treue.engine.state import DueKey, Profile
from treue.programme.records import ANNIVERSARY, BIRTHDAY, PERIOD_END, TIME_EVENTS, Programme

Stretches = tuple[tuple[datetime, datetime | None], ...]
Announced = Mapping[DueKey, tuple[Window | None, Stretches]]
"""By kind and period: the window of the period, and the stretches of time in which a version has rules for it."""


def announced_by(versions: Sequence[tuple[datetime, Programme]]) -> Announced:
    """What the versions have rules for, each from its start until the next one starts."""
    windows: dict[DueKey, Window | None] = {}
    stretches: dict[DueKey, list[tuple[datetime, datetime | None]]] = {}
    for index, (starts, programme) in enumerate(versions):
        ends = versions[index + 1][0] if index + 1 < len(versions) else None
        if ends is not None and ends <= starts:
            continue
        for key, window in programme.time_events.items():
            windows[key] = window
            stretches.setdefault(key, []).append((starts, ends))
    return {key: (windows[key], tuple(found)) for key, found in stretches.items()}


def next_time_event(
    announced: Announced,
    key: DueKey,
    profile: Profile,
    last: datetime | None,
    zone: ZoneInfo,
    known: datetime | None = None,
) -> datetime | None:
    """When the event comes next after `last`, the last one of the member; None where it does not come any more.

    Nothing comes before `known`, the instant at which it became known that it comes.
    """
    joined = profile.joined
    if key not in announced or joined is None:
        return None
    window, stretches = announced[key]
    since = max(instant for instant in (joined, last, known) if instant is not None)
    day = local_day(since, zone)
    if key[0] == BIRTHDAY and last is not None:
        # Once a year, also where another birthday became known meanwhile.
        day = max(day, date(local_day(last, zone).year, 12, 31))
    for starts, ends in stretches:
        # A member has it in the first stretch in which it comes after the last one.
        begin = max(day, local_day(starts, zone) - timedelta(days=1))
        found = _next_after(key[0], window, profile, begin, local_day(joined, zone))
        while found is not None and start_of_day(found, zone) < max(starts, since + timedelta(microseconds=1)):
            found = _next_after(key[0], window, profile, found, local_day(joined, zone))
        if found is not None and (ends is None or start_of_day(found, zone) < ends):
            return start_of_day(found, zone)
    return None


def next_time_events(
    announced: Announced,
    profile: Profile,
    last: Mapping[DueKey, datetime],
    zone: ZoneInfo,
    known: datetime | None = None,
) -> dict[DueKey, datetime]:
    """All of them; `last` holds when each came last."""
    found = ((key, next_time_event(announced, key, profile, last.get(key), zone, known)) for key in announced)
    return {key: at for key, at in found if at is not None}


def brought_by(profile: Profile, kind: str, subject: str, instant: datetime, zone: ZoneInfo) -> Brought | None:
    """The event that what is due brings; None for what is settled without one."""
    match kind:
        case "birthday":
            return Brought(kind, instant)
        case "anniversary":
            assert profile.joined is not None, "who did not join has no anniversary"
            years = local_day(instant, zone).year - local_day(profile.joined, zone).year
            return Brought(kind, instant, {"years": years})
        case "period_end":
            return Brought(kind, instant, {"every": subject})
        case _:
            return None


def is_time_event(key: DueKey) -> bool:
    """Whether it comes with the calendar."""
    return key[0] in TIME_EVENTS


def time_events_among(dues: Iterable[DueKey]) -> list[DueKey]:
    """Those that come with the calendar."""
    return [key for key in dues if is_time_event(key)]


def _next_after(kind: str, window: Window | None, profile: Profile, day: date, joined: date) -> date | None:
    """The first such day after the day."""
    if kind == ANNIVERSARY:
        return next_anniversary(day, joined)
    if kind == BIRTHDAY:
        return None if profile.birthday is None else next_birthday(day, *profile.birthday)
    if kind == PERIOD_END and window is not None:
        days = days_of(window, day, joined)
        if days is None or days.last == date.max:
            return None
        return days.last + timedelta(days=1)
    return None
