"""Who asks for many codes or cards that do not exist is slowed down, and somebody learns of it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.conftest import Caller, Service, told
from tests.api.test_events import bought
from tests.api.test_redemptions import CODES
from tests.processing.shop import new_key, opened
from treue.access.guessing import GUESSED, WRONG_OF_ADDRESS, WRONG_OF_KEY, Guesses
from treue.processing.clock import wall_now
from treue.usecases.overview.show import glance

pytestmark = pytest.mark.postgres

HERE = "192.0.2.1"
NINE = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def test_sixty_wrong_ones_in_an_hour_are_free_and_each_more_doubles_the_wait_up_to_a_minute(
    shared_database: str,
) -> None:
    async def story() -> None:
        async with opened(shared_database, key=new_key()) as shop:
            guesses, waits = Guesses(), []
            for _ in range(WRONG_OF_KEY.free + 8):
                waits.append((guesses.free_from(shop.desk, "key:till", HERE, NINE) - NINE).total_seconds())
                await guesses.note_wrong(shop.desk, "key:till", HERE, NINE)
            later = NINE + timedelta(hours=1)
            elsewhere = guesses.free_from(shop.desk, "key:office", HERE, NINE)

            assert waits == [0] * 60 + [1, 2, 4, 8, 16, 32, 60, 60]
            assert guesses.free_from(shop.desk, "key:till", HERE, later) == later
            assert elsewhere == NINE
            assert await shop.rows(
                "SELECT actor, detail FROM audit WHERE programme_id = %s AND action = %s",
                shop.desk.programme_id,
                GUESSED,
            ) == [("key:till", {"wrong": 60})]

    asyncio.run(story())


def test_many_keys_at_one_address_are_counted_together_and_by_every_process(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, key=new_key()) as shop:
            processes = Guesses(), Guesses()
            for number in range(WRONG_OF_ADDRESS.free):
                await processes[number % 2].note_wrong(shop.desk, f"key:{number % 3}", HERE, NINE)

            waits = [(one.free_from(shop.desk, "key:new", HERE, NINE) - NINE).total_seconds() for one in processes]

            # The first process counted the 119th, the second the 120th.
            assert waits == [0, 1]
            assert processes[1].free_from(shop.desk, "key:new", "192.0.2.2", NINE) == NINE

    asyncio.run(story())


def test_then_a_right_code_has_to_wait_too_and_a_person_is_told(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till, guesser = await service.caller(name="till"), await service.caller(name="guesser")
        await till.post("/events", bought(5000, "1"))
        got = await till.post("/members/external:anna/redemptions", {"reward": "voucher"}, idempotency_key="1")
        desk = await service.desk()
        for _ in range(WRONG_OF_KEY.free + 5):
            await Guesses().note_wrong(desk, "key:guesser", "127.0.0.1", wall_now())

        wrong = await guesser.post("/codes/check", {"code": "7K2M-9QXC-4TB1-R"})
        right = await guesser.post("/codes/check", {"code": got.json()["code"]})
        card = await guesser.get("/members/card:4711/wallet")
        named = await guesser.get("/members/external:anna/wallet")
        other = await till.post("/codes/check", {"code": got.json()["code"]})
        seen = await glance(desk)

        assert (wrong.status_code, wrong.json()["code"]) == (404, "unknown_code")
        for waits in (right, card):
            assert (waits.status_code, waits.json()["code"]) == (429, "too_many_wrong")
            assert 55 <= int(waits.headers["retry-after"]) <= 60
            assert waits.json()["more"] == {"wait_seconds": int(waits.headers["retry-after"])}
        assert (named.status_code, other.status_code) == (200, 200)
        assert [(row.actor, row.wrong) for row in seen.guesses] == [("key:guesser", 60)]

    told(shared_database, story, CODES)


def test_cards_that_nobody_has_are_counted_wherever_they_are_named_but_never_in_facts(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller(name="till")
        asked = [
            await till.get("/members/card:1/wallet"),
            await till.get("/members?card=2"),
            await till.post("/codes/use", {"code": "7K2M-9QXC-4TB1-R"}, idempotency_key="1"),
            await till.post("/members/external:anna/merges", {"merged": "card:3"}, idempotency_key="2"),
        ]
        right = await till.get("/members?external_id=anna")
        fact = await till.post("/events", bought(1000, "1", member="card:4"))

        assert [answer.status_code for answer in asked] == [404, 200, 404, 422]
        assert (right.status_code, fact.status_code) == (200, 404)
        assert await counted(service) == {4}

    told(shared_database, story, CODES)


async def counted(service: Service) -> set[int]:
    """What is counted under the key and under the address."""
    desk = await service.desk()
    async with service.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT failures FROM sign_in_failure WHERE programme_id = %s", [desk.programme_id]
        )
        return {failures for (failures,) in await cursor.fetchall()}


def test_the_address_that_is_counted_is_the_one_behind_the_proxy(shared_database: str) -> None:
    async def story(service: Service) -> None:
        desk = await service.desk()
        for number in range(WRONG_OF_ADDRESS.free + 5):
            await Guesses().note_wrong(desk, f"key:{number}", "203.0.113.7", wall_now())
        keys = [await service.caller(name=name) for name in ("one", "two")]
        forwarded = {"x_forwarded_for": "203.0.113.7"}

        async def ask(caller: Caller, headers: dict[str, str]) -> int:
            return (await caller.post("/codes/check", {"code": "7K2M-9QXC-4TB1-R"}, **headers)).status_code

        assert [await ask(keys[0], forwarded), await ask(keys[1], forwarded)] == [404, 429]
        assert await ask(keys[1], {"x_forwarded_for": "203.0.113.7, 203.0.113.8"}) == 404

    told(shared_database, story, CODES, TREUE_TRUSTED_PROXIES="127.0.0.1")
