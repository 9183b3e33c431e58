"""Workers and sweeps, as rows: signs of life, whose turn a sweep is, and keys that lapsed.

A sweep is taken like a message: by moving its `due_at` ahead. Whoever took it moves it on for as long as he works.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from treue.store.statements import statements


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker that signed in and was last seen at an instant."""

    host: str
    process_id: int
    release: str
    started_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class SweepRow:
    """How a sweep of a programme stands; `fault` is what its last run ended with."""

    programme: str
    name: str
    due_at: datetime
    ended_at: datetime | None
    done: int | None
    fault: str | None


@dataclass(frozen=True, slots=True)
class Overdue:
    """Of a programme: members for whom something is due that nobody settled, and since when."""

    programme: str
    sandbox: bool
    members: int
    earliest: datetime | None


async def run(connection: AsyncConnection[Any], statement: str, parameters: Mapping[str, Any]) -> int:
    """Run one of the statements of jobs.sql that only writes; how many rows it wrote."""
    return (await connection.execute(statements("jobs")[statement], parameters)).rowcount


async def take_sweep(
    connection: AsyncConnection[Any], programme_id: int, name: str, *, worker_id: int, now: datetime, until: datetime
) -> bool:
    """Whether it is time for the sweep and this worker has it now, to himself until `until`."""
    whose = {"programme": programme_id, "name": name, "worker": worker_id}
    cursor = await connection.execute(statements("jobs")["take_sweep"], {**whose, "now": now, "until": until})
    return await cursor.fetchone() is not None


async def list_workers(connection: AsyncConnection[Any]) -> list[WorkerRow]:
    """Every worker that signed in and not out, the oldest first."""
    cursor = await connection.execute(statements("jobs")["list_workers"])
    return [WorkerRow(*row) for row in await cursor.fetchall()]


async def list_sweeps(connection: AsyncConnection[Any]) -> list[SweepRow]:
    """Every sweep that ever ran."""
    cursor = await connection.execute(statements("jobs")["list_sweeps"])
    return [SweepRow(*row) for row in await cursor.fetchall()]


async def overdue(connection: AsyncConnection[Any], now: datetime) -> list[Overdue]:
    """What is due and not settled, by programme; each by its own clock."""
    cursor = await connection.execute(statements("jobs")["overdue"], {"now": now})
    return [Overdue(*row) for row in await cursor.fetchall()]


async def drop_lapsed_keys(
    connection: AsyncConnection[Any], programme_id: int, *, now: datetime, after: bytes, limit: int
) -> tuple[int, bytes | None]:
    """Delete keys that lapsed among the next `limit` ones; how many those were, and where to go on, if anywhere."""
    sql = statements("jobs")
    page = {"programme": programme_id, "after": after, "limit": limit}
    row = await (await connection.execute(sql["next_keys"], page)).fetchone()
    if row is None or row[1] is None:
        return 0, None
    count, last = int(row[0]), bytes(row[1])
    parameters = {"programme": programme_id, "after": after, "until": last, "now": now}
    dropped = (await connection.execute(sql["drop_lapsed_keys"], parameters)).rowcount
    return dropped, last if count == limit else None
