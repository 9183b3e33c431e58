"""How jobs stand, and what they made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from treue.processing.desk import Desk
from treue.store.data_jobs import JobRow, Kind, list_jobs, read_job, read_piece
from treue.words.sentences import sentence

LISTED_MAX = 100


class UnknownJob(Exception):
    """There is no such job, or it is not kept any longer."""


class NotDone(Exception):
    """The job has not come to its end, so there is no result of it yet."""


async def list_all(desk: Desk, kinds: Sequence[Kind]) -> list[JobRow]:
    """The last jobs of these kinds, the newest first."""
    async with desk.pool.connection() as connection:
        return await list_jobs(connection, desk.programme_id, kinds, LISTED_MAX)


async def show(desk: Desk, job_id: int, kinds: Sequence[Kind]) -> JobRow:
    """The job of one of these kinds. Raises UnknownJob."""
    async with desk.pool.connection() as connection:
        row = await read_job(connection, desk.programme_id, job_id, kinds)
    if row is None:
        raise UnknownJob(sentence("there is no such job; a finished one is kept for a week"))
    return row


async def result(desk: Desk, job_id: int, kinds: Sequence[Kind]) -> AsyncIterator[bytes]:
    """What the job made, piece by piece. Raises UnknownJob and NotDone."""
    row = await show(desk, job_id, kinds)
    if row.state != "done":
        raise NotDone(sentence("the job is {state}; ask for its result when it is done", state=row.state))
    return _pieces(desk, job_id)


async def _pieces(desk: Desk, job_id: int) -> AsyncIterator[bytes]:
    number = 1
    while True:
        async with desk.pool.connection() as connection:
            piece = await read_piece(connection, desk.programme_id, job_id, number, is_result=True)
        if piece is None:
            return
        yield piece
        number += 1
