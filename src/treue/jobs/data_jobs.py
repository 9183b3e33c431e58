"""Runs exports and imports, a page at a time, from wherever a run that was cut off had come.

It is done wherever a service or a worker runs.

A job is taken for a while that every page prolongs; when its runner dies, the next one takes it. What a page makes and
how far the job has come are written together, and only by whoever took the job last.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec
import structlog
from psycopg import InterfaceError, OperationalError
from psycopg.errors import ReadOnlySqlTransaction

from treue.domain.requests import RequestFault
from treue.forms.checked_json import read_object
from treue.forms.data_jobs import RejectShape, booking_shape
from treue.forms.facts import Report, read_report
from treue.forms.faults import WrongInput
from treue.forms.members import member_shape
from treue.forms.names import names_of
from treue.processing.batcher import Closed, QueueFull
from treue.processing.clock import stopwatch, wall_now
from treue.processing.commands import Outcome
from treue.processing.desk import Desk
from treue.processing.office import Office
from treue.processing.processor import Unavailable
from treue.store.data_jobs import (
    TakenJob,
    count_results,
    every_member,
    read_bookings,
    read_piece,
    take_job,
)
from treue.store.data_jobs import run as run_statement
from treue.store.persons import list_members, read_members
from treue.usecases.data_jobs.start import LINES_PER_PIECE
from treue.usecases.events.report_many import NotReached, report_many
from treue.words.languages import language
from treue.words.reasons import reason_in_words
from treue.words.requests import fault_in_words

log = structlog.get_logger(__name__)

MEMBERS_PER_PAGE = 500
TAKEN = timedelta(minutes=2)
KEPT = timedelta(days=7)
LOOK_EVERY_S = 1.0
DROP_EVERY_S = 3600.0
AWAY = (OperationalError, InterfaceError, ReadOnlySqlTransaction, Unavailable, QueueFull, Closed)
"""What tells that a page could not be made now, and can be later."""
_encode = msgspec.json.Encoder(decimal_format="string").encode


@dataclass(frozen=True, slots=True)
class Page:
    """What one step of a job made: how far it came, how many lines, and what belongs into the result."""

    place: int
    lines: int
    refused: int
    result: Sequence[msgspec.Struct]


class NotMine(Exception):
    """Somebody else runs the job by now, or it begins anew; nothing was written."""


async def run_next(office: Office) -> bool:
    """Run the job that has waited longest to its end; False where none waits. What is cut off the next one does."""
    now = wall_now()
    async with office.pool.connection() as connection:
        job = await take_job(connection, now, now + TAKEN)
    if job is None:
        return False
    desk = await office.desk(job.programme)
    try:
        while (page := await _STEPS[job.kind](desk, job)) is not None:
            await _write(desk, job, page)
            job = job._replace(place=page.place)
        await _end(desk, job, "done", None)
    except (asyncio.CancelledError, *AWAY):
        with contextlib.suppress(*AWAY):
            await _give_back(desk, job)
        raise
    except NotMine:
        log.info("job begins anew elsewhere", job_id=job.job_id)
    except Exception as fault:
        # A line was checked before; what fails now fails again, so a person has to look, and the other jobs go on.
        log.error("job failed", job_id=job.job_id, fault=type(fault).__name__, exc_info=fault)
        await _end(desk, job, "failed", type(fault).__name__)
    return True


async def drop_old(desk: Desk) -> int:
    """Delete what was finished more than a week ago."""
    async with desk.pool.connection() as connection:
        return await run_statement(connection, "drop_old", programme=desk.programme_id, before=wall_now() - KEPT)


async def _members(desk: Desk, job: TakenJob) -> Page | None:
    async with desk.pool.connection() as connection:
        found = await list_members(connection, desk.programme_id, job.place, MEMBERS_PER_PAGE)
        rows = await read_members(connection, desk.programme_id, found)
    return Page(found[-1], len(rows), 0, [member_shape(row) for row in rows]) if found else None


async def _bookings(desk: Desk, job: TakenJob) -> Page | None:
    versions = await desk.versions()
    names = names_of(versions, await desk.now(), [version.starts_at for version in versions])
    async with desk.pool.connection() as connection:
        found = await every_member(connection, desk.programme_id, job.place, MEMBERS_PER_PAGE)
        rows = await read_bookings(connection, desk.programme_id, found)
    return Page(found[-1], len(rows), 0, [booking_shape(row, names) for row in rows]) if found else None


async def _events(desk: Desk, job: TakenJob) -> Page | None:
    number = job.place + 1
    async with desk.pool.connection() as connection:
        piece = await read_piece(connection, desk.programme_id, job.job_id, number, is_result=False)
    if piece is None:
        return None
    versions = await desk.versions()
    first = job.place * LINES_PER_PIECE + 1
    read: dict[int, Report | WrongInput] = {}
    for at, line in enumerate(piece.split(b"\n"), first):
        try:
            read[at] = read_report(read_object(line, f"line {at}"), f"line {at}", versions)
        except WrongInput as fault:
            read[at] = fault
    reports = {at: one for at, one in read.items() if isinstance(one, Report)}
    answers = await report_many(desk, [one.command(job.actor) for one in reports.values()])
    if unreached := [one for one in answers if not isinstance(one, Outcome)]:
        # Nothing of the page is noted; whoever takes the job next asks again with the same keys.
        raise unreached[0]
    outcomes = dict(zip(reports, answers, strict=True))
    rejects = [reject for at, one in read.items() if (reject := _reject(job, at, one, outcomes.get(at))) is not None]
    return Page(number, len(read), len(rejects), rejects)


def _reject(
    job: TakenJob, line: int, read: Report | WrongInput, outcome: Outcome | NotReached | None
) -> RejectShape | None:
    words = language(job.language)
    if isinstance(read, WrongInput):
        wrong = RequestFault.WRONG_INPUT
        return RejectShape(line, wrong, fault_in_words(words, wrong), read.told(words))
    if not isinstance(outcome, Outcome) or outcome.reason is None:
        return None
    return RejectShape(line, outcome.reason, reason_in_words(words, outcome.reason))


_STEPS: dict[str, Callable[[Desk, TakenJob], Awaitable[Page | None]]] = {
    "members": _members,
    "bookings": _bookings,
    "events": _events,
}


async def _write(desk: Desk, job: TakenJob, page: Page) -> None:
    which = {"programme": desk.programme_id, "job": job.job_id}
    async with desk.pool.connection() as connection, connection.transaction():
        until = wall_now() + TAKEN
        counted = {"place": page.place, "done": page.lines, "refused": page.refused, "until": until}
        if not await run_statement(connection, "advance_job", **which, attempt=job.attempt, **counted):
            raise NotMine
        if page.result:
            body = b"".join(_encode(one) + b"\n" for one in page.result)
            number = await count_results(connection, desk.programme_id, job.job_id) + 1
            await run_statement(connection, "insert_piece", **which, is_result=True, piece=number, body=body)


async def _end(desk: Desk, job: TakenJob, state: str, fault: str | None) -> None:
    which = {"programme": desk.programme_id, "job": job.job_id}
    async with desk.pool.connection() as connection, connection.transaction():
        ended = {"attempt": job.attempt, "state": state, "fault": fault, "now": wall_now()}
        if await run_statement(connection, "end_job", **which, **ended):
            await run_statement(connection, "drop_input", **which)


async def _give_back(desk: Desk, job: TakenJob) -> None:
    which = {"programme": desk.programme_id, "job": job.job_id, "attempt": job.attempt}
    async with desk.pool.connection() as connection:
        await run_statement(connection, "give_back_job", **which)


async def run_jobs(office: Office) -> None:
    """Run jobs as they come and drop old ones, until it is cancelled; while the database is away it waits for it."""
    dropped_at = stopwatch() - DROP_EVERY_S
    task = asyncio.current_task()
    assert task is not None, "it runs as a task, to be cancelled"
    # A statement that is cancelled may end as a fault of the database: then nothing but the task itself knows.
    while not task.cancelling():
        try:
            did = await run_next(office)
            if stopwatch() - dropped_at >= DROP_EVERY_S:
                for row in await office.programmes():
                    await drop_old(await office.desk(row.key))
                dropped_at = stopwatch()
        except AWAY as fault:
            log.warning("jobs wait", fault=type(fault).__name__)
            did = False
        if not did:
            await asyncio.sleep(LOOK_EVERY_S)
