"""What a database tells of itself, for `treue doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from treue.store.statements import statements


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A webhook of any programme: whether it was disabled, and why; by which deployment key it signs."""

    programme: str
    subscription_id: int
    disabled_because: str | None
    key_mark: str


async def read_settings(connection: AsyncConnection[Any]) -> dict[str, str]:
    """The settings Treue relies on, as this session has them."""
    cursor = await connection.execute(statements("doctor")["settings"])
    return dict(await cursor.fetchall())


async def read_clock(connection: AsyncConnection[Any]) -> datetime:
    """What time it is for the server."""
    row = await (await connection.execute(statements("doctor")["clock_of_the_database"])).fetchone()
    assert row is not None, "a session sees itself"
    instant: datetime = row[0]
    return instant


async def read_webhooks(connection: AsyncConnection[Any]) -> list[WebhookRow]:
    """Every webhook of every programme."""
    cursor = await connection.execute(statements("doctor")["webhooks"])
    return [WebhookRow(*row) for row in await cursor.fetchall()]


async def count_parked(connection: AsyncConnection[Any]) -> dict[str, int]:
    """Programme -> commands that could not be decided and wait for a person."""
    cursor = await connection.execute(statements("doctor")["parked"])
    return dict(await cursor.fetchall())


async def read_readiness(connection: AsyncConnection[Any]) -> tuple[str | None, bool]:
    """The schema's step, and whether erasures are still to be replayed after a restore."""
    row = await (await connection.execute(statements("doctor")["readiness"])).fetchone()
    assert row is not None, "the statement answers one row"
    return row[0], bool(row[1])
