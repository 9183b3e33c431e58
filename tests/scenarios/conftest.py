"""One database and one HTTP service for many small tests, each of which publishes a programme of its own there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

import httpx
import pytest

from tests.postgres_fixtures import _database
from tests.processing.shop import Shop, new_key, publish_text
from tests.scenarios.story import Scenario
from treue.app import service_at
from treue.processing.desk import Pool, open_desk
from treue.store.connect import open_pool
from treue.store.embedded import Server


@pytest.fixture(scope="module")
def shared_database(postgres_server: Server, migrated_template: str) -> Iterator[str]:
    """The conninfo of a database that the tests of one file share; their programmes are apart."""
    yield from _database(postgres_server, migrated_template)


@dataclass(frozen=True, slots=True)
class Serving:
    """The service, a pool beside it, and the loop that both live in."""

    loop: asyncio.Runner
    client: httpx.AsyncClient
    pool: Pool

    def run(self, story: Coroutine[Any, Any, None]) -> None:
        self.loop.run(story)

    @asynccontextmanager
    async def shop(self, scenario: Scenario) -> AsyncIterator[Shop]:
        """A shop with the scenario's programme, whose clock stands where the scenario begins."""
        key = new_key()
        await publish_text(self.pool, scenario.document, scenario.clock, key)
        yield Shop(await open_desk(self.pool, key))


@pytest.fixture(scope="module")
def serving(shared_database: str) -> Iterator[Serving]:
    """The real service on the database that the tests of one file share."""
    service = service_at(shared_database, {"TREUE_DATABASE_URL": shared_database})
    transport = httpx.ASGITransport(cast(Any, service))
    over = asyncio.Event()

    async def keep(begun: asyncio.Future[tuple[httpx.AsyncClient, Pool]]) -> None:
        # What is entered has to be left by the same task, and every story is a task of its own.
        pool = await open_pool(shared_database)
        try:
            async with service.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://treue") as client:
                begun.set_result((client, pool))
                await over.wait()
        finally:
            await pool.close()

    async def begin() -> tuple[asyncio.Task[None], httpx.AsyncClient, Pool]:
        begun = asyncio.get_running_loop().create_future()
        keeper = asyncio.create_task(keep(begun))
        return keeper, *await begun

    async def end(keeper: asyncio.Task[None]) -> None:
        over.set()
        await keeper

    with asyncio.Runner() as loop:
        keeper, client, pool = loop.run(begin())
        yield Serving(loop, client, pool)
        loop.run(end(keeper))
