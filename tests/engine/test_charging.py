"""What a level takes when it is reached: only what can be spent, and what is owed comes before it (R8.1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.engine.programmes import programme_of
from treue.domain.books import Account, Cause, Lot, LotUse
from treue.domain.events import Brought
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.state import State

NOON = datetime(2026, 5, 14, 10, tzinfo=UTC)
PROGRAMME = programme_of("""\
units: {points: {name: {en: [point, points]}}, stars: {name: {en: [star, stars]}}}
metrics: {spend: {sum: order.paid, over: calendar year}}
ladders:
  club:
    by: spend
    levels: [{id: basic, from: 0}, {id: silver, from: 100.00 EUR}]
    charges: {points: 20}
""")


def reached(*lots: Lot, owed: int = 0, name: str = "level_reached", ladder: str = "club") -> Decision:
    state = State(NOON, 9, lots=list(lots), debts={"points": owed} if owed else {})
    return decide(PROGRAMME, state, Brought(name, NOON, {"ladder": ladder, "level": "silver"}))


def lot(seq: int, left: int, unit: str = "points", *, days: int = 0, ends: int | None = None) -> Lot:
    """Available in so many days; it ends after so many."""
    end = None if ends is None else NOON + timedelta(days=ends)
    return Lot(seq, 0, unit, left, left, NOON, NOON + timedelta(days=days), end)


@pytest.mark.parametrize(
    ("lots", "owed", "uses"),
    [
        ((lot(2, 30),), 0, [(2, 20)]),
        ((lot(2, 20),), 0, [(2, 20)]),
        ((lot(2, 7),), 0, [(2, 7)]),
        # What ends first goes first; what is pending, and stars, stay.
        ((lot(2, 15), lot(3, 9, ends=5), lot(4, 50, days=1), lot(5, 50, "stars")), 0, [(3, 9), (2, 11)]),
        ((lot(2, 25),), 6, [(2, 19)]),
        ((lot(2, 6),), 6, []),
        ((lot(2, 6),), 7, []),
        ((), 0, []),
    ],
)
def test_a_level_takes_what_it_charges_and_no_more_than_there_is(
    lots: tuple[Lot, ...], owed: int, uses: list[tuple[int, int]]
) -> None:
    decision = reached(*lots, owed=owed)

    found = [(moved.debit, moved.credit, moved.unit, moved.cause, moved.source) for moved in decision.transfers]
    assert found == [(Account.MEMBER, Account.SPENT, "points", Cause.CHARGED, "silver")] * bool(uses)
    assert [use for moved in decision.transfers for use in moved.uses] == [LotUse(seq, 0, left) for seq, left in uses]
    assert sum(moved.amount for moved in decision.transfers) == sum(left for _, left in uses)
    # What was looked at is kept, also where nothing was taken.
    assert dict(decision.read_set.debts) == ({"points": owed} if owed else {})
    assert {one.seq for one in decision.read_set.lots} == {
        one.seq for one in lots if one.unit == "points" and one.available_at <= NOON
    }


def test_no_other_event_and_no_other_ladder_takes_anything() -> None:
    assert reached(lot(2, 30), name="level_lost").transfers == ()
    assert reached(lot(2, 30), ladder="gone").transfers == ()
