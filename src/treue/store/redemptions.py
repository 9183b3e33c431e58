"""Reading redemptions: which reward it was, before anything is locked, and how it stands, after."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from treue.domain.books import Lot
from treue.store.arrays import integers
from treue.store.statements import statements

Named = tuple[int, int]
"""(member, number of the event)"""


class FoundRow(NamedTuple):
    """What of a redemption never changes."""

    member_id: int
    member_seq: int
    reward: str
    local_day: date
    survivor: int | None
    """Who its member turned out to be."""
    lenders: list[int]
    """Members whose lots paid for it."""


@dataclass(frozen=True, slots=True)
class RedemptionRow:
    """A redemption with everything that giving it back would undo.

    `counts` are (tally, amount, day, value); `paid` are the lots it was paid from, with what was taken from each as
    `remaining`; `gave` the lots it consists of; `lenders` are (number of an
    event, member) where its lots had come from another member.
    """

    member_id: int
    member_seq: int
    reward: str
    redeemed_at: datetime
    usable_until: datetime | None
    returnable_until: datetime | None
    is_automatic: bool
    standing: str
    issue: int
    counts: tuple[tuple[str, int, date, str], ...]
    paid: tuple[Lot, ...]
    gave: tuple[Lot, ...]
    lenders: tuple[tuple[int, int], ...]
    money: tuple[int, str] | None
    """What it cost besides units."""
    paid_to: str
    """The account that holds what it cost."""
    delivery: str
    is_consumed: bool
    granted_for: int
    """The number of the order for which a rule granted it, or 0."""


async def find_redemptions(
    connection: AsyncConnection[Any], programme_id: int, named: Collection[Named]
) -> list[FoundRow]:
    """Those of the redemptions that exist."""
    cursor = await connection.execute(statements("redemptions")["find_redemptions"], _named(programme_id, named))
    return [FoundRow(*row) for row in await cursor.fetchall()]


async def find_unused_by_itself(
    connection: AsyncConnection[Any], programme_id: int, members: Collection[int]
) -> set[Named]:
    """The open redemptions of the members, and of those merged into them, that came by themselves or were
    granted for an order; the caller has locked the members."""
    parameters = {"programme": programme_id, "members": integers(sorted(members))}
    cursor = await connection.execute(statements("redemptions")["find_unused_by_itself"], parameters)
    return {(member_id, number) for member_id, number in await cursor.fetchall()}


async def read_redemptions(
    connection: AsyncConnection[Any], programme_id: int, named: Collection[Named]
) -> list[RedemptionRow]:
    """The redemptions as they stand; the caller has locked their members."""
    cursor = await connection.execute(statements("redemptions")["read_redemptions"], _named(programme_id, named))
    return [_row(row) for row in await cursor.fetchall()]


def _row(row: tuple[Any, ...]) -> RedemptionRow:
    member_id, number, reward, at, usable, returnable, is_automatic, standing, issue, *figures = row
    day, counts, paid, gave, lent, money, *rest = figures
    return RedemptionRow(
        member_id,
        number,
        reward,
        at,
        usable,
        returnable,
        is_automatic,
        standing,
        issue,
        _counts(counts or (), day),
        _lots(paid or ()),
        _lots(gave or ()),
        tuple((seq, lender) for seq, lender in lent or ()),
        None if money is None else (money[0], money[1]),
        *rest,
    )


def _named(programme_id: int, named: Collection[Named]) -> dict[str, Any]:
    owners, numbers = zip(*sorted(named), strict=True)
    return {"programme": programme_id, "owners": integers(owners), "numbers": integers(numbers)}


def _counts(counts: Collection[list[Any]], day: date) -> tuple[tuple[str, int, date, str], ...]:
    """What an event counted, as it is kept in its figures."""
    return tuple(
        (name, amount, date.fromisoformat(rest[0]) if rest else day, rest[1] if len(rest) > 1 else "")
        for name, amount, *rest in counts
    )


def _lots(lots: Collection[list[Any]]) -> tuple[Lot, ...]:
    return tuple(
        Lot(seq, no, unit, amount, left, _instant(earned), _instant(available), _end(expires), _end(issued))
        for seq, no, unit, amount, left, earned, available, expires, issued in lots
    )


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


def _end(written: str | None) -> datetime | None:
    return _instant(written) if written else None
