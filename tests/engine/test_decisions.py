"""Decisions as a whole: every transfer, lot and value that was read, of spending, adjusting, earning and refusing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from treue.domain.books import Account, Cause, Lot, LotUse, Transfer
from treue.domain.events import Adjustment, CustomEvent, Event, Joined, Purchase, Spend
from treue.domain.orders import Line, Order
from treue.domain.reasons import Reason
from treue.engine.applying import advance
from treue.engine.crediting import take
from treue.engine.deciding import decide, kind_of, needs_lots, occurred_at
from treue.engine.decision import Decision, ReadSet, Share
from treue.engine.dues import AVAILABILITY, EXPIRY, dues_of_lots
from treue.engine.state import REWARD, RULE, Scarce, State
from treue.engine.time import settle
from treue.programme import Programme, read_parts

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
EARLIER, LATER, LATEST = NOW - timedelta(days=1), NOW + timedelta(days=1), NOW + timedelta(days=2)
DOCUMENT = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units:
  points: {name: {en: [point, points]}, expires: after 12 months}
  miles: {name: {en: [mile, miles]}, available: after 14 days, expires: after 1 month, from: available}
events: {run: {km: decimal}}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: first, event: first_purchase, give: {points: 100}}
  - {id: fly, event: purchase, give: {miles: 7}}
  - {id: short, event: purchase, give: {points: 5}, expires: after 1 month}
  - {id: soon, event: purchase, give: {points: 3}, available: after 3 days}
  - {id: run, event: run, give: {points: 2}}
  - {id: hello, event: joined, give: {points: 10}}
rewards:
  - {id: coffee, cost: {points: 10}, gives: {product: coffee}}
  - {id: mug, cost: {points: 25}, gives: {product: mug}, stock: limited}
"""


def programme_of(text: str) -> Programme:
    programme, faults = read_parts({"programme.yaml": text.encode()})
    assert programme is not None, [str(fault) for fault in faults]
    return programme


PROGRAMME = programme_of(DOCUMENT)


def lot(
    no: int,
    remaining: int,
    unit: str = "points",
    earned: datetime = EARLIER,
    available: datetime = EARLIER,
    expires: datetime | None = None,
) -> Lot:
    return Lot(1, no, unit, 100, remaining, earned, available, expires)


def holding(*lots: Lot, debts: dict[str, int] | None = None, stock: int = 2) -> State:
    booked = {unit: sum(one.remaining for one in lots if one.unit == unit) for unit in ("points", "miles")}
    return State(NOW, 7, booked, debts or {}, list(lots), Scarce(stock={"mug": stock}))


def purchase(amount: int = 1000, at: datetime = NOW, currency: str = "EUR") -> Purchase:
    return Purchase(at, Order(currency, (Line("article", amount),)))


def refused(kind: str, reason: Reason, missing: int = 0, at: datetime = NOW) -> Decision:
    return Decision(kind, at, ReadSet(NOW), refused=reason, missing=missing)


@pytest.mark.parametrize(
    ("event", "decision"),
    [
        (Spend("tea"), refused("spend", Reason.UNKNOWN_REWARD)),
        (Spend("coffee"), replace(refused("spend", Reason.INSUFFICIENT_UNITS, 1), lacking="points")),
        (Adjustment("stars", 5, "goodwill"), refused("adjustment", Reason.UNKNOWN_UNIT)),
        (Adjustment("points", -10, "mistake"), refused("adjustment", Reason.INSUFFICIENT_UNITS, 1)),
        (purchase(currency="USD"), refused("purchase", Reason.CURRENCY_MISMATCH)),
        (CustomEvent("swim", NOW, {}), refused("swim", Reason.UNKNOWN_EVENT)),
        (CustomEvent("run", NOW, {"km": "far"}), refused("run", Reason.WRONG_FIELDS)),
        (CustomEvent("run", NOW, {"miles": 1}), refused("run", Reason.WRONG_FIELDS)),
    ],
)
def test_a_refusal_has_a_reason_and_no_effect(event: Event, decision: Decision) -> None:
    assert decide(PROGRAMME, holding(lot(0, 9), lot(1, 50, available=LATER)), event) == decision


@pytest.mark.parametrize("kind", ["purchase", "run", "joined"])
def test_a_fact_from_too_far_away_is_refused_and_one_at_the_edge_is_not(kind: str) -> None:
    def told(at: datetime) -> Event:
        events: dict[str, Event] = {
            "purchase": purchase(at=at),
            "run": CustomEvent("run", at, {}),
            "joined": Joined(at),
        }
        return events[kind]

    early, late = NOW + PROGRAMME.accepts_early, NOW - PROGRAMME.accepts_late
    instant = timedelta(microseconds=1)

    assert decide(PROGRAMME, holding(), told(early)).refused is None
    assert decide(PROGRAMME, holding(), told(late)).refused is None
    assert decide(PROGRAMME, holding(), told(early + instant)) == refused(kind, Reason.TOO_EARLY, at=early + instant)
    assert decide(PROGRAMME, holding(), told(late - instant)) == refused(kind, Reason.TOO_LATE, at=late - instant)


def test_a_reward_is_paid_from_what_ends_soonest_and_only_lots_that_pay_are_read() -> None:
    never, soon, sooner = lot(0, 50), lot(1, 6, expires=LATEST), lot(2, 7, expires=LATER)

    decision = decide(PROGRAMME, holding(never, soon, sooner), Spend("coffee"))

    paid = Transfer(
        "points", Account.MEMBER, Account.SPENT, 10, NOW, Cause.SPENT, "coffee", uses=(LotUse(1, 2, 7), LotUse(1, 1, 3))
    )
    assert (decision.kind, decision.transfers, decision.gives) == ("spend", (paid,), PROGRAMME.rewards["coffee"].gives)
    assert (decision.read_set.lots, decision.read_set.debts) == ((sooner, soon), ())
    assert decision.redeemed is not None
    assert decision.redeemed.reward == "coffee"


def test_debt_counts_against_what_can_be_spent() -> None:
    owing = holding(lot(0, 30), debts={"points": 21})
    owing_less = holding(lot(0, 30), debts={"points": 20})

    short = decide(PROGRAMME, owing, Spend("coffee"))
    assert (short.refused, short.missing, short.lacking) == (Reason.INSUFFICIENT_UNITS, 1, "points")
    assert decide(PROGRAMME, owing_less, Spend("coffee")).read_set == ReadSet(
        NOW, (("points", 20),), lots=(lot(0, 30),)
    )


def test_the_last_piece_can_be_had_and_none_after_it() -> None:
    last = decide(PROGRAMME, holding(lot(0, 25), stock=1), Spend("mug"))

    assert last.refused is None
    assert last.read_set.stock == (("mug", 1),)
    none = decide(PROGRAMME, holding(lot(0, 25), stock=0), Spend("mug"))
    assert (none.refused, none.transfers) == (Reason.OUT_OF_STOCK, ())


def test_a_stopped_reward_is_refused_and_the_stop_was_read() -> None:
    state = holding(lot(0, 25))
    state.stopped = frozenset({(REWARD, "coffee"), (RULE, "base")})

    assert decide(PROGRAMME, state, Spend("coffee")) == Decision(
        "spend", NOW, ReadSet(NOW, stopped=((REWARD, "coffee"),)), refused=Reason.REWARD_STOPPED
    )
    assert decide(PROGRAMME, state, Spend("mug")).refused is None


def test_units_given_by_staff_pay_debt_first() -> None:
    decision = decide(PROGRAMME, holding(debts={"points": 4}), Adjustment("points", 10, "goodwill"))

    end = datetime(2027, 5, 1, 12, tzinfo=UTC)
    assert decision == Decision(
        "adjustment",
        NOW,
        ReadSet(NOW, (("points", 4),)),
        transfers=(
            Transfer("points", Account.ADJUSTED, Account.MEMBER, 10, NOW, Cause.ADJUSTED, "goodwill", 0),
            Transfer("points", Account.MEMBER, Account.DEBT, 4, NOW, Cause.DEBT_PAID, uses=(LotUse(7, 0, 4),)),
        ),
        lots=(Lot(7, 0, "points", 10, 6, NOW, NOW, end),),
    )


def test_units_taken_by_staff_beyond_what_there_is_become_debt_where_that_is_allowed() -> None:
    state = holding(lot(0, 4), lot(1, 3, unit="miles"), debts={"points": 2})

    decision = decide(PROGRAMME, state, Adjustment("points", -10, "mistake", allow_debt=True))

    assert decision == Decision(
        "adjustment",
        NOW,
        ReadSet(NOW, (("points", 2),), lots=(lot(0, 4),)),
        transfers=(
            Transfer(
                "points", Account.MEMBER, Account.ADJUSTED, 4, NOW, Cause.ADJUSTED, "mistake", uses=(LotUse(1, 0, 4),)
            ),
            Transfer("points", Account.DEBT, Account.ADJUSTED, 6, NOW, Cause.DEBT_MADE, "mistake"),
        ),
    )


def test_taking_exactly_what_there_is_makes_no_debt_and_from_nothing_only_debt() -> None:
    exact = decide(PROGRAMME, holding(lot(0, 4)), Adjustment("points", -4, "mistake"))
    nothing = decide(PROGRAMME, holding(), Adjustment("points", -4, "mistake", allow_debt=True))

    assert [(moved.cause, moved.amount) for moved in exact.transfers] == [(Cause.ADJUSTED, 4)]
    assert [(moved.cause, moved.amount) for moved in nothing.transfers] == [(Cause.DEBT_MADE, 4)]


def test_one_order_gives_a_lot_for_each_unit_and_each_life() -> None:
    state = holding(debts={"points": 12})
    state.profile.purchases = 3

    decision = decide(PROGRAMME, state, purchase())

    year, month = datetime(2027, 5, 1, 12, tzinfo=UTC), datetime(2026, 6, 1, 12, tzinfo=UTC)
    in_three_days, in_two_weeks = NOW + timedelta(days=3), NOW + timedelta(days=14)
    assert decision.shares == (
        Share("base", "points", 10, 10),
        Share("fly", "miles", 7, 7),
        Share("short", "points", 5, 5),
        Share("soon", "points", 3, 3),
    )
    assert decision.lots == (
        Lot(7, 0, "points", 10, 0, NOW, NOW, year),
        Lot(7, 1, "points", 5, 3, NOW, NOW, month),
        Lot(7, 2, "points", 3, 3, NOW, in_three_days, year),
        Lot(7, 3, "miles", 7, 7, NOW, in_two_weeks, datetime(2026, 6, 15, 12, tzinfo=UTC)),
    )
    assert decision.read_set == ReadSet(NOW, (("points", 12),), purchases=3, paid=1000)
    assert decision.is_purchase


def test_debt_is_paid_once_though_one_order_makes_several_lots() -> None:
    state = holding(debts={"points": 12})
    state.profile.purchases = 3

    decision = decide(PROGRAMME, state, purchase())
    advance(state, decision)

    assert [moved.amount for moved in decision.transfers if moved.cause is Cause.DEBT_PAID] == [10, 2]
    assert state.debts == {"points": 0}
    assert state.booked["points"] == 6


def test_the_first_purchase_is_the_one_with_none_before() -> None:
    decision = decide(PROGRAMME, holding(), purchase())

    assert ("first", 100) in [(share.rule, share.given) for share in decision.shares]
    assert decision.read_set.purchases == 0


def test_a_rule_that_is_stopped_gives_nothing_and_only_its_own_stop_is_read() -> None:
    state = holding()
    state.stopped = frozenset({(RULE, "base"), (RULE, "run"), (REWARD, "fly"), (RULE, "first")})
    state.profile.purchases = 1

    decision = decide(PROGRAMME, state, purchase())

    assert [share.rule for share in decision.shares] == ["fly", "short", "soon"]
    assert decision.read_set.stopped == ((RULE, "base"),)


def test_joining_is_now_or_when_it_is_said_to_be() -> None:
    assert decide(PROGRAMME, holding(), Joined(EARLIER)).occurred_at == EARLIER
    now = decide(PROGRAMME, holding(), Joined())
    assert (now.kind, now.occurred_at, now.is_purchase) == ("joined", NOW, False)
    assert [(share.rule, share.given) for share in now.shares] == [("hello", 10)]


def test_every_event_has_a_kind_an_instant_and_says_whether_it_takes_units() -> None:
    events: list[Event] = [
        purchase(at=EARLIER),
        CustomEvent("run", EARLIER, {}),
        Joined(),
        Spend("coffee"),
        Adjustment("points", 1, "x"),
        Adjustment("points", -1, "x"),
    ]

    assert [kind_of(event) for event in events] == ["purchase", "run", "joined", "spend", "adjustment", "adjustment"]
    assert [occurred_at(event, NOW) for event in events] == [EARLIER, EARLIER, NOW, NOW, NOW, NOW]
    assert [needs_lots(event, False) for event in events] == [False, False, False, True, False, True]
    assert all(needs_lots(event, True) for event in events)


def test_taking_stops_when_there_is_enough() -> None:
    lots = [lot(0, 5), lot(1, 6), lot(2, 7)]

    assert take(lots, 11) == (LotUse(1, 0, 5), LotUse(1, 1, 6))
    assert take(lots, 12) == (LotUse(1, 0, 5), LotUse(1, 1, 6), LotUse(1, 2, 1))
    assert take(lots, 99) == (LotUse(1, 0, 5), LotUse(1, 1, 6), LotUse(1, 2, 7))
    assert take(lots, 0) == ()


def test_what_is_due_is_the_earliest_end_of_each_unit_and_a_start_only_while_something_is_owed() -> None:
    lots = [
        lot(0, 5, expires=LATEST),
        lot(1, 5, available=LATER, expires=LATER),
        lot(2, 5, available=NOW),
        lot(3, 5, unit="miles", available=LATEST),
    ]

    assert dues_of_lots(lots, {}, NOW) == {(EXPIRY, "points"): LATER}
    assert dues_of_lots(lots, {"points": 1}, NOW) == {(EXPIRY, "points"): LATER, (AVAILABILITY, "points"): LATER}
    assert dues_of_lots(lots, {"points": 0, "miles": 2}, EARLIER) == {
        (EXPIRY, "points"): LATER,
        (AVAILABILITY, "miles"): LATEST,
    }


def test_lots_that_end_expire_as_a_whole_and_others_stay() -> None:
    ended, ends, later = lot(0, 5, expires=NOW), lot(1, 6, expires=LATER), lot(2, 7, expires=LATEST)
    state = holding(later, ends, ended, lot(3, 8, unit="miles", expires=LATER), lot(4, 9))

    decision = settle(PROGRAMME, state, EXPIRY, "points", LATER)

    lost = Transfer(
        "points",
        Account.MEMBER,
        Account.EXPIRED,
        11,
        LATER,
        Cause.EXPIRED,
        uses=(LotUse(1, 0, 5), LotUse(1, 1, 6)),
    )
    assert decision == Decision(
        "expiry", LATER, ReadSet(LATER, lots=(ended, ends), subject="points"), transfers=(lost,)
    )


def test_a_lot_that_becomes_available_pays_what_is_owed_and_no_more() -> None:
    usable, waiting = lot(0, 5, available=LATER), lot(1, 50, available=LATEST)

    paying = settle(PROGRAMME, holding(usable, waiting, debts={"points": 3}), AVAILABILITY, "points", LATER)
    short = settle(PROGRAMME, holding(usable, waiting, debts={"points": 9}), AVAILABILITY, "points", LATER)
    free = settle(PROGRAMME, holding(usable, waiting), AVAILABILITY, "points", LATER)

    def paid(amount: int) -> Transfer:
        return Transfer(
            "points", Account.MEMBER, Account.DEBT, amount, LATER, Cause.DEBT_PAID, uses=(LotUse(1, 0, amount),)
        )

    assert paying == Decision(
        "availability", LATER, ReadSet(LATER, (("points", 3),), lots=(usable,), subject="points"), transfers=(paid(3),)
    )
    assert short.transfers == (paid(5),)
    assert short.read_set.debts == (("points", 9),)
    assert free == Decision("availability", LATER, ReadSet(LATER, subject="points"))
