"""The database goes away while the service is asked: everybody is told so and when to ask again, nobody waits for ever,
and when it is back everything goes on by itself. Who asks again with the same key has asked once.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.api.conftest import Caller, Service, told
from tests.api.test_events import bought
from tests.faults.town import Town, built
from tests.processing.shop import joined_by
from treue.store import embedded

pytestmark = [pytest.mark.postgres, pytest.mark.faults, pytest.mark.timeout(120)]

CLIENTS = 8
ANSWER_SECONDS_MAX = 15
"""What a caller waits at most: for a connection, behind one batch that waits for it too, and on a busy machine."""
ANNA = "/members/external:anna"


@dataclass
class Fair:
    """Clients who buy and redeem, each with keys of his own, and ask again until they know."""

    caller: Caller
    turned_away: list[httpx.Response] = field(default_factory=list)
    turns: list[int] = field(default_factory=lambda: [0] * CLIENTS)
    over: bool = False

    async def trade(self, number: int) -> None:
        """A purchase of ten points and a coffee for ten points, again and again."""
        while not self.over:
            key = f"{number}/{self.turns[number]}"
            await self.once("POST", "/events", bought(1000, key))
            await self.once("POST", f"{ANNA}/redemptions", {"reward": "coffee"}, idempotency_key=key)
            await self.once("GET", f"{ANNA}/wallet")
            self.turns[number] += 1

    async def once(self, *words: Any, **headers: str) -> None:
        while not (answer := await self.caller.ask(*words, **headers)).is_success:
            self.turned_away.append(answer)
            await asyncio.sleep(0.1)

    async def go_on(self) -> None:
        """Wait until every client has done two more turns, one of which was begun after now."""
        before = list(self.turns)
        while any(turn < then + 2 for turn, then in zip(self.turns, before, strict=True)):
            await asyncio.sleep(0.05)

    def check(self) -> None:
        """Whoever was turned away was told why, and when to come again."""
        assert {answer.status_code for answer in self.turned_away} <= {503}, [each.text for each in self.turned_away]
        for answer in self.turned_away:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "unavailable"
            assert int(answer.headers["retry-after"]) >= 1


def test_a_database_that_may_only_be_read_is_told_from_a_fault_of_a_command(database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()
        await till.post("/events", bought(1000, "1"))
        name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
        async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
            await read_only(connection, f"{name}", "on")
            turned_away = await till.post("/events", bought(1000, "2"))
            await read_only(connection, f"{name}", "off")
            again = await till.post("/events", bought(1000, "2"))

        assert (turned_away.status_code, turned_away.json()["code"]) == (503, "unavailable")
        assert again.status_code == 200
        desk = await service.desk()
        async with desk.pool.connection() as connection:
            assert await (await connection.execute("SELECT count(*) FROM parked")).fetchall() == [(0,)]

    told(database, story)


async def read_only(connection: psycopg.AsyncConnection[Any], database: str, word: str) -> None:
    """As a host does it where there is no room; whoever is connected has to come again."""
    await connection.execute("SET default_transaction_read_only = off")
    await connection.execute(f"ALTER DATABASE {database} SET default_transaction_read_only = {word}".encode())
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
        [database],
    )


async def killed(town: Town, client: httpx.AsyncClient, fair: Fair) -> None:
    town.kill_database()
    await is_said_to_be_away(client, fair)
    await town.start_database()


async def stopped(town: Town, client: httpx.AsyncClient, fair: Fair) -> None:
    assert await asyncio.to_thread(embedded.stop, town.home)
    await is_said_to_be_away(client, fair)
    await town.start_database()


async def is_said_to_be_away(client: httpx.AsyncClient, fair: Fair) -> None:
    """Until half of the clients' number was turned away: figures and probes say what there is to say."""
    ready = await client.get("/ready")
    assert (ready.status_code, ready.text) == (503, "the database cannot be reached\n")
    assert (await client.get("/health")).status_code == 200
    assert "treue_database_up 0.0" in (await client.get("/metrics")).text
    before = len(fair.turned_away)
    while len(fair.turned_away) < before + CLIENTS // 2:
        await asyncio.sleep(0.05)


async def terminated(town: Town, client: httpx.AsyncClient) -> None:
    """Every connection ends, ten times; the database itself is never away."""
    ended = 0
    async with await psycopg.AsyncConnection.connect(town.database.conninfo, autocommit=True) as connection:
        for _ in range(10):
            cursor = await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            ended += len(await cursor.fetchall())
            await asyncio.sleep(0.05)
    assert ended >= 10
    assert (await client.get("/health")).status_code == 200


def test_nobody_is_left_without_an_answer_and_nothing_happens_twice(home: Path) -> None:
    async def story() -> None:
        async with built(home) as town, httpx.AsyncClient(base_url=town.address, timeout=ANSWER_SECONDS_MAX) as client:
            fair = Fair(Caller(client, town.secret))
            async with asyncio.TaskGroup() as trading:
                for number in range(CLIENTS):
                    trading.create_task(fair.trade(number))
                await fair.go_on()

                await terminated(town, client)
                await fair.go_on()
                await killed(town, client, fair)
                await fair.go_on()
                await stopped(town, client, fair)
                await fair.go_on()

                fair.over = True
            fair.check()
            assert (await client.get("/ready")).status_code == 200
            async with joined_by(town.database.conninfo) as shop:
                assert await shop.verify() == []
                (counts,) = await shop.rows(
                    "SELECT count(*) FILTER (WHERE kind = 'purchase'), count(*) FILTER (WHERE kind = 'spend') "
                    "FROM event"
                )
                assert counts == (sum(fair.turns), sum(fair.turns))
                assert await shop.figures("anna") == (0, 0, 0)
            lines = [json.loads(line) for line in town.log.read_text(encoding="utf-8").splitlines()]
            assert [line for line in lines if line.get("level") == "error"] == []

    asyncio.run(story())
