"""The rate of a ladder of participation, by which a rule's amounts are multiplied before they are rounded."""

from __future__ import annotations

from fractions import Fraction

from treue.engine.occasion import Occasion
from treue.programme.records import FIRST_STEP, EarnRule, Programme

_ONE = Fraction(1)


def rate_for(programme: Programme, rule: EarnRule, occasion: Occasion) -> Fraction:
    """The member's rate for what the rule gives: that of the step in force at the event (R1.4); 1 without a ladder."""
    ladder = programme.ladders.get(rule.rate) if rule.rate is not None else None
    if ladder is None or ladder.participation is None:
        return _ONE
    step = occasion.facts.level.get(ladder.id)
    return Fraction(ladder.participation.rate_of(FIRST_STEP if step is None else int(str(step))))
