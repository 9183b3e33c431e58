"""A ladder that is climbed period by period: what a period has to bring, and the steps' rates (docs/rules.md R8.1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from treue.domain.calendar import Window
from treue.rules.condition import Condition

FIRST_STEP = 1
"""The step of whoever has not climbed yet."""


@dataclass(frozen=True, slots=True)
class Participation:
    """Steps that are climbed period by period."""

    counts: Window
    """The period: one whose end follows from the calendar or from the day of joining."""
    advance: Condition
    """A period in which this holds is a step up."""
    hold: Condition | None
    """A period in which only this holds changes nothing."""
    otherwise: Literal["reset", "one_step_down", "hold"]
    """What a period does in which neither holds."""
    forfeit: tuple[str, ...]
    """Units that a reset takes."""
    rates: tuple[tuple[int, Decimal], ...]
    """(first step, rate), the lowest first."""
    metrics: tuple[str, ...] = ()
    """What the conditions count, and what that is made of."""
    tallies: frozenset[str] = frozenset()
    """The names under which that is counted."""
    is_still: bool = False
    """Whether a period in which nothing is counted ends like any other such period: the conditions look at nothing but
    what was counted in it."""

    @property
    def last_step(self) -> int:
        """The step from which the last rate holds; nobody climbs further."""
        return max(FIRST_STEP, self.rates[-1][0])

    def rate_of(self, step: int) -> Decimal:
        """The rate at the step; nothing before the first rate begins."""
        return next((rate for first, rate in reversed(self.rates) if first <= step), Decimal(0))

    def next_rate(self, step: int) -> tuple[int, Decimal] | None:
        """The first step and the rate of what comes after the step's own rate; None at the last one."""
        return next(((first, rate) for first, rate in self.rates if first > step), None)
