"""What a member can use of the others of his household, and who gets a reward that comes by itself (R9.1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.engine.programmes import programme_of
from treue.domain.belonging import Belonging
from treue.domain.books import Lot
from treue.domain.events import (
    Handout,
    HeadNamed,
    HouseholdEntered,
    HouseholdFounded,
    HouseholdLeft,
    PurchasesShared,
    Spend,
)
from treue.domain.reasons import Reason
from treue.engine.deciding import decide
from treue.engine.households.belonging import before_all, invited
from treue.engine.households.pooling import may_not_spend, pool_of, recipient, spends
from treue.engine.state import State

NOON = datetime(2026, 5, 14, 10, tzinfo=UTC)
UNITS = "units: {points: {name: {en: [point, points]}}, stars: {name: {en: [star, stars]}}}\n"
REWARDS = """\
rewards:
  - {id: coffee, cost: {points: 10}, gives: {product: coffee}, automatic: true}
  - {id: sticker, cost: {stars: 1}, gives: {product: sticker}, automatic: true}
"""
ALL = programme_of(UNITS + REWARDS + "households: {pool: [points]}\n")
HEAD = programme_of(UNITS + REWARDS + "households: {pool: [points], spends: head}\n")
NONE = programme_of(UNITS + REWARDS)


def household() -> tuple[State, State, State]:
    """Three of one household; the second one is its head. Each has 5 points, 2 more that are pending, and a star."""
    states = tuple(State(NOON, belonging=Belonging(1, place)) for place in (2, 1, 3))
    for state in states:
        state.lots = [
            Lot(1, 0, "points", 5, 5, NOON, NOON, None),
            Lot(1, 1, "points", 2, 2, NOON, NOON + timedelta(days=1), None),
            Lot(1, 2, "stars", 1, 1, NOON, NOON, None),
        ]
        state.booked = {"points": 7, "stars": 1}
        state.mates = tuple(other for other in states if other is not state)
    first, head, last = states
    return first, head, last


def test_a_member_can_use_what_the_others_have_now_of_what_is_shared() -> None:
    first, head, _ = household()

    assert [pool_of(ALL, first, unit) for unit in ("points", "stars")] == [10, 0]
    assert [pool_of(NONE, first, unit) for unit in ("points", "stars")] == [0, 0]
    assert [pool_of(HEAD, state, "points") for state in (first, head)] == [0, 10]


def test_who_owes_neither_gives_nor_takes() -> None:
    first, head, last = household()
    head.debts["points"] = 1

    assert [pool_of(ALL, state, "points") for state in (first, head, last)] == [5, 0, 5]


@pytest.mark.parametrize(
    ("units", "first", "head"),
    [
        ({"points"}, Reason.HEAD_SPENDS, None),
        ({"points", "stars"}, Reason.HEAD_SPENDS, None),
        ({"stars"}, None, None),
        (set(), None, None),
    ],
)
def test_only_the_head_spends_what_is_shared(units: set[str], first: Reason | None, head: Reason | None) -> None:
    states = household()

    assert [may_not_spend(HEAD, state, frozenset(units)) for state in states] == [first, head, first]
    assert [may_not_spend(ALL, state, frozenset(units)) for state in states] == [None, None, None]
    assert [may_not_spend(NONE, state, frozenset(units)) for state in states] == [None, None, None]


def test_a_reward_that_comes_by_itself_goes_to_the_head_where_only_he_spends_its_price() -> None:
    first, head, last = household()

    assert recipient(HEAD, last, Handout("coffee")) is head
    assert recipient(HEAD, last, Handout("sticker")) is last
    assert recipient(HEAD, last, Handout("unknown")) is last
    assert recipient(ALL, last, Handout("coffee")) is last
    # What a rule grants costs nothing, and who wishes gets it himself.
    assert recipient(HEAD, first, Handout("coffee", rule="gift")) is first
    assert recipient(HEAD, first, Spend("coffee")) is first


def test_wishes_and_what_comes_by_itself_take_units_of_the_pool() -> None:
    events = (Spend("coffee"), Handout("coffee"), Handout("coffee", rule="gift"), HouseholdLeft())

    assert [spends(event) for event in events] == [True, True, False, False]


def test_without_households_in_the_document_one_can_only_leave() -> None:
    first, _, _ = household()

    left = decide(NONE, first, HouseholdLeft())

    assert (left.refused, left.belonging) == (None, Belonging())
    refused = decide(NONE, State(NOON), HouseholdFounded(7))
    assert (refused.kind, refused.refused, refused.belonging) == ("household_founded", Reason.NO_HOUSEHOLDS, None)


def test_who_is_invited_gets_the_last_place_and_who_is_named_head_the_first_one() -> None:
    first, head, last = household()

    assert invited(ALL, State(NOON), HouseholdEntered(), first) == HouseholdEntered(1, 4)
    assert before_all(last) == HeadNamed(0)
    assert before_all(head) == HeadNamed(1)
    assert decide(ALL, State(NOON), HouseholdFounded(7)).belonging == Belonging(7)
    assert decide(ALL, State(NOON), HouseholdEntered(1, 4)).belonging == Belonging(1, 4)
    assert decide(ALL, last, HeadNamed(0)).belonging == Belonging(1, 0)
    assert decide(ALL, last, PurchasesShared(True)).belonging == Belonging(1, 3, shares_purchases=True)
    assert decide(ALL, last, HeadNamed(0)).read_set.belonging == Belonging(1, 3)


@pytest.mark.parametrize(("members", "reason"), [(4, None), (3, Reason.HOUSEHOLD_FULL), (2, Reason.HOUSEHOLD_FULL)])
def test_a_household_is_full_with_its_last_place(members: int, reason: Reason | None) -> None:
    first, _, _ = household()
    programme = programme_of(UNITS + f"households: {{pool: [points], members: {members}}}\n")

    met = invited(programme, State(NOON), HouseholdEntered(), first)

    assert met == (reason or HouseholdEntered(1, 4))
