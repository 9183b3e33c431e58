"""What a reward is once somebody has it: its effect, its times, its code, and what it costs besides units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from tests.engine.programmes import programme_of
from treue.domain.books import Account, Cause, Lot
from treue.domain.events import Handout, Spend
from treue.domain.money import Money
from treue.domain.reasons import Reason
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.state import Scarce, State
from treue.words.languages import language
from treue.words.rewards import gives_in_words

NOON = datetime(2026, 5, 14, 10, tzinfo=UTC)
NEXT_NOON = datetime(2026, 5, 15, 10, tzinfo=UTC)
LATE = datetime(9999, 12, 20, 10, tzinfo=UTC)

PROGRAMME = programme_of("""\
units: {points: {name: {en: [point, points]}, expires: after 2 months}, stars: {name: {en: [star, stars]}, decimals: 1}}
causes: {trees: {name: {en: Trees}}, school: {name: {en: The school}}}
rewards:
  - {id: mug, cost: {points: 10}, gives: {product: mug}}
  - {id: later, cost: {points: 10}, gives: {product: mug}, valid: 30 days, cancel: 14 days}
  - {id: percent, cost: {points: 10}, gives: {percent: 10}}
  - {id: card, cost: {points: 10}, gives: {gift_card: {value: 5.00 EUR, lives: 3 years}}, cancel: 1 day}
  - {id: any-card, cost: {points: 10}, any_amount: {minimum: 10, step: 10, each: 0.01 EUR},
     gives: {gift_card: {value: 0.10 EUR, lives: 3 years}}}
  - {id: any-money, cost: {points: 10}, any_amount: {minimum: 10, step: 10, each: 0.01 EUR}, gives: {money: 0.10 EUR}}
  - {id: any-amount, cost: {points: 10}, any_amount: {minimum: 10, step: 10, each: 0.01 EUR}, gives: {amount: 0.10 EUR}}
  - {id: give, cost: {points: 10}, gives: {donation: {amount: 1.00 EUR}}}
  - {id: any-give, cost: {points: 10}, any_amount: {minimum: 10, step: 5, each: 0.01 EUR},
     gives: {donation: {cause: trees, amount: 0.10 EUR}}}
  - {id: stars, cost: {points: 10}, gives: {units: {stars: 2.5}}, cancel: 1 day}
  - {id: draw, cost: {points: 10}, gives: {tickets: {summer: 3, winter: 1}}}
  - {id: welcome, cost: {points: 10}, gives: {offer: tenth}, valid: 30 days}
  - {id: or-money, cost: {points: 20}, money: 3.00 EUR, or_for: [{cost: {points: 10}, money: 5.00 EUR}],
     gives: {product: book}}
offers: [{id: tenth, name: {en: A tenth off}, gives: {percent: 10}}]
raffles:
  - {id: summer, name: {en: Summer draw}, conditions: {en: All may take part}, until: 2026-12-01, drawn: 2026-12-02,
     tickets: [{free: true}], prizes: [{id: bike, name: {en: Bike}}]}
  - {id: winter, name: {en: Winter draw}, conditions: {en: All may take part}, until: 2026-12-01, drawn: 2026-12-02,
     tickets: [{free: true}], prizes: [{id: sledge, name: {en: Sledge}}]}
""")


def wished(reward: str, amount: int | None = None, *, price: int = 0, cause: str = "", at: datetime = NOON) -> Decision:
    lots = [Lot(2, 0, "points", 100, 100, at, at, None)]
    return decide(PROGRAMME, State(at, 3, lots=lots, booked={"points": 100}), Spend(reward, price, amount, cause=cause))


@pytest.mark.parametrize(
    ("reward", "amount", "cause", "gives"),
    [
        ("mug", None, "", {"product": "mug"}),
        ("percent", None, "", {"percent": "10"}),
        ("any-money", 30, "", {"money": {"minor": 30, "currency": "EUR"}}),
        ("any-amount", 30, "", {"value": {"minor": 30, "currency": "EUR"}}),
        ("give", None, "trees", {"cause": "trees", "name": {"en": "Trees"}}),
        ("give", None, "school", {"cause": "school", "name": {"en": "The school"}}),
        ("any-give", 25, "", {"cause": "trees", "name": {"en": "Trees"}, "amount": {"minor": 25, "currency": "EUR"}}),
        ("any-card", 20, "", {"value": {"minor": 20, "currency": "EUR"}}),
    ],
)
def test_what_it_gives_is_kept_with_it(
    reward: str, amount: int | None, cause: str, gives: Mapping[str, object]
) -> None:
    decision = wished(reward, amount, cause=cause)

    assert decision.refused is None
    kept = dict(decision.gives or {})
    found = kept.get("donation") or kept.get("gift_card") or kept
    assert {name: found[name] for name in gives} == gives  # type: ignore[index]


def test_how_long_it_can_be_used_and_given_back() -> None:
    times = {}
    for reward in ("mug", "later", "card"):
        redeemed = wished(reward).redeemed
        assert redeemed is not None
        assert (redeemed.seq, redeemed.issue, redeemed.reward, redeemed.redeemed_at) == (3, 3, reward, NOON)
        assert (redeemed.standing, redeemed.is_automatic, redeemed.delivery) == ("open", False, "")
        times[reward] = (redeemed.usable_until, redeemed.returnable_until)

    assert times == {
        "mug": (None, None),
        "later": (datetime(2026, 6, 13, 10, tzinfo=UTC), datetime(2026, 5, 28, 10, tzinfo=UTC)),
        # From the end of 2026 on three years, in Berlin.
        "card": (datetime(2029, 12, 31, 23, tzinfo=UTC), NEXT_NOON),
    }


def test_what_would_end_after_every_calendar_has_no_end() -> None:
    later, card = wished("later", at=LATE).redeemed, wished("card", at=LATE).redeemed
    assert later is not None
    assert card is not None

    assert (later.usable_until, later.returnable_until) == (None, None)
    assert (card.usable_until, card.returnable_until) == (None, datetime(9999, 12, 21, 10, tzinfo=UTC))


def test_only_what_is_shown_later_has_a_code() -> None:
    rewards = {"mug": None, "later": None, "percent": None, "card": None, "any-money": 10, "stars": None}

    codes = {reward: wished(reward, amount).issues_code for reward, amount in rewards.items()}

    assert codes == {"mug": False, "later": True, "percent": True, "card": True, "any-money": False, "stars": False}


def test_units_that_a_reward_consists_of_are_new_and_pay_what_is_owed() -> None:
    state = State(NOON, 3, lots=[Lot(2, 0, "points", 100, 100, NOON, NOON, None)], booked={"points": 100})
    state.debts["stars"] = 10

    decision = decide(PROGRAMME, state, Spend("stars"))

    assert decision.redeemed is not None
    assert decision.redeemed.gave == (Lot(3, 0, "stars", 25, 25, NOON, NOON, None),)
    assert decision.lots == (Lot(3, 0, "stars", 25, 15, NOON, NOON, None),)
    assert decision.read_set.debts == (("stars", 10),)
    assert [(one.cause, one.unit, one.amount, one.credit) for one in decision.transfers] == [
        (Cause.SPENT, "points", 10, Account.SPENT),
        (Cause.REDEEMED, "stars", 25, Account.MEMBER),
        (Cause.DEBT_PAID, "stars", 10, Account.DEBT),
    ]


@pytest.mark.parametrize(("price", "units", "cents"), [(0, 20, 3_00), (1, 10, 5_00)])
def test_a_price_may_have_money_besides(price: int, units: int, cents: int) -> None:
    decision = wished("or-money", price=price)

    assert (decision.transfers[0].amount, decision.to_pay) == (units, Money(cents, "EUR"))
    assert decision.redeemed is not None
    assert decision.redeemed.money == Money(cents, "EUR")


@pytest.mark.parametrize(
    ("reward", "amount", "price", "reason"),
    [
        ("or-money", None, 2, Reason.UNKNOWN_PRICE),
        ("or-money", None, -1, Reason.UNKNOWN_PRICE),
        ("mug", 10, 0, Reason.AMOUNT_FIXED),
        ("any-give", None, 0, Reason.AMOUNT_NEEDED),
        ("any-give", 10, 1, Reason.UNKNOWN_PRICE),
        ("any-give", 9, 0, Reason.BELOW_MINIMUM),
        ("any-give", 12, 0, Reason.NOT_IN_STEPS),
        ("any-give", 105, 0, Reason.INSUFFICIENT_UNITS),
    ],
)
def test_a_price_that_is_none_is_refused(reward: str, amount: int | None, price: int, reason: Reason) -> None:
    decision = wished(reward, amount, price=price)

    assert (decision.refused, decision.redeemed, decision.transfers) == (reason, None, ())
    assert decision.missing == (5 if reason is Reason.INSUFFICIENT_UNITS else 0)


IN_COUNTRIES = programme_of("""\
units: {points: {name: {en: [point, points]}}}
rewards:
  - id: mug
    cost: {points: 10}
    gives: {product: mug}
    prices: [{country: CH, cost: {points: 15}}]
""")


@pytest.mark.parametrize(
    ("amount", "price", "reason"), [(None, 0, None), (15, 0, Reason.AMOUNT_FIXED), (None, 1, Reason.UNKNOWN_PRICE)]
)
def test_a_country_has_one_price_of_its_own(amount: int | None, price: int, reason: Reason | None) -> None:
    state = State(NOON, 3, lots=[Lot(2, 0, "points", 100, 100, NOON, NOON, None)], booked={"points": 100})

    decision = decide(IN_COUNTRIES, state, Spend("mug", price, amount, country="CH"))

    assert decision.refused is reason
    assert [moved.amount for moved in decision.transfers] == ([15] if reason is None else [])


CHAIN = programme_of("""\
units: {stamps: {name: {en: [stamp, stamps]}}, coins: {name: {en: [coin, coins]}}, gems: {name: {en: [gem, gems]}}}
rewards:
  - {id: gem, cost: {gems: 1}, gives: {product: gem}, automatic: true}
  - {id: coins, cost: {stamps: 10}, gives: {units: {coins: 5}}, automatic: true}
  - {id: gems, cost: {coins: 5}, gives: {units: {gems: 1}}, automatic: true}
  - {id: cake, cost: {coins: 2}, gives: {product: cake}, automatic: true}
  - {id: tea, cost: {stamps: 3}, gives: {product: tea}, automatic: true}
""")


def test_units_of_a_reward_lead_only_to_rewards_further_on_in_the_document() -> None:
    lots = [Lot(2, 0, unit, 50, 50, NOON, NOON, None) for unit in ("stamps", "coins", "gems")]
    state = State(NOON, 3, lots=lots, booked=dict.fromkeys(("stamps", "coins", "gems"), 50))

    following = {
        reward: [event.reward for event in decide(CHAIN, state, Handout(reward)).then if isinstance(event, Handout)]
        for reward in ("gem", "coins", "gems", "cake")
    }

    # A reward of nothing but a thing may come once more; the gem of the third leads to no reward of the first.
    assert following == {"gem": ["gem"], "coins": ["coins", "gems", "cake"], "gems": ["gems"], "cake": ["cake"]}


def test_what_a_rule_grants_has_the_code_that_a_wish_has_not_and_asks_for_no_units() -> None:
    granted = decide(PROGRAMME, State(NOON, 3, scarce=Scarce({}, {})), Handout("mug", rule="gift"))

    assert (granted.kind, granted.refused, granted.transfers, granted.issues_code) == ("reward_granted", None, (), True)
    assert granted.then == ()


def test_tickets_and_a_voucher_for_an_offer_are_kept_with_the_names_of_what_they_are_for() -> None:
    tickets, voucher = wished("draw"), wished("welcome")

    assert (
        gives_in_words(language("en"), tickets.gives or {}, {}) == "3 tickets of Summer draw, 1 ticket of Winter draw"
    )
    assert gives_in_words(language("en"), voucher.gives or {}, {}) == "a voucher for A tenth off"
    assert [one.issues_code for one in (tickets, voucher)] == [False, True]
