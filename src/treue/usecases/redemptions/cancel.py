"""A reward is given back."""

from __future__ import annotations

from treue.domain.events import CancelRedemption
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk
from treue.usecases.redemptions.named import redemption_named


async def cancel(desk: Desk, member_id: int, name: str, *, wording: str = "", actor: str, request_key: str) -> Outcome:
    """The outcome; with a wording in the name of staff, who may do it at any time, else in that of the member.

    `name` is the number of the reward as the member's wallet shows it.
    """
    owner, redemption = await redemption_named(desk, member_id, name)
    event = CancelRedemption(redemption, wording)
    (outcome,) = await desk.run([Command(MemberReference("id", str(owner)), event, actor, request_key)])
    return outcome
