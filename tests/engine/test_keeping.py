"""How long a level is kept, at the edges of years, zones and memberships (docs/rules.md R1.2, R8.1)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from treue.domain.calendar import Keeps
from treue.domain.instants import Period, zone
from treue.engine.levels.keeping import keep_end, keep_end_after

BERLIN = zone("Europe/Berlin")
# Half past eleven at night in Berlin, in winter and in summer.
WINTER = datetime(2026, 1, 31, 22, 30, tzinfo=UTC)
SUMMER = datetime(2026, 6, 30, 21, 30, tzinfo=UTC)


def midnight(day: date) -> datetime:
    """00:00 in Berlin."""
    return datetime(day.year, day.month, day.day, tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("keeps", "joined", "ends"),
    [
        (None, None, None),
        (Keeps(), None, None),
        (Keeps(rest_of="month"), None, date(2026, 7, 1)),
        (Keeps(rest_of="quarter", and_next=True), None, date(2026, 10, 1)),
        (Keeps(rest_of="year"), None, date(2027, 1, 1)),
        (Keeps(rest_of="year", and_next=True), None, date(2028, 1, 1)),
        (Keeps(rest_of="membership year"), date(2024, 3, 15), date(2027, 3, 15)),
        (Keeps(rest_of="membership year", and_next=True), date(2024, 3, 15), date(2028, 3, 15)),
        # Who joined nobody knows when is kept for whole years from the start of the keep.
        (Keeps(rest_of="membership year"), None, date(2027, 6, 30)),
        (Keeps(rest_of="membership year", and_next=True), None, date(2028, 6, 30)),
    ],
)
def test_a_keep_ends_with_its_span_in_the_zone_of_the_programme(
    keeps: Keeps | None, joined: date | None, ends: date | None
) -> None:
    assert keep_end(keeps, SUMMER, joined, BERLIN) == (None if ends is None else midnight(ends))


def test_a_keep_of_months_holds_the_wall_clock_and_is_clipped_to_the_months_end() -> None:
    assert keep_end(Keeps(Period(1, "months")), WINTER, None, BERLIN) == datetime(2026, 2, 28, 22, 30, tzinfo=UTC)
    # In summer the same wall clock is an hour earlier in UTC.
    assert keep_end(Keeps(Period(5, "months")), WINTER, None, BERLIN) == SUMMER


def test_keeps_follow_each_other_until_one_is_not_over() -> None:
    keeps = Keeps(rest_of="quarter")

    assert keep_end_after(keeps, WINTER, WINTER, None, BERLIN) == midnight(date(2026, 4, 1))
    assert keep_end_after(keeps, WINTER, midnight(date(2026, 4, 1)), None, BERLIN) == midnight(date(2026, 7, 1))
    assert keep_end_after(keeps, WINTER, SUMMER, None, BERLIN) == midnight(date(2026, 7, 1))
    years = Keeps(rest_of="membership year")
    assert keep_end_after(years, WINTER, midnight(date(2028, 3, 15)), date(2024, 3, 15), BERLIN) == midnight(
        date(2029, 3, 15)
    )


def test_what_lies_beyond_the_calendar_is_for_ever() -> None:
    late = datetime(9998, 6, 1, tzinfo=UTC)

    assert keep_end(Keeps(rest_of="year", and_next=True), late, None, BERLIN) is None
    assert keep_end(Keeps(Period(2, "years")), late, None, BERLIN) is None
    assert keep_end_after(Keeps(Period(2, "years")), late, late, None, BERLIN) is None
