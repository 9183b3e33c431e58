"""The served console and the browser in front of it, once for all tests of a file that look at pages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.postgres_fixtures import _database
from tests.web.browsing import chromium, served
from tests.web.farm_shop import furnish, make_busy
from treue.store.connect import open_pool
from treue.store.embedded import Server

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the browser is marked so, whoever wrote it; starting both takes a while."""
    for item in items:
        if item.path.is_relative_to(HERE) and "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.postgres)
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="module")
def address(postgres_server: Server, migrated_template: str) -> Iterator[str]:
    """Where the console of the farm shop is."""
    for conninfo in _database(postgres_server, migrated_template):

        async def open_shop(conninfo: str = conninfo) -> None:
            pool = await open_pool(conninfo)
            try:
                await make_busy(await furnish(pool))
            finally:
                await pool.close()

        asyncio.run(open_shop())
        with served(conninfo) as place:
            yield place


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:  # noqa: ARG001 - what is served is furnished before, see below
    """A Chromium. While it is open no other event loop can be run in this process."""
    with chromium() as opened:
        yield opened
