"""What was given to causes in members' names, for an instant, the same for ever (docs/rules.md R4.1, R4.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from treue.processing.desk import Desk
from treue.store.reports import Donated, read_donations
from treue.usecases.books.report import known_by


@dataclass(frozen=True, slots=True)
class DonationsReport:
    """What occurred up to `as_of` and was decided up to `known_at`, by cause and month; returns are taken off."""

    as_of: datetime
    known_at: datetime
    donated: Sequence[Donated]


async def report_donations(
    desk: Desk, *, as_of: datetime | None = None, known_at: datetime | None = None
) -> DonationsReport:
    """The figures. Without `known_at` what is known now; without `as_of` as of then.

    Raises CannotReport where `known_at` lies in the future.
    """
    async with desk.pool.connection() as connection:
        _, known_at = await known_by(connection, desk, known_at)
        as_of = known_at if as_of is None else as_of
        return DonationsReport(as_of, known_at, await read_donations(connection, desk.programme_id, as_of, known_at))
