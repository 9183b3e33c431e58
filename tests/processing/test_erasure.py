"""Erasing a member takes everything that leads to the person, and nothing of the books (docs/rules.md R4.9)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.processing.shop import NOON, Shop, days, fact, opened, purchase, receipt, spending
from treue.domain.events import CustomEvent, Joined, Purchase
from treue.domain.orders import Line, Order
from treue.domain.reasons import Reason
from treue.processing.commands import Command, MemberReference, Person
from treue.usecases.members.erase import erase
from treue.usecases.programmes.turn_clock import turn_clock

pytestmark = pytest.mark.postgres

DOCUMENT = """\
attributes: {member: {club: string}}
units: {points: {name: {en: [point, points]}, available: after 3 days, expires: after 1 months}}
events: {note: {words: string}}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: note, event: note, give: {points: 1}}
rewards: [{id: coffee, cost: {points: 10}, gives: {product: coffee}}]
"""
# Everything that was ever said about her; nothing else in the story contains these words.
PERSONAL = (
    *("zenobia-77", "card-4711-zenobia", "Zenobia Quandt", "zenobia@quandt.example", "+49 170 7007", "nds-zenobia"),
    *("quandt's favourite", "receipt-of-quandt", "dear zenobia", "wish-of-zenobia", "friends-of-zenobia"),
)
BOOKS = ("transfer", "lot_use", "lot", "balance", "event", "redemption", "due", "audit")


async def live(shop: Shop) -> int:
    """A member who left traces everywhere."""
    known = ("Zenobia Quandt", "zenobia@quandt.example", "+49 170 7007", 2, 29, "nds-zenobia")
    person = Person(*known, attributes={"club": "friends-of-zenobia"})
    member = MemberReference("external", "zenobia-77")
    joining = Command(member, Joined(), "test", "wish-of-zenobia 1", person=person, cards=("card-4711-zenobia",))
    order = Order("EUR", (Line("article", 4000, name="quandt's favourite", tags=("dear zenobia",)),))
    outcomes = await shop.run(
        joining,
        fact("zenobia-77", Purchase(NOON, order), "receipt-of-quandt 1", receipt=receipt("receipt-of-quandt")),
        fact("zenobia-77", CustomEvent("note", NOON, {"words": "dear zenobia"}), "receipt-of-quandt 2"),
    )
    assert all(outcome.accepted for outcome in outcomes)
    await turn_clock(shop.desk, NOON + days(4), actor="test")
    (spent,) = await shop.run(spending("zenobia-77", "wish-of-zenobia 2"))
    assert spent.accepted
    return await shop.id_of("zenobia-77")


async def places_of(shop: Shop, words: tuple[str, ...]) -> list[str]:
    """Table and column of every text, JSON or binary value that contains one of the words."""
    columns = await shop.rows(
        "SELECT c.relname, a.attname, a.atttypid = 'bytea'::regtype FROM pg_attribute a "
        "JOIN pg_class c ON c.oid = a.attrelid "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
        "AND a.attnum > 0 AND a.atttypid::regtype::text IN ('text', 'json', 'jsonb', 'bytea', 'text[]')"
    )
    assert len(columns) > 20
    found: list[str] = []
    for table, column, is_bytes in sorted(columns):
        read = f"encode({column}, 'escape')" if is_bytes else f"{column}::text"
        patterns = [f"%{word}%" for word in words]
        (count,) = await shop.rows(f"SELECT count(*) FROM {table} WHERE {read} LIKE ANY (%s)", patterns)
        if count[0]:
            found.append(f"{table}.{column}")
    return found


def test_no_personal_value_is_left_and_no_row_of_the_books_is_changed(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            member_id = await live(shop)
            before = {table: await shop.table(table) for table in BOOKS}
            known = {"identity.value", "person.name", "member_attribute.value", "event_payload.body"}
            assert known <= set(await places_of(shop, PERSONAL))

            assert await erase(shop.desk, member_id, actor="dpo")

            assert await places_of(shop, PERSONAL) == []
            after = {table: await shop.table(table) for table in BOOKS}
            assert len(set(after["audit"]) - set(before["audit"])) == 1
            assert {**after, "audit": before["audit"]} == before
            assert await shop.rows("SELECT count(*) FROM event_readset") == [(0,)]
            assert await shop.rows("SELECT DISTINCT member_id FROM claim") == [(None,)]
            assert await shop.verify() == []

    asyncio.run(story())


def test_what_was_settled_before_is_booked_and_what_comes_later_still_is(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            member_id = await live(shop)
            assert await erase(shop.desk, member_id, actor="dpo")

            await turn_clock(shop.desk, NOON + days(40), actor="test")

            assert await shop.rows("SELECT booked, debt FROM balance") == [(0, 0)]
            assert await shop.verify() == []
            before = [await shop.table(table) for table in BOOKS]
            await shop.rebuild()
            assert [await shop.table(table) for table in BOOKS] == before

    asyncio.run(story())


def test_the_keys_of_an_erased_member_stay_taken_and_lead_to_nobody(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            member_id = await live(shop)
            await shop.join("berta")
            assert await erase(shop.desk, member_id, actor="dpo")
            assert not await erase(shop.desk, member_id, actor="dpo")
            now = NOON + days(4)

            stolen = purchase("berta", 4000, "b1", at=now, receipt=receipt("receipt-of-quandt"))
            again = purchase("berta", 4000, "receipt-of-quandt 1", at=now)
            by_id = replace(purchase("x", 100, "b2", at=now), member=MemberReference("id", str(member_id)))
            outcomes = await shop.run(stolen, again, by_id, spending("zenobia-77", "b3"))

            assert [outcome.reason for outcome in outcomes] == [
                Reason.RECEIPT_CREDITED,
                Reason.UNKNOWN_MEMBER,
                Reason.UNKNOWN_MEMBER,
                Reason.UNKNOWN_MEMBER,
            ]
            assert await shop.verify() == []

    asyncio.run(story())


def test_erasing_twice_is_erasing_once(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            member_id = await live(shop)
            assert await erase(shop.desk, member_id, actor="dpo")
            assert not await erase(shop.desk, member_id, actor="dpo")
            assert not await erase(shop.desk, member_id + 1, actor="dpo")
            assert await shop.rows("SELECT count(*) FROM audit WHERE action = 'erase'") == [(1,)]

    asyncio.run(story())


def test_who_was_erased_may_join_again_as_somebody_new(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            member_id = await live(shop)
            assert await erase(shop.desk, member_id, actor="dpo")

            await shop.join("zenobia-77", at=NOON + days(4))

            assert await shop.id_of("zenobia-77") != member_id
            assert await shop.figures("zenobia-77") == (0, 0, 0)

    asyncio.run(story())


@pytest.mark.parametrize("poison", [{"cents": 2**70}, {"cents": 100, "store": "a\0b"}], ids=["too much", "no text"])
def test_a_parked_command_of_an_erased_member_goes_too(poison: dict[str, Any], database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            member_id = await live(shop)
            (parked,) = await shop.run(purchase("zenobia-77", key="receipt-of-quandt 9", at=NOON + days(4), **poison))
            assert parked.reason is Reason.PARKED

            assert await erase(shop.desk, member_id, actor="dpo")

            assert await places_of(shop, PERSONAL) == []

    asyncio.run(story())
