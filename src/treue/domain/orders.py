"""An order and its lines, as a till or a web shop reports them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from treue.domain.values import FieldValue


class LineKind(StrEnum):
    """What a line sells. Only goods earn (docs/rules.md R2.4)."""

    GOODS = "goods"
    SHIPPING = "shipping"
    FEE = "fee"
    DEPOSIT = "deposit"
    DONATION = "donation"
    GIFT_CARD = "gift_card"
    STORED_VALUE = "stored_value"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order.

    `amount` is gross price x quantity before discounts, `discount` what was taken off it, both in minor units of the
    order's currency, tax included. `quantity` may be fractional. A negative `amount` is a return or a correction.
    """

    sku: str
    amount: int
    quantity: Decimal = Decimal(1)
    discount: int = 0
    name: str = ""
    category: str = ""
    brand: str = ""
    tags: tuple[str, ...] = ()
    kind: LineKind = LineKind.GOODS
    tax: int = 0
    """What of `paid` is value added tax, minor units."""
    id: str = ""
    """How the shop names the line, for returns; without it a line is known by its position, or by its sku."""
    attributes: Mapping[str, FieldValue] = field(default_factory=dict)
    """What the shop's document declares besides."""

    @property
    def paid(self) -> int:
        """What was paid for the line, minor units."""
        return self.amount - self.discount


@dataclass(frozen=True, slots=True)
class Order:
    """A paid order: its lines and where it was sold."""

    currency: str
    lines: tuple[Line, ...]
    kind: str = ""
    channel: str = ""
    store: str = ""
    till: str = ""
    partner: str = ""
    attributes: Mapping[str, FieldValue] = field(default_factory=dict)
    """What the shop's document declares besides."""
    country: str = ""
    """Where it was sold: two capital letters, like DE."""

    paid: int = field(init=False, repr=False, compare=False)
    """The earning base: what was paid for goods, never below zero, minor units (R2.4)."""

    def __post_init__(self) -> None:
        # Added up once: every condition of every rule may ask for it.
        goods = [line.paid for line in self.lines if line.kind is LineKind.GOODS]
        object.__setattr__(self, "paid", max(0, sum(goods)))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What identifies a printed receipt; it is credited once, whoever presents it (R3.2)."""

    store: str
    till: str
    number: str
    business_date: date


@dataclass(frozen=True, slots=True)
class OrderReference:
    """How somebody names an order: by its source and the id it has there, or by its receipt."""

    source: str = ""
    external_id: str = ""
    receipt: Receipt | None = None

    def __post_init__(self) -> None:
        if bool(self.source) != bool(self.external_id) or bool(self.source) == (self.receipt is not None):
            raise ValueError("an order is named by source and external id, or by its receipt")
