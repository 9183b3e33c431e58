"""A second person, or who asked himself, declines a request: nothing will come of it."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from treue.processing.clock import wall_now
from treue.processing.desk import Desk
from treue.store.approvals import decline_request, read_approval
from treue.store.audits import insert_audit
from treue.store.statements import statements
from treue.usecases.approvals.show import unknown


async def decline(desk: Desk, approval_id: int, *, actor: str) -> bool:
    """Whether it was still waiting. Who asked may take it back this way. Raises UnknownRequest."""
    async with desk.pool.connection() as connection, connection.transaction():
        found = await read_approval(connection, desk.programme_id, approval_id)
        if found is None:
            raise unknown(desk, approval_id)
        _state, requested_by, member_id, _body = found
        # Who agrees decides under the same lock: one of the two comes first.
        await connection.execute(statements("batch")["lock_members"], {"members": [member_id]})
        if not await decline_request(connection, desk.programme_id, approval_id, actor, wall_now()):
            return False
        detail = Jsonb({"request": str(approval_id), "requested_by": requested_by})
        await insert_audit(connection, desk.programme_id, desk.new_id(), member_id, actor, "decline", detail)
    return True
