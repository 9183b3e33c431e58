"""A member's wallet and history, with everything that time has brought until now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from treue.domain.books import Lot
from treue.domain.standing import MEMBER, Standing
from treue.engine.forecast import ComingExpiry, coming_expiries, falling, shown_until
from treue.engine.state import SOONEST_EXPIRY, order_of
from treue.processing.commands import Settle
from treue.processing.desk import Desk
from treue.processing.level_standing import LevelStanding, level_standing_of
from treue.programme.records import Programme
from treue.store.wallets import (
    HistoryRow,
    RedeemedRow,
    find_member,
    read_dues,
    read_history,
    read_holdings,
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


async def find(desk: Desk, word: str) -> int:
    """The member known by a public id, external id or card number. Raises UnknownMember."""
    async with desk.pool.connection() as connection:
        member_id = await find_member(connection, desk.programme_id, word)
    if member_id is None:
        raise UnknownMember(
            f"nobody in '{desk.key}' is known as '{word}'; give a public id, the shop's own id or a card number"
        )
    return member_id


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
        levels = await level_standing_of(connection, desk.programme_id, versions, member_id, now)
    programme = (versions.at(now) or versions.first).programme
    holdings = {
        unit: _holding(_in_order(programme, unit, lots), debts.get(unit, 0), now)
        for unit in sorted(booked.keys() | debts.keys())
    }
    until = {unit.id: shown_until(unit.shown_ahead, now, programme.zone) for unit in programme.units.values()}
    coming = coming_expiries(lots, debts, now, until, falling(dues))
    return Wallet(
        member_id, now, tuple(identities), holdings, tuple(history), levels, standing, tuple(coming), tuple(redeemed)
    )


def _in_order(programme: Programme, unit: str, lots: list[Lot]) -> list[Lot]:
    """The unit's lots, what is spent first before the others."""
    first_out = programme.units[unit].first_out if unit in programme.units else SOONEST_EXPIRY
    return sorted((lot for lot in lots if lot.unit == unit), key=order_of(first_out))


def _holding(lots: list[Lot], debt: int, now: datetime) -> Holding:
    alive = tuple(lot for lot in lots if lot.expires_at is None or now < lot.expires_at)
    usable = sum(lot.remaining for lot in alive if lot.is_available(now))
    pending = sum(lot.remaining for lot in alive if lot.available_at > now)
    return Holding(max(0, usable - debt), pending, debt, alive)
