"""Reading what a batch decides from, after its locks are held (docs/decisions: every statement reads anew)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from treue.domain.books import Lot
from treue.domain.standing import Standing
from treue.store.arrays import binaries, integers, texts
from treue.store.statements import statements

Identity = tuple[str, str]
"""(kind, value)"""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """The member as the books know him."""

    last_seq: int
    decided_at: datetime
    erased_at: datetime | None
    standing: Standing
    merged_into: int | None
    """The member who he turned out to be."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A key that was used before, and the event it led to; without an event the member was erased."""

    content_hash: bytes | None
    member_id: int | None
    member_seq: int | None
    lapses_at: datetime | None
    kind: str | None
    refused: str | None
    figures: Mapping[str, Any] | None
    survivor: int | None = None
    """The member into whom `member_id` was merged since."""


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A request that needs a second actor: `waiting`, `approved` or `declined`."""

    approval_id: int
    content_hash: bytes
    requested_by: str
    state: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything read for a batch, by key."""

    version: int
    sandbox_clock: datetime | None
    members: dict[int, MemberRow]
    balances: list[tuple[int, str, int, int]]
    dues: list[tuple[int, str, str, datetime]]
    budgets: dict[tuple[str, str], int]
    stock: dict[str, int]
    claims: dict[bytes, ClaimRow]
    subscriptions: list[tuple[int, list[str]]]
    approvals: dict[bytes, ApprovalRow]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a batch needs to lock and read."""

    members: Collection[int]
    keys: Collection[bytes]
    rewards: Collection[str]
    budgets: bool
    turn_clock: bool
    approvals: Collection[bytes] = ()
    """Keys of commands that may be waiting for a second actor."""


async def resolve(
    connection: AsyncConnection[Any], programme_id: int, identities: Collection[Identity]
) -> dict[Identity, int]:
    """Member ids of the identities that exist. Also takes the lock that keeps versions as they are."""
    sql = statements("batch")
    async with connection.pipeline():
        await connection.execute(sql["share_programme"], {"programme": programme_id})
        parameters = {
            "programme": programme_id,
            "values": texts([value for _, value in identities]),
            "kinds": texts([kind for kind, _ in identities]),
        }
        cursor = await connection.execute(sql["resolve"], parameters)
        return {(kind, value): member_id for kind, value, member_id in await cursor.fetchall()}


async def lock_and_read(connection: AsyncConnection[Any], programme_id: int, wanted: Wanted) -> Snapshot:
    """Lock members, then scarce rows, each in order of id; then read. All in one round trip.

    Locking and reading are separate statements: each statement of a READ COMMITTED transaction sees what was committed
    before it began, so what is read here includes what the locks waited for.
    """
    sql = statements("batch")
    parameters: dict[str, Any] = {
        "programme": programme_id,
        "members": integers(sorted(wanted.members)),
        "keys": binaries(wanted.keys),
        "rewards": texts(sorted(wanted.rewards)),
        "waiting": binaries(wanted.approvals),
    }
    names = ("read_programme", "read_members", "read_balances", "read_dues", "read_claims")
    async with connection.pipeline():
        if wanted.turn_clock:
            await connection.execute(sql["lock_clock"], parameters)
        if wanted.members:
            await connection.execute(sql["lock_members"], parameters)
        if wanted.budgets:
            await connection.execute(sql["lock_budgets"], parameters)
        if wanted.rewards:
            await connection.execute(sql["lock_stock"], parameters)
        cursors = {name: await connection.execute(sql[name], parameters) for name in names}
        if wanted.budgets:
            cursors["read_budgets"] = await connection.execute(sql["read_budgets"], parameters)
        if wanted.rewards:
            cursors["read_stock"] = await connection.execute(sql["read_stock"], parameters)
        if wanted.approvals:
            cursors["read_approvals"] = await connection.execute(sql["read_approvals"], parameters)
        rows = {name: await cursor.fetchall() for name, cursor in cursors.items()}
    ((version, sandbox_clock, subscriptions),) = rows["read_programme"]
    return Snapshot(
        version=version,
        sandbox_clock=sandbox_clock,
        members={
            member_id: MemberRow(last_seq, decided_at, erased_at, Standing(left_at, closes_at), merged_into)
            for member_id, last_seq, decided_at, erased_at, left_at, closes_at, merged_into in rows["read_members"]
        },
        balances=rows["read_balances"],
        dues=rows["read_dues"],
        budgets={(rule, unit): used for rule, unit, used in rows.get("read_budgets", ())},
        stock=dict(rows.get("read_stock", ())),
        claims={bytes(row[0]): ClaimRow(*row[1:]) for row in rows["read_claims"]},
        subscriptions=[(subscription_id, kinds) for subscription_id, kinds in subscriptions],
        approvals={
            bytes(row[0]): ApprovalRow(row[1], bytes(row[2]), row[3], row[4]) for row in rows.get("read_approvals", ())
        },
    )


async def read_lots(
    connection: AsyncConnection[Any], programme_id: int, members: Collection[int]
) -> dict[int, list[Lot]]:
    """All open lots of the members, which the caller has locked."""
    parameters = {"programme": programme_id, "members": integers(sorted(members))}
    cursor = await connection.execute(statements("batch")["read_lots"], parameters)
    lots: dict[int, list[Lot]] = {member_id: [] for member_id in members}
    for row in await cursor.fetchall():
        lots[row[0]].append(Lot(*row[1:]))
    return lots
