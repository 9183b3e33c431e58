"""When units can be spent and when they are lost, by each way a document says it, and at the edges of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treue.domain.calendar import Availability, DayOfMonth, DayOfYear, Expiry, Lifetime, NamedDay, Never, OnDate
from treue.domain.instants import Period, local_day, start_of_day, zone
from treue.engine.lifetimes import CALENDAR_END, available_at, expires_at
from treue.programme.schema.times import read_availability, read_expiry

BERLIN = zone("Europe/Berlin")


def berlin(text: str) -> datetime:
    """The instant at which a clock in Berlin shows '2026-07-03 18:30'; of two the first."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def lost(text: str, counted_from: str) -> datetime | None:
    """When units lapse that a document lets expire as `text`, in Berlin."""
    return expires_at(read_expiry(text), berlin(counted_from), BERLIN)


def usable(text: str, earned_at: str) -> datetime:
    """When units can be spent that a document makes available as `text`, in Berlin."""
    return available_at(read_availability(text), berlin(earned_at), BERLIN)


@pytest.mark.parametrize(
    ("flown", "last_day"),
    [
        ("2016-12-12 09:15", date(2019, 12, 31)),
        ("2025-02-10 23:59", date(2028, 3, 31)),
        ("2025-03-31 23:59", date(2028, 3, 31)),
        ("2025-04-01 00:00", date(2028, 6, 30)),
    ],
)
def test_miles_live_36_months_and_then_to_the_end_of_the_quarter(flown: str, last_day: date) -> None:
    end = lost("after 36 months to end of quarter", flown)

    assert end is not None
    assert end == berlin(f"{last_day + timedelta(days=1)} 00:00")
    assert local_day(end - timedelta(microseconds=1), BERLIN) == last_day


@pytest.mark.parametrize(
    ("bought", "end"),
    [
        ("2023-07-05 17:40", "2026-10-01 00:00"),
        ("2023-09-30 00:00", "2026-10-01 00:00"),
        ("2023-09-30 23:59", "2026-10-01 00:00"),
        ("2023-10-01 00:00", "2027-10-01 00:00"),
    ],
)
def test_points_fall_at_the_end_of_30_september_with_36_months_the_day_itself_included(bought: str, end: str) -> None:
    assert lost("on 30 September at the earliest after 36 months", bought) == berlin(end)


def test_subscription_points_come_on_the_15th_of_the_next_month_and_live_12_months_from_then() -> None:
    start = usable("day 15 of next month", "2026-12-03 10:00")

    assert start == berlin("2027-01-15 00:00")
    assert expires_at(read_expiry("after 12 months"), start, BERLIN) == berlin("2028-01-15 00:00")


@pytest.mark.parametrize(
    ("text", "counted_from", "end"),
    [
        ("after 90 minutes", "2026-07-03 18:30", "2026-07-03 20:00"),
        ("after 12 months", "2026-07-03 18:30", "2027-07-03 18:30"),
        ("after 6 months", "2026-08-31 12:00", "2027-02-28 12:00"),
        ("to end of day", "2026-07-03 00:00", "2026-07-04 00:00"),
        ("to end of week", "2026-07-05 23:59", "2026-07-06 00:00"),
        ("to end of year", "2026-12-31 23:59", "2027-01-01 00:00"),
        ("after 24 months to end of month", "2024-02-29 08:00", "2026-03-01 00:00"),
        ("on 30 September", "2026-09-30 12:00", "2026-10-01 00:00"),
        ("on 30 September", "2026-10-01 00:00", "2027-10-01 00:00"),
        ("on 29 February", "2026-12-01 12:00", "2027-03-02 00:00"),
        ("on 2027-12-31", "2026-07-03 18:30", "2028-01-01 00:00"),
    ],
)
def test_each_expiry_counts_to_its_end(text: str, counted_from: str, end: str) -> None:
    assert lost(text, counted_from) == berlin(end)


def test_units_that_never_expire_have_no_end() -> None:
    assert expires_at(Never(), berlin("2026-07-03 18:30"), BERLIN) is None
    assert expires_at(None, berlin("2026-07-03 18:30"), BERLIN) is None


def test_units_counted_from_after_a_fixed_day_are_lost_as_they_come() -> None:
    assert lost("on 2027-12-31", "2028-02-01 10:00") == berlin("2028-02-01 10:00")


@pytest.mark.parametrize(
    ("text", "earned", "start"),
    [
        ("after 14 days", "2026-07-03 18:30", "2026-07-17 18:30"),
        ("on 2027-03-01", "2026-07-03 18:30", "2027-03-01 00:00"),
        ("on 2026-03-01", "2026-07-03 18:30", "2026-07-03 18:30"),
        ("day 31 of next month", "2027-01-31 12:00", "2027-02-28 00:00"),
        ("day 15 of this month", "2026-07-03 18:30", "2026-07-15 00:00"),
        ("day 31 of this month", "2026-06-03 18:30", "2026-06-30 00:00"),
        ("day 15 of this month", "2026-07-15 00:01", "2026-07-15 00:01"),
        ("day 15 of this month", "2026-07-28 18:30", "2026-07-28 18:30"),
    ],
)
def test_each_availability_counts_to_its_start_and_a_day_that_is_past_is_at_once(
    text: str, earned: str, start: str
) -> None:
    assert usable(text, earned) == berlin(start)


def test_without_a_policy_units_can_be_spent_at_once() -> None:
    assert available_at(None, berlin("2026-07-03 18:30"), BERLIN) == berlin("2026-07-03 18:30")


def test_the_clock_change_moves_a_missing_hour_forward_and_takes_the_first_of_two() -> None:
    # Berlin leaves out 02:00 to 03:00 on 28 March 2027 and has it twice on 31 October 2027.
    assert lost("after 1 month", "2027-02-28 02:30") == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert lost("after 1 month", "2027-09-30 02:30") == datetime(2027, 10, 30, 0, 30, tzinfo=UTC)
    assert lost("after 1 day", "2027-10-30 02:30") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    # The day that ends the quarter has 23 hours, the one that begins the year is an hour behind summer's.
    assert lost("to end of quarter", "2027-03-28 02:30") == datetime(2027, 3, 31, 22, tzinfo=UTC)
    assert lost("to end of year", "2027-07-01 12:00") == datetime(2027, 12, 31, 23, tzinfo=UTC)


def test_a_day_whose_midnight_is_left_out_begins_when_its_first_hour_does() -> None:
    # Beirut goes from 24:00 on 27 March 2027 straight to 01:00.
    beirut = zone("Asia/Beirut")
    earned_at = datetime(2027, 3, 27, 12, tzinfo=UTC)

    assert expires_at(Lifetime(None, "day"), earned_at, beirut) == datetime(2027, 3, 27, 22, tzinfo=UTC)
    assert available_at(OnDate(date(2027, 3, 28)), earned_at, beirut) == datetime(2027, 3, 27, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "after 100 years",
        "to end of day",
        "to end of year",
        "after 100 years to end of week",
        "on 1 January",
        "on 1 January at the earliest after 100 years",
        "on 9999-12-31",
    ],
)
@pytest.mark.parametrize("name", ["Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_an_end_beyond_the_calendar_is_never(text: str, name: str) -> None:
    assert expires_at(read_expiry(text), CALENDAR_END, zone(name)) is None


@pytest.mark.parametrize("text", ["after 100 years", "day 31 of next month", "on 9999-12-31"])
@pytest.mark.parametrize("name", ["Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_start_beyond_the_calendar_is_its_end_which_every_zone_can_show(text: str, name: str) -> None:
    start = available_at(read_availability(text), datetime(9999, 12, 30, 23, tzinfo=UTC), zone(name))

    assert datetime(9999, 12, 30, 23, tzinfo=UTC) <= start <= CALENDAR_END
    assert local_day(start, zone(name)).year == 9999


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OPENING = datetime(2026, 1, 1, tzinfo=UTC)
instants = st.timedeltas(timedelta(0), CALENDAR_END - EPOCH).map(lambda passed: EPOCH + passed)
# Any time of five years, and often the hours around the clock changes in Berlin.
recent_instants = st.timedeltas(timedelta(0), timedelta(days=5 * 365)).map(lambda passed: OPENING + passed) | st.builds(
    lambda change, apart: change + apart,
    st.sampled_from([datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)]),
    st.timedeltas(timedelta(hours=-2), timedelta(hours=2)),
)
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Beirut", "Australia/Lord_Howe", "UTC"]).map(zone)
lengths = st.builds(
    Period, st.integers(1, 60), st.sampled_from(["minutes", "hours", "days", "weeks", "months", "years"])
)
named_days = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: DayOfYear(day.day, day.month))
by_day: st.SearchStrategy[Lifetime | NamedDay] = st.one_of(
    st.builds(Lifetime, st.none() | lengths, st.sampled_from(["day", "week", "month", "quarter", "year"])),
    st.builds(NamedDay, named_days, st.none() | lengths),
)
fixed_days = st.builds(OnDate, st.dates(date(2026, 1, 1), date(2030, 12, 31)))
expiries: st.SearchStrategy[Expiry] = st.one_of(lengths, by_day, fixed_days, st.just(Never()))
starts_by_day = fixed_days | st.builds(DayOfMonth, st.integers(1, 31), st.booleans())
availabilities: st.SearchStrategy[Availability] = st.one_of(lengths, starts_by_day)
waits = st.timedeltas(timedelta(0), timedelta(hours=3)) | st.timedeltas(timedelta(0), timedelta(days=900))


@given(expiries, availabilities, instants, zones)
def test_nothing_begins_or_ends_before_the_instant_it_counts_from(
    expiry: Expiry, availability: Availability, instant: datetime, where: ZoneInfo
) -> None:
    end = expires_at(expiry, instant, where)

    assert end is None or instant <= end <= CALENDAR_END
    assert instant <= available_at(availability, instant, where) <= CALENDAR_END


@given(by_day, recent_instants, zones)
def test_what_ends_with_a_day_ends_at_the_start_of_one_and_its_last_day_can_be_used(
    expiry: Lifetime | NamedDay, instant: datetime, where: ZoneInfo
) -> None:
    end = expires_at(expiry, instant, where)

    assert end is not None
    assert instant < end == start_of_day(local_day(end, where), where)


@given(by_day | fixed_days, starts_by_day, recent_instants, waits, zones)
def test_days_never_come_earlier_for_what_is_earned_later(
    expiry: Expiry, availability: Availability, earned_at: datetime, wait: timedelta, where: ZoneInfo
) -> None:
    end, later_end = (expires_at(expiry, instant, where) for instant in (earned_at, earned_at + wait))

    assert end is not None
    assert later_end is not None
    assert end <= later_end
    assert available_at(availability, earned_at, where) <= available_at(availability, earned_at + wait, where)


@given(lengths, recent_instants, waits, zones)
def test_a_length_ends_earlier_for_what_is_earned_later_by_no_more_than_the_hour_a_clock_change_moves(
    length: Period, earned_at: datetime, wait: timedelta, where: ZoneInfo
) -> None:
    # Wall clock times are kept (R1.2): of the two hours of the same name in autumn, the second one's 02:10 ends before
    # the first one's 02:50; and what falls into spring's gap is moved behind what falls just after it.
    end, later_end = (expires_at(length, instant, where) for instant in (earned_at, earned_at + wait))

    assert end is not None
    assert later_end is not None
    moved = timedelta(0) if length.unit in ("minutes", "hours") else timedelta(hours=1)
    assert end - later_end <= moved
