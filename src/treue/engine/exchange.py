"""Orders in another currency: the rate that counts, and the order in the programme's currency (docs/rules.md R2.5).

Money is in whole minor units (R2.1), so the figures of the lines are converted such that every sum from the first line
on is the nearest whole amount: the order as a whole is rounded once, and its lines add up to it. What was paid for a
line never becomes less than nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from treue.domain.instants import local_day
from treue.domain.money import Money, minor_digits, round_half_up
from treue.domain.orders import Line, LineKind, Order
from treue.domain.values import FieldValue
from treue.engine.state import State
from treue.programme.records import Programme


def rate_at(programme: Programme, state: State, order: Order, instant: datetime) -> Decimal | None:
    """How much of the programme's currency one of the order's is; None where there is no rate, or none is needed.

    A decision that is made again uses the rate that it was made with.
    """
    if order.currency == programme.currency:
        return None
    if state.recorded is not None:
        return state.rate
    day = local_day(instant, programme.zone)
    return next((rate for first, rate in programme.exchange.get(order.currency, ()) if first <= day), None)


def exchanged(programme: Programme, order: Order, rate: Decimal) -> Order:
    """The order with all money in the programme's currency; its own one stays named."""
    # Minor units of the programme's currency in one of the order's.
    factor = Fraction(rate) * Fraction(10) ** (minor_digits(programme.currency) - minor_digits(order.currency))
    lines: list[Line | None] = [None] * len(order.lines)
    # What earns is converted by itself, so that shipping does not move a cent of it.
    for is_goods in (True, False):
        places = [place for place, line in enumerate(order.lines) if (line.kind is LineKind.GOODS) is is_goods]
        found = [order.lines[place] for place in places]
        figures = zip(
            _converted((line.amount for line in found), factor),
            _converted((line.paid for line in found), factor),
            _converted((line.tax for line in found), factor),
            strict=True,
        )
        for place, line, (amount, paid, tax) in zip(places, found, figures, strict=True):
            own = _attributes(programme, line.attributes, order.currency, factor)
            lines[place] = replace(line, amount=amount, discount=amount - paid, tax=tax, attributes=own)
    own = _attributes(programme, order.attributes, order.currency, factor)
    return replace(order, lines=tuple(line for line in lines if line is not None), attributes=own)


def _converted(amounts: Iterable[int], factor: Fraction) -> Iterator[int]:
    """The amounts, so that each sum from the first one on is rounded once."""
    total = before = 0
    for amount in amounts:
        total += amount
        after = round_half_up(total * factor)
        yield after - before
        before = after


def _attributes(
    programme: Programme, attributes: Mapping[str, FieldValue], currency: str, factor: Fraction
) -> Mapping[str, FieldValue]:
    """What the shop tells besides, with money of the order's currency converted."""

    def told(value: FieldValue) -> FieldValue:
        if isinstance(value, Money):
            is_foreign = value.currency == currency
            return Money(round_half_up(value.minor * factor), programme.currency) if is_foreign else value
        return tuple(told(one) for one in value) if isinstance(value, tuple) else value

    return {name: told(value) for name, value in attributes.items()}
