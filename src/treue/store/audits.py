"""The audit trail outside of batches."""

from __future__ import annotations

from typing import Any

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from treue.store.statements import statements


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
    }
    await connection.execute(statements("erasing")["insert_audit"], parameters)
