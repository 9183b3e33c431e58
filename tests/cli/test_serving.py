"""Serving from the command line: one command makes a new database ready, the demo says how to come in, a signal ends
it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.processing.shop import publish_text
from treue.processing.desk import open_desk
from treue.store.connect import open_pool
from treue.usecases.demo.run_demo import PROGRAMME, end_of_demo
from treue.usecases.programmes.turn_clock import turn_clock

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

SMALL = """\
treue: 1
programme: {id: shop, name: {en: Small demo, de: Kleine Schau}, currency: USD, time_zone: America/New_York,
  languages: [en, de], law: none}
units:
  points: {name: {en: [point, points], de: [Punkt, Punkte]}}
"""


def serving(arguments: list[str], environ: dict[str, str], look: Callable[[str], object]) -> str:
    """What the command says while somebody looks at what it serves; a signal ends it without a fault."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "treue", *arguments, "--port", str(port)],
        env={**os.environ, **environ, "LC_ALL": "C"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, process)
        look(address)
    finally:
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return said


def wait_for(address: str, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 90
    while process.poll() is None and time.monotonic() < until:
        try:
            if httpx.get(f"{address}/ready").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the service did not begin")


async def finished_demo(database: str) -> None:
    """A programme that stands where the demo stands in the end, with nothing in it."""
    pool = await open_pool(database)
    try:
        await publish_text(pool, SMALL, datetime(2017, 1, 1, 5, tzinfo=UTC), PROGRAMME)
        await turn_clock(await open_desk(pool, PROGRAMME), end_of_demo(ZoneInfo("America/New_York")), actor="test")
    finally:
        await pool.close()


@pytest.mark.timeout(240)
def test_the_demo_serves_its_pages_and_its_api_and_tells_each_secret_once(database: str) -> None:
    asyncio.run(finished_demo(database))
    environ = {"TREUE_DATABASE_URL": database}
    pages: list[str] = []

    def look(address: str) -> None:
        pages.append(httpx.get(f"{address}/sign-in").text)
        pages.append(httpx.get(f"{address}/v1/docs").text)

    first = serving(["demo"], environ, look)
    secret = re.search(r"treue_\S+", first)
    assert secret is not None

    def ask(address: str) -> None:
        answer = httpx.get(f"{address}/v1/programme", headers={"Authorization": f"Bearer {secret[0]}"})
        assert (answer.json()["programme"], answer.json()["now"]) == ("demo", "2018-01-01T04:30:00Z")

    second = serving(["demo"], environ, ask)

    assert all("<html" in page for page in pages)
    assert re.search(r"Sign in +owner, password (\w{4}-){3}\w{4} \(shown this once\)", first)
    assert "simulated from real shopping patterns" in first
    assert "treue_" not in second
    assert "owner, with the password of the first run; a new one: treue staff reset demo owner" in second
    assert "treue clock demo --turn-to" in second


@pytest.mark.timeout(240)
def test_one_command_serves_from_a_machine_where_nothing_is_yet(home: Path) -> None:
    environ = {"TREUE_HOME": str(home), "TREUE_DATABASE_URL": ""}

    said = serving(["serve"], environ, lambda address: httpx.get(f"{address}/v1/openapi.json").raise_for_status())

    assert said.startswith("Serving at http://127.0.0.1:")
    subprocess.run([sys.executable, "-m", "treue", "stop"], env={**os.environ, **environ}, timeout=60, check=True)


def test_a_port_that_was_asked_for_and_is_taken_is_refused_before_anything_else(database: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "treue", "demo", "--port", str(port)],
            env={**os.environ, "TREUE_DATABASE_URL": database, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"127.0.0.1:{port} cannot be listened at" in ended.stderr
