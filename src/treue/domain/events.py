"""What can happen to a member: facts reported from outside, wishes of members and staff, and what time brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from treue.domain.orders import Order
from treue.domain.values import FieldValue


@dataclass(frozen=True, slots=True)
class Purchase:
    """A paid order, as a fact."""

    occurred_at: datetime
    order: Order


@dataclass(frozen=True, slots=True)
class CustomEvent:
    """A fact of a kind the programme declares, for instance a visit."""

    name: str
    occurred_at: datetime
    fields: Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Joined:
    """A person became a member. Without an instant: now."""

    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spend:
    """A member's wish to buy a reward, now."""

    reward: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Staff gives (`amount` above zero) or takes (below zero) scaled units, now, and says why.

    Taking more than is available needs `allow_debt`; the missing part then becomes debt.
    """

    unit: str
    amount: int
    wording: str
    allow_debt: bool = False


@dataclass(frozen=True, slots=True)
class FloorSet:
    """Staff sets a level below which the member does not fall, now, and says why.

    `by` is 'invitation', 'status_match' or 'staff'. `until` is the last day it holds; without it, it holds as long as
    the document says, or for ever.
    """

    ladder: str
    level: str
    by: str
    wording: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What time or another decision brings: a birthday, a level that is reached. Nobody reports it from outside."""

    name: str
    occurred_at: datetime
    fields: Mapping[str, FieldValue] = field(default_factory=dict)


Event = Brought | Purchase | CustomEvent | Joined | Spend | Adjustment | FloorSet
