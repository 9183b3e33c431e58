"""A second person agrees to a request; only now is it decided, by the rules and balances of now."""

from __future__ import annotations

from dataclasses import replace

from treue.processing.approvals import command_of
from treue.processing.commands import Approval, MemberReference, Outcome
from treue.processing.desk import Desk
from treue.store.approvals import read_approval
from treue.usecases.approvals.show import unknown


async def approve(desk: Desk, approval_id: int, *, actor: str) -> Outcome:
    """The outcome of what was asked for.

    Refused with `same_actor` for who asked himself, and `declined` where it was declined; agreeing again answers what
    was decided. Where it cannot be decided any more (the units are gone) it goes on waiting. Raises UnknownRequest.
    """
    async with desk.pool.connection() as connection:
        found = await read_approval(connection, desk.programme_id, approval_id)
    if found is None:
        raise unknown(desk, approval_id)
    _state, _requested_by, member_id, body = found
    command = command_of(body, Approval(approval_id, actor))
    (outcome,) = await desk.run([replace(command, member=MemberReference("id", str(member_id)))])
    return outcome
