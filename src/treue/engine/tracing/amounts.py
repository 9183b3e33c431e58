"""What a rule gives, calculated line by line in fractions, as docs/rules.md R2.2 says it.

The engine adds whole numbers over one denominator instead, which is faster; both have to come out alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor

from treue.engine.earning.rates import rate_for
from treue.engine.occasion import Occasion
from treue.engine.tracing.hurdles import Place, places, whole
from treue.engine.tracing.traced import Given
from treue.programme.records import EarnRule, Give, Programme
from treue.rules.trace import trace_amount

_ONE = Fraction(1)
_HALF = Fraction(1, 2)


@dataclass(slots=True)
class Factors:
    """The multipliers so far: by unit for the whole event, and by unit and (line or kind of part, index)."""

    whole: dict[str, Fraction] = field(default_factory=dict)
    single: dict[tuple[str, str, int], Fraction] = field(default_factory=dict)

    def take(self, unit: str, each: str, indices: Sequence[int] | None, factor: Fraction) -> None:
        """One multiplier more; without indices it is for the whole event."""
        if indices is None:
            self.whole[unit] = self.whole.get(unit, _ONE) * factor
            return
        for index in indices:
            self.single[unit, each, index] = self.single.get((unit, each, index), _ONE) * factor


def given_by(programme: Programme, rule: EarnRule, indices: Sequence[int], occasion: Occasion) -> list[Given]:
    """What the rule gives of each unit, before multipliers and groups."""
    found: list[Given] = []
    for unit, by_level in rule.give.items():
        give = by_level.at(occasion.held)
        if give is not None:
            found.append(_given(programme, unit, rule, give, indices, occasion))
    return found


def _given(
    programme: Programme, unit: str, rule: EarnRule, give: Give, indices: Sequence[int], occasion: Occasion
) -> Given:
    scale, step_rate = programme.units[unit].scale, rate_for(programme, rule, occasion)
    undefined = False
    if rule.per is not None:
        concerned = tuple(indices)
        values = tuple(Fraction(_base(rule, occasion, index)) for index in indices)
        rate, undefined = _calculated(give, whole(occasion))
        if give.amount is not None:
            rate = rate * scale / rule.per.minor
    elif rule.each == "event":
        concerned, values = (), (_ONE,)
        rate, undefined = _calculated(give, whole(occasion))
        if give.amount is not None:
            rate = rate * scale
    elif give.amount is None:
        concerned, values = tuple(indices), (_ONE,) * len(indices)
        rate, _ = _calculated(give, whole(occasion))
    else:
        looked_at = places(rule.each, occasion)
        answers = [_calculated(give, looked_at[index]) for index in indices]
        concerned, values = tuple(indices), tuple(value for value, _ in answers)
        rate, undefined = Fraction(scale), any(missing for _, missing in answers)
    paid = _total(values)
    steps = int(paid // rule.per.minor) if rule.per is not None and rule.whole_steps and paid > 0 else None
    bare = Given(unit, concerned, values, rate, steps, Fraction(0), 0, is_undefined=undefined, step_rate=step_rate)
    exact = exactly(rule, bare, Factors())
    return replace(bare, exact=exact, amount=rounded(rule, exact))


def exactly(rule: EarnRule, given: Given, factors: Factors) -> Fraction:
    """Scaled units with the multipliers, before rounding."""
    plain = _total(given.values)
    if rule.per is not None and plain <= 0:
        return Fraction(0)
    each = "line" if rule.each == "event" else rule.each
    weighted = plain
    if is_multiplied(rule) and given.indices:
        of_lines = [factors.single.get((given.unit, each, index), _ONE) for index in given.indices]
        weighted = _total(
            value if factor is _ONE else value * factor for value, factor in zip(given.values, of_lines, strict=True)
        )
    exact = weighted * given.rate
    if given.steps is not None and rule.per is not None:
        # Full steps of the sum, multiplied by the average factor of what was paid.
        exact = weighted / plain * given.steps * rule.per.minor * given.rate
    exact *= given.step_rate
    return exact * factors.whole.get(given.unit, _ONE) if is_multiplied(rule) else exact


def _total(values: Iterable[Fraction]) -> Fraction:
    """The sum. Most are whole numbers, which are added as such: that takes a tenth of the time."""
    whole_part, rest = 0, Fraction(0)
    for value in values:
        if value.denominator == 1:
            whole_part += value.numerator
        else:
            rest += value
    return rest + whole_part


def is_multiplied(rule: EarnRule) -> bool:
    """Whether multipliers concern what the rule gives (R2.3)."""
    return rule.per is not None or rule.multiply_fixed


def rounded(rule: EarnRule, exact: Fraction) -> int:
    """The one rounding, never below zero."""
    if rule.rounding == "down":
        return max(0, floor(exact))
    if rule.rounding == "up":
        return max(0, ceil(exact))
    return max(0, floor(exact + _HALF))


def factor_of(rule: EarnRule, unit: str, occasion: Occasion) -> Fraction | None:
    """The factor on what is given of the unit; None where there is none for the member's levels, or none above zero."""
    give = rule.multiply[unit].at(occasion.held)
    if give is None:
        return None
    factor, _ = _calculated(give, whole(occasion))
    return factor if factor > 0 else None


def worth_of(programme: Programme, givens: Sequence[Given]) -> Fraction:
    """What several units are worth together: at `worth` where each has one, else by their number."""
    units: Mapping[str, int] = {given.unit: programme.units[given.unit].scale for given in givens}
    prices = [programme.units[given.unit].worth for given in givens]
    total = Fraction(0)
    for given, price in zip(givens, prices, strict=True):
        each = price.minor if price is not None and None not in prices else 1
        total += Fraction(given.amount * each, units[given.unit])
    return total


def _base(rule: EarnRule, occasion: Occasion, index: int) -> int:
    line = occasion.lines[index]
    if rule.base == "list":
        return line.amount
    return line.paid - line.tax if rule.base == "net" else line.paid


def _calculated(give: Give, place: Place) -> tuple[Fraction, bool]:
    """The number, and whether it could not be calculated and so is 0."""
    if give.amount is None:
        assert give.number is not None, "an amount is a number or is calculated"
        return give.number, False
    trace = trace_amount(give.amount.tree, place.order, place.line, place.at, place.fields, place.facts)
    value = trace.value
    assert isinstance(value, Fraction), "an amount is traced as a fraction"
    return value, trace.undefined is not None
