"""How many purchases a second Treue decides and stores, beside PostgreSQL alone with the same rows."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Coroutine, Iterator, Mapping
from typing import Any

from bench import copying, plain
from bench.figures import Better, Figure, Measured, Target
from bench.ground import Ground, ground, settle_statistics
from bench.orders import Orders
from treue.processing.batcher import Batcher
from treue.processing.commands import Command
from treue.processing.desk import Desk
from treue.store.embedded import Server

CALLERS = 64
BATCHES = (1, 32, 256, 5_000)
SECONDS = 2
TURNS = 2
_SINGLE = Target(0.4, Better.HIGHER, wished=0.6)
_BULK = Target(0.4, Better.HIGHER)
_FRESH = Target(0.8, Better.HIGHER)

MEANINGS_OF_PGBENCH = {
    "pgbench.single_1": "pgbench, one purchase a transaction, 1 client",
    "pgbench.single_16": "pgbench, one purchase a transaction, 16 clients",
    "pgbench.single_64": "pgbench, one purchase a transaction, 64 clients",
    "pgbench.batch_1": "pgbench, 256 purchases a transaction, 1 client",
    "pgbench.batch_2": "pgbench, 256 purchases a transaction, 2 clients",
}
_MEANINGS = {
    **MEANINGS_OF_PGBENCH,
    "pgbench.copy": "COPY, 5,000 purchases a transaction (orientation)",
    **{f"treue.batch_{batch}": f"Treue, batches of {batch:,}" for batch in BATCHES},
    "treue.together": f"Treue, group commit, {CALLERS} callers at once",
}


async def measure(server: Server) -> Measured:
    """Rates of pgbench and of Treue, and their ratios.

    Everything is measured in turn, twice, and the better rate counts: what disturbs the machine for a while then
    disturbs neither side alone.
    """
    async with ground(server, "rates") as place:
        orders = Orders()
        # Nobody has analysed these tables yet: what a plan made for empty ones costs until somebody does.
        fresh = await _rate(place.desk, orders, 256, SECONDS)
        sample = await asyncio.to_thread(plain.make_tables, place.conninfo)
        rates: dict[str, float] = {}
        for turn in range(1, TURNS + 1):
            await settle_statistics(place)
            alone = [*rates_of_pgbench(place, sample, turn), _of_copy(place, sample, turn)]
            for name, rate in [*alone, *_of_treue(place, orders)]:
                rates[name] = max(await rate, rates.get(name, 0.0))
        transfers = await _transfers_per_purchase(place)
    single, batch = best_of_pgbench(rates)
    return Measured(
        (
            *[Figure(name, _MEANINGS[name], rate, "/s") for name, rate in rates.items()],
            Figure("treue.transfers", "Treue: transfers for a purchase (pgbench writes 2)", transfers, ""),
            _ratio(
                "ratio.batch_1", "batches of 1 / pgbench single, the better", rates["treue.batch_1"] / single, _SINGLE
            ),
            _ratio(
                "ratio.batch_1_alone",
                "batches of 1 / pgbench single, 1 client (both wait alone)",
                rates["treue.batch_1"] / rates["pgbench.single_1"],
            ),
            _ratio("ratio.together", "group commit / pgbench single", rates["treue.together"] / single, _SINGLE),
            _ratio("ratio.batch_256", "batches of 256 / pgbench batch", rates["treue.batch_256"] / batch, _BULK),
            _ratio("ratio.batch_5000", "batches of 5,000 / pgbench batch", rates["treue.batch_5000"] / batch, _BULK),
            _ratio(
                "ratio.fresh",
                "batches of 256, tables new and never analysed / analysed",
                fresh / rates["treue.batch_256"],
                _FRESH,
            ),
        )
    )


def rates_of_pgbench(
    place: Ground, sample: plain.Sample, turn: int, seconds: int = SECONDS
) -> Iterator[tuple[str, Coroutine[Any, Any, float]]]:
    """(name, what answers its rate). Numbers of events that no other turn has used begin at millions of their own."""
    for clients in (1, 16, 64):
        work = functools.partial(plain.singles, place.conninfo, sample, clients=clients, seconds=seconds)
        yield f"pgbench.single_{clients}", asyncio.to_thread(work)
    for clients in (1, 2):
        seq = (10 * turn + clients) * 1_000_000
        batches = functools.partial(
            plain.batches, place.conninfo, sample, clients=clients, seconds=seconds, first_seq=seq
        )
        yield f"pgbench.batch_{clients}", asyncio.to_thread(batches)


def best_of_pgbench(rates: Mapping[str, float]) -> tuple[float, float]:
    """What Treue's rates are shares of: one purchase a transaction, and 256, with the clients that suit each."""
    single = max(rates["pgbench.single_16"], rates["pgbench.single_64"])
    return single, max(rates["pgbench.batch_1"], rates["pgbench.batch_2"])


def _of_copy(place: Ground, sample: plain.Sample, turn: int) -> tuple[str, Coroutine[Any, Any, float]]:
    copies = functools.partial(
        copying.copies, place.conninfo, sample, seconds=SECONDS, first_seq=(10 * turn + 9) * 1_000_000
    )
    return "pgbench.copy", asyncio.to_thread(copies)


def _of_treue(place: Ground, orders: Orders) -> Iterator[tuple[str, Coroutine[Any, Any, float]]]:
    for batch in BATCHES:
        yield f"treue.batch_{batch}", _rate(place.desk, orders, batch, SECONDS)
    yield "treue.together", _rate_together(place.desk, orders, SECONDS)


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


async def _transfers_per_purchase(place: Ground) -> float:
    query = (
        "SELECT (SELECT count(*) FROM transfer) / (SELECT count(*) FROM event WHERE kind = 'purchase')::float8 AS share"
    )
    async with place.pool.connection() as connection:
        row = await (await connection.execute(query)).fetchone()
    assert row is not None
    return float(row[0])


def _ratio(name: str, meaning: str, ratio: float, target: Target | None = None) -> Figure:
    return Figure(name, meaning, ratio, "", target, kept=True, better=Better.HIGHER)
