"""The service over HTTP, beside PostgreSQL alone in the same run: purchases, purchases by the line, wallets.

`treue serve` runs as in production, in a process of its own, durable; the load comes from another one. Both share the
processors with the database, and so does pgbench.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

from bench import plain
from bench.figures import Better, Figure, Measured, Target
from bench.ground import Ground, ground, settle_statistics
from bench.loading import Load, Loaded, loaded
from bench.rates import MEANINGS_OF_PGBENCH, best_of_pgbench, rates_of_pgbench
from bench.serving import secret_of_key, served
from treue.store.embedded import Server

CONNECTIONS = (1, 32, 64, 128)
WALLET_CONNECTIONS = (1, 64)
LINES = 5_000
LINES_CONNECTIONS = 2
SECONDS = 3
PGBENCH_SECONDS = 2
TURNS = 2
_REQUESTS_A_SECOND_MAX = 8_000
_LINES_A_SECOND_MAX = 20_000
_SINGLE = Target(0.4, Better.HIGHER, wished=0.6)
_BULK = Target(0.4, Better.HIGHER)
_P99_MS = Target(50, Better.LOWER)


@dataclass(slots=True)
class _Asker:
    """Asks one service; every load has a seed of its own."""

    port: int
    secret: str
    stored: int = 0
    """How many purchases were answered as decided."""
    _seeds: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def purchases(self, connections: int, seconds: float = SECONDS) -> Loaded:
        asked = round(seconds * _REQUESTS_A_SECOND_MAX)
        found = await self._ask("purchases", connections, seconds, asked)
        self.stored += found.answered
        return found

    async def lines(self) -> Loaded:
        """Each answer is that of many lines."""
        asked = max(LINES_CONNECTIONS, round(SECONDS * _LINES_A_SECOND_MAX / LINES))
        found = await self._ask("lines", LINES_CONNECTIONS, SECONDS, asked)
        self.stored += found.answered * LINES
        return found

    async def wallets(self, connections: int) -> Loaded:
        return await self._ask("wallets", connections, SECONDS, round(SECONDS * _REQUESTS_A_SECOND_MAX))

    async def _ask(self, kind: str, connections: int, seconds: float, requests_max: int) -> Loaded:
        load = Load(self.port, self.secret, connections, seconds, kind, requests_max, next(self._seeds), LINES)
        return await loaded(load)


async def measure(server: Server) -> Measured:
    """Rates and times, and the ratios to pgbench. Everything in turn, twice; of each the turn with the better rate."""
    async with ground(server, "http") as place, served(place.conninfo) as port:
        asker = _Asker(port, await secret_of_key(place.desk))
        await asker.purchases(max(CONNECTIONS), 1)
        sample = await asyncio.to_thread(plain.make_tables, place.conninfo)
        rates: dict[str, float] = {}
        best: dict[str, Loaded] = {}
        for turn in range(1, TURNS + 1):
            await settle_statistics(place)
            for name, rate in rates_of_pgbench(place, sample, turn, PGBENCH_SECONDS):
                rates[name] = max(await rate, rates.get(name, 0.0))
            for name, asked in _all_of(asker):
                found = await asked
                if name not in best or found.rate > best[name].rate:
                    best[name] = found
        await _require_stored(place, asker.stored)
    return Measured(tuple(_figures(rates, best)))


def _all_of(asker: _Asker) -> Iterator[tuple[str, Coroutine[Any, Any, Loaded]]]:
    for connections in CONNECTIONS:
        yield f"http.purchases_{connections}", asker.purchases(connections)
    yield "http.lines", asker.lines()
    for connections in WALLET_CONNECTIONS:
        yield f"http.wallets_{connections}", asker.wallets(connections)


def _figures(rates: dict[str, float], best: dict[str, Loaded]) -> Iterator[Figure]:
    for name, rate in rates.items():
        yield Figure(name, MEANINGS_OF_PGBENCH[name], rate, "/s")
    for connections in CONNECTIONS:
        what = f"purchases over HTTP, {connections} {'connection' if connections == 1 else 'connections'}"
        target = _P99_MS if connections == 64 else None
        yield from _rate_and_times(f"http.purchases_{connections}", what, best, target)
    lines = best["http.lines"].rate * LINES
    yield Figure(
        "http.lines", f"purchases by the line (NDJSON), {LINES:,} a request, {LINES_CONNECTIONS} at once", lines, "/s"
    )
    for connections in WALLET_CONNECTIONS:
        what = f"wallets over HTTP, {connections} {'connection' if connections == 1 else 'connections'}"
        yield from _rate_and_times(f"http.wallets_{connections}", what, best)
    single, batch = best_of_pgbench(rates)
    for connections in CONNECTIONS:
        rate, beside = best[f"http.purchases_{connections}"].rate, single
        meaning = f"HTTP, {connections} connections / pgbench single"
        if connections == 1:
            beside = rates["pgbench.single_1"]
            meaning = "HTTP, 1 connection / pgbench single, 1 client (both wait alone)"
        target = _SINGLE if connections == 64 else None
        yield _ratio(f"ratio.http_{connections}", meaning, rate / beside, target)
    yield _ratio("ratio.http_lines", "NDJSON / pgbench batch", lines / batch, _BULK)
    wallets = best[f"http.wallets_{max(WALLET_CONNECTIONS)}"].rate
    yield _ratio(
        "ratio.http_wallets", f"wallets, {max(WALLET_CONNECTIONS)} connections / pgbench single", wallets / single
    )


def _rate_and_times(name: str, what: str, best: dict[str, Loaded], p99: Target | None = None) -> Iterator[Figure]:
    found = best[name]
    yield Figure(name, what, found.rate, "/s")
    yield Figure(f"{name}_p50_ms", f"{what}: p50", found.share(0.5), "ms")
    yield Figure(f"{name}_p99_ms", f"{what}: p99", found.share(0.99), "ms", p99)


def _ratio(name: str, meaning: str, ratio: float, target: Target | None = None) -> Figure:
    return Figure(name, meaning, ratio, "", target, kept=True, better=Better.HIGHER)


async def _require_stored(place: Ground, answered: int) -> None:
    """Fast answers are worth nothing where what they tell of is not in the books. Raises RuntimeError."""
    async with place.pool.connection() as connection:
        cursor = await connection.execute("SELECT count(*) FROM event WHERE kind = 'purchase' AND refused IS NULL")
        row = await cursor.fetchone()
    if row is None or row[0] != answered:
        raise RuntimeError(f"{answered} purchases were answered and {row} are in the books")
