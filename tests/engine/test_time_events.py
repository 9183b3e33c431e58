"""When the calendar brings an event next: once a year or period, and only while a version has a rule for it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.engine.programmes import programme_of
from treue.domain.calendar import DayOfYear, Window
from treue.domain.events import Brought
from treue.domain.instants import zone
from treue.domain.windows import days_called, label
from treue.engine.state import Profile
from treue.engine.time_events import (
    announced_by,
    brought_by,
    next_time_event,
    next_time_events,
    time_events_among,
)
from treue.programme import Programme

BERLIN = zone("Europe/Berlin")
BIRTHDAY, ANNIVERSARY, MONTH = ("birthday", ""), ("anniversary", ""), ("period_end", "month")
ALWAYS = ((datetime(2020, 1, 1, tzinfo=UTC), None),)


def at(text: str) -> datetime:
    """A wall-clock time in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("birthday", "last", "comes"),
    [
        ((5, 20), None, "2026-05-20"),
        ((5, 20), "2026-05-20", "2027-05-20"),
        ((2, 29), "2027-03-01", "2028-02-29"),
        ((2, 29), "2028-02-29", "2029-03-01"),
        # Another birthday became known after this year's was given.
        ((12, 24), "2026-05-20", "2027-12-24"),
        ((1, 1), "2026-12-31", "2027-01-01"),
    ],
)
def test_a_birthday_comes_once_in_a_calendar_year(birthday: tuple[int, int], last: str | None, comes: str) -> None:
    profile = Profile(at("2026-01-10 09:30"), birthday)

    found = next_time_event({BIRTHDAY: (None, ALWAYS)}, BIRTHDAY, profile, at(last) if last else None, BERLIN)

    assert found == at(comes)


def test_it_comes_only_while_a_version_has_a_rule_for_it() -> None:
    stretches = ((at("2026-01-01"), at("2026-06-01")), (at("2028-05-20"), None))
    profile = Profile(at("2025-01-10 09:30"), (5, 20))

    found = [
        next_time_event({BIRTHDAY: (None, stretches)}, BIRTHDAY, profile, last, BERLIN)
        for last in (None, at("2026-05-20"), at("2028-05-20"))
    ]

    # The day on which the version starts is in it.
    assert found == [at("2026-05-20"), at("2028-05-20"), at("2029-05-20")]


def test_what_became_known_late_does_not_come_for_the_past() -> None:
    profile = Profile(at("2020-01-10 09:30"), (5, 20))

    found = next_time_event({BIRTHDAY: (None, ALWAYS)}, BIRTHDAY, profile, None, BERLIN, at("2026-05-21 08:00"))

    assert found == at("2027-05-20")


def test_nothing_comes_for_who_has_not_joined_or_has_told_no_birthday() -> None:
    announced = {BIRTHDAY: (None, ALWAYS), ANNIVERSARY: (None, ALWAYS)}

    assert next_time_event(announced, ANNIVERSARY, Profile(None, (5, 20)), None, BERLIN) is None
    assert next_time_event(announced, BIRTHDAY, Profile(at("2026-01-10")), None, BERLIN) is None


@pytest.mark.parametrize(
    ("window", "last", "comes"),
    [
        (Window("calendar", "month"), None, "2026-02-01"),
        (Window("calendar", "quarter"), "2026-04-01", "2026-07-01"),
        (Window("calendar", "week"), "2026-03-30", "2026-04-06"),
        (Window("membership", "month"), "2026-02-28", "2026-03-31"),
        (Window("membership", "year"), None, "2027-01-31"),
        (Window("yearly", "year", start=DayOfYear(1, 7)), None, "2026-07-01"),
    ],
)
def test_a_period_ends_where_the_next_one_begins(window: Window, last: str | None, comes: str) -> None:
    key = ("period_end", "P")
    profile = Profile(at("2026-01-31 09:30"))

    assert next_time_event({key: (window, ALWAYS)}, key, profile, at(last) if last else None, BERLIN) == at(comes)


@pytest.mark.parametrize("span", ["day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("day", ["2026-12-31", "2027-01-01", "2028-02-29"])
def test_the_name_of_a_window_tells_its_days(span: str, day: str) -> None:
    window = Window("calendar", span)  # type: ignore[arg-type]  # a parameter is a plain text
    date = datetime.fromisoformat(day).date()

    first, last = days_called(label(window, date))

    assert first <= date <= last
    assert {label(window, first), label(window, last)} == {label(window, date)}


def of_events(*events: str) -> Programme:
    """A programme with a rule for each of them."""
    rules = [f"  - {{id: rule-{number}, event: {event}, give: {{points: 1}}}}" for number, event in enumerate(events)]
    return programme_of("\n".join(["units: {points: {name: {en: [point, points]}}}", "earn:", *rules, ""]))


def test_each_version_announces_from_its_start_until_the_next_one_starts() -> None:
    first, second, third = at("2026-01-01"), at("2026-03-01"), at("2026-06-01")
    birthdays, both, years = of_events("birthday"), of_events("birthday", "anniversary"), of_events("anniversary")

    assert announced_by([(first, birthdays), (second, both), (third, years)]) == {
        BIRTHDAY: (None, ((first, second), (second, third))),
        ANNIVERSARY: (None, ((second, third), (third, None))),
    }
    # A version that the next one overtook before it started was never in force.
    assert announced_by([(first, birthdays), (second, both), (second, years)]) == {
        BIRTHDAY: (None, ((first, second),)),
        ANNIVERSARY: (None, ((second, None),)),
    }
    assert announced_by([]) == {}


def test_all_that_comes_is_told_by_what_it_is() -> None:
    announced = {BIRTHDAY: (None, ALWAYS), ANNIVERSARY: (None, ALWAYS), MONTH: (Window("calendar", "month"), ALWAYS)}
    profile = Profile(at("2026-01-10 09:30"), None)

    found = next_time_events(announced, profile, {MONTH: at("2026-04-01")}, BERLIN, at("2026-04-20 10:00"))

    assert found == {ANNIVERSARY: at("2027-01-10"), MONTH: at("2026-05-01")}


def test_what_comes_says_what_it_is_about() -> None:
    profile = Profile(at("2020-01-10 23:30"), (5, 20))

    assert brought_by(profile, "birthday", "", at("2026-05-20"), BERLIN) == Brought("birthday", at("2026-05-20"))
    assert brought_by(profile, "anniversary", "", at("2026-01-10"), BERLIN) == Brought(
        "anniversary", at("2026-01-10"), {"years": 6}
    )
    assert brought_by(profile, "period_end", "month", at("2026-05-01"), BERLIN) == Brought(
        "period_end", at("2026-05-01"), {"every": "month"}
    )
    assert brought_by(profile, "expiry", "points", at("2026-05-01"), BERLIN) is None


def test_a_period_without_a_window_or_an_end_has_no_next_one() -> None:
    profile = Profile(at("2020-01-10 23:30"))
    ever = {MONTH: (Window("lifetime"), ALWAYS)}
    none = {MONTH: (None, ALWAYS)}

    assert next_time_event(ever, MONTH, profile, None, BERLIN) is None
    assert next_time_event(none, MONTH, profile, None, BERLIN) is None
    assert next_time_event({("other", ""): (None, ALWAYS)}, ("other", ""), profile, None, BERLIN) is None


def test_only_what_comes_with_the_calendar_is_a_time_event() -> None:
    dues = [("expiry", "points"), BIRTHDAY, MONTH, ("availability", "points"), ANNIVERSARY]

    assert time_events_among(dues) == [BIRTHDAY, MONTH, ANNIVERSARY]
