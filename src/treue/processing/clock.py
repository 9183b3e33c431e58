"""The only place that reads the machine's clock.

`wall_now` times ids, key lapses and records. What a programme calls now is the wall clock too, or the clock of a
sandbox that staff can turn; that one is read in the processor's transaction.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime


def wall_now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


def stopwatch() -> float:
    """Seconds from an arbitrary start, for measuring how long something takes."""
    return time.monotonic()


def running_time() -> float:
    """Seconds that this thread ran, from an arbitrary start; not those in which another program had the processor."""
    return time.thread_time()
