"""What holds for cards that fill by themselves, whatever is bought, used and returned: no stamp is lost or won."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from treue.domain.events import Event, Purchase, Return, UseRedemption
from treue.domain.orders import Line, Order, OrderReference
from treue.engine.applying import advance, state_of
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.returning.standing import OrderStanding, followed, standing_of
from treue.engine.state import Scarce, State
from treue.processing.readset import restored, stored
from treue.programme import Programme, read_parts

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DOCUMENT = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units: {stamps: {name: {en: [stamp, stamps]}}}
earn: [{id: stamp, event: purchase, give: {stamps: 1}, per: 1.00 EUR}]
rewards: [{id: coffee, cost: {stamps: 10}, gives: {product: coffee}, automatic: true, stock: limited}]
"""
STOCK = 100
COST = 10
happenings = st.one_of(
    st.tuples(st.just("buy"), st.integers(1, 35)),
    st.tuples(st.just("use"), st.integers(0, 5)),
    st.tuples(st.just("return"), st.integers(0, 5), st.integers(1, 35)),
)


def programme_of(text: str) -> Programme:
    programme, faults = read_parts({"programme.yaml": text.encode()})
    assert programme is not None, [str(fault) for fault in faults]
    return programme


PROGRAMME = programme_of(DOCUMENT)


class Card:
    """A member with a card, what he bought and kept in whole euros, and every decision as it was made."""

    def __init__(self) -> None:
        self.state = State(NOON, scarce=Scarce(stock={"coffee": STOCK}))
        self.orders: list[OrderStanding] = []
        self.kept: list[int] = []
        self.decided: list[tuple[int, Event, Decision]] = []

    def live(self, happened: list[Any]) -> None:
        for what, *numbers in happened:
            if what == "buy":
                self.buy(*numbers)
            elif what == "use":
                issued = list(self.state.redemptions)
                if numbers[0] < len(issued):
                    self.ask(UseRedemption(issued[numbers[0]]))
            elif numbers[0] < len(self.orders):
                self.bring_back(*numbers)

    def buy(self, euros: int) -> None:
        seq, order = self.state.next_seq, Order("EUR", (Line("article", euros * 100),))
        self.orders.append(standing_of(PROGRAMME, seq, order, self.ask(Purchase(NOON, order))))
        self.kept.append(euros)

    def bring_back(self, number: int, euros: int) -> None:
        euros = min(euros, self.kept[number])
        if euros:
            self.state.returning = self.orders[number]
            decision = self.ask(Return(NOON, OrderReference("tills", "o"), amount=euros * 100))
            assert decision.refused is None
            self.orders[number] = followed(self.orders[number], decision)
            self.kept[number] -= euros

    def ask(self, event: Event) -> Decision:
        waiting: list[Event] = [event]
        decisions = []
        while waiting:
            following = waiting.pop(0)
            decision = decide(PROGRAMME, self.state, following)
            if decision.refused is None:
                self.decided.append((self.state.next_seq, following, decision))
                advance(self.state, decision)
                waiting += decision.then
            decisions.append(decision)
        return decisions[0]

    @property
    def vouchers(self) -> list[str]:
        return [one.standing for one in self.state.redemptions.values() if one.standing != "cancelled"]


@given(st.lists(happenings, max_size=25))
def test_every_stamp_of_what_is_kept_is_on_the_card_or_in_a_voucher(happened: list[Any]) -> None:
    card = Card()
    card.live(happened)
    state = card.state
    held = sum(lot.remaining for lot in state.lots)
    owed = state.debts.get("stamps", 0)

    assert held - owed == sum(card.kept) - COST * len(card.vouchers)
    assert held < COST
    assert state.scarce.stock["coffee"] == STOCK - len(card.vouchers)


@given(st.lists(happenings, max_size=25))
def test_nobody_owes_stamps_while_he_has_a_voucher_that_is_not_used(happened: list[Any]) -> None:
    card = Card()
    card.live(happened)

    if card.state.debts.get("stamps"):
        assert "open" not in card.vouchers


@given(st.lists(happenings, max_size=20))
def test_what_a_return_makes_void_is_decided_again_from_what_it_read(happened: list[Any]) -> None:
    card = Card()
    card.live(happened)

    for seq, event, decision in card.decided:
        again = decide(PROGRAMME, state_of(restored(stored(decision.read_set)), seq), event)
        assert (again.transfers, again.lots, again.then, again.changed, again.counts) == (
            *(decision.transfers, decision.lots, decision.then, decision.changed, decision.counts),
        )
