"""What holds for every reward, whatever was earned before and happens after: nothing is bought twice, what is given
back is as if it had never been taken, and every decision can be made again from what it read.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from treue.domain.events import Adjustment, CancelRedemption, Event, ReissueRedemption, Spend, UseRedemption
from treue.engine.applying import advance, state_of
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.dues import dues_of
from treue.engine.state import Scarce, State
from treue.engine.time import settle
from treue.processing.readset import restored, stored
from treue.programme import Programme, read_parts

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DOCUMENT = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units:
  points: {name: {en: [point, points]}, expires: after 20 days}
  miles: {name: {en: [mile, miles]}, decimals: 1}
metrics: {used: {spent: points, over: lifetime}}
rewards:
  - {id: coffee, cost: {points: 7}, gives: {product: coffee}, stock: limited, cancel: 30 days, reissue: true}
  - {id: trip, cost: {points: 5, miles: 2.5}, gives: {percent: 10}, reissue: true,
     per_member: 2 per week, in_all: 3 per month}
  - {id: swap, cost: {points: 3}, gives: {units: {miles: 1.5}}}
  - {id: any, cost: {points: 4}, any_amount: {minimum: 4, step: 2, each: 0.01 EUR}, gives: {effect: any},
     when: metric.used < 40}
  - {id: card, cost: {points: 6}, gives: {product: card}, automatic: true, valid: 5 days, per_member: 1 per day}
"""
STOCK = 3


def programme_of(text: str) -> Programme:
    programme, faults = read_parts({"programme.yaml": text.encode()})
    assert programme is not None, [str(fault) for fault in faults]
    return programme


PROGRAMME = programme_of(DOCUMENT)
BY_HAND = programme_of("\n".join(line for line in DOCUMENT.splitlines() if "automatic" not in line))

amounts = st.integers(1, 30)
wishes = st.one_of(
    st.builds(Adjustment, st.just("points"), amounts, st.just("gift")),
    st.builds(Adjustment, st.just("miles"), amounts, st.just("gift")),
    st.builds(Adjustment, st.just("points"), amounts.map(lambda amount: -amount), st.just("gift"), st.just(True)),
    st.builds(Spend, st.sampled_from(["coffee", "trip", "swap"])),
    st.builds(Spend, st.just("any"), st.just(0), st.integers(0, 20)),
    st.builds(CancelRedemption, st.integers(1, 12), st.sampled_from(["", "a mistake"])),
    st.builds(UseRedemption, st.integers(1, 12)),
    st.builds(ReissueRedemption, st.integers(1, 12)),
    st.integers(1, 12).map(lambda days: timedelta(days=days)),
)


class Wallet:
    """A member to whom things happen, with every decision as it was made."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.state = State(NOON, scarce=Scarce(stock={"coffee": STOCK}))
        self.decided: list[tuple[int, Event, Decision]] = []

    def live(self, events: list[Any]) -> None:
        for event in events:
            if isinstance(event, timedelta):
                self.wait(event)
            else:
                self.ask(event)

    def wait(self, days: timedelta) -> None:
        state = self.state
        until, state.now = state.now, state.now + days
        while due := [(at, kind, unit) for (kind, unit), at in dues_of(state, until).items()]:
            at, kind, unit = min(due)
            if at > state.now:
                break
            advance(state, settle(self.programme, state, kind, unit, at))
            until = max(until, at)

    def ask(self, event: Event) -> Decision:
        waiting: list[Event] = [event]
        decisions = []
        while waiting:
            following = waiting.pop(0)
            decision = decide(self.programme, self.state, following)
            if decision.refused is None:
                self.decided.append((self.state.next_seq, following, decision))
                advance(self.state, decision)
                waiting += decision.then
            decisions.append(decision)
        return decisions[0]


@given(st.lists(wishes, max_size=25))
def test_the_wallet_is_its_lots_and_nothing_is_ever_below_nought(events: list[Any]) -> None:
    wallet = Wallet(PROGRAMME)
    wallet.live(events)
    state = wallet.state

    for unit in PROGRAMME.units:
        assert state.booked.get(unit, 0) == sum(lot.remaining for lot in state.lots if lot.unit == unit)
    assert all(0 < lot.remaining <= lot.amount for lot in state.lots)
    assert all(owed >= 0 for owed in state.debts.values())


@given(st.lists(wishes, max_size=25))
def test_stock_and_limits_count_what_is_not_given_back(events: list[Any]) -> None:
    wallet = Wallet(PROGRAMME)
    wallet.live(events)
    kept = [one for one in wallet.state.redemptions.values() if one.standing != "cancelled"]

    coffees = sum(one.reward == "coffee" for one in kept)
    assert wallet.state.scarce.stock["coffee"] == STOCK - coffees
    assert coffees <= STOCK
    trips = [one for one in kept if one.reward == "trip"]
    counted = {key: used for key, used in wallet.state.scarce.budgets.items() if key[0] == "trip"}
    assert sum(counted.values()) == len(trips)
    assert all(used <= 3 for used in counted.values())
    weeks = [one.redeemed_at.isocalendar()[:2] for one in trips]
    assert all(weeks.count(week) <= 2 for week in weeks)


@given(st.lists(wishes, max_size=20))
def test_a_reward_that_is_given_back_at_once_is_as_if_it_had_never_been_got(events: list[Any]) -> None:
    wallet = Wallet(BY_HAND)
    wallet.live(events)
    state = wallet.state
    lots, booked, debts = sorted(state.lots, key=lambda lot: (lot.seq, lot.no)), dict(state.booked), dict(state.debts)
    stock, used = dict(state.scarce.stock), {key: n for key, n in state.scarce.budgets.items() if n}

    for reward in ("coffee", "trip", "any"):
        number = state.next_seq
        bought = wallet.ask(Spend(reward, amount=4 if reward == "any" else None))
        if bought.refused is None:
            assert wallet.ask(CancelRedemption(number, "at once")).refused is None

    assert sorted(state.lots, key=lambda lot: (lot.seq, lot.no)) == lots
    assert {unit: amount for unit, amount in state.booked.items() if amount} == {u: n for u, n in booked.items() if n}
    assert {unit: owed for unit, owed in state.debts.items() if owed} == {u: n for u, n in debts.items() if n}
    assert state.scarce.stock == stock
    assert {key: n for key, n in state.scarce.budgets.items() if n} == used


@given(st.lists(wishes, max_size=25))
def test_a_card_that_is_full_never_stays_so(events: list[Any]) -> None:
    wallet = Wallet(programme_of(DOCUMENT.replace(", per_member: 1 per day}", "}")))
    wallet.live([*events, Adjustment("points", 1, "gift")])

    assert wallet.state.available("points") < 6


@given(st.lists(wishes, max_size=25))
def test_every_decision_is_made_alike_from_what_it_read(events: list[Any]) -> None:
    wallet = Wallet(PROGRAMME)
    wallet.live(events)

    for seq, event, decision in wallet.decided:
        kept = restored(stored(decision.read_set))
        again = decide(PROGRAMME, state_of(kept, seq), event)
        assert kept == decision.read_set
        # What expressions read is recorded as their values, so the figures behind them are not asked again.
        assert replace(again, read_set=kept) == decision
