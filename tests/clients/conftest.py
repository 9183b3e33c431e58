"""The Python client at the real service: a server with its socket in the process of the tests, on a real database."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.api.conftest import SHOP
from tests.api.test_served import served
from tests.postgres_fixtures import _database
from tests.processing.shop import NOON, joining, new_key, publish_text
from treue.access.keys import create
from treue.access.scopes import Role
from treue.processing.desk import open_desk
from treue.store.connect import open_pool
from treue.store.embedded import Server

CASH = "  - {id: cash, cost: {points: 10}, gives: {money: 1.00 EUR}}\n"
CODED = SHOP.replace("gives: {product: coffee}", "gives: {amount: 3.50 EUR}, valid: 30 days") + CASH
"""The coffee has a code, and units become money."""


@dataclass(frozen=True, slots=True)
class Shop:
    """Where the service of a shop answers, with a key of its owner; anna and ben are members."""

    address: str
    secret: str


@pytest.fixture(scope="module")
def service(postgres_server: Server, migrated_template: str) -> Iterator[tuple[str, str]]:
    """The database and the address of a service that the tests of one file share."""
    for database in _database(postgres_server, migrated_template):
        with served(database) as (address, _, _):
            yield database, address


@pytest.fixture
def shop(service: tuple[str, str]) -> Shop:
    """A shop of its own at the service, a sandbox whose clock stands at noon."""
    database, address = service

    async def founded() -> str:
        pool = await open_pool(database)
        try:
            programme = new_key()
            await publish_text(pool, CODED, NOON, programme)
            desk = await open_desk(pool, programme)
            await desk.run([joining("anna", at=NOON), joining("ben", at=NOON)])
            return await create(desk, "test", Role.OWNER, actor="test")
        finally:
            await pool.close()

    return Shop(address, asyncio.run(founded()))
