"""The rules of one event together: who applies, what each gives, groups, multipliers, and then the limits."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from treue.engine.earning.amounts import Factors, Giving, giving_of
from treue.engine.earning.applying import Applied, applies_to
from treue.engine.earning.groups import picked, winners
from treue.engine.earning.limiting import Earned, Holding, Wanted
from treue.engine.earning.rates import rate_for
from treue.engine.occasion import Occasion
from treue.engine.state import State
from treue.programme.records import EarnRule, Give, Programme


def earn(programme: Programme, rules: Sequence[EarnRule], occasion: Occasion, state: State) -> Earned:
    """Every share of every rule that applies, in document order, with what was read and counted for it."""
    holding = Holding(programme, state, occasion)
    applying: list[tuple[EarnRule, Applied]] = []
    for rule in rules:
        applies = applies_to(rule, occasion)
        if applies is not None and (not rule.is_restrained or holding.lets(rule)):
            applying.append((rule, applies))
    if not applying:
        return holding.earned((), ())
    applied = tuple([rule for rule, _ in applying])
    givings = _givings(programme, applying, occasion)
    multiplying = [(rule, applies) for rule, applies in applying if rule.multiply]
    if not multiplying:
        return holding.earned([Wanted(giving.rule, giving.unit, giving.amount) for giving in givings], applied)
    wanted = {(giving.rule.id, giving.unit): giving.amount for giving in givings}
    _multiply(multiplying, givings, occasion, wanted)
    # In document order, whatever was calculated first.
    parts = [
        Wanted(rule, unit, amount)
        for rule in applied
        for unit in (rule.multiply or rule.give)
        if (amount := wanted.get((rule.id, unit))) is not None
    ]
    return holding.earned(parts, applied)


def _givings(programme: Programme, applying: Sequence[tuple[EarnRule, Applied]], occasion: Occasion) -> list[Giving]:
    """What the rules give before any multiplier, without those that a better rule of their group keeps out."""
    givings: list[Giving] = []
    factors = Factors({})
    for rule, applies in applying:
        for unit, by_level in rule.give.items():
            give = by_level.at(occasion.held)
            if give is not None:
                giving = giving_of(rule, unit, give, applies, occasion, programme.units[unit].scale)
                if rule.rate is not None:
                    giving.rate *= rate_for(programme, rule, occasion)
                giving.amount = factors.total(giving)
                givings.append(giving)
    return picked(programme, givings) if [giving for giving in givings if giving.rule.group] else givings


def _multiply(
    multiplying: Sequence[tuple[EarnRule, Applied]],
    givings: list[Giving],
    occasion: Occasion,
    wanted: dict[tuple[str, str], int],
) -> None:
    """Adds each multiplier's share to what is wanted. Multipliers concern every `per` give of the unit, also of a rule
    that the document names after them; what they do not concern stays as it is."""
    counts = {struct: len(parts) for struct, parts in occasion.parts.items()} if occasion.parts else {}
    counts["line"] = len(occasion.lines)
    factors = Factors(counts)
    for unit in dict.fromkeys([unit for rule, _ in multiplying for unit in rule.multiply]):
        of_unit = [
            (rule, applies, factor)
            for rule, applies in multiplying
            if unit in rule.multiply and (factor := _factor(rule.multiply[unit].at(occasion.held), occasion))
        ]
        concerned = [giving for giving in givings if giving.unit == unit and giving.rule.is_multiplied]
        before = sum([giving.amount for giving in concerned])
        for rule, indices, is_whole, factor in winners(of_unit):
            if is_whole:
                factors.multiply_whole(unit, factor)
            else:
                factors.multiply(unit, rule.each if rule.each != "event" else "line", indices, factor)
            multiplied = 0
            for giving in concerned:
                giving.amount = amount = factors.total(giving)
                multiplied += amount
            wanted[rule.id, unit] = multiplied - before
            before = multiplied


def _factor(give: Give | None, occasion: Occasion) -> Fraction | None:
    if give is None:
        return None
    if give.number is not None:
        return give.number
    assert give.amount is not None, "a factor is a number or is calculated"
    return max(Fraction(0), give.amount.value(occasion.order, None, occasion.at, occasion.fields, occasion.facts))
