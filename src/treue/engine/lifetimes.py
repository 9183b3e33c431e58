"""When units can be spent and when they are lost: what a document says of it, counted from an instant (R1.2, R1.3).

No function fails, or answers an instant before the one it counts from. A day that is already past means: at once.
What lies beyond the calendar's last day is never: such units do not expire, or stay pending to the calendar's end.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from treue.domain.calendar import (
    Availability,
    DayOfMonth,
    DayOfYear,
    Expiry,
    Lifetime,
    NamedDay,
    Never,
    OnDate,
    birthday_in,
    next_birthday,
    next_span,
)
from treue.domain.instants import Period, after, days_in_month, local_day, months_later, start_of_day
from treue.programme.records import Unit

# It has a local day in every zone, which the very last instant a `datetime` can hold has not.
CALENDAR_END = datetime(9999, 12, 31, tzinfo=UTC)


def available_at(policy: Availability | None, earned_at: datetime, where: ZoneInfo) -> datetime:
    """The first instant at which units earned at `earned_at` can be spent; without a policy, that one.

    A day means its start. A day of the month is clipped to the month's end; "this month" after that day, and a date
    that is past, mean at once.
    """
    if policy is None:
        return earned_at
    try:
        start = _start(policy, earned_at, where)
    except OverflowError:
        start = CALENDAR_END
    return max(earned_at, min(start, CALENDAR_END))


def expires_at(policy: Expiry | None, counted_from: datetime, where: ZoneInfo) -> datetime | None:
    """The instant from which the units cannot be spent any more; None for never, and without a policy.

    A named day and a date are days on which they can still be spent (R1.2): the answer is 00:00 of the day after.
    """
    if policy is None or isinstance(policy, Never):
        return None
    try:
        end = _end(policy, counted_from, where)
    except OverflowError:
        return None
    return max(counted_from, end) if end < CALENDAR_END else None


def moved_on(instant: datetime, by: Period, where: ZoneInfo) -> datetime:
    """The instant later by the period, at the latest the end of the calendar."""
    try:
        return min(after(instant, by, where), CALENDAR_END)
    except OverflowError:
        return CALENDAR_END


def ending_by(unit: Unit, earned_at: datetime, end: datetime | None, where: ZoneInfo) -> datetime | None:
    """`end`, or the earlier instant at which what is left of the unit is set to nothing: 00:00 of the first such day of
    the year after the units were earned.
    """
    if unit.starts_again is None:
        return end
    day = next_birthday(local_day(earned_at, where), unit.starts_again.month, unit.starts_again.day)
    if day is None:
        return end
    begins = start_of_day(day, where)
    return begins if end is None else min(end, begins)


def _start(policy: Availability, earned_at: datetime, where: ZoneInfo) -> datetime:
    match policy:
        case Period():
            return after(earned_at, policy, where)
        case OnDate():
            return start_of_day(policy.day, where)
        case DayOfMonth():
            first = local_day(earned_at, where).replace(day=1)
            month = months_later(first, 1) if policy.is_next_month else first
            return start_of_day(month.replace(day=min(policy.day, days_in_month(month.year, month.month))), where)


def _end(policy: Period | Lifetime | NamedDay | OnDate, counted_from: datetime, where: ZoneInfo) -> datetime:
    match policy:
        case Period():
            return after(counted_from, policy, where)
        case Lifetime():
            return start_of_day(next_span(_day_of_age(policy.period, counted_from, where), policy.to_end_of), where)
        case NamedDay():
            last = _on_or_after(_day_of_age(policy.at_the_earliest, counted_from, where), policy.day)
            return _day_over(last, where)
        case OnDate():
            return _day_over(policy.day, where)


def _day_of_age(age: Period | None, counted_from: datetime, where: ZoneInfo) -> date:
    """The local day on which the units reach the age; without one, the day it counts from."""
    return local_day(after(counted_from, age, where) if age else counted_from, where)


def _on_or_after(day: date, named: DayOfYear) -> date:
    this_year = birthday_in(day.year, named.month, named.day)
    following = this_year if this_year >= day else next_birthday(day, named.month, named.day)
    if following is None:
        raise OverflowError(f"the calendar has no {named} after {day}")
    return following


def _day_over(day: date, where: ZoneInfo) -> datetime:
    return start_of_day(day + timedelta(days=1), where)
