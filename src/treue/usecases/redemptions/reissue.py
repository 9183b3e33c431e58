"""A reward gets a new code, because the old one got lost."""

from __future__ import annotations

from treue.domain.events import ReissueRedemption
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def reissue(desk: Desk, member_id: int, redemption: int, *, actor: str, request_key: str) -> Outcome:
    """The outcome with the new code; the old one is void from then on."""
    event = ReissueRedemption(redemption)
    (outcome,) = await desk.run([Command(MemberReference("id", str(member_id)), event, actor, request_key)])
    return outcome
