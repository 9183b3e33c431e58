"""A member's wallet and history, with everything that time has brought until now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from treue.domain.belonging import Belonging
from treue.domain.books import Lot
from treue.domain.standing import MEMBER, Standing
from treue.engine.forecast import ComingExpiry, coming_expiries, falling, shown_until
from treue.engine.households.pooling import pool_of
from treue.engine.state import SOONEST_EXPIRY, State, order_of
from treue.processing.commands import MemberReference, ReferenceKind
from treue.processing.desk import Desk
from treue.processing.level_standing import LevelStanding, level_standing_of, level_tallies
from treue.programme.records import Programme
from treue.store.connect import looking
from treue.store.open_books import Held, OpenBooks, read_counted
from treue.store.wallets import HistoryRow, Housemate, RedeemedRow, find_member, read_redeemed
from treue.usecases.members.settled import SettledBooks, UnknownMember, settled_books


@dataclass(frozen=True, slots=True)
class Holding:
    """What a member holds of one unit, scaled. `lots` are in spend order and not yet expired."""

    available: int
    pending: int
    debt: int
    lots: tuple[Lot, ...]


@dataclass(frozen=True, slots=True)
class Wallet:
    """A member as of `now`: who he is known as, what he holds, what happened last (newest first)."""

    member_id: int
    now: datetime
    identities: tuple[tuple[str, str], ...]
    holdings: Mapping[str, Holding]
    history: tuple[HistoryRow, ...]
    levels: LevelStanding
    standing: Standing = MEMBER
    coming: tuple[ComingExpiry, ...] = ()
    """What expires when, as far ahead as the document lets members see it."""
    redemptions: tuple[RedeemedRow, ...] = ()
    """Every reward the member got, oldest first."""
    given_twice: tuple[str, ...] = ()
    """Rules that give once, and gave to him and to somebody who turned out to be him; for staff to look at."""
    household: tuple[Housemate, ...] = ()
    """Who is in one household with him, himself included, the head first."""
    pool: Mapping[str, int] = field(default_factory=dict)
    """By unit that his household shares: scaled units of the others that he can use besides his own."""


async def find(desk: Desk, word: str) -> int:
    """The member known by a public id, external id or card number. Raises UnknownMember."""
    member_id, _ = await _found(desk, word)
    return member_id


async def named(desk: Desk, word: str) -> MemberReference:
    """The same member by the word itself, for a wish that changes what the word leads to: asked for again, it is the
    same wish. Raises UnknownMember."""
    _, kind = await _found(desk, word)
    return MemberReference(cast(ReferenceKind, kind), word)


async def _found(desk: Desk, word: str) -> tuple[int, str]:
    async with looking(desk.pool) as connection:
        found = await find_member(connection, desk.programme_id, word)
    if found is None:
        raise UnknownMember(
            f"nobody in '{desk.key}' is known as '{word}'; give a public id, the shop's own id or a card number"
        )
    return found


async def read_page(
    desk: Desk, member: int | MemberReference, limit: int, before: int | None = None
) -> tuple[datetime, Sequence[HistoryRow]]:
    """Now, and events of the member, newest first, from the one before the number `before`, after settling what is due.

    Raises UnknownMember.
    """
    found = await settled_books(desk, member, history_max=limit, before=before)
    return found.now, found.books.history


async def show(
    desk: Desk, member: int | MemberReference, *, history_max: int = 20, with_redemptions: bool = True
) -> Wallet:
    """The wallet after settling what is due by now (R1.5). Raises UnknownMember."""
    found = await settled_books(desk, member, history_max=history_max)
    books, now, versions = found.books, found.now, found.versions
    programme = (versions.at(now) or versions.first).programme
    held = books.held.get(books.member_id, Held())
    holdings = {
        unit: _holding(_in_order(programme, unit, held.lots), held.debts.get(unit, 0), now)
        for unit in sorted(held.booked)
    }
    until = {unit.id: shown_until(unit.shown_ahead, now, programme.zone) for unit in programme.units.values()}
    return Wallet(
        books.member_id,
        now,
        books.identities,
        holdings,
        books.history,
        levels=await _levels(desk, found),
        standing=books.standing,
        coming=tuple(coming_expiries(held.lots, held.debts, now, until, falling(held.dues))),
        redemptions=await _redeemed(desk, books.member_id) if with_redemptions else (),
        given_twice=books.given_twice,
        household=books.household,
        pool=_pool(programme, books, now),
    )


async def _levels(desk: Desk, found: SettledBooks) -> LevelStanding:
    if not found.versions.reads.ladders:
        return LevelStanding({})
    wanted = level_tallies(found.versions, found.books, found.now)
    async with looking(desk.pool) as connection:
        counted = await read_counted(connection, desk.programme_id, wanted)
    return level_standing_of(found.versions, found.books, found.now, wanted, counted)


async def _redeemed(desk: Desk, member_id: int) -> tuple[RedeemedRow, ...]:
    async with looking(desk.pool) as connection:
        return tuple(await read_redeemed(connection, desk.programme_id, member_id))


def _pool(programme: Programme, books: OpenBooks, now: datetime) -> dict[str, int]:
    terms = programme.members.households
    if terms is None or len(books.household) < 2:
        return {}
    states = {}
    for mate in books.household:
        held = books.held.get(mate.member_id, Held())
        belonging = Belonging(1, mate.place)
        states[mate.member_id] = State(now, 1, held.booked, held.debts, held.lots, belonging=belonging, dues=held.dues)
    own = states.pop(books.member_id)
    own.mates = tuple(states.values())
    return {unit: pool_of(programme, own, unit) for unit in sorted(terms.pool)}


def _in_order(programme: Programme, unit: str, lots: list[Lot]) -> list[Lot]:
    """The unit's lots, what is spent first before the others."""
    first_out = programme.units[unit].first_out if unit in programme.units else SOONEST_EXPIRY
    return sorted((lot for lot in lots if lot.unit == unit), key=order_of(first_out))


def _holding(lots: list[Lot], debt: int, now: datetime) -> Holding:
    alive = tuple(lot for lot in lots if lot.expires_at is None or now < lot.expires_at)
    usable = sum(lot.remaining for lot in alive if lot.is_available(now))
    pending = sum(lot.remaining for lot in alive if lot.available_at > now)
    return Holding(max(0, usable - debt), pending, debt, alive)
