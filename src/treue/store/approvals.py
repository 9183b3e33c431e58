"""Requests that wait for a second actor, outside of batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from treue.store.statements import statements


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One request: `command` is what was asked for, `public_id` how the member is known."""

    approval_id: int
    recorded_at: datetime
    requested_by: str
    command: Mapping[str, Any]
    public_id: str | None


async def list_waiting(connection: AsyncConnection[Any], programme_id: int) -> list[WaitingRow]:
    """All requests that wait, oldest first."""
    cursor = await connection.execute(statements("approvals")["list_waiting"], {"programme": programme_id})
    return [WaitingRow(*row) for row in await cursor.fetchall()]


async def read_approval(
    connection: AsyncConnection[Any], programme_id: int, approval_id: int
) -> tuple[str, str, int, dict[str, Any]] | None:
    """(state, who asked, member, command) of a request."""
    parameters = {"programme": programme_id, "approval": approval_id}
    cursor = await connection.execute(statements("approvals")["read_approval"], parameters)
    return await cursor.fetchone()


async def decline_request(
    connection: AsyncConnection[Any], programme_id: int, approval_id: int, actor: str, now: datetime
) -> bool:
    """Whether it was waiting; then it is declined now."""
    parameters = {"programme": programme_id, "approval": approval_id, "actor": actor, "now": now}
    cursor = await connection.execute(statements("approvals")["decline"], parameters)
    return cursor.rowcount > 0
