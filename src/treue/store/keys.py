"""API keys as rows; of a secret only the hash is here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from treue.store.statements import statements


class KeyRow(NamedTuple):
    """A key without its secret; `programme` is the programme's id in its document."""

    programme: str
    key_id: int
    name: str
    role: str
    scopes: Sequence[str]
    requests_per_minute: int
    created_at: datetime
    created_by: str
    revoked_at: datetime | None


async def insert_key(connection: AsyncConnection[Any], programme_id: int, row: KeyRow, secret_hash: bytes) -> bool:
    """Whether the key is there now; its name may be taken, by a revoked key too."""
    parameters = {
        "programme": programme_id,
        "key": row.key_id,
        "name": row.name,
        "role": row.role,
        "scopes": list(row.scopes),
        "requests_per_minute": row.requests_per_minute,
        "secret_hash": secret_hash,
        "now": row.created_at,
        "actor": row.created_by,
    }
    cursor = await connection.execute(statements("keys")["insert_key"], parameters)
    return cursor.rowcount == 1


async def list_keys(connection: AsyncConnection[Any], programme_id: int) -> list[KeyRow]:
    """All keys of the programme by name, revoked ones too."""
    cursor = await connection.execute(statements("keys")["list_keys"], {"programme": programme_id})
    return [KeyRow(*row) for row in await cursor.fetchall()]


async def find_key(connection: AsyncConnection[Any], secret_hash: bytes) -> KeyRow | None:
    """The key with this secret, unless it was revoked."""
    cursor = await connection.execute(statements("keys")["find_key"], {"secret_hash": secret_hash})
    row = await cursor.fetchone()
    return KeyRow(*row) if row else None


async def revoke_key(connection: AsyncConnection[Any], programme_id: int, name: str, now: datetime) -> bool:
    """Whether the key was valid until now."""
    parameters = {"programme": programme_id, "name": name, "now": now}
    cursor = await connection.execute(statements("keys")["revoke_key"], parameters)
    return cursor.rowcount == 1
