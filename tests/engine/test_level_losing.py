"""What a return takes from levels: at once where the level is young, and only ahead where it is not (R6.5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.engine.programmes import programme_of
from tests.engine.stories import Story
from treue.domain.events import FloorSet, Purchase
from treue.domain.orders import Line, Order
from treue.engine.applying import advance
from treue.engine.decision import Decision, ReadSet
from treue.engine.levels.climbing import Climbing
from treue.engine.levels.losing import without_support
from treue.engine.tallies import Count

PROGRAMME = programme_of(
    """\
units: {points: {name: {en: [point, points]}}}
metrics: {spend_year: {sum: order.paid, over: calendar year}}
ladders:
  club:
    by: spend_year
    levels: [{id: basic, from: 0}, {id: silver, from: 100.00 EUR}, {id: gold, from: 500.00 EUR}]
    keeps: rest of year and next
    grace: 2 months
"""
)


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 11, tzinfo=UTC)


def story(*bought: tuple[datetime, int]) -> Story:
    """A member who joined in January and bought for so many euros."""
    found = Story(PROGRAMME, at(2026, 1, 1))
    for when, euros in bought:
        found.look(when)
        found.happen(Purchase(when, Order("EUR", (Line("article", euros * 100),))))
    return found


def give_back(found: Story, when: datetime, bought_on: date, euros: int) -> Climbing:
    """So much of an order of the day comes back."""
    found.look(when)
    count = Count(PROGRAMME.metrics["spend_year"].key, bought_on, -euros * 100)
    lost = without_support(PROGRAMME, found.state, when, [count])
    advance(found.state, Decision("return", when, ReadSet(when), counts=(count,), climbs=lost.climbs))
    return lost


def line(found: Story) -> list[tuple[str, str, str]]:
    return [
        (one.level, str(one.starts.date()), "for ever" if one.ends is None else str(one.ends.date()))
        for one in found.state.levels["club"]
    ]


def test_a_young_level_falls_with_what_it_stood_on_without_grace() -> None:
    found = story((at(2026, 3, 1), 500))

    lost = give_back(found, at(2026, 4, 29), date(2026, 3, 1), 1)

    # 59 days; 499 euros still make silver.
    assert line(found) == [
        ("basic", "2026-01-01", "2026-03-01"),
        ("gold", "2026-03-01", "2026-04-29"),
        ("silver", "2026-04-29", "2027-12-31"),
        ("silver", "2027-12-31", "2028-02-29"),
        ("basic", "2028-02-29", "for ever"),
    ]
    assert [(event.name, event.fields["level"], event.occurred_at) for event in lost.then] == [
        ("level_lost", "gold", at(2026, 4, 29))
    ]


@pytest.mark.parametrize("days", [60, 61, 200])
def test_an_older_level_waits_for_its_review(days: int) -> None:
    found = story((at(2026, 3, 1), 500))
    before = line(found)

    lost = give_back(found, at(2026, 3, 1) + timedelta(days=days, hours=1), date(2026, 3, 1), 500)

    assert line(found) == before
    assert lost.then == ()


def test_a_level_that_is_still_supported_stays() -> None:
    found = story((at(2026, 3, 1), 501))
    before = line(found)

    give_back(found, at(2026, 3, 2), date(2026, 3, 1), 1)

    assert line(found) == before


def test_a_level_won_at_the_end_of_a_year_is_supported_by_that_year() -> None:
    found = story((at(2026, 12, 20), 600))

    give_back(found, at(2027, 1, 10), date(2026, 12, 20), 100)
    assert line(found)[1] == ("gold", "2026-12-20", "2027-12-31")

    give_back(found, at(2027, 1, 11), date(2026, 12, 20), 1)
    assert line(found)[1:3] == [("gold", "2026-12-20", "2027-01-11"), ("silver", "2027-01-11", "2028-12-31")]


def test_what_is_left_is_the_level_before_with_the_keep_it_had() -> None:
    found = story((at(2026, 3, 1), 100), (at(2027, 2, 1), 500))

    give_back(found, at(2027, 2, 10), date(2027, 2, 1), 500)

    assert line(found)[1:] == [
        ("silver", "2026-03-01", "2027-02-01"),
        ("gold", "2027-02-01", "2027-02-10"),
        ("silver", "2027-02-10", "2027-12-31"),
        ("silver", "2027-12-31", "2028-02-29"),
        ("basic", "2028-02-29", "for ever"),
    ]


def test_a_level_that_staff_set_does_not_fall_with_a_return() -> None:
    found = story((at(2026, 3, 1), 500))
    found.happen(FloorSet("club", "gold", "staff", "a good customer"))
    before = line(found)

    give_back(found, at(2026, 3, 5), date(2026, 3, 1), 500)

    assert line(found) == before
