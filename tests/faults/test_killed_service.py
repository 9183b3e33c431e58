"""What the service answered with 2xx is there once, whatever is killed: the server, the worker and the database, at
moments nobody chose, while eight clients buy and ask again with the same id when they got no answer.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import httpx
import pytest

from tests.api.conftest import Caller
from tests.api.test_events import bought
from tests.faults.test_killed_trade import purchases_by_key
from tests.faults.town import Town, built
from tests.processing.shop import Shop, joined_by, purchase
from treue.processing.fingerprint import keys_of

pytestmark = [pytest.mark.postgres, pytest.mark.faults, pytest.mark.timeout(300)]

Victim = Literal["server", "worker", "database"]
# The database most often: it is what has to keep the promise.
KILLS: Sequence[Victim] = ("database", "server", "database", "worker", "database") * 4
CLIENTS = 8


@dataclass
class Trade:
    """What the clients of a town were answered."""

    town: Town
    acknowledged: list[str] = field(default_factory=list)
    turned_away: list[httpx.Response] = field(default_factory=list)
    over: bool = False

    async def buy(self, number: int) -> None:
        """One client: a purchase after another; where no answer came, it is asked again."""
        turn = 0
        async with httpx.AsyncClient(base_url=self.town.address, timeout=20) as connection:
            caller = Caller(connection, self.town.secret)
            while not self.over:
                key = f"{number}/{turn}"
                try:
                    answer = await caller.post("/events", bought(1000, key, source="tills"))
                except httpx.TransportError:
                    # Not at once: who starts again needs the machine more than who asks in vain.
                    await asyncio.sleep(0.2)
                    continue
                if answer.is_success:
                    self.acknowledged.append(key)
                    turn += 1
                else:
                    self.turned_away.append(answer)
                    await asyncio.sleep(0.05)


async def kill(town: Town, victim: Victim) -> None:
    """Kill -9, and start it again."""
    if victim == "database":
        town.kill_database()
        await town.start_database()
    elif victim == "worker":
        town.restart_worker()
    else:
        await town.restart_server()


def test_killed_twenty_times_under_the_load_of_eight_clients(home: Path) -> None:
    async def story() -> None:
        async with built(home) as town:
            trade = Trade(town)
            clients = [asyncio.create_task(trade.buy(number)) for number in range(CLIENTS)]
            chance = random.Random()
            for victim in KILLS:
                before = len(trade.acknowledged)
                while len(trade.acknowledged) == before:
                    await asyncio.sleep(0.02)
                await asyncio.sleep(chance.random() * 0.2)
                await kill(town, victim)
            trade.over = True
            await asyncio.gather(*clients)

            assert {answer.status_code for answer in trade.turned_away} <= {503}
            assert all(int(answer.headers["retry-after"]) >= 1 for answer in trade.turned_away)
            assert len(trade.acknowledged) > len(KILLS)
            async with joined_by(town.database.conninfo) as shop:
                await prove(shop, trade.acknowledged)

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
