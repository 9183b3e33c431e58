"""What holds for every order: shares are what is booked, splitting loses at most a rounding, and a decision can be made
again from what it read.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from treue.domain.books import Account, Cause, Lot
from treue.domain.events import Adjustment, Event, Purchase, Spend
from treue.domain.orders import Line, LineKind, Order
from treue.domain.reasons import Reason
from treue.engine.applying import advance, state_of
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.state import REWARD, RULE, Node, Scarce, State
from treue.programme import Programme, read_parts

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DOCUMENT = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units:
  points: {name: {en: [point, points]}, expires: after 12 months}
  miles: {name: {en: [mile, miles]}, decimals: 2, available: after 14 days}
earn:
  - {id: early, event: purchase, when: at.hour < 9, multiply: {points: 3}}
  - {id: base, event: purchase, give: {points: 0.7, miles: 0.333}, per: 1.00 EUR}
  - {id: coffee, event: purchase, each: line, when: line.category == 'coffee', multiply: {points: 2.5}}
  - {id: big, event: purchase, when: order.paid >= 100.00 EUR, give: {points: 25}, budget: {points: 60}}
  - {id: second-base, event: purchase, each: line, when: line.category != 'coffee', give: {points: 1}, per: 3.00 EUR}
  - {id: outlet, event: purchase, when: order.store == 'outlet', multiply: {points: 0.5, miles: 0.1}}
  - {id: piece, event: purchase, each: line, give: {points: 2}, budget: {points: 9}}
rewards:
  - {id: coffee, cost: {points: 7}, gives: {product: coffee}}
  - {id: flight, cost: {miles: 5.25}, gives: {product: flight}, stock: limited}
"""


def programme_of(text: str) -> Programme:
    programme, faults = read_parts({"programme.yaml": text.encode()})
    assert programme is not None, [str(fault) for fault in faults]
    return programme


PROGRAMME = programme_of(DOCUMENT)
# The head and the units with the one rule that gives for money.
PLAIN = programme_of(
    DOCUMENT[: DOCUMENT.index("  - {id: early")]
    + DOCUMENT[DOCUMENT.index("  - {id: base") : DOCUMENT.index("  - {id: coffee")]
)
lines = st.builds(
    Line,
    sku=st.just("article"),
    amount=st.one_of(st.integers(-3000, 20_000), st.sampled_from([0, 1, -1, 2**62])),
    discount=st.integers(0, 500),
    category=st.sampled_from(["", "coffee", "tea"]),
    kind=st.sampled_from([LineKind.GOODS] * 4 + [LineKind.SHIPPING, LineKind.GIFT_CARD]),
)
orders = st.builds(
    Order,
    currency=st.just("EUR"),
    lines=st.lists(lines, max_size=6).map(tuple),
    store=st.sampled_from(["", "outlet"]),
)
hours = st.integers(0, 23).map(lambda hour: NOON - timedelta(hours=hour))
lots = st.lists(
    st.builds(
        lambda no, unit, amount, age, wait, life: Lot(
            1, no, unit, amount, amount, NOON - age, NOON - age + wait, None if life is None else NOON - age + life
        ),
        no=st.integers(0, 1000),
        unit=st.sampled_from(["points", "miles"]),
        amount=st.integers(1, 40),
        age=st.integers(0, 40).map(lambda count: timedelta(days=count)),
        wait=st.integers(0, 20).map(lambda count: timedelta(days=count)),
        life=st.one_of(st.none(), st.integers(21, 60).map(lambda count: timedelta(days=count))),
    ),
    max_size=8,
    unique_by=lambda lot: lot.no,
)


def state(lots: list[Lot] | None = None, big: int = 0, piece: int = 0, flights: int = 2, owed: int = 0) -> State:
    held = lots or []
    booked = {unit: sum(lot.remaining for lot in held if lot.unit == unit) for unit in ("points", "miles")}
    budgets = {("big", "points", ""): big, ("piece", "points", ""): piece}
    debts = {"points": owed} if owed else {}
    return State(NOON, 7, booked, debts, list(held), Scarce(budgets, {"flight": flights}))


@given(orders, hours, st.integers(0, 60), st.integers(0, 9))
def test_shares_add_up_to_what_is_booked_and_budgets_hold(order: Order, at: datetime, big: int, piece: int) -> None:
    before = state(big=big, piece=piece)

    decision = decide(PROGRAMME, before, Purchase(at, order))
    advance(before, decision)

    for unit in ("points", "miles"):
        shared = sum(share.given for share in decision.shares if share.unit == unit)
        earned = sum(moved.amount for moved in decision.transfers if moved.unit == unit and moved.cause is Cause.EARNED)
        assert earned == max(0, shared)
        assert earned == sum(lot.amount for lot in decision.lots if lot.unit == unit) == before.booked[unit]
    for (rule, unit), limit in {("big", "points"): 60, ("piece", "points"): 9}.items():
        assert before.scarce.budgets.get((rule, unit, ""), 0) <= limit
    assert all(moved.amount > 0 for moved in decision.transfers)


@given(st.lists(lines, max_size=6), hours)
def test_what_is_not_goods_earns_nothing(drawn: list[Line], at: datetime) -> None:
    order = Order("EUR", tuple(replace(line, kind=LineKind.DEPOSIT) for line in drawn))

    assert decide(PROGRAMME, state(), Purchase(at, order)).transfers == ()


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=8), st.data())
def test_splitting_an_order_loses_at_most_one_unit_and_wins_none(cents: list[int], data: Any) -> None:
    cut = data.draw(st.integers(0, len(cents)))

    def points(part: list[int]) -> tuple[int, int]:
        order = Order("EUR", tuple(Line("article", paid) for paid in part))
        decision = decide(PLAIN, State(NOON), Purchase(NOON, order))
        given = {lot.unit: lot.amount for lot in decision.lots}
        return given.get("points", 0), given.get("miles", 0)

    whole, first, second = points(cents), points(cents[:cut]), points(cents[cut:])
    for unit in (0, 1):
        assert 0 <= whole[unit] - first[unit] - second[unit] <= 1


@given(st.permutations(range(5)), st.lists(lines, min_size=5, max_size=5))
def test_the_order_of_the_lines_changes_nothing(places: list[int], drawn: list[Line]) -> None:
    assume(sum(line.paid for line in drawn) >= 0)
    shuffled = [drawn[place] for place in places]

    one = decide(PROGRAMME, state(), Purchase(NOON, Order("EUR", tuple(drawn))))
    other = decide(PROGRAMME, state(), Purchase(NOON, Order("EUR", tuple(shuffled))))

    assert (one.shares, one.transfers, one.lots) == (other.shares, other.transfers, other.lots)


events = st.one_of(
    st.builds(Purchase, hours, orders),
    st.builds(Spend, st.sampled_from(["coffee", "flight", "boat"])),
    st.builds(Adjustment, st.just("points"), st.integers(-80, 80).filter(bool), st.just("goodwill"), st.booleans()),
)


stopped_nodes = st.frozensets(
    st.one_of(
        st.sampled_from([(RULE, rule.id) for rule in PROGRAMME.earn]),
        st.sampled_from([(REWARD, reward) for reward in PROGRAMME.rewards]),
    )
)


@given(lots, events, st.integers(0, 60), st.integers(0, 2), stopped_nodes)
def test_a_decision_is_made_again_from_what_it_read(
    lots: list[Lot], event: Event, big: int, flights: int, stopped: frozenset[Node]
) -> None:
    before = state(lots, big=big, flights=flights)
    before.stopped = stopped
    decision = decide(PROGRAMME, before, event)

    again = decide(PROGRAMME, state_of(decision.read_set, before.next_seq), event)

    assert set(decision.read_set.stopped) <= stopped
    if decision.refused in (None, Reason.REWARD_STOPPED):
        assert again == decision


@given(orders, hours)
def test_with_all_other_rules_stopped_the_last_one_decides_as_if_it_were_alone(order: Order, at: datetime) -> None:
    before = state()
    before.stopped = frozenset((RULE, rule.id) for rule in PROGRAMME.earn if rule.id != "base")

    decision = decide(PROGRAMME, before, Purchase(at, order))

    assert decision == replace(decide(PLAIN, state(), Purchase(at, order)), read_set=decision.read_set)
    # Rules for coffee or the outlet are not even looked at where there is neither.
    assert set(decision.read_set.stopped) >= {(RULE, rule) for rule in ("early", "big", "second-base", "piece")}


def test_a_rule_and_a_reward_of_the_same_id_are_stopped_apart() -> None:
    lot = Lot(1, 0, "points", 10, 10, NOON, NOON, None)
    rule_stopped, reward_stopped = state([lot]), state([lot])
    rule_stopped.stopped = frozenset({(RULE, "coffee")})
    reward_stopped.stopped = frozenset({(REWARD, "coffee")})

    assert decide(PROGRAMME, rule_stopped, Spend("coffee")).refused is None
    assert decide(PROGRAMME, reward_stopped, Spend("coffee")).refused is Reason.REWARD_STOPPED


@given(lots, st.integers(1, 80), st.booleans())
def test_taking_takes_what_ends_first_and_never_more_than_there_is(
    lots: list[Lot], wanted: int, allow_debt: bool
) -> None:
    before = state(lots)
    available = before.available("points")
    order = before.available_lots("points")

    decision = decide(PROGRAMME, before, Adjustment("points", -wanted, "goodwill", allow_debt))
    advance(before, decision)

    if decision.refused is not None:
        assert (available < wanted, allow_debt) == (True, False)
        assert decision.missing == wanted - available
        return
    taken = min(wanted, available)
    assert before.available("points") == available - taken
    assert before.debts.get("points", 0) == wanted - taken
    left = {(lot.seq, lot.no): lot.remaining for lot in before.lots}
    untouched = [left.get((lot.seq, lot.no)) == lot.remaining for lot in order]
    # Used up, at most one in part, then untouched: in spend order.
    assert untouched == sorted(untouched)
    assert sum(0 < (left.get((lot.seq, lot.no)) or 0) < lot.remaining for lot in order) <= 1


@given(lots, st.lists(events, max_size=8))
def test_the_books_add_up_after_any_sequence(lots: list[Lot], happening: list[Event]) -> None:
    now = state(lots)
    # The sum over all accounts of a unit is always zero; the member's account is what his lots hold.
    accounts = {(unit, account): 0 for unit in ("points", "miles") for account in Account}
    for event in happening:
        decision = decide(PROGRAMME, now, event)
        _book(accounts, decision)
        advance(now, decision)
        for unit in ("points", "miles"):
            assert sum(accounts[unit, account] for account in Account) == 0
            assert now.booked[unit] == sum(lot.remaining for lot in now.lots if lot.unit == unit)
            assert accounts[unit, Account.DEBT] == -now.debts.get(unit, 0)


def _book(accounts: dict[tuple[str, Account], int], decision: Decision) -> None:
    for moved in decision.transfers:
        accounts[moved.unit, moved.debit] -= moved.amount
        accounts[moved.unit, moved.credit] += moved.amount


def test_half_a_minor_unit_more_than_a_quantity_says_changes_no_amount() -> None:
    # An amount is what was paid for the line; the quantity is only told.
    one = decide(PROGRAMME, state(), Purchase(NOON, Order("EUR", (Line("a", 999, Decimal("0.333")),))))
    other = decide(PROGRAMME, state(), Purchase(NOON, Order("EUR", (Line("a", 999),))))

    assert one.transfers == other.transfers
