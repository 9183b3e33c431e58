"""Reading one member's wallet and history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from treue.store.arrays import integers
from treue.store.statements import statements


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One event with what it did: (cause, source, unit, change of what the member holds) per transfer."""

    seq: int
    kind: str
    occurred_at: datetime
    refused: str | None
    figures: Mapping[str, Any]
    moves: tuple[tuple[str, str, str, int], ...]


@dataclass(frozen=True, slots=True)
class RedeemedRow:
    """A reward that `member_id` got by event `number`; `code` is the one that counts.

    `name` is what it is called in the wallet at hand: its number, and before it the numbers of the merges that brought
    it there, like 7.3.
    """

    member_id: int
    name: str
    number: int
    reward: str
    redeemed_at: datetime
    gives: Mapping[str, Any]
    usable_until: datetime | None
    returnable_until: datetime | None
    standing: str
    code: str | None

    def standing_at(self, now: datetime) -> str:
        """'open', 'used', 'cancelled', or 'over' where its time has ended."""
        is_over = self.usable_until is not None and self.usable_until <= now
        return "over" if self.standing == "open" and is_over else self.standing


class IssuedCode(NamedTuple):
    """Which redemption a code belongs to, and the event that issued it."""

    member_id: int
    redemption: int
    issue: int


async def read_redeemed(connection: AsyncConnection[Any], programme_id: int, member_id: int) -> list[RedeemedRow]:
    """Every reward the member got, oldest first, then those of the members who were merged into him."""
    parameters = {"programme": programme_id, "member": member_id}
    cursor = await connection.execute(statements("wallets")["read_redemptions"], parameters)
    return [RedeemedRow(*row) for row in await cursor.fetchall()]


async def name_redemptions(
    connection: AsyncConnection[Any], programme_id: int, redemptions: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], str]:
    """(merged member, number) -> what it is called in the wallet of whom he was merged into."""
    if not redemptions:
        return {}
    owners, numbers = zip(*redemptions, strict=True)
    parameters = {"programme": programme_id, "owners": integers(owners), "numbers": integers(numbers)}
    cursor = await connection.execute(statements("wallets")["name_redemptions"], parameters)
    return {(owner, number): name for owner, number, name in await cursor.fetchall()}


class Housemate(NamedTuple):
    """Somebody in a household; the one with the lowest place is its head. `word` is what he is known by."""

    member_id: int
    place: int
    shares_purchases: bool
    word: str


class PurchaseRow(NamedTuple):
    """A purchase as the household sees it: minor units, and scaled units by unit."""

    member_id: int
    occurred_at: datetime
    paid: int | None
    given: Mapping[str, int]


async def read_purchases(
    connection: AsyncConnection[Any], programme_id: int, members: Sequence[int], limit: int
) -> list[PurchaseRow]:
    """The last purchases of these members, newest first."""
    parameters = {"programme": programme_id, "members": integers(members), "limit": limit}
    cursor = await connection.execute(statements("wallets")["read_purchases"], parameters)
    return [PurchaseRow(*row) for row in await cursor.fetchall()]


async def find_code(connection: AsyncConnection[Any], programme_id: int, code: str) -> IssuedCode | None:
    """What the code was issued for, or None for a code that nobody has."""
    parameters = {"programme": programme_id, "code": code}
    cursor = await connection.execute(statements("wallets")["find_code"], parameters)
    row = await cursor.fetchone()
    return IssuedCode(*row) if row else None


async def find_member(connection: AsyncConnection[Any], programme_id: int, word: str) -> tuple[int, str] | None:
    """The member with this public id, external id or card number, in this order where several fit; and which it is."""
    parameters = {"programme": programme_id, "word": word}
    cursor = await connection.execute(statements("wallets")["find_member"], parameters)
    row = await cursor.fetchone()
    return (int(row[0]), str(row[1])) if row else None


async def find_members(connection: AsyncConnection[Any], programme_id: int, words: Sequence[str]) -> dict[str, int]:
    """The members known by these words, as `find_member` finds each."""
    parameters = {"programme": programme_id, "words": list(words)}
    cursor = await connection.execute(statements("wallets")["find_members"], parameters)
    return dict(await cursor.fetchall())


async def read_identities(connection: AsyncConnection[Any], programme_id: int, member_id: int) -> list[tuple[str, str]]:
    """(kind, value) of everything the member is known by."""
    parameters = {"programme": programme_id, "member": member_id}
    cursor = await connection.execute(statements("wallets")["read_identities"], parameters)
    return await cursor.fetchall()


def history_of(rows: Iterable[tuple[Any, ...]]) -> list[HistoryRow]:
    """Events from their rows."""
    return [
        HistoryRow(seq, kind, occurred_at, refused, figures, tuple(tuple(move) for move in moves))
        for seq, kind, occurred_at, refused, figures, moves in rows
    ]
