"""What a programme lets members and staff do around the books: giving, leaving, correcting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from treue.domain.instants import Period

CLOSE_GRACE = Period(30, "days")
"""How long units stay usable after a member left, where the document does not say."""
_NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class GiftTerms:
    """What one gift of a unit may be, scaled; without an upper bound everything available."""

    minimum: int = 1
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class HouseholdTerms:
    """The compiled form of `households`."""

    pool: frozenset[str]
    """The units that the members of a household share."""
    level: Literal["own", "best", "pooled"] = "own"
    only_head_spends: bool = False
    members_max: int | None = None

    @property
    def share_levels(self) -> bool:
        """Whether everyone has the best level of the household."""
        return self.level != "own"


@dataclass(frozen=True, slots=True)
class MemberTerms:
    """The compiled form of `transfers`, `adjustments`, `households` and `programme.close_grace`."""

    gifts: Mapping[str, GiftTerms] = field(default_factory=lambda: MappingProxyType({}))
    """Unit id -> how much of it one member may give another; other units cannot be given."""
    close_grace: Period = CLOSE_GRACE
    four_eyes_above: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """Unit id -> scaled units above which a second person has to agree."""
    reasons: tuple[str, ...] = ()
    """The wordings staff chooses from; empty where any will do."""
    households: HouseholdTerms | None = None
    """None where there are none."""
