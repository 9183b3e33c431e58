"""One seed draws one sample, and at most a tenth of it may be alive."""

from __future__ import annotations

from tools.mutate import is_enough, living, sample, verdict

NAMES = [f"treue.engine.place.x_do__mutmut_{number}" for number in range(30)] + ["treue.rules.place.x_do__mutmut_1"]


def test_one_seed_draws_the_same_names_in_whatever_order_they_were_found() -> None:
    drawn = sample(NAMES, "treue.", seed=7, count=10)

    assert len(set(drawn)) == 10
    assert drawn == sample(NAMES[::-1], "treue.", seed=7, count=10) == sorted(drawn)
    assert drawn != sample(NAMES, "treue.", seed=8, count=10)


def test_all_are_drawn_where_there_are_no_more_and_only_those_asked_for() -> None:
    assert sample(NAMES, "treue.rules.", seed=1, count=10) == ["treue.rules.place.x_do__mutmut_1"]
    assert sample(NAMES, "treue.words.", seed=1, count=10) == []


def test_alive_is_what_every_test_passed_or_no_test_reached() -> None:
    codes = {"passed": 0, "failed": 1, "unreached": 33, "endless": 36, "crashed": -11}

    assert living(list(codes), codes) == ["passed", "unreached"]


def test_a_tenth_may_be_alive_and_not_one_more() -> None:
    assert is_enough(20, 200)
    assert not is_enough(21, 200)
    assert verdict(21, 200) == "21 of 200 mutants are alive, 10.5 %; at most 10 % may be"
