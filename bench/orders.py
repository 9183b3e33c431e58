"""The purchases that are measured: alike in every run, because chance is seeded.

About two rules give something for a purchase of three lines: the base rate, and one of the others more often than not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from treue.domain.events import Joined, Purchase
from treue.domain.orders import Line, Order
from treue.processing.commands import Command, MemberReference

MEMBERS = 10_000
STARTS_AT = datetime(2026, 6, 1, tzinfo=UTC)
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
"""The sandbox clock while purchases are decided; they occurred on the ten days before."""

_CATEGORIES = (
    "coffee wine garden toys cosmetics fish bread dairy fruit frozen household drinks meat cheese rice spices snacks "
    "paper"
).split()
_BRANDS = ("Morgenrot", "Nordlicht", "Seewind", *[""] * 9)
_CENTS_MAX = 4_500
_DAYS = 10
_OPENING_HOURS = (7, 20)


@dataclass(slots=True)
class Orders:
    """Makes commands; every one has a key of its own."""

    chance: Random = field(default_factory=lambda: Random(20261122))
    made: int = 0

    def purchases(self, count: int, *, lines: int = 3) -> list[Command]:
        """Purchases of members drawn from all."""
        return [self.purchase(self.chance.randrange(MEMBERS), lines=lines) for _ in range(count)]

    def purchase(self, member: int, *, lines: int = 3) -> Command:
        """A purchase of this member, as a shop's system would report it."""
        self.made += 1
        return Command(reference(member), self.event(lines), source="shop", external_id=f"order-{self.made:09}")

    def event(self, lines: int) -> Purchase:
        """A purchase of anybody."""
        chance = self.chance
        day = NOW.replace(hour=0) - timedelta(days=chance.randrange(1, _DAYS + 1))
        occurred_at = day + timedelta(hours=chance.randrange(*_OPENING_HOURS), seconds=chance.randrange(3600))
        order = Order(
            "EUR",
            tuple(self._line() for _ in range(lines)),
            channel="web" if chance.random() < 0.1 else "store",
            store=f"store-{chance.randrange(40)}",
            till=f"till-{chance.randrange(8)}",
        )
        return Purchase(occurred_at, order)

    def _line(self) -> Line:
        chance = self.chance
        return Line(
            f"SKU-{chance.randrange(20_000):05}",
            chance.randrange(99, _CENTS_MAX),
            quantity=Decimal(1 if chance.random() < 0.8 else chance.randrange(2, 12)),
            category=chance.choice(_CATEGORIES),
            brand=chance.choice(_BRANDS),
            tags=("organic",) if chance.random() < 0.05 else (),
        )


def reference(member: int) -> MemberReference:
    """How the shop names its customer."""
    return MemberReference("external", f"customer-{member:06}")


def joinings(first: int, count: int) -> list[Command]:
    """Commands that make members of customers who are none yet."""
    return [
        Command(reference(member), Joined(), source="shop", external_id=f"joining-{member:06}")
        for member in range(first, first + count)
    ]
