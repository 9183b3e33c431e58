"""When a message is tried again: the schedule that Standard Webhooks publishes, over three days.

Each wait is up to a fifth longer by chance, so that what failed together does not come back together.
"""

from __future__ import annotations

from datetime import timedelta

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
ATTEMPTS_MAX = len(WAITS) + 1
JITTER = 0.2
FAILING_MAX = timedelta(days=5)
"""A webhook that delivered nothing for so long is disabled."""
RETRY_AFTER_MAX = timedelta(days=1)
BREATHER = timedelta(seconds=10)
"""How long a receiver is left alone that says it is overloaded and not for how long."""
OVERLOADED = (429, 502, 503, 504)


def wait_after(attempts: int, chance: float, retry_after: timedelta | None = None) -> timedelta | None:
    """How long to wait after so many attempts failed; None where that was the last one. `chance` is in [0, 1)."""
    if attempts >= ATTEMPTS_MAX:
        return None
    wait = WAITS[attempts - 1] * (1 + JITTER * chance)
    return wait if retry_after is None else max(wait, min(retry_after, RETRY_AFTER_MAX))


def pause_after(status: int | None, retry_after: timedelta | None) -> timedelta | None:
    """How long nothing at all is sent to a receiver that answered like this."""
    if status not in OVERLOADED:
        return None
    return BREATHER if retry_after is None else min(retry_after, RETRY_AFTER_MAX)
