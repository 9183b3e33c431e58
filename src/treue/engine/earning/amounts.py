"""Exact amounts: what a rule gives of a unit for the lines it concerns, times the multipliers in force.

Weights are whole numbers over one denominator for each unit, which is several times faster than fractions. A rule that
gives for money weighs each line by what was paid for it; one that gives a number weighs the event, line or part by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from treue.engine.earning.applying import Applied
from treue.engine.occasion import Occasion
from treue.programme.records import EarnRule, Give

_ONE = Fraction(1)


@dataclass(slots=True)
class Giving:
    """What one rule gives of one unit: `values` of the lines or parts it concerns, times `rate`, in scaled units."""

    rule: EarnRule
    unit: str
    indices: Applied
    values: list[int]
    """By index of `indices`; one value for the whole event where the rule gives for it as a whole."""
    rate: Fraction
    amount: int = 0
    """Rounded, with the multipliers so far."""


class Factors:
    """The multipliers in force so far, for each unit: one for the whole event, and one for each line or part."""

    __slots__ = ("_counts", "_single", "_whole")

    def __init__(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self._whole: dict[str, Fraction] = {}
        self._single: dict[tuple[str, str], tuple[list[int], int]] = {}

    def multiply_whole(self, unit: str, factor: Fraction) -> None:
        """For everything the event gives of the unit."""
        self._whole[unit] = self._whole.get(unit, _ONE) * factor

    def multiply(self, unit: str, each: str, indices: Applied, factor: Fraction) -> None:
        """For these lines or parts only."""
        key = (unit, each)
        numbers, denominator = self._single.get(key) or ([1] * self._counts.get(each, 0), 1)
        numerator, scale = factor.as_integer_ratio()
        if scale != 1:
            numbers = [number * scale for number in numbers]
        for index in indices:
            numbers[index] = numbers[index] * numerator // scale
        self._single[key] = (numbers, denominator * scale)

    def total(self, giving: Giving) -> int:
        """Scaled units of the giving with the multipliers in force, rounded as the rule says."""
        rule = giving.rule
        is_multiplied = rule.is_multiplied
        single = self._single.get((giving.unit, rule.weighed_by)) if is_multiplied else None
        plain = sum(giving.values)
        if plain <= 0 and rule.per is not None:
            return 0
        if single is None:
            numerator, denominator = plain, 1
        else:
            numbers, denominator = single
            pairs = zip(giving.indices, giving.values, strict=True)
            numerator = sum([value * numbers[index] for index, value in pairs])
        if rule.whole_steps and rule.per is not None:
            # Full steps of the sum, and only then multiplied, by the average factor of what was paid.
            steps = plain // rule.per.minor
            rate = giving.rate * rule.per.minor * steps
            denominator *= plain
        else:
            rate = giving.rate
        if is_multiplied and (whole := self._whole.get(giving.unit)) is not None:
            rate = rate * whole
        given, of = rate.as_integer_ratio()
        return max(0, rounded(numerator * given, denominator * of, rule.rounding))


def rounded(numerator: int, denominator: int, rounding: str) -> int:
    """A fraction as a whole number: 'down' by default (R2.2)."""
    if rounding == "down":
        return numerator // denominator
    if rounding == "up":
        return -(-numerator // denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def giving_of(rule: EarnRule, unit: str, give: Give, applies: Applied, occasion: Occasion, scale: int) -> Giving:
    """What the rule gives of the unit, before any multiplier; `scale` is scaled units in one of the unit."""
    if rule.per is not None:
        values = _bases(rule, applies, occasion)
        if give.number is not None:
            return Giving(rule, unit, applies, values, give.number)
        rate = _calculated(give, occasion) * scale / rule.per.minor
        return Giving(rule, unit, applies, values, rate)
    if rule.each == "event":
        rate = give.number if give.number is not None else _calculated(give, occasion) * scale
        return Giving(rule, unit, [], [1], rate)
    if give.number is not None:
        return Giving(rule, unit, applies, [1] * len(applies), give.number)
    amounts = [_calculated_at(rule, give, occasion, index) for index in applies]
    denominator = 1
    for amount in amounts:
        denominator = denominator * amount.denominator // _common(denominator, amount.denominator)
    values = [amount.numerator * (denominator // amount.denominator) for amount in amounts]
    return Giving(rule, unit, applies, values, Fraction(scale, denominator))


def _bases(rule: EarnRule, applies: Applied, occasion: Occasion) -> list[int]:
    lines = occasion.lines
    if rule.base == "paid":
        return [lines[index].paid for index in applies]
    if rule.base == "list":
        return [lines[index].amount for index in applies]
    return [lines[index].paid - lines[index].tax for index in applies]


def _calculated(give: Give, occasion: Occasion) -> Fraction:
    assert give.amount is not None, "an amount is a number or is calculated"
    return give.amount.value(occasion.order, None, occasion.at, occasion.fields, occasion.facts)


def _calculated_at(rule: EarnRule, give: Give, occasion: Occasion, index: int) -> Fraction:
    assert give.amount is not None, "an amount is a number or is calculated"
    if rule.each == "line":
        facts, line = occasion.facts_of_line(index), occasion.lines[index]
        return give.amount.value(occasion.order, line, occasion.at, occasion.fields, facts)
    facts = occasion.facts_of_part(occasion.parts[rule.each][index])
    return give.amount.value(None, None, occasion.at, occasion.fields, facts)


def _common(first: int, second: int) -> int:
    while second:
        first, second = second, first % second
    return first
