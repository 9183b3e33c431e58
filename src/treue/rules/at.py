"""The local calendar fields of an instant, as `at.*` in expressions."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from treue.domain.records import record

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@record(frozen=True, slots=True)
class At:
    """When an event happened, in the programme's zone."""

    weekday: str
    """In English and lower case, 'monday' to 'sunday'."""
    year: int
    month: int
    day: int
    hour: int

    @property
    def quarter(self) -> int:
        """1 to 4."""
        return (self.month + 2) // 3

    @property
    def date(self) -> date:
        """The local day."""
        return date(self.year, self.month, self.day)

    @classmethod
    def of(cls, instant: datetime, zone: ZoneInfo) -> At:
        """The fields of the aware `instant` on the wall clock of `zone`."""
        local = instant.astimezone(zone)
        return cls(WEEKDAYS[local.weekday()], local.year, local.month, local.day, local.hour)
