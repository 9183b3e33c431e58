"""Reading the orders that returns are about, and the returns that wait for their order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from treue.store.arrays import binaries, integers
from treue.store.statements import statements

OrderId = tuple[int, int]
"""(member, number of the order's event)"""


class OrderAt(NamedTuple):
    """Where an order was decided."""

    member_id: int
    seq: int
    version: int
    local_day: date
    holder: int
    """The member, or the one he was merged into."""


class EarlierReturn(NamedTuple):
    """A return of the same order."""

    seq: int
    local_day: date
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as it was decided; without body and read-set where they are not kept any more."""

    kind: str
    occurred_at: datetime
    version: int
    refused: str | None
    local_day: date
    figures: dict[str, Any]
    body: dict[str, Any] | None
    read_set: bytes | None
    earned: list[list[Any]]
    """[rule, unit, amount, lot, available_at, expires_at] of each transfer."""
    expired: dict[str, int]
    """By unit: what expired of its lots."""
    returns: list[EarlierReturn]
    """In their order."""


class WaitingRow(NamedTuple):
    """A return whose order is not known yet, with the keys it will claim."""

    order_key: bytes
    waiting_id: int
    reported_at: datetime
    content_hash: bytes
    key_kinds: list[str]
    key_hashes: list[bytes]
    actor: str
    body: dict[str, Any]


async def resolve_orders(
    connection: AsyncConnection[Any], programme_id: int, keys: Collection[bytes]
) -> dict[bytes, OrderAt]:
    """The events that the keys led to, by key; a key nobody used, or whose member was erased, is left out."""
    parameters = {"programme": programme_id, "keys": binaries(keys)}
    cursor = await connection.execute(statements("returns")["resolve_orders"], parameters)
    return {bytes(key): OrderAt(*row) for key, *row in await cursor.fetchall()}


async def lock_alone(connection: AsyncConnection[Any], programme_id: int) -> None:
    """Wait until no other batch of the programme is under way, and keep it so."""
    await connection.execute(statements("returns")["lock_alone"], {"programme": programme_id})


async def read_orders(
    connection: AsyncConnection[Any], programme_id: int, orders: Collection[OrderId]
) -> dict[OrderId, OrderRow]:
    """Orders of members whom the caller has locked."""
    if not orders:
        return {}
    sql = statements("returns")
    members, seqs = zip(*sorted(orders), strict=True)
    parameters = {"programme": programme_id, "members": integers(members), "seqs": integers(seqs)}
    async with connection.pipeline():
        cursor = await connection.execute(sql["read_orders"], parameters)
        earlier = await connection.execute(sql["read_earlier_returns"], parameters)
    rows, returns = await cursor.fetchall(), await earlier.fetchall()
    found = {(member_id, seq): _order_row(*told) for member_id, seq, *told in rows}
    for member_id, seq, *told in returns:
        found[member_id, seq].returns.append(EarlierReturn(*told))
    return found


def _order_row(
    kind: str,
    occurred_at: datetime,
    version: int,
    refused: str | None,
    local_day: date,
    figures: dict[str, Any],
    body: dict[str, Any] | None,
    read_set: bytes | None,
    earned: list[list[Any]] | None,
    expired: list[tuple[str, int]] | None,
) -> OrderRow:
    kept = None if read_set is None else bytes(read_set)
    return OrderRow(
        kind, occurred_at, version, refused, local_day, figures, body, kept, earned or [], dict(expired or []), []
    )


async def write_waiting(
    connection: AsyncConnection[Any],
    programme_id: int,
    waiting: Sequence[tuple[WaitingRow, int | None, str]],
    decided: Collection[int],
) -> None:
    """Keep returns that wait now, each with the member who presented it and its body, and drop those decided."""
    sql = statements("returns")
    for row, member_id, body in waiting:
        parameters = {
            "programme": programme_id,
            "order_key": row.order_key,
            "waiting": row.waiting_id,
            "member": member_id,
            "reported_at": row.reported_at,
            "content": row.content_hash,
            "kinds": row.key_kinds,
            "keys": binaries(row.key_hashes),
            "actor": row.actor,
            "body": body,
        }
        await connection.execute(sql["insert_waiting"], parameters)
    if decided:
        await connection.execute(sql["delete_waiting"], {"programme": programme_id, "waiting": integers(decided)})


async def list_waiting(
    connection: AsyncConnection[Any], programme_id: int, limit: int
) -> list[tuple[int, datetime, str, dict[str, Any]]]:
    """(id, reported at, actor, body) of the returns that wait, the oldest first."""
    parameters = {"programme": programme_id, "limit": limit}
    cursor = await connection.execute(statements("returns")["list_waiting"], parameters)
    return [(waiting_id, at, actor, body) for waiting_id, at, actor, body in await cursor.fetchall()]
