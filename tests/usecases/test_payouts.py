"""Money that rewards became: finance sees what is to be paid, notes it once, and causes get what was donated."""

from __future__ import annotations

import asyncio

import pytest

from tests.processing.shop import adjusting, merging, opened, wish
from treue.domain.events import CancelRedemption, Spend
from treue.domain.reasons import Reason
from treue.usecases.books.report import report_books
from treue.usecases.payouts.list_all import donations, payouts
from treue.usecases.payouts.report import report_failed, report_paid

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
            asked = {"actor": "finance", "reference": "SEPA 17"}
            mug = await report_paid(shop.desk, anna, "5", request_key="m", **asked)
            paid = await report_paid(shop.desk, anna, "3", request_key="p", **asked)
            again = await report_paid(shop.desk, anna, "3", request_key="p", **asked)
            other = await report_paid(shop.desk, anna, "3", request_key="p", actor="finance", reference="SEPA 18")
            twice = await report_paid(shop.desk, anna, "3", request_key="q", **asked)

            assert (mug.reason, paid.accepted, again.status) == (Reason.UNKNOWN_REDEMPTION, True, "repeated")
            assert (other.reason, twice.reason) == (Reason.KEY_REUSED, Reason.ALREADY_USED)
            assert await payouts(shop.desk) == []
            assert [(row.is_paid, row.reference) for row in await payouts(shop.desk, "all")] == [(True, "SEPA 17")]
            assert [row.number for row in await payouts(shop.desk, "paid")] == [3]
            assert await shop.figures("anna") == (70, 0, 0)
            assert await shop.verify() == []

    asyncio.run(story())


def test_a_pay_out_that_cannot_be_made_is_given_back(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna")
            await shop.run(adjusting("anna", 100, "a"))
            await shop.run(wish("anna", Spend("cash", amount=25), "first"))
            anna = await shop.id_of("anna")
            asked = {"actor": "finance", "reason": "The bank does not know this account", "request_key": "f"}

            failed = await report_failed(shop.desk, anna, "3", **asked)
            again = await report_failed(shop.desk, anna, "3", **asked)
            late = await report_paid(shop.desk, anna, "3", actor="finance", request_key="p")

            assert (failed.accepted, again.status, late.reason) == (True, "repeated", Reason.ALREADY_CANCELLED)
            assert await shop.figures("anna") == (100, 0, 0)
            assert await payouts(shop.desk, "all") == []
            assert await shop.verify() == []

    asyncio.run(story())


def test_money_of_somebody_who_was_merged_is_paid_to_the_survivor(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna", "bert")
            await shop.run(adjusting("bert", 100, "a"))
            await shop.run(wish("bert", Spend("cash", amount=25), "first"))
            anna = await shop.id_of("anna")
            await shop.run(merging("anna", "bert", "m"))

            (waiting,) = await payouts(shop.desk)
            paid = await report_paid(shop.desk, anna, waiting.name, actor="finance", request_key="p")

            assert (waiting.name, paid.accepted) == ("2.3", True)
            ids = await shop.rows("SELECT value FROM identity WHERE kind = 'public' AND member_id = %s", anna)
            assert (waiting.public_id,) in ids
            assert await payouts(shop.desk) == []

    asyncio.run(story())


def test_pages_of_pay_outs_follow_each_other(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna")
            await shop.run(adjusting("anna", 100, "a"))
            for number in range(3):
                await shop.run(wish("anna", Spend("cash", amount=10), f"{number}"))

            first = await payouts(shop.desk, limit=2)
            anna = await shop.id_of("anna")
            await report_paid(shop.desk, anna, first[0].name, actor="finance", request_key="p")
            second = await payouts(shop.desk, after=first[-1].place, limit=2)

            assert [row.number for row in first] == [3, 4]
            assert [row.number for row in second] == [5]

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
