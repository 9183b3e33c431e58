"""Whether a purchase costs more for a member with ten thousand of them than for a new one."""

from __future__ import annotations

import time
from statistics import median

from bench.figures import Better, Figure, Measured, Target
from bench.ground import Ground, ground, settle_statistics
from bench.orders import Orders, reference
from treue.domain.events import Spend
from treue.processing.commands import Command
from treue.store.embedded import Server

PAST_ORDERS = 10_000
PURCHASES = 400
SPENDS = 20
OLD = 0
_TARGET = Target(1.2, Better.LOWER)


async def measure(server: Server) -> Measured:
    """Time of a purchase, and of a spend, for a member with a long past and for new members, in turn."""
    async with ground(server, "history", members=PURCHASES + SPENDS + 1) as place:
        orders = Orders()
        for _ in range(0, PAST_ORDERS, 5_000):
            await place.desk.run([orders.purchase(OLD) for _ in range(5_000)])
        await settle_statistics(place)
        old, new = [], []
        for number in range(1, PURCHASES + 1):
            old.append(await _time_us(place, orders.purchase(OLD)))
            new.append(await _time_us(place, orders.purchase(number)))
        old_spend, new_spend = [], []
        for number in range(PURCHASES + 1, PURCHASES + SPENDS + 1):
            await place.desk.run([orders.purchase(number) for _ in range(8)])
            new_spend.append(await _time_us(place, _spend(number)))
            old_spend.append(await _time_us(place, _spend(OLD)))
    ratio = median(old) / median(new)
    return Measured(
        (
            Figure("history.new_us", "a purchase of a new member", median(new), "us"),
            Figure("history.old_us", f"a purchase of a member with {PAST_ORDERS:,} orders", median(old), "us"),
            Figure("ratio.history", "with a past / new", ratio, "", _TARGET, kept=True),
            Figure("history.new_spend_us", "a spend of a new member (8 lots)", median(new_spend), "us"),
            Figure("history.old_spend_us", f"a spend of a member with {PAST_ORDERS:,} lots", median(old_spend), "us"),
        )
    )


async def _time_us(place: Ground, command: Command) -> float:
    started = time.perf_counter()
    outcome = (await place.desk.run([command]))[0]
    spent = time.perf_counter() - started
    if outcome.status != "decided" or outcome.reason is not None:
        raise RuntimeError(f"a command was not decided: {outcome}")
    return spent * 1e6


def _spend(member: int) -> Command:
    return Command(
        reference(member), Spend("free-coffee"), actor="bench", request_key=f"spend-{member}-{time.time_ns()}"
    )
