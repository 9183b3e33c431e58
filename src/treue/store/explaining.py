"""Reading what is kept of events, for telling and for tracing them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from treue.store.statements import statements

_ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event; `body` and `read_set` are None where they are no longer kept or never were.

    A move is (cause, source, unit, amount, change of what the member holds, uses), a use (event, lot, amount).
    """

    seq: int
    kind: str
    occurred_at: datetime
    decided_at: datetime
    refused: str | None
    figures: Mapping[str, Any]
    version: int
    body: Mapping[str, Any] | None
    read_set: bytes | None
    moves: tuple[tuple[str, str, str, int, int, tuple[tuple[int, int, int], ...]], ...]
    other: tuple[str, int] | None
    """(public id, number) of the event at the other member; an empty id is nobody any more."""
    lenders: Mapping[int, str]
    """By the number of an event whose lots were used: the public id of who had handed them over."""


@dataclass(frozen=True, slots=True)
class KeyedRow:
    """An event that a key leads to: whose it was, who holds what became of it, and what he is known by in public."""

    member_id: int
    holder: int
    public_id: str
    seq: int
    kind: str
    occurred_at: datetime
    key_kind: str


@dataclass(frozen=True, slots=True)
class DecidedRow:
    """What a decision was made from, and its figures."""

    member_id: int
    seq: int
    kind: str
    version: int
    figures: Mapping[str, Any]
    body: Mapping[str, Any] | None
    read_set: bytes | None


async def read_event(
    connection: AsyncConnection[Any], programme_id: int, member_id: int, seq: int | None
) -> EventRow | None:
    """The event with the number, or the member's latest; None where there is none."""
    parameters = {"programme": programme_id, "member": member_id, "seq": seq}
    cursor = await connection.execute(statements("explaining")["read_event"], parameters)
    row = await cursor.fetchone()
    if row is None:
        return None
    seq, kind, occurred_at, decided_at, refused, figures, version, body, read_set, moves, other, lenders = row
    return EventRow(
        seq,
        kind,
        occurred_at,
        decided_at,
        refused,
        figures,
        version,
        body,
        None if read_set is None else bytes(read_set),
        tuple((*move, tuple((lot_seq, lot_no, used) for lot_seq, lot_no, used in uses)) for *move, uses in moves),
        None if other is None else (other[0], other[1]),
        {int(number): public_id for number, public_id in lenders.items()},
    )


async def find_keyed_events(
    connection: AsyncConnection[Any], programme_id: int, keys: Sequence[bytes]
) -> list[KeyedRow]:
    """The events that keys with these hashes lead to."""
    parameters = {"programme": programme_id, "keys": list(keys)}
    cursor = await connection.execute(statements("explaining")["find_keyed_events"], parameters)
    return [KeyedRow(*row) for row in await cursor.fetchall()]


async def read_decided(connection: AsyncConnection[Any], programme_id: int) -> AsyncIterator[DecidedRow]:
    """Every decision of the programme that was no refusal, one after the other, however many there are."""
    async with connection.cursor(name="decided") as cursor:
        cursor.itersize = _ROWS_AT_ONCE
        await cursor.execute(statements("explaining")["read_decided"], {"programme": programme_id})
        async for member_id, seq, kind, version, figures, body, read_set in cursor:
            kept = None if read_set is None else bytes(read_set)
            yield DecidedRow(member_id, seq, kind, version, figures, body, kept)
