"""Import past purchases: chunk by chunk through the processor, from where an earlier run of the same import stopped.

How far the import has come, what became of the orders and how long the rejects file is are written in the transaction
that takes the orders. So a run that is killed at any moment goes on with exactly the totals of a run that was not.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from psycopg import AsyncConnection

from treue.domain.events import Joined, Purchase
from treue.processing.clock import wall_now
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk
from treue.processing.gathering import Item
from treue.store.imports import ImportRun, find_run, lock_run, save_run, unknown_members, unlock_run
from treue.usecases.purchases.past import Chunk, PastPurchase, PurchaseSource, Reject
from treue.words.languages import language
from treue.words.reasons import reason_in_words

ORDERS_PER_CHUNK = 1000
REJECTS_HEADER = ("position", "file", "rows", "external_id", "reason")

Progress = Callable[[int, int], None]
"""Called with the orders done and the orders in all."""
AfterChunk = Callable[[int], Awaitable[None]]
"""Called with the position reached, after it is on disk."""


async def import_purchases(
    desk: Desk,
    fingerprint: str,
    open_source: Callable[[], AbstractContextManager[PurchaseSource]],
    *,
    actor: str,
    rejects_path: Path,
    join_unknown: bool = True,
    orders_per_chunk: int = ORDERS_PER_CHUNK,
    progress: Progress = lambda _done, _all: None,
    after_chunk: AfterChunk | None = None,
) -> ImportRun:
    """Take every order of the source once; what an import with this fingerprint took already is not read again.

    In a sandbox the clock follows the orders. With `join_unknown` a member nobody knows joins at his first purchase,
    otherwise his orders are refused. Orders that were rejected or refused stand in the CSV file `rejects_path` with
    place and reason. Raises ImportRunning while another process imports the same, and Unavailable when the database
    stays away; running it again goes on.
    """
    async with desk.pool.connection() as connection:
        begun = await find_run(connection, desk.programme_id, fingerprint)
    if begun is not None and begun.finished_at is not None:
        return begun
    async with _alone(desk, fingerprint):
        return await _go_on(
            desk, fingerprint, open_source, actor, rejects_path, join_unknown, orders_per_chunk, progress, after_chunk
        )


@asynccontextmanager
async def _alone(desk: Desk, fingerprint: str) -> AsyncIterator[None]:
    """Keep a second run of the same import out; the lock goes with its connection, so a killed run leaves none."""
    async with desk.pool.connection() as connection:
        if not await lock_run(connection, desk.programme_id, fingerprint):
            raise ImportRunning(f"another process is importing these files into '{desk.key}'; wait for it to end")
        await connection.commit()
        try:
            yield
        finally:
            await unlock_run(connection, desk.programme_id, fingerprint)


async def _go_on(
    desk: Desk,
    fingerprint: str,
    open_source: Callable[[], AbstractContextManager[PurchaseSource]],
    actor: str,
    rejects_path: Path,
    join_unknown: bool,
    orders_per_chunk: int,
    progress: Progress,
    after_chunk: AfterChunk | None,
) -> ImportRun:
    async with desk.pool.connection() as connection:
        begun = await find_run(connection, desk.programme_id, fingerprint)
    with open_source() as source, _Rejects(rejects_path, begun) as rejects:
        importing = _Importing(desk, fingerprint, source.source, actor, rejects, begun or ImportRun(), join_unknown)
        if begun is not None and after_chunk is not None:
            # The earlier run may have stopped between a chunk and what follows it.
            await after_chunk(begun.position)
        for chunk in source.chunks(orders_per_chunk, start_after=importing.run.position):
            await importing.take(chunk)
            progress(importing.run.position, source.total_orders)
            if after_chunk is not None:
                await after_chunk(importing.run.position)
        return await importing.finish()


class ImportRunning(Exception):
    """The same import is under way in another process."""


class _Importing:
    """One import under way; `run` is what the database has of it."""

    def __init__(
        self,
        desk: Desk,
        fingerprint: str,
        source: str,
        actor: str,
        rejects: _Rejects,
        run: ImportRun,
        join_unknown: bool,
    ) -> None:
        self.run = run
        self._desk = desk
        self._fingerprint = fingerprint
        self._source = source
        self._actor = actor
        self._rejects = rejects
        self._join_unknown = join_unknown

    async def take(self, chunk: Chunk) -> None:
        by_external_id = {purchase.external_id: purchase for purchase in chunk.purchases}
        last_position = max((purchase.position for purchase in chunk.purchases), default=0)
        after: ImportRun | None = None

        async def beside(connection: AsyncConnection[Any], items: Sequence[Item], outcomes: Sequence[Outcome]) -> None:
            nonlocal after
            before = await find_run(connection, self._desk.programme_id, self._fingerprint) or ImportRun()
            taken = [
                (by_external_id[item.external_id], outcome)
                for item, outcome in zip(items, outcomes, strict=True)
                if isinstance(item, Command) and item.external_id is not None
            ]
            reached = max([before.position, *(purchase.position for purchase, _ in taken)])
            if reached == last_position or not by_external_id:
                reached = chunk.reached
            bad = [reject for reject in chunk.rejects if before.position < reject.position <= reached]
            bad += [_refused(self._source, purchase, outcome) for purchase, outcome in taken if not outcome.accepted]
            after = replace(
                before,
                position=reached,
                decided=before.decided + sum(outcome.status == "decided" for _, outcome in taken),
                repeated=before.repeated + sum(o.status == "repeated" and o.reason is None for _, o in taken),
                refused=before.refused + sum(not outcome.accepted for _, outcome in taken),
                rejected=before.rejected + len(bad) - sum(not outcome.accepted for _, outcome in taken),
                rejects_bytes=self._rejects.write(before.rejects_bytes, bad),
            )
            await save_run(connection, self._desk.programme_id, self._fingerprint, after)

        if chunk.purchases:
            await self._desk.run(await self._commands(chunk), follow_clock=self._desk.sandbox, beside=beside)
        else:
            async with self._desk.pool.connection() as connection:
                await beside(connection, (), ())
        assert after is not None
        self.run = after

    async def finish(self) -> ImportRun:
        self.run = replace(self.run, finished_at=wall_now())
        async with self._desk.pool.connection() as connection:
            await save_run(connection, self._desk.programme_id, self._fingerprint, self.run)
        return self.run

    async def _commands(self, chunk: Chunk) -> list[Item]:
        unknown: set[str] = set()
        if self._join_unknown:
            async with self._desk.pool.connection() as connection:
                members = sorted({purchase.member for purchase in chunk.purchases})
                unknown = await unknown_members(connection, self._desk.programme_id, members)
        commands: list[Item] = []
        for purchase in chunk.purchases:
            member = MemberReference("external", purchase.member)
            if purchase.member in unknown:
                unknown.remove(purchase.member)
                key = f"import {self._source} {purchase.member}"
                commands.append(Command(member, Joined(purchase.occurred_at), self._actor, key))
            event = Purchase(purchase.occurred_at, purchase.order)
            commands.append(
                Command(
                    member,
                    event,
                    self._actor,
                    source=self._source,
                    external_id=purchase.external_id,
                    receipt=purchase.receipt,
                )
            )
        return commands


class _Rejects:
    """The rejects file: what was committed stays, what a killed run wrote beyond it is written over."""

    def __init__(self, path: Path, begun: ImportRun | None) -> None:
        self._path = path
        self._file = path.open("r+b" if begun is not None and path.exists() else "w+b")

    def __enter__(self) -> _Rejects:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, start: int, rejects: Sequence[Reject]) -> int:
        """Write the rejects from byte `start` on and return the length; they are on disk when it returns."""
        if not rejects and start:
            return start
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        if start == 0:
            writer.writerow(REJECTS_HEADER)
        for reject in rejects:
            rows = " ".join(str(row) for row in reject.rows)
            writer.writerow((reject.position, reject.file, rows, reject.external_id or "", reject.reason))
        self._file.seek(start)
        self._file.truncate()
        self._file.write(text.getvalue().encode())
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._file.tell()


def _refused(source: str, purchase: PastPurchase, outcome: Outcome) -> Reject:
    assert outcome.reason is not None
    reason = reason_in_words(language("en"), outcome.reason)
    return Reject(purchase.position, source, (), purchase.external_id, reason)
