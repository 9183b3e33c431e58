"""The worker: one process that delivers messages and runs sweeps until it is told to stop.

Several may run, on one machine or on several: messages and sweeps are taken, each by one worker at a time. What a
worker leaves behind when it is killed is taken by the next one when its lease is over. When the database goes away the
worker waits for it and goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from psycopg import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from treue import __version__
from treue.delivery.webhooks.dispatching import Dispatcher
from treue.domain.ids import IdMaker
from treue.jobs.sweeps import SWEEPS, Sweep
from treue.processing.clock import wall_now
from treue.processing.desk import Desk, Pool, desk_of, take_worker_number
from treue.processing.processor import Unavailable
from treue.store.jobs import run as run_statement
from treue.store.jobs import take_sweep
from treue.store.programmes import list_programmes

log = structlog.get_logger(__name__)

AWAY = (OperationalError, InterfaceError, PoolTimeout, Unavailable)
"""What tells that the database is away, and comes back."""
SIGN_EVERY_S = 10.0
LOOK_EVERY_S = 1.0
SWEEP_EVERY_S = 5.0
SWEEP_LEASE = timedelta(minutes=2)
LOST_AFTER = timedelta(days=1)
PATIENCE_S_MAX = 30.0


@dataclass(slots=True)
class Worker:
    """One worker at a pool."""

    pool: Pool
    dispatcher: Dispatcher
    sweeps: Sequence[Sweep] = SWEEPS
    clock: Callable[[], datetime] = wall_now
    _desks: dict[int, Desk] = field(default_factory=dict)
    _worker_id: int = 0

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until `stopping` is set; then end what was begun, and sign out."""
        await self._sign_in()
        sweeping = asyncio.create_task(self._again(self._sweep, SWEEP_EVERY_S, stopping))
        signing = asyncio.create_task(self._again(self._sign, SIGN_EVERY_S, stopping))
        try:
            await self._again(self._dispatch, LOOK_EVERY_S, stopping)
            log.info("worker_stopping", attempts=self.dispatcher.running)
            # A sweep is a row of transactions: what is committed stays, the rest is done by the next one.
            sweeping.cancel()
            await asyncio.wait([sweeping])
            await self.dispatcher.drain()
        finally:
            for task in (sweeping, signing):
                task.cancel()
            await asyncio.wait([sweeping, signing])
            with contextlib.suppress(*AWAY):
                await self._sign_out()
        log.info("worker_stopped")

    async def run_once(self) -> tuple[int, int]:
        """Deliver what is due, run the sweeps whose time has come, and end: (messages tried, sweeps run)."""
        await self._sign_in()
        try:
            swept = await self._sweep()
            tried = 0
            while started := await self.dispatcher.turn():
                tried += started
                await self.dispatcher.drain()
            return tried, swept
        finally:
            await self._sign_out()

    async def _again(self, step: Callable[[], Awaitable[int]], every_s: float, stopping: asyncio.Event) -> None:
        """Do the step again and again: at once where it did something, else a little later."""
        patience = 1.0
        while not stopping.is_set():
            try:
                did = await step()
                patience, wait = 1.0, 0.0 if did else every_s
            except AWAY as fault:
                log.warning("database_away", fault=" ".join(str(fault).split()))
                wait, patience = patience, min(patience * 2, PATIENCE_S_MAX)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), wait or 0.001)

    async def _dispatch(self) -> int:
        self.dispatcher.finished.clear()
        started = await self.dispatcher.turn()
        if not started and self.dispatcher.running:
            # There may be no room: look again as soon as there is.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.dispatcher.finished.wait(), LOOK_EVERY_S)
                return 1
        return started

    async def _sweep(self) -> int:
        ran = 0
        for desk in await self._known_desks():
            for sweep in self.sweeps:
                ran += await self._run_sweep(desk, sweep)
        return ran

    async def _run_sweep(self, desk: Desk, sweep: Sweep) -> bool:
        now = self.clock()
        async with self.pool.connection() as connection:
            mine = await take_sweep(
                connection,
                desk.programme_id,
                sweep.name,
                worker_id=self._worker_id,
                now=now,
                until=now + SWEEP_LEASE,
            )
        if not mine:
            return False
        done, said = None, None
        try:
            done = await sweep.run(desk)
        except AWAY:
            raise
        except Exception as fault:  # noqa: BLE001 - one sweep of one programme must not keep the others from running
            # Not its text: a database quotes the row that it minds, and that may be somebody's.
            place = traceback.extract_tb(fault.__traceback__)[-1]
            said = f"{type(fault).__name__} in {Path(place.filename).name}, line {place.lineno}"
            log.error("sweep_failed", programme=desk.key, sweep=sweep.name, fault=said)
        ended = {"programme": desk.programme_id, "name": sweep.name, "worker": self._worker_id}
        async with self.pool.connection() as connection:
            end = {"due_at": now + sweep.every, "now": self.clock(), "done": done, "fault": said}
            await run_statement(connection, "end_sweep", {**ended, **end})
        if done:
            log.info("swept", programme=desk.key, sweep=sweep.name, done=done)
        return True

    async def _known_desks(self) -> list[Desk]:
        async with self.pool.connection() as connection:
            rows = await list_programmes(connection)
        for row in rows:
            if row.programme_id not in self._desks:
                self._desks[row.programme_id] = await desk_of(self.pool, row)
        return [self._desks[row.programme_id] for row in rows]

    async def _sign_in(self) -> None:
        now = self.clock()
        self._worker_id = IdMaker(await take_worker_number(self.pool)).make(now)
        who = {"host": socket.gethostname(), "process": os.getpid(), "release": __version__}
        async with self.pool.connection() as connection:
            await run_statement(connection, "forget_lost_workers", {"before": now - LOST_AFTER})
            await run_statement(connection, "sign_in", {"worker": self._worker_id, **who, "now": now})
        log.info("worker_started", **who)

    async def _sign(self) -> int:
        now = self.clock()
        async with self.pool.connection() as connection:
            await run_statement(connection, "sign_of_life", {"worker": self._worker_id, "now": now})
            await run_statement(connection, "keep_sweeps", {"worker": self._worker_id, "until": now + SWEEP_LEASE})
        return 0

    async def _sign_out(self) -> None:
        whose = {"worker": self._worker_id}
        async with self.pool.connection() as connection:
            await run_statement(connection, "give_back_sweeps", {**whose, "now": self.clock()})
            await run_statement(connection, "sign_out", whose)
