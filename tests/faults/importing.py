"""A process that imports a folder's purchases and says after each chunk how far it has come; made to be killed."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.connect.files import fingerprint, opened
from treue.processing.desk import open_desk
from treue.store.connect import open_pool
from treue.usecases.purchases.import_purchases import import_purchases

ORDERS_PER_CHUNK = 20


async def take(conninfo: str, folder: Path) -> None:
    """Import everything, chunk by chunk."""

    async def say(position: int) -> None:
        sys.stdout.write(f"{position}\n")
        sys.stdout.flush()

    pool = await open_pool(conninfo)
    try:
        await import_purchases(
            await open_desk(pool, "shop"),
            fingerprint(folder),
            lambda: opened(folder),
            actor="test",
            rejects_path=folder / "rejects.csv",
            orders_per_chunk=ORDERS_PER_CHUNK,
            after_chunk=say,
        )
        sys.stdout.write("finished\n")
        sys.stdout.flush()
    finally:
        await pool.close()


if __name__ == "__main__":
    asyncio.run(take(sys.argv[1], Path(sys.argv[2])))
