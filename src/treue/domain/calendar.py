"""Terms of the calendar and what they mean in days: spans, days of the year, windows, limits, ends (docs/rules.md R1).

The records are what a document says, whatever way it is written. Everything here is about local days; instants and
zones are in `domain.instants`, and the days of a window in `domain.windows`. The calendar has the years 1 to 9999: a
function says what it answers at that edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from treue.domain.instants import Period, days_in_month

Span = Literal["day", "week", "month", "quarter", "year"]
MONTHS = (
    "January February March April May June July August September October November December".split()
)  # The names a document uses; what members read is in their language.


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A day that comes every year."""

    day: int
    month: int

    def __str__(self) -> str:
        return f"{self.day} {MONTHS[self.month - 1]}"


@dataclass(frozen=True, slots=True)
class Lifetime:
    """After a period, counted on to the end of a calendar span where one is named."""

    period: Period | None
    to_end_of: Span


@dataclass(frozen=True, slots=True)
class NamedDay:
    """The next such day of the year on which the units have at least the age."""

    day: DayOfYear
    at_the_earliest: Period | None


@dataclass(frozen=True, slots=True)
class OnDate:
    """One fixed day."""

    day: date


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A day of this or the next month."""

    day: int
    is_next_month: bool


@dataclass(frozen=True, slots=True)
class Never:
    """No end."""


@dataclass(frozen=True, slots=True)
class Window:
    """The time a counter, a cap or a budget looks at."""

    kind: Literal["event", "order", "calendar", "rolling", "membership", "yearly", "plan", "level", "lifetime"]
    span: Span | None = None
    period: Period | None = None
    start: DayOfYear | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in a window."""

    count: Decimal
    window: Window


@dataclass(frozen=True, slots=True)
class Keeps:
    """How long a level is kept: a period, or the rest of a span and perhaps the whole next one; neither is for ever."""

    period: Period | None = None
    rest_of: Literal["month", "quarter", "year", "membership year"] | None = None
    and_next: bool = False


Expiry = Period | Lifetime | NamedDay | OnDate | Never
Availability = Period | DayOfMonth | OnDate


def span_start(day: date, span: Span) -> date:
    """The first day of the span that contains `day`; weeks are ISO weeks and begin on Monday (R1.1)."""
    match span:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, _last_month_of_quarter(day) - 2, 1)
        case "year":
            return date(day.year, 1, 1)


def span_end(day: date, span: Span) -> date:
    """The last day of the span that contains `day`; the calendar's last week ends with the calendar."""
    match span:
        case "day":
            return day
        case "week":
            return day + min(timedelta(days=6 - day.weekday()), date.max - day)
        case "month":
            return day.replace(day=days_in_month(day.year, day.month))
        case "quarter":
            month = _last_month_of_quarter(day)
            return date(day.year, month, days_in_month(day.year, month))
        case "year":
            return date(day.year, 12, 31)


def next_span(day: date, span: Span) -> date:
    """The first day of the span after the one that contains `day`, where "to end of" ends (R1.2).

    Raises OverflowError in the calendar's last span.
    """
    return span_end(day, span) + timedelta(days=1)


def birthday_in(year: int, month: int, day: int) -> date:
    """The day of the year in `year`; 29 February falls on 1 March where there is none (R1.2).

    This holds for every day that comes once a year: birthdays, anniversaries of joining, named days of a document.
    Raises ValueError for a day that no year has, and for a year outside the calendar.
    """
    if (month, day) == (2, 29) and days_in_month(year, 2) == 28:
        return date(year, 3, 1)
    return date(year, month, day)


def next_birthday(after: date, month: int, day: int) -> date | None:
    """The first such day of the year after `after`; None when the calendar has no more."""
    this_year = birthday_in(after.year, month, day)
    if this_year > after:
        return this_year
    return birthday_in(after.year + 1, month, day) if after.year < date.max.year else None


def next_anniversary(after: date, joined: date) -> date | None:
    """The first anniversary of `joined` after `after`; joining itself is none. None when the calendar has no more."""
    return next_birthday(max(after, joined), joined.month, joined.day)


def _last_month_of_quarter(day: date) -> int:
    return (day.month + 2) // 3 * 3
