"""Which days count together: windows that share out the calendar, and rolling ones that end with the day asked for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treue.domain.calendar import DayOfYear, Window
from treue.domain.instants import Period
from treue.domain.windows import Days, days_of, label
from treue.programme.schema.times import read_limit, read_window

days = st.dates()
days_of_year = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: DayOfYear(day.day, day.month))
fixed_windows = st.one_of(
    st.builds(Window, st.just("calendar"), st.sampled_from(["day", "week", "month", "quarter", "year"])),
    st.builds(Window, st.just("membership"), st.sampled_from(["month", "quarter", "year"])),
    st.builds(Window, st.just("yearly"), st.just("year"), start=days_of_year),
    st.just(Window("lifetime")),
)
periods = st.one_of(
    st.builds(Period, st.integers(1, 120), st.sampled_from(["minutes", "hours", "days", "weeks", "months"])),
    st.builds(Period, st.integers(1, 100), st.just("years")),
)


def window_of(text: str, day: date, joined: date | None = None) -> Days | None:
    """The days of the window that a document writes as `text`."""
    return days_of(read_window(text), day, joined)


@given(fixed_windows, days, days)
def test_every_day_of_a_fixed_window_answers_the_same_and_the_next_window_begins_the_day_after(
    window: Window, day: date, joined: date
) -> None:
    around = days_of(window, day, joined)

    assert around is not None
    assert around.first <= day <= around.last
    assert days_of(window, around.first, joined) == days_of(window, around.last, joined) == around
    if around.last < date.max:
        following = days_of(window, around.last + timedelta(days=1), joined)
        assert following is not None
        assert following.first == around.last + timedelta(days=1)


@given(periods, days)
def test_a_rolling_window_ends_with_the_day_and_never_takes_up_a_day_it_has_left(period: Period, day: date) -> None:
    window = Window("rolling", period=period)
    rolling = days_of(window, day, None)

    assert rolling is not None
    assert rolling.first <= day == rolling.last
    if day < date.max:
        following = days_of(window, day + timedelta(days=1), None)
        assert following is not None
        assert rolling.first <= following.first


def test_one_per_week_counts_in_the_calendar_week_and_one_per_7_days_in_the_last_seven() -> None:
    wednesday = date(2027, 5, 19)

    assert days_of(read_limit("1 per week").window, wednesday, None) == (date(2027, 5, 17), date(2027, 5, 23))
    assert days_of(read_limit("1 per 7 days").window, wednesday, None) == (date(2027, 5, 13), wednesday)
    assert days_of(read_limit("1 per 1 week").window, wednesday, None) == (date(2027, 5, 13), wednesday)


@pytest.mark.parametrize(
    ("text", "day", "first"),
    [
        ("last 12 months", date(2027, 5, 19), date(2026, 5, 20)),
        ("last 1 year", date(2028, 2, 29), date(2027, 3, 1)),
        ("last 1 month", date(2027, 3, 31), date(2027, 3, 1)),
        ("last 1 month", date(2027, 3, 1), date(2027, 2, 2)),
        ("last 1 day", date(2027, 5, 19), date(2027, 5, 19)),
        ("last 100 years", date(50, 1, 1), date.min),
    ],
)
def test_the_last_months_begin_the_day_after_the_same_day_so_many_months_ago(text: str, day: date, first: date) -> None:
    assert window_of(text, day) == (first, day)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("last 30 minutes", date(2027, 5, 19)),
        ("last 1440 minutes", date(2027, 5, 19)),
        ("last 24 hours", date(2027, 5, 19)),
        ("last 25 hours", date(2027, 5, 18)),
        ("last 48 hours", date(2027, 5, 18)),
    ],
)
def test_hours_and_minutes_are_rounded_up_to_whole_days(text: str, first: date) -> None:
    assert window_of(text, date(2027, 5, 19)) == (first, date(2027, 5, 19))


def test_months_of_membership_count_from_the_original_day() -> None:
    joined = date(2026, 1, 31)

    assert window_of("membership month", date(2026, 2, 27), joined) == (date(2026, 1, 31), date(2026, 2, 27))
    assert window_of("membership month", date(2026, 2, 28), joined) == (date(2026, 2, 28), date(2026, 3, 30))
    assert window_of("membership month", date(2026, 4, 1), joined) == (date(2026, 3, 31), date(2026, 4, 29))
    assert window_of("membership quarter", date(2026, 5, 1), joined) == (date(2026, 4, 30), date(2026, 7, 30))
    assert window_of("membership year", date(2027, 1, 30), joined) == (date(2026, 1, 31), date(2027, 1, 30))


def test_a_year_of_membership_begins_on_the_anniversary() -> None:
    joined = date(2024, 2, 29)

    assert window_of("membership year", date(2025, 2, 28), joined) == (date(2024, 2, 29), date(2025, 2, 28))
    assert window_of("membership year", date(2025, 3, 1), joined) == (date(2025, 3, 1), date(2026, 2, 28))
    assert window_of("membership year", date(2028, 2, 29), joined) == (date(2028, 2, 29), date(2029, 2, 28))


def test_a_fact_older_than_the_day_of_joining_has_its_window_too() -> None:
    assert window_of("membership month", date(2026, 5, 1), date(2026, 6, 10)) == (date(2026, 4, 10), date(2026, 5, 9))


def test_a_year_can_begin_on_any_day() -> None:
    assert window_of("year from 1 July", date(2027, 6, 30)) == (date(2026, 7, 1), date(2027, 6, 30))
    assert window_of("year from 1 July", date(2027, 7, 1)) == (date(2027, 7, 1), date(2028, 6, 30))
    assert window_of("year from 29 February", date(2027, 3, 1)) == (date(2027, 3, 1), date(2028, 2, 28))


def test_where_the_calendar_ends_a_window_ends_with_it() -> None:
    assert window_of("year from 1 July", date.min) == (date.min, date(1, 6, 30))
    assert window_of("membership year", date.max, date(2026, 7, 1)) == (date(9999, 7, 1), date.max)
    assert window_of("membership month", date(9999, 12, 30), date(2026, 1, 31)) == (
        date(9999, 11, 30),
        date(9999, 12, 30),
    )
    assert window_of("lifetime", date(2027, 5, 19)) == (date.min, date.max)


def test_a_plan_and_a_level_have_the_days_the_caller_knows() -> None:
    term = Days(date(2027, 2, 1), date(2028, 1, 31))

    assert days_of(Window("plan"), date(2027, 5, 19), None, term) == term
    assert days_of(Window("level"), date(2027, 5, 19), None, term) == term
    assert days_of(Window("calendar", "day"), date(2027, 5, 19), None, term) == (date(2027, 5, 19), date(2027, 5, 19))


@pytest.mark.parametrize("window", [Window("event"), Window("order"), Window("membership", "year"), Window("plan")])
def test_without_days_to_count_in_there_is_no_window(window: Window) -> None:
    assert days_of(window, date(2027, 5, 19), None) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("calendar week", "2026-W01"),
        ("calendar month", "2026-01"),
        ("calendar quarter", "2026-Q1"),
        ("calendar year", "2026"),
        ("lifetime", ""),
        ("last 7 days", ""),
    ],
)
def test_a_calendar_window_is_called_by_its_day_week_month_quarter_or_year(text: str, name: str) -> None:
    assert label(read_window(text), date(2026, 1, 4)) == name


def test_names_of_windows_follow_the_calendar_not_the_year_a_week_begins_in() -> None:
    quarters = [label(read_window("calendar quarter"), date(2026, month, 1)) for month in range(1, 13)]

    assert quarters == [f"2026-Q{number}" for number in (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4)]
    assert label(read_limit("1 per day").window, date(2027, 1, 3)) == "2027-01-03"
    assert label(read_window("calendar week"), date(2027, 1, 3)) == "2026-W53"
    assert label(read_window("calendar week"), date(2027, 1, 4)) == "2027-W01"
