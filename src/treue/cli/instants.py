"""Instants and days as they are typed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from treue.forms.faults import WrongInput

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BIRTHDAY = re.compile(r"(\d{2})-(\d{2})")
# The year of a birthday is not asked for; a leap year has every day there can be.
_LEAP_YEAR = 2000
# Nothing happened to a member before; far earlier days have no instant in every zone.
_FIRST_YEAR = 1900


def read_instant(where: str, text: str, zone: ZoneInfo) -> datetime:
    """The instant of an ISO date, which is its start in the zone, or of a date with a time, in the zone or an offset.

    Raises WrongInput; `where` names the option.
    """
    from treue.domain.instants import start_of_day

    try:
        if _DAY.fullmatch(text):
            return start_of_day(date.fromisoformat(text), zone)
        instant = datetime.fromisoformat(text)
        # Of two instants with this wall-clock time the first, and past the gap where there is none.
        return (instant if instant.tzinfo else instant.replace(tzinfo=zone, fold=0)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongInput(
            f"{where}: '{text}' is not a date or a time; write 2026-03-01, or 2026-03-01T08:30 with or without an "
            "offset like +01:00."
        ) from None


def read_day(where: str, text: str) -> date:
    """The day of an ISO date. Raises WrongInput; `where` names the option."""
    if _DAY.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            pass
        else:
            if day.year >= _FIRST_YEAR:
                return day
    raise WrongInput(f"{where}: '{text}' is not a day; write 2026-03-01.")


def read_birthday(text: str) -> tuple[int, int]:
    """(month, day) of DD-MM. Raises WrongInput."""
    match = _BIRTHDAY.fullmatch(text)
    if match is not None:
        day, month = int(match[1]), int(match[2])
        try:
            date(_LEAP_YEAR, month, day)
        except ValueError:
            pass
        else:
            return month, day
    raise WrongInput(f"--birthday: '{text}' is not a day of the year; write day and month, like 24-12.")
