"""Facts: what a till or a shop reports. They happen once for their `source` and `external_id`, their receipt, or else
their `key`.

Money is a whole number of the currency's smallest unit: 1890 is 18.90 EUR. Attributes and fields are what the programme
declares itself, each of its type; where it declares money, that is a text like "18.90 EUR".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from treue_client.decoding import encoded

Declared = str | int | bool | Decimal | date | Sequence["Declared"] | Mapping[str, "Declared"]
"""A value of a type that the programme declares; decimal numbers are sent exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an order; `amount` is price times quantity before the discount, `tax` what of the rest is tax."""

    sku: str
    amount: int
    quantity: Decimal | int = 1
    discount: int = 0
    name: str = ""
    category: str = ""
    brand: str = ""
    tags: tuple[str, ...] = ()
    kind: str = "goods"
    id: str = ""
    tax: int = 0
    attributes: Mapping[str, Declared] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A paid order."""

    currency: str
    lines: tuple[Line, ...]
    kind: str = ""
    channel: str = ""
    store: str = ""
    till: str = ""
    partner: str = ""
    country: str | None = None
    attributes: Mapping[str, Declared] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What identifies a printed receipt."""

    store: str
    till: str
    number: str
    business_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBack:
    """What comes back of one line: named by its position from 1, its id or its sku; all of it, or so much."""

    line: int | str
    quantity: Decimal | int | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderName:
    """The order of a return: where it came from and its id there, or its receipt."""

    source: str | None = None
    external_id: str | None = None
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A paid order of a member, who is named by public id, `external:ID` or `card:NUMBER`."""

    event: ClassVar[str] = "purchase"
    member: str
    occurred_at: datetime
    order: Order
    receipt: Receipt | None = None
    source: str | None = None
    external_id: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Something of an order that comes back: lines, an amount, or, without either, all of it."""

    event: ClassVar[str] = "return"
    occurred_at: datetime
    order: OrderName
    lines: tuple[LineBack, ...] = ()
    amount: int | None = None
    receipt: Receipt | None = None
    member: str | None = None
    source: str | None = None
    external_id: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEvent:
    """An event that the programme declares."""

    event: str
    member: str
    occurred_at: datetime
    fields: Mapping[str, Declared]
    source: str | None = None
    external_id: str | None = None
    key: str | None = None


Fact = Purchase | Return | OwnEvent


def fact_body(fact: Fact) -> dict[str, Any]:
    """The fact as the service reads it. Raises ValueError where an instant has no time zone."""
    body: dict[str, Any] = encoded(fact)
    return {"event": fact.event, **body}


def is_named(fact: Fact) -> bool:
    """Whether the fact itself says what makes it happen once."""
    receipt = None if isinstance(fact, OwnEvent) else fact.receipt
    return any(name is not None for name in (fact.key, fact.external_id, receipt))
