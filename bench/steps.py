"""Where the time of a batch of 256 goes: the processor itself, with a stopwatch around each of its steps.

Nothing is imitated: the functions the processor calls are wrapped while this measure runs. A step's time is its own,
without the steps it calls. The stopwatch costs about half a microsecond a call, so small steps look slightly larger
than they are. A function that the processor no longer has counts for its caller; a test keeps their list true.

Writing is measured twice: as it is, all statements in one pipeline; and each statement alone, with its round trip.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from psycopg import AsyncConnection

from bench.figures import Breakdown, Measured
from bench.ground import Ground, ground, settle_statistics
from bench.orders import Orders
from treue.store.embedded import Server
from treue.store.statements import statements
from treue.store.writing import Rows

BATCH = 256
BATCHES = 30
WARM_BATCHES = 4
REST = "begin, commit, connection"
STATEMENTS_ALONE = 8

# (object that is asked for the function, its name there, what the step is called)
STEPS = (
    ("treue.processing.processor", "prepare", "encode: the rest"),
    ("treue.processing.processor", "identities_of", "gather: who and which keys"),
    ("treue.processing.processor", "wanted_by", "gather: who and which keys"),
    ("treue.processing.processor", "more_wanted_by", "gather: who and which keys"),
    ("treue.processing.processor", "resolve", "resolve references (round trip)"),
    ("treue.processing.processor", "lock_and_read", "lock and read (round trip)"),
    ("treue.processing.processor", "read_more", "read lots and counts (round trip)"),
    ("treue.processing.processor", "works_of", "make states"),
    ("treue.processing.batch.Batch", "decide", "collect rows: the batch's own work"),
    ("treue.processing.batch.Batch", "finish", "collect rows: the batch's own work"),
    ("treue.processing.batch", "record", "collect rows: the decision"),
    ("treue.processing.households", "decide", "decide: the rest"),
    ("treue.engine.deciding", "earn", "decide: earn"),
    ("treue.engine.deciding", "credit", "decide: credit"),
    ("treue.processing.batch.Work", "apply", "advance the state, due list"),
    ("treue.processing.batch.Work", "write", "collect rows: derived state"),
    ("treue.processing.fingerprint", "keys_of", "encode: keys"),
    ("treue.processing.fingerprint", "content_hash", "encode: content hash"),
    ("treue.processing.fingerprint", "body_of", "encode: payload"),
    ("treue.processing.batch", "figures_of", "encode: figures"),
    ("treue.processing.recording", "encoded", "encode: figures"),
    ("treue.processing.batch", "stored", "encode: read-set"),
    ("treue.processing.recording", "local_day", "encode: local day"),
    ("treue.store.writing.Rows", "parameters", "encode: arrays"),
    ("treue.processing.processor", "write", "write (round trip)"),
)


async def measure(server: Server) -> Measured:
    """Two tables: microseconds of each step, and of each statement, for one purchase."""
    async with ground(server, "steps") as place:
        orders = Orders()
        for _ in range(WARM_BATCHES):
            await place.desk.run(orders.purchases(BATCH))
        await settle_statistics(place)
        watch = Stopwatch()
        with watched(watch):
            for _ in range(BATCHES):
                commands = orders.purchases(BATCH)
                with watch.step(REST):
                    await place.desk.run(commands)
        alone = await _statements_alone(place, orders)
    total = sum(watch.seconds.values())
    steps = sorted(watch.seconds.items(), key=lambda item: -item[1])
    return Measured(
        (),
        (
            Breakdown(
                f"A batch of {BATCH}: where each microsecond of a purchase goes",
                ("us", "share %"),
                (
                    *((name, (seconds / (BATCH * BATCHES) * 1e6, 100 * seconds / total)) for name, seconds in steps),
                    ("all", (total / (BATCH * BATCHES) * 1e6, 100.0)),
                ),
            ),
            Breakdown(
                f"Writing a batch of {BATCH}, each statement alone",
                ("us for a purchase", "rows for a purchase"),
                alone,
            ),
        ),
    )


class Stopwatch:
    """Adds up the own time of nested steps."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._within: list[float] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count what happens inside for the step, less the steps inside it."""
        self._within.append(0.0)
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - started
            self.seconds[name] += spent - self._within.pop()
            if self._within:
                self._within[-1] += spent

    def around(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The function with the stopwatch around it. One that yields is run to its end inside the step."""
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*arguments: Any, **options: Any) -> Any:
                with self.step(name):
                    return await function(*arguments, **options)

            return awaited

        @functools.wraps(function)
        def called(*arguments: Any, **options: Any) -> Any:
            self._within.append(0.0)
            started = time.perf_counter()
            answer = function(*arguments, **options)
            if inspect.isgenerator(answer):
                answer = list(answer)
            spent = time.perf_counter() - started
            self.seconds[name] += spent - self._within.pop()
            if self._within:
                self._within[-1] += spent
            return answer

        return called


class Watch(Protocol):
    """What can be put around a step."""

    def around(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The function with the watch around it."""
        ...


@contextmanager
def watched(watch: Watch, steps: Sequence[tuple[str, str, str]] = STEPS) -> Iterator[None]:
    """The steps under the watch, those of the processor or others, until the context is left."""
    places = [(owner_of(place), name, step) for place, name, step in steps]
    before = [(owner, name, step, getattr(owner, name)) for owner, name, step in places if hasattr(owner, name)]
    for owner, name, step, function in before:
        setattr(owner, name, watch.around(function, step))
    try:
        yield
    finally:
        for owner, name, _, function in before:
            setattr(owner, name, function)


def owner_of(place: str) -> Any:
    """The module, or class of a module, in which a function is looked up. Raises ImportError or AttributeError."""
    module, _, last = place.rpartition(".")
    return getattr(importlib.import_module(module), last) if last[0].isupper() else importlib.import_module(place)


async def _statements_alone(place: Ground, orders: Orders) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """(statement, (microseconds, rows) for a purchase): sent one by one in place of the pipeline."""
    seconds: dict[str, list[float]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    processor = importlib.import_module("treue.processing.processor")

    async def write_alone(connection: AsyncConnection[Any], programme_id: int, rows: Rows) -> None:
        for name, parameters in rows.parameters():
            started = time.perf_counter()
            await connection.execute(statements("batch")[name], {"programme": programme_id, **parameters})
            seconds[name].append(time.perf_counter() - started)
            counts[name] += len(rows[name])

    at_once = processor.write
    processor.write = write_alone  # type: ignore[attr-defined]
    try:
        for _ in range(STATEMENTS_ALONE):
            await place.desk.run(orders.purchases(BATCH))
    finally:
        processor.write = at_once  # type: ignore[attr-defined]
    rows = sorted(_per_purchase(seconds, counts), key=lambda row: -row[1][0])
    return (*rows, ("all", (sum(row[1][0] for row in rows), sum(row[1][1] for row in rows))))


def _per_purchase(seconds: dict[str, list[float]], counts: dict[str, int]) -> Iterable[tuple[str, tuple[float, float]]]:
    for name, times in seconds.items():
        yield name, (sum(times) / (BATCH * STATEMENTS_ALONE) * 1e6, counts[name] / (BATCH * STATEMENTS_ALONE))
