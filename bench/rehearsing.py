"""How fast a programme is rehearsed: the demo's programme on the first baskets of its public year, in memory.

Reading the files is not measured. Memory is what the rehearsal holds of members, lots and counters.
"""

from __future__ import annotations

import importlib.resources
import time
import tracemalloc

from bench.figures import Better, Figure, Measured, Target
from treue.connect.completejourney import PROGRAMME_ZONE, data_folder, mapping
from treue.connect.purchases.reading import open_purchases
from treue.domain.events import Purchase
from treue.domain.instants import zone
from treue.insight.rehearsing import Rehearsal
from treue.programme import read_parts
from treue.programme.records import Programme
from treue.store.embedded import Server

ORDERS = 20_000
_RATE = Target(10_000, Better.HIGHER)


async def measure(server: Server) -> Measured:
    """Orders a second, and the memory of half and of all of them. The server is not used."""
    del server
    programme = _programme()
    facts = _facts()
    started = time.perf_counter()
    _rehearse(programme, facts)
    rate = len(facts) / (time.perf_counter() - started)
    half, whole = (_peak_mb(programme, facts[:count]) for count in (ORDERS // 2, ORDERS))
    return Measured(
        (
            Figure("rehearse.rate", f"rehearsal, {ORDERS:,} baskets of 9.4 lines", rate, "orders/s", _RATE),
            Figure("rehearse.peak_half_mb", "memory of half of them", half, "MB"),
            Figure("rehearse.peak_mb", "memory of all of them", whole, "MB"),
        )
    )


def _rehearse(programme: Programme, facts: list[tuple[str, Purchase]]) -> Rehearsal:
    rehearsal = Rehearsal(programme, facts[0][1].occurred_at)
    for member, purchase in facts:
        rehearsal.take(member, purchase)
    return rehearsal


def _peak_mb(programme: Programme, facts: list[tuple[str, Purchase]]) -> float:
    tracemalloc.start()
    _rehearse(programme, facts)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def _programme() -> Programme:
    body = importlib.resources.files("treue.usecases.demo").joinpath("programme.yaml").read_bytes()
    programme, faults = read_parts({"programme.yaml": body})
    if programme is None:
        raise RuntimeError("; ".join(str(fault) for fault in faults))
    return programme


def _facts() -> list[tuple[str, Purchase]]:
    facts: list[tuple[str, Purchase]] = []
    with open_purchases(mapping(), data_folder(), zone(PROGRAMME_ZONE)) as purchases:
        for chunk in purchases.chunks(5000):
            facts += [(one.member, Purchase(one.occurred_at, one.order)) for one in chunk.purchases]
            if len(facts) >= ORDERS:
                break
    return facts[:ORDERS]
