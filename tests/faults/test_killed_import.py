"""An import survives kill -9 of its process and of PostgreSQL, twenty times, and ends as if nothing had happened."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.connect.files import write_csv
from tests.faults.importing import ORDERS_PER_CHUNK
from tests.processing.shop import joined_by, opened
from treue.store import embedded
from treue.store.connect import open_connection
from treue.store.migrate import migrate

pytestmark = [pytest.mark.postgres, pytest.mark.faults, pytest.mark.timeout(400)]

ORDERS = 1500
KILLS = 20
REJECT_EVERY = 50


def write_orders(folder: Path) -> int:
    """A file of orders, every fiftieth of them broken; returns the points the others earn."""
    chance = random.Random(7)
    lines, points = [], 0
    for number in range(1, ORDERS + 1):
        cents = chance.randrange(100, 10_000)
        broken = number % REJECT_EVERY == 0
        points += 0 if broken else cents // 100
        day, minute = 2 + number // 200, number % 200
        at = f"2026-06-{day:02} {10 + minute // 60}:{minute % 60:02}"
        pieces = "many" if broken else "1"
        lines.append(f"r{number};m{chance.randrange(40)};{at};7;tea;{pieces};{cents / 100:.2f};")
    write_csv(folder, *lines)
    return points


def start_import(conninfo: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.faults.importing", conninfo, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def follow(process: subprocess.Popen[str], chunks: int) -> int | None:
    """The last position that was said, after so many chunks; None when the import finished."""
    position = 0
    assert process.stdout is not None
    for _, line in zip(range(chunks), process.stdout, strict=False):
        if line.strip() == "finished":
            return None
        position = int(line)
    return position


def check_what_was_said(conninfo: str, position: int) -> None:
    """Everything up to the acknowledged position is there once, and nothing is there by half."""
    with open_connection(conninfo) as connection:
        run = connection.execute("SELECT position, decided, rejected FROM import_run").fetchone()
        events = connection.execute("SELECT count(*) FROM event WHERE kind = 'purchase'").fetchone()
        claims = connection.execute("SELECT count(*) FROM claim WHERE kind = 'fact'").fetchone()
    assert run is not None
    assert run[0] >= position
    assert run[0] % ORDERS_PER_CHUNK == 0
    assert run[1] + run[2] == run[0]
    assert events == claims == (run[1],)


def test_killed_twenty_times(home: Path, tmp_path: Path) -> None:
    chance = random.Random(20260601)
    points = write_orders(tmp_path)
    server = embedded.start(home)
    migrate(server.conninfo)

    async def open_shop() -> None:
        async with opened(server.conninfo):
            pass

    asyncio.run(open_shop())
    kills = {"import": 0, "database": 0}
    said: int | None = 0
    while sum(kills.values()) < KILLS:
        process = start_import(server.conninfo, tmp_path)
        said = follow(process, chance.randrange(1, 4))
        assert said is not None, "the import finished before it could be killed often enough"
        time.sleep(chance.random() * 0.05)
        if sum(kills.values()) % 2:
            kills["database"] += 1
            os.kill(server.pid, signal.SIGKILL)
        else:
            kills["import"] += 1
            process.kill()
        process.communicate(timeout=60)
        server = embedded.start(home)
        check_what_was_said(server.conninfo, said)

    process = start_import(server.conninfo, tmp_path)
    assert follow(process, ORDERS) is None
    process.communicate(timeout=60)

    async def prove() -> None:
        async with joined_by(server.conninfo) as shop:
            assert await shop.verify() == []
            assert await shop.rows("SELECT decided, repeated, refused, rejected FROM import_run") == [
                (ORDERS - ORDERS // REJECT_EVERY, 0, 0, ORDERS // REJECT_EVERY)
            ]
            assert await shop.rows("SELECT sum(booked)::bigint FROM balance") == [(points,)]

    asyncio.run(prove())
    assert kills == {"import": KILLS // 2, "database": KILLS // 2}
    rejects = (tmp_path / "rejects.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [line.split(",")[3] for line in rejects] == [
        f"r{number}" for number in range(REJECT_EVERY, ORDERS + 1, REJECT_EVERY)
    ]
