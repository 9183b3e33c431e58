"""Money that rewards became: finance sees what is to be paid, notes it once, and causes get what was donated."""

from __future__ import annotations

import asyncio

import pytest

from tests.processing.shop import adjusting, opened, wish
from treue.domain.events import CancelRedemption, Spend
from treue.domain.reasons import Reason
from treue.usecases.books.report import report_books
from treue.usecases.payouts.list_all import donations, payouts
from treue.usecases.payouts.pay import pay

pytestmark = pytest.mark.postgres

DOCUMENT = """\
units: {points: {name: {en: [point, points]}}}
causes: {trees: {name: {en: Trees}}, school: {name: {en: The school}}}
rewards:
  - {id: cash, cost: {points: 10}, any_amount: {minimum: 10, each: 0.10 EUR}, gives: {money: 1.00 EUR}, cancel: 7 days}
  - {id: give, cost: {points: 5}, gives: {donation: {amount: 0.50 EUR}}, cancel: 7 days}
  - {id: mug, cost: {points: 5}, gives: {product: mug}}
"""


def test_a_pay_out_waits_for_finance_and_is_made_once(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna")
            await shop.run(adjusting("anna", 100, "a"))
            await shop.run(wish("anna", Spend("cash", amount=25), "first"))
            await shop.run(wish("anna", Spend("cash", amount=10), "second"))
            await shop.run(wish("anna", Spend("mug"), "mug"))
            await shop.run(wish("anna", CancelRedemption(4), "back"))
            anna = await shop.id_of("anna")

            assert [(row.number, row.minor, row.currency) for row in await payouts(shop.desk)] == [(3, 250, "EUR")]
            assert (
                await pay(shop.desk, anna, "5", actor="finance", request_key="m")
            ).reason is Reason.UNKNOWN_REDEMPTION
            assert (await pay(shop.desk, anna, "3", actor="finance", request_key="p")).accepted
            assert (await pay(shop.desk, anna, "3", actor="finance", request_key="q")).reason is Reason.ALREADY_USED

            assert await payouts(shop.desk) == []
            assert [row.is_paid for row in await payouts(shop.desk, paid=True)] == [True]
            assert await shop.figures("anna") == (70, 0, 0)
            assert await shop.verify() == []

    asyncio.run(story())


def test_a_cause_gets_what_was_donated_and_not_given_back(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna")
            await shop.run(adjusting("anna", 100, "a"))
            await shop.run(*(wish("anna", Spend("give", cause="trees"), f"t{number}") for number in range(3)))
            await shop.run(wish("anna", Spend("give", cause="school"), "s"))
            await shop.run(wish("anna", CancelRedemption(3), "back"))

            found = [(row.cause, row.name["en"], row.donations, row.minor) for row in await donations(shop.desk)]

            assert found == [("school", "The school", 1, 50), ("trees", "Trees", 2, 100)]
            (unit,) = (await report_books(shop.desk)).units
            assert unit.total.changes["donated"] == -15
            assert await shop.verify() == []

    asyncio.run(story())
