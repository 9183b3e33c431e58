"""A version that counts something new begins with the past, and facts of the time before keep being counted for it."""

from __future__ import annotations

import asyncio

import pytest

from tests.processing.replayed import differences
from tests.processing.shop import NOON, Shop, days, new_key, opened, publish_text, purchase
from treue.domain.events import Return
from treue.domain.orders import OrderReference
from treue.processing.commands import Command, MemberReference
from treue.usecases.programmes.turn_clock import turn_clock

pytestmark = pytest.mark.postgres

FIRST = """\
units: {points: {name: {en: [point, points]}}}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
"""
SECOND = """\
units: {points: {name: {en: [point, points]}}}
metrics:
  spend_year: {sum: order.paid, over: calendar year}
  earned: {earned: points, over: lifetime}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR, caps: {member: {points: 100 per month}}}
  - {id: regular, event: purchase, when: "metric.spend_year >= 50.00 EUR && metric.earned >= 50", give: {points: 1000}}
"""
TALLIES = "SELECT name, day::text, sum(amount)::bigint FROM tally WHERE programme_id = %s GROUP BY name, day"


def test_a_new_version_finds_what_was_bought_before_it(shared_database: str) -> None:
    async def story() -> None:
        key = new_key()
        async with opened(shared_database, FIRST, key=key) as shop:
            await shop.join("anna", "bert")
            await shop.run(purchase("anna", 40_00, "1"), purchase("anna", 20_00, "2"))
            await turn_clock(shop.desk, NOON + days(1), actor="test")

            await publish_text(shop.desk.pool, SECOND, NOON + days(2), key)
            # Decided by the first version still, and counted for the second.
            await shop.run(purchase("anna", 30_00, "3", at=NOON + days(1)))
            await turn_clock(shop.desk, NOON + days(3), actor="test")
            outcome = (await shop.run(purchase("anna", 20_00, "4", at=NOON + days(3))))[0]
            late = (await shop.run(purchase("bert", 70_00, "5", at=NOON + days(1))))[0]
            after = (await shop.run(purchase("bert", 5_00, "6", at=NOON + days(3))))[0]

            # 90 points of June are gone from the cap of 100; 90.00 EUR and 90 points make a regular customer.
            assert outcome.figures["given"] == {"points": 1010}
            assert late.figures["given"] == {"points": 70}
            assert after.figures["given"] == {"points": 1005}
            counted = {
                (name.split(".")[1], day): amount
                for name, day, amount in await shop.rows(TALLIES, shop.desk.programme_id)
            }
            assert counted["spend_year", "2026-06-01"] == 60_00
            assert counted["spend_year", "2026-06-02"] == 30_00 + 70_00
            assert await shop.verify() == []
            assert await differences(shop) == []
            before = await shop.table("tally")
            await shop.rebuild()
            assert await shop.table("tally") == before

    asyncio.run(story())


def test_a_metric_that_is_defined_anew_is_counted_from_the_beginning(shared_database: str) -> None:
    changed = SECOND.replace("sum: order.paid,", "sum: order.paid, when: order.paid >= 30.00 EUR,")

    async def story() -> None:
        key = new_key()
        async with opened(shared_database, SECOND, key=key) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 40_00, "1"), purchase("anna", 20_00, "2"))
            await turn_clock(shop.desk, NOON + days(1), actor="test")

            await publish_text(shop.desk.pool, changed, NOON + days(1), key)
            outcome = (await shop.run(purchase("anna", 10_00, "3", at=NOON + days(1))))[0]

            # Only 40.00 EUR count now, so she is no regular customer.
            assert outcome.figures["given"] == {"points": 10}
            assert await shop.verify() == []

    asyncio.run(story())


def test_a_return_lowers_what_a_later_version_counts_of_its_order(shared_database: str) -> None:
    async def story() -> None:
        key = new_key()
        async with opened(shared_database, FIRST, key=key) as shop:
            await shop.join("anna")
            await shop.run(bought("o1", 40_00), bought("o2", 20_00), back("r1", "o1", 4_00), back("r2", "o2", None))
            await publish_text(shop.desk.pool, SECOND, NOON + days(1), key)

            # 36.00 EUR of what was bought are kept, and 36 points.
            assert await counted(shop) == {"spend_year": 36_00, "earned": 36, "base.points": 36}
            await shop.run(bought("o3", 30_00))
            assert await counted(shop) == {"spend_year": 66_00, "earned": 66, "base.points": 66}

            await turn_clock(shop.desk, NOON + days(2), actor="test")
            await shop.run(back("r3", "o1", 6_50), back("r4", "o3", 10_00), back("r5", "o3", None))
            outcome = (await shop.run(purchase("anna", 20_49, "o4", at=NOON + days(2))))[0]

            # 29.50 EUR of the first order are left, and 29 points; with 20.49 EUR she is one cent short.
            assert outcome.figures["given"] == {"points": 20}
            assert await counted(shop) == {"spend_year": 49_99, "earned": 49, "base.points": 49}
            assert await shop.verify() == []
            assert await differences(shop) == []
            before = await shop.table("tally")
            await shop.rebuild()
            assert await shop.table("tally") == before

    asyncio.run(story())


def bought(order: str, paid: int) -> Command:
    """A purchase of anna under the first version."""
    return purchase("anna", paid, order)


def back(key: str, order: str, amount: int | None) -> Command:
    """So much of the order comes back, or all that is left of it."""
    event = Return(NOON, OrderReference("tills", order), (), amount)
    return Command(MemberReference("order", ""), event, "test", source="tills", external_id=key)


async def counted(shop: Shop) -> dict[str, int]:
    """What is counted in all, by the name of the counter without what tells it from its other definitions."""
    found: dict[str, int] = {}
    for name, _, amount in await shop.rows(TALLIES, shop.desk.programme_id):
        short = name.split(".")[1] if name.startswith("metric.") else name.partition(".")[2]
        found[short] = found.get(short, 0) + amount
    return {name: amount for name, amount in found.items() if amount}
