"""The books of one member, opened to be looked at: one statement, so all of it is of one instant, in one round trip.

It says too whether time has anything to bring him that was not decided yet. Writing meanwhile is neither waited for nor
seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection

from treue.domain.books import Lot
from treue.domain.standing import Standing
from treue.store.reading import Identity, LevelRow, MoreWanted, TallyWanted, read_more
from treue.store.statements import statements
from treue.store.wallets import HistoryRow, Housemate, history_of


@dataclass(slots=True)
class Held:
    """What one member holds: booked units and debts by unit, open lots in spend order, and what is due when."""

    booked: dict[str, int] = field(default_factory=dict)
    debts: dict[str, int] = field(default_factory=dict)
    lots: list[Lot] = field(default_factory=list)
    dues: dict[tuple[str, str], datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenBooks:
    """One member as the books know him."""

    member_id: int
    joined_at: datetime
    standing: Standing
    sandbox_clock: datetime | None
    version: int
    last_switch: int
    is_due: bool
    """Whether time has brought somebody of his household something that was not decided yet."""
    given_twice: tuple[str, ...]
    """Rules that give once, and gave to both of two members who are this one."""
    identities: tuple[tuple[str, str], ...]
    household: tuple[Housemate, ...]
    """Who is in one household with him, himself included, the head first."""
    held: Mapping[int, Held]
    """By member, for everybody of the household."""
    levels: Mapping[str, Sequence[LevelRow]]
    history: tuple[HistoryRow, ...]


async def open_books(
    connection: AsyncConnection[Any],
    programme_id: int,
    member: int | Identity,
    wall_now: datetime,
    *,
    history_max: int = 0,
    before: int | None = None,
) -> OpenBooks | None:
    """The books of the member with this number, or known by this word, with his last events, `before` the event of a
    number where one is given. None where there is no such member."""
    number, (kind, value) = (member, ("", "")) if isinstance(member, int) else (None, member)
    parameters = {
        "programme": programme_id,
        "member": number,
        "kind": kind,
        "value": value,
        "wall": wall_now,
        "limit": history_max,
        "before": before,
    }
    cursor = await connection.execute(statements("wallets")["open_books"], parameters)
    row = await cursor.fetchone()
    if row is None:
        return None
    member_id, joined_at, left_at, closes_at, clock, version, switch, is_due, twice, identities, *lists = row
    household, balances, lots, dues, levels, history = lists
    return OpenBooks(
        *(member_id, joined_at, Standing(left_at, closes_at), clock, version, switch, is_due),
        *(tuple(twice), tuple(identities), tuple(Housemate(*mate) for mate in household)),
        *(_held(balances, lots, dues), _levels(levels), tuple(history_of(history))),
    )


async def read_counted(
    connection: AsyncConnection[Any], programme_id: int, wanted: Sequence[TallyWanted]
) -> Mapping[str, Mapping[tuple[date, str], int]]:
    """What was counted of one member, by name."""
    more = await read_more(connection, programme_id, MoreWanted((), wanted, {}, (), (), (), ()))
    return next(iter(more.tallies.values()), {})


def _held(
    balances: Sequence[tuple[int, str, int, int]],
    lots: Sequence[tuple[Any, ...]],
    dues: Sequence[tuple[int, str, str, datetime]],
) -> dict[int, Held]:
    held: dict[int, Held] = {}
    for member_id, unit, booked, debt in balances:
        one = held.setdefault(member_id, Held())
        one.booked[unit] = booked
        if debt:
            one.debts[unit] = debt
    for member_id, *lot in lots:
        held.setdefault(member_id, Held()).lots.append(Lot(*lot))
    for member_id, kind, subject, instant in dues:
        held.setdefault(member_id, Held()).dues[kind, subject] = instant
    return held


def _levels(rows: Sequence[tuple[str, str, datetime, datetime | None, str]]) -> dict[str, list[LevelRow]]:
    lines: dict[str, list[LevelRow]] = {}
    for ladder, level, starts, ends, standing in rows:
        lines.setdefault(ladder, []).append((level, starts, ends, standing))
    return lines
