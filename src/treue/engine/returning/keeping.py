"""What came back of an order, added up, and the order as it would be with only what is kept.

Everything here is a function of the sums over all returns. So it does not matter into how many returns something is
split, nor in which order they come (docs/rules.md R6.1).

What comes back of a line is its paid amount by quantity, rounded down over all returns together, plus the amounts that
were refunded by name. What was refunded for the order as a whole is spread over the lines by what is left of their paid
amounts. A line is gone when all its pieces or all its money came back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from treue.domain.events import LineBack, Return
from treue.domain.orders import Line, LineKind, Order
from treue.domain.reasons import Reason

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class LineTotals:
    """What came back of one line: pieces, those of them without an amount of their own, and amounts in minor units."""

    quantity: Decimal = _NOTHING
    unpriced: Decimal = _NOTHING
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """What came back of an order over all returns."""

    lines: Mapping[int, LineTotals] = field(default_factory=dict)
    """By place in the order, from 0."""
    amount: int = 0
    """Refunded for the order as a whole, minor units."""
    whole: bool = False
    """All that was left came back."""
    money: int = 0
    """Everything that was paid and came back, minor units; lines below zero do not count."""


def added(order: Order, before: Totals, event: Return) -> Totals | Reason:
    """The sums with one more return, or why it cannot be: never more than the line's quantity and amount (R6.7)."""
    if event.is_whole:
        is_left = [_is_left(line, before.lines.get(no)) for no, line in enumerate(order.lines)]
        if before.whole or (is_left and not any(is_left)):
            return Reason.MORE_THAN_BOUGHT
        return replace(before, whole=True, money=paid_of(order))
    if before.whole:
        return Reason.MORE_THAN_BOUGHT
    lines, names_amount = dict(before.lines), event.amount is not None
    for back in event.lines:
        no = _place(order, back.line)
        if no is None:
            return Reason.UNKNOWN_LINE
        line, known = order.lines[no], lines.get(no, LineTotals())
        found = _with(line, known, back)
        if found is None:
            return Reason.MORE_THAN_BOUGHT
        names_amount = names_amount or back.amount is not None
        lines[no] = found
    if (event.amount or 0) < 0 or event.amount == 0:
        return Reason.MORE_THAN_BOUGHT
    totals = Totals(lines, before.amount + (event.amount or 0))
    if names_amount and totals.amount > sum(_left(order, totals)):
        return Reason.MORE_THAN_BOUGHT
    return replace(totals, money=sum(max(0, back) for back in back_of(order, totals)))


def added_blindly(paid: int | None, before: Totals, event: Return) -> Totals | Reason:
    """The sums where the order's lines are not kept any more: money alone can be told, or the whole (R5.2)."""
    if before.whole:
        return Reason.MORE_THAN_BOUGHT
    if event.is_whole:
        return replace(before, whole=True, money=max(before.money, paid or 0))
    amounts = [event.amount or 0, *(back.amount or 0 for back in event.lines if back.quantity is None)]
    if paid is None or any(back.amount is None or back.quantity is not None for back in event.lines):
        return Reason.LINES_RETIRED
    if min(amounts) < 0 or not sum(amounts) or before.money + sum(amounts) > paid:
        return Reason.MORE_THAN_BOUGHT
    return replace(before, amount=before.amount + sum(amounts), money=before.money + sum(amounts))


def kept_of(order: Order, totals: Totals) -> Order | None:
    """The order with what is kept of it; None where nothing is.

    Nothing is kept once nothing is left of what was paid for: neither a free addition nor the shipping makes an order.
    """
    if totals.whole:
        return None
    lines: list[Line] = []
    for no, (line, back) in enumerate(zip(order.lines, back_of(order, totals), strict=True)):
        known = totals.lines.get(no)
        if known is None and not back:
            lines.append(line)
        elif not _is_gone(line, known) and not (line.paid > 0 and back >= line.paid):
            lines.append(_reduced(line, known or LineTotals(), back))
    if any(_is_bought(line) for line in order.lines):
        kept = any(_is_bought(line) for line in lines)
    else:
        kept = bool(lines) or not order.lines
    return replace(order, lines=tuple(lines)) if kept else None


def back_of(order: Order, totals: Totals) -> list[int]:
    """By line: what was paid for it and came back, minor units."""
    if totals.whole:
        return [line.paid for line in order.lines]
    backs = [_back(line, totals.lines.get(no)) for no, line in enumerate(order.lines)]
    spread = _spread(totals.amount, _left(order, totals))
    return [back + part for back, part in zip(backs, spread, strict=True)]


def paid_of(order: Order) -> int:
    """What was paid for the lines, of whatever kind, without lines below zero; minor units."""
    return sum([paid for line in order.lines if (paid := line.amount - line.discount) > 0])


def _place(order: Order, named: int | str) -> int | None:
    if isinstance(named, int):
        return named - 1 if 1 <= named <= len(order.lines) else None
    for names in ([line.id for line in order.lines], [line.sku for line in order.lines]):
        if names.count(named) == 1:
            return names.index(named)
    return None


def _with(line: Line, known: LineTotals, back: LineBack) -> LineTotals | None:
    quantity, amount = back.quantity, back.amount
    if quantity is None and amount is None:
        if not _is_left(line, known):
            return None
        if line.quantity <= 0:
            return replace(known, amount=line.paid)
        quantity = line.quantity - known.quantity
    if (quantity is not None and quantity <= 0) or (amount is not None and amount <= 0):
        return None
    pieces = quantity or _NOTHING
    found = LineTotals(
        known.quantity + pieces,
        known.unpriced + (pieces if amount is None else _NOTHING),
        known.amount + (amount or 0),
    )
    if pieces and found.quantity > line.quantity:
        return None
    return None if amount is not None and _by_quantity(line, found) + found.amount > line.paid else found


def _is_left(line: Line, known: LineTotals | None) -> bool:
    if known is None:
        return True
    return known.quantity < line.quantity if line.quantity > 0 else _back(line, known) != line.paid


def _is_gone(line: Line, known: LineTotals | None) -> bool:
    if known is None:
        return False
    return known.quantity >= line.quantity if line.quantity > 0 else known.amount == line.paid


def _is_bought(line: Line) -> bool:
    return line.kind is LineKind.GOODS and line.paid > 0


def _back(line: Line, known: LineTotals | None) -> int:
    if known is None:
        return 0
    if _is_gone(line, known):
        return line.paid
    found = _by_quantity(line, known) + known.amount
    return min(line.paid, found) if line.paid > 0 else found


def _by_quantity(line: Line, known: LineTotals) -> int:
    return _part(line.paid, known.unpriced, line.quantity)


def _part(amount: int, quantity: Decimal, of: Decimal) -> int:
    """The amount's part by quantity, rounded towards nothing."""
    if not quantity or of <= 0:
        return 0
    found = Fraction(abs(amount)) * Fraction(quantity) / Fraction(of)
    return (found.numerator // found.denominator) * (1 if amount > 0 else -1)


def _left(order: Order, totals: Totals) -> list[int]:
    return [max(0, line.paid - _back(line, totals.lines.get(no))) for no, line in enumerate(order.lines)]


def _spread(amount: int, over: Sequence[int]) -> list[int]:
    """The amount in parts like `over`, by largest remainder, ties by line; at most what there is."""
    whole = sum(over)
    amount = min(amount, whole)
    if not amount:
        return [0] * len(over)
    parts = [amount * one // whole for one in over]
    remainders = sorted(range(len(over)), key=lambda no: (-(amount * over[no] % whole), no))
    for no in remainders[: amount - sum(parts)]:
        parts[no] += 1
    return parts


def _reduced(line: Line, known: LineTotals, back: int) -> Line:
    """The line with less; its list price falls by the pieces, or by the money where that is more."""
    paid = line.paid - back
    by_pieces = line.amount - _part(line.amount, known.quantity, line.quantity)
    amount = min(by_pieces, line.amount - back)
    tax = line.tax - (line.tax * back // line.paid if line.paid else 0)
    return replace(line, quantity=line.quantity - known.quantity, amount=amount, discount=amount - paid, tax=tax)
