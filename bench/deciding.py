"""How long one decision takes without any database, and how big its read-set is: five lines under twenty rules."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

from bench.figures import Better, Figure, Measured, Target
from bench.ground import PROGRAMME
from bench.orders import NOW, Orders
from treue.domain.events import Purchase
from treue.engine.deciding import decide
from treue.engine.occasion import NO_FIELDS
from treue.engine.state import Scarce, State
from treue.processing.readset import stored
from treue.programme import read_programme
from treue.programme.records import Programme
from treue.rules.at import At
from treue.store.embedded import Server

LINES = 5
EVENTS = 500
REPETITIONS = 9
_DECIDE = Target(50, Better.LOWER)


async def measure(server: Server) -> Measured:
    """Microseconds for a decision and for one condition; bytes of the read-set. The server is not used."""
    del server
    programme = measured_programme()
    orders = Orders()
    events = [orders.event(LINES) for _ in range(EVENTS)]
    decision_us = best_us(lambda: _decide_all(programme, events), EVENTS)
    conditions_us, calls = _conditions(programme, events)
    yardstick_us = best_us(_yardstick, EVENTS)
    return Measured(
        (
            Figure(
                "decide.us", f"decide alone, {LINES} lines, {len(programme.earn)} rules", decision_us, "us", _DECIDE
            ),
            Figure("decide.condition_us", "one condition of those rules", conditions_us, "us"),
            Figure("decide.conditions_us", f"all {calls:.0f} conditions of one purchase", conditions_us * calls, "us"),
            Figure(
                "bytes.read_set",
                "the decision's read-set as stored",
                _read_set_bytes(programme, events),
                "B",
                kept=True,
                better=Better.LOWER,
            ),
            Figure("decide.yardstick_us", "a fixed piece of plain Python (yardstick)", yardstick_us, "us"),
            Figure(
                "ratio.decide",
                "decide / yardstick",
                decision_us / yardstick_us,
                "",
                kept=True,
                better=Better.LOWER,
            ),
        )
    )


def best_us(work: Callable[[], object], count: int) -> float:
    """Microseconds for one of `count` pieces of `work`: the best of several rounds, the one least disturbed."""
    times = []
    for _ in range(REPETITIONS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times) / count * 1e6


def measured_programme() -> Programme:
    """The bench's programme, read from its document."""
    programme, faults = read_programme(PROGRAMME)
    if programme is None:
        raise RuntimeError("; ".join(str(fault) for fault in faults))
    return programme


def _decide_all(programme: Programme, events: list[Purchase]) -> None:
    scarce = Scarce()
    for event in events:
        decide(programme, State(NOW, 2, {"points": 100}, scarce=scarce), event)


def _read_set_bytes(programme: Programme, events: list[Purchase]) -> float:
    """Bytes, in the mean over the purchases."""
    decisions = (decide(programme, State(NOW, 2, {"points": 100}, scarce=Scarce()), event) for event in events)
    return sum(len(stored(decision.read_set)) for decision in decisions) / len(events)


def _conditions(programme: Programme, events: list[Purchase]) -> tuple[float, float]:
    """Microseconds for one condition, and how many are asked for one purchase."""
    calls = [
        (rule.when.holds, event.order, line, At.of(event.occurred_at, programme.zone))
        for event in events
        for rule in programme.earn
        if rule.when is not None
        for line in (event.order.lines if rule.each == "line" else (None,))
    ]

    def ask_all() -> None:
        for holds, order, line, at in calls:
            holds(order, line, at, NO_FIELDS)

    return best_us(ask_all, len(calls)), len(calls) / len(events)


def _yardstick() -> None:
    # The kinds of work a decision is made of: exact arithmetic, calendar arithmetic, records in a dictionary.
    for number in range(1, EVENTS + 1):
        amounts = {index: Fraction(number, index) * 3 for index in range(1, 6)}
        assert NOW + timedelta(days=number) > NOW
        assert sum(amounts.values()) > 0
