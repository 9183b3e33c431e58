"""What can happen to a member: facts reported from outside, wishes of members and staff, and what time brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from treue.domain.orders import Order, OrderReference
from treue.domain.values import FieldValue


@dataclass(frozen=True, slots=True)
class Purchase:
    """A paid order, as a fact."""

    occurred_at: datetime
    order: Order


@dataclass(frozen=True, slots=True)
class LineBack:
    """What comes back of one line (docs/rules.md R6.7).

    `line` is its position in the order, from 1, or its id, or its sku where one line alone has it. With a quantity the
    pieces come back, and with an amount the money, in minor units; with both, that money was refunded for these pieces.
    With neither, what is left of the line comes back.
    """

    line: int | str
    quantity: Decimal | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """Something of an order comes back, as a fact: lines, or an amount of the whole, or all that is left of it."""

    occurred_at: datetime
    order: OrderReference
    lines: tuple[LineBack, ...] = ()
    amount: int | None = None
    """Minor units refunded for the order as a whole."""

    @property
    def is_whole(self) -> bool:
        """Whether all that is left comes back; a cancelled order is returned like this."""
        return not self.lines and self.amount is None


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
class Brought:
    """What time or another decision brings: a birthday, a level that is reached. Nobody reports it from outside."""

    name: str
    occurred_at: datetime
    fields: Mapping[str, FieldValue] = field(default_factory=dict)


Event = Brought | Purchase | Return | CustomEvent | Joined | Spend | Adjustment
