"""The real HTTP service on a real database, and a shop whose key asks it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import httpx
import pytest

from tests.postgres_fixtures import _database
from tests.processing.shop import NOON, joining, new_key, publish_text
from treue.access.keys import create
from treue.access.scopes import Role
from treue.app import service_at
from treue.processing.desk import Desk, Pool, open_desk
from treue.store.connect import open_pool
from treue.store.embedded import Server

SHOP = """\
treue: 1
programme: {id: shop, name: {de: Hofladen, en: Farm shop}, currency: EUR, time_zone: Europe/Berlin, languages: [de, en]}
units:
  points: {name: {de: [Punkt, Punkte], en: [point, points]}, expires: after 12 months}
  stars: {name: {de: [Stern, Sterne], en: [star, stars]}, decimals: 1, available: after 14 days}
attributes:
  member: {staff: bool, shoe_size: decimal}
  order: {theme: {type: string, values: [garden, kitchen]}, tip: money}
  line: {pv: decimal, is_gift: bool, delivered_on: date, colours: list<string>, series: int}
events:
  visit: {place: string, minutes: int}
earn:
  - {id: base, name: {de: Grundregel, en: Base rule}, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: long-visit, event: visit, when: event.minutes >= 30, give: {stars: 1.5}}
rewards:
  - {id: coffee, name: {de: Kaffee, en: Coffee}, cost: {points: 10}, gives: {product: coffee}}
  - {id: mug, cost: {points: 20}, gives: {product: mug}, stock: limited}
"""


@pytest.fixture(scope="module")
def shared_database(postgres_server: Server, migrated_template: str) -> Iterator[str]:
    """The conninfo of a database that the tests of one file share; their programmes are apart."""
    yield from _database(postgres_server, migrated_template)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a key who asks the service."""

    client: httpx.AsyncClient
    secret: str
    language: str = "en"
    headers: dict[str, str] = field(default_factory=dict)

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """The answer; a keyword like `idempotency_key` is a header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"authorization": f"Bearer {self.secret}", "accept-language": self.language, **self.headers, **named}
        return await self.client.request(method, f"/v1{path}", json=body, headers=sent)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.ask("GET", path, **headers)

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self.ask("POST", path, body, **headers)


@dataclass(frozen=True, slots=True)
class Service:
    """The service, and a pool beside it for looking at what it did."""

    client: httpx.AsyncClient
    pool: Pool
    programme: str
    key_file: Path

    async def desk(self) -> Desk:
        return await open_desk(self.pool, self.programme)

    async def caller(self, role: Role = Role.OWNER, *, name: str = "", **more: Any) -> Caller:
        """Somebody with a new key of this role."""
        secret = await create(await self.desk(), name or f"{role}-key", role, actor="test", **more)
        return Caller(self.client, secret)


@asynccontextmanager
async def serving(database: str, document: str = SHOP, **settings: str) -> AsyncIterator[Service]:
    """The service with one programme, a sandbox whose clock stands at noon, and the members anna and ben."""
    programme = new_key()
    folder = TemporaryDirectory()
    key_file = Path(folder.name) / "deployment-key"
    service = service_at(database, {"TREUE_DATABASE_URL": database, "TREUE_KEY_FILE": str(key_file), **settings})
    pool = await open_pool(database)
    try:
        await publish_text(pool, document, NOON, programme)
        desk = await open_desk(pool, programme)
        await desk.run([joining("anna", at=NOON), joining("ben", at=NOON)])
        async with (
            service.lifespan(),
            httpx.AsyncClient(transport=httpx.ASGITransport(cast(Any, service)), base_url="http://treue") as client,
        ):
            yield Service(client, pool, programme, key_file)
    finally:
        await pool.close()
        folder.cleanup()


def told(database: str, story: Callable[[Service], Awaitable[None]], document: str = SHOP, **settings: str) -> None:
    """Run a story at a service of its own."""

    async def run() -> None:
        async with serving(database, document, **settings) as service:
            await story(service)

    asyncio.run(run())
