"""Households under load and through time: what several may spend is spent once, and every proof holds."""

from __future__ import annotations

import asyncio

import pytest

from tests.processing.shop import (
    NOON,
    Shop,
    days,
    joined_by,
    merging,
    opened,
    purchase,
    spending,
    wish,
)
from tests.processing.test_members_together import is_sound, told
from treue.domain.events import (
    CancelRedemption,
    Event,
    HeadNamed,
    HouseholdEntered,
    HouseholdFounded,
    HouseholdLeft,
    Left,
    PurchasesShared,
)
from treue.processing.commands import Command, MemberReference, Outcome
from treue.usecases.members.erase import erase
from treue.usecases.programmes.turn_clock import turn_clock

pytestmark = pytest.mark.postgres

DOCUMENT = """\
units: {points: {name: {en: [point, points]}, expires: after 12 months}}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR, caps: {household: {points: 300 per month}}}
metrics: {spent: {sum: order.paid, over: calendar year}}
ladders: {status: {by: spent, levels: [{id: gold, from: 100.00 EUR}], keeps: 12 months}}
rewards: [{id: coffee, cost: {points: 10}, gives: {product: coffee}, cancel: 14 days, valid: 30 days}]
households: {pool: [points], level: pooled}
"""


def homely(name: str, event: Event, key: str, host: str | None = None) -> Command:
    """A wish about a household, with its key."""
    other = None if host is None else MemberReference("external", host)
    return Command(MemberReference("external", name), event, "test", key, other=other)


async def gather_home(shop: Shop, founder: str, *others: str) -> None:
    """These members are one household from now on."""
    outcomes = await shop.run(homely(founder, HouseholdFounded(), f"found {founder}"))
    outcomes += await shop.run(*(homely(name, HouseholdEntered(), f"enter {name}", founder) for name in others))
    assert all(outcome.accepted for outcome in outcomes), outcomes


async def at_once(*runs: object) -> list[Outcome]:
    return [outcome for (outcome,) in await asyncio.gather(*runs)]  # type: ignore[call-overload]


def test_two_sessions_do_not_spend_one_pool_twice(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as one, joined_by(database) as two:
            await one.join("anna", "bert", "cleo")
            await gather_home(one, "anna", "bert", "cleo")
            await one.run(purchase("anna", 7000, "p1"), purchase("bert", 2500, "p2"))

            outcomes = await at_once(
                *(
                    (two if number % 2 else one).run(spending(name, f"s {number}"))
                    for number, name in enumerate(["anna", "bert", "cleo"] * 5)
                )
            )

            assert told(outcomes) == {"decided": 9, "insufficient_units": 6}
            assert sum([(await one.figures(name))[0] for name in ("anna", "bert", "cleo")]) == 5
            await is_sound(one)

    asyncio.run(story())


def test_who_enters_while_another_spends_is_either_in_or_not(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as one, joined_by(database) as two:
            await one.join("anna", "bert")
            await gather_home(one, "anna")
            await one.run(purchase("bert", 2000, "p"))

            runs = [two.run(homely("bert", HouseholdEntered(), "enter", "anna"))]
            runs += [one.run(spending("anna", f"s{number}")) for number in range(4)]
            entered, *spent = await at_once(*runs)

            assert entered.status == "decided"
            bought = told(spent)["decided"]
            assert bought <= 2
            assert (await one.figures("bert"))[0] == 20 - 10 * bought
            await is_sound(one)

    asyncio.run(story())


def test_a_life_together_can_be_proven_made_again_and_rebuilt(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna", "bert", "cleo", "dora")
            await gather_home(shop, "anna", "bert", "cleo", "dora")
            await shop.run(
                purchase("anna", 4000, "p1"), purchase("bert", 6000, "p2"), homely("bert", PurchasesShared(), "share")
            )
            (bought,) = await shop.run(spending("cleo", "s"))
            assert bought.member_seq is not None
            await shop.run(homely("dora", HeadNamed(), "head"), homely("bert", HouseholdLeft(), "go"))
            await shop.run(wish("cleo", CancelRedemption(bought.member_seq), "c"))
            assert [(await shop.figures(name))[0] for name in ("anna", "bert", "cleo")] == [40, 60, 0]

            await shop.run(merging("dora", "anna", "m"), homely("dora", Left(), "leave"))
            await turn_clock(shop.desk, NOON + days(500), actor="test")
            assert await shop.figures("cleo") == (0, 0, 0)
            await is_sound(shop)

    asyncio.run(story())


def test_who_is_erased_leaves_the_pool_and_the_others_go_on(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna", "bert", "cleo")
            await gather_home(shop, "anna", "bert", "cleo")
            await shop.run(purchase("anna", 1500, "p1"), purchase("bert", 500, "p2"))
            (bought,) = await shop.run(spending("cleo", "s1"))
            assert bought.member_seq is not None
            assert await erase(shop.desk, await shop.id_of("anna"), actor="test")

            (refused,) = await shop.run(spending("cleo", "s2"))
            await shop.run(wish("cleo", CancelRedemption(bought.member_seq), "c"))

            assert (refused.reason, refused.missing) == ("insufficient_units", 5)
            # What anna had lent has nobody to go back to.
            assert (await shop.figures("cleo"), await shop.figures("bert")) == ((10, 0, 0), (5, 0, 0))
            assert await shop.verify() == []

    asyncio.run(story())


def test_a_cap_of_the_household_holds_against_two_sessions(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as one, joined_by(database) as two:
            await one.join("anna", "bert")
            await gather_home(one, "anna", "bert")

            await at_once(
                *(
                    (two if number % 2 else one).run(purchase(name, 5000, f"p{number}"))
                    for number, name in enumerate(["anna", "bert"] * 5)
                )
            )

            assert sum([(await one.figures(name))[0] for name in ("anna", "bert")]) == 300
            await is_sound(one)

    asyncio.run(story())


def test_a_late_purchase_counts_against_what_the_others_got_then(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna", "bert", at=NOON)
            await gather_home(shop, "anna", "bert")
            await turn_clock(shop.desk, NOON + days(27), actor="test")
            await shop.run(purchase("anna", 29000, "p1", at=NOON + days(27)))
            await turn_clock(shop.desk, NOON + days(31), actor="test")

            late, fresh = await shop.run(
                purchase("bert", 5000, "p2", at=NOON + days(28)), purchase("bert", 5000, "p3", at=NOON + days(31))
            )

            assert [one.figures["given"] for one in (late, fresh)] == [{"points": 10}, {"points": 50}]
            await is_sound(shop)

    asyncio.run(story())
