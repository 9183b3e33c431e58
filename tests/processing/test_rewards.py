"""Rewards on a real database: many at once, codes, limits that begin later, and every decision made again."""

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
    fact,
    joined_by,
    new_key,
    opened,
    publish_text,
    purchase,
    spending,
    wish,
)
from tests.scenarios.language import all_scenarios
from tests.scenarios.on_postgres import PostgresShop
from tests.scenarios.story import Scenario
from treue.domain.codes import read_code
from treue.domain.events import AwaitSeat, CancelRedemption, ReissueRedemption, Return, Spend, UseRedemption
from treue.domain.orders import OrderReference
from treue.domain.reasons import Reason
from treue.processing.commands import Command, Outcome
from treue.store.queues import read_queues
from treue.usecases.members.erase import erase
from treue.usecases.members.show import show
from treue.usecases.programmes.turn_clock import turn_clock
from treue.usecases.units.spend import spend

pytestmark = pytest.mark.postgres

DOCUMENT = """\
units: {points: {name: {en: [point, points]}}}
rewards:
  - {id: ticket, cost: {points: 10}, gives: {percent: 10}, valid: 30 days, cancel: 14 days, reissue: true}
  - {id: prize, cost: {points: 10}, gives: {product: prize}, in_all: 10 per month}
  - {id: once, cost: {points: 10}, gives: {product: once}, per_member: 1}
"""
CARD = """\
units: {stamps: {name: {en: [stamp, stamps]}}}
earn: [{id: stamp, event: purchase, give: {stamps: 1}, per: 1.00 EUR}]
rewards: [{id: coffee, cost: {stamps: 10}, gives: {product: coffee}, automatic: true, in_all: 5 per month}]
"""
RIDE = """\
units: {points: {name: {en: [point, points]}}}
rewards: [{id: ride, cost: {points: 10}, gives: {experience: {at: Sunday, seats: 10}}, cancel: 14 days}]
"""
ONE_RIDE = RIDE.replace("seats: 10", "seats: 1, waiting_list: true")
FOLLOWS = "migrate: [{rewards: [prize, once], how: follow}]\n"
PLAIN = DOCUMENT.replace(", in_all: 10 per month", "").replace(", per_member: 1", "")
OF_REWARDS = [scenario for scenario in all_scenarios() if scenario.guards.startswith(("R7", "R6", "product"))]
DERIVED = ("member", "balance", "lot", "due", "budget", "stock", "tally", "redemption")


def told(outcomes: Iterable[Outcome]) -> Counter[str]:
    """How often what was answered."""
    return Counter(outcome.reason.value if outcome.reason else outcome.status for outcome in outcomes)


async def at_once(one: Shop, other: Shop, commands: list[Command]) -> list[Outcome]:
    """Each command as a batch of its own, in turns through two processors on two pools."""
    runs = [(one if number % 2 else other).run(command) for number, command in enumerate(commands)]
    return [outcome for (outcome,) in await asyncio.gather(*runs)]


@pytest.mark.parametrize("scenario", OF_REWARDS, ids=[scenario.name for scenario in OF_REWARDS])
def test_decisions_about_rewards_can_be_made_again_and_rebuilt(scenario: Scenario, shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, scenario.document, starts_at=scenario.clock, key=new_key()) as shop:
            await PostgresShop(shop, scenario).play()
            before = [await shop.table(table) for table in DERIVED]

            assert await differences(shop) == []
            await shop.rebuild()

            assert [await shop.table(table) for table in DERIVED] == before

    asyncio.run(story())


def test_of_a_hundred_wishes_for_ten_prizes_ten_are_given(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as one, joined_by(database) as other:
            names = [f"member {number}" for number in range(100)]
            await one.join(*names)
            await one.run(*(adjusting(name, 10, name) for name in names))

            outcomes = await at_once(one, other, [spending(name, f"prize for {name}", "prize") for name in names])

            assert told(outcomes) == {"decided": 10, "given_out": 90}
            assert await one.rows("SELECT window_label, used FROM budget") == [("2026-06", 10)]
            assert await one.verify() == []

    asyncio.run(story())


def test_a_free_seat_goes_to_who_waits_first_however_many_ask(database: str) -> None:
    async def story() -> None:
        async with opened(database, ONE_RIDE) as one, joined_by(database) as other:
            names = [f"member {number}" for number in range(30)]
            await one.join(*names)
            await one.run(*(adjusting(name, 20, name) for name in names))
            await one.run(spending(names[0], "ride", "ride"))
            for name in names[1:4]:
                await other.run(wish(name, AwaitSeat("ride"), f"wait {name}"))
            await one.run(wish(names[0], CancelRedemption(3), "back"))

            outcomes = await at_once(one, other, [spending(name, f"r {name}", "ride") for name in reversed(names)])

            assert told(outcomes)["decided"] == 1
            assert [outcome.accepted for outcome in reversed(outcomes)].index(True) == 1
            queue = [await one.id_of(name) for name in names[2:4]]
            async with one.desk.pool.connection() as connection:
                queues = await read_queues(connection, one.desk.programme_id, ["ride"])
            assert list(queues["ride"]) == queue
            assert await one.verify() == []
            assert await differences(one) == []

    asyncio.run(story())


def test_seats_that_are_given_back_meanwhile_are_never_taken_twice(database: str) -> None:
    async def story() -> None:
        async with opened(database, RIDE) as one, joined_by(database) as other:
            names = [f"member {number}" for number in range(40)]
            await one.join(*names)
            await one.run(*(adjusting(name, 20, name) for name in names))
            early = await one.run(*(spending(name, f"ride for {name}", "ride") for name in names[:10]))
            back = [wish(name, CancelRedemption(3), f"back from {name}") for name in names[:5]]
            late = [spending(name, f"ride for {name}", "ride") for name in names[10:]]

            outcomes = await at_once(one, other, [*late[:15], *back, *late[15:]])

            assert told(early) == {"decided": 10}
            assert all(outcome.accepted for outcome in outcomes[15:20])
            taken = 5 + sum(outcome.accepted for outcome in [*outcomes[:15], *outcomes[20:]])
            assert taken <= 10
            assert await one.rows("SELECT count(*) FROM redemption WHERE standing = 'open'") == [(taken,)]
            assert await one.rows("SELECT used FROM budget") == [(taken,)]
            assert await one.verify() == []

    asyncio.run(story())


@pytest.mark.parametrize(
    ("changes", "refused"),
    [(UseRedemption(3), "already_used"), (CancelRedemption(3), "already_cancelled")],
    ids=["used", "given back"],
)
def test_of_fifty_at_once_one_uses_a_voucher_or_gives_it_back(
    database: str, changes: UseRedemption | CancelRedemption, refused: str
) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as one, joined_by(database) as other:
            await one.join("anna")
            await one.run(adjusting("anna", 10, "a"))
            await one.run(spending("anna", "w", "ticket"))

            outcomes = await at_once(one, other, [wish("anna", changes, f"c{number}") for number in range(50)])

            assert told(outcomes) == {"decided": 1, refused: 49}
            assert await one.figures("anna") == (10 if isinstance(changes, CancelRedemption) else 0, 0, 0)
            assert await one.verify() == []

    asyncio.run(story())


def test_a_voucher_is_either_used_or_given_back(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as one, joined_by(database) as other:
            await one.join("anna")
            await one.run(adjusting("anna", 10, "a"))
            await one.run(spending("anna", "w", "ticket"))

            both = [wish("anna", UseRedemption(3), "u"), wish("anna", CancelRedemption(3), "c")]
            outcomes = await at_once(one, other, both)

            assert sum(outcome.accepted for outcome in outcomes) == 1
            available, _, _ = await one.figures("anna")
            assert available == (10 if outcomes[1].accepted else 0)
            assert await one.verify() == []

    asyncio.run(story())


@pytest.mark.parametrize("turn", range(4))
def test_a_voucher_is_either_used_or_void_with_the_return_of_its_order(database: str, turn: int) -> None:
    async def story() -> None:
        async with opened(database, CARD) as one, joined_by(database) as other:
            await one.join("anna")
            await one.run(purchase("anna", 1000, "o"))
            use = wish("anna", UseRedemption(3), "u")
            back = fact("anna", Return(NOON, OrderReference("tills", "o")), "r")

            outcomes = await at_once(one, other, [use, back] if turn % 2 else [back, use])

            used = outcomes[0 if turn % 2 else 1].accepted
            assert await one.figures("anna", "stamps") == (0, 0, 10 if used else 0)
            assert await one.rows("SELECT standing FROM redemption") == [("used" if used else "cancelled",)]
            assert await one.verify() == []
            assert await differences(one) == []

    asyncio.run(story())


def test_a_code_is_answered_again_with_its_key_and_replaced_by_the_next(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna")
            await shop.run(adjusting("anna", 10, "a"))

            (first,) = await shop.run(spending("anna", "w", "ticket"))
            (again,) = await shop.run(spending("anna", "w", "ticket"))
            (second,) = await shop.run(wish("anna", ReissueRedemption(3), "r"))

            assert first.code is not None
            assert second.code is not None
            assert read_code(first.code) == first.code == again.code
            assert second.code != first.code
            wallet = await show(shop.desk, await shop.id_of("anna"))
            assert [redemption.code for redemption in wallet.redemptions] == [second.code]

    asyncio.run(story())


def test_erasing_a_member_forgets_his_codes_and_keeps_the_books(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna")
            await shop.run(adjusting("anna", 10, "a"))
            await shop.run(spending("anna", "w", "ticket"))

            await erase(shop.desk, await shop.id_of("anna"), actor="test")

            assert await shop.rows("SELECT count(*) FROM voucher_code") == [(0,)]
            assert await shop.rows("SELECT reward FROM redemption") == [("ticket",)]
            assert await shop.verify() == []

    asyncio.run(story())


def test_a_limit_for_all_that_begins_later_counts_what_was_given_before(database: str) -> None:
    async def story() -> None:
        async with opened(database, PLAIN) as shop:
            await shop.join("anna")
            await shop.run(adjusting("anna", 200, "a"))
            # Fewer prizes are worse for members, so the version says so and comes when they know.
            await publish_text(shop.desk.pool, DOCUMENT + FOLLOWS, NOON + days(45))
            await turn_clock(shop.desk, NOON + days(44), actor="test")
            await shop.run(*(spending("anna", f"before {number}", "prize") for number in range(8)))
            await turn_clock(shop.desk, NOON + days(45), actor="test")

            outcomes = await shop.run(*(spending("anna", f"after {number}", "prize") for number in range(3)))
            await shop.run(wish("anna", CancelRedemption(3, "a mistake"), "c"))
            (free,) = await shop.run(spending("anna", "the place that became free", "prize"))

            assert told(outcomes) == {"decided": 2, "given_out": 1}
            assert free.accepted
            assert await shop.rows("SELECT used FROM budget") == [(10,)]
            assert await shop.verify() == []
            await shop.rebuild()
            assert await shop.verify() == []

    asyncio.run(story())


def test_what_staff_notes_about_a_reward_is_written_with_it_once_or_not_at_all(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, key=new_key()) as shop:
            await shop.join("anna")
            await shop.run(adjusting("anna", 15, "welcome"))
            anna, coffee = await shop.id_of("anna"), Spend("coffee")
            for _ in range(2):
                bought = await spend(shop.desk, anna, coffee, actor="bo", request_key="first", note="with oat milk")
                assert bought.member_seq == 3
            other = await spend(shop.desk, anna, coffee, actor="bo", request_key="first", note="in a cup")
            assert other.reason is Reason.KEY_REUSED
            refused = await spend(shop.desk, anna, coffee, actor="bo", request_key="second", note="in a cup")
            assert refused.reason is Reason.INSUFFICIENT_UNITS

            written = await shop.rows(
                "SELECT a.actor, a.action, a.detail, a.xmin = e.xmin FROM audit a "
                "JOIN event e USING (programme_id, member_id) "
                "WHERE a.programme_id = %s AND a.actor = 'bo' AND e.member_seq = 3 ORDER BY a.audit_id",
                shop.desk.programme_id,
            )

            # Both rows are of the transaction that wrote the event.
            assert written == [
                ("bo", "spend", {}, True),
                ("bo", "spend_note", {"event": 3, "note": "with oat milk", "reward": "coffee"}, True),
            ]

    asyncio.run(story())
