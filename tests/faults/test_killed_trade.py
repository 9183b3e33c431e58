"""What was acknowledged is kept, once, and what was not is there wholly or not at all: kill -9 of the process and of
PostgreSQL, at moments nobody chose.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.trading import MEMBERS
from tests.processing.shop import Shop, joined_by, opened, purchase
from treue.processing.fingerprint import keys_of
from treue.store import embedded
from treue.store.migrate import migrate

pytestmark = [pytest.mark.postgres, pytest.mark.faults, pytest.mark.timeout(300)]

KILLS = 20
DATABASE_EVERY = 4


def test_killed_twenty_times_under_load(home: Path) -> None:
    server = embedded.start(home)
    migrate(server.conninfo)
    asyncio.run(prepare(server.conninfo))
    chance = random.Random()
    acknowledged: list[str] = []
    for kill in range(KILLS):
        process = start_trade(server.conninfo, f"run {kill}")
        assert process.stdout is not None
        said = [process.stdout.readline().strip()]
        time.sleep(chance.random() * 0.3)
        if kill % DATABASE_EVERY == DATABASE_EVERY - 1:
            os.kill(server.pid, signal.SIGKILL)
        else:
            process.kill()
        rest, faults = process.communicate(timeout=60)
        said += rest.splitlines()
        assert said[0], faults
        # The last line of a killed process may be cut off; what was said wholly was acknowledged.
        acknowledged += said if rest.endswith("\n") or not rest else said[:-1]
        server = embedded.start(home)
        asyncio.run(prove(server.conninfo, acknowledged))


def start_trade(conninfo: str, run: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.faults.trading", conninfo, run]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


async def prepare(conninfo: str) -> None:
    async with opened(conninfo) as shop:
        await shop.join(*MEMBERS)


async def prove(conninfo: str, acknowledged: list[str]) -> None:
    async with joined_by(conninfo) as shop:
        assert await shop.verify() == []
        keys = {keys_of(purchase(MEMBERS[0], 1000, key))[0][1]: key for key in acknowledged}
        kept = await purchases_by_key(shop)
        assert [key for hashed, key in keys.items() if kept.get(hashed) != 1] == []
        # Not one half: each purchase that is there gave its ten points, each spend took ten.
        (sums,) = await shop.rows(
            "SELECT (SELECT count(*) FROM event WHERE kind = 'purchase') * 10, "
            "(SELECT sum(amount)::bigint FROM transfer WHERE cause = 'earned'), "
            "(SELECT count(*) FROM event WHERE kind = 'spend') * 10, "
            "(SELECT coalesce(sum(amount), 0)::bigint FROM transfer WHERE cause = 'spent')"
        )
        assert (sums[0], sums[2]) == (sums[1], sums[3])


async def purchases_by_key(shop: Shop) -> dict[bytes, int]:
    rows = await shop.rows(
        "SELECT c.key_hash, count(e.member_id) FROM claim c "
        "LEFT JOIN event e USING (programme_id, member_id, member_seq) WHERE c.kind = 'fact' GROUP BY c.key_hash"
    )
    return {bytes(key): count for key, count in rows}
