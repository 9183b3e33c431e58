"""What rules, units and rewards have in common: values by level, the time and the members a part is for, limits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from treue.domain.calendar import Window

Value = TypeVar("Value")
LIFETIME = Window("lifetime")


@dataclass(frozen=True, slots=True)
class ByLevel(Generic[Value]):
    """One value for all, or one for each level."""

    otherwise: Value | None = None
    """For members at none of the levels named."""
    levels: Mapping[str, Value] = field(default_factory=dict)

    def at(self, held: Collection[str]) -> Value | None:
        """The value for a member who holds these levels, one of each ladder."""
        if self.levels:
            for level in held:
                if level in self.levels:
                    return self.levels[level]
        return self.otherwise


@dataclass(frozen=True, slots=True)
class Timing:
    """The days on which a part holds, both ends included."""

    first: date | None = None
    last: date | None = None
    calendar: ByLevel[frozenset[date]] | None = None
    """Only on these days."""

    def holds(self, day: date, levels: Collection[str]) -> bool:
        """Whether it holds on the local day for a member at these levels."""
        if self.first is not None and day < self.first:
            return False
        if self.last is not None and day > self.last:
            return False
        return self.calendar is None or day in (self.calendar.at(levels) or ())


@dataclass(frozen=True, slots=True)
class Audience:
    """Who a part is for and where; None is everyone, or everywhere."""

    levels: frozenset[str] | None = None
    segments: frozenset[str] | None = None
    partners: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    stores: frozenset[str] | None = None
    channels: frozenset[str] | None = None

    @property
    def places(self) -> tuple[frozenset[str] | None, ...]:
        """Where it is: stores, channels, partners, countries."""
        return self.stores, self.channels, self.partners, self.countries

    def includes(self, *place: str) -> bool:
        """Whether the store, channel, partner and country are among those named; '' is unknown, and so none of them."""
        return all(named is None or found in named for named, found in zip(self.places, place, strict=True))


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so much in each window: a number of times, or scaled units."""

    amount: int
    window: Window
    by_household: bool = False
    """Whether the members of a household have it together."""
