"""A wallet shows what time has brought, and looking at one where time has brought nothing waits for nobody."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.processing.shop import NOON, joined_by, opened, publish_text, purchase
from treue.processing.commands import MemberReference
from treue.usecases.members.settled import UnknownMember
from treue.usecases.members.show import show
from treue.usecases.programmes.turn_clock import turn_clock

pytestmark = pytest.mark.postgres

MONTH = """\
units: {points: {name: {en: [point, points]}, expires: after 1 months}}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
"""
BEANS = "units: {points: {name: {en: [point, points]}}, beans: {name: {en: [bean, beans]}}}\nearn: []\n"
ANNA = MemberReference("external", "anna")


def test_what_has_expired_is_decided_before_somebody_looks_and_only_once(database: str) -> None:
    async def story() -> None:
        async with opened(database, MONTH) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 1000, "1"))
            await turn_clock(shop.desk, NOON + timedelta(days=40), actor="test")

            first, second = await show(shop.desk, ANNA), await show(shop.desk, await shop.id_of("anna"))

            assert [row.kind for row in first.history] == ["expiry", "purchase", "joined"]
            assert first.holdings["points"].available == 0
            assert second == first

    asyncio.run(story())


def test_a_wallet_is_shown_while_somebody_else_decides_for_the_member(database: str) -> None:
    async def story() -> None:
        async with opened(database, MONTH) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 1000, "1"))
            async with shop.desk.pool.connection() as deciding:
                await deciding.execute("SELECT FROM member FOR NO KEY UPDATE")

                wallet = await asyncio.wait_for(show(shop.desk, ANNA), 5)

            assert wallet.holdings["points"].available == 10

    asyncio.run(story())


def test_a_version_that_another_process_published_is_noticed(database: str) -> None:
    async def story() -> None:
        async with opened(database, MONTH) as shop, joined_by(database) as other:
            await shop.join("anna")
            await show(shop.desk, ANNA)
            await publish_text(other.desk.pool, BEANS, NOON + timedelta(days=1))

            await show(shop.desk, ANNA)

            assert (await shop.desk.versions_lately()).latest == 2

    asyncio.run(story())


def test_nobody_has_no_wallet(database: str) -> None:
    async def story() -> None:
        async with opened(database, MONTH) as shop:
            for word in (ANNA, MemberReference("id", "1"), 1):
                with pytest.raises(UnknownMember):
                    await show(shop.desk, word)

    asyncio.run(story())
