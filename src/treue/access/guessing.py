"""Slowing down who guesses: passwords of staff, and codes or numbers of cards over the API.

**Passwords.** Every attempt is counted before the password is looked at, so that many at once are counted like many in
a row. A few are free; then each one more doubles the wait. A success forgets those of the same name from the same
address.

| counted by | free | longest wait | because |
|---|---|---|---|
| name and address | 5 | 15 minutes | somebody tries passwords of one person |
| address | 30 | 15 minutes | somebody tries one password with many names |
| name | 30 | 1 minute | many addresses try one person, who must not be locked out for long by strangers |

**Codes and cards.** A till asks for right ones all day, so only those are counted that do not exist, by the hour: a
till where one is mistyped now and then is never slowed. Where a free number is used up it is noted in the audit trail.

| counted by | free in an hour | longest wait | because |
|---|---|---|---|
| API key | 60 | 1 minute | a till or a web shop whose customers mistype must not stand still for long |
| address | 120 | 1 minute | the same behind several keys |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from psycopg.types.json import Jsonb

from treue.processing.desk import Desk
from treue.store.audits import insert_audit
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


WRONG_OF_KEY = Patience(60, timedelta(minutes=1))
WRONG_OF_ADDRESS = Patience(120, timedelta(minutes=1))
GUESSED = "codes_guessed"
"""What the audit trail calls it."""
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


class Guesses:
    """Who guesses codes or cards, as one process saw it; how often it was is counted for all of them together."""

    _REMEMBERED_MAX = 10_000

    def __init__(self) -> None:
        self._until: dict[bytes, datetime] = {}

    def free_from(self, desk: Desk, actor: str, address: str, now: datetime) -> datetime:
        """From when on a code or card may be asked for; `now` where nothing has to be waited for."""
        return max(self._until.get(key, now) for key in _wrong_keys(desk, actor, address, now))

    async def note_wrong(self, desk: Desk, actor: str, address: str, now: datetime) -> None:
        """Somebody asked for a code or card that does not exist."""
        keys = _wrong_keys(desk, actor, address, now)
        async with desk.pool.connection() as connection, connection.transaction():
            known = await lock_failures(connection, desk.programme_id, list(keys), now)
            await note_failure(connection, desk.programme_id, list(keys), now, now - FORGOTTEN_AFTER)
            counted = {key: known[key].failures + 1 for key in keys}
            used_up = [counted[key] for key, patience in keys.items() if counted[key] == patience.free]
            if used_up:
                detail = Jsonb({"wrong": max(used_up)})
                await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, GUESSED, detail)
        if len(self._until) > self._REMEMBERED_MAX:
            self._until.clear()
        self._until |= {key: now + patience.wait_after(counted[key]) for key, patience in keys.items()}


def _wrong_keys(desk: Desk, actor: str, address: str, now: datetime) -> Mapping[bytes, Patience]:
    hour = f"{now.astimezone(UTC):%Y-%m-%d %H}"
    return {
        _key("wrong of key", desk.key, actor, hour): WRONG_OF_KEY,
        _key("wrong of address", desk.key, address, hour): WRONG_OF_ADDRESS,
    }


def _free_from(row: FailureRow, patience: Patience, now: datetime) -> datetime:
    if row.last_at <= now - FORGOTTEN_AFTER:
        return now
    return row.last_at + patience.wait_after(row.failures)


def _key(*parts: str) -> bytes:
    return blake2b("\0".join(parts).encode(), digest_size=16).digest()
