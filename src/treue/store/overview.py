"""Figures over a whole programme: counting them, keeping them, and what is read live beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from treue.store.past import one_picture
from treue.store.statements import statements


class MonthOfUnit(NamedTuple):
    """What became of one unit in one month, scaled; what came back is taken off."""

    unit: str
    month: date
    issued: int
    spent: int
    expired: int


class Held(NamedTuple):
    """What all members together hold and owe of one unit, scaled, and how many of them hold any."""

    unit: str
    booked: int
    debt: int
    holders: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted over the whole programme."""

    members: int
    joined_lately: int
    active: int
    orders: tuple[tuple[date, int], ...]
    """First day of the month -> purchases."""
    units: tuple[MonthOfUnit, ...]
    held: tuple[Held, ...]
    levels: tuple[tuple[str, str, int], ...]
    """(ladder, level, members who stand there)."""


@dataclass(frozen=True, slots=True)
class KeptOverview:
    """What was counted last, when, and how long it took."""

    counted_at: datetime
    took_ms: int
    counted: Counted


class DecisionRow(NamedTuple):
    """One event of somebody, as a list shows it."""

    member_id: int
    seq: int
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    refused: str | None
    figures: Mapping[str, Any]
    public_id: str | None
    external_id: str | None
    name: str | None
    moves: list[list[Any]]


class ParkedRow(NamedTuple):
    """A command that could not be decided."""

    parked_id: int
    recorded_at: datetime
    actor: str
    fault: str
    kind: str | None


class GuessedRow(NamedTuple):
    """Who asked for many codes or cards that do not exist, and how many it were when it was noticed."""

    recorded_at: datetime
    actor: str
    wrong: int


async def count(
    connection: AsyncConnection[Any],
    programme_id: int,
    *,
    now: datetime,
    active_since: datetime,
    joined_since: datetime,
    zone: str,
) -> Counted:
    """Everything, of one instant."""
    sql = statements("overview")
    asked = {"programme": programme_id, "now": now, "zone": zone}
    async with one_picture(connection):
        cursor = await connection.execute(sql["count_members"], {**asked, "since": joined_since})
        ((members, joined),) = await cursor.fetchall()
        cursor = await connection.execute(sql["count_active"], {**asked, "since": active_since})
        ((active,),) = await cursor.fetchall()
        cursor = await connection.execute(sql["count_orders"], asked)
        orders = await cursor.fetchall()
        cursor = await connection.execute(sql["sum_units"], asked)
        units = await cursor.fetchall()
        cursor = await connection.execute(sql["sum_held"], asked)
        held = await cursor.fetchall()
        cursor = await connection.execute(sql["count_levels"], asked)
        levels = await cursor.fetchall()
    return Counted(
        members,
        joined,
        active,
        tuple(orders),
        tuple(MonthOfUnit(*row) for row in units),
        tuple(Held(*row) for row in held),
        tuple(levels),
    )


async def keep(connection: AsyncConnection[Any], programme_id: int, kept: KeptOverview) -> None:
    """Keep what was counted, unless something newer is kept."""
    counted = kept.counted
    figures = {
        "members": counted.members,
        "joined_lately": counted.joined_lately,
        "active": counted.active,
        "orders": [[month.isoformat(), number] for month, number in counted.orders],
        "units": [[unit, month.isoformat(), *amounts] for unit, month, *amounts in counted.units],
        "held": [list(row) for row in counted.held],
        "levels": [list(row) for row in counted.levels],
    }
    parameters = {
        "programme": programme_id,
        "counted_at": kept.counted_at,
        "took_ms": kept.took_ms,
        "figures": Jsonb(figures),
    }
    await connection.execute(statements("overview")["keep_overview"], parameters)


async def read_kept(connection: AsyncConnection[Any], programme_id: int) -> KeptOverview | None:
    """What was counted last."""
    cursor = await connection.execute(statements("overview")["read_overview"], {"programme": programme_id})
    row = await cursor.fetchone()
    if row is None:
        return None
    counted_at, took_ms, figures = row
    counted = Counted(
        figures["members"],
        figures["joined_lately"],
        figures["active"],
        tuple((date.fromisoformat(month), number) for month, number in figures["orders"]),
        tuple(MonthOfUnit(unit, date.fromisoformat(month), *amounts) for unit, month, *amounts in figures["units"]),
        tuple(Held(*one) for one in figures["held"]),
        tuple((ladder, level, number) for ladder, level, number in figures["levels"]),
    )
    return KeptOverview(counted_at, took_ms, counted)


async def read_budgets(connection: AsyncConnection[Any], programme_id: int) -> dict[tuple[str, str, str], int]:
    """(rule, unit, window) -> scaled units used; the unit is empty where pieces are counted."""
    cursor = await connection.execute(statements("overview")["read_budgets"], {"programme": programme_id})
    return {(rule, unit, window): used for rule, unit, window, used in await cursor.fetchall()}


async def read_latest(
    connection: AsyncConnection[Any],
    programme_id: int,
    limit: int,
    *,
    of_a_kind: int,
    looked_at: int,
    no_events: Collection[str],
    by_time: Collection[str],
) -> list[DecisionRow]:
    """The decisions that were written last, at most `of_a_kind` of one kind, found among the last `looked_at` or
    somewhat more; `no_events` are actions without any, `by_time` kinds that time alone brings.
    """
    sql = statements("overview")
    parameters: dict[str, Any] = {"programme": programme_id, "looked_at": looked_at, "no_events": list(no_events)}
    cursor = await connection.execute(sql["latest_writes"], parameters)
    writes = await cursor.fetchall()
    if not writes:
        return []
    parameters = {
        "programme": programme_id,
        "limit": limit,
        "of_a_kind": of_a_kind,
        "by_time": list(by_time),
        "since": min(recorded_at for _, recorded_at in writes),
        "audits": [audit_id for audit_id, _ in writes],
    }
    # Planned with the instant before its eyes: only then is it clear that the index finds a few pages.
    cursor = await connection.execute(sql["latest_decisions"], parameters, prepare=False)
    return [DecisionRow(*row) for row in await cursor.fetchall()]


async def list_parked(connection: AsyncConnection[Any], programme_id: int, limit: int) -> list[ParkedRow]:
    """What could not be decided, the latest first."""
    parameters = {"programme": programme_id, "limit": limit}
    cursor = await connection.execute(statements("overview")["list_parked"], parameters)
    return [ParkedRow(*row) for row in await cursor.fetchall()]


async def list_guesses(
    connection: AsyncConnection[Any], programme_id: int, first_audit_id: int, action: str
) -> list[GuessedRow]:
    """What the audit trail has of this action from this entry on, the latest of each actor."""
    parameters = {"programme": programme_id, "first": first_audit_id, "action": action}
    cursor = await connection.execute(statements("overview")["list_guesses"], parameters)
    return [GuessedRow(*row) for row in await cursor.fetchall()]
