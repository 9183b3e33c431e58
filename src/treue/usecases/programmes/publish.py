"""Publish a version of a programme: check the document, store it immutably, open what it limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from treue.domain.ids import IdMaker
from treue.processing.clock import wall_now
from treue.processing.desk import Pool, take_worker_number
from treue.programme import not_runnable, parts_of, read_programme, version_hash
from treue.programme.faults import Fault
from treue.programme.records import Programme
from treue.store import programmes
from treue.store.audits import insert_audit


class DocumentFaults(Exception):
    """The document has faults, or uses what cannot be run yet; `faults` lists all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class CannotPublish(Exception):
    """The document is fine but may not be published like this; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Published:
    """The version now in the books; `is_new` is False when exactly this document was published last."""

    key: str
    version: int
    starts_at: datetime
    is_new: bool


async def publish(
    pool: Pool, path: Path, *, actor: str, starts_at: datetime | None = None, sandbox: bool = False
) -> Published:
    """Publish the document at `path` (a file or a folder).

    It starts now unless `starts_at` says otherwise. The first publishing creates the programme; with `sandbox` its
    clock stands at the start and is turned by hand. Publishing the same document again changes nothing. Raises
    DocumentFaults or CannotPublish; nothing is stored then.
    """
    programme, faults = read_programme(path)
    if programme is None or not_runnable(faults):
        raise DocumentFaults(faults if programme is None else not_runnable(faults))
    parts = parts_of(path)
    content = bytes.fromhex(version_hash(parts))
    ids = IdMaker(await take_worker_number(pool))
    async with pool.connection() as connection, connection.transaction():
        row = await programmes.find_programme(connection, programme.id)
        created = row is None
        if row is None:
            clock = (starts_at or wall_now()) if sandbox else None
            row = await programmes.insert_programme(connection, programme.id, clock, wall_now())
        elif sandbox and row.sandbox_clock is None:
            raise CannotPublish(f"'{programme.id}' is a live programme; a sandbox needs an id of its own")
        await programmes.lock_for_publishing(connection, row.programme_id)
        latest = await programmes.latest_version(connection, row.programme_id)
        if latest is not None and latest.content_hash == content:
            return Published(row.key, latest.version, latest.starts_at, is_new=False)
        now = row.sandbox_clock or wall_now()
        starts_at = starts_at or now
        if not created and starts_at < now:
            raise CannotPublish(
                f"this version would start at {starts_at:%Y-%m-%d %H:%M} UTC, before now ({now:%Y-%m-%d %H:%M}); "
                "what was decided since would have been decided by another version: choose a later start"
            )
        number = latest.version + 1 if latest else 1
        await programmes.insert_version(
            connection,
            row.programme_id,
            number,
            starts_at,
            wall_now(),
            content,
            programme.semantics,
            parts,
            actor,
        )
        await _open_what_it_limits(connection, row.programme_id, programme, ids, actor, number)
        return Published(row.key, number, starts_at, is_new=True)


async def _open_what_it_limits(
    connection: AsyncConnection[Any], programme_id: int, programme: Programme, ids: IdMaker, actor: str, number: int
) -> None:
    audit_id = ids.make(wall_now())
    await insert_audit(connection, programme_id, audit_id, None, actor, "publish", Jsonb({"version": number}))
    for rule, unit in programme.scarce:
        await programmes.open_budget(connection, programme_id, rule, unit)
    for reward in programme.rewards.values():
        if reward.limited:
            await programmes.open_stock(connection, programme_id, reward.id, ids.make(wall_now()), audit_id)
