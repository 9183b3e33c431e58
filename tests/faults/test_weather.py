"""A command nobody can decide, connections that break, a database that is away: each costs only what it must."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import structlog

from tests.processing.shop import Shop, opened, purchase, spending
from treue.domain.reasons import Reason
from treue.processing.batcher import Batcher
from treue.processing.commands import Command
from treue.processing.processor import Unavailable
from treue.store import embedded
from treue.store.migrate import migrate

pytestmark = [pytest.mark.postgres, pytest.mark.faults]

POISON = (
    pytest.param(purchase("anna", 100, "poison", store="a\x00b"), id="a text the database cannot hold"),
    pytest.param(purchase("anna", 100, "poison", store="\ud800"), id="a text that is no text"),
    pytest.param(purchase("anna", 2**70, "poison"), id="an amount beyond every column"),
    pytest.param(purchase("anna", 2**62 * 2 * 100, "poison"), id="points beyond their column"),
    pytest.param(purchase("a\x00b", 100, "poison"), id="a member no database knows"),
)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what is logged of parked commands out of the test's output."""
    with structlog.testing.capture_logs():
        yield


@pytest.mark.parametrize("poison", POISON)
def test_a_poisoned_command_among_a_hundred_is_parked_alone(poison: Command, database: str) -> None:
    async def story() -> None:
        async with opened(database) as shop:
            await shop.join("anna", "berta")
            good = [purchase("anna" if number % 2 else "berta", 100, f"p{number}") for number in range(99)]

            outcomes = await shop.run(*good[:37], poison, *good[37:])

            assert [outcome.status for outcome in outcomes] == ["decided"] * 37 + ["parked"] + ["decided"] * 62
            assert outcomes[37].reason is Reason.PARKED
            assert await shop.rows("SELECT parked_id, actor FROM parked") == [(outcomes[37].parked_id, "test")]
            assert (await shop.figures("anna"), await shop.figures("berta")) == ((49, 0, 0), (50, 0, 0))
            assert await shop.verify() == []

    with quiet():
        asyncio.run(story())


def test_broken_connections_lose_and_double_nothing(database: str) -> None:
    async def story() -> None:
        async with opened(database) as shop:
            await shop.join("anna", "berta")
            breaking = asyncio.create_task(asyncio.to_thread(break_connections, database, 1.5))
            async with Batcher(shop.desk.processor) as batcher:
                await asyncio.gather(*(client(batcher, number, breaking) for number in range(8)))
            assert await breaking > 5

            (sold,) = await shop.rows("SELECT count(*), count(DISTINCT member_seq) FROM event WHERE kind = 'purchase'")
            (keys,) = await shop.rows("SELECT count(*) FROM claim WHERE kind = 'fact'")
            assert sold[0] == keys[0] >= 8
            assert await shop.rows("SELECT sum(amount)::bigint FROM transfer WHERE cause = 'earned'") == [
                (10 * sold[0],)
            ]
            assert await shop.verify() == []

    asyncio.run(story())


async def client(batcher: Batcher, number: int, breaking: asyncio.Task[int]) -> None:
    """Buy and spend until the weather is fair again; ask again with the same key when nothing is known."""
    turn = 0
    while not breaking.done():
        turn += 1
        name = "anna" if turn % 2 else "berta"
        for command in (purchase(name, 1000, f"{number}/{turn}"), spending(name, f"w {number}/{turn}")):
            while True:
                try:
                    outcome = await batcher.submit(command)
                except Unavailable:
                    continue
                assert outcome.accepted or outcome.reason is Reason.INSUFFICIENT_UNITS, outcome
                break


def break_connections(database: str, seconds: float) -> int:
    """Terminate every other session of the database again and again; how many there were."""
    broken = 0
    until = time.monotonic() + seconds
    with psycopg.connect(database, autocommit=True, application_name="weather") as connection:
        while time.monotonic() < until:
            rows = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).fetchall()
            broken += len(rows)
            time.sleep(0.03)
    return broken


def test_a_database_that_is_away_is_said_and_comes_back(home: Path) -> None:
    server = embedded.start(home)
    migrate(server.conninfo)

    async def story() -> None:
        async with opened(server.conninfo) as shop:
            await shop.join("anna")
            assert embedded.stop(home)

            with pytest.raises(Unavailable, match="ask again with the same keys"):
                await shop.run(purchase("anna", 1000, "p"))

            await asyncio.to_thread(embedded.start, home)
            assert (await until_it_is_back(shop, purchase("anna", 1000, "p"))) == "decided"
            assert await shop.figures("anna") == (10, 0, 0)
            assert await shop.verify() == []

    asyncio.run(story())


async def until_it_is_back(shop: Shop, command: Command) -> str:
    for _ in range(5):
        try:
            (outcome,) = await shop.run(command)
        except Unavailable:
            continue
        return outcome.status
    raise AssertionError("it never came back")
