"""What the earn rules give for one event (docs/rules.md R2).

Amounts are exact until they are rounded once, down, per rule and unit. A multiplier's share is what rounding gives with
it, less what it gives without it, in document order; so the shares always add up to what is credited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from types import MappingProxyType

from treue.domain.orders import Line, LineKind, Order
from treue.domain.reasons import Reason
from treue.engine.decision import Share
from treue.programme.records import EarnRule
from treue.rules.at import At
from treue.rules.types import Value

NO_FIELDS: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Occasion:
    """What rules can look at: an order or the fields of a custom event, and when it happened."""

    at: At
    order: Order | None = None
    fields: Mapping[str, Value] = field(default_factory=lambda: NO_FIELDS)


def earn(
    rules: Sequence[EarnRule], occasion: Occasion, budgets_used: Mapping[tuple[str, str], int]
) -> tuple[list[Share], list[tuple[str, str, int]]]:
    """Every share of every rule that applies, in document order, and the budgets that were read for it.

    `budgets_used` is what each rule with a budget has given so far. A share that wants more than is left is cut to it.
    """
    lines = tuple(line for line in occasion.order.lines if line.kind is LineKind.GOODS) if occasion.order else ()
    weights = _Weights(lines)
    wanted: dict[str, list[tuple[EarnRule, str, int]]] = {}
    giving: list[tuple[EarnRule, list[int]]] = []
    multiplying: list[tuple[EarnRule, list[int]]] = []
    for rule in rules:
        applies = _applies_to(rule, occasion, lines)
        if applies is None:
            continue
        if rule.multiply:
            multiplying.append((rule, applies))
        elif rule.per is None:
            count = len(applies) if rule.each == "line" else 1
            wanted[rule.id] = [(rule, unit, floor(amount * count)) for unit, amount in rule.give.items()]
        else:
            giving.append((rule, applies))
            wanted[rule.id] = [(rule, unit, weights.units(unit, applies, rate)) for unit, rate in rule.give.items()]
    # Multipliers come second: they concern every `per` give, also one that the document names after them.
    for rule, applies in multiplying:
        wanted[rule.id] = [
            (rule, unit, _multiplied(giving, unit, weights, applies, factor)) for unit, factor in rule.multiply.items()
        ]
    return _cut([part for rule in rules for part in wanted.get(rule.id, ())], budgets_used)


def _applies_to(rule: EarnRule, occasion: Occasion, lines: Sequence[Line]) -> list[int] | None:
    """The indices of the lines the rule concerns, or None where it does not apply."""
    if rule.each == "line":
        if rule.when is None:
            return list(range(len(lines))) or None
        holds, order, at, fields = rule.when.holds, occasion.order, occasion.at, occasion.fields
        return [index for index, line in enumerate(lines) if holds(order, line, at, fields)] or None
    if rule.when is not None and not rule.when.holds(occasion.order, None, occasion.at, occasion.fields):
        return None
    return list(range(len(lines)))


def _multiplied(
    giving: list[tuple[EarnRule, list[int]]], unit: str, weights: _Weights, applies: list[int], factor: Fraction
) -> int:
    """What multiplying the lines adds to the `per` gives of the unit so far."""
    rates = [(concerned, rule.give[unit]) for rule, concerned in giving if unit in rule.give]
    before = sum(weights.units(unit, concerned, rate) for concerned, rate in rates)
    weights.multiply(unit, applies, factor)
    return sum(weights.units(unit, concerned, rate) for concerned, rate in rates) - before


class _Weights:
    """What each line counts for in the base of each unit: what was paid, times the multipliers in force so far.

    Kept exact as whole numbers over one denominator per unit; that is several times faster than fractions.
    """

    __slots__ = ("_by_unit", "_paid")

    def __init__(self, lines: Sequence[Line]) -> None:
        self._paid = [line.paid for line in lines]
        self._by_unit: dict[str, tuple[list[int], int]] = {}

    def multiply(self, unit: str, indices: list[int], factor: Fraction) -> None:
        weights, denominator = self._by_unit.get(unit) or (list(self._paid), 1)
        if factor.denominator != 1:
            weights = [weight * factor.denominator for weight in weights]
        for index in indices:
            weights[index] = weights[index] * factor.numerator // factor.denominator
        self._by_unit[unit] = (weights, denominator * factor.denominator)

    def units(self, unit: str, indices: list[int], rate: Fraction) -> int:
        """Scaled units for the lines, rounded down; a base below zero counts as zero."""
        weights, denominator = self._by_unit.get(unit) or (self._paid, 1)
        base = sum([weights[index] for index in indices])
        return max(0, base) * rate.numerator // (rate.denominator * denominator)


def _cut(
    wanted: list[tuple[EarnRule, str, int]], budgets_used: Mapping[tuple[str, str], int]
) -> tuple[list[Share], list[tuple[str, str, int]]]:
    shares: list[Share] = []
    read: list[tuple[str, str, int]] = []
    for rule, unit, amount in wanted:
        if unit not in rule.budget:
            if amount:
                shares.append(Share(rule.id, unit, amount, amount))
            continue
        used = budgets_used.get((rule.id, unit), 0)
        read.append((rule.id, unit, used))
        # A later version may have lowered the budget below what is used.
        left = max(0, rule.budget[unit] - used)
        if amount > left:
            shares.append(Share(rule.id, unit, amount, left, Reason.BUDGET_CUT))
        elif amount:
            shares.append(Share(rule.id, unit, amount, amount))
    return shares, read
