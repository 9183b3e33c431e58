"""The schedule of attempts: what Standard Webhooks publishes, a little later by chance, never sooner."""

from __future__ import annotations

from datetime import timedelta

import pytest

from treue.delivery.webhooks.schedule import ATTEMPTS_MAX, pause_after, wait_after


def test_ten_attempts_take_three_days_three_hours_and_a_half() -> None:
    waits = [wait_after(attempts, 0.0) for attempts in range(1, ATTEMPTS_MAX)]

    assert ATTEMPTS_MAX == 10
    assert waits[:4] == [timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)]
    assert sum((wait for wait in waits if wait is not None), timedelta()) == timedelta(hours=75, minutes=35, seconds=5)
    assert wait_after(ATTEMPTS_MAX, 0.0) is None


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 300.0), (0.5, 330.0), (0.999, 359.94)])
def test_chance_makes_a_wait_up_to_a_fifth_longer(chance: float, seconds: float) -> None:
    assert wait_after(2, chance) == timedelta(seconds=seconds)


def test_a_receiver_can_ask_for_a_longer_wait_but_not_for_a_shorter_one() -> None:
    assert wait_after(1, 0.0, timedelta(minutes=10)) == timedelta(minutes=10)
    assert wait_after(2, 0.0, timedelta(seconds=1)) == timedelta(minutes=5)
    assert wait_after(1, 0.0, timedelta(days=400)) == timedelta(days=1)


def test_who_is_overloaded_is_left_alone_altogether() -> None:
    assert pause_after(429, timedelta(minutes=3)) == timedelta(minutes=3)
    assert pause_after(502, None) == timedelta(seconds=10)
    assert pause_after(500, timedelta(minutes=3)) is None
    assert pause_after(None, None) is None
