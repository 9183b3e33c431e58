"""Jobs that make or take files, and the files in pieces, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from psycopg import AsyncConnection

from treue.store.statements import statements

Kind = Literal["members", "bookings", "events"]
EXPORTS: tuple[Kind, ...] = ("members", "bookings")
IMPORTS: tuple[Kind, ...] = ("events",)


class JobRow(NamedTuple):
    """A job as it stands. `total` is None where it is not known before."""

    job_id: int
    kind: Kind
    state: Literal["waiting", "running", "done", "failed"]
    done: int
    total: int | None
    refused: int
    created_at: datetime
    finished_at: datetime | None
    actor: str
    fault: str | None


class TakenJob(NamedTuple):
    """A job that was taken to be run. What is written of it names the `attempt`, so that only one runs it."""

    programme: str
    job_id: int
    kind: Kind
    actor: str
    language: str
    attempt: int
    place: int


class BookingRow(NamedTuple):
    """One transfer, with the public id of its member unless he was erased."""

    member_id: int
    seq: int
    no: int
    member: str | None
    unit: str
    debit: str
    credit: str
    amount: int
    cause: str
    source: str
    effective_at: datetime
    booked_at: datetime
    available_at: datetime | None
    expires_at: datetime | None


async def run(connection: AsyncConnection[Any], name: str, **parameters: Any) -> int:
    """Run the statement of this name; answers how many rows it concerned."""
    return (await connection.execute(statements("data_jobs")[name], parameters)).rowcount


async def take_job(connection: AsyncConnection[Any], now: datetime, until: datetime) -> TakenJob | None:
    """The oldest job that waits, or that nobody runs any more; it is the caller's until then."""
    cursor = await connection.execute(statements("data_jobs")["take_job"], {"now": now, "until": until})
    row = await cursor.fetchone()
    return TakenJob(*row) if row else None


async def read_job(
    connection: AsyncConnection[Any], programme_id: int, job_id: int, kinds: Sequence[Kind]
) -> JobRow | None:
    """The job of one of these kinds with this number."""
    parameters = {"programme": programme_id, "job": job_id, "kinds": list(kinds)}
    cursor = await connection.execute(statements("data_jobs")["read_job"], parameters)
    row = await cursor.fetchone()
    return JobRow(*row) if row else None


async def list_jobs(
    connection: AsyncConnection[Any], programme_id: int, kinds: Sequence[Kind], limit: int
) -> list[JobRow]:
    """The jobs of these kinds, the newest first."""
    parameters = {"programme": programme_id, "kinds": list(kinds), "limit": limit}
    cursor = await connection.execute(statements("data_jobs")["list_jobs"], parameters)
    return [JobRow(*row) for row in await cursor.fetchall()]


async def read_piece(
    connection: AsyncConnection[Any], programme_id: int, job_id: int, number: int, *, is_result: bool
) -> bytes | None:
    """A piece of what was sent, or of the result; they count from 1."""
    parameters = {"programme": programme_id, "job": job_id, "piece": number, "is_result": is_result}
    cursor = await connection.execute(statements("data_jobs")["read_piece"], parameters)
    row = await cursor.fetchone()
    return bytes(row[0]) if row else None


async def count_results(connection: AsyncConnection[Any], programme_id: int, job_id: int) -> int:
    """How many pieces the result has so far."""
    cursor = await connection.execute(
        statements("data_jobs")["count_results"], {"programme": programme_id, "job": job_id}
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def every_member(connection: AsyncConnection[Any], programme_id: int, after: int, limit: int) -> list[int]:
    """Members by number, those too who were erased."""
    parameters = {"programme": programme_id, "after": after, "limit": limit}
    cursor = await connection.execute(statements("data_jobs")["list_every_member"], parameters)
    return [member_id for (member_id,) in await cursor.fetchall()]


async def read_bookings(
    connection: AsyncConnection[Any], programme_id: int, members: Sequence[int]
) -> list[BookingRow]:
    """Every transfer of these members, in the order of the books."""
    parameters = {"programme": programme_id, "members": list(members)}
    cursor = await connection.execute(statements("data_jobs")["read_bookings"], parameters)
    return [BookingRow(*row) for row in await cursor.fetchall()]
