"""Figures of what was counted: over whole days, both ends included, and each one asked for is noted."""

from __future__ import annotations

from datetime import date

import pytest

from treue.engine.tallies import EVER, Asked, Count, RecordedTallies, Tallies

FIRST, SECOND, THIRD, FOURTH = (date(2026, 5, day) for day in (1, 2, 3, 4))


def counted(*counts: tuple[date, int, str]) -> Tallies:
    tallies = Tallies()
    tallies.add(Count("metric.spend", day, amount, value) for day, amount, value in counts)
    return tallies


def test_a_total_adds_up_the_days_from_the_first_to_the_last() -> None:
    tallies = counted((FIRST, 1, ""), (SECOND, 20, ""), (SECOND, 300, ""), (THIRD, 4000, ""), (FOURTH, 50000, ""))

    assert tallies.total("metric.spend", SECOND, THIRD) == 4320
    assert tallies.total("metric.spend", FOURTH, FOURTH) == 50000
    assert tallies.total("metric.other", FIRST, FOURTH) == 0
    assert tallies.asked == {
        Asked("metric.spend", SECOND, THIRD): 4320,
        Asked("metric.spend", FOURTH, FOURTH): 50000,
        Asked("metric.other", FIRST, FOURTH): 0,
    }


def test_a_value_counts_as_long_as_more_of_it_came_than_was_taken_back() -> None:
    tallies = counted((FIRST, 1, "7"), (SECOND, 1, "7"), (SECOND, 1, "30"), (THIRD, 1, "2"), (THIRD, 1, "-5"))

    assert tallies.distinct("metric.spend", FIRST, THIRD) == 4
    assert tallies.distinct("metric.spend", SECOND, SECOND) == 2
    assert tallies.largest("metric.spend", FIRST, THIRD) == 30
    assert tallies.largest("metric.spend", THIRD, THIRD) == 2
    assert tallies.smallest("metric.spend", FIRST, SECOND) == 7
    assert tallies.smallest("metric.spend", FIRST, THIRD) == -5
    assert tallies.asked[Asked("metric.spend", FIRST, SECOND)] == 7

    tallies.add([Count("metric.spend", SECOND, -1, "30"), Count("metric.spend", THIRD, -1, "-5")])

    assert tallies.distinct("metric.spend", FIRST, THIRD) == 2
    assert tallies.largest("metric.spend", FIRST, THIRD) == 7
    assert tallies.smallest("metric.spend", FIRST, THIRD) == 2


def test_of_no_values_the_largest_and_the_smallest_are_nought() -> None:
    assert Tallies().largest("metric.spend", FIRST, SECOND) == 0
    assert Tallies().smallest("metric.spend", FIRST, SECOND) == 0
    assert Tallies().distinct("metric.spend", FIRST, SECOND) == 0


def test_what_was_known_before_is_added_to_and_names_are_apart() -> None:
    tallies = Tallies()
    tallies.know("metric.visits", FIRST, {(FIRST, ""): 5, (SECOND, ""): 1})
    tallies.add([Count("metric.visits", SECOND, 2), Count("rule.base", SECOND, 9)])

    assert tallies.total("metric.visits", FIRST, SECOND) == 8
    assert tallies.total("rule.base", EVER, SECOND) == 9


def test_days_before_what_is_known_cannot_be_asked_for() -> None:
    tallies = Tallies()
    tallies.know("metric.visits", SECOND, {(SECOND, ""): 1})

    assert tallies.total("metric.visits", SECOND, THIRD) == 1
    problem = "^what was counted as metric.visits is known from 2026-05-02 on, and asked for from 2026-05-01 on$"
    with pytest.raises(ValueError, match=problem):
        tallies.total("metric.visits", FIRST, THIRD)


def test_a_sum_over_days_can_be_asked_for_as_a_whole_and_days_after_it_one_by_one() -> None:
    tallies = Tallies()
    tallies.know("metric.visits", FIRST, {(FIRST, ""): 40, (FOURTH, ""): 1}, folded_until=THIRD)

    assert tallies.total("metric.visits", FIRST, FOURTH) == 41
    assert tallies.total("metric.visits", FOURTH, FOURTH) == 1
    with pytest.raises(ValueError, match="asked for from 2026-05-02 on"):
        tallies.total("metric.visits", SECOND, FOURTH)
    with pytest.raises(ValueError, match="asked for from 2026-05-03 on"):
        tallies.total("metric.visits", THIRD, FOURTH)


def test_recorded_figures_stand_for_themselves_and_what_was_not_read_is_nought() -> None:
    tallies = RecordedTallies({Asked("metric.spend", FIRST, THIRD): 70})

    assert tallies.largest("metric.spend", FIRST, THIRD) == 70
    assert tallies.total("metric.spend", FIRST, SECOND) == 0
    assert tallies.asked == {Asked("metric.spend", FIRST, THIRD): 70, Asked("metric.spend", FIRST, SECOND): 0}
