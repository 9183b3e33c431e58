"""The days of a window: which days count together with a given one, for counters, caps and budgets (docs/rules.md R1).

A window is a run of whole local days, first and last inclusive. Windows that begin at fixed days (calendar, membership,
yearly, lifetime) share out the calendar among them: every day lies in exactly one, and all its days answer the same. A
rolling window moves with the day and ends with it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from treue.domain.calendar import Window, birthday_in, span_end, span_start
from treue.domain.instants import Period, months_later


class Days(NamedTuple):
    """A run of days, both ends included."""

    first: date
    last: date


def days_of(window: Window, day: date, joined: date | None, term: Days | None = None) -> Days | None:
    """The days of the window that contain `day`; where the calendar ends, the window ends with it.

    `joined` is the day a membership window counts from. `term` is what the caller knows of a plan's or a level's
    period; it is the answer for a window of that kind. None where there are no days to count in: an event or an order
    is counted by itself, and without a joining day or a term nothing has begun.
    """
    match window.kind:
        case "calendar" if window.span is not None:
            return Days(span_start(day, window.span), span_end(day, window.span))
        case "rolling" if window.period is not None:
            return Days(_rolling_start(day, window.period), day)
        case "yearly" if window.start is not None:
            return _year_of(day, window.start.month, window.start.day)
        case "membership" if joined is not None:
            if window.span == "year":
                return _year_of(day, joined.month, joined.day)
            return _months_of(day, joined, 3 if window.span == "quarter" else 1)
        case "lifetime":
            return Days(date.min, date.max)
        case "plan" | "level":
            return term
        case _:
            return None


def label(window: Window, day: date) -> str:
    """What the calendar window around the day is called: '2026-05', '2026-Q2', '2026-W18'; empty for ever.

    Windows of different lengths never share a name, so a budget that is counted anew in other windows starts anew.
    """
    match window.kind, window.span:
        case "calendar", "day":
            return day.isoformat()
        case "calendar", "week":
            year, week, _ = day.isocalendar()
            return f"{year:04}-W{week:02}"
        case "calendar", "month":
            return f"{day.year:04}-{day.month:02}"
        case "calendar", "quarter":
            return f"{day.year:04}-Q{(day.month + 2) // 3}"
        case "calendar", "year":
            return f"{day.year:04}"
        case _:
            return ""


def days_called(name: str) -> Days:
    """The days of the calendar window that `label` calls so. Raises ValueError for anything else."""
    if not name:
        return Days(date.min, date.max)
    if "W" in name:
        first = date.fromisocalendar(int(name[:4]), int(name[6:]), 1)
        return Days(first, span_end(first, "week"))
    if "Q" in name:
        first = date(int(name[:4]), 3 * int(name[6:]) - 2, 1)
        return Days(first, span_end(first, "quarter"))
    year, month, day = (*map(int, name.split("-")), 0, 0)[:3]
    first = date(year, month or 1, day or 1)
    return Days(first, first if day else span_end(first, "month" if month else "year"))


def _rolling_start(day: date, period: Period) -> date:
    """The day after the same day one period earlier: the last 7 days and "1 per 7 days" include `day` (R1.2).

    Only whole days are counted, so a period in hours or minutes is rounded up to days.
    """
    try:
        match period.unit:
            case "months":
                return months_later(day, -period.count) + timedelta(days=1)
            case "years":
                return months_later(day, -12 * period.count) + timedelta(days=1)
            case "weeks":
                return day - timedelta(days=7 * period.count - 1)
            case "days":
                return day - timedelta(days=period.count - 1)
            case "hours":
                return day - timedelta(days=(period.count - 1) // 24)
            case "minutes":
                return day - timedelta(days=(period.count - 1) // (24 * 60))
    except OverflowError:
        return date.min


def _year_of(day: date, month: int, day_of_month: int) -> Days:
    """The year around `day` that begins on the day of the year; one that begins on 29 February begins on 1 March in
    other years, like the anniversary (R1.2).
    """
    begun = birthday_in(day.year, month, day_of_month) <= day
    year = day.year if begun else day.year - 1
    first = birthday_in(year, month, day_of_month) if year >= date.min.year else None
    following = birthday_in(year + 1, month, day_of_month) if year < date.max.year else None
    return _between(first, following)


def _months_of(day: date, joined: date, length: int) -> Days:
    """The `length` months around `day`, counted from the day of joining and clipped to the month's end (R1.2); counted
    back as well, since facts may be older.
    """
    number = ((day.year - joined.year) * 12 + day.month - joined.month) // length
    first = _later(joined, number * length)
    if first is not None and first > day:
        return _between(_later(joined, (number - 1) * length), first)
    return _between(first, _later(joined, (number + 1) * length))


def _later(day: date, months: int) -> date | None:
    try:
        return months_later(day, months)
    except OverflowError:
        return None


def _between(first: date | None, following: date | None) -> Days:
    """From `first` to the day before `following`; None stands for outside the calendar."""
    return Days(first or date.min, following - timedelta(days=1) if following else date.max)
