"""API keys: a secret of 256 random bits that is shown once, of which only the hash is kept.

A key belongs to one programme, and what it does is done in its name (`key:NAME`), so the name is never given twice.
A secret of so many bits cannot be guessed, which is why a plain SHA-256 is enough, and fast enough for each request.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from psycopg.types.json import Jsonb

from treue.access.scopes import SCOPES, Role, Scope
from treue.processing.clock import stopwatch, wall_now
from treue.processing.desk import Desk, Pool
from treue.store.audits import insert_audit
from treue.store.keys import KeyRow, find_key, insert_key, list_keys, revoke_key

SECRET_PREFIX = "treue_"
"""By which people and scanners of source code know a secret for what it is."""
REQUESTS_PER_MINUTE = 6000
_SECRET_BYTES = 32


class KeyNameTaken(Exception):
    """A key has this name, or had it before it was revoked."""


class UnknownKey(Exception):
    """No key that is still valid has this name."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A valid key, as a request shows it."""

    programme: str
    key_id: int
    name: str
    role: Role
    scopes: frozenset[Scope]
    requests_per_minute: int

    @property
    def actor(self) -> str:
        """In whose name a request of this key is performed."""
        return f"key:{self.name}"


async def create(
    desk: Desk,
    name: str,
    role: Role,
    *,
    actor: str,
    scopes: Collection[Scope] | None = None,
    requests_per_minute: int = REQUESTS_PER_MINUTE,
) -> str:
    """The secret of a new key, which may do what its role may, or only `scopes` of that.

    Raises KeyNameTaken, and ValueError for a scope that the role has not.
    """
    chosen = SCOPES[role] if scopes is None else frozenset(scopes)
    if beyond := chosen - SCOPES[role]:
        raise ValueError(
            f"the role {role} may not do {', '.join(sorted(beyond))}; choose among {', '.join(SCOPES[role])}"
        )
    secret = SECRET_PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    row = KeyRow(desk.key, desk.new_id(), name, role, sorted(chosen), requests_per_minute, wall_now(), actor, None)
    async with desk.pool.connection() as connection, connection.transaction():
        if not await insert_key(connection, desk.programme_id, row, _hash(secret)):
            raise KeyNameTaken(f"'{desk.key}' has or had a key '{name}'; a name is never given twice, choose another")
        detail = Jsonb({"name": name, "role": role, "scopes": sorted(chosen)})
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "create_key", detail)
    return secret


async def show_all(desk: Desk) -> list[KeyRow]:
    """All keys of the programme by name, revoked ones too."""
    async with desk.pool.connection() as connection:
        return await list_keys(connection, desk.programme_id)


async def revoke(desk: Desk, name: str, *, actor: str) -> None:
    """The key is not accepted any more, everywhere within `KeyRing.REMEMBERED_SECONDS`. Raises UnknownKey."""
    async with desk.pool.connection() as connection, connection.transaction():
        if not await revoke_key(connection, desk.programme_id, name, wall_now()):
            raise UnknownKey(f"'{desk.key}' has no valid key '{name}'; list them with: treue key list {desk.key}")
        detail = Jsonb({"name": name})
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "revoke_key", detail)


class KeyRing:
    """Finds keys by their secrets, and remembers each for a moment, so that most requests need not ask for it."""

    REMEMBERED_SECONDS = 2.0
    _REMEMBERED_MAX = 10_000

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[float, ApiKey]] = {}
        self._asking: dict[bytes, asyncio.Task[ApiKey | None]] = {}

    async def find(self, pool: Pool, secret: str) -> ApiKey | None:
        """The valid key with this secret."""
        secret_hash = _hash(secret)
        known = self._known.get(secret_hash)
        if known is not None and stopwatch() - known[0] < self.REMEMBERED_SECONDS:
            return known[1]
        # All requests of a busy key notice at once that it has to be asked for; one of them asks for all.
        asking = self._asking.get(secret_hash)
        if asking is None:
            asking = self._asking[secret_hash] = asyncio.create_task(self._ask(pool, secret_hash))
            asking.add_done_callback(lambda _: self._asking.pop(secret_hash, None))
        return await asyncio.shield(asking)

    async def _ask(self, pool: Pool, secret_hash: bytes) -> ApiKey | None:
        async with pool.connection() as connection:
            row = await find_key(connection, secret_hash)
        if row is None:
            self._known.pop(secret_hash, None)
            return None
        if len(self._known) >= self._REMEMBERED_MAX:
            self._known.clear()
        scopes = frozenset(Scope(scope) for scope in row.scopes)
        key = ApiKey(row.programme, row.key_id, row.name, Role(row.role), scopes, row.requests_per_minute)
        self._known[secret_hash] = (stopwatch(), key)
        return key


def _hash(secret: str) -> bytes:
    return sha256(secret.encode(errors="replace")).digest()
