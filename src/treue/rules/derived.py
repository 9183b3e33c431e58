"""What can be said of an order by calculating it from the lines: its quantity, its number of lines, tags, shipping."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from treue.domain.orders import LineKind, Order
from treue.rules.types import Value


def quantity(order: Order) -> Decimal | Fraction:
    """The quantities of the goods added up, exactly."""
    return sum((Fraction(line.quantity) for line in order.lines if line.kind is LineKind.GOODS), Fraction(0))


def lines(order: Order) -> int:
    """How many lines sell goods."""
    return sum(1 for line in order.lines if line.kind is LineKind.GOODS)


def shipping(order: Order) -> int:
    """What was paid for shipping, minor units."""
    return sum(line.paid for line in order.lines if line.kind is LineKind.SHIPPING)


def tags(order: Order) -> tuple[str, ...]:
    """Every tag of a line with goods, once, in the order of the lines."""
    return tuple(dict.fromkeys(tag for line in order.lines if line.kind is LineKind.GOODS for tag in line.tags))


DERIVED: dict[str, Callable[[Order], Value]] = {
    "quantity": quantity,
    "lines": lines,
    "shipping": shipping,
    "tags": tags,
}
"""By name in the scope `order`."""
