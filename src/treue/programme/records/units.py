"""A unit as the engine knows it: how finely it is counted, when it can be used, and every way in which it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from treue.domain.calendar import Availability, DayOfYear, Expiry, Span
from treue.domain.instants import Period
from treue.domain.money import Money
from treue.programme.records.shared import ByLevel
from treue.rules.condition import Condition


@dataclass(frozen=True, slots=True)
class Inactivity:
    """All lots of a wallet fall together this long after the last event that counts (docs/rules.md R4.6)."""

    after: Period
    reset_by: frozenset[str]
    """Kinds of events that begin the time anew."""
    when: Condition | None


@dataclass(frozen=True, slots=True)
class Pause:
    """The expiry stands still while the condition holds, which reads levels, plans and entitlements only (R4.7)."""

    holds: Condition
    then: Literal["resume", "restart"]


@dataclass(frozen=True, slots=True)
class Forfeit:
    """An event that takes the units, at once or after a while."""

    event: str
    when: Condition | None
    after: Period | None


@dataclass(frozen=True, slots=True)
class Extension:
    """An event that moves the expiry of open lots."""

    event: str
    when: Condition | None
    by: Period
    once_per: Span | None
    """The expiry moves once in each, however often the event comes."""
    skips: Span | None
    """Events in the same span as the earning do not count."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Something members collect."""

    id: str
    names: Mapping[str, tuple[str, str]]
    """By language: singular and plural."""
    decimals: int
    available: ByLevel[Availability] = field(default_factory=ByLevel)
    """None is at once."""
    expires: ByLevel[Expiry] = field(default_factory=ByLevel)
    """None is never."""
    counted_from: Literal["occurred", "available"] = "occurred"
    """What the expiry counts from (R1.3)."""
    inactivity: Inactivity | None = None
    pause: Pause | None = None
    extend: tuple[Extension, ...] = ()
    forfeit: tuple[Forfeit, ...] = ()
    starts_again: DayOfYear | None = None
    """What is left is set to nothing at the start of this day of every year."""
    is_spendable: bool = True
    worth: Money | None = None
    """What one is worth in the accounts."""
    pays: Money | None = None
    """What one pays at the till."""
    shown_ahead: Period | None = None
    """How far ahead members see what expires; None is for ever."""
    first_out: Literal["soonest_expiry", "oldest"] = "soonest_expiry"

    @property
    def ageing_events(self) -> tuple[tuple[str, Condition | None], ...]:
        """(event, condition) of everything that moves or takes what was issued."""
        resets = () if self.inactivity is None else tuple(self.inactivity.reset_by)
        when = None if self.inactivity is None else self.inactivity.when
        moves = tuple((one.event, one.when) for one in self.extend)
        takes = tuple((one.event, one.when) for one in self.forfeit)
        return (*((event, when) for event in sorted(resets)), *moves, *takes)

    @property
    def is_aged_by_events(self) -> bool:
        """Whether events move or take what was issued, besides spending it."""
        return bool(self.inactivity or self.pause or self.extend or self.forfeit)

    @property
    def scale(self) -> int:
        """Scaled units in one."""
        return int("1" + "0" * self.decimals)
