"""The service as it is operated: its own process, a real socket, and a stop in the middle of the work."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx
import pytest

from tests.api.conftest import Caller, Service, told
from tests.api.test_events import bought

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


DEMO_LOCK_ALONE = Path(__file__).with_name("demo_lock_alone")


@contextmanager
def served(database: str, **settings: str) -> Iterator[tuple[str, subprocess.Popen[str], IO[str]]]:
    """The address of a service in a process of its own, the process, and its log. It finds the packages that the demo
    installs, and no others."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    path = os.pathsep.join([str(DEMO_LOCK_ALONE), *filter(None, [os.environ.get("PYTHONPATH")])])
    # A pipe that nobody reads would fill up, and the service wait for ever.
    with tempfile.TemporaryFile("w+") as log, tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "treue", "serve", "--port", str(port)],
            env={
                **os.environ,
                "TREUE_DATABASE_URL": database,
                "LC_ALL": "C",
                "PYTHONPATH": path,
                "TREUE_KEY_FILE": str(Path(folder) / "deployment-key"),
                **settings,
            },
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
        try:
            wait_for(address, process)
            yield address, process, log
        finally:
            with contextlib.suppress(ProcessLookupError):
                # The process that serves too; it would keep the pipe open.
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def wait_for(address: str, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        try:
            if httpx.get(f"{address}/ready").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"the service did not begin: {process.communicate()}")


def test_what_was_answered_is_there_after_a_stop_in_the_middle_and_no_line_of_the_log_is_personal(
    database: str,
) -> None:
    async def story(service: Service) -> None:
        secret = (await service.caller()).secret
        with served(database) as (address, process, log):
            answered = await asyncio.gather(*(client(address, secret, number, process) for number in range(8)))
            said, _ = await asyncio.to_thread(process.communicate, timeout=60)
            log.seek(0)
            noted = log.read()
        kept = {number for numbers in answered for number in numbers}
        inside = await service.caller(name="inside")

        again = [(await inside.post("/events", bought(100, number))).headers for number in sorted(kept)]

        assert process.returncode == 0
        assert said.startswith(f"Serving at {address}; the manual of the API is at {address}/v1/docs.")
        assert len(kept) >= 40
        assert {headers.get("idempotent-replayed") for headers in again} == {"true"}
        lines = [json.loads(line) for line in noted.splitlines()]
        assert {line["call"] for line in lines if line["event"] == "request"} <= {"report_event", "none"}
        assert "anna" not in noted

    told(database, story)


async def client(address: str, secret: str, number: int, process: subprocess.Popen[str]) -> list[str]:
    """Reports purchases until the service goes away; the numbers of those that were answered. One of them stops it."""
    answered: list[str] = []
    async with httpx.AsyncClient(base_url=address, timeout=30) as connection:
        caller = Caller(connection, secret)
        for count in range(500):
            try:
                answer = await caller.post("/events", bought(100, f"{number}-{count}"))
            except httpx.TransportError:
                return answered
            if answer.status_code == 200:
                answered.append(f"{number}-{count}")
            if number == 0 and count == 20:
                process.send_signal(signal.SIGTERM)
    return answered


def test_a_port_that_is_taken_is_named(database: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "treue", "serve", "--port", str(port)],
            env={**os.environ, "TREUE_DATABASE_URL": database},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert ended.returncode == 2
    assert ended.stderr == (
        f"--host, --port: 127.0.0.1:{port} cannot be listened at (Address already in use); choose another one.\n"
    )
