"""A rule as the engine knows it: when it applies, what it gives or multiplies, and the limits it is held to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from treue.domain.calendar import Availability, Expiry, Window
from treue.domain.money import Money
from treue.programme.records.shared import Audience, ByLevel, Limit, Timing
from treue.rules.condition import Amount, Condition

CODE = "code"
"""The field of an event that names a printed code."""
CODE_UNITS = "code:"
"""How the units begin in which uses of codes are counted; no unit of a document is called so."""


@dataclass(frozen=True, slots=True)
class Give:
    """How many of a unit: a plain number, or an expression that is calculated for each event, line or part.

    A number counts scaled units, per minor unit of money where the rule has `per`; an expression counts whole units.
    """

    number: Fraction | None = None
    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class EarnRule:
    """When an event of this kind happens and the condition holds, units are given or multiplied."""

    id: str
    event: str
    each: str
    """'event', 'line', or the struct whose parts are looked at one by one."""
    when: Condition | None
    give: Mapping[str, ByLevel[Give]]
    """By unit."""
    per: Money | None
    """At partners without one of their own, see `partner_rules`."""
    multiply: Mapping[str, ByLevel[Give]]
    """By unit: a factor on what `per` gives of it."""
    budget: Mapping[str, Limit]
    """By unit: scaled units this rule may give to all together."""
    names: Mapping[str, str]
    """By language; empty where the document gives it none."""
    timing: Timing | None = None
    audience: Audience | None = None
    base: Literal["paid", "list", "net"] = "paid"
    whole_steps: bool = False
    rounding: Literal["down", "half_up", "up"] = "down"
    multiply_fixed: bool = False
    """Whether multipliers concern what it gives without `per`."""
    group: str | None = None
    pick: Literal["best", "first", "sum"] = "sum"
    is_qualifying: bool = True
    """Whether what it gives counts towards levels."""
    limits: tuple[Limit, ...] = ()
    """How often one member gets it; `once` is one of them."""
    caps: Mapping[str, tuple[Limit, ...]] = field(default_factory=dict)
    """By unit: scaled units one member, and the members of one household together, may get of it."""
    shared_caps: Mapping[str, tuple[Limit, ...]] = field(default_factory=dict)
    """By unit: scaled units all members together may get of it."""
    code_limit: Limit | None = None
    """How often it counts one printed code, whoever reports it."""
    at_limit: Literal["cut", "refuse", "pause_rule"] = "cut"
    entitlement: str | None = None
    """The counted right on whose chosen days it applies."""
    available: ByLevel[Availability] | None = None
    """In place of what the unit says."""
    expires: ByLevel[Expiry] | None = None
    """In place of what the unit says."""
    level: str | None = None
    """The level whose multiplier this is, or that gives this when it is reached."""
    every: Window | None = None
    """For `period_end`: which period ends."""
    reward: str | None = None
    """A reward it grants, free of cost."""
    rate: str | None = None
    """The ladder of participation whose rate multiplies what it gives."""
    granted_days: Mapping[str, int] = field(default_factory=dict)
    """By counted right: how many days more it grants."""
    donations: Mapping[str, Money] = field(default_factory=dict)
    """By cause: what the operator gives in the member's name."""
    perk: str | None = None
    """Something that staff does, in words."""

    partner_rules: Mapping[str, EarnRule] = field(default_factory=dict)
    """By partner: the rule as it is there, where `per` differs."""

    # What every decision would ask again is found out once.
    is_selective: bool = field(init=False, repr=False, compare=False)
    """Whether it looks at more than its condition: at its time, its audience or a level."""
    is_restrained: bool = field(init=False, repr=False, compare=False)
    """Whether something may keep it from applying: a limit, a right that is lacking, a budget that pauses it."""
    leaves_counts: bool = field(init=False, repr=False, compare=False)
    """Whether it is counted for a member that it gave, or what."""
    is_multiplied: bool = field(init=False, repr=False, compare=False)
    """Whether multipliers concern what it gives."""
    weighed_by: str = field(init=False, repr=False, compare=False)
    """What multipliers are told apart by: 'event', 'line', or a struct. What is given for money is weighed by line."""

    def __post_init__(self) -> None:
        selective = self.timing is not None or self.audience is not None or self.level is not None
        restrained = bool(self.limits) or self.entitlement is not None or self.code_limit is not None
        by_line = self.each == "event" and self.per is not None
        for name, value in (
            ("is_selective", selective),
            ("is_restrained", restrained or self.at_limit == "pause_rule"),
            ("leaves_counts", bool(self.limits or self.caps or self.grants)),
            ("is_multiplied", self.per is not None or self.multiply_fixed),
            ("weighed_by", "line" if by_line else self.each),
        ):
            object.__setattr__(self, name, value)

    def at_partner(self, partner: str) -> EarnRule:
        """The rule for an order that the partner sold; '' is no partner."""
        return self.partner_rules.get(partner, self)

    @property
    def grants(self) -> bool:
        """Whether it does something besides giving units."""
        return self.reward is not None or bool(self.granted_days or self.donations) or self.perk is not None

    @property
    def is_counted(self) -> bool:
        """Whether it has to be counted how often a member got it."""
        return bool(self.limits)

    @property
    def scarce(self) -> tuple[tuple[str, Limit], ...]:
        """(unit, limit) of everything that all members share, once for each window: the budget and the caps."""
        lowest: dict[tuple[str, Window], int] = {}
        for unit in (*self.budget, *self.shared_caps):
            for limit in (*((self.budget[unit],) if unit in self.budget else ()), *self.shared_caps.get(unit, ())):
                lowest[unit, limit.window] = min(limit.amount, lowest.get((unit, limit.window), limit.amount))
        return tuple((unit, Limit(amount, window)) for (unit, window), amount in lowest.items())

    @property
    def period(self) -> str:
        """The period that ends, as a document writes it: 'calendar month', 'membership year', 'year from 1 July'."""
        if self.every is None:
            return ""
        every = self.every
        return f"year from {every.start}" if every.start is not None else f"{every.kind} {every.span}"
