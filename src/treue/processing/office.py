"""All programmes of an installation, open for business in one process: one pool, and for each a desk with its batcher.

What serves many people at once (the HTTP service, the console, a worker) asks the office for the desk of a programme.
A programme that is published while the process runs is found as soon as somebody asks for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Self

from treue.processing.batcher import Batcher
from treue.processing.desk import Desk, Pool, open_desk
from treue.store.connect import open_pool
from treue.store.programmes import ProgrammeRow, list_programmes

CONNECTIONS_MAX = 8
WAITING_MAX = 10_000
"""How many commands of one programme may wait for their batch before more are turned away."""


class Office:
    """Use as an asynchronous context: entering it opens the pool, leaving it decides what still waits and closes it."""

    def __init__(
        self,
        conninfo: str,
        environ: Mapping[str, str],
        *,
        connections_max: int = CONNECTIONS_MAX,
        waiting_max: int = WAITING_MAX,
    ) -> None:
        self.environ = environ
        """What the process was started with: where the list of erasures is kept, for instance."""
        self._conninfo = conninfo
        self._connections_max = connections_max
        self._waiting_max = waiting_max
        self._pool: Pool | None = None
        self._desks: dict[str, Desk] = {}
        self._opening = asyncio.Lock()
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Raises StoreUnavailable."""
        self._pool = await open_pool(self._conninfo, connections_max=self._connections_max)
        self._open.push_async_callback(self._pool.close)
        return self

    async def __aexit__(self, *_: object) -> None:
        # The batchers were opened after the pool, so they are drained before it is closed.
        await self._open.aclose()
        self._desks.clear()

    @property
    def conninfo(self) -> str:
        """Where the database is."""
        return self._conninfo

    @property
    def pool(self) -> Pool:
        """The connections of this process."""
        if self._pool is None:
            raise RuntimeError("the office is closed; enter it with 'async with' first")
        return self._pool

    async def desk(self, programme: str) -> Desk:
        """The desk of the programme with this id in its document. Raises UnknownProgramme."""
        known = self._desks.get(programme)
        if known is not None:
            return known
        async with self._opening:
            if programme not in self._desks:
                desk = await open_desk(self.pool, programme)
                batcher = Batcher(desk.processor, waiting_max=self._waiting_max)
                await self._open.enter_async_context(batcher)
                self._desks[programme] = replace(desk, batcher=batcher)
            return self._desks[programme]

    async def programmes(self) -> list[ProgrammeRow]:
        """All programmes that are published here, by id."""
        async with self.pool.connection() as connection:
            return await list_programmes(connection)

    def waiting(self) -> dict[str, int]:
        """How many commands wait for their batch, by programme."""
        return {key: desk.batcher.waiting for key, desk in self._desks.items() if desk.batcher is not None}
