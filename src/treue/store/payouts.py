"""What rewards became in money, as it stands now: pay-outs to members, and donations by cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from psycopg import AsyncConnection

from treue.store.statements import statements
from treue.store.wallets import name_redemptions


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """Money that `owner_id` got for units by event `number`; paid by somebody outside, once."""

    owner_id: int
    number: int
    name: str
    """What the redemption is called in the wallet: its number, after those of the merges that brought it there."""
    reward: str
    asked_at: datetime
    minor: int
    currency: str
    is_paid: bool
    public_id: str | None
    """Of the survivor where the member was merged; None where he was erased."""
    reference: str | None
    """What names the payment, where it was made and somebody said it."""

    @property
    def place(self) -> Place:
        """Where the next page begins."""
        return self.asked_at, self.owner_id, self.number


Place = tuple[datetime, int, int]
FIRST: Place = (datetime.min.replace(tzinfo=UTC), 0, 0)
"""Before everything."""


@dataclass(frozen=True, slots=True)
class DonationRow:
    """What a cause got, in how many donations; `name` is the one it had last, by language."""

    cause: str
    name: Mapping[str, str]
    currency: str
    donations: int
    minor: int


async def list_payouts(
    connection: AsyncConnection[Any], programme_id: int, standings: Sequence[str], after: Place, limit: int | None
) -> list[PayoutRow]:
    """Those of these standings after a place, oldest first; without a limit all of them."""
    at, member_id, number = after
    parameters = {
        "programme": programme_id,
        "standings": list(standings),
        "after_at": at,
        "after_member": member_id,
        "after_seq": number,
        "limit": limit,
    }
    cursor = await connection.execute(statements("payouts")["list_payouts"], parameters)
    rows = await cursor.fetchall()
    merged = [(owner_id, number) for owner_id, number, was_merged, *_ in rows if was_merged]
    names = await name_redemptions(connection, programme_id, merged)
    return [
        PayoutRow(owner_id, number, names.get((owner_id, number), str(number)), *rest)
        for owner_id, number, _, *rest in rows
    ]


async def list_donations(
    connection: AsyncConnection[Any], programme_id: int, first: date | None, last: date | None
) -> list[DonationRow]:
    """By cause, of the local days between, both included; None leaves an end open."""
    parameters = {"programme": programme_id, "first": first, "last": last}
    cursor = await connection.execute(statements("payouts")["list_donations"], parameters)
    return [DonationRow(*row) for row in await cursor.fetchall()]
