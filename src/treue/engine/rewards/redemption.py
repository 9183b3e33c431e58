"""A redemption: one reward that a member got, with everything that giving it back has to undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from treue.domain.books import Account, Lot
from treue.domain.money import Money
from treue.engine.tallies import Count

Standing = Literal["open", "used", "cancelled"]
Delivery = Literal["", "open", "sent", "arrived"]
DELIVERIES: Mapping[str, Delivery] = {"": "", "open": "open", "sent": "sent", "arrived": "arrived"}
STANDINGS: Mapping[str, Standing] = {"open": "open", "used": "used", "cancelled": "cancelled"}


@dataclass(frozen=True, slots=True)
class Redemption:
    """A reward got by the member's event `seq`.

    `paid` are the lots it was paid from, in the order in which they were used, each with what was taken from it as
    `remaining`. `gave` are the lots of other units that it consists of, as they were when they were new.
    """

    seq: int
    reward: str
    redeemed_at: datetime
    usable_until: datetime | None = None
    """From then on it is over; None is never."""
    returnable_until: datetime | None = None
    """Before then the member can give it back; None where he never could."""
    is_automatic: bool = False
    """Whether it came by itself because its units were there."""
    standing: Standing = "open"
    issue: int = 0
    """The event that issued the code that counts."""
    paid: tuple[Lot, ...] = ()
    gave: tuple[Lot, ...] = ()
    counts: tuple[Count, ...] = ()
    """What it added to tallies."""
    lenders: tuple[tuple[int, int], ...] = ()
    """(number of an event, member): the lots of these events had come from others of the household, to pay for it."""
    money: Money | None = None
    """What it cost besides units."""
    paid_to: Account = Account.SPENT
    """The account that holds what it cost."""
    delivery: Delivery = ""
    """How far it has come; empty where it is not delivered."""
    is_consumed: bool = False
    """Whether it took effect at once and cannot be given back: a level."""
    granted_for: int = 0
    """The number of the order for which a rule granted it."""
    owner: int = 0
    """The internal id of the member who got it, where he was merged into the one who is decided for."""

    def is_over(self, now: datetime) -> bool:
        """Whether the time in which it could be used has ended."""
        return self.usable_until is not None and self.usable_until <= now
