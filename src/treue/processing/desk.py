"""A programme open for business in this process: where the use cases put their commands."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from treue.domain.ids import IdMaker
from treue.processing.batcher import Batcher
from treue.processing.clock import wall_now
from treue.processing.commands import Outcome
from treue.processing.gathering import Item
from treue.processing.processor import Beside, Processor
from treue.processing.versions import Versions
from treue.store.connect import looking
from treue.store.programmes import ProgrammeRow, find_programme
from treue.store.statements import statements

Pool = AsyncConnectionPool[AsyncConnection[Any]]


class UnknownProgramme(Exception):
    """No programme with this id is published here."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One programme with its processor, and in a process that serves many at once with its batcher."""

    pool: Pool
    programme_id: int
    key: str
    sandbox: bool
    processor: Processor
    ids: IdMaker
    batcher: Batcher | None = None

    async def run(
        self, items: Sequence[Item], *, follow_clock: bool = False, beside: Beside | None = None
    ) -> list[Outcome]:
        """Outcomes of the commands, in their order; see `Processor.run`.

        Where there is a batcher they wait for the next batch together with what others ask for. It may then raise
        QueueFull or Closed too, and what was handed over before is decided nevertheless.
        """
        if self.batcher is not None and beside is None and not follow_clock:
            if len(items) == 1:
                # What most requests ask; a task of its own would be a good part of its cost.
                return [await self.batcher.submit(items[0])]
            return await asyncio.gather(*(self.batcher.take(item) for item in items))
        return await self.processor.run(items, follow_clock=follow_clock, beside=beside)

    def take(self, item: Item) -> asyncio.Future[Outcome]:
        """The outcome of one command to come, for whoever goes on meanwhile. It may end in the faults of `run`."""
        if self.batcher is not None:
            return self.batcher.take(item)
        return asyncio.ensure_future(self._alone(item))

    async def _alone(self, item: Item) -> Outcome:
        (outcome,) = await self.processor.run([item])
        return outcome

    async def now(self) -> datetime:
        """What the programme calls now."""
        if not self.sandbox:
            return wall_now()
        async with looking(self.pool) as connection:
            return await self.now_seen_by(connection)

    async def now_seen_by(self, connection: AsyncConnection[Any]) -> datetime:
        """The same, read in the transaction of this connection."""
        row = await find_programme(connection, self.key)
        return (row.sandbox_clock if row else None) or wall_now()

    async def versions(self) -> Versions:
        """All published versions."""
        async with self.pool.connection() as connection:
            return await self.processor.known.current(connection, self.programme_id)

    async def versions_lately(self) -> Versions:
        """The versions as this process saw them last, which is after everything it decided; for telling of that."""
        return self.processor.known.last or await self.versions()

    def new_id(self) -> int:
        """A fresh internal id."""
        return self.ids.make(wall_now())


async def open_desk(pool: Pool, key: str) -> Desk:
    """The desk of the programme with this id. Raises UnknownProgramme, naming the remedy."""
    async with pool.connection() as connection:
        row = await find_programme(connection, key)
    if row is None:
        raise UnknownProgramme(f"no programme '{key}' is published here; publish it with: treue publish PATH")
    return await desk_of(pool, row)


async def desk_of(pool: Pool, row: ProgrammeRow) -> Desk:
    """The desk of a programme that was found."""
    worker = await take_worker_number(pool)
    processor = Processor(pool, row.programme_id, worker)
    # Ids outside the processor need a worker number of their own, or two makers would count alike.
    other = IdMaker(await take_worker_number(pool))
    return Desk(pool, row.programme_id, row.key, row.sandbox_clock is not None, processor, other)


async def take_worker_number(pool: Pool) -> int:
    """A number no other running maker of ids has: 1024 are taken in turn."""
    async with pool.connection() as connection:
        cursor = await connection.execute(statements("programmes")["take_worker_number"])
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])
