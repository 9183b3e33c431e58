"""What goes with a member to another one, besides units, where both turn out to be one person (docs/rules.md R9.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Achieved:
    """What a member brings besides units where he turns out to be another one."""

    counts: tuple[tuple[str, date, int, str], ...] = ()
    """(tally, day, amount, value) of everything that was counted of him."""
    purchases: int = 0
    lines: tuple[tuple[str, tuple[tuple[str, datetime, datetime | None, str], ...]], ...] = ()
    """By name: the time lines of his levels from now on, as (level, starts, ends, standing)."""
    dues: tuple[tuple[str, str, datetime], ...] = ()
    """(kind, unit, instant) of what takes all lots of a unit together."""
    places: tuple[tuple[str, int], ...] = ()
    """(reward, place) among those who wait for a seat, where he was before the one who stays."""


NOTHING_ACHIEVED = Achieved()
