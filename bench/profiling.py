"""Where each microsecond of a purchase over HTTP goes: the service under load, with a watch around each of its steps.

The first table adds up to the whole time, divided by purchases. A step counts only while it runs on the loop; what the
loop waited for PostgreSQL and the network stands at the end. The second says how long the batches waited where.
"""

from __future__ import annotations

import asyncio
import json
import urllib.request
from typing import Any

from bench.figures import Breakdown, Measured
from bench.ground import ground, settle_statistics
from bench.loading import Load, Loaded, loaded
from bench.serving import secret_of_key, served
from treue.store.embedded import Server

CONNECTIONS = 64
SECONDS = 4
_WARM_SECONDS = 2
_REQUESTS_A_SECOND_MAX = 8_000
LOOP = "Granian, the loop, tasks, futures, collecting garbage"
WAITED = "nothing to run: waiting for PostgreSQL and the network"
ON_PROCESSOR = "of it on a processor, as the system counts it"
BESIDE = "beside it: Granian's own threads (HTTP)"


async def measure(server: Server) -> Measured:
    """Two tables for purchases at 64 connections."""
    async with ground(server, "profile") as place, served(place.conninfo, ("bench.watched_service",)) as port:
        secret = await secret_of_key(place.desk)
        await _purchases(port, secret, _WARM_SECONDS, 1)
        await settle_statistics(place)
        await asyncio.to_thread(_asked, port, "begin")
        found = await _purchases(port, secret, SECONDS, 2)
        told = await asyncio.to_thread(_asked, port, "told")
    return Measured((), (_of_the_loop(told, found.answered), _of_batches(told, found.answered)))


async def _purchases(port: int, secret: str, seconds: float, seed: int) -> Loaded:
    return await loaded(
        Load(port, secret, CONNECTIONS, seconds, "purchases", round(seconds * _REQUESTS_A_SECOND_MAX), seed)
    )


def _asked(port: int, what: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/watch/{what}", timeout=10) as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def _of_the_loop(told: dict[str, Any], purchases: int) -> Breakdown:
    running: dict[str, float] = dict(told["running"])
    running[LOOP] = told["wall"] - told["waited"] - sum(running.values())
    steps = sorted(running.items(), key=lambda item: -item[1])
    rows = [*steps, (WAITED, told["waited"]), ("all", told["wall"]), (ON_PROCESSOR, told["thread"])]
    rows.append((BESIDE, told["process"] - told["thread"]))
    return Breakdown(
        f"A purchase over HTTP, {CONNECTIONS} connections: where each microsecond goes",
        ("us", "share %"),
        tuple((name, (seconds / purchases * 1e6, 100 * seconds / told["wall"])) for name, seconds in rows),
    )


def _of_batches(told: dict[str, Any], purchases: int) -> Breakdown:
    """The steps that wait, with their waiting; one batch after the other, so they add up to the time of a batch."""
    batches = told["calls"]["batcher: make and answer batches"]
    waits = {name: seconds for name, seconds in told["lasting"].items() if "round trip" in name}
    whole = told["lasting"]["begin, commit, connection"]
    rows = [
        *sorted(waits.items(), key=lambda item: -item[1]),
        ("begin, commit, connection, deciding", whole - sum(waits.values())),
        ("a batch", whole),
    ]
    return Breakdown(
        f"Batches of {purchases / batches:.1f} purchases: how long each step took with its waiting",
        ("us for a batch", "us for a purchase"),
        tuple((name, (seconds / batches * 1e6, seconds / purchases * 1e6)) for name, seconds in rows),
    )
