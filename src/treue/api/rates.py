"""How many requests a key may send: a bucket for each that fills evenly, told in headers with every answer.

Each process counts for itself. The headers are those of the IETF draft (RateLimit, RateLimit-Policy).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from treue.access.keys import ApiKey

WINDOW_SECONDS = 60
_KEYS_MAX = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    filled_at: float


@dataclass(frozen=True, slots=True)
class Rate:
    """How a key stands after a request."""

    limit: int
    left: int
    refilled_seconds: int
    """Until the whole limit is there again."""
    wait_seconds: int
    """How long to wait before the next request; 0 where this one was let through."""

    @property
    def headers(self) -> dict[str, str]:
        """What is told with the answer."""
        headers = {
            "RateLimit-Policy": f'"key";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"key";r={self.left};t={self.refilled_seconds}',
        }
        return {**headers, "Retry-After": str(self.wait_seconds)} if self.wait_seconds else headers


class Rates:
    """The buckets of all keys that are in use."""

    def __init__(self) -> None:
        self._buckets: dict[int, _Bucket] = {}

    def take(self, key: ApiKey, now: float) -> Rate:
        """Count one request at the instant `now`, in seconds of a clock that never steps back."""
        limit = key.requests_per_minute
        bucket = self._buckets.get(key.key_id)
        if bucket is None:
            if len(self._buckets) >= _KEYS_MAX:
                self._buckets.clear()
            bucket = self._buckets[key.key_id] = _Bucket(limit, now)
        per_second = limit / WINDOW_SECONDS
        bucket.left = min(limit, bucket.left + (now - bucket.filled_at) * per_second)
        bucket.filled_at = now
        wait_seconds = 0
        if bucket.left >= 1:
            bucket.left -= 1
        else:
            wait_seconds = math.ceil((1 - bucket.left) / per_second)
        return Rate(limit, int(bucket.left), math.ceil((limit - bucket.left) / per_second), wait_seconds)
