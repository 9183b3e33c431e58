"""Signing in behind a reverse proxy, at a server of its own on loopback: who guesses is slowed down, nobody else."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.api.test_served import served
from tests.web.farm_shop import PASSWORD, Reader, furnish
from treue.access.guessing import OF_BOTH
from treue.store.connect import open_pool

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
GUESSER, OWNER = "203.0.113.7", "203.0.113.8"


@pytest.mark.parametrize(("trusted", "of_the_owner"), [("127.0.0.0/8", 303), ("", 429)])
def test_failures_are_counted_by_the_address_behind_a_trusted_proxy(
    database: str, trusted: str, of_the_owner: int
) -> None:
    async def signing_in(address: str, forwarded_for: str, password: str) -> int:
        async with httpx.AsyncClient(base_url=address, headers={"X-Forwarded-For": forwarded_for}) as client:
            return (await Reader(client).sign_in("owner", password)).status_code

    async def story() -> None:
        pool = await open_pool(database)
        try:
            await furnish(pool)
        finally:
            await pool.close()
        with served(database, TREUE_TRUSTED_PROXIES=trusted) as (address, _, _):
            # What the guesser himself writes before his address changes nothing.
            wrong = [
                await signing_in(address, f"192.0.2.{number}, {GUESSER}", "guess") for number in range(OF_BOTH.free + 2)
            ]
            assert wrong[: OF_BOTH.free] == [422] * OF_BOTH.free
            assert 429 in wrong[OF_BOTH.free :]
            assert await signing_in(address, OWNER, PASSWORD) == of_the_owner

    asyncio.run(story())
