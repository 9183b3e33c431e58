"""Exports and imports when whoever runs them dies, and when their time is over."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.processing.shop import NOON, POINTS, joining, publish_text
from treue.jobs.data_jobs import NotMine, Page, _write, drop_old, run_next
from treue.processing.clock import wall_now
from treue.processing.office import Office
from treue.store.data_jobs import EXPORTS, TakenJob, take_job
from treue.usecases.data_jobs.show import UnknownJob, result, show
from treue.usecases.data_jobs.start import start_export

pytestmark = pytest.mark.postgres


def in_an_office(database: str, story: Callable[[Office], Awaitable[None]]) -> None:
    """Run a story in an office with the members anna, ben and cleo."""

    async def run() -> None:
        async with Office(database, {}) as office:
            await publish_text(office.pool, POINTS)
            desk = await office.desk("shop")
            await desk.run([joining(name, at=NOON) for name in ("anna", "ben", "cleo")])
            await story(office)

    asyncio.run(run())


async def taken(office: Office) -> TakenJob:
    """A job that somebody took, whose time for it is over at once."""
    async with office.pool.connection() as connection:
        job = await take_job(connection, wall_now(), wall_now() - timedelta(seconds=1))
    assert job is not None
    return job


def test_a_job_goes_on_where_its_dead_runner_had_come_and_he_writes_nothing_more(database: str) -> None:
    async def story(office: Office) -> None:
        desk = await office.desk("shop")
        asked = await start_export(desk, "members", actor="test", language="en")
        dead = await taken(office)

        went_on = await run_next(office)
        row = await show(desk, asked.job_id, EXPORTS)
        pieces = [piece async for piece in await result(desk, asked.job_id, EXPORTS)]

        assert (went_on, row.state, row.done) == (True, "done", 3)
        assert b"".join(pieces).count(b"\n") == 3
        with pytest.raises(NotMine):
            await _write(desk, dead, Page(1, 1, 0, ()))
        assert not await run_next(office)

    in_an_office(database, story)


def test_two_processes_share_the_jobs_and_each_is_run_once(database: str) -> None:
    async def story(office: Office) -> None:
        desk = await office.desk("shop")
        asked = [await start_export(desk, "members", actor="test", language="en") for _ in range(6)]
        async with Office(database, {}) as other:
            ran = await asyncio.gather(run_all(office), run_all(other))

        rows = [await show(desk, job.job_id, EXPORTS) for job in asked]
        assert [(row.state, row.done) for row in rows] == [("done", 3)] * 6
        assert sum(ran) == 6
        assert min(ran) >= 1
        async with office.pool.connection() as connection:
            cursor = await connection.execute("SELECT sum(attempt) FROM data_job")
            assert await cursor.fetchall() == [(6,)]

    in_an_office(database, story)


async def run_all(office: Office) -> int:
    """How many jobs were run here until none waited."""
    count = 0
    while await run_next(office):
        count += 1
    return count


def test_a_job_that_cannot_be_run_is_failed_and_keeps_no_other_from_running(database: str) -> None:
    async def story(office: Office) -> None:
        desk = await office.desk("shop")
        bad = await start_export(desk, "bookings", actor="test", language="en")
        good = await start_export(desk, "members", actor="test", language="en")
        async with office.pool.connection() as connection:
            # What a table of another release would do.
            await connection.execute("ALTER TABLE transfer RENAME COLUMN cause TO reason")

        assert await run_all(office) == 2

        rows = [await show(desk, job.job_id, EXPORTS) for job in (bad, good)]
        assert [(row.state, row.fault) for row in rows] == [("failed", "UndefinedColumn"), ("done", None)]

    in_an_office(database, story)


def test_a_finished_job_is_kept_for_a_week(database: str) -> None:
    async def story(office: Office) -> None:
        desk = await office.desk("shop")
        asked = await start_export(desk, "members", actor="test", language="en")
        await run_next(office)
        kept = await drop_old(desk)
        async with office.pool.connection() as connection:
            await connection.execute("UPDATE data_job SET finished_at = finished_at - interval '8 days'")

        await drop_old(desk)

        assert kept == 0
        with pytest.raises(UnknownJob):
            await show(desk, asked.job_id, EXPORTS)
        async with office.pool.connection() as connection:
            cursor = await connection.execute("SELECT count(*) FROM data_piece")
            assert await cursor.fetchall() == [(0,)]

    in_an_office(database, story)


def test_a_programme_that_is_published_while_the_office_is_open_is_found(database: str) -> None:
    async def story(office: Office) -> None:
        await publish_text(office.pool, POINTS, key="second")
        desk = await office.desk("second")

        outcomes = await desk.run([joining("dora", at=NOON), joining("emil", at=NOON)])

        assert [outcome.status for outcome in outcomes] == ["decided", "decided"]
        assert [row.key for row in await office.programmes()] == ["second", "shop"]
        assert office.waiting() == {"shop": 0, "second": 0}

    in_an_office(database, story)
