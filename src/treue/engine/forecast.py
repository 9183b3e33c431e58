"""What a member will lose, and when, if he does nothing: the expiries ahead of him, from his open lots and his debt.

It reads the forward time line and settles nothing (docs/rules.md R1.5). It is exact as long as nothing happens: every
purchase and every reward changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from treue.domain.books import Lot
from treue.domain.instants import Period, after
from treue.engine.state import FALLING, DueKey, spend_order


@dataclass(frozen=True, slots=True)
class ComingExpiry:
    """`amount` scaled units, above zero, that expire at the instant."""

    at: datetime
    unit: str
    amount: int


def shown_until(ahead: Period | None, now: datetime, where: ZoneInfo) -> datetime | None:
    """The last instant whose expiries are shown at `now`; None where there is no end to it."""
    if ahead is None:
        return None
    try:
        return after(now, ahead, where)
    except OverflowError:
        return None


def coming_expiries(
    lots: Iterable[Lot],
    debts: Mapping[str, int],
    now: datetime,
    until: Mapping[str, datetime | None],
    falls: Mapping[str, datetime] | None = None,
) -> list[ComingExpiry]:
    """What expires after `now`, soonest first, then by unit; what expires of a unit at one instant is one entry.

    `until` is the last instant that is shown, by unit; a unit without one is shown for ever. `falls` is when all that
    is held of a unit is lost together, if nothing happens before (R4.6). Pending lots count too, but not what will pay
    the debt as they become available (R4.4): that is gone by then.
    """
    owed = dict(debts)
    amounts: dict[tuple[datetime, str], int] = {}
    ending = (_ending_with(lot, (falls or {}).get(lot.unit)) for lot in lots)
    for lot in sorted(ending, key=lambda lot: (_usable_from(lot, now), spend_order(lot))):
        pays = min(lot.remaining, owed.get(lot.unit, 0)) if lot.is_available(_usable_from(lot, now)) else 0
        if pays:
            owed[lot.unit] -= pays
        if lot.expires_at is None or lot.expires_at <= now or pays == lot.remaining:
            continue
        last = until.get(lot.unit)
        if last is None or lot.expires_at <= last:
            key = (lot.expires_at, lot.unit)
            amounts[key] = amounts.get(key, 0) + lot.remaining - pays
    return [ComingExpiry(at, unit, amount) for (at, unit), amount in sorted(amounts.items())]


def falling(dues: Mapping[DueKey, datetime]) -> dict[str, datetime]:
    """By unit, when all that is held of it is lost together, from the due list."""
    found: dict[str, datetime] = {}
    for (kind, unit), instant in dues.items():
        if kind in FALLING:
            found[unit] = min(instant, found.get(unit, instant))
    return found


def _ending_with(lot: Lot, falls_at: datetime | None) -> Lot:
    if falls_at is None or (lot.expires_at is not None and lot.expires_at <= falls_at):
        return lot
    return lot.ending(falls_at)


def _usable_from(lot: Lot, now: datetime) -> datetime:
    return max(lot.available_at, now)
