"""Returns at a desk: proven, rebuilt and decided again; many at once; under another version; waiting and erased."""

from __future__ import annotations

import asyncio
from datetime import datetime
from decimal import Decimal

import pytest

from tests.processing.replayed import differences
from tests.processing.shop import (
    NOON,
    POINTS,
    Shop,
    days,
    fact,
    joined_by,
    new_key,
    opened,
    publish_text,
    purchase,
    receipt,
    spending,
)
from treue.domain.events import LineBack, Purchase, Return
from treue.domain.orders import Line, Order, OrderReference
from treue.domain.reasons import Reason
from treue.processing.commands import Command, MemberReference
from treue.usecases.members.erase import erase
from treue.usecases.programmes.turn_clock import turn_clock
from treue.usecases.returns.list_waiting import list_waiting

pytestmark = pytest.mark.postgres

DOCUMENT = """\
checkout: {parked_for: 30 days}
units:
  points: {name: {en: [point, points]}, expires: after 40 days}
  miles: {name: {en: [mile, miles]}, available: after 14 days}
metrics: {spend: {sum: order.paid, over: calendar year}, kinds: {distinct: line.sku, each: line, over: calendar year}}
earn:
  - {id: base, event: purchase, give: {points: 1, miles: 1}, per: 1.00 EUR, budget: {points: 1000 per calendar month}}
  - {id: first, event: first_purchase, give: {points: 5}}
  - {id: loyal, event: purchase, when: metric.spend > 10.00 EUR && metric.kinds > 0, multiply: {points: 2}, once: true}
rewards: [{id: coffee, cost: {points: 10}, gives: {product: coffee}}]
"""
DERIVED = ("balance", "lot", "due", "budget", "tally")


def returned(order: str, *lines: LineBack, amount: int | None = None, occurred_at: datetime = NOON) -> Return:
    """What comes back of an order of the tills."""
    return Return(occurred_at, OrderReference("tills", order), lines, amount)


def back(key: str, order: str, *lines: LineBack, amount: int | None = None, by: str | None = None) -> Command:
    """A return of an order of the tills."""
    member = MemberReference("order", "") if by is None else MemberReference("external", by)
    event = returned(order, *lines, amount=amount)
    return Command(member, event, "test", source="tills", external_id=key)


async def trade(shop: Shop) -> None:
    """Two orders of which things come back: with spent, expired and pending units, and a debt."""
    await shop.join("anna")
    lines = (Line("shoes", 3000), Line("socks", 1200, Decimal(4)))
    await shop.run(fact("anna", Purchase(NOON, Order("EUR", lines)), "o1"))
    await shop.run(fact("anna", Purchase(NOON, Order("EUR", lines)), "o2"))
    await shop.run(spending("anna", "w1"), spending("anna", "w2"))
    outcomes = await shop.run(
        back("r1", "o1", LineBack(2, Decimal(1))),
        back("r2", "o1", LineBack("shoes"), amount=200),
        back("r3", "o2", amount=700),
        back("r4", "o1", LineBack(2, Decimal(4))),
    )
    assert [outcome.status for outcome in outcomes] == ["decided", "decided", "decided", "refused"]
    await turn_clock(shop.desk, NOON + days(29), actor="test")
    await shop.run(fact("anna", Purchase(NOON + days(29), Order("EUR", (Line("hat", 2500),))), "o3"))
    await turn_clock(shop.desk, NOON + days(40), actor="test")
    late = [returned("o2", occurred_at=NOON + days(39)), returned("o1", occurred_at=NOON + days(39))]
    outcomes = await shop.run(*(fact("anna", event, key) for event, key in zip(late, ("r5", "r6"), strict=True)))
    assert all(outcome.accepted for outcome in outcomes), outcomes


def test_returns_are_proven_rebuilt_and_decided_again(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await trade(shop)

            assert await shop.verify() == []
            assert await differences(shop) == []
            before = [await shop.table(name) for name in DERIVED]
            members = await shop.table("member")
            await shop.rebuild()
            assert [await shop.table(name) for name in DERIVED] == before
            assert await shop.table("member") == members
            # Only the hat is kept.
            assert await shop.rows("SELECT purchases FROM member WHERE programme_id = %s", shop.desk.programme_id) == [
                (1,)
            ]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("what", "damage", "found"),
    [
        ("more money than was paid", "'{money}', '99999'", "99999"),
        ("more pieces than were bought", "'{lines,0,1}', '\"9\"'", "9"),
        ("an entitlement out of nothing", "'{entitled,0,2}', '999'", "999 before"),
        ("an entitlement below nothing", "'{entitled,0,3}', '-1'", "-1 after"),
        ("units that nobody took", "'{expired}', '[[\"points\", 7]]'", "points gone"),
        ("an order that is none", "'{order}', '1'", "joined"),
    ],
)
def test_verify_names_a_return_that_was_changed(shared_database: str, what: str, damage: str, found: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await trade(shop)
            await shop.rows(
                f"UPDATE event SET result = jsonb_set(result::jsonb, {damage})::json "
                "WHERE programme_id = %s AND kind = 'return' AND refused IS NULL AND result -> 'lines' IS NOT NULL",
                shop.desk.programme_id,
            )

            broken = [one for one in await shop.verify() if one.check == "returns"]

            assert broken, what
            assert any(found in one.found for one in broken), broken

    asyncio.run(story())


def test_of_eight_returns_of_one_order_at_once_one_is_decided(database: str) -> None:
    async def story() -> None:
        async with opened(database) as one, joined_by(database) as other:
            await one.join("anna")
            await one.run(purchase("anna", 3000, "o1"))

            runs = [(one if number % 2 else other).run(back(f"r{number}", "o1")) for number in range(8)]
            outcomes = [outcome for (outcome,) in await asyncio.gather(*runs)]

            assert sorted(str(outcome.reason) for outcome in outcomes) == ["None", *["more_than_bought"] * 7]
            assert await one.figures("anna") == (0, 0, 0)
            assert await one.verify() == []

    asyncio.run(story())


def test_a_return_and_its_order_at_the_same_moment_always_meet(database: str) -> None:
    async def story() -> None:
        async with opened(database) as one, joined_by(database) as other:
            await one.join("anna")
            pairs = [
                run
                for number in range(10)
                for run in (
                    one.run(purchase("anna", 1000, f"o{number}")),
                    other.run(back(f"r{number}", f"o{number}")),
                )
            ]
            await asyncio.gather(*pairs)

            assert await list_waiting(one.desk) == []
            assert await one.figures("anna") == (0, 0, 0)
            assert await one.verify() == []

    asyncio.run(story())


def test_a_return_is_reckoned_by_the_version_of_its_order(shared_database: str) -> None:
    async def story() -> None:
        key = new_key()
        async with opened(shared_database, POINTS, key=key) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 3000, "o1"))
            await turn_clock(shop.desk, NOON + days(2), actor="test")
            later = POINTS.replace("points: 1}, per", "points: 7}, per")
            await publish_text(shop.desk.pool, later, NOON + days(2), key)

            event = Return(NOON + days(2), OrderReference("tills", "o1"), amount=1000)
            (outcome,) = await shop.run(fact("anna", event, "r1"))

            assert outcome.figures["taken"] == {"points": 10}
            assert await shop.figures("anna") == (20, 0, 0)
            assert await shop.verify() == []
            assert await differences(shop) == []

    asyncio.run(story())


def test_a_waiting_return_goes_with_the_member_who_presented_it(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await shop.join("anna", "berta")
            await shop.run(back("r1", "o1", by="anna"), back("r2", "o2", by="berta"))

            await erase(shop.desk, await shop.id_of("anna"), actor="test")

            assert [one.event.order.external_id for one in await list_waiting(shop.desk)] == ["o2"]

    asyncio.run(story())


def test_a_return_that_waits_too_long_is_for_a_person_to_look_at(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await shop.run(back("r1", "o1"))
            await turn_clock(shop.desk, NOON + days(29), actor="test")
            event = Return(NOON + days(29), OrderReference(receipt=receipt("7")))
            (outcome,) = await shop.run(Command(MemberReference("order", ""), event, "test", request_key="r2"))
            await turn_clock(shop.desk, NOON + days(30), actor="test")

            waiting = await list_waiting(shop.desk)

            assert (outcome.status, outcome.reason) == ("parked", Reason.ORDER_AWAITED)
            assert [(one.event.order.external_id, one.for_review) for one in waiting] == [("o1", True), ("", False)]
            assert waiting[0].reported_at == NOON

    asyncio.run(story())
