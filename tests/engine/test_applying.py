"""The state after a decision: exactly what was decided is added and taken, and what was not there cannot be taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from treue.domain.books import Account, Cause, Lot, LotUse, Transfer
from treue.engine.applying import advance, climbed, state_of
from treue.engine.decision import Climb, Decision, ReadSet
from treue.engine.rewards.redemption import Redemption
from treue.engine.state import REWARD, RULE, Interval, Scarce, State
from treue.engine.tallies import Asked, Count
from treue.rules.facts import Facts

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
JUNE, JULY, AUGUST = (datetime(2026, month, 1, tzinfo=UTC) for month in (6, 7, 8))
TODAY = date(2026, 5, 1)


def lot(seq: int, remaining: int, unit: str = "points") -> Lot:
    return Lot(seq, 0, unit, 100, remaining, NOW, NOW, None)


def decided(*transfers: Transfer, **effects: object) -> Decision:
    plain = Decision("purchase", NOW, ReadSet(NOW), transfers=transfers)
    return replace(plain, **effects)  # type: ignore[arg-type]  # the effects under test, by name


def moved(debit: Account, credit: Account, amount: int, *uses: LotUse, cause: Cause = Cause.EARNED) -> Transfer:
    return Transfer("points", debit, credit, amount, NOW, cause, "base", uses=uses)


def test_what_is_earned_is_booked_and_its_lot_is_open() -> None:
    state = State(NOW, next_seq=7)

    advance(state, decided(moved(Account.ISSUED, Account.MEMBER, 40), lots=(lot(7, 40),)))
    advance(state, decided(moved(Account.ISSUED, Account.MEMBER, 2), lots=(lot(8, 2), lot(9, 0))))

    assert state.booked == {"points": 42}
    assert state.lots == [lot(7, 40), lot(8, 2)]
    assert state.next_seq == 9


def test_what_is_spent_leaves_its_lots_and_an_empty_lot_is_gone() -> None:
    state = State(NOW, 7, {"points": 50}, {}, [lot(1, 30), lot(2, 20)])

    advance(
        state, decided(moved(Account.MEMBER, Account.SPENT, 35, LotUse(1, 0, 30), LotUse(2, 0, 5), cause=Cause.SPENT))
    )

    assert state.booked == {"points": 15}
    assert state.lots == [lot(2, 15)]


def test_two_transfers_that_use_one_lot_take_both_parts_from_it() -> None:
    state = State(NOW, 7, {"points": 50}, {}, [lot(1, 50)])

    advance(
        state,
        decided(
            moved(Account.MEMBER, Account.SPENT, 10, LotUse(1, 0, 10), cause=Cause.SPENT),
            moved(Account.MEMBER, Account.SPENT, 5, LotUse(1, 0, 5), cause=Cause.SPENT),
        ),
    )

    assert state.lots == [lot(1, 35)]
    assert state.booked == {"points": 35}


def test_debt_is_made_and_paid_to_the_last_unit() -> None:
    state = State(NOW, 7)

    advance(state, decided(moved(Account.DEBT, Account.ADJUSTED, 12, cause=Cause.DEBT_MADE)))
    advance(state, decided(moved(Account.DEBT, Account.ADJUSTED, 3, cause=Cause.DEBT_MADE)))
    assert state.debts == {"points": 15}
    advance(
        state,
        decided(
            moved(Account.ISSUED, Account.MEMBER, 20),
            moved(Account.MEMBER, Account.DEBT, 15, LotUse(9, 0, 15), cause=Cause.DEBT_PAID),
            lots=(lot(9, 5),),
        ),
    )

    assert state.debts == {"points": 0}
    assert state.booked == {"points": 5}
    assert state.lots == [lot(9, 5)]


@pytest.mark.parametrize(
    ("transfer", "problem"),
    [
        (moved(Account.MEMBER, Account.SPENT, 51), "the decision takes 51 points from an account that holds 50"),
        (moved(Account.MEMBER, Account.DEBT, 1), "the decision takes 1 points from an account that holds 0"),
        (
            moved(Account.MEMBER, Account.SPENT, 31, LotUse(1, 0, 31)),
            "the decision takes 31 points from an account that holds 30",
        ),
        (
            moved(Account.MEMBER, Account.SPENT, 1, LotUse(5, 2, 1)),
            r"the decision takes from lots \[\(5, 2\)\], which are not among the open ones",
        ),
    ],
)
def test_a_decision_from_another_state_is_refused(transfer: Transfer, problem: str) -> None:
    state = State(NOW, 7, {"points": 50}, {}, [lot(1, 30), lot(2, 20)])

    with pytest.raises(ValueError, match=f"^{problem}$"):
        advance(state, decided(transfer))


def test_all_that_is_held_can_be_taken() -> None:
    state = State(NOW, 7, {"points": 30}, {}, [lot(1, 30)])

    advance(state, decided(moved(Account.MEMBER, Account.SPENT, 30, LotUse(1, 0, 30))))

    assert (state.booked, state.lots) == ({"points": 0}, [])


def test_a_limited_reward_leaves_the_stock_and_another_does_not() -> None:
    state = State(NOW, scarce=Scarce(stock={"mug": 3}))

    advance(state, decided(redeemed=Redemption(1, "mug", NOW)))
    advance(state, decided(redeemed=Redemption(2, "coffee", NOW)))

    assert state.scarce.stock == {"mug": 2}


def test_a_budget_is_used_by_what_its_rule_gave_and_by_what_is_said_to_use_it() -> None:
    read = ReadSet(NOW, budgets=(("base", "points", "2026-05", 100), ("other", "points", "", 0)))
    state = State(NOW, scarce=Scarce({("base", "points", "2026-05"): 100}))

    earned = decided(moved(Account.ISSUED, Account.MEMBER, 4), moved(Account.ISSUED, Account.MEMBER, 3), read_set=read)
    advance(state, earned)
    advance(state, decided(budget_uses=(("mug", "", "2026-05", 1),)))
    advance(state, decided(budget_uses=(("mug", "", "2026-05", 2), ("base", "points", "2026-05", -7))))

    assert state.scarce.budgets == {("base", "points", "2026-05"): 100, ("mug", "", "2026-05"): 3}


def test_only_what_is_earned_by_the_rule_in_the_unit_uses_its_budget() -> None:
    read = ReadSet(NOW, budgets=(("base", "points", "", 0), ("base", "miles", "", 0)))
    state = State(NOW, booked={"points": 9}, lots=[lot(1, 9)])

    advance(
        state,
        decided(
            moved(Account.ISSUED, Account.MEMBER, 4),
            replace(moved(Account.ISSUED, Account.MEMBER, 8), source="other"),
            moved(Account.MEMBER, Account.SPENT, 2, LotUse(1, 0, 2), cause=Cause.SPENT),
            read_set=read,
        ),
    )

    assert state.scarce.budgets == {("base", "points", ""): 4}


def test_purchases_and_the_joining_are_known_afterwards_and_refused_ones_are_not() -> None:
    state = State(NOW)

    advance(state, decided(is_purchase=True))
    advance(state, decided(is_purchase=True))
    advance(state, decided())
    advance(state, decided(kind="joined", occurred_at=JUNE))

    assert state.profile.purchases == 2
    assert state.profile.joined == JUNE


def test_what_is_counted_can_be_asked_for() -> None:
    state = State(NOW)

    advance(state, decided(counts=(Count("metric.visits", TODAY, 1), Count("metric.visits", TODAY, 2))))

    assert state.tallies.total("metric.visits", TODAY, TODAY) == 3


def test_a_climb_replaces_the_time_line_from_its_start_on() -> None:
    state = State(NOW)
    silver, gold = Interval("silver", NOW, None), Interval("gold", JULY, AUGUST)

    advance(state, decided(climbs=(Climb("club", (silver,)),)))
    advance(state, decided(climbs=(Climb("club", (gold,)),)))

    assert state.levels == {"club": (Interval("silver", NOW, JULY), gold)}


def test_a_time_line_is_cut_where_the_new_one_starts_and_not_elsewhere() -> None:
    before = (Interval("silver", NOW, JUNE), Interval("gold", JUNE, AUGUST))

    assert climbed(before, ()) == before
    assert climbed(before, (Interval("silver", JULY, None),)) == (
        before[0],
        Interval("gold", JUNE, JULY),
        Interval("silver", JULY, None),
    )
    assert climbed(before, (Interval("platinum", JUNE, None),)) == (before[0], Interval("platinum", JUNE, None))
    assert climbed(before, (Interval("silver", AUGUST, None),)) == (*before, Interval("silver", AUGUST, None))
    later = AUGUST + timedelta(days=1)
    assert climbed(before, (Interval("silver", later, None),)) == (*before, Interval("silver", later, None))
    assert climbed((), (Interval("silver", NOW, None),)) == (Interval("silver", NOW, None),)


def test_a_state_is_put_together_again_from_what_a_decision_read() -> None:
    facts = Facts(metric={"spend": 5000})
    levels = (("club", (Interval("gold", NOW, None),)),)
    asked = Asked("metric.spend", TODAY, TODAY)
    read = ReadSet(
        NOW,
        debts=(("points", 5),),
        budgets=(("base", "points", "2026-05", 100),),
        lots=(lot(1, 30),),
        stock=(("mug", 3),),
        stopped=((RULE, "base"), (REWARD, "mug")),
        tallies=((asked, 5000),),
        facts=facts,
        levels=levels,
        purchases=4,
    )

    state = state_of(read, 17)

    assert (state.now, state.next_seq) == (NOW, 17)
    assert state.debts == {"points": 5}
    assert state.lots == [lot(1, 30)]
    assert state.scarce == Scarce({("base", "points", "2026-05"): 100}, {"mug": 3})
    assert state.profile.purchases == 4
    assert state.tallies.total(*asked) == 5000
    assert state.tallies.total("metric.visits", TODAY, TODAY) == 0
    assert state.levels == dict(levels)
    assert state.recorded == facts
    assert state.stopped == {(RULE, "base"), (REWARD, "mug")}
    assert state_of(ReadSet(NOW), 1).profile.purchases == 0
