"""The disk of the database is full: whoever asks reads so, nothing that was answered is lost, and it goes on by itself
once there is room.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.api.conftest import Caller
from tests.api.test_events import bought
from tests.faults.town import Town, built
from tests.processing.shop import joined_by
from treue.store import embedded

pytestmark = [pytest.mark.postgres, pytest.mark.faults, pytest.mark.timeout(120)]

PURCHASES_MAX = 3000


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """A file system of 300 MB in memory, mounted at the home folder."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    home.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m,mode=755", "tmpfs", str(home)], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount a file system, not even root")
    yield home
    embedded.stop(home)
    subprocess.run(["umount", "--lazy", str(home)], check=True)


def fill(disk: Path) -> Path:
    """A file that leaves no room."""
    filling = disk / "filling"
    with filling.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free)
    return filling


class Till:
    """Somebody who sells until he is turned away."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.sold = 0

    async def sell(self) -> httpx.Response:
        """One purchase; the number is the next one only where it was answered that it is there."""
        answer = await self.caller.post("/events", bought(1000, str(self.sold)))
        self.sold += answer.is_success
        return answer

    async def sell_until_turned_away(self) -> httpx.Response:
        for _ in range(PURCHASES_MAX):
            answer = await self.sell()
            if not answer.is_success:
                return answer
        raise AssertionError("the disk was never full")


def test_a_full_disk_is_said_and_nothing_is_lost_for_it(small_disk: Path) -> None:
    async def story() -> None:
        async with built(small_disk) as town, httpx.AsyncClient(base_url=town.address, timeout=20) as client:
            till = Till(Caller(client, town.secret))
            assert (await till.sell()).is_success

            filling = fill(small_disk)
            turned_away = await till.sell_until_turned_away()
            assert (turned_away.status_code, turned_away.headers["retry-after"]) == (503, "1")
            problem = turned_away.json()
            assert (problem["code"], problem["title"]) == (
                "full_disk",
                "The database has no room left; ask again with the same key once there is some.",
            )
            # What needs no room goes on.
            wallet = (await till.caller.get("/members/external:anna/wallet")).json()
            assert wallet["balances"]["points"]["available"] == str(10 * till.sold)

            filling.unlink()
            assert (await till.sell()).status_code == 200
            await is_proven(town, till.sold)

            # The log of the database has no room: it ends itself, rather than to promise what it cannot keep.
            filling = fill(small_disk)
            await asyncio.to_thread(use_up_the_log, town.database.conninfo)
            turned_away = await till.sell()
            assert (turned_away.status_code, turned_away.json()["code"]) == (503, "unavailable")

            filling.unlink()
            await town.start_database()
            while (answer := await till.sell()).status_code == 503:
                await asyncio.sleep(0.1)
            assert answer.status_code == 200
            await is_proven(town, till.sold)

    asyncio.run(story())


def use_up_the_log(conninfo: str) -> None:
    """Begin new segments of the log until the server has ended."""
    try:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            for number in range(100):
                connection.execute("SELECT pg_logical_emit_message(true, 'treue', %s)", [f"{number}"])
                connection.execute("SELECT pg_switch_wal()")
    except psycopg.OperationalError:
        return
    raise AssertionError("the log found room")


async def is_proven(town: Town, sold: int) -> None:
    async with joined_by(town.database.conninfo) as shop:
        assert await shop.verify() == []
        assert await shop.rows("SELECT count(*) FROM event WHERE kind = 'purchase'") == [(sold,)]
        assert await shop.figures("anna") == (10 * sold, 0, 0)
