"""A member's statement for a span of days: from the books, as they are known now.

A movement stands on the day on which it took effect. A fact that was reported late is therefore on the day on which it
happened, and a statement that was made before it was reported does not have it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from treue.domain.books import Lot
from treue.domain.instants import local_day, start_of_day
from treue.domain.statement import Ending, Figures, Span, Statement, UnitStatement
from treue.processing.commands import Settle
from treue.processing.desk import Desk
from treue.processing.versions import Versions
from treue.programme.records import Programme
from treue.store.past import MemberRow, one_picture, read_held, read_member, read_movements
from treue.store.wallets import read_identities
from treue.words.sentences import sentence

# PostgreSQL keeps microseconds, so this is the last instant before another.
_INSTANT = timedelta(microseconds=1)


class MemberErased(Exception):
    """The books of this member lead to nobody any more."""


class NoSpan(Exception):
    """The days that were asked for hold nothing."""


@dataclass(frozen=True, slots=True)
class StatementMade:
    """A statement with what is needed to put it into words.

    `programme` is the version in force now, `versions` are those that decided, by number; `language` is the code of the
    member's own language where he has said it.
    """

    statement: Statement
    programme: Programme
    versions: Mapping[int, Programme]
    language: str | None


async def make_statement(
    desk: Desk, member_id: int, *, first: date | None = None, last: date | None = None
) -> StatementMade:
    """The statement from `first` (else the first day of the year of `last`) to `last` (else today; never after it).

    What is due by now is settled before (R1.5). Raises MemberErased and NoSpan.
    """
    now = await desk.now()
    versions = await desk.versions()
    programme = (versions.at(now) or versions.first).programme
    span = _span(first, last, local_day(now, programme.zone))
    _refuse_erased(desk, await _member(desk, member_id))
    await desk.run([Settle(member_id)])
    since, before = (
        start_of_day(span.first, programme.zone),
        start_of_day(span.last + timedelta(days=1), programme.zone),
    )
    async with desk.pool.connection() as connection, one_picture(connection):
        books = (connection, desk.programme_id, member_id)
        # Asked again: an erasure may have come in between.
        person = _refuse_erased(desk, await read_member(*books))
        identities = await read_identities(*books)
        lots_before, debts_before = await read_held(*books, since)
        movements = await read_movements(*books, since, before, programme.zone)
        lots, debts = await read_held(*books, before)
    units = sorted({lot.unit for lot in (*lots_before, *lots)} | debts_before.keys() | {unit for unit, _ in movements})
    end = min(now, before - _INSTANT)
    statement = Statement(
        now,
        span,
        person.name,
        tuple(identities),
        {
            unit: UnitStatement(
                _figures(lots_before, debts_before, unit, since - _INSTANT),
                tuple(movement for of, movement in movements if of == unit),
                _figures(lots, debts, unit, end),
                _endings(lots, unit, programme.zone),
            )
            for unit in units
        },
    )
    decided = _deciding(versions, {movement.version for _, movement in movements})
    return StatementMade(statement, programme, decided, person.language)


def _span(first: date | None, last: date | None, today: date) -> Span:
    last = min(last or today, today)
    first = first or date(last.year, 1, 1)
    if first > last:
        raise NoSpan(
            f"a statement from {first} to {last} holds no day; begin it on {last} or before"
            + (", which is today" if last == today else "")
        )
    return Span(first, last)


async def _member(desk: Desk, member_id: int) -> MemberRow | None:
    async with desk.pool.connection() as connection:
        return await read_member(connection, desk.programme_id, member_id)


def _refuse_erased(desk: Desk, person: MemberRow | None) -> MemberRow:
    if person is None:
        raise KeyError(f"no member of '{desk.key}' has this number")
    if person.erased:
        raise MemberErased(
            sentence(
                "this member of '{programme}' was erased: the books are kept, but they lead to nobody, and there is "
                "no statement for nobody",
                programme=desk.key,
            )
        )
    return person


def _figures(lots: Sequence[Lot], debts: Mapping[str, int], unit: str, at: datetime) -> Figures:
    """What is owed and what is available are set off against each other: a late fact may leave both in the past."""
    held = sum(lot.remaining for lot in lots if lot.unit == unit)
    pending = sum(lot.remaining for lot in lots if lot.unit == unit and lot.available_at > at)
    usable = held - pending - debts.get(unit, 0)
    return Figures(max(0, usable), pending, max(0, -usable))


def _endings(lots: Sequence[Lot], unit: str, zone: ZoneInfo) -> tuple[Ending, ...]:
    by_day: dict[date, int] = {}
    for lot in lots:
        if lot.unit == unit and lot.expires_at is not None:
            day = local_day(lot.expires_at, zone)
            by_day[day] = by_day.get(day, 0) + lot.remaining
    return tuple(Ending(day, amount) for day, amount in sorted(by_day.items()))


def _deciding(versions: Versions, numbers: set[int]) -> dict[int, Programme]:
    return {number: versions.numbered(number).programme for number in sorted(numbers)}
