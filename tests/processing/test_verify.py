"""`verify` names the row that was changed by hand: one kind of damage for each check, and each check catches some."""

from __future__ import annotations

import asyncio

import pytest

from tests.processing.damages import DAMAGES, Damage
from tests.processing.shop import (
    NOON,
    Shop,
    adjusting,
    days,
    giving,
    merging,
    new_key,
    opened,
    purchase,
    spending,
    wish,
)
from treue.domain.events import CancelRedemption, Left
from treue.processing.commands import Command, MemberReference
from treue.processing.proof import CHECKS
from treue.usecases.books.close_period import close_period
from treue.usecases.programmes.turn_clock import turn_clock
from treue.usecases.stock.receive import receive

pytestmark = pytest.mark.postgres

DOCUMENT = """\
units: {points: {name: {en: [point, points]}, available: after 14 days, expires: after 12 months}}
metrics: {orders: {count: purchase, over: lifetime}}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR, when: metric.orders < 100}
  - {id: opening, event: purchase, give: {points: 10}, budget: {points: 100}}
rewards:
  - {id: coffee, cost: {points: 10}, gives: {product: coffee}}
  - {id: mug, cost: {points: 10}, gives: {product: mug}, stock: limited}
  - {id: ticket, cost: {points: 5}, gives: {percent: 10}}
transfers: {units: [points]}
"""


async def trade(shop: Shop) -> dict[str, str]:
    """A history with something in every table; the members' ids by name."""
    await shop.join("anna", "berta", "carl", "dora", "emil", "carla")
    await shop.run(adjusting("carl", 10, "a2"), adjusting("carla", 20, "a3"))
    await receive(shop.desk, "mug", 3, actor="test")
    await shop.run(purchase("anna", 4000, "p1"))
    await turn_clock(shop.desk, NOON + days(14), actor="test")
    await shop.run(spending("anna", "w1"), spending("anna", "w2", "mug"))
    await shop.run(spending("carla", "w3", "ticket"), spending("carla", "w4", "ticket"))
    await shop.run(wish("carla", CancelRedemption(3, "a mistake"), "c1"))
    await close_period(shop.desk, (NOON + days(10)).date(), actor="test")
    await turn_clock(shop.desk, NOON + days(14.5), actor="test")
    # Five points for a purchase that was reported after its day was closed.
    await shop.run(adjusting("berta", -7, "a1", allow_debt=True), purchase("berta", 500, "p2", at=NOON + days(9)))
    leaving = Command(MemberReference("external", "carl"), Left(), "test", "l")
    await shop.run(giving("carl", "dora", 6, "g"), merging("dora", "emil", "m"), leaving)
    assert await shop.figures("anna") == (30, 0, 0)
    assert await shop.figures("berta") == (0, 15, 7)
    return {name: str(await shop.id_of(name)) for name in ("anna", "berta", "carl", "dora", "carla")}


def test_nothing_is_broken_where_nobody_changed_anything(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await trade(shop)
            assert await shop.verify() == []

    asyncio.run(story())


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.what)
def test_what_was_changed_by_hand_is_named(damage: Damage, shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            ids = await trade(shop)
            await shop.rows(damage.statement.format(**ids))

            broken = await shop.verify()

            assert set(damage.checks) <= {each.check for each in broken}
            named = [each for each in broken if damage.place.format(**ids) in each.place and damage.found in each.found]
            assert {each.check for each in named} & set(damage.checks), [str(each) for each in broken]

    asyncio.run(story())


def test_every_check_catches_something() -> None:
    assert {check for damage in DAMAGES for check in damage.checks} == set(CHECKS)


def test_rebuilding_repairs_what_is_derived_and_nothing_else(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await trade(shop)
            tables = ("member", "balance", "lot", "due", "budget", "stock", "redemption")
            before = [await shop.table(table) for table in tables]
            for statement in (
                "UPDATE balance SET booked = booked + 1",
                "DELETE FROM lot",
                "DELETE FROM due",
                "UPDATE budget SET used = 0",
                "UPDATE stock SET taken = 0",
                "UPDATE member SET last_seq = 99, left_at = NULL, closes_at = NULL, merged_into = NULL",
                "UPDATE redemption SET standing = 'used', issue = 9",
            ):
                await shop.rows(statement)
            assert await shop.verify() != []

            await shop.rebuild()

            assert await shop.verify() == []
            assert [await shop.table(table) for table in tables] == before

    asyncio.run(story())
