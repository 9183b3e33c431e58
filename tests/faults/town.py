"""One installation with its processes, a database, a service and a worker, that live and die apart from the test."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.api.conftest import SHOP
from tests.api.test_served import wait_for
from tests.processing.shop import opened
from treue.access.keys import create
from treue.access.scopes import Role
from treue.store import embedded
from treue.store.connect import open_connection
from treue.store.migrate import migrate


@dataclass
class Town:
    """The processes of one installation."""

    home: Path
    port: int
    secret: str
    """Of a key that may do everything."""
    environ: dict[str, str]
    log: Path
    """What the service writes on standard error."""
    database: embedded.Server
    server: subprocess.Popen[str]
    worker: subprocess.Popen[str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill_database(self) -> None:
        os.kill(self.database.pid, signal.SIGKILL)

    async def start_database(self) -> None:
        self.database = await asyncio.to_thread(embedded.start, self.home)

    async def restart_server(self) -> None:
        """Kill -9, and start it again."""
        end(self.server)
        self.server = serve(self.environ, self.port, self.log)
        await asyncio.to_thread(wait_for, self.address, self.server)

    def restart_worker(self) -> None:
        """Kill -9, and start it again."""
        end(self.worker)
        self.worker = begin(self.environ, "worker")


@asynccontextmanager
async def built(home: Path) -> AsyncIterator[Town]:
    """A fresh installation that serves, with its worker; anna is a member."""
    database = await asyncio.to_thread(embedded.start, home)
    await asyncio.to_thread(migrate, database.conninfo)
    await asyncio.to_thread(do_without_the_disk, database.conninfo)
    async with opened(database.conninfo, SHOP) as shop:
        await shop.join("anna")
        secret = await create(shop.desk, "till", Role.OWNER, actor="test", requests_per_minute=1_000_000)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {**os.environ, "TREUE_DATABASE_URL": database.conninfo, "LC_ALL": "C"}
    log = home.with_name("service.log")
    town = Town(home, port, secret, environ, log, database, serve(environ, port, log), begin(environ, "worker"))
    try:
        await asyncio.to_thread(wait_for, town.address, town.server)
        yield town
    finally:
        end(town.server)
        end(town.worker)


def do_without_the_disk(conninfo: str) -> None:
    """What a process that is killed has written is kept by the system; only a machine that fails needs the disk."""
    with open_connection(conninfo, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")


def serve(environ: dict[str, str], port: int, log: Path) -> subprocess.Popen[str]:
    with log.open("a") as kept:
        return begin(environ, "serve", "--port", str(port), errors=kept)


def begin(environ: dict[str, str], *words: str, errors: IO[str] | None = None) -> subprocess.Popen[str]:
    quiet = subprocess.DEVNULL
    # A group of its own: granian's workers are killed with it, as the machine would do it.
    return subprocess.Popen(
        [sys.executable, "-m", "treue", *words],
        env=environ,
        stdout=quiet,
        stderr=errors or quiet,
        text=True,
        process_group=0,
    )


def end(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
