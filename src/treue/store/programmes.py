"""Programmes, their versions and their clocks, as rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, Literal, NamedTuple

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from treue.store.statements import statements


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme; with a clock it is a sandbox."""

    programme_id: int
    key: str
    sandbox_clock: datetime | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A published version with the text of its parts by path."""

    version: int
    starts_at: datetime
    semantics: int
    parts: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class LatestVersion:
    """The version published last, by number, start and content hash."""

    version: int
    starts_at: datetime
    content_hash: bytes


class ListedVersion(NamedTuple):
    """A version without its text; `content_hash` identifies what it says."""

    version: int
    starts_at: datetime
    published_at: datetime
    actor: str
    content_hash: str


async def find_programme(connection: AsyncConnection[Any], key: str) -> ProgrammeRow | None:
    """The programme with this id in its document."""
    cursor = await connection.execute(statements("programmes")["find_programme"], {"key": key})
    row = await cursor.fetchone()
    return ProgrammeRow(*row) if row else None


async def list_programmes(connection: AsyncConnection[Any]) -> list[ProgrammeRow]:
    """All programmes, by key."""
    cursor = await connection.execute(statements("programmes")["list_programmes"])
    return [ProgrammeRow(*row) for row in await cursor.fetchall()]


async def insert_programme(
    connection: AsyncConnection[Any], key: str, sandbox_clock: datetime | None, now: datetime
) -> ProgrammeRow:
    """A new programme; the next free number is taken under a lock."""
    sql = statements("programmes")
    await connection.execute(sql["lock_numbering"])
    parameters = {"key": key, "sandbox_clock": sandbox_clock, "now": now}
    cursor = await connection.execute(sql["insert_programme"], parameters)
    row = await cursor.fetchone()
    assert row is not None
    return ProgrammeRow(row[0], key, sandbox_clock)


async def lock_for_publishing(connection: AsyncConnection[Any], programme_id: int) -> None:
    """Wait until no batch of the programme is being decided, and keep others out until the transaction ends."""
    await connection.execute(statements("programmes")["lock_for_publishing"], {"programme": programme_id})


async def read_versions(connection: AsyncConnection[Any], programme_id: int) -> list[VersionRow]:
    """All versions with their texts, by number."""
    sql = statements("programmes")
    cursor = await connection.execute(sql["read_parts"], {"programme": programme_id})
    bodies = {bytes(content_hash).hex(): body.encode() for content_hash, body in await cursor.fetchall()}
    cursor = await connection.execute(sql["read_versions"], {"programme": programme_id})
    return [
        VersionRow(version, starts_at, semantics, {path: bodies[content_hash] for path, content_hash in parts.items()})
        for version, starts_at, semantics, parts in await cursor.fetchall()
    ]


async def list_versions(connection: AsyncConnection[Any], programme_id: int) -> list[ListedVersion]:
    """All versions without their texts, by number."""
    cursor = await connection.execute(statements("programmes")["list_versions"], {"programme": programme_id})
    return [ListedVersion(*row) for row in await cursor.fetchall()]


async def latest_change(connection: AsyncConnection[Any], programme_id: int) -> tuple[int, int]:
    """The numbers of the version published last and of the last stop or resumption; 0 where there is none."""
    cursor = await connection.execute(statements("programmes")["latest_change"], {"programme": programme_id})
    row = await cursor.fetchone()
    assert row is not None
    return row[0], row[1]


async def insert_version(
    connection: AsyncConnection[Any],
    programme_id: int,
    version: int,
    starts_at: datetime,
    published_at: datetime,
    version_hash: bytes,
    semantics: int,
    parts: Mapping[str, bytes],
    actor: str,
) -> None:
    """A version and those of its parts that are not stored yet."""
    sql = statements("programmes")
    manifest: dict[str, str] = {}
    for path, body in parts.items():
        digest = blake2b(body, digest_size=16).digest()
        manifest[path] = digest.hex()
        await connection.execute(
            sql["insert_part"], {"programme": programme_id, "content_hash": digest, "body": body.decode()}
        )
    parameters = {
        "programme": programme_id,
        "version": version,
        "starts_at": starts_at,
        "published_at": published_at,
        "content_hash": version_hash,
        "semantics": semantics,
        "parts": Jsonb(manifest),
        "actor": actor,
    }
    await connection.execute(sql["insert_version"], parameters)


async def latest_version(connection: AsyncConnection[Any], programme_id: int) -> LatestVersion | None:
    """The version published last, if any."""
    cursor = await connection.execute(statements("programmes")["latest_version"], {"programme": programme_id})
    row = await cursor.fetchone()
    return LatestVersion(row[0], row[1], bytes(row[2])) if row else None


MovementKind = Literal["received", "corrected", "lost"]


class StockRow(NamedTuple):
    """Pieces of one reward: what is left, and how it came to that. `taken` is without what came back (`returned`)."""

    reward: str
    left: int
    received: int
    corrected: int
    lost: int
    taken: int
    returned: int


async def open_stock(
    connection: AsyncConnection[Any], programme_id: int, reward: str, movement_id: int, audit_id: int
) -> None:
    """A row for a reward that is taken from stock from now on, where there is none yet."""
    parameters = {"programme": programme_id, "reward": reward, "movement": movement_id, "audit": audit_id}
    await connection.execute(statements("programmes")["open_stock"], parameters)


async def receive_stock(
    connection: AsyncConnection[Any],
    programme_id: int,
    reward: str,
    quantity: int,
    movement_id: int,
    audit_id: int,
    note: str,
    kind: MovementKind = "received",
) -> tuple[int, int] | None:
    """Book pieces that came, or below zero went; (received, taken) afterwards, or None for a reward without stock.

    Raises psycopg.errors.CheckViolation when less would be left than was taken.
    """
    parameters = {
        "programme": programme_id,
        "reward": reward,
        "quantity": quantity,
        "movement": movement_id,
        "audit": audit_id,
        "note": note,
        "kind": kind,
    }
    cursor = await connection.execute(statements("programmes")["receive_stock"], parameters)
    row = await cursor.fetchone()
    return (row[0], row[1]) if row else None


async def lock_stock(connection: AsyncConnection[Any], programme_id: int, reward: str) -> int | None:
    """How many pieces are left, which nobody changes before this transaction ends; None for a reward without stock."""
    parameters = {"programme": programme_id, "reward": reward}
    cursor = await connection.execute(statements("programmes")["lock_stock"], parameters)
    row = await cursor.fetchone()
    return row[0] - row[1] if row else None


async def list_stock(connection: AsyncConnection[Any], programme_id: int) -> list[StockRow]:
    """The stock of every reward that has one, by id."""
    cursor = await connection.execute(statements("programmes")["list_stock"], {"programme": programme_id})
    return [StockRow(*row) for row in await cursor.fetchall()]


async def turn_clock(connection: AsyncConnection[Any], programme_id: int, now: datetime) -> bool:
    """Set the clock of a sandbox forward; False where it is no sandbox or already further on."""
    cursor = await connection.execute(statements("programmes")["turn_clock"], {"programme": programme_id, "now": now})
    return cursor.rowcount == 1
