"""A process whose clients buy and spend without a pause and say each id that was acknowledged; made to be killed."""

from __future__ import annotations

import asyncio
import sys

from tests.processing.shop import purchase, spending
from treue.processing.batcher import Batcher
from treue.processing.desk import open_desk
from treue.processing.processor import Unavailable
from treue.store.connect import open_pool

CLIENTS = 8
MEMBERS = ("anna", "berta", "carl")


async def trade(conninfo: str, run: str) -> None:
    """Buy and spend until somebody kills this process or the database."""
    pool = await open_pool(conninfo)
    desk = await open_desk(pool, "shop")

    async def client(number: int, batcher: Batcher) -> None:
        for turn in range(10_000):
            key = f"{run}/{number}/{turn}"
            name = MEMBERS[(number + turn) % len(MEMBERS)]
            bought = await batcher.submit(purchase(name, 1000, key))
            if bought.accepted:
                say(key)
            await batcher.submit(spending(name, f"wish {key}"))

    try:
        async with Batcher(desk.processor) as batcher:
            await asyncio.gather(*(client(number, batcher) for number in range(CLIENTS)))
    except Unavailable:
        pass
    finally:
        await pool.close()


def say(key: str) -> None:
    sys.stdout.write(f"{key}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(trade(sys.argv[1], sys.argv[2]))
