"""Rules of one group stand together: which of them count (docs/rules.md R2.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from treue.engine.earning.amounts import Giving
from treue.engine.earning.applying import Applied
from treue.programme.records import EarnRule, Programme

Multiplying = tuple[EarnRule, Applied, Fraction]


def picked(programme: Programme, givings: list[Giving]) -> list[Giving]:
    """The givings without those of rules that their group does not pick: the best, or the first, of those that apply.

    The best is the one whose units are worth most before any multiplier, at `worth` where every unit has one, else by
    their number; ties go to the first in the document.
    """
    kept: list[Giving] = []
    chosen: dict[str, str] = {}
    for group in dict.fromkeys(giving.rule.group for giving in givings if giving.rule.group is not None):
        rules = list(dict.fromkeys(giving.rule.id for giving in givings if giving.rule.group == group))
        pick = next(giving.rule.pick for giving in givings if giving.rule.group == group)
        if pick == "sum":
            continue
        if pick == "first":
            chosen[group] = rules[0]
        else:
            values = {rule: _value(programme, [one for one in givings if one.rule.id == rule]) for rule in rules}
            chosen[group] = max(rules, key=lambda rule: (values[rule], -rules.index(rule)))
    for giving in givings:
        group = giving.rule.group or ""
        if group not in chosen or chosen[group] == giving.rule.id:
            kept.append(giving)
    return kept


def _value(programme: Programme, givings: Sequence[Giving]) -> Fraction:
    units = [programme.units[giving.unit] for giving in givings]
    if all(unit.worth is not None for unit in units):
        return sum(
            (
                Fraction(giving.amount * unit.worth.minor, unit.scale)
                for giving, unit in zip(givings, units, strict=True)
                if unit.worth is not None
            ),
            Fraction(0),
        )
    return sum((Fraction(giving.amount, unit.scale) for giving, unit in zip(givings, units, strict=True)), Fraction(0))


def winners(multiplying: Sequence[Multiplying]) -> Iterator[tuple[EarnRule, Applied, bool, Fraction]]:
    """(rule, lines or parts, whether the whole event, factor) of every multiplier that counts, in document order.

    Of one group only the highest factor counts, for each line by itself; different groups are multiplied.
    """
    grouped: dict[str, list[Multiplying]] = {}
    for one in multiplying:
        if one[0].group is not None:
            grouped.setdefault(one[0].group, []).append(one)
    for rule, applies, factor in multiplying:
        rivals = grouped.get(rule.group or "", [])
        if len(rivals) <= 1:
            yield rule, applies, rule.each == "event", factor
        elif all(rival.each == "event" for rival, _, _ in rivals):
            if _is_best(rule, rivals):
                yield rule, applies, True, factor
        else:
            won = [index for index in applies if _is_best(rule, [rival for rival in rivals if index in rival[1]])]
            if won:
                yield rule, won, False, factor


def _is_best(rule: EarnRule, rivals: Sequence[Multiplying]) -> bool:
    """Whether no rival has a higher factor, and none before it the same."""
    # `max` answers the first of several that are alike.
    return max(rivals, key=lambda rival: rival[2])[0] is rule
