"""The service as it is run, a process of its own, and a key to ask it with."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from treue.access.keys import create
from treue.access.scopes import Role
from treue.processing.desk import Desk

SECONDS_UNTIL_READY_MAX = 60
_REQUESTS_PER_MINUTE = 60_000_000
"""What the bench measures is the service, not its patience with one key."""
SERVE = ("treue", "serve")


@asynccontextmanager
async def served(conninfo: str, module: Sequence[str] = SERVE) -> AsyncIterator[int]:
    """The port at which `treue serve` answers on this database, until the context is left."""
    port = _free_port()
    environment = {**os.environ, "TREUE_DATABASE_URL": conninfo}
    # Its log is written, as in production, and read only where it does not start.
    with tempfile.TemporaryFile() as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *module, "--port", str(port)),
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=log,
        )
        try:
            if not await asyncio.to_thread(_is_ready, port):
                log.seek(0)
                raise RuntimeError(f"the service did not start: {log.read().decode(errors='replace')[-2000:]}")
            yield port
        finally:
            if process.returncode is None:
                process.terminate()
                try:
                    await asyncio.wait_for(process.wait(), 30)
                except TimeoutError:
                    process.kill()


async def secret_of_key(desk: Desk) -> str:
    """The secret of a new key that may ask as often as it likes."""
    name = f"bench-{time.time_ns()}"
    return await create(desk, name, Role.OWNER, actor="bench", requests_per_minute=_REQUESTS_PER_MINUTE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_ready(port: int) -> bool:
    started = time.monotonic()
    while time.monotonic() - started < SECONDS_UNTIL_READY_MAX:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return True
    return False
