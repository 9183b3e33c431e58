"""A member's wallet and history, with everything that time has brought until now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from psycopg import AsyncConnection

from treue.domain.belonging import Belonging
from treue.domain.books import Lot
from treue.domain.standing import MEMBER, Standing
from treue.engine.forecast import ComingExpiry, coming_expiries, falling, shown_until
from treue.engine.households.pooling import pool_of
from treue.engine.state import SOONEST_EXPIRY, State, order_of
from treue.processing.commands import MemberReference, ReferenceKind, Settle
from treue.processing.desk import Desk
from treue.processing.level_standing import LevelStanding, level_standing_of
from treue.programme.records import Programme
from treue.store.wallets import (
    HistoryRow,
    Housemate,
    RedeemedRow,
    find_member,
    read_dues,
    read_given_twice,
    read_history,
    read_holdings,
    read_household,
    read_identities,
    read_redeemed,
    read_standing,
)


class UnknownMember(Exception):
    """Nobody is known by this word."""


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
    async with desk.pool.connection() as connection:
        found = await find_member(connection, desk.programme_id, word)
    if found is None:
        raise UnknownMember(
            f"nobody in '{desk.key}' is known as '{word}'; give a public id, the shop's own id or a card number"
        )
    return found


async def read_page(desk: Desk, member_id: int, limit: int, before: int | None = None) -> list[HistoryRow]:
    """Events of the member, newest first, from the one before the number `before`, after settling what is due."""
    await desk.run([Settle(member_id)])
    async with desk.pool.connection() as connection:
        return await read_history(connection, desk.programme_id, member_id, limit, before)


async def show(desk: Desk, member_id: int, *, history_max: int = 20) -> Wallet:
    """The wallet after settling what is due by now (R1.5)."""
    await desk.run([Settle(member_id)])
    now, versions = await desk.now(), await desk.versions()
    async with desk.pool.connection() as connection:
        standing = await read_standing(connection, desk.programme_id, member_id)
        identities = await read_identities(connection, desk.programme_id, member_id)
        booked, debts, lots = await read_holdings(connection, desk.programme_id, member_id)
        dues = await read_dues(connection, desk.programme_id, member_id)
        history = await read_history(connection, desk.programme_id, member_id, history_max)
        redeemed = await read_redeemed(connection, desk.programme_id, member_id)
        twice = await read_given_twice(connection, desk.programme_id, member_id)
        household = await read_household(connection, desk.programme_id, member_id)
        programme = (versions.at(now) or versions.first).programme
        pool = await _pool(connection, desk.programme_id, programme, member_id, household, now)
        levels = await level_standing_of(connection, desk.programme_id, versions, member_id, now)
    holdings = {
        unit: _holding(_in_order(programme, unit, lots), debts.get(unit, 0), now)
        for unit in sorted(booked.keys() | debts.keys())
    }
    until = {unit.id: shown_until(unit.shown_ahead, now, programme.zone) for unit in programme.units.values()}
    coming = coming_expiries(lots, debts, now, until, falling(dues))
    return Wallet(
        *(member_id, now, tuple(identities), holdings, tuple(history), levels, standing, tuple(coming)),
        *(tuple(redeemed), tuple(twice), tuple(household), pool),
    )


async def _pool(
    connection: AsyncConnection[Any],
    programme_id: int,
    programme: Programme,
    member_id: int,
    household: Sequence[Housemate],
    now: datetime,
) -> dict[str, int]:
    terms = programme.members.households
    if terms is None or len(household) < 2:
        return {}
    states = []
    for mate in sorted(household, key=lambda one: one.member_id != member_id):
        booked, debts, lots = await read_holdings(connection, programme_id, mate.member_id)
        state = State(now, booked=booked, debts=debts, lots=lots, belonging=Belonging(1, mate.place))
        state.dues = await read_dues(connection, programme_id, mate.member_id)
        states.append(state)
    own, *others = states
    own.mates = tuple(others)
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
