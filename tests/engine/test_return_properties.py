"""What holds for every return: any split ends where one return ends, in whatever order, and nothing is gained by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from treue.domain.books import Account
from treue.domain.events import Event, LineBack, Purchase, Return, Spend
from treue.domain.orders import Line, LineKind, Order, OrderReference
from treue.engine.applying import advance, state_of
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.dues import dues_of
from treue.engine.returning.keeping import Totals, added, back_of, kept_of, paid_of
from treue.engine.returning.standing import OrderStanding, followed, standing_of
from treue.engine.state import Scarce, State
from treue.engine.time import settle
from treue.processing.readset import restored, stored
from treue.programme import Programme, read_parts

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DOCUMENT = """\
treue: 1
programme:
  {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en],
   exchange: [{currency: USD, rate: 0.8731, from: 2020-01-01}]}
units:
  points: {name: {en: [point, points]}, expires: after 20 days}
  miles: {name: {en: [mile, miles]}, decimals: 2, available: after 14 days}
metrics:
  spend: {sum: order.paid, over: calendar year}
  largest: {maximum: order.paid, over: calendar year}
  kinds: {distinct: line.category, each: line, over: calendar year}
  orders: {count: purchase, over: calendar year}
  collected: {earned: points, over: calendar year}
earn:
  - {id: base, event: purchase, give: {points: 0.7, miles: 0.333}, per: 1.00 EUR}
  - {id: coffee, event: purchase, each: line, when: line.category == 'coffee', multiply: {points: 2.5}}
  - {id: big, event: purchase, when: order.paid >= 60.00 EUR, give: {points: 25}, budget: {points: 60}}
  - {id: small, event: purchase, when: order.paid < 40.00 EUR, give: {points: 5}, once: true}
  - {id: piece, event: purchase, each: line, give: {points: 2},
     caps: {member: {points: 9 per calendar month}, programme: {points: [5 per day, 7]}}}
  - {id: outlet, event: purchase, when: order.store == 'outlet', multiply: {points: 0.5}}
  - {id: loyal, event: purchase, when: metric.spend > 50.00 EUR && metric.kinds > 1, give: {points: 3}}
  - {id: known, event: purchase, when: metric.largest > 1.00 EUR && metric.orders > 0, give: {points: 1}}
  - {id: keen, event: purchase, when: metric.collected > 20, give: {miles: 1}}
rewards: [{id: coffee, cost: {points: 7}, gives: {product: coffee}}]
"""


def programme_of(text: str) -> Programme:
    programme, faults = read_parts({"programme.yaml": text.encode()})
    assert programme is not None, [str(fault) for fault in faults]
    return programme


PROGRAMME = programme_of(DOCUMENT)
CLAMPING = replace(PROGRAMME, missing_units="clamp")
lines = st.builds(
    Line,
    sku=st.just("article"),
    amount=st.integers(-3000, 9000),
    quantity=st.sampled_from([Decimal(1), Decimal(3), Decimal("2.5"), Decimal(0), Decimal(7)]),
    category=st.sampled_from(["", "coffee", "tea"]),
    kind=st.sampled_from([LineKind.GOODS] * 4 + [LineKind.SHIPPING]),
)
orders = st.builds(
    Order,
    currency=st.sampled_from(["EUR", "USD"]),
    lines=st.lists(lines, min_size=1, max_size=4).map(tuple),
    store=st.sampled_from(["", "outlet"]),
)
named = OrderReference("tills", "o1")
backs = st.builds(
    LineBack,
    line=st.integers(1, 4),
    quantity=st.none() | st.sampled_from([Decimal(1), Decimal("0.5"), Decimal(2)]),
    amount=st.none() | st.integers(1, 4000),
)
returns = st.one_of(
    st.builds(Return, st.just(NOON), st.just(named), st.lists(backs, min_size=1, max_size=2).map(tuple)),
    st.builds(Return, st.just(NOON), st.just(named), amount=st.integers(1, 5000)),
)
WHOLE = Return(NOON, named)


class Member:
    """A member with one order, of which things come back."""

    def __init__(self, programme: Programme = PROGRAMME) -> None:
        self.programme = programme
        self.state = State(NOON, scarce=Scarce())
        self.standing: OrderStanding | None = None
        self.before: list[dict[str, int]] = []

    def buys(self, order: Order) -> Decision:
        decision = self.does(Purchase(self.state.now, order))
        self.standing = standing_of(self.programme, self.state.next_seq - 1, order, decision)
        return decision

    def returns(self, event: Return) -> Decision:
        self.state.returning = self.standing
        return self.does(replace(event, occurred_at=self.state.now))

    def does(self, event: Event) -> Decision:
        decision = decide(self.programme, self.state, event)
        if decision.refused is None:
            self.follows(decision)
        return decision

    def waits(self, days: int) -> None:
        """Time passes, and what it brings is decided."""
        since, self.state.now = self.state.now, self.state.now + timedelta(days=days)
        while True:
            dues = dues_of(self.state, since)
            due = min(((at, kind, unit) for (kind, unit), at in dues.items() if at <= self.state.now), default=None)
            if due is None:
                return
            since, kind, unit = due
            self.follows(settle(self.programme, self.state, kind, unit, since))

    def follows(self, decision: Decision) -> None:
        advance(self.state, decision)
        if self.standing is not None:
            self.standing = followed(self.standing, decision)

    def holdings(self) -> dict[str, int]:
        """By unit: what is held less what is owed."""
        state = self.state
        units = state.booked.keys() | state.debts.keys()
        net = {unit: state.booked.get(unit, 0) - state.debts.get(unit, 0) for unit in units}
        return {unit: amount for unit, amount in net.items() if amount}

    def figures(self) -> tuple[object, ...]:
        """Everything that later decisions may read."""
        state = self.state
        lots: dict[tuple[object, ...], int] = {}
        for lot in state.lots:
            life = (lot.unit, lot.available_at, lot.expires_at)
            lots[life] = lots.get(life, 0) + lot.remaining
        counted = {
            (name, *key): amount for name, days in state.tallies._days.items() for key, amount in days.items() if amount
        }
        budgets = {key: used for key, used in state.scarce.budgets.items() if used}
        return self.holdings(), lots, counted, budgets, state.profile.purchases

    def balances(self) -> None:
        """The books balance: lots hold what is booked."""
        held: dict[str, int] = {}
        for lot in self.state.lots:
            held[lot.unit] = held.get(lot.unit, 0) + lot.remaining
        assert held == {unit: booked for unit, booked in self.state.booked.items() if booked}
        assert all(owed >= 0 for owed in self.state.debts.values())


def accepted(order: Order, events: Sequence[Return]) -> list[Return]:
    """Those of the returns that can be, one after the other."""
    totals, found = Totals(), list[Return]()
    for event in events:
        sums = added(order, totals, event)
        if isinstance(sums, Totals):
            totals = sums
            found.append(event)
    return found


@given(orders, st.lists(returns, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_returns_does_not_matter(order: Order, reported: list[Return], random: Random) -> None:
    events = accepted(order, reported)
    shuffled = list(events)
    random.shuffle(shuffled)
    # What pieces leave of the money can be too little for an amount that is named after them.
    assume(len(accepted(order, shuffled)) == len(events))
    one, other = Member(), Member()
    one.buys(order)
    other.buys(order)

    for event in events:
        one.returns(event)
        one.balances()
    for event in shuffled:
        other.returns(event)

    # Which lot lost a unit to which rule may differ where an earlier return gave something back.
    assert one.holdings() == other.holdings()
    assert one.figures()[2:] == other.figures()[2:]


@given(orders, st.integers(1, 3), st.integers(1, 3))
def test_pieces_one_by_one_end_where_all_at_once_end(order: Order, first: int, second: int) -> None:
    pieces = [LineBack(1, Decimal(first)), LineBack(1, Decimal(second))]
    together = Return(NOON, named, (LineBack(1, Decimal(first + second)),))
    assume(accepted(order, [together]))
    one, other = Member(), Member()
    one.buys(order)
    other.buys(order)

    one.returns(together)
    for piece in pieces:
        assert other.returns(Return(NOON, named, (piece,))).refused is None

    assert one.figures() == other.figures()


@given(orders, st.lists(returns, max_size=3))
def test_whoever_buys_and_returns_everything_stands_where_he_stood(order: Order, events: list[Return]) -> None:
    untouched, member = Member(), Member()
    member.buys(order)

    for event in events:
        member.returns(event)
        member.balances()
    member.returns(WHOLE)

    assert member.figures() == untouched.figures()


@given(st.lists(orders, min_size=1, max_size=3), st.booleans(), st.lists(returns, max_size=3), st.integers(0, 25))
def test_no_round_of_buying_spending_and_returning_gains(
    bought: list[Order], clamps: bool, events: list[Return], days: int
) -> None:
    member = Member(CLAMPING if clamps else PROGRAMME)
    spent = 0
    for order in bought:
        member.buys(order)
        while member.does(Spend("coffee")).refused is None:
            spent += 7
        member.waits(days)
        for event in events:
            member.returns(event)
            member.balances()
        member.returns(WHOLE)
        member.balances()

    points = member.holdings().get("points", 0)
    assert points <= 0
    if not clamps:
        # What was bought with units is owed, unless the clock has taken it.
        assert -spent <= points


@given(orders, st.lists(returns, min_size=1, max_size=4))
def test_a_return_never_gives_more_than_the_order_gave(order: Order, events: list[Return]) -> None:
    member = Member()
    gave = {one.unit: 0 for one in member.buys(order).shares}
    gave |= member.holdings()

    for event in events:
        member.returns(event)
        held = member.holdings()
        assert all(0 <= held.get(unit, 0) <= amount for unit, amount in gave.items())


@given(orders, st.lists(returns, min_size=1, max_size=4))
def test_never_more_comes_back_than_was_bought(order: Order, events: list[Return]) -> None:
    totals = Totals()
    for event in events:
        found = added(order, totals, event)
        if not isinstance(found, Totals):
            continue
        assert totals.money <= found.money <= paid_of(order)
        totals = found
        back = back_of(order, totals)
        assert all(part <= max(line.paid, 0) for part, line in zip(back, order.lines, strict=True))
        assert all(known.quantity <= max(order.lines[no].quantity, Decimal(0)) for no, known in totals.lines.items())
        kept = kept_of(order, totals)
        assert kept is None or paid_of(kept) <= paid_of(order) - totals.money


@given(orders, st.lists(returns, min_size=1, max_size=3), st.integers(0, 25))
def test_a_return_can_be_decided_again_from_what_it_read(order: Order, events: list[Return], days: int) -> None:
    member = Member()
    member.buys(order)
    member.does(Spend("coffee"))
    member.waits(days)

    for event in [*events, WHOLE]:
        seq = member.state.next_seq
        decision = member.returns(event)
        reported = replace(event, occurred_at=decision.occurred_at)
        again = decide(PROGRAMME, state_of(restored(stored(decision.read_set)), seq), reported)
        assert replace(again, read_set=decision.read_set) == decision
        assert stored(again.read_set) == stored(decision.read_set)


@given(orders, st.integers(1, 100))
def test_what_was_pending_elsewhere_stays(order: Order, cents: int) -> None:
    member = Member()
    member.buys(Order("EUR", (Line("other", 100 * cents),)))
    elsewhere = [lot for lot in member.state.lots if lot.available_at > NOON]
    member.buys(order)
    member.does(Spend("coffee"))

    decision = member.returns(WHOLE)

    assert [lot for lot in member.state.lots if lot in elsewhere] == elsewhere
    assert {moved.credit for moved in decision.transfers if moved.debit is Account.DEBT} <= {Account.ISSUED}
