"""How far an import has come, kept in the transactions that import."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from treue.store.statements import statements


@dataclass(frozen=True, slots=True)
class ImportRun:
    """Progress of one import: the last position taken, what became of the orders, and the length of the rejects
    file."""

    position: int = 0
    decided: int = 0
    repeated: int = 0
    refused: int = 0
    rejected: int = 0
    rejects_bytes: int = 0
    finished_at: datetime | None = None


async def find_run(connection: AsyncConnection[Any], programme_id: int, fingerprint: str) -> ImportRun | None:
    """The import of these files into this programme, if it was begun."""
    parameters = {"programme": programme_id, "fingerprint": fingerprint}
    cursor = await connection.execute(statements("imports")["find_run"], parameters)
    row = await cursor.fetchone()
    return ImportRun(*row) if row else None


async def is_importing(connection: AsyncConnection[Any], programme_id: int) -> bool:
    """Whether an import into this programme was begun and has not ended."""
    cursor = await connection.execute(statements("imports")["is_importing"], {"programme": programme_id})
    return await cursor.fetchone() is not None


async def save_run(connection: AsyncConnection[Any], programme_id: int, fingerprint: str, run: ImportRun) -> None:
    """Note the progress; the caller's transaction commits it with what it describes."""
    names = ("position", "decided", "repeated", "refused", "rejected", "rejects_bytes", "finished_at")
    parameters = dict(zip(names, astuple(run), strict=True))
    await connection.execute(
        statements("imports")["save_run"], {"programme": programme_id, "fingerprint": fingerprint, **parameters}
    )


async def unknown_members(connection: AsyncConnection[Any], programme_id: int, external_ids: list[str]) -> set[str]:
    """Which of these external ids belong to nobody yet."""
    parameters = {"programme": programme_id, "values": external_ids}
    cursor = await connection.execute(statements("imports")["unknown_members"], parameters)
    return {value for (value,) in await cursor.fetchall()}


async def lock_run(connection: AsyncConnection[Any], programme_id: int, fingerprint: str) -> bool:
    """Reserve the import for this session; False where another session has it."""
    parameters = {"programme": programme_id, "fingerprint": fingerprint}
    cursor = await connection.execute(statements("imports")["lock_run"], parameters)
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def unlock_run(connection: AsyncConnection[Any], programme_id: int, fingerprint: str) -> None:
    """Let other sessions have the import."""
    parameters = {"programme": programme_id, "fingerprint": fingerprint}
    await connection.execute(statements("imports")["unlock_run"], parameters)
