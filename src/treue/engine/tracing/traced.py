"""What tracing finds of each rule: why it did not apply, or how its numbers came about. Amounts are scaled units.

A `Hurdle` is one single thing that kept a rule from applying. A rule with exactly one hurdle missed narrowly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from treue.domain.reasons import Reason
from treue.engine.decision import Share
from treue.programme.records import EarnRule, Limit
from treue.rules.tree import Node
from treue.rules.types import Value


@dataclass(frozen=True, slots=True)
class WrongDay:
    """The day of the event is not one of the rule's; `nearest` is the one closest to it, if there is one."""

    day: date
    nearest: date | None


@dataclass(frozen=True, slots=True)
class WrongAudience:
    """The member, the shop or the channel is not among those the rule is for."""

    key: Literal["levels", "segments", "partners", "countries", "stores", "channels"]
    wanted: frozenset[str]


@dataclass(frozen=True, slots=True)
class OtherLevel:
    """The multiplier of a level that the member does not have."""

    level: str


@dataclass(frozen=True, slots=True)
class Unmet:
    """The condition does not hold."""

    line: int | None = None
    """The line or part that came closest, where the rule looks at them one by one."""
    part: Node | None = None
    """The one part of the condition that failed; None where several did, or where no line or part was there."""
    others_held: bool = False
    """Whether the condition has further parts, all of which held."""
    left: Value | None = None
    right: Value | None = None
    """The two values, where the part that failed compares two."""
    is_undefined: bool = False
    """Whether it had no value: it divided by zero, or took what a list or a table does not have."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The rule stood still at the instant of the event."""


@dataclass(frozen=True, slots=True)
class Exhausted:
    """The member got the rule as often as the limit lets him; `used` times before."""

    limit: Limit
    used: int


@dataclass(frozen=True, slots=True)
class CodeUsed:
    """The printed code counted as often as the limit lets it; None where the event names no code."""

    limit: Limit
    used: int | None


@dataclass(frozen=True, slots=True)
class NotChosen:
    """The member did not choose the day with the counted right on whose days the rule applies."""

    right: str


@dataclass(frozen=True, slots=True)
class Paused:
    """Nothing is left of the rule's budget of the unit, so the rule rests."""

    unit: str
    limit: Limit
    used: int


Hurdle = WrongDay | WrongAudience | OtherLevel | Unmet | Stopped | Exhausted | CodeUsed | NotChosen | Paused


@dataclass(frozen=True, slots=True)
class Given:
    """What a rule gives of one unit before multipliers: the sum of `values`, times `rate`, rounded once."""

    unit: str
    indices: tuple[int, ...]
    """The lines or parts it was given for; none where it is given for the event as a whole."""
    values: tuple[Fraction, ...]
    """What each of them counts: minor units paid, or how many; one value for the event as a whole."""
    rate: Fraction
    """Scaled units for each one of the values."""
    steps: int | None
    """With whole steps: how many."""
    exact: Fraction
    amount: int
    beaten_by: str | None = None
    """The rule of the same group that counted instead."""
    is_undefined: bool = False
    """Whether an amount could not be calculated, and counts for nothing."""
    step_rate: Fraction = Fraction(1)
    """The member's rate on a ladder of participation, where the rule has one."""


@dataclass(frozen=True, slots=True)
class Multiplied:
    """What a multiplier did to one unit: everything it concerns was `before`, and is `after`."""

    unit: str
    factor: Fraction
    indices: tuple[int, ...] | None
    """The lines or parts; None for the whole event."""
    before: int = 0
    after: int = 0
    beaten_by: str | None = None
    """The rule of the same group that counted instead."""


@dataclass(frozen=True, slots=True)
class Held:
    """A limit that cut what the rule gave of a unit: `used` before, so `left`."""

    reason: Reason
    unit: str
    limit: Limit
    used: int
    left: int
    refuses: bool = False
    """Whether nothing is given where not all of it fits."""


@dataclass(frozen=True, slots=True)
class Room:
    """A limit that left enough: `used` before, and `given` now; of units, or of times where there is no unit."""

    limit: Limit
    unit: str
    used: int
    given: int
    of_all: bool = False
    """Whether all members share it."""
    of_code: bool = False
    """Whether it is that of the printed code."""

    @property
    def left(self) -> int:
        """What is left of it now."""
        return max(0, self.limit.amount - self.used - self.given)


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """One rule and one event."""

    rule: EarnRule
    hurdles: tuple[Hurdle, ...] = ()
    """What kept it from applying; none where it applied."""
    indices: tuple[int, ...] = ()
    """The lines or parts it concerns."""
    given: tuple[Given, ...] = ()
    multiplied: tuple[Multiplied, ...] = ()
    held: tuple[Held, ...] = ()
    shares: tuple[Share, ...] = ()
    room: tuple[Room, ...] = ()
    """What is left of the limits that cut nothing, where the rule gave or granted something."""

    @property
    def applied(self) -> bool:
        """Whether the rule applied, also where it gave nothing."""
        return not self.hurdles


@dataclass(frozen=True, slots=True)
class EarnTrace:
    """Every rule for the kind of event, in document order, and what all of them gave."""

    rules: tuple[RuleTrace, ...] = ()
    shares: tuple[Share, ...] = field(default=())
