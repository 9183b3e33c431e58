"""Figures of the books for an instant and the periods before it, the same for ever (docs/rules.md R4.8).

A report counts what was effective up to `as_of` and booked up to `known_at`. Both lie in facts that never change, so
the same two instants give the same figures whatever happens later; only `known_at` must be over. What is about a closed
period and came afterwards counts in the day it was booked into.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from psycopg import AsyncConnection

from treue.domain.books import Account
from treue.domain.instants import local_day
from treue.processing.desk import Desk
from treue.processing.versions import Versions
from treue.store.closings import closed_until
from treue.store.programmes import lock_for_publishing
from treue.store.reports import Movement, Sight, Waiting, read_movements, read_waiting
from treue.store.statements import statements

Span = Literal["day", "month"]
_OF_MEMBERS = (Account.MEMBER.value, Account.DEBT.value)


class CannotReport(Exception):
    """There is no such report; the sentence says why."""


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """One unit in one period, scaled. `changes` are by account what it gave to members, or below zero took from them;
    `held` and `owed` are as at the end of the period. `late` counts the transfers about a period closed before."""

    start: date | None
    changes: Mapping[str, int]
    held: int
    owed: int
    late: int


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit as of the instant, scaled: `held` = usable + `pending` + `lapsed`. `lapsed` has expired, which is not
    booked yet. `total` is the whole time, `periods` its parts where they were asked for."""

    unit: str
    decimals: int
    pending: int
    lapsed: int
    total: PeriodFigures
    periods: Sequence[PeriodFigures] = ()

    @property
    def usable(self) -> int:
        """What could be used at the instant, before debt."""
        return self.total.held - self.pending - self.lapsed


@dataclass(frozen=True, slots=True)
class BooksReport:
    """Figures of one programme. With `is_final` nothing can be added to them any more."""

    as_of: datetime
    known_at: datetime
    is_final: bool
    closed_until: date | None
    units: Sequence[UnitFigures] = field(default_factory=tuple)


async def report_books(
    desk: Desk, *, as_of: datetime | None = None, known_at: datetime | None = None, by: Span | None = None
) -> BooksReport:
    """The figures. Without `known_at` what is known now; without `as_of` as of then.

    Raises CannotReport where `known_at` lies in the future.
    """
    versions = await desk.versions()
    async with desk.pool.connection() as connection:
        now, known_at = await known_by(connection, desk, known_at)
        as_of = known_at if as_of is None else as_of
        zone = (versions.at(known_at) or versions.first).programme.zone
        sight = Sight(as_of, local_day(as_of, zone), known_at, zone.key)
        async with connection.transaction():
            await connection.execute(statements("proof")["same_instant"])
            movements = await read_movements(connection, desk.programme_id, sight)
            waiting = await read_waiting(connection, desk.programme_id, sight)
            closed = await closed_until(connection, desk.programme_id, known_at)
    units = {movement.unit for movement in movements}
    figures = [
        _figures_of(
            unit,
            _decimals_of(versions, unit),
            [movement for movement in movements if movement.unit == unit],
            waiting.get(unit, Waiting(0, 0)),
            by,
        )
        for unit in sorted(units)
    ]
    return BooksReport(as_of, known_at, known_at < now, closed, figures)


async def known_by(
    connection: AsyncConnection[Any], desk: Desk, known_at: datetime | None
) -> tuple[datetime, datetime]:
    """(now, up to when a report knows): nothing that is booked later counts in it.

    Raises CannotReport where `known_at` lies in the future.
    """
    async with connection.transaction():
        # Whoever is still booking something under an earlier clock has committed when this lock is granted.
        await lock_for_publishing(connection, desk.programme_id)
        now = await desk.now_seen_by(connection)
    if known_at is not None and known_at > now:
        raise CannotReport(
            f"nobody knows yet what '{desk.key}' will know then; name an instant up to {now:%Y-%m-%d %H:%M} UTC"
        )
    return now, now if known_at is None else known_at


def _figures_of(
    unit: str, decimals: int, movements: Sequence[Movement], waiting: Waiting, by: Span | None
) -> UnitFigures:
    periods: list[PeriodFigures] = []
    by_start: dict[date, list[Movement]] = {}
    for movement in movements:
        by_start.setdefault(movement.day.replace(day=1) if by == "month" else movement.day, []).append(movement)
    before = PeriodFigures(None, {}, 0, 0, 0)
    for start, moved in sorted(by_start.items()) if by else ():
        before = _period(start, moved, before)
        periods.append(before)
    total = _period(None, movements, PeriodFigures(None, {}, 0, 0, 0))
    return UnitFigures(unit, decimals, waiting.pending, waiting.lapsed, total, periods)


def _period(start: date | None, movements: Iterable[Movement], before: PeriodFigures) -> PeriodFigures:
    net: dict[str, int] = {}
    late = 0
    for movement in movements:
        net[movement.credit] = net.get(movement.credit, 0) + movement.amount
        net[movement.debit] = net.get(movement.debit, 0) - movement.amount
        late += movement.late
    changes = {account.value: -net[account.value] for account in Account if account.value in net}
    return PeriodFigures(
        start,
        {account: change for account, change in changes.items() if account not in _OF_MEMBERS},
        before.held + net.get(Account.MEMBER.value, 0),
        before.owed - net.get(Account.DEBT.value, 0),
        late,
    )


def _decimals_of(versions: Versions, unit: str) -> int:
    """As the version says that first knew the unit: it stays the first, whatever is published later."""
    return next((version.programme.units[unit].decimals for version in versions if unit in version.programme.units), 0)
