"""The ground everything is measured on: an embedded server in a temporary home, and fresh databases on it.

The server waits for the disk as in production (`fsync` stays on), and is stopped and removed in the end.
"""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bench.orders import MEMBERS, NOW, STARTS_AT, joinings
from treue.processing.desk import Desk, Pool, open_desk
from treue.store import embedded
from treue.store.connect import open_pool
from treue.store.embedded import Server
from treue.store.migrate import migrate
from treue.store.programmes import turn_clock
from treue.usecases.programmes.publish import publish

PROGRAMME = Path(__file__).parent / "programme.yaml"
JOINED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Ground:
    """A database with the bench's programme and its members."""

    conninfo: str
    pool: Pool
    desk: Desk


@contextmanager
def server() -> Iterator[Server]:
    """A server of our own, with nothing in it."""
    # Directly below /tmp: a socket's path must be short, and as root another account passes through to the data.
    folder = Path(tempfile.mkdtemp(prefix="treue-bench-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield embedded.start(folder / "home")
    finally:
        embedded.stop(folder / "home")
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def ground(running: Server, name: str, *, members: int = MEMBERS) -> AsyncIterator[Ground]:
    """A fresh database, dropped afterwards."""
    conninfo = make_conninfo(running.conninfo, dbname=name)
    await asyncio.to_thread(_prepare, running, name, conninfo)
    pool = await open_pool(conninfo, connections_max=4)
    try:
        await publish(pool, PROGRAMME, actor="bench", starts_at=STARTS_AT, sandbox=True)
        desk = await open_desk(pool, "bench")
        for first in range(0, members, JOINED_AT_ONCE):
            await desk.run(joinings(first, min(JOINED_AT_ONCE, members - first)))
        async with pool.connection() as connection:
            await turn_clock(connection, desk.programme_id, NOW)
        yield Ground(conninfo, pool, desk)
    finally:
        await pool.close()
        _execute(running, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


async def settle_statistics(place: Ground) -> None:
    """Bring the database to the state of one that has run for a while: analysed, and nothing left to be flushed."""
    async with place.pool.connection() as connection:
        await connection.execute("ANALYZE")
        await connection.execute("CHECKPOINT")


def machine(running: Server) -> dict[str, str]:
    """What the figures depend on."""
    return {
        "processor": f"{os.cpu_count()} x {_processor()}",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "disk": f"{_sync_us():.0f} us to write 8 kB and wait for the disk",
        "PostgreSQL": running.version,
        "Python": platform.python_version(),
        "load before": f"{os.getloadavg()[0]:.2f}",
    }


def _prepare(running: Server, name: str, conninfo: str) -> None:
    _execute(running, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    migrate(conninfo)


def _execute(running: Server, statement: sql.Composed) -> None:
    with psycopg.connect(running.conninfo, autocommit=True) as connection:
        connection.execute(statement)


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if not information.exists():
        return platform.processor() or platform.machine()
    lines = information.read_text(encoding="utf-8").splitlines()
    fields = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return f"{fields.get('model name', platform.machine())} at {float(fields.get('cpu MHz', 0)):.0f} MHz"


def _sync_us() -> float:
    """The median time of a small write that is on disk when it returns, microseconds."""
    with tempfile.NamedTemporaryFile(dir="/tmp") as file:
        times = []
        for _ in range(50):
            started = time.perf_counter()
            os.pwrite(file.fileno(), bytes(8192), 0)
            os.fsync(file.fileno())
            times.append(time.perf_counter() - started)
    return sorted(times)[len(times) // 2] * 1e6
