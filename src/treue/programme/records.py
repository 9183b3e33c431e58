"""A compiled programme version: what the engine, the words and the processor read.

Amounts of units are whole numbers scaled by the unit's decimals: with two decimals, 1.50 is 150.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import Literal
from zoneinfo import ZoneInfo

from treue.domain.instants import Period
from treue.domain.money import Money
from treue.programme.records_members import MemberTerms
from treue.rules.condition import Condition
from treue.rules.types import Type

PURCHASE = "purchase"
JOINED = "joined"
BUILT_IN_EVENTS = (PURCHASE, JOINED)


@dataclass(frozen=True, slots=True)
class Unit:
    """Something members collect."""

    id: str
    names: Mapping[str, tuple[str, str]]
    """By language: singular and plural."""
    decimals: int
    available: Period | None
    """From the earning instant; None is at once."""
    expires: Period | None
    """From the earning instant; None is never."""


@dataclass(frozen=True, slots=True)
class EarnRule:
    """When an event of this kind happens and the condition holds, units are given or multiplied."""

    id: str
    event: str
    each: Literal["event", "line"]
    when: Condition | None
    give: Mapping[str, Fraction]
    """Unit id -> scaled units: per minor unit of money paid when `per` is set, else for each event or line."""
    per: Money | None
    multiply: Mapping[str, Fraction]
    """Unit id -> factor on the `per` gives of that unit."""
    budget: Mapping[str, int]
    """Unit id -> scaled units this rule may give, ever."""


@dataclass(frozen=True, slots=True)
class Reward:
    """Something units buy."""

    id: str
    names: Mapping[str, str]
    unit: str
    cost: int
    """Scaled units of `unit`, above zero."""
    gives: Mapping[str, str]
    """The effect, for instance {'product': 'coffee'}."""
    limited: bool
    """Whether it is taken from stock."""


@dataclass(frozen=True, slots=True)
class EventType:
    """A custom event the programme declares."""

    name: str
    fields: Mapping[str, Type]


@dataclass(frozen=True, slots=True)
class Programme:
    """One checked version of a programme."""

    id: str
    names: Mapping[str, str]
    currency: str
    zone: ZoneInfo
    languages: tuple[str, ...]
    law: str
    accepts_late: timedelta
    accepts_early: timedelta
    semantics: int
    units: Mapping[str, Unit]
    earn: tuple[EarnRule, ...]
    """In document order."""
    rewards: Mapping[str, Reward]
    events: Mapping[str, EventType]
    rules_by_event: Mapping[str, tuple[EarnRule, ...]]
    members: MemberTerms = field(default_factory=MemberTerms)
    """What members and staff may do around the books."""

    @property
    def scarce(self) -> tuple[tuple[str, str], ...]:
        """(rule id, unit id) of every budget, in document order."""
        return tuple((rule.id, unit) for rule in self.earn for unit in rule.budget)
