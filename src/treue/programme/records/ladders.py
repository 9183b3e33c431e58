"""A ladder as the engine knows it: its levels from the lowest, and how they are reached, kept and lost (R8.1, R8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from treue.domain.calendar import Keeps
from treue.domain.instants import Period
from treue.programme.records.participation import Participation
from treue.rules.condition import Condition


@dataclass(frozen=True, slots=True)
class Reached:
    """Counters from which a level is reached: scaled like their metrics. Nothing asked is never reached."""

    all: tuple[tuple[str, int], ...] = ()
    """(metric, from), all of them."""
    any: tuple[tuple[str, int], ...] = ()
    """(metric, from), one of them."""


@dataclass(frozen=True, slots=True)
class Floor:
    """A level below which a member does not fall for a while: who or what sets it, and how long it lasts."""

    level: str
    by: Literal["invitation", "status_match", "staff", "plan", "event"]
    event: str = ""
    when: Condition | None = None
    lasts: Period | None = None


@dataclass(frozen=True, slots=True)
class Perk:
    """Something members enjoy without spending units."""

    id: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Level:
    """A step of a ladder. What it multiplies, and what it gives when it is reached, are rules (`EarnRule.level`)."""

    id: str
    names: Mapping[str, str]
    reached: Reached | None
    """None: by invitation or by a floor only."""
    at_joining: bool
    """`from: 0`."""
    by_invitation: bool = False
    for_life: Reached | None = None
    perks: tuple[Perk, ...] = ()
    picture: str | None = None
    """Where its picture is found."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """A tier ladder; `levels` from the lowest."""

    id: str
    names: Mapping[str, str]
    levels: tuple[Level, ...]
    at_once: bool = False
    """Whether a level reached with an order already holds for this order."""
    keeps: Keeps | None = None
    """None: for ever."""
    grace: Period | None = None
    falls: Literal["one level", "to supported", "to the lowest"] = "one level"
    floors: tuple[Floor, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    """Level -> how many members can be at it at once."""
    charges: Mapping[str, int] = field(default_factory=dict)
    """By unit: scaled units that are taken when one of its levels is reached."""
    warn: tuple[Period, ...] = ()
    """How long before a fall members are told."""
    metrics: tuple[str, ...] = ()
    """Every metric that one of its levels asks for."""
    tallies: frozenset[str] = frozenset()
    """The names under which they, and the metrics they are made of, are counted."""
    participation: Participation | None = None
    """For a ladder that is climbed period by period and has no levels."""

    thresholds: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    """By metric: everything that levels ask of it, found once for all decisions."""

    def __post_init__(self) -> None:
        found: dict[str, tuple[int, ...]] = {}
        for asked in (asked for level in self.levels for asked in (level.reached, level.for_life) if asked is not None):
            for metric, threshold in (*asked.all, *asked.any):
                found[metric] = (*found.get(metric, ()), threshold)
        object.__setattr__(self, "thresholds", found)

    @property
    def takes_units(self) -> bool:
        """Whether climbing or falling takes units."""
        return bool(self.charges) or (self.participation is not None and bool(self.participation.forfeit))

    def rank(self, level: str | None) -> int:
        """The place of the level, 0 for the lowest; -1 for none."""
        return next((rank for rank, known in enumerate(self.levels) if known.id == level), -1)
