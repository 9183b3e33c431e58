"""Time lines as they are read, cut, compared and laid over each other; written in days of May 2026."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.engine.programmes import programme_of
from treue.engine.levels.lines import (
    before,
    climb_between,
    cut_at,
    earliest_start,
    in_force,
    raised,
    review_after,
    run_of,
    since,
)
from treue.engine.levels.uniting import higher
from treue.engine.state import Interval

CLUB = programme_of(
    """\
units: {points: {name: {en: [point, points]}}}
metrics: {spend: {sum: order.paid, over: calendar year}}
ladders:
  club:
    by: spend
    levels: [{id: basic, from: 0}, {id: silver, from: 100.00 EUR}, {id: gold, from: 500.00 EUR}]
"""
).ladders["club"]


def day(number: int) -> datetime:
    return datetime(2026, 5, number, tzinfo=UTC)


def line(*written: str) -> tuple[Interval, ...]:
    """From `basic 1-5` or, without an end, `gold 5-`; a third word is why."""
    found = []
    for one in written:
        level, days, *standing = one.split()
        starts, ends = days.split("-")
        found.append(Interval(level, day(int(starts)), day(int(ends)) if ends else None, *standing))
    return tuple(found)


def test_what_is_in_force_begins_with_its_start_and_is_over_with_its_end() -> None:
    found = line("basic 2-5", "gold 5-8", "basic 10-")

    levels = [one.level if (one := in_force(found, day(at))) else None for at in (1, 2, 4, 5, 7, 8, 9, 10, 30)]

    assert levels == [None, "basic", "basic", "gold", "gold", None, None, "basic", "basic"]


def test_what_held_until_an_instant_is_what_began_before_it() -> None:
    found = line("basic 2-5", "gold 5-8", "basic 10-")

    levels = [one.level if (one := before(found, day(at))) else None for at in (2, 3, 5, 6, 8, 9, 10, 11)]

    assert levels == [None, "basic", "basic", "gold", "gold", None, None, "basic"]


def test_decisions_depend_on_what_began_last_and_all_that_follows() -> None:
    found = line("basic 2-5", "gold 5-8", "basic 10-")

    assert [len(since(found, day(at))) for at in (1, 2, 4, 5, 9, 10, 11)] == [3, 3, 3, 2, 2, 1, 1]


def test_a_run_is_one_level_without_a_gap_whatever_its_standing() -> None:
    found = line("gold 1-2", "gold 3-5", "gold 5-8 grace", "gold 8-9 floor", "silver 9-10", "gold 10-11", "gold 12-")

    assert run_of(found, day(5)) == found[1:4]
    assert run_of(found, day(3)) == found[1:4]
    assert run_of(found, day(8)) == found[1:4]
    assert run_of(found, day(1)) == found[:1]
    assert run_of(found, day(10)) == found[5:6]
    assert run_of(found, day(20)) == found[6:]
    assert run_of(found, day(2)) == ()


def test_nothing_is_changed_before_what_is_in_force_began_or_what_held_last_ended() -> None:
    found = line("basic 2-5", "gold 7-9", "basic 9-12")

    starts = [earliest_start(found, day(at)) for at in (1, 2, 4, 5, 6, 7, 9, 12, 20)]

    assert starts == [None, day(2), day(2), day(5), day(5), day(7), day(9), day(12), day(12)]


def test_a_line_is_cut_where_it_is_told() -> None:
    found = line("basic 2-5", "gold 5-")

    assert [cut_at(found, day(at)) for at in (2, 4, 5, 8)] == [
        (),
        line("basic 2-4"),
        line("basic 2-5"),
        line("basic 2-5", "gold 5-8"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (line("basic 2-5", "gold 5-"), line("basic 2-5", "gold 5-"), ()),
        ((), (), ()),
        ((), line("basic 2-"), line("basic 2-")),
        (line("basic 2-5", "gold 5-"), line("basic 2-5", "gold 5-9"), line("gold 5-9")),
        (line("basic 2-5"), line("basic 2-5", "gold 5-9"), line("gold 5-9")),
        (line("basic 2-"), line("gold 2-"), line("gold 2-")),
        # It only ends sooner: what is left of it is said again.
        (line("basic 2-5", "gold 5-9"), line("basic 2-5"), line("basic 2-5")),
        # Nothing is left at all.
        (line("basic 2-5", "gold 5-9"), (), line("basic 2-2")),
    ],
)
def test_what_changes_a_line_is_told_from_where_it_changes(
    old: tuple[Interval, ...], new: tuple[Interval, ...], told: tuple[Interval, ...]
) -> None:
    found = climb_between("club", old, new)

    assert [climb.ladder for climb in found] == ["club"] * len(found)
    assert [one for climb in found for one in climb.intervals] == list(told)
    assert len(found) <= 1


@pytest.mark.parametrize(
    ("floors", "floor", "together"),
    [
        ((), "gold 3-9 floor", line("gold 3-9 floor")),
        (line("gold 3-9 floor"), "silver 1-5 floor", line("silver 1-3 floor", "gold 3-9 floor")),
        (line("silver 1-9 floor"), "gold 3-5 floor", line("silver 1-3 floor", "gold 3-5 floor", "silver 5-9 floor")),
        (line("gold 1-5 floor"), "silver 3- floor", line("gold 1-5 floor", "silver 5- floor")),
        # One that goes on with the same level is one.
        (line("gold 1-5 floor"), "gold 5-9 floor", line("gold 1-9 floor")),
        (line("gold 1-5 floor"), "gold 3-9 floor", line("gold 1-9 floor")),
        (line("gold 1-3 floor"), "gold 5-9 floor", line("gold 1-3 floor", "gold 5-9 floor")),
        (line("gold 1-3 floor"), "silver 2- floor", line("gold 1-3 floor", "silver 3- floor")),
    ],
)
def test_of_floors_the_higher_one_counts_at_every_instant(
    floors: tuple[Interval, ...], floor: str, together: tuple[Interval, ...]
) -> None:
    assert raised(CLUB, floors, line(floor)[0]) == together


@pytest.mark.parametrize(
    ("own", "theirs", "together"),
    [
        (line("basic 1-"), (), line("basic 1-")),
        ((), line("gold 1-"), line("gold 10-")),
        # What was before stays, and nothing of theirs comes into it.
        (
            line("silver 1-4", "basic 4-"),
            line("gold 2-20"),
            line("silver 1-4", "basic 4-10", "gold 10-20", "basic 20-"),
        ),
        (line("gold 2-15", "basic 15-"), line("silver 1-20"), line("gold 2-15", "silver 15-20", "basic 20-")),
        # The own one where both are at one level, until it ends.
        (line("gold 2-15 grace"), line("gold 1-20"), line("gold 2-15 grace", "gold 15-20")),
        (line("gold 2-15"), line("gold 1-20"), line("gold 2-20")),
        (line("gold 2-30"), line("silver 1-"), line("gold 2-30", "silver 30-")),
        # Between two of theirs there is nothing.
        (
            line("basic 2-12"),
            line("gold 3-11", "gold 14-16"),
            line("basic 2-10", "gold 10-11", "basic 11-12", "gold 14-16"),
        ),
        (line("basic 2-5"), line("gold 3-10"), line("basic 2-5")),
    ],
)
def test_of_two_who_are_one_the_higher_level_counts_from_now_on(
    own: tuple[Interval, ...], theirs: tuple[Interval, ...], together: tuple[Interval, ...]
) -> None:
    assert higher(CLUB, own, theirs, day(10)) == together


def test_what_ends_next_is_reviewed_next() -> None:
    found = line("basic 2-5", "gold 5-8", "basic 10-")

    assert [review_after(found, day(at)) for at in (1, 4, 5, 7, 8, 20)] == [day(5), day(5), day(8), day(8), None, None]
