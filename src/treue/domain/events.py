"""What can happen to a member: facts reported from outside, wishes of members and staff, and what time brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

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
    price: int = 0
    """Which of the ways to pay for it, the first being 0."""
    amount: int | None = None
    """Scaled units, where the member says how many."""
    store: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Handout:
    """A reward that comes by itself, now: because its units are there, or free of cost because a rule grants it.

    It follows from another decision; nobody reports it from outside.
    """

    reward: str
    rule: str = ""
    """The rule that grants it."""


@dataclass(frozen=True, slots=True)
class CancelRedemption:
    """A reward is given back, now: by its member as long as he may, or by staff who say why.

    `redemption` is the number of the event that it was got by.
    """

    redemption: int
    wording: str = ""
    """Why staff cancels it; empty where the member does."""


@dataclass(frozen=True, slots=True)
class ReissueRedemption:
    """Staff gives a reward a new code, now, since the old one got lost."""

    redemption: int


@dataclass(frozen=True, slots=True)
class UseRedemption:
    """A reward is used, now. `issue` is the number of the event that issued the code that was shown."""

    redemption: int
    issue: int | None = None


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
class Brought:
    """What time or another decision brings: a birthday, a level that is reached. Nobody reports it from outside."""

    name: str
    occurred_at: datetime
    fields: Mapping[str, FieldValue] = field(default_factory=dict)


RedemptionChange = CancelRedemption | ReissueRedemption | UseRedemption
Event = Brought | Purchase | CustomEvent | Joined | Spend | Adjustment | Handout | RedemptionChange
WISHES = (Spend, Adjustment, Joined, CancelRedemption, ReissueRedemption, UseRedemption)
"""What somebody asks for; refused, it uses up no key and leaves no trace (docs/rules.md R3.1)."""
