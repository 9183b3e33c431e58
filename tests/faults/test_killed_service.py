"""What the service answered with 2xx is there once, whatever is killed: the server, the worker and the database, at
moments nobody chose, while eight clients buy and ask again with the same id when they got no answer.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import httpx
import pytest

from tests.api.conftest import SHOP, Caller
from tests.api.test_events import bought
from tests.api.test_served import wait_for
from tests.faults.test_killed_trade import purchases_by_key
from tests.processing.shop import Shop, joined_by, opened, purchase
from treue.access.keys import create
from treue.access.scopes import Role
from treue.processing.fingerprint import keys_of
from treue.store import embedded
from treue.store.migrate import migrate

pytestmark = [pytest.mark.postgres, pytest.mark.faults, pytest.mark.timeout(300)]

Victim = Literal["server", "worker", "database"]
# The database most often: it is what has to keep the promise.
KILLS: Sequence[Victim] = ("database", "server", "database", "worker", "database") * 4
CLIENTS = 8


@dataclass
class Town:
    """The processes of one installation, and what its clients were answered."""

    home: Path
    port: int
    secret: str
    environ: dict[str, str]
    database: embedded.Server
    server: subprocess.Popen[str]
    worker: subprocess.Popen[str]
    acknowledged: list[str] = field(default_factory=list)
    turned_away: list[httpx.Response] = field(default_factory=list)
    over: bool = False

    async def kill(self, victim: Victim) -> None:
        """Kill -9, and start it again."""
        if victim == "database":
            os.kill(self.database.pid, signal.SIGKILL)
            self.database = await asyncio.to_thread(embedded.start, self.home)
        elif victim == "worker":
            end(self.worker)
            self.worker = begin(self.environ, "worker")
        else:
            end(self.server)
            self.server = begin(self.environ, "serve", "--port", str(self.port))
            await asyncio.to_thread(wait_for, f"http://127.0.0.1:{self.port}", self.server)

    async def buy(self, number: int) -> None:
        """One client: a purchase after another; where no answer came, it is asked again."""
        turn = 0
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=20) as connection:
            caller = Caller(connection, self.secret)
            while not self.over:
                key = f"{number}/{turn}"
                try:
                    answer = await caller.post("/events", bought(1000, key, source="tills"))
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
                    continue
                if answer.is_success:
                    self.acknowledged.append(key)
                    turn += 1
                else:
                    self.turned_away.append(answer)
                    await asyncio.sleep(0.05)


def test_killed_twenty_times_under_the_load_of_eight_clients(home: Path) -> None:
    async def story() -> None:
        async with built(home) as town:
            clients = [asyncio.create_task(town.buy(number)) for number in range(CLIENTS)]
            chance = random.Random()
            for victim in KILLS:
                before = len(town.acknowledged)
                while len(town.acknowledged) == before:
                    await asyncio.sleep(0.02)
                await asyncio.sleep(chance.random() * 0.2)
                await town.kill(victim)
            town.over = True
            await asyncio.gather(*clients)

            assert {answer.status_code for answer in town.turned_away} <= {503}
            assert all(int(answer.headers["retry-after"]) >= 1 for answer in town.turned_away)
            assert len(town.acknowledged) > len(KILLS)
            async with joined_by(town.database.conninfo) as shop:
                await prove(shop, town.acknowledged)

    asyncio.run(story())


async def prove(shop: Shop, acknowledged: list[str]) -> None:
    assert await shop.verify() == []
    kept = await purchases_by_key(shop)
    hashes = {key: keys_of(purchase("anna", 1000, key))[0][1] for key in acknowledged}
    assert [key for key, hashed in hashes.items() if kept.get(hashed) != 1] == []
    # Whoever got no answer asked again, so nothing is there that was not acknowledged in the end, but for who was last.
    (sums,) = await shop.rows(
        "SELECT (SELECT count(*) FROM event WHERE kind = 'purchase') * 10, "
        "(SELECT sum(amount)::bigint FROM transfer WHERE cause = 'earned')"
    )
    assert sums[0] == sums[1]
    assert 0 <= sums[0] // 10 - len(set(acknowledged)) <= CLIENTS


@asynccontextmanager
async def built(home: Path) -> AsyncIterator[Town]:
    """A fresh installation that serves, with its worker."""
    database = await asyncio.to_thread(embedded.start, home)
    await asyncio.to_thread(migrate, database.conninfo)
    async with opened(database.conninfo, SHOP) as shop:
        await shop.join("anna")
        secret = await create(shop.desk, "till", Role.CASHIER, actor="test", requests_per_minute=1_000_000)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {**os.environ, "TREUE_DATABASE_URL": database.conninfo, "LC_ALL": "C"}
    server, worker = begin(environ, "serve", "--port", str(port)), begin(environ, "worker")
    town = Town(home, port, secret, environ, database, server, worker)
    try:
        await asyncio.to_thread(wait_for, f"http://127.0.0.1:{port}", server)
        yield town
    finally:
        town.over = True
        end(town.server)
        end(town.worker)


def begin(environ: dict[str, str], *words: str) -> subprocess.Popen[str]:
    quiet = subprocess.DEVNULL
    # A group of its own: granian's workers are killed with it, as the machine would do it.
    return subprocess.Popen(
        [sys.executable, "-m", "treue", *words], env=environ, stdout=quiet, stderr=quiet, text=True, process_group=0
    )


def end(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
