"""How long a level is kept (docs/rules.md R8.1): the end of a keep, counted from where it starts."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from treue.domain.calendar import Keeps, Span, Window, next_span
from treue.domain.instants import after, local_day, start_of_day
from treue.domain.windows import days_of

_MEMBERSHIP_YEAR = Window("membership", "year")
_SPANS: dict[str, Span] = {"month": "month", "quarter": "quarter", "year": "year"}


def keep_end(keeps: Keeps | None, starts: datetime, joined: date | None, where: ZoneInfo) -> datetime | None:
    """The instant up to which a level is kept whose keep starts at `starts`; None is for ever.

    The rest of a span reaches to the start of the next one. A membership year counts from the day of joining, or from
    the start of the keep where that is unknown. What lies beyond the calendar is for ever.
    """
    if keeps is None:
        return None
    try:
        if keeps.period is not None:
            return after(starts, keeps.period, where)
        day = local_day(starts, where)
        match keeps.rest_of:
            case None:
                return None
            case "membership year":
                following = _next_membership_year(day, joined or day)
                following = _next_membership_year(following, joined or day) if keeps.and_next else following
            case span:
                following = next_span(day, _SPANS[span])
                following = next_span(following, _SPANS[span]) if keeps.and_next else following
        return start_of_day(following, where)
    except OverflowError:
        return None


def keep_end_after(
    keeps: Keeps | None, starts: datetime, now: datetime, joined: date | None, where: ZoneInfo
) -> datetime | None:
    """The first end after `now` of keeps that follow each other from `starts` on."""
    end = keep_end(keeps, starts, joined, where)
    while end is not None and starts < end <= now:
        starts, end = end, keep_end(keeps, end, joined, where)
    return end


def _next_membership_year(day: date, joined: date) -> date:
    days = days_of(_MEMBERSHIP_YEAR, day, joined)
    if days is None or days.last == date.max:
        raise OverflowError("the calendar has no further membership year")
    return date.fromordinal(days.last.toordinal() + 1)
