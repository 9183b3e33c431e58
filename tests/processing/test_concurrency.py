"""Many at once: what is scarce is never handed out twice, and nobody waits for ever.

Published reports of loyalty systems name each of these: twenty clicks that credited one gift twenty times, two
redemptions of one balance, a stock that went below zero.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable

import pytest

from tests.processing.shop import NOON, Shop, adjusting, joined_by, joining, opened, purchase, receipt, spending
from treue.domain.events import CustomEvent, Spend
from treue.processing.batcher import Batcher
from treue.processing.commands import Command, MemberReference, Outcome
from treue.usecases.stock.receive import receive

pytestmark = pytest.mark.postgres

LIMITED = """\
units: {points: {name: {en: [point, points]}}}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: opening, event: purchase, give: {points: 10}, budget: {points: 95}}
rewards:
  - {id: coffee, cost: {points: 10}, gives: {product: coffee}}
  - {id: mug, cost: {points: 10}, gives: {product: mug}, stock: limited}
"""


def told(outcomes: Iterable[Outcome]) -> Counter[str]:
    """How often what was answered."""
    return Counter(outcome.reason.value if outcome.reason else outcome.status for outcome in outcomes)


async def in_one_process(shop: Shop, commands: list[Command]) -> list[Outcome]:
    """All commands at once through one batcher, as requests to one process."""
    async with Batcher(shop.desk.processor) as batcher:
        return await asyncio.gather(*(batcher.submit(command) for command in commands))


async def in_two_processes(one: Shop, other: Shop, commands: list[Command]) -> list[Outcome]:
    """All commands at once, each as a batch of its own, in turns through two processors on two pools."""
    runs = [(one if number % 2 else other).run(command) for number, command in enumerate(commands)]
    return [outcome for (outcome,) in await asyncio.gather(*runs)]


def test_of_fifty_spends_of_one_balance_one_wins_in_one_process(database: str) -> None:
    async def story() -> None:
        async with opened(database) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 1000, "p"))

            outcomes = await in_one_process(shop, [spending("anna", f"w{number}") for number in range(50)])

            assert told(outcomes) == {"decided": 1, "insufficient_units": 49}
            assert await shop.figures("anna") == (0, 0, 0)
            assert await shop.verify() == []

    asyncio.run(story())


def test_of_fifty_spends_of_one_balance_one_wins_in_two_processes(database: str) -> None:
    async def story() -> None:
        async with opened(database) as one, joined_by(database) as other:
            await one.join("anna")
            await one.run(purchase("anna", 1000, "p"))

            outcomes = await in_two_processes(one, other, [spending("anna", f"w{number}") for number in range(50)])

            assert told(outcomes) == {"decided": 1, "insufficient_units": 49}
            assert {outcome.missing for outcome in outcomes if outcome.reason} == {10}
            assert await one.figures("anna") == (0, 0, 0)
            assert await one.verify() == []

    asyncio.run(story())


@pytest.mark.parametrize("processes", [1, 2])
def test_of_a_hundred_claims_of_ten_rewards_ten_win(database: str, processes: int) -> None:
    async def story() -> None:
        async with opened(database, LIMITED) as one, joined_by(database) as other:
            names = [f"member {number}" for number in range(100)]
            await one.join(*names)
            await one.run(*(adjusting(name, 10, name) for name in names))
            await receive(one.desk, "mug", 10, actor="test")
            wishes = [spending(name, f"mug for {name}", "mug") for name in names]

            outcomes = await (in_one_process(one, wishes) if processes == 1 else in_two_processes(one, other, wishes))

            assert told(outcomes) == {"decided": 10, "out_of_stock": 90}
            for name, outcome in zip(names, outcomes, strict=True):
                assert await one.figures(name) == (0 if outcome.accepted else 10, 0, 0)
            assert await one.rows("SELECT received, taken FROM stock") == [(10, 10)]
            assert await one.verify() == []

    asyncio.run(story())


def test_a_budget_is_given_out_to_the_unit(database: str) -> None:
    async def story() -> None:
        async with opened(database, LIMITED) as one, joined_by(database) as other:
            names = [f"member {number}" for number in range(30)]
            await one.join(*names)

            outcomes = await in_two_processes(one, other, [purchase(name, 100, name) for name in names])

            given = sorted((outcome.figures["given"]["points"] for outcome in outcomes), reverse=True)
            assert given == [11] * 9 + [6] + [1] * 20
            assert await one.rows("SELECT used FROM budget") == [(95,)]
            assert await one.verify() == []

    asyncio.run(story())


SHARED = """
units: {points: {name: {en: [point, points]}}}
earn:
  - {id: opening, event: purchase, give: {points: 10}, caps: {programme: {points: [95 per day, 87]}}}
"""


def test_what_all_members_share_is_given_out_to_the_unit_in_every_window(database: str) -> None:
    async def story() -> None:
        async with opened(database, SHARED) as one, joined_by(database) as other:
            names = [f"member {number}" for number in range(30)]
            await one.join(*names)

            outcomes = await in_two_processes(one, other, [purchase(name, 100, name) for name in names])

            given = [outcome.figures.get("given", {}).get("points", 0) for outcome in outcomes]
            assert sorted(given, reverse=True) == [10] * 8 + [7] + [0] * 21
            used = await one.rows("SELECT window_label, used FROM budget ORDER BY window_label")
            assert [amount for _, amount in used] == [87, 87]
            assert await one.verify() == []

    asyncio.run(story())


PRINTED = """
units: {points: {name: {en: [point, points]}}}
events: {scanned: {code: string}}
earn: [{id: pack, event: scanned, give: {points: 5}, limit_by_code: 3}]
"""


def test_a_printed_code_counts_as_often_as_it_may_however_many_report_it_at_once(database: str) -> None:
    async def story() -> None:
        async with opened(database, PRINTED) as one, joined_by(database) as other:
            names = [f"member {number}" for number in range(30)]
            await one.join(*names)
            scans = [
                Command(
                    MemberReference("external", name),
                    CustomEvent("scanned", NOON, {"code": "AB12"}),
                    "test",
                    source="app",
                    external_id=name,
                )
                for name in names
            ]

            outcomes = await in_two_processes(one, other, scans)

            given = [outcome.figures.get("given", {}).get("points", 0) for outcome in outcomes]
            assert sorted(given, reverse=True) == [5] * 3 + [0] * 27
            assert await one.rows("SELECT used FROM budget") == [(3,)]
            assert await one.verify() == []

            await one.rows("UPDATE budget SET used = 4")

            assert [broken.check for broken in await one.verify()] == ["budgets", "overdrawn_budgets"]
            await one.rebuild()
            assert await one.verify() == []

    asyncio.run(story())


def test_the_same_request_a_hundred_times_at_once_has_one_effect_and_one_answer(database: str) -> None:
    async def story() -> None:
        async with opened(database) as one, joined_by(database) as other:
            await one.join("anna")
            await one.run(purchase("anna", 5000, "p"))

            outcomes = await in_two_processes(one, other, [spending("anna", "the wish")] * 100)

            assert told(outcomes) == {"decided": 1, "repeated": 99}
            assert [outcome.figures for outcome in outcomes] == [outcomes[0].figures] * 100
            assert await one.figures("anna") == (40, 0, 0)
            assert await one.verify() == []

    asyncio.run(story())


def test_a_person_who_joins_in_two_processes_at_once_is_one_member(database: str) -> None:
    async def story() -> None:
        async with opened(database) as one, joined_by(database) as other:
            outcomes = await in_two_processes(one, other, [joining("anna", key=f"form {n}") for n in range(20)])

            assert told(outcomes) == {"decided": 1, "already_member": 19}
            assert await one.rows("SELECT count(*) FROM member") == [(1,)]
            assert await one.verify() == []

    asyncio.run(story())


def test_a_receipt_that_two_members_present_at_once_is_credited_to_one(database: str) -> None:
    async def story() -> None:
        async with opened(database) as one, joined_by(database) as other:
            await one.join("anna", "berta")
            for number in range(10):
                outcomes = await in_two_processes(
                    one,
                    other,
                    [
                        purchase("anna", 1000, f"a{number}", receipt=receipt(f"{number}")),
                        purchase("berta", 1000, f"b{number}", receipt=receipt(f"{number}")),
                    ],
                )

                assert told(outcomes) == {"decided": 1, "receipt_credited": 1}
            assert (await one.figures("anna"))[0] + (await one.figures("berta"))[0] == 100
            assert await one.verify() == []

    asyncio.run(story())


def test_what_is_decided_from_was_read_after_the_lock_was_waited_for(database: str) -> None:
    async def story() -> None:
        async with opened(database) as shop, shop.desk.pool.connection() as somebody:
            await shop.join("anna")
            await shop.run(purchase("anna", 1000, "p"))
            member_id = await shop.id_of("anna")
            # Somebody else holds the member and takes his only lot, as another processor would.
            await somebody.execute("SELECT FROM member WHERE member_id = %s FOR NO KEY UPDATE", (member_id,))

            waiting = asyncio.create_task(shop.run(spending("anna", "w")))
            await asyncio.wait([waiting], timeout=0.3)
            assert not waiting.done(), "it decided without waiting for the lock"
            await somebody.execute("DELETE FROM lot WHERE member_id = %s", (member_id,))
            await somebody.commit()

            (outcome,) = await waiting
            assert told([outcome]) == {"insufficient_units": 1}

    asyncio.run(story())


def test_batches_that_want_the_same_members_in_opposite_order_all_end(database: str) -> None:
    async def story() -> None:
        async with opened(database, LIMITED) as one, joined_by(database) as other:
            names = [f"member {number}" for number in range(8)]
            await one.join(*names)
            await receive(one.desk, "mug", 1000, actor="test")
            there = [
                [purchase(name, 1000, f"there {turn} {name}") for name in names]
                + [spending(name, f"mug {turn} {name}", "mug") for name in names]
                for turn in range(10)
            ]
            back = [list(reversed(batch)) for batch in there]
            answers = await asyncio.gather(
                *(one.run(*batch) for batch in there), *(other.run(*batch) for batch in back)
            )

            outcomes = [outcome for answer in answers for outcome in answer]
            assert "parked" not in told(outcomes)
            assert told(outcomes)["decided"] >= 80
            assert (await one.rows("SELECT count(*) FROM event WHERE kind = 'purchase'")) == [(80,)]
            assert await one.verify() == []

    asyncio.run(story())


def test_new_identities_and_keys_in_opposite_order_end_too(database: str) -> None:
    async def story() -> None:
        async with opened(database) as one, joined_by(database) as other:
            names = [f"member {number}" for number in range(40)]
            batch = [joining(name) for name in names]

            there, back = await asyncio.gather(one.run(*batch), other.run(*reversed(batch)))

            assert told(there) + told(back) == {"decided": 40, "repeated": 40}
            assert await one.rows("SELECT count(*) FROM identity WHERE kind = 'external'") == [(40,)]
            assert await one.verify() == []

    asyncio.run(story())


def test_a_caller_who_goes_away_does_not_take_his_command_back(database: str) -> None:
    async def story() -> None:
        async with opened(database) as shop:
            await shop.join("anna")
            async with Batcher(shop.desk.processor) as batcher:
                caller = asyncio.create_task(batcher.submit(purchase("anna", 1000, "p")))
                await asyncio.sleep(0)
                caller.cancel()
            assert await shop.figures("anna") == (10, 0, 0)

    asyncio.run(story())


def test_a_member_known_by_his_internal_id_is_the_same_member(database: str) -> None:
    async def story() -> None:
        async with opened(database) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 2000, "p"))
            by_id = MemberReference("id", str(await shop.id_of("anna")))

            outcomes = await shop.run(Command(by_id, Spend("coffee"), "test", "a"), spending("anna", "b"))

            assert told(outcomes) == {"decided": 2}
            assert await shop.figures("anna") == (0, 0, 0)

    asyncio.run(story())
