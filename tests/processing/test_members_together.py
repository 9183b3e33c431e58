"""Commands that touch two members, under load and through time: nothing is credited twice or lost between them.

Published reports of loyalty systems name each: a gift that was credited once for each of twenty clicks, points that
left the giver and reached nobody, a merge after which old cards and keys led nowhere.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable

import pytest

from tests.processing.replayed import differences
from tests.processing.shop import (
    NOON,
    Shop,
    adjusting,
    days,
    giving,
    happening,
    joined_by,
    merging,
    opened,
    purchase,
    spending,
    wish,
)
from treue.domain.events import CancelRedemption, Joined, Left, Merge, Rejoined
from treue.domain.reasons import Reason
from treue.processing.batcher import Batcher
from treue.processing.commands import Command, MemberReference, Outcome, Person
from treue.usecases.members.show import show
from treue.usecases.programmes.turn_clock import turn_clock
from treue.usecases.redemptions.cancel import cancel

pytestmark = pytest.mark.postgres

DOCUMENT = """\
units: {points: {name: {en: [point, points]}, expires: after 12 months}}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
rewards: [{id: coffee, cost: {points: 10}, gives: {product: coffee}}]
transfers: {units: [points]}
"""
DERIVED = ("balance", "lot", "due", "budget", "stock", "member", "tally", "level_interval", "redemption")


def told(outcomes: Iterable[Outcome]) -> Counter[str]:
    """How often what was answered."""
    return Counter(outcome.reason.value if outcome.reason else outcome.status for outcome in outcomes)


async def is_sound(shop: Shop) -> None:
    """The books are proven, every decision can be made again, and rebuilding changes no byte."""
    assert await shop.verify() == []
    assert await differences(shop) == []
    before = [await shop.table(table) for table in DERIVED]
    await shop.rebuild()
    assert [await shop.table(table) for table in DERIVED] == before
    assert (
        await shop.rows(
            "SELECT unit, sum(CASE WHEN credit = 'moved' THEN amount ELSE -amount END)::int FROM transfer "
            "WHERE 'moved' IN (debit, credit) GROUP BY unit HAVING sum(CASE WHEN credit = 'moved' THEN amount "
            "ELSE -amount END) <> 0"
        )
        == []
    )


@pytest.mark.parametrize("processes", [1, 2])
def test_twenty_gifts_of_thirty_from_a_hundred_credit_ninety(processes: int, database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as one, joined_by(database) as two:
            friends = [f"friend {number}" for number in range(20)]
            await one.join("anna", *friends)
            await one.run(purchase("anna", 10000, "p"))
            gifts = [giving("anna", friend, 30, f"g {friend}") for friend in friends]

            if processes == 1:
                async with Batcher(one.desk.processor) as batcher:
                    outcomes = await asyncio.gather(*(batcher.submit(gift) for gift in gifts))
            else:
                runs = [(two if number % 2 else one).run(gift) for number, gift in enumerate(gifts)]
                outcomes = [outcome for (outcome,) in await asyncio.gather(*runs)]

            assert told(outcomes) == {"decided": 3, "insufficient_units": 17}
            assert await one.figures("anna") == (10, 0, 0)
            assert sum([(await one.figures(friend))[0] for friend in friends]) == 90
            await is_sound(one)

    asyncio.run(story())


def test_the_same_gift_from_twenty_clicks_is_given_once(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as one, joined_by(database) as two:
            await one.join("anna", "berta")
            await one.run(purchase("anna", 10000, "p"))

            clicks = [(two if number % 2 else one).run(giving("anna", "berta", 30, "g")) for number in range(20)]
            outcomes = [outcome for (outcome,) in await asyncio.gather(*clicks)]

            assert told(outcomes) == {"decided": 1, "repeated": 19}
            assert (await one.figures("anna"), await one.figures("berta")) == ((70, 0, 0), (30, 0, 0))
            await is_sound(one)

    asyncio.run(story())


def test_gifts_in_a_circle_all_end_and_nothing_is_made_or_lost(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as one, joined_by(database) as two:
            names = ["anna", "berta", "carl"]
            await one.join(*names)
            await one.run(*(purchase(name, 10000, name) for name in names))
            gifts = [
                (shop, giving(giver, receiver, 7, f"{turn} {giver} {receiver}"))
                for turn in range(6)
                for shop, giver, receiver in (
                    (one, "anna", "berta"),
                    (two, "berta", "anna"),
                    (one, "berta", "carl"),
                    (two, "carl", "anna"),
                )
            ]

            outcomes = await asyncio.gather(*(shop.run(gift) for shop, gift in gifts))

            assert told(outcome for (outcome,) in outcomes) == {"decided": 24}
            assert [(await one.figures(name))[0] for name in names] == [100 + 42, 100 - 42, 100]
            await is_sound(one)

    asyncio.run(story())


def test_two_merges_into_different_members_at_once_leave_one_survivor(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as one, joined_by(database) as two:
            await one.join("anna", "anni", "berta")
            await one.run(purchase("anni", 5000, "p"))

            ((first,), (second,)) = await asyncio.gather(
                one.run(merging("anna", "anni", "m1")), two.run(merging("berta", "anni", "m2"))
            )

            # The second finds anni to be the first survivor, and merges them as well.
            assert told([first, second]) == {"decided": 2}
            assert await one.id_of("anna") == await one.id_of("anni") == await one.id_of("berta")
            assert await one.figures("anni") == (50, 0, 0)
            await is_sound(one)

    asyncio.run(story())


def test_a_purchase_by_the_number_of_a_merged_member_reaches_the_survivor(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna", "anni", "annika")
            number = MemberReference("id", str(await shop.id_of("anni")))
            await shop.run(merging("anna", "anni", "m1"))
            await shop.run(merging("annika", "anna", "m2"))

            (late,) = await shop.run(Command(number, purchase("x", 700, "x").event, "test", "late"))
            (again,) = await shop.run(Command(number, Merge(), "test", "m3", other=number))
            (once_more,) = await shop.run(
                Command(MemberReference("external", "annika"), Merge(), "test", "m4", other=number)
            )

            assert late.accepted
            assert await shop.figures("annika") == (7, 0, 0)
            assert again.reason is Reason.ALREADY_MERGED
            assert once_more.reason is Reason.ALREADY_MERGED
            await is_sound(shop)

    asyncio.run(story())


def test_purchases_of_both_while_they_are_merged_are_all_counted(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as one, joined_by(database) as two:
            await one.join("anna", "anni")
            trade = [
                (two if number % 2 else one).run(purchase(name, 100, f"{name} {number}"))
                for number in range(10)
                for name in ("anna", "anni")
            ]

            outcomes = await asyncio.gather(*trade[:8], one.run(merging("anna", "anni", "m")), *trade[8:])

            assert told(outcome for (outcome,) in outcomes) == {"decided": 21}
            assert await one.figures("anni") == (20, 0, 0)
            await is_sound(one)

    asyncio.run(story())


def test_who_leaves_comes_back_and_leaves_again_is_settled_by_the_sweep(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna", "berta")
            await shop.run(purchase("anna", 5000, "p"), purchase("berta", 3000, "q"))
            anna = MemberReference("external", "anna")
            (left,) = await shop.run(Command(anna, Left(), "test", "l1"))
            await turn_clock(shop.desk, NOON + days(10), actor="test")
            await shop.run(Command(anna, Rejoined(), "test", "r1"))
            await shop.run(Command(anna, Left(), "test", "l2"), spending("anna", "s"))
            await is_sound(shop)

            assert left.figures["standing"]["closes_at"] == (NOON + days(30)).isoformat()
            assert await turn_clock(shop.desk, NOON + days(39), actor="test") == 0
            assert await turn_clock(shop.desk, NOON + days(40), actor="test") == 1

            assert await shop.rows("SELECT sum(amount)::int FROM transfer WHERE credit = 'forfeited'") == [(40,)]
            assert await shop.figures("berta") == (30, 0, 0)
            await is_sound(shop)

    asyncio.run(story())


def test_a_debt_that_comes_with_a_merge_is_paid_by_what_becomes_available(database: str) -> None:
    document = DOCUMENT.replace("expires: after", "available: after 14 days, expires: after")

    async def story() -> None:
        async with opened(database, document) as shop:
            await shop.join("anna", "anni")
            await shop.run(purchase("anna", 2000, "p"), adjusting("anni", -5, "a", allow_debt=True))
            await shop.run(merging("anna", "anni", "m"))
            assert await shop.figures("anna") == (0, 20, 5)
            await is_sound(shop)

            await turn_clock(shop.desk, NOON + days(14), actor="test")

            assert await shop.figures("anni") == (15, 0, 0)
            await is_sound(shop)

    asyncio.run(story())


def test_an_end_that_moved_stays_where_it_is_in_a_merge_and_after_giving_back(database: str) -> None:
    document = """\
units: {points: {name: {en: [point, points]}, expires: after 2 months, extend: [{event: visit, by: 1 month}]}}
events: {visit: {}}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
rewards: [{id: coffee, cost: {points: 10}, gives: {product: coffee}, cancel: 60 days}]
transfers: {units: [points]}
"""

    async def story() -> None:
        async with opened(database, document) as shop:
            await shop.join("anna", "anni")
            await shop.run(purchase("anni", 2000, "p"), happening("anni", "visit", "v"))
            await shop.run(giving("anni", "anna", 10, "g"), merging("anna", "anni", "m"))
            await shop.run(spending("anna", "s1"), spending("anna", "s2"), happening("anna", "visit", "too late"))
            await is_sound(shop)
            spent = await shop.rows("SELECT member_seq FROM redemption ORDER BY 1")

            # The end of July is over, that of August is not.
            await turn_clock(shop.desk, NOON + days(75), actor="test")
            await shop.run(*(wish("anna", CancelRedemption(seq, "a mistake"), f"c{seq}") for (seq,) in spent))

            lots = (await shop.holding("anna")).lots
            assert [(lot.remaining, lot.expires_at) for lot in lots] == [(10, NOON + days(92))] * 2
            assert [lot.issued_end for lot in lots] == [NOON + days(61)] * 2
            await is_sound(shop)

    asyncio.run(story())


UNITED = """\
units: {points: {name: {en: [point, points]}, inactivity: {after: 6 months, reset_by: [purchase]}}}
events: {visit: {}}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: hello, event: visit, give: {points: 5}, once: true}
metrics: {spent: {sum: order.paid, over: calendar year}, shops: {distinct: order.store, over: last 90 days}}
ladders: {status: {by: spent, levels: [{id: silver, from: 20.00 EUR}, {id: gold, from: 100.00 EUR}], keeps: 3 months}}
rewards: [{id: coffee, cost: {points: 10}, gives: {product: coffee}, cancel: 14 days, per_member: 1 per month}]
"""


def test_counters_levels_and_rewards_of_two_are_those_of_one(database: str) -> None:
    async def story() -> None:
        async with opened(database, UNITED) as shop:
            await shop.join("anna", "anni")
            await shop.run(purchase("anna", 6000, "p1", store="A"), purchase("anni", 7000, "p2", store="B"))
            await shop.run(*(happening(name, "visit", f"v {name}") for name in ("anna", "anni")))
            await shop.run(spending("anni", "s"))
            anni = await shop.id_of("anni")

            (merged,) = await shop.run(merging("anna", "anni", "m"))

            assert merged.figures["given_twice"] == ["hello"]
            wallet = await show(shop.desk, await shop.id_of("anna"))
            assert wallet.levels.progress[0].level == "gold"
            assert wallet.given_twice == ("hello",)
            assert [one.name for one in wallet.redemptions] == ["5.5"]
            assert await shop.rows("SELECT kind FROM due WHERE member_id = %s", anni) == []
            await is_sound(shop)

            outcome = await cancel(shop.desk, await shop.id_of("anna"), "5.5", actor="test", request_key="c")
            assert outcome.status == "decided"
            assert (await shop.figures("anna"))[0] == 60 + 70 + 5 + 5
            await shop.run(spending("anna", "s2"))
            await turn_clock(shop.desk, NOON + days(400), actor="test")
            assert (await shop.figures("anna"))[0] == 0
            await is_sound(shop)

    asyncio.run(story())


def test_merges_in_one_batch_fill_the_person_in_their_order(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            annika = Person("Annika", "a@example.org")
            people = {"anna": Person(), "anni": Person(email="anni@example.org"), "annika": annika}
            await shop.run(
                *(
                    Command(MemberReference("external", name), Joined(), "test", f"join {name}", person=person)
                    for name, person in people.items()
                )
            )

            await shop.run(merging("anni", "annika", "m1"), merging("anna", "anni", "m2"))

            told_of = await shop.rows("SELECT name, email FROM person")
            assert told_of == [("Annika", "anni@example.org")]
            await is_sound(shop)

    asyncio.run(story())
