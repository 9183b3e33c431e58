"""Rewards that are sent: the list of them, and the address that goes with the person."""

from __future__ import annotations

import asyncio

import pytest

from tests.processing.shop import Shop, adjusting, opened, wish
from treue.domain.events import Spend
from treue.store.deliveries import DeliveriesPage
from treue.usecases.deliveries.list_all import deliveries
from treue.usecases.deliveries.report import report
from treue.usecases.members.erase import erase

pytestmark = pytest.mark.postgres

DOCUMENT = """\
units: {points: {name: {en: [point, points]}}}
rewards:
  - {id: mug, cost: {points: 10}, gives: {product: mug}, delivery: {address: true, by: supplier}}
  - {id: cake, cost: {points: 5}, gives: {product: cake}}
"""


async def ordered(shop: Shop) -> int:
    await shop.join("anna")
    await shop.run(adjusting("anna", 100, "a"))
    await shop.run(wish("anna", Spend("mug", address="Am Markt 1, 12345 Ort"), "first"))
    await shop.run(wish("anna", Spend("mug", address="Am Tor 2, 12345 Ort"), "second"))
    await shop.run(wish("anna", Spend("cake"), "cake"))
    return await shop.id_of("anna")


def test_what_is_to_be_sent_is_listed_until_it_arrives(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            anna = await ordered(shop)
            assert [(row.number, row.state, row.by, row.address) for row in await deliveries(shop.desk)] == [
                (3, "open", "supplier", "Am Markt 1, 12345 Ort"),
                (4, "open", "supplier", "Am Tor 2, 12345 Ort"),
            ]

            assert (await report(shop.desk, anna, "3", "sent", actor="store", request_key="1")).accepted
            assert (await report(shop.desk, anna, "4", "arrived", actor="store", request_key="2")).accepted

            assert [(row.number, row.state) for row in await deliveries(shop.desk)] == [(3, "sent")]
            assert [row.state for row in await deliveries(shop.desk, DeliveriesPage(arrived=True))] == [
                "sent",
                "arrived",
            ]
            assert await shop.verify() == []
            await shop.rebuild()
            assert [row.state for row in await deliveries(shop.desk, DeliveriesPage(arrived=True))] == [
                "sent",
                "arrived",
            ]

    asyncio.run(story())


def test_an_address_is_erased_with_the_person(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            anna = await ordered(shop)

            await erase(shop.desk, anna, actor="test")

            assert [(row.public_id, row.address) for row in await deliveries(shop.desk)] == [(None, None)] * 2
            for table in ("event", "event_payload", "event_readset", "redemption", "audit"):
                assert "Ort" not in str(await shop.table(table)), table
            assert await shop.verify() == []

    asyncio.run(story())
