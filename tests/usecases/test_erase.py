"""Erasing a member: nothing is left that leads to the person, and the books are as they were (docs/rules.md R4.9)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.processing.shop import NOON, Shop, adjusting, fact, joined_by, opened, order, receipt, spending
from treue.domain.events import Joined, Purchase
from treue.processing.commands import Command, MemberReference, Person
from treue.usecases.members.erase import erase
from treue.usecases.members.show import UnknownMember, find

pytestmark = pytest.mark.postgres

PERSON = Person("Annegret Zwirbel", "zwirbel@example.org", "+49 30 5550123", 7, 14, "de")
PERSONAL = ("Zwirbel", "zwirbel@example.org", "5550123", "external-4711", "card-0815", "bon-99")
BOOKS = ("event", "transfer", "lot_use", "lot", "balance", "redemption", "due")


async def fill(shop: Shop) -> int:
    joining = Command(
        MemberReference("external", "external-4711"), Joined(), "test", "key-1", person=PERSON, cards=("card-0815",)
    )
    (outcome,) = await shop.run(joining)
    assert outcome.member_id is not None
    bought = Purchase(NOON + timedelta(minutes=1), order(5000))
    await shop.run(fact("external-4711", bought, "bon-99", receipt=receipt("bon-99")))
    await shop.run(spending("external-4711", "key-2"), adjusting("external-4711", 7, "key-3"))
    return outcome.member_id


async def texts_of_all_tables(shop: Shop) -> str:
    names = await shop.rows(
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    )
    rows = [row for (name,) in names for row in await shop.rows(f"SELECT t::text FROM {name} t")]
    return "\n".join(text for (text,) in rows)


def test_no_personal_value_is_left_and_the_books_are_unchanged(database: str) -> None:
    async def story() -> None:
        async with opened(database) as shop:
            member_id = await fill(shop)
            before = {table: await shop.table(table) for table in BOOKS}
            known = await texts_of_all_tables(shop)
            assert [word for word in PERSONAL[:5] if word not in known] == []

            assert await erase(shop.desk, member_id, actor="test")

            left = await texts_of_all_tables(shop)
            assert [word for word in PERSONAL if word in left] == []
            assert {table: await shop.table(table) for table in BOOKS} == before
            assert await shop.verify() == []
            with pytest.raises(UnknownMember):
                await find(shop.desk, "external-4711")

    asyncio.run(story())


def test_the_receipt_of_an_erased_member_stays_credited(database: str) -> None:
    async def story() -> None:
        async with opened(database) as shop:
            await erase(shop.desk, await fill(shop), actor="test")
            await shop.join("bert")
            again = Purchase(NOON + timedelta(minutes=1), order(5000))
            (outcome,) = await shop.run(fact("bert", again, "another", receipt=receipt("bon-99")))
            assert outcome.reason == "receipt_credited"
            assert (await shop.holding("bert")).available == 0

    asyncio.run(story())


def test_erasing_twice_is_erasing_once(database: str) -> None:
    async def story() -> None:
        async with opened(database) as shop:
            member_id = await fill(shop)
            assert await erase(shop.desk, member_id, actor="test")
            assert not await erase(shop.desk, member_id, actor="test")
            assert not await erase(shop.desk, member_id + 1, actor="test")
            assert await shop.rows("SELECT count(*) FROM audit WHERE action = 'erase'") == [(1,)]

    asyncio.run(story())


def test_the_same_id_can_belong_to_somebody_new(database: str) -> None:
    async def story() -> None:
        async with opened(database) as shop, joined_by(database) as other:
            await erase(shop.desk, await fill(shop), actor="test")
            await other.join("external-4711")
            assert (await other.holding("external-4711")).available == 0

    asyncio.run(story())
