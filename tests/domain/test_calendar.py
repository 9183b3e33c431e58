"""Spans, birthdays and anniversaries, at the days where they are easily got wrong (docs/rules.md R1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treue.domain.calendar import Span, birthday_in, next_anniversary, next_birthday, next_span, span_end, span_start

SPANS: tuple[Span, ...] = ("day", "week", "month", "quarter", "year")
days = st.dates()
spans = st.sampled_from(SPANS)
days_of_year = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: (day.month, day.day))


@pytest.mark.parametrize(
    ("day", "span", "first", "following"),
    [
        (date(2027, 5, 19), "day", date(2027, 5, 19), date(2027, 5, 20)),
        # 1 January 2027 is a Friday: its ISO week is the last one of 2026.
        (date(2027, 1, 1), "week", date(2026, 12, 28), date(2027, 1, 4)),
        (date(2027, 1, 4), "week", date(2027, 1, 4), date(2027, 1, 11)),
        (date(2028, 2, 29), "month", date(2028, 2, 1), date(2028, 3, 1)),
        (date(2027, 12, 31), "month", date(2027, 12, 1), date(2028, 1, 1)),
        (date(2027, 3, 31), "quarter", date(2027, 1, 1), date(2027, 4, 1)),
        (date(2027, 11, 2), "quarter", date(2027, 10, 1), date(2028, 1, 1)),
        (date(2027, 12, 31), "year", date(2027, 1, 1), date(2028, 1, 1)),
    ],
)
def test_a_span_begins_and_the_next_one_follows(day: date, span: Span, first: date, following: date) -> None:
    assert (span_start(day, span), next_span(day, span)) == (first, following)


@given(days, spans)
def test_all_days_of_a_span_agree_on_its_ends_and_the_next_span_begins_the_day_after(day: date, span: Span) -> None:
    first, last = span_start(day, span), span_end(day, span)

    assert first <= day <= last
    assert {(span_start(each, span), span_end(each, span)) for each in (first, last)} == {(first, last)}
    if last < date.max:
        assert next_span(day, span) == span_start(last + timedelta(days=1), span) == last + timedelta(days=1)


@pytest.mark.parametrize("span", SPANS)
def test_the_last_span_of_the_calendar_ends_with_it_and_has_none_after_it(span: Span) -> None:
    assert span_end(date.max, span) == date(9999, 12, 31)
    with pytest.raises(OverflowError):
        next_span(date.max, span)


def test_a_birthday_on_29_february_falls_on_1_march_in_other_years() -> None:
    assert birthday_in(2028, 2, 29) == date(2028, 2, 29)
    assert birthday_in(2027, 2, 29) == date(2027, 3, 1)
    assert birthday_in(2100, 2, 29) == date(2100, 3, 1)
    assert birthday_in(2027, 2, 28) == date(2027, 2, 28)


def test_a_birthday_is_next_only_after_the_day_itself() -> None:
    assert next_birthday(date(2027, 6, 14), 6, 15) == date(2027, 6, 15)
    assert next_birthday(date(2027, 6, 15), 6, 15) == date(2028, 6, 15)
    assert next_birthday(date(2027, 2, 28), 2, 29) == date(2027, 3, 1)
    assert next_birthday(date(2027, 3, 1), 2, 29) == date(2028, 2, 29)
    assert next_birthday(date(9999, 6, 15), 6, 15) is None


@given(days_of_year, st.dates(max_value=date(9998, 12, 31)))
def test_the_next_birthday_leaves_none_out(born: tuple[int, int], after: date) -> None:
    following = next_birthday(after, *born)

    assert following is not None
    assert after < following
    assert not any(after < birthday_in(each, *born) < following for each in range(after.year, following.year + 1))


def test_the_first_anniversary_is_a_year_after_joining_however_early_one_asks() -> None:
    joined = date(2026, 7, 3)

    assert next_anniversary(date(2020, 1, 1), joined) == date(2027, 7, 3)
    assert next_anniversary(joined, joined) == date(2027, 7, 3)
    assert next_anniversary(date(2027, 7, 3), joined) == date(2028, 7, 3)


def test_the_anniversary_of_29_february_falls_on_1_march_in_other_years() -> None:
    joined = date(2024, 2, 29)

    assert next_anniversary(joined, joined) == date(2025, 3, 1)
    assert next_anniversary(date(2027, 3, 1), joined) == date(2028, 2, 29)
