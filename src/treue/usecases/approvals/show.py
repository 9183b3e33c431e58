"""The requests that wait for a second person."""

from __future__ import annotations

from treue.processing.desk import Desk
from treue.store.approvals import WaitingRow, list_waiting


class UnknownRequest(Exception):
    """No request has this number."""


async def waiting(desk: Desk) -> list[WaitingRow]:
    """All of them, oldest first."""
    async with desk.pool.connection() as connection:
        return await list_waiting(connection, desk.programme_id)


def unknown(desk: Desk, approval_id: int) -> UnknownRequest:
    """The fault of a number that leads nowhere, with its remedy."""
    return UnknownRequest(f"'{desk.key}' has no request {approval_id}; list what waits with: treue waiting {desk.key}")
