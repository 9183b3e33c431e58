"""Slowing down who guesses passwords.

Every attempt is counted before the password is looked at, so that many at once are counted like many in a row. A few
are free; then each one more doubles the wait. A success forgets those of the same name from the same address.

| counted by | free | longest wait | because |
|---|---|---|---|
| name and address | 5 | 15 minutes | somebody tries passwords of one person |
| address | 30 | 15 minutes | somebody tries one password with many names |
| name | 30 | 1 minute | many addresses try one person, who must not be locked out for long by strangers |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from treue.processing.desk import Desk
from treue.store.staff import FailureRow, forget_failures, lock_failures, note_failure

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many attempts are free, and how long one waits at most."""

    free: int
    longest: timedelta

    def wait_after(self, failures: int) -> timedelta:
        """How long the next attempt has to wait after so many failures in a row."""
        if failures < self.free:
            return timedelta(0)
        # Beyond these doublings every wait is the longest.
        doublings = min(failures - self.free, 20)
        return min(self.longest, timedelta(seconds=2**doublings))


OF_BOTH = Patience(5, timedelta(minutes=15))
OF_ADDRESS = Patience(30, timedelta(minutes=15))
OF_NAME = Patience(30, timedelta(minutes=1))


def keys_of(name: str, address: str) -> Mapping[bytes, Patience]:
    """Under which keys an attempt is counted, the first being that of both."""
    return {
        _key("both", name, address): OF_BOTH,
        _key("address", address): OF_ADDRESS,
        _key("name", name): OF_NAME,
    }


async def count_attempt(desk: Desk, name: str, address: str, now: datetime) -> datetime | None:
    """Count one attempt; the instant until which it has to wait instead, where it came too soon."""
    keys = keys_of(name, address)
    async with desk.pool.connection() as connection, connection.transaction():
        known = await lock_failures(connection, desk.programme_id, list(keys), now)
        until = max((_free_from(known[key], patience, now) for key, patience in keys.items()), default=now)
        if until > now:
            return until
        await note_failure(connection, desk.programme_id, list(keys), now, now - FORGOTTEN_AFTER)
    return None


async def forget(desk: Desk, name: str, address: str, now: datetime) -> None:
    """The password was right: what failed before under this name from this address counts no more."""
    both, *_ = keys_of(name, address)
    async with desk.pool.connection() as connection:
        await forget_failures(connection, desk.programme_id, [both], now - FORGOTTEN_AFTER)


def _free_from(row: FailureRow, patience: Patience, now: datetime) -> datetime:
    if row.last_at <= now - FORGOTTEN_AFTER:
        return now
    return row.last_at + patience.wait_after(row.failures)


def _key(*parts: str) -> bytes:
    return blake2b("\0".join(parts).encode(), digest_size=16).digest()
