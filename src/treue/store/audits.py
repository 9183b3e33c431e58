"""The audit trail outside of batches: one more entry, and reading it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from treue import __version__
from treue.store.statements import statements


class AuditRow(NamedTuple):
    """Who did what, how many writes it were, and about which member, by his public id, where it was one."""

    audit_id: int
    recorded_at: datetime
    actor: str
    action: str
    writes: int
    detail: Mapping[str, Any]
    member: str | None


async def insert_audit(
    connection: AsyncConnection[Any],
    programme_id: int,
    audit_id: int,
    member_id: int | None,
    actor: str,
    action: str,
    detail: Jsonb,
) -> None:
    """One write of one actor."""
    parameters = {
        "programme": programme_id,
        "audit": audit_id,
        "member": member_id,
        "actor": actor,
        "action": action,
        "detail": detail,
        "release": __version__,
    }
    await connection.execute(statements("erasing")["insert_audit"], parameters)


async def list_audit(
    connection: AsyncConnection[Any], programme_id: int, *, before: int, by_people: bool, limit: int
) -> list[AuditRow]:
    """The entries before this one, the latest first; with `by_people` without what time alone brought."""
    parameters = {"programme": programme_id, "before": before, "by_people": by_people, "limit": limit}
    cursor = await connection.execute(statements("audits")["list_audit"], parameters)
    return [AuditRow(*row) for row in await cursor.fetchall()]
