"""How many purchases a second Treue decides and stores, beside PostgreSQL alone with the same rows."""

from __future__ import annotations

import asyncio
import time

from bench import copying, plain
from bench.figures import Better, Figure, Measured, Target
from bench.ground import Ground, ground
from bench.orders import Orders
from treue.processing.batcher import Batcher
from treue.processing.commands import Command
from treue.processing.desk import Desk
from treue.store.embedded import Server

CALLERS = 64
CLIENTS = 64
BATCHES = (1, 32, 256, 5_000)
SECONDS = 5
_SINGLE = Target(0.4, Better.HIGHER, wished=0.6)
_BULK = Target(0.4, Better.HIGHER)


async def measure(server: Server) -> Measured:
    """Rates of pgbench and of Treue, and their ratios."""
    async with ground(server, "rates") as place:
        orders = Orders()
        await _decide(place.desk, orders.purchases(1_000))
        sample = await asyncio.to_thread(plain.make_tables, place.conninfo)
        singles = await asyncio.to_thread(plain.singles, place.conninfo, sample, clients=CLIENTS, seconds=SECONDS)
        alone = await asyncio.to_thread(plain.singles, place.conninfo, sample, clients=1, seconds=SECONDS)
        # One client leaves a processor idle while it waits for the disk, two use both; the better one counts.
        batches = max(
            [
                await asyncio.to_thread(plain.batches, place.conninfo, sample, clients=clients, seconds=SECONDS)
                for clients in (1, 2)
            ]
        )
        copies = await asyncio.to_thread(copying.copies, place.conninfo, sample, seconds=SECONDS / 2)
        rates = {}
        for batch in BATCHES:
            await _checkpoint(place)
            rates[batch] = await _rate(place.desk, orders, batch, SECONDS)
        await _checkpoint(place)
        together = await _rate_together(place.desk, orders, SECONDS)
        transfers = await _transfers_per_purchase(place)
    return Measured(
        (
            _rate_of("pgbench.single", f"pgbench, one purchase a transaction, {CLIENTS} clients", singles),
            _rate_of("pgbench.single_alone", "pgbench, one purchase a transaction, 1 client", alone),
            _rate_of("pgbench.batch", "pgbench, 256 purchases a transaction, 1 or 2 clients", batches),
            _rate_of("pgbench.copy", "COPY, 5,000 purchases a transaction (orientation)", copies),
            Figure("treue.transfers", "Treue: transfers for a purchase (pgbench writes 2)", transfers, ""),
            *[_rate_of(f"treue.batch_{n}", f"Treue, batches of {n:,}", rate) for n, rate in rates.items()],
            _rate_of("treue.together", f"Treue, group commit, {CALLERS} callers at once", together),
            _ratio("ratio.batch_1", f"batches of 1 / pgbench single, {CLIENTS} clients", rates[1] / singles, _SINGLE),
            _ratio("ratio.batch_1_alone", "batches of 1 / pgbench single, 1 client", rates[1] / alone),
            _ratio("ratio.together", "group commit / pgbench single", together / singles, _SINGLE),
            _ratio("ratio.batch_256", "batches of 256 / pgbench batch", rates[256] / batches, _BULK),
            _ratio("ratio.batch_5000", "batches of 5,000 / pgbench batch", rates[5_000] / batches, _BULK),
        )
    )


async def _rate(desk: Desk, orders: Orders, batch: int, seconds: float) -> float:
    """Purchases a second, one batch after the other; making the commands is not counted."""
    spent, decided = 0.0, 0
    while spent < seconds:
        commands = orders.purchases(batch)
        started = time.perf_counter()
        await _decide(desk, commands)
        spent += time.perf_counter() - started
        decided += batch
    return decided / spent


async def _rate_together(desk: Desk, orders: Orders, seconds: float) -> float:
    """Purchases a second when each caller waits for its answer before it asks again."""
    commands = iter(orders.purchases(int(seconds * 10_000)))
    started = time.perf_counter()

    async with Batcher(desk.processor) as batcher:

        async def call() -> int:
            answered = 0
            for command in commands:
                if time.perf_counter() - started > seconds:
                    break
                outcome = await batcher.submit(command)
                if outcome.status != "decided":
                    raise RuntimeError(f"a purchase was not decided: {outcome}")
                answered += 1
            return answered

        answered = sum(await asyncio.gather(*[call() for _ in range(CALLERS)]))
    return answered / (time.perf_counter() - started)


async def _decide(desk: Desk, commands: list[Command]) -> None:
    outcomes = await desk.run(commands)
    refused = next((outcome for outcome in outcomes if outcome.status != "decided" or outcome.reason), None)
    if refused is not None:
        raise RuntimeError(f"a purchase was not decided: {refused}")


async def _checkpoint(place: Ground) -> None:
    async with place.pool.connection() as connection:
        await connection.execute("CHECKPOINT")


async def _transfers_per_purchase(place: Ground) -> float:
    query = (
        "SELECT (SELECT count(*) FROM transfer) / (SELECT count(*) FROM event WHERE kind = 'purchase')::float8 AS share"
    )
    async with place.pool.connection() as connection:
        row = await (await connection.execute(query)).fetchone()
    assert row is not None
    return float(row[0])


def _rate_of(name: str, meaning: str, rate: float) -> Figure:
    return Figure(name, meaning, rate, "/s")


def _ratio(name: str, meaning: str, ratio: float, target: Target | None = None) -> Figure:
    return Figure(name, meaning, ratio, "", target, kept=True, better=Better.HIGHER)
