"""A reward is given back."""

from __future__ import annotations

from treue.domain.events import CancelRedemption
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def cancel(
    desk: Desk, member_id: int, redemption: int, *, wording: str = "", actor: str, request_key: str
) -> Outcome:
    """The outcome; with a wording in the name of staff, who may do it at any time, else in that of the member."""
    event = CancelRedemption(redemption, wording)
    (outcome,) = await desk.run([Command(MemberReference("id", str(member_id)), event, actor, request_key)])
    return outcome
