"""The books: accounts, transfers and lots (docs/rules.md R4).

A transfer moves units from the account it debits to the account it credits; nothing else changes a balance, so the sum
over all accounts is always zero. What a member holds is kept in lots. A transfer that credits the member fills one lot;
a transfer that debits the member says by lot uses which lots it took from. What comes back with a cancelled reward goes
into the lots it was taken from: a transfer to the member with lot uses below zero.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from treue.domain.records import record


class Account(StrEnum):
    """The accounts of one unit. `MEMBER` and `DEBT` exist once per member, the others once per programme."""

    MEMBER = "member"
    DEBT = "debt"
    ISSUED = "issued"
    SPENT = "spent"
    DONATED = "donated"
    """Units that became a donation; to which cause is part of the redemption."""
    PAID_OUT = "paid_out"
    """Units that became money, to be paid to the member's own account."""
    EXPIRED = "expired"
    ADJUSTED = "adjusted"
    FORFEITED = "forfeited"
    OPENING = "opening"
    MOVED = "moved"
    """What is on its way between two members: each pair of events that one command decides leaves it at zero."""


class Cause(StrEnum):
    """Why a transfer was made; its `source` says by which rule, reward or wording."""

    EARNED = "earned"
    SPENT = "spent"
    EXPIRED = "expired"
    ADJUSTED = "adjusted"
    DEBT_MADE = "debt_made"
    DEBT_PAID = "debt_paid"
    REINSTATED = "reinstated"
    REDEEMED = "redeemed"
    """Units that a reward consists of."""
    GIVEN_BACK = "given_back"
    """What a reward had cost that was cancelled since."""
    REVOKED = "revoked"
    """Units that a reward had consisted of which was cancelled since."""
    RETURNED = "returned"
    DEBT_MOVED = "debt_moved"
    GIVEN = "given"
    RECEIVED = "received"
    MERGED = "merged"
    POOLED = "pooled"
    """Units of one member that another one of his household spends, or that go back from there."""
    FORFEITED = "forfeited"
    CHARGED = "charged"
    """Units that a level costs when it is reached."""
    OPENING = "opening"


@record(frozen=True, slots=True)
class Lot:
    """Units credited together. `seq` and `no` name it: the event that made it, and its place among that event's lots.

    Amounts are scaled units. It counts as available from `available_at` up to, not including, `expires_at`.
    """

    seq: int
    no: int
    unit: str
    amount: int
    remaining: int
    earned_at: datetime
    available_at: datetime
    expires_at: datetime | None
    issued_until: datetime | None = None
    """The end it was issued with, where something moved `expires_at` since."""

    @property
    def issued_end(self) -> datetime | None:
        """The end it was issued with (docs/rules.md R4.5)."""
        return self.issued_until or self.expires_at

    def ending(self, at: datetime | None) -> Lot:
        """The same lot with another end."""
        issued = self.issued_end
        return replace(self, expires_at=at, issued_until=None if at == issued else issued)

    def holding(self, remaining: int) -> Lot:
        """The same lot with this much left."""
        # Written out: `replace` takes several times as long, and lots are made with every purchase of one who owes.
        return Lot(
            self.seq,
            self.no,
            self.unit,
            self.amount,
            remaining,
            self.earned_at,
            self.available_at,
            self.expires_at,
            self.issued_until,
        )

    def is_available(self, at: datetime) -> bool:
        """Whether its units can be used at the instant."""
        return self.available_at <= at and (self.expires_at is None or at < self.expires_at)


@record(frozen=True, slots=True)
class LotUse:
    """`amount` scaled units that a transfer took from the lot (`seq`, `no`); below zero where it gave them back."""

    seq: int
    no: int
    amount: int


@record(frozen=True, slots=True)
class Transfer:
    """One immutable row of the books; `amount` in scaled units, above zero.

    `lot_no` is set when it credits the member: the new lot of this decision that it fills. `uses` is filled when it
    debits the member, and adds up to `amount`; or when it gives units back to the lots they came from, and adds up to
    less `amount`.
    """

    unit: str
    debit: Account
    credit: Account
    amount: int
    effective_at: datetime
    cause: Cause
    source: str = ""
    lot_no: int | None = None
    uses: tuple[LotUse, ...] = ()
