"""Publish a version of a programme: check the document, store it immutably, open what it limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from treue.domain.ids import IdMaker
from treue.processing.apart import apart, apart_at_once
from treue.processing.backfill import backfill
from treue.processing.calendar_dues import fill_calendar_dues
from treue.processing.clock import wall_now
from treue.processing.desk import Pool, take_worker_number
from treue.processing.versions import load_versions
from treue.programme import (
    Reading,
    errors,
    not_runnable,
    read_document_parts,
    read_source,
    version_hash,
)
from treue.programme.faults import Fault
from treue.programme.records import Programme
from treue.programme.versions import Conflict, Detail, NodeId, Stated, merge_parts, shown
from treue.store import programmes
from treue.store.audits import insert_audit
from treue.usecases.programmes.succession import CannotPublish, check_succession


class DocumentFaults(Exception):
    """The document has faults, or uses what cannot be run yet; `faults` lists all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Published:
    """The version now in the books; `is_new` is False when exactly this document was published last.

    `merged_with` is the version whose edits it holds besides its own, where another was published meanwhile. `idle` is
    what its `migrate` names although nothing about it gets worse.
    """

    key: str
    version: int
    starts_at: datetime
    is_new: bool
    merged_with: int | None = None
    idle: tuple[NodeId, ...] = ()


async def publish(
    pool: Pool,
    source: Path | Mapping[str, bytes],
    *,
    actor: str,
    starts_at: datetime | None = None,
    sandbox: bool = False,
    edited_from: int | None = None,
) -> Published:
    """Publish the document at a path (a file or a folder), or in parts.

    It starts now unless `starts_at` says otherwise. The first publishing creates the programme; with `sandbox` its
    clock stands at the start and is turned by hand. Publishing the same document again changes nothing.

    `edited_from` is the version the document is an edit of: with later ones it is merged, and the merged document is
    checked again. Without it the document stands for itself. Raises DocumentFaults, CannotPublish, or
    WouldWorsen where it makes worth less what members have (R11.1); nothing is stored then.
    """
    reading = await apart(read_source, source)
    programme, stated = _runnable(reading)
    parts = reading.parts
    merged_with: int | None = None
    ids = IdMaker(await take_worker_number(pool))
    async with pool.connection() as connection, connection.transaction():
        row = await programmes.find_programme(connection, programme.id)
        created = row is None
        if row is None:
            clock = (starts_at or wall_now()) if sandbox else None
            row = await programmes.insert_programme(connection, programme.id, clock, wall_now())
        elif sandbox and row.sandbox_clock is None:
            raise CannotPublish(f"'{programme.id}' is a live programme; a sandbox needs an id of its own")
        # From here on every batch of the programme waits, so what is read anew does not wait for its turn.
        await programmes.lock_for_publishing(connection, row.programme_id)
        latest = await programmes.latest_version(connection, row.programme_id)
        if edited_from is not None and (latest is None or edited_from != latest.version):
            parts = await _merged(connection, row, parts, edited_from)
            reading = await apart_at_once(read_document_parts, parts)
            programme, stated = _runnable(reading)
            merged_with = latest.version if latest is not None else None
        content = bytes.fromhex(version_hash(parts))
        if latest is not None and latest.content_hash == content:
            return Published(row.key, latest.version, latest.starts_at, is_new=False)
        now = row.sandbox_clock or wall_now()
        starts_at = starts_at or now
        if not created and starts_at < now:
            raise CannotPublish(
                f"this version would start at {starts_at:%Y-%m-%d %H:%M} UTC, before now ({now:%Y-%m-%d %H:%M}); "
                "what was decided since would have been decided by another version: choose a later start"
            )
        if stated.document.archive is not None:
            # Only now it is known when the version starts, and what is archived has to be over by then.
            again = await apart_at_once(read_source, source if merged_with is None else parts, starts_at)
            if errors(again.faults):
                raise DocumentFaults(errors(again.faults))
        number = latest.version + 1 if latest else 1
        published = await programmes.read_versions(connection, row.programme_id)
        idle = await apart_at_once(check_succession, published, stated, starts_at, now)
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
        audit_id = await _open_what_it_limits(connection, row.programme_id, programme, ids, actor, number)
        if latest is not None:
            versions = await load_versions(connection, row.programme_id)
            before = [versions.numbered(known).programme for known in range(1, number)]
            await backfill(connection, row.programme_id, before, programme, number, audit_id, now)
            await fill_calendar_dues(connection, row.programme_id, versions)
        return Published(row.key, number, starts_at, is_new=True, merged_with=merged_with, idle=idle)


def _runnable(reading: Reading) -> tuple[Programme, Stated]:
    faults = not_runnable(reading.faults)
    if reading.programme is None or reading.checked is None or reading.root is None or faults:
        raise DocumentFaults(reading.faults if reading.programme is None else faults)
    return reading.programme, Stated(reading.checked.document, reading.root)


async def _merged(
    connection: AsyncConnection[Any], row: programmes.ProgrammeRow, parts: Mapping[str, bytes], edited_from: int
) -> Mapping[str, bytes]:
    """The edits of the document and those published since `edited_from`, as one document."""
    published = {
        version.version: version.parts for version in await programmes.read_versions(connection, row.programme_id)
    }
    if edited_from not in published:
        there_are = f"it has 1 to {max(published)}" if published else "it has none yet"
        raise CannotPublish(f"'{row.key}' has no version {edited_from}; {there_are}")
    latest = max(published)
    merged = merge_parts(published[edited_from], parts, published[latest])
    if isinstance(merged, Mapping):
        return merged
    overlaps = "\n".join(_overlap(conflict, latest) for conflict in merged)
    raise CannotPublish(
        f"version {latest} was published after version {edited_from} and changes the same:\n{overlaps}\n"
        f"Take over what version {latest} says there (treue diff shows it), then publish as an edit of {latest}"
    )


def _overlap(conflict: Conflict, latest: int) -> str:
    return f"  {conflict.node}\n    here: {_edit(conflict.mine)}\n    version {latest}: {_edit(conflict.theirs)}"


def _edit(details: Sequence[Detail]) -> str:
    if not details:
        return "another order"
    return "; ".join(
        f"{f'{detail.path}: ' if detail.path else ''}{shown(detail.before)} -> {shown(detail.after)}"
        for detail in details
    )


async def _open_what_it_limits(
    connection: AsyncConnection[Any], programme_id: int, programme: Programme, ids: IdMaker, actor: str, number: int
) -> int:
    """The number of the audit row of this publishing."""
    audit_id = ids.make(wall_now())
    await insert_audit(connection, programme_id, audit_id, None, actor, "publish", Jsonb({"version": number}))
    for reward in programme.rewards.values():
        if reward.limited:
            await programmes.open_stock(connection, programme_id, reward.id, ids.make(wall_now()), audit_id)
    return audit_id
