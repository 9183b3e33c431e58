"""Ask for a file to be made, or hand one in."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg.types.json import Jsonb

from treue.processing.clock import wall_now
from treue.processing.desk import Desk
from treue.store.audits import insert_audit
from treue.store.data_jobs import IMPORTS, JobRow, Kind, read_job
from treue.store.data_jobs import run as run_statement

LINES_PER_PIECE = 500


async def start_export(desk: Desk, kind: Kind, *, actor: str, language: str) -> JobRow:
    """The job, which waits for whoever runs it."""
    return await _start(desk, kind, (), None, actor, language)


async def start_import(desk: Desk, lines: Sequence[bytes], *, actor: str, language: str) -> JobRow:
    """The job that takes these events, a JSON object each."""
    pieces = [b"\n".join(lines[at : at + LINES_PER_PIECE]) for at in range(0, len(lines), LINES_PER_PIECE)]
    return await _start(desk, IMPORTS[0], pieces, len(lines), actor, language)


async def _start(
    desk: Desk, kind: Kind, pieces: Sequence[bytes], total: int | None, actor: str, language: str
) -> JobRow:
    job_id = desk.new_id()
    which = {"programme": desk.programme_id, "job": job_id}
    async with desk.pool.connection() as connection, connection.transaction():
        asked = {"kind": kind, "actor": actor, "language": language, "total": total, "now": wall_now()}
        await run_statement(connection, "insert_job", **which, **asked)
        for number, body in enumerate(pieces, 1):
            await run_statement(connection, "insert_piece", **which, is_result=False, piece=number, body=body)
        detail = Jsonb({"job": str(job_id), "kind": kind})
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "start_job", detail)
        row = await read_job(connection, desk.programme_id, job_id, [kind])
    assert row is not None, "a job that was just started is there"
    return row
