"""A return takes from counters that a later version began with the past what that version counted of the order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.engine.programmes import programme_of
from treue.domain.events import Purchase
from treue.domain.orders import Line, Order
from treue.engine.deciding import decide
from treue.engine.returning.keeping import LineTotals, Totals
from treue.engine.returning.standing import Effect, OrderStanding, standing_of
from treue.engine.returning.uncounting_later import uncounted_later
from treue.engine.state import Profile, State

JOINED = datetime(2026, 5, 1, 10, tzinfo=UTC)
NOON = datetime(2026, 5, 14, 10, tzinfo=UTC)
FIRST = """\
units: {points: {name: {en: [point, points]}}}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
"""
LATER = programme_of(
    FIRST
    + """\
metrics:
  spend: {sum: order.paid, over: calendar year}
  orders: {count: purchase, over: calendar year}
  earned: {earned: points, over: lifetime}
  cups: {distinct: line.brand, each: line, when: line.sku == 'cup', over: calendar year}
"""
)
NAMES = {metric.key: name for name, metric in LATER.metrics.items()}
ORDER = Order("EUR", (Line("cup", 30_00, Decimal(2), brand="north", id="1"), Line("bag", 10_00, id="2")))
GONE = LineTotals(Decimal(2), Decimal(2))


def standing(**changed: object) -> OrderStanding:
    first = programme_of(FIRST)
    decision = decide(first, State(NOON, 2, profile=Profile(JOINED)), Purchase(NOON, ORDER))
    found = standing_of(first, 2, ORDER, decision)
    return replace(found, **{"later": ((LATER, frozenset(NAMES)),), **changed})  # type: ignore[arg-type]


def changes(found: OrderStanding, totals: Totals, entitled: Mapping[Effect, int]) -> dict[tuple[str, str], int]:
    """By metric and value: what the return adds."""
    counts = uncounted_later(found, totals, entitled, JOINED)
    days = {count.day for count in counts if not count.name.endswith(".ever")}
    assert days <= {date(2026, 5, 14)}
    return {(NAMES[count.name], count.value): count.amount for count in counts}


def test_what_is_kept_stays_counted_and_the_rest_is_taken_away() -> None:
    half = Totals({0: LineTotals(Decimal(1), Decimal(1))})

    assert changes(standing(), half, {("base", "points"): 25}) == {("spend", ""): -15_00, ("earned", ""): -15}


def test_where_nothing_is_kept_everything_is_taken_away_once() -> None:
    everything = Totals(whole=True)
    all_of_it = {("spend", ""): -40_00, ("orders", ""): -1, ("earned", ""): -40, ("cups", "north"): -1}

    assert changes(standing(), everything, {("base", "points"): 0}) == all_of_it
    # What came back before was taken away then.
    before = standing(totals=Totals({0: GONE}), entitled={("base", "points"): 10})
    assert changes(before, everything, {("base", "points"): 0}) == {
        ("spend", ""): -10_00,
        ("orders", ""): -1,
        ("earned", ""): -10,
    }
    assert changes(before, Totals({0: GONE}), {("base", "points"): 10}) == {}


def test_only_the_tallies_that_the_later_version_began_are_lowered() -> None:
    orders = LATER.metrics["orders"].key
    found = standing(later=((LATER, frozenset({orders})),))

    assert changes(found, Totals(whole=True), {("base", "points"): 0}) == {("orders", ""): -1}


@pytest.mark.parametrize("changed", [{"order": None}, {"later": ()}])
def test_without_its_lines_or_a_later_version_there_is_nothing_to_take(changed: dict[str, object]) -> None:
    assert uncounted_later(standing(**changed), Totals(whole=True), {("base", "points"): 0}, JOINED) == ()
