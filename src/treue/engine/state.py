"""What a decision may read: one member's holdings, and what is left of scarce things.

A state is only ever changed by `advance`. Amounts are scaled units.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from treue.domain.books import Lot
from treue.domain.standing import MEMBER, Standing

_FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True)
class Scarce:
    """What many members compete for: what budgets (rule, unit) have given so far, and the stock left by reward."""

    budgets: dict[tuple[str, str], int] = field(default_factory=dict)
    stock: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """One member as an event finds him.

    `next_seq` numbers the event about to be decided. `lots` are the open ones; an event that takes units needs all of
    them, one that only gives needs none (`needs_lots`).
    """

    now: datetime
    next_seq: int = 1
    booked: dict[str, int] = field(default_factory=dict)
    debts: dict[str, int] = field(default_factory=dict)
    lots: list[Lot] = field(default_factory=list)
    scarce: Scarce = field(default_factory=Scarce)
    standing: Standing = MEMBER

    def available_lots(self, unit: str) -> list[Lot]:
        """The lots that can be used now, in spend order."""
        return sorted((lot for lot in self.lots if lot.unit == unit and lot.is_available(self.now)), key=spend_order)

    def available(self, unit: str) -> int:
        """What the member can use now: available remainders less debt, at least 0 (R4.2)."""
        usable = sum(lot.remaining for lot in self.lots if lot.unit == unit and lot.is_available(self.now))
        return max(0, usable - self.debts.get(unit, 0))


def spend_order(lot: Lot) -> tuple[datetime, datetime, int, int]:
    """Soonest expiry first, then oldest; what never expires comes last (R4.3)."""
    return (lot.expires_at or _FOREVER, lot.earned_at, lot.seq, lot.no)
